import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { registerVerify } from '../../src/cli/commands/verify.js'
import { saveEvidence } from '../../src/evidence-json.js'
import { buildCrl, buildMasterList, createCountry, issueDocument } from '../../src/testkit/index.js'
import { runCommand } from './run-command.js'

const utopia = createCountry({ state: 'UTO', seed: 'verify' })
const { files } = issueDocument(utopia)
const work = mkdtempSync(join(tmpdir(), 'emrtd-verify-'))
const csca = join(work, 'csca.cer')
writeFileSync(csca, utopia.csca.certificate)

/** Writes files into a folder of their own, as common tools name them. */
function folder(name: string, content: Readonly<Record<string, Uint8Array | string>>): string {
  const path = join(work, name)
  mkdirSync(path)
  for (const [file, bytes] of Object.entries(content)) writeFileSync(join(path, file), bytes)
  return path
}

const sound = {
  'EF_SOD.bin': files['EF.SOD'],
  '011E.bin': files['EF.COM'],
  'Datagroup1.bin': files['EF.DG1'],
  'ef0102.bin': files['EF.DG2'],
}
const verify = (...parameters: readonly string[]) =>
  runCommand(registerVerify, 'verify', '--at', '2026-06-01', ...parameters)

describe('emrtd verify', () => {
  test('a sound document: every check shown, the verdict last, exit code 0', async () => {
    const { exitCode, out, err } = await verify(
      folder('sound', { ...sound, 'notes.txt': 'x' }),
      '--trust',
      csca,
    )
    expect([exitCode, err]).toEqual([0, ''])
    expect(out).toMatch(/\nvalid\n$/)
    for (const line of [
      /passed +EF.SOD can be read/,
      /passed +Signature of EF.SOD/,
      /passed +Certificate path to a CSCA/,
      /passed +Issuing state .*UTO in the MRZ, UT in the certificates/,
      /passed +Hash of DG1/,
      /passed +Hash of DG2/,
    ]) {
      expect(out).toMatch(line)
    }
    expect(out).toContain('trusted as given')
    expect(out).toMatch(/Not part of a document\n {2}notes.txt/)
  })

  test('JSON is one object with verdict, checks, document and signer', async () => {
    const { exitCode, out } = await verify(folder('json', sound), '--trust', csca, '--json')
    expect(exitCode).toBe(0)
    const parsed = JSON.parse(out)
    expect(parsed).toMatchObject({
      verdict: 'valid',
      at: '2026-06-01T00:00:00.000Z',
      document: { authenticated: true, issuingState: 'UTO', documentNumber: 'L898902C3' },
      signer: { country: 'UT', anchorSources: [csca] },
    })
    expect(parsed.checks).toContainEqual({
      id: 'PA.DATA_GROUP_HASH',
      status: 'passed',
      subject: 'DG2',
      clause: 'Doc 9303-11 §5.1',
      detail: 'SHA-256',
    })
  })

  test('a changed data group: exit code 1, and it is named', async () => {
    const dg2 = files['EF.DG2'].slice()
    dg2[dg2.length - 20]! ^= 1
    const { exitCode, out } = await verify(
      folder('changed', { ...sound, 'ef0102.bin': dg2 }),
      '--trust',
      csca,
    )
    expect(exitCode).toBe(1)
    expect(out).toMatch(/FAILED +Hash of DG2 .*HASH_MISMATCH/)
    expect(out).toMatch(/\ninvalid\n$/)
  })

  test('no trust store: exit code 2', async () => {
    const { exitCode, out } = await verify(folder('untrusted', sound))
    expect(exitCode).toBe(2)
    expect(out).toMatch(/open +Certificate path to a CSCA .*NO_TRUST_STORE/)
    expect(out).toContain('not authenticated')
  })

  test('no EF.SOD: inconclusive with that reason', async () => {
    const { exitCode, out } = await verify(folder('no-sod', { 'DG1.bin': files['EF.DG1'] }), '--trust', csca)
    expect(exitCode).toBe(2)
    expect(out).toContain('SOD_MISSING')
  })

  test.each([
    ['empty', new Uint8Array()],
    ['truncated', files['EF.SOD'].subarray(0, 100)],
    ['random', Uint8Array.from({ length: 500 }, (_, i) => (i * 89) % 251)],
    ['deeply nested', Uint8Array.from({ length: 40_000 }, (_, i) => (i % 2 === 0 ? 0x30 : 0x80))],
  ])('an %s EF.SOD is a finding with code and offset, at once', async (name, bytes) => {
    const { exitCode, out, err } = await verify(
      folder(name, { ...sound, 'EF_SOD.bin': bytes }),
      '--trust',
      csca,
    )
    expect([exitCode, err]).toEqual([1, ''])
    expect(out).toMatch(/FAILED +EF.SOD can be read .*SOD_MALFORMED, (ASN1|LDS|PKI)_\w+: .*at byte \d+/)
  })

  test('input that cannot be read: exit code 65 and a line that says why', async () => {
    const empty = folder('nothing', {})
    for (const [parameters, message] of [
      [[join(work, 'absent')], /no such file or folder/],
      [[empty], /no file of a document/],
      [[folder('again', sound), '--trust', join(work, 'absent.ml')], /no such file or folder/],
      [[folder('junk', sound), '--trust', folder('junk-list', { 'a.ml': 'junk' })], /no certificate in/],
    ] as const) {
      const { exitCode, out, err } = await verify(...parameters)
      expect([exitCode, out]).toEqual([65, ''])
      expect(err).toMatch(message)
      expect(err.trim().split('\n')).toHaveLength(1)
      expect(JSON.parse((await verify(...parameters, '--json')).out).error.message).toMatch(message)
    }
  })

  test('CRLs and policy: what is unknown is shown, what is revoked fails, what is demanded must be there', async () => {
    const document = folder('with-crl', sound)
    const crl = (name: string, serialNumber: bigint) => {
      const bytes = buildCrl(utopia, {
        revoked: [{ serialNumber, date: new Date('2026-01-01') }],
        thisUpdate: new Date('2026-05-01'),
        nextUpdate: new Date('2026-07-01'),
      })
      const path = join(work, name)
      const pem = `-----BEGIN X509 CRL-----\n${Buffer.from(bytes).toString('base64')}\n-----END X509 CRL-----\n`
      writeFileSync(path, name.endsWith('.pem') ? pem : bytes)
      return path
    }
    const { serialNumber } = utopia.documentSigner.content
    const other = crl('other.pem', serialNumber + 1n)
    const judge = async (...parameters: readonly string[]) => {
      const { exitCode, out } = await verify(document, '--trust', csca, ...parameters)
      return [exitCode, /\n +(\w+) +Signer not revoked/.exec(out)?.[1]]
    }
    expect(await judge()).toEqual([0, 'open'])
    expect(await judge('--revocation', 'required')).toEqual([2, 'open'])
    expect(await judge('--revocation', 'required', '--crl', other)).toEqual([0, 'passed'])
    expect(await judge('--crl', other, '--crl', crl('own.crl', serialNumber))).toEqual([1, 'FAILED'])
    expect((await judge('--validity', 'at-signing'))[0]).toBe(2)
    expect((await judge('--ca-flag', 'required'))[0]).toBe(0)
    const { exitCode, err } = await verify(document, '--trust', csca, '--crl', csca)
    expect(exitCode).toBe(65)
    expect(err).toMatch(/csca\.cer: ASN1_/)
    await expect(verify(document, '--revocation', 'never')).rejects.toThrow(/Allowed choices/)
  })

  test('a signer from elsewhere, the printed zone, a policy by name', async () => {
    const bare = issueDocument(utopia, { embedCertificate: false })
    const document = folder('bare', { 'EF_SOD.bin': bare.files['EF.SOD'], 'DG1.bin': bare.files['EF.DG1'] })
    const dsc = join(work, 'dsc.cer')
    writeFileSync(dsc, utopia.documentSigner.certificate)
    const judge = async (...parameters: readonly string[]) =>
      (await verify(document, '--trust', csca, ...parameters)).exitCode
    expect(await judge()).toBe(2)
    expect(await judge('--signer', dsc)).toBe(0)
    const same = ['--signer', dsc, '--mrz', bare.mrz.join('\n'), '--policy', 'onboarding']
    expect(await judge(...same)).toBe(0)
    const other = issueDocument(utopia, { holder: { documentNumber: 'X12345678' } }).mrz.join('')
    expect(await judge('--signer', dsc, '--mrz', other)).toBe(0)
    expect(await judge('--signer', dsc, '--mrz', other, '--policy', 'onboarding')).toBe(1)
    expect(await judge('--signer', dsc, '--mrz', 'P<UTO')).toBe(65)
    await expect(verify(document, '--policy', 'none')).rejects.toThrow(/Allowed choices/)
  })

  test('lists count where they are signed under an anchor, and are left aside otherwise', async () => {
    const document = folder('listed', sound)
    const list = join(work, 'list.ml')
    writeFileSync(list, buildMasterList(utopia, [utopia.csca.certificate]))
    const foreign = join(work, 'foreign.cer')
    writeFileSync(foreign, createCountry({ state: 'UTO', seed: 'another' }).csca.certificate)
    const signed = await verify(document, '--trust', list, '--anchor', csca, '--json')
    expect(signed.exitCode).toBe(0)
    expect(JSON.parse(signed.out).trust[0]).toMatchObject({ trust: 'verified', certificates: 1 })
    const refused = await verify(document, '--trust', list, '--anchor', foreign, '--json')
    expect(refused.exitCode).toBe(2)
    expect(JSON.parse(refused.out).trust[0]).toMatchObject({ trust: 'refused' })
    expect((await verify(document, '--trust', list, '--anchor', list)).exitCode).toBe(65)
  })

  test('--html writes the report for persons, JPEG 2000 portrait and all; --redact leaves the holder out', async () => {
    const { files: card } = issueDocument(utopia, { portraitFormat: 'jp2' })
    const path = folder('for-persons', {
      'EF_SOD.bin': card['EF.SOD'],
      'DG1.bin': card['EF.DG1'],
      'DG2.bin': card['EF.DG2'],
    })
    const html = join(work, 'report.html')
    const { exitCode, out } = await verify(path, '--trust', csca, '--html', html)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/\nvalid\n$/)
    const page = readFileSync(html, 'utf8')
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).toContain('src="data:image/png;base64,iVBORw0KGgo')
    expect(page).toContain('ERIKSSON')
    const redacted = await verify(path, '--trust', csca, '--html', html, '--redact', '--json')
    expect(readFileSync(html, 'utf8')).not.toMatch(/ERIKSSON|L898902C3|data:image/)
    expect(redacted.out).not.toMatch(/ERIKSSON|L898902C3|740812/)
    expect(JSON.parse(redacted.out).checks.length).toBeGreaterThan(10)
    const nowhere = await verify(path, '--trust', csca, '--html', join(work, 'absent', 'x.html'))
    expect([nowhere.exitCode, nowhere.err]).toEqual([65, expect.stringContaining('cannot be written')])
  })

  test('a zip archive and saved evidence are read like a folder', async () => {
    const archive = join(work, 'document.zip')
    writeFileSync(
      archive,
      zipSync({ 'passport/EF_SOD.bin': files['EF.SOD'], 'passport/DG1.bin': files['EF.DG1'] }),
    )
    const evidence = join(work, 'evidence.json')
    writeFileSync(
      evidence,
      saveEvidence({
        files: [
          { name: 'EF.SOD', bytes: files['EF.SOD'] },
          { name: 'EF.DG1', bytes: files['EF.DG1'] },
        ],
        unread: [],
        access: { protocol: 'BAC' },
        protocols: [],
        commandCount: 0,
        steps: [],
      }),
    )
    expect((await verify(archive, '--trust', csca)).exitCode).toBe(0)
    const { exitCode, out } = await verify(evidence, '--trust', csca)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/passed +Access to the chip .*BAC/)
  })

  test('a date that is none is wrong usage', async () => {
    await expect(verify(work, '--at', '2026-02-31')).rejects.toThrow(/YYYY-MM-DD/)
  })
})
