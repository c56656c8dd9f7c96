import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { registerTrust } from '../../src/cli/commands/trust.js'
import { registerVerify } from '../../src/cli/commands/verify.js'
import {
  buildCrl,
  buildDeviationList,
  buildLdif,
  buildMasterList,
  createCountry,
  issueDocument,
  linkCertificate,
  pkdRecord,
  writeCertificate,
  writeName,
} from '../../src/testkit/index.js'
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
    expect(out).toMatch(
      /^DE {2}Germany\n {2}\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d {2}root {2}EC brainpoolP384r1 {2}ECDSA SHA-384 {2}C=DE/m,
    )
    expect(out).toMatch(/^UT {2}Utopia$/m)
    expect(out).not.toContain('whose signer is not among them')
    expect(out).toMatch(/2 certificates of 2 states, 0 parse failures\n$/)
    const json = JSON.parse((await trust('list', file, anchor, '--json')).out)
    expect(json).toMatchObject({ certificates: 2, failures: 0, states: { UT: [{ country: 'UT' }] } })
  })

  test('link certificates, those whose signer is missing by name, and what has expired', async () => {
    const next = createCountry({ state: 'UTO', seed: 'trust', generation: 2 })
    const link = write('link.cer', linkCertificate(utopia, next))
    const alone = await trust('list', link, '--at', '2040-01-01')
    expect(alone.out).toMatch(/expired {2}no signer/)
    expect(alone.out).toMatch(
      /^1 certificate whose signer is not among them:\n {2}C=UT, .*serial number [0-9a-f]+$/m,
    )
    const both = await trust('list', link, anchor, '--at', '2026-06-01')
    expect(both.out).toMatch(/ link {2}/)
    expect(both.out).not.toMatch(/expired|whose signer/)
    expect((await trust('list', file, '--state', 'ut')).out).toMatch(/^1 certificate of 1 state/m)
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

describe('emrtd trust build', () => {
  const crl = buildCrl(utopia, {
    revoked: [],
    thisUpdate: new Date('2026-05-01T00:00:00Z'),
    nextUpdate: new Date('2026-07-30T00:00:00Z'),
  })
  const at = ['--at', '2026-06-01']
  const out = join(work, 'utopia.store')

  test('one file, that every command takes and verify opens', async () => {
    const built = await trust('build', file, write('utopia.crl', crl), '--out', out, ...at)
    expect(built.exitCode).toBe(0)
    expect(built.out).toContain(`${file}: 2 certificates; trusted as given`)
    expect(built.out).toMatch(/^2 certificates of 2 states\n1 CRL$/m)
    expect(built.out).toMatch(/^digest [0-9a-f]{64}$/m)
    expect((await trust('list', out)).out).toMatch(/^besides: 1 CRL\n2 certificates of 2 states/m)
    const folder = mkdtempSync(join(tmpdir(), 'emrtd-document-'))
    for (const [name, bytes] of Object.entries(issueDocument(utopia).files)) {
      if (bytes !== undefined) writeFileSync(join(folder, `${name.replace('.', '_')}.bin`), bytes)
    }
    const verify = (store: string) => runCommand(registerVerify, 'verify', folder, '--trust', store, ...at)
    expect((await verify(out)).exitCode).toBe(0)
    const damaged = new Uint8Array(readFileSync(out))
    damaged[damaged.length >> 1]! ^= 1
    const refused = write('damaged.store', damaged)
    for (const outcome of [
      await verify(refused),
      await trust('list', refused),
      await trust('build', refused, '--out', out),
    ]) {
      expect(outcome.exitCode).toBe(65)
      expect(outcome.err).toContain('PKI_BAD_STORE: compiled trust store is damaged')
    }
  })

  test('only lists that are signed under the anchor: exit code 2 without the others, 1 without any', async () => {
    const foreign = write('german.ml', buildMasterList(germany, [germany.csca.certificate]))
    const parameters = ['--anchor', anchor, '--out', out, ...at]
    const partly = await trust('build', file, foreign, ...parameters)
    expect(partly.exitCode).toBe(2)
    expect(partly.out).toContain(`${file}: 2 certificates; signature valid`)
    expect(partly.out).toContain(`${foreign}: 1 certificate; REFUSED, NO_TRUST_ANCHOR`)
    expect((await trust('build', file, ...parameters)).exitCode).toBe(0)
    const nothing = join(work, 'nothing.store')
    const none = await trust('build', foreign, '--anchor', anchor, '--out', nothing, ...at)
    expect(none.exitCode).toBe(1)
    expect(none.out).toContain('no file is written')
    expect(existsSync(nothing)).toBe(false)
    const given = await trust('build', file, '--as-given', foreign, ...parameters, '--json')
    expect(given.exitCode).toBe(0)
    expect(JSON.parse(given.out)).toMatchObject({ file: out, certificates: 2, states: 2 })
  })

  test('only pinned certificates', async () => {
    const digest = createHash('sha256').update(germany.csca.certificate).digest('hex')
    const pinned = await trust('build', file, '--pin', digest, '--out', out, ...at)
    expect(pinned.exitCode).toBe(0)
    expect(pinned.out).toMatch(/^1 certificate of 1 state$/m)
    expect((await trust('build', file, '--pin', digest, '--anchor', anchor, '--out', out)).exitCode).toBe(64)
    await expect(trust('build', file, '--pin', 'abc', '--out', out)).rejects.toThrow(/64 hexadecimal digits/)
  })

  test('an LDIF export, read as a stream; what cannot be used is named with its place', async () => {
    const records = [
      pkdRecord('masterList', 'UT', 'one', list),
      pkdRecord('documentSigner', 'UT', 'two', utopia.documentSigner.certificate),
      pkdRecord('documentSigner', 'UT', 'three', Uint8Array.of(1, 2, 3)),
    ]
    const path = write('pkd.ldif', Buffer.concat([...buildLdif(records)]))
    const built = await trust('build', path, '--out', out, ...at)
    expect(built.out).toContain('2 certificates, 1 document signer; trusted as given')
    expect(built.out).toMatch(/not used: cn=three,.*, line \d+: /)
    expect(built.out).toContain('1 document signer left out')
    const signers = write('signers.ldif', Buffer.concat([...buildLdif(records.slice(1, 2))]))
    const anchored = await trust('build', file, signers, '--anchor', anchor, '--out', out, ...at)
    expect(anchored.out).toContain(`${signers}: 1 document signer; verified when used`)
    expect(anchored.exitCode).toBe(0)
    await trust('build', path, '--document-signers', '--out', out, ...at)
    expect((await trust('list', out)).out).toContain('besides: 1 document signer')
  })

  test('a file that is not there: exit code 65', async () => {
    const { exitCode, err } = await trust('build', join(work, 'nowhere'), '--out', out)
    expect(exitCode).toBe(65)
    expect(err).toContain('no such file or folder')
  })
})

describe('emrtd trust show', () => {
  test('one certificate with all that it says', async () => {
    const { exitCode, out } = await trust('show', file, '--state', 'ut', '--at', '2026-06-01')
    expect(exitCode).toBe(0)
    expect(out.match(/^subject /gm)).toHaveLength(1)
    expect(out).toMatch(/^state +UT Utopia$/m)
    expect(out).toMatch(/^kind +CSCA, self-signed root$/m)
    expect(out).toMatch(/^public key +EC, brainpoolP384r1, explicit parameters$/m)
    expect(out).toMatch(/^ {2}keyUsage +keyCertSign, cRLSign \(critical\)$/m)
    expect(out).toMatch(/^status +valid on 2026-06-01$/m)
    expect(out).toMatch(/^signed by +its own key$/m)
  })

  test('by serial number or SHA-256; none is exit code 1', async () => {
    const digest = createHash('sha256').update(germany.csca.certificate).digest('hex')
    for (const choice of [
      ['--sha256', digest.slice(0, 12).toUpperCase()],
      ['--serial', germany.csca.content.serialNumber.toString(16)],
    ]) {
      const { out } = await trust('show', file, ...choice, '--json')
      expect(JSON.parse(out).certificates).toMatchObject([
        { country: 'DE', link: 'selfSigned', sha256: digest },
      ])
    }
    const none = await trust('show', file, '--state', 'FR')
    expect(none.exitCode).toBe(1)
    expect(none.err).toContain('none of 2 certificates is meant')
  })

  test('what stands in a certificate does not steer the terminal', async () => {
    const content = {
      ...utopia.csca.content,
      subject: writeName({ country: 'UT', commonName: 'evil \u001b[2J\u202e' }),
    }
    const path = write('evil.cer', writeCertificate(content, utopia.csca.key))
    for (const command of ['show', 'list']) {
      const { out } = await trust(command, path)
      expect(out).toContain('evil \\u{1b}[2J\\u{202e}')
      for (const character of ['\u001b', '\u202e']) expect(out).not.toContain(character)
    }
  })
})

describe('emrtd trust diff', () => {
  const next = createCountry({ state: 'UTO', seed: 'trust', generation: 2 })
  const again = createCountry({ state: 'UTO', seed: 'elsewhere' })
  const france = createCountry({ state: 'FRA', seed: 'trust' })
  const newer = write(
    'newer.ml',
    buildMasterList(next, [
      utopia.csca.certificate,
      linkCertificate(utopia, next),
      next.csca.certificate,
      again.csca.certificate,
      france.csca.certificate,
    ]),
  )

  test('added, renewed and removed', async () => {
    const { exitCode, out } = await trust('diff', file, newer, '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      added: [{ country: 'FR' }],
      removed: [{ country: 'DE' }],
      kept: 1,
    })
    const renewed: readonly { readonly by: string; readonly predecessor: object }[] = JSON.parse(out).renewed
    expect(renewed.map(({ by }) => by).sort()).toEqual(['linked', 'linked', 'sameName'])
    expect(renewed[0]?.predecessor).toMatchObject({ country: 'UT' })
    const text = (await trust('diff', file, newer)).out
    expect(text).toMatch(/^added\n {2}FR {2}.*\n\nrenewed\n( {2}UT {2}.*\n){3}\nremoved\n {2}DE {2}/m)
    expect(text).toMatch(/^1 added, 3 renewed, 1 removed, 1 in both\n$/m)
  })

  test('the same certificates: exit code 0', async () => {
    const { exitCode, out } = await trust('diff', file, file)
    expect(exitCode).toBe(0)
    expect(out).toBe('0 added, 0 renewed, 0 removed, 2 in both\n')
  })
})

test('a deviation list, and a list in an archive, verify as a master list does', async () => {
  const deviations = write(
    'utopia.dl',
    buildDeviationList(utopia, [{ documentType: 'P', descriptions: [{ type: '2.23.136.1.1.7.4' }] }]),
  )
  const archive = write('lists.zip', zipSync({ 'a.ml': list }))
  const { exitCode, out } = await trust(
    'verify',
    deviations,
    archive,
    '--anchor',
    anchor,
    '--at',
    '2026-06-01',
  )
  expect(exitCode).toBe(0)
  expect(out).toMatch(/utopia\.dl\n {2}signature valid: .*\n.*\n {2}1 entry\n/)
  expect(out).toMatch(/lists\.zip: a\.ml\n {2}signature valid/)
})

describe('emrtd trust lint', () => {
  test('certificates in an archive, and a deviation list', async () => {
    const archive = write('all.zip', zipSync({ 'a.ml': list, 'b.cer': utopia.documentSigner.certificate }))
    const { exitCode, out } = await trust('lint', archive)
    expect(exitCode).toBe(1)
    expect(out).toMatch(/all\.zip: a\.ml {2}masterList, 4 certificates\n/)
    expect(out).toMatch(/ mandatory {4}signing-time-present {2}\(Doc 9303-12 §9\.1 table 18/)
    expect(out).toMatch(/all\.zip {2}certificates\n {2}C=UT, .*documentSigner\n/)
    const deviations = buildDeviationList(utopia, [], {
      signingTime: new Date('2024-06-01T00:00:00Z'),
      signerIdentifier: 'subjectKeyIdentifier',
    })
    const sound = await trust('lint', write('sound.dl', deviations))
    expect(sound.out).toMatch(/sound\.dl {2}deviationList, 2 certificates/)
    expect(sound.exitCode).toBe(0)
  })

  test('what is none of them: exit code 65', async () => {
    const { exitCode, err } = await trust(
      'lint',
      write('broken.cer', utopia.csca.certificate.subarray(0, 99)),
    )
    expect(exitCode).toBe(65)
    expect(err).toMatch(/no certificate, CRL, list or EF\.SOD \(ASN1_TRUNCATED/)
  })

  const german = corpora('master-lists/DE_ML_2026-05-28.ml')
  test.skipIf(german === undefined)('the German master list: a summary by rule and by state', async () => {
    const { out } = await trust('lint', german!)
    // Counted with OpenSSL's reading of the same certificates.
    for (const [count, rule] of [
      [172, 'alternative-names-present'],
      [147, 'crl-distribution-points-present'],
      [118, 'private-key-usage-period-present'],
      [34, 'hash-permitted'],
      [24, 'path-length-present'],
      [11, 'key-usage-critical'],
      [10, 'common-name-present'],
      [7, 'basic-constraints-ca'],
      [4, 'ec-explicit-parameters'],
      [1, 'key-usage-present'],
    ]) {
      expect(out).toMatch(new RegExp(`^ +${count} {2}mandatory {4}${rule} {2}`, 'm'))
    }
    expect(out).toMatch(/^By state$/m)
    expect(out).toMatch(/^ {2}DE {3}11 {2}nothing$/m)
    expect(out).toMatch(/^ {2}ZW {4}3 {2}name-change-present 1$/m)
    expect(out).toMatch(/^\d+ findings of mandatory rules, \d+ of recommended ones$/m)
  })
})
