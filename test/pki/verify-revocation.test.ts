import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { EmrtdError } from '../../src/errors.js'
import { type Certificate, fieldLeniencies } from '../../src/pki/certificate.js'
import { parseCrl } from '../../src/pki/parse-crl.js'
import { createTrustStore } from '../../src/pki/trust-store.js'
import { verifyRevocation } from '../../src/pki/verify-revocation.js'
import {
  type CrlRequest,
  makeCertificate,
  makeCrl,
  makeDocumentSigner,
  makeKeys,
} from './make-certificate.js'

const at = new Date('2026-06-15T00:00:00Z')
const keys = makeKeys()
const csca = makeCertificate({ keys })
const signer = makeDocumentSigner({ keys: makeKeys(), signer: keys, serialNumber: 200 })

const judge = (requests: readonly Partial<CrlRequest>[], anchors: readonly Certificate[] = [csca]) => {
  const store = createTrustStore(
    anchors.map(({ bytes }, i) => ({ name: `anchor ${i}`, bytes, trust: 'asGiven' as const })),
  )
  const crls = requests.map(request => parseCrl(makeCrl({ signer: keys, ...request })))
  return verifyRevocation(signer, crls, store, { backend: nativeBackend, at })
}

describe('a CRL', () => {
  test('is parsed', () => {
    const bytes = makeCrl({ signer: keys, revoked: [1, 200] })
    const crl = parseCrl(bytes)
    expect(crl).toMatchObject({
      version: 2,
      thisUpdate: new Date('2026-06-01'),
      nextUpdate: new Date('2026-09-01'),
    })
    expect(crl.revoked.map(({ serialNumber }) => [...serialNumber])).toEqual([[1], [0, 200]])
    expect(crl.authorityKeyIdentifier?.keyIdentifier).toEqual(keys.identifier)
    expect(parseCrl(makeCrl({ signer: keys, to: null })).nextUpdate).toBeUndefined()
  })

  test('with changed, lost or other bytes is an EmrtdError or no longer verifies', () => {
    const original = makeCrl({ signer: keys, revoked: [1] })
    const store = createTrustStore([{ name: 'csca', bytes: csca.bytes, trust: 'asGiven' }])
    fc.assert(
      fc.property(
        fc.nat(original.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (index, flip, cut) => {
          const bytes = cut ? original.slice(0, index) : Uint8Array.from(original)
          if (!cut) bytes[index]! ^= flip
          try {
            const crl = parseCrl(bytes, { leniencies: fieldLeniencies })
            const { status } = verifyRevocation(signer, [crl], store, { backend: nativeBackend, at })
            expect(status).not.toBe('passed')
          } catch (error) {
            expect(error).toBeInstanceOf(EmrtdError)
          }
        },
      ),
    )
  })
})

describe('a certificate', () => {
  test('that a current CRL does not list passes, one that it lists is revoked', () => {
    expect(judge([{}])).toMatchObject({ status: 'passed' })
    expect(judge([{ revoked: [1, 2] }])).toMatchObject({ status: 'passed' })
    expect(judge([{ revoked: [1, 200] }])).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_REVOKED' })
  })

  test('is revoked by a list that is out of date, and by any of several', () => {
    expect(judge([{ to: '20260602000000Z', revoked: [200] }]).reason).toBe('CERTIFICATE_REVOKED')
    expect(judge([{}, { revoked: [200] }]).reason).toBe('CERTIFICATE_REVOKED')
  })

  test('is judged by a CRL of a newer key and a newer name of the same state', () => {
    const newer = makeKeys()
    const renamed = makeCertificate({ keys: newer, subject: 'New Utopia CSCA' })
    const crl = { signer: newer, issuer: 'New Utopia CSCA' }
    expect(judge([crl], [csca, renamed]).status).toBe('passed')
    expect(judge([{ ...crl, revoked: [200] }], [csca, renamed]).reason).toBe('CERTIFICATE_REVOKED')
    // The CRL under its issuer's own name is the one that counts.
    expect(judge([crl, { to: '20260602000000Z' }], [csca, renamed]).reason).toBe('CRL_NOT_CURRENT')
  })

  const stranger = makeKeys()
  const foreign = makeCertificate({ keys: stranger, country: 'XX' })
  test.each<[string, string, readonly Partial<CrlRequest>[]]>([
    ['no CRL', 'CRL_MISSING', []],
    ['a CRL of another state', 'CRL_MISSING', [{ country: 'XX', signer: stranger, revoked: [200] }]],
    ['a CRL that the CSCA did not sign', 'CRL_NOT_VERIFIED', [{ signer: makeKeys(), revoked: [200] }]],
    ['a CRL that a CSCA of another state signed', 'CRL_NOT_VERIFIED', [{ signer: stranger, revoked: [200] }]],
    ['a delta CRL', 'CRL_NOT_VERIFIED', [{ unknownExtension: { critical: true } }]],
    ['a stale CRL', 'CRL_NOT_CURRENT', [{ to: '20260602000000Z' }]],
    ['a CRL of the future', 'CRL_NOT_CURRENT', [{ from: '20260701000000Z' }]],
    ['a CRL without an end', 'CRL_NOT_CURRENT', [{ to: null }]],
  ])('is inconclusive with %s', (_, reason, requests) => {
    expect(judge(requests, [csca, foreign])).toMatchObject({ status: 'inconclusive', reason })
  })

  test('is inconclusive when the CSCA may not sign CRLs', () => {
    const unable = makeCertificate({ keys, keyUsage: ['keyCertSign'] })
    expect(judge([{}], [unable]).reason).toBe('CRL_NOT_VERIFIED')
  })
})
