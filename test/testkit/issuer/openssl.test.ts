import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseCertificate } from '../../../src/pki/index.js'
import { buildCrl, buildMasterList } from '../../../src/testkit/index.js'
import { matrixSpecimen, signingAlgorithms } from './algorithm-matrix.js'

const present = spawnSync('openssl', ['version']).status === 0
if (!present) console.log('skipped for want of openssl')

const folder = mkdtempSync(join(tmpdir(), 'emrtd-issuer-'))
afterAll(() => rmSync(folder, { recursive: true }))

const put = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const openssl = (...words: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync('openssl', words, { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return `${stdout}${stderr}`
}
const pem = (certificate: Uint8Array): Uint8Array => {
  const lines = Buffer.from(certificate)
    .toString('base64')
    .match(/.{1,64}/g)!
  const text = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
  return new TextEncoder().encode(text)
}

describe.skipIf(!present).each(signingAlgorithms)('OpenSSL accepts what is signed with $name', algorithm => {
  const { country, files } = matrixSpecimen(algorithm, algorithm)
  const root = put(`${algorithm.name.replace(/\W+/g, '-')}.pem`, pem(country.csca.certificate))

  // OpenSSL's path validation refuses explicit parameters below the anchor (X509_V_ERR_EC_KEY_EXPLICIT_PARAMS); node:crypto
  // verifies these signatures in algorithm-matrix.test.ts.
  const explicit = algorithm.kind === 'ecdsa' && algorithm.parameters === 'explicit'
  test.skipIf(explicit)('certificates', () => {
    const signer = put('signer.pem', pem(country.documentSigner.certificate))
    const words = ['-CAfile', root, '-attime', String(Date.UTC(2024, 5) / 1000), '-check_ss_sig']
    openssl('verify', '-auth_level', '0', ...words, root)
    openssl('verify', '-auth_level', '0', ...words, signer)
  })

  // What `verify` refuses to look at, `dgst` does: the signatures themselves, under a key with explicit parameters.
  test.skipIf(!explicit)('signatures of certificates', () => {
    const key = put('key.pem', Buffer.from(openssl('x509', '-in', root, '-pubkey', '-noout')))
    for (const { certificate } of [country.csca, country.documentSigner, country.masterListSigner]) {
      openssl('x509', '-inform', 'DER', '-in', put('certificate.cer', certificate), '-noout', '-text')
      const { tbsBytes, signature } = parseCertificate(certificate)
      const words = ['-verify', key, '-signature', put('signature', signature), put('body', tbsBytes)]
      const digest = `-${algorithm.hash.toLowerCase().replace('-', '')}`
      expect(openssl('dgst', digest, ...words)).toContain('Verified OK')
    }
  })

  test('CRLs', () => {
    const { serialNumber } = country.documentSigner.content
    const crl = buildCrl(country, {
      revoked: [{ serialNumber, date: new Date('2024-05-31T00:00:00Z') }],
      thisUpdate: new Date('2024-06-01T00:00:00Z'),
      nextUpdate: new Date('2024-08-30T00:00:00Z'),
    })
    const text = openssl('crl', '-inform', 'DER', '-in', put('crl', crl), '-CAfile', root, '-noout', '-text')
    expect(text).toContain('verify OK')
    expect(text).toContain(serialNumber.toString(16).toUpperCase())
  })

  test('EF.SOD and master lists', () => {
    const sod = files['EF.SOD']
    const cms = sod.subarray(sod.indexOf(0x30))
    const list = buildMasterList(country, [country.csca.certificate])
    for (const [name, bytes] of [
      ['sod', cms],
      ['list', list],
    ] as const) {
      const words = ['-verify', '-noverify', '-inform', 'DER', '-in', put(name, bytes)]
      openssl('cms', ...words, '-out', join(folder, 'content'))
    }
  })
})
