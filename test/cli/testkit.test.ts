import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { registerTestkit } from '../../src/cli/commands/testkit.js'
import { faults } from '../../src/testkit/index.js'
import { runCommand } from './run-command.js'

const work = mkdtempSync(join(tmpdir(), 'emrtd-testkit-'))
afterAll(() => rmSync(work, { recursive: true }))
const testkit = (...parameters: readonly string[]) => runCommand(registerTestkit, 'testkit', ...parameters)

describe('emrtd testkit', () => {
  test('pack writes a folder for each fault that is asked for, and the sound specimen', async () => {
    const out = join(work, 'pack')
    const only = ['--only', 'sod-no-signer-info', '--only', 'list-unsigned']
    expect(await testkit('pack', '--out', out, ...only)).toMatchObject({
      exitCode: 0,
      out: `2 faults and the sound specimen in ${out}\n`,
    })
    expect(readdirSync(out).sort()).toEqual(['index.json', 'list-unsigned', 'sod-no-signer-info', 'sound'])
    const expected = JSON.parse(readFileSync(join(out, 'sod-no-signer-info', 'expected.json'), 'utf8'))
    expect(expected).toMatchObject({
      format: 'emrtd-conformance-pack',
      version: 1,
      id: 'sod-no-signer-info',
      given: { at: '2026-06-01T00:00:00.000Z' },
      expected: {
        verdict: 'invalid',
        check: { id: 'PA.SOD_SIGNATURE', status: 'failed', reason: 'NO_SIGNER_INFO' },
      },
    })
    expect(readdirSync(join(out, 'list-unsigned')).sort()).toEqual([
      'anchors',
      'crls',
      'document',
      'expected.json',
      'trust',
    ])
  })

  test('what cannot be done ends with 64 or 65', async () => {
    writeFileSync(join(work, 'file'), '')
    for (const [exitCode, ...parameters] of [
      [64, '--out', join(work, 'new'), '--only', 'none'],
      [65, '--out', work],
      [65, '--out', join(work, 'file')],
    ] as const) {
      expect(await testkit('pack', ...parameters)).toMatchObject({ exitCode, out: '' })
    }
  })

  test('list names every fault', async () => {
    expect((await testkit('list')).out.trim().split('\n')).toHaveLength(faults.length)
    expect(JSON.parse((await testkit('list', '--json')).out)).toEqual(JSON.parse(JSON.stringify(faults)))
  })
})
