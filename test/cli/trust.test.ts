import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { registerTrust } from '../../src/cli/commands/trust.js'
import { buildMasterList, createCountry } from '../../src/testkit/index.js'
import { corpora } from '../corpora.js'
import { runCommand } from './run-command.js'

const utopia = createCountry({ state: 'UTO', seed: 'trust' })
const germany = createCountry({ state: 'D', seed: 'trust' })
const work = mkdtempSync(join(tmpdir(), 'emrtd-trust-'))
const write = (name: string, bytes: Uint8Array): string => {
  const path = join(work, name)
  writeFileSync(path, bytes)
  return path
}
const list = buildMasterList(utopia, [utopia.csca.certificate, germany.csca.certificate])
const changed = list.slice()
// The last byte of the German certificate's signature: it can still be read, and the list's signature covers it.
const end = Buffer.from(list).indexOf(germany.csca.certificate) + germany.csca.certificate.length
changed[end - 1]! ^= 1
const file = write('utopia.ml', list)
const anchor = write('utopia.cer', utopia.csca.certificate)
const trust = (...parameters: readonly string[]) => runCommand(registerTrust, 'trust', ...parameters)

describe('emrtd trust list', () => {
  test('what a list holds, by state', async () => {
    const { exitCode, out } = await trust('list', file)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^DE {2}Germany\n {2}\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d {2}C=DE/m)
    expect(out).toMatch(/^UT {2}Utopia$/m)
    expect(out).toMatch(/2 certificates of 2 states, 0 parse failures\n$/)
    const json = JSON.parse((await trust('list', file, anchor, '--json')).out)
    expect(json).toMatchObject({ certificates: 2, failures: 0, states: { UT: [{ country: 'UT' }] } })
  })

  test('what is no list: exit code 65', async () => {
    const { exitCode, err } = await trust('list', write('junk', Uint8Array.of(1, 2, 3)))
    expect(exitCode).toBe(65)
    expect(err).toContain('no certificate')
  })
})

describe('emrtd trust verify', () => {
  const at = ['--at', '2026-06-01']

  test('a signature that holds up to the anchor: exit code 0', async () => {
    const { exitCode, out } = await trust('verify', file, '--anchor', anchor, ...at)
    expect(exitCode).toBe(0)
    expect(out).toContain('signature valid')
    expect(out).toContain('2 certificates in 2 states, 0 parse failures')
  })

  test('without its anchor nothing is decided: exit code 2', async () => {
    const other = write('germany.cer', germany.csca.certificate)
    for (const parameters of [[], ['--anchor', other]]) {
      const { exitCode, out } = await trust('verify', file, ...parameters, ...at, '--json')
      expect(exitCode).toBe(2)
      expect(JSON.parse(out).lists[0]).toMatchObject({ status: 'inconclusive', reason: 'NO_TRUST_ANCHOR' })
    }
  })

  test('a changed list: exit code 1', async () => {
    const { exitCode, out } = await trust('verify', write('changed.ml', changed), '--anchor', anchor, ...at)
    expect(exitCode).toBe(1)
    expect(out).toContain('INVALID')
  })

  test('a list that cannot be read: exit code 65', async () => {
    const { exitCode, err } = await trust(
      'verify',
      write('cut.ml', list.subarray(0, 500)),
      '--anchor',
      anchor,
    )
    expect(exitCode).toBe(65)
    expect(err).toMatch(/ASN1_TRUNCATED/)
  })

  const german = corpora('master-lists/DE_ML_2026-05-28.ml')
  test.skipIf(german === undefined)('the German master list', async () => {
    const csca = corpora('master-lists/DE_CSCA07.cer')!
    const { exitCode, out } = await trust('verify', german!, '--anchor', csca, ...at)
    expect(exitCode).toBe(0)
    expect(out).toContain('588 certificates in 112 states, 0 parse failures')
  })
})
