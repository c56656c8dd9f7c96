import { describe, expect, test } from 'vitest'
import { nativeBackend as backend } from '../../src/crypto/native/index.js'
import { type Certificate, fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { verifyIssuer, verifyValidity } from '../../src/pki/verify-issuer.js'
import { createCountry, writeCertificate } from '../../src/testkit/index.js'
import { makeCertificate, makeDocumentSigner, makeKeys } from './make-certificate.js'

/* One certificate and one that may have issued it: what decides, and what only says that it was another one. */
const keys = makeKeys()
const csca = makeCertificate({ keys })
const signer = makeDocumentSigner({ keys: makeKeys(), signer: keys })
const judge = (issuer: Certificate, certificate = signer, rules: Parameters<typeof verifyIssuer>[3] = {}) =>
  verifyIssuer(certificate, issuer, backend, rules)

describe('verifyIssuer', () => {
  test('a signature that does not hold is a fault only where the key is named beyond doubt', () => {
    const other = makeKeys()
    const forged = makeDocumentSigner({
      keys: makeKeys(),
      signer: other,
      authorityKeyIdentifier: keys.identifier,
    })
    expect(judge(csca, forged)).toEqual({
      status: 'failed',
      reason: 'ISSUER_SIGNATURE_INVALID',
      detail: 'the CSCA that the certificate names did not sign it',
    })
    const doubt = {
      status: 'inconclusive',
      reason: 'NO_TRUST_ANCHOR',
      detail: 'not signed by this key; the certificate may mean another one',
    }
    // By name only; under an identifier that is not the key's hash; under another name; without an identifier.
    const nameOnly = { keys: makeKeys(), signer: other, authorityKeyIdentifier: null }
    expect(judge(csca, makeDocumentSigner(nameOnly))).toEqual(doubt)
    const label = Uint8Array.of(1, 2, 3)
    const labelled = makeCertificate({ keys, subjectKeyIdentifier: label })
    const namingLabel = { keys: makeKeys(), signer: other, authorityKeyIdentifier: label }
    expect(judge(labelled, makeDocumentSigner(namingLabel))).toEqual(doubt)
    expect(judge(makeCertificate({ keys, subject: 'Other' }), forged)).toEqual(doubt)
    expect(judge(makeCertificate({ keys, subjectKeyIdentifier: null }), forged)).toEqual(doubt)
  })

  test('an issuer whose extensions cannot be read: a fault of its own, or a doubt', () => {
    const utopia = createCountry({ state: 'UTO', seed: 'issuer' })
    const extensions = [
      ...utopia.csca.content.extensions.filter(({ oid }) => oid !== '2.5.29.15' && oid !== '2.5.29.14'),
      { oid: '2.5.29.15', critical: true, value: Uint8Array.of(5, 0) },
      { oid: '2.5.29.14', critical: false, value: Uint8Array.of(5, 0) },
    ]
    const parse = (bytes: Uint8Array) => parseCertificate(bytes, { leniencies: fieldLeniencies })
    const issuer = parse(writeCertificate({ ...utopia.csca.content, extensions }, utopia.csca.key))
    const issued = parse(utopia.documentSigner.certificate)
    expect(judge(issuer, issued)).toMatchObject({
      status: 'failed',
      reason: 'CERTIFICATE_MALFORMED',
      detail: expect.stringContaining('2.5.29.15'),
    })
    const bytes = issued.bytes.slice()
    bytes[bytes.length - 1]! ^= 1
    expect(judge(issuer, parse(bytes))).toMatchObject({ status: 'inconclusive', reason: 'NO_TRUST_ANCHOR' })
  })

  test('CAs between are counted in words', () => {
    const detail = (certificatesBelow: number) => judge(csca, signer, { certificatesBelow }).detail
    expect(judge(csca, signer, { certificatesBelow: 0 })).toEqual({ status: 'passed' })
    expect(detail(1)).toBe('1 CA certificate below C=UT, CN=Utopia CSCA, where there may be none')
    expect(detail(2)).toBe('2 CA certificates below C=UT, CN=Utopia CSCA, where there may be none')
  })

  test('a signature that memory holds is not verified again', () => {
    const asked: unknown[] = []
    const memory = {
      decode: () => undefined,
      verify: (...parties: readonly unknown[]) => {
        asked.push(parties.slice(0, 2))
        return { status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED' } as const
      },
    }
    expect(judge(csca, signer, { memory: memory as never })).toEqual({
      status: 'inconclusive',
      reason: 'ALGORITHM_UNSUPPORTED',
    })
    expect(asked).toEqual([[signer, csca]])
  })
})

describe('verifyValidity', () => {
  const { notBefore, notAfter } = csca
  const shifted = (date: Date, milliseconds: number) => new Date(date.getTime() + milliseconds)
  test('its first and its last moment count, and the certificate at fault is named', () => {
    expect(verifyValidity([csca], notBefore)).toEqual({ status: 'passed' })
    expect(verifyValidity([csca], notAfter)).toEqual({ status: 'passed' })
    expect(verifyValidity([csca], shifted(notBefore, -1))).toEqual({
      status: 'failed',
      reason: 'CERTIFICATE_NOT_YET_VALID',
      detail: `C=UT, CN=Utopia CSCA is valid from ${notBefore.toISOString()}`,
    })
    expect(verifyValidity([signer, csca], shifted(notAfter, 1))).toEqual({
      status: 'failed',
      reason: 'CERTIFICATE_EXPIRED',
      detail: `C=UT, CN=Utopia DS was valid until ${notAfter.toISOString()}`,
    })
  })

  test('is never judged for a moment that is none', () => {
    expect(() => verifyValidity([csca], new Date(Number.NaN))).toThrow(TypeError)
  })
})
