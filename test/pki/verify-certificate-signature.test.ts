import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { derInteger, derOid, derSequence } from '../../src/asn1/index.js'
import { toHex } from '../../src/bytes.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { type Certificate, parseCertificate } from '../../src/pki/certificate.js'
import { parseMasterList } from '../../src/pki/master-list.js'
import { nameKey } from '../../src/pki/name.js'
import { verifyCertificateSignature } from '../../src/pki/verify-certificate-signature.js'
import { corpora } from '../corpora.js'
import { makeCertificate, makeKeys } from './make-certificate.js'

const german = corpora('master-lists/DE_ML_2026-05-28.ml')

describe.skipIf(german === undefined)(
  'every certificate of the German list against every candidate issuer',
  () => {
    test('both backends and node:crypto give the same answer', { timeout: 300_000 }, () => {
      const { certificates } = parseMasterList(readFileSync(german!))
      const issuers = new Map(certificates.map(certificate => [certificate, nameKey(certificate.issuer)]))
      const subjects = new Map(certificates.map(certificate => [certificate, nameKey(certificate.subject)]))
      const linked = (certificate: Certificate, candidate: Certificate): boolean => {
        const sought = certificate.authorityKeyIdentifier?.keyIdentifier
        const offered = candidate.subjectKeyIdentifier
        const byKey = sought !== undefined && offered !== undefined && toHex(sought) === toHex(offered)
        return byKey || issuers.get(certificate) === subjects.get(candidate)
      }
      const x509 = new Map(
        certificates.map(certificate => [certificate, new X509Certificate(certificate.bytes)]),
      )
      const differences: string[] = []
      let pairs = 0
      for (const certificate of certificates) {
        // Root and link certificates share their keys, and the verdict is the key's: each key is tried once for a certificate.
        const tried = new Set<string>()
        for (const candidate of certificates) {
          if (!linked(certificate, candidate)) continue
          pairs++
          const key = toHex(candidate.publicKeyInfo)
          if (tried.has(key)) continue
          tried.add(key)
          const native = verifyCertificateSignature(certificate, candidate, nativeBackend).status
          const portable = verifyCertificateSignature(certificate, candidate, portableBackend).status
          const node = x509.get(certificate)!.verify(x509.get(candidate)!.publicKey) ? 'passed' : 'failed'
          if (native !== portable || native !== node) {
            differences.push(`${toHex(certificate.serialNumber)}: ${native} ${portable} ${node}`)
          }
        }
      }
      console.log(`certificate signatures compared on both backends and node:crypto: ${pairs} pairs`)
      expect(differences).toEqual([])
      expect(pairs).toBeGreaterThan(2000)
    })

    test('one changed bit in the signed part breaks a self-signature', () => {
      const { certificates } = parseMasterList(readFileSync(german!))
      const root = certificates.find(
        certificate =>
          verifyCertificateSignature(certificate, certificate, nativeBackend).status === 'passed',
      )!
      const changed = Uint8Array.from(root.bytes)
      changed[root.bytes.indexOf(root.serialNumber[0]!, 14)]! ^= 0x01
      const broken = parseCertificate(changed)
      for (const backend of [nativeBackend, portableBackend]) {
        expect(verifyCertificateSignature(broken, root, backend)).toEqual({
          status: 'failed',
          reason: 'SIGNATURE_INVALID',
        })
      }
    })
  },
)

describe('what cannot be verified', () => {
  const keys = makeKeys()
  const certificate = makeCertificate({ keys })
  const judge = (change: object, issuer: Certificate = certificate) =>
    verifyCertificateSignature({ ...signedPartsOf(certificate), ...change }, issuer, nativeBackend)
  const signedPartsOf = ({
    tbsBytes,
    signatureAlgorithm,
    tbsSignatureAlgorithm,
    signature,
  }: Certificate) => ({
    tbsBytes,
    signatureAlgorithm,
    tbsSignatureAlgorithm,
    signature,
  })
  const both = (algorithm: Uint8Array) => ({
    signatureAlgorithm: algorithm,
    tbsSignatureAlgorithm: algorithm,
  })

  test('an algorithm that nobody knows proves nothing either way', () => {
    expect(judge({})).toEqual({ status: 'passed' })
    expect(judge(both(derSequence(derOid('1.2.3.4'))))).toEqual({
      status: 'inconclusive',
      reason: 'ALGORITHM_UNSUPPORTED',
    })
  })

  test('two algorithms in one certificate, or none that can be read, fail', () => {
    const sha384 = derSequence(derOid('1.2.840.10045.4.3.3'))
    expect(judge({ signatureAlgorithm: sha384 })).toEqual({ status: 'failed', reason: 'ALGORITHM_MISMATCH' })
    expect(judge({ tbsSignatureAlgorithm: sha384 })).toEqual({
      status: 'failed',
      reason: 'ALGORITHM_MISMATCH',
    })
    expect(judge(both(sha384))).toEqual({ status: 'failed', reason: 'SIGNATURE_INVALID' })
    expect(judge(both(derSequence(derInteger(1))))).toEqual({ status: 'failed', reason: 'KEY_MALFORMED' })
  })

  test('a key that is none fails', () => {
    const bytes = certificate.bytes.slice()
    const at = certificate.publicKeyInfo.byteOffset - certificate.bytes.byteOffset
    // The last byte of the point.
    bytes[at + certificate.publicKeyInfo.length - 1]! ^= 1
    expect(judge({}, parseCertificate(bytes))).toEqual({ status: 'failed', reason: 'KEY_MALFORMED' })
  })
})
