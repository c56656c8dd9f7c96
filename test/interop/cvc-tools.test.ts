import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCvChain, parseCvCertificate, verifyCvChain } from '../../src/authentication/index.js'
import { toHex } from '../../src/bytes.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { createTerminalPki, type KeyAlgorithm } from '../../src/testkit/index.js'

const backend = nativeBackend

function hasTools(): boolean {
  try {
    execFileSync('cvc-print', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.log('skipped for want of cvc-print and cvc-create (Debian: openpace)')
    return false
  }
}

const work = mkdtempSync(join(tmpdir(), 'emrtd-cvc-'))
const run = (tool: string, ...args: readonly string[]): string =>
  execFileSync(tool, args, { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const algorithms: readonly (readonly [string, KeyAlgorithm])[] = [
  ...(['P-224', 'P-256', 'brainpoolP320r1', 'brainpoolP384r1', 'brainpoolP512r1'] as const).map(
    curve => [curve, { kind: 'ecdsa', curve, parameters: 'explicit', hash: 'SHA-256' }] as const,
  ),
  ['RSA PKCS#1', { kind: 'rsa', bits: 1536, padding: 'pkcs1', hash: 'SHA-256' }],
  ['RSA PSS', { kind: 'rsa', bits: 1536, padding: 'pss', hash: 'SHA-256' }],
]

describe.skipIf(!hasTools())("OpenPACE's tools for card-verifiable certificates", () => {
  test.each(algorithms)('cvc-print reads and verifies those of the test kit: %s', (_, algorithm) => {
    // It goes by the clock of the machine.
    const from = `${new Date().getUTCFullYear()}-01-01`
    const pki = createTerminalPki({ country: 'UT', seed: 'cvc', algorithm, rights: 1, from })
    const parties = [pki.cvca, pki.link, pki.documentVerifier, pki.terminal]
    const trusted = mkdtempSync(join(work, 'trusted-'))
    for (const { certificate, content } of parties) {
      writeFileSync(join(work, 'printed.cvcert'), certificate)
      const printed = run('cvc-print', '--cvc=printed.cvcert', `--cvc-dir=${trusted}`)
      expect(printed).toContain(`CAR: ${content.authorityReference}`)
      expect(printed).toContain(`CHR: ${content.holderReference}`)
      expect(printed).toContain('Inspection system')
      expect(printed).toContain(`Effective Date: ${from}`)
      expect(printed).toContain(`Expiration Date: ${content.expirationDate}`)
      // The CVCA is what the tool trusts, by its name.
      if (certificate !== pki.cvca.certificate) expect(printed).toContain('\ncertificate verified')
      if (certificate !== pki.link.certificate)
        writeFileSync(join(trusted, content.holderReference), certificate)
      if (certificate === pki.terminal.certificate) {
        expect(printed).toContain('Read fingerprint')
        expect(printed).not.toContain('Read iris')
      }
    }
    const forged = pki.terminal.certificate.slice()
    forged[forged.length - 1]! ^= 1
    writeFileSync(join(work, 'printed.cvcert'), forged)
    expect(run('cvc-print', '--cvc=printed.cvcert', `--cvc-dir=${trusted}`)).toContain(
      'certificate not verified',
    )
  })

  test.each([
    ['ECDSA_SHA_256', 'EC', 'P-256'],
    ['ECDSA_SHA_384', 'EC', 'brainpoolP384r1'],
    ['RSA_v1_5_SHA_256', 'RSA', '2048'],
    ['RSA_PSS_SHA_256', 'RSA', '2048'],
  ] as const)(
    'ours reads those of cvc-create, and verifies what is right: %s on %s %s',
    (scheme, kind, detail) => {
      const key = (name: string): string => {
        const options =
          kind === 'EC'
            ? ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${detail}`]
            : ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${detail}`]
        run('openssl', 'genpkey', ...options, '-outform', 'DER', '-out', `${name}.pem`)
        run(
          'openssl',
          'pkcs8',
          '-topk8',
          '-nocrypt',
          '-inform',
          'DER',
          '-in',
          `${name}.pem`,
          '-outform',
          'DER',
          '-out',
          `${name}.pkcs8`,
        )
        return `${name}.pkcs8`
      }
      const create = (name: string, ...options: readonly string[]) => {
        run(
          'cvc-create',
          `--out-cert=${name}.cvcert`,
          '--issued=260101',
          '--expires=270101',
          `--scheme=${scheme}`,
          ...options,
        )
        return parseCvCertificate(new Uint8Array(readFileSync(join(work, `${name}.cvcert`))))
      }
      const cvcaKey = key('cvca')
      const [dvKey, termKey] = [key('dv'), key('term')]
      const cvca = create(
        'c',
        '--role=cvca',
        '--type=is',
        '--chr=UTCVCA00001',
        `--sign-with=${cvcaKey}`,
        '--read-finger',
        '--read-iris',
      )
      const verifier = create(
        'd',
        '--role=dv_domestic',
        '--chr=UTDVUTO00001',
        '--sign-as=c.cvcert',
        `--sign-with=${cvcaKey}`,
        `--key=${dvKey}`,
        '--read-finger',
        '--read-iris',
      )
      const terminal = create(
        't',
        '--role=terminal',
        '--chr=UTTERM00001',
        '--sign-as=d.cvcert',
        `--sign-with=${dvKey}`,
        `--key=${termKey}`,
        '--read-finger',
      )
      expect([cvca, verifier, terminal].map(({ holderReference }) => holderReference.text)).toEqual([
        'UTCVCA00001',
        'UTDVUTO00001',
        'UTTERM00001',
      ])
      expect(terminal).toMatchObject({
        effectiveDate: '2026-01-01',
        expirationDate: '2027-01-01',
        authorization: { terminalType: 'inspection', role: 'terminal' },
      })
      expect(toHex(terminal.authorization.template)).toBe('01')
      const chain = findCvChain([{ text: 'UTCVCA00001' }], [cvca, verifier], terminal)!
      const result = verifyCvChain(cvca, chain, { backend, on: '2026-06-01' })
      if (scheme.includes('PSS')) {
        // Its salt is the longest that fits, where TR-03110-3 §A.6.3.1 has one as long as the hash.
        expect(result).toMatchObject({ status: 'failed', reason: 'ISSUER_SIGNATURE_INVALID' })
        return
      }
      if (result.status !== 'passed') throw new Error(`${result.reason} at ${result.at}: ${result.detail}`)
      expect(result.holder.effectiveAuthorization).toEqual(Uint8Array.of(1))
    },
  )
})
