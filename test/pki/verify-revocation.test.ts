import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { derInteger, derSequence, encodeTlv, readTlv, readTlvs } from '../../src/asn1/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { EmrtdError } from '../../src/errors.js'
import { type Certificate, fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { parseCrl } from '../../src/pki/parse-crl.js'
import { createTrustStore } from '../../src/pki/trust-store.js'
import { verifyRevocation } from '../../src/pki/verify-revocation.js'
import { buildCrl, createCountry, writeCertificate } from '../../src/testkit/index.js'
import {
  type CrlRequest,
  type Keys,
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

  test('of version 1 has neither a version nor extensions; of version 3 there is none', () => {
    const whole = readTlvs(readTlv(makeCrl({ signer: keys, revoked: [1] })).value).map(({ bytes }) => bytes)
    const body = readTlvs(readTlv(whole[0]!).value).map(({ bytes }) => bytes)
    const withBody = (...parts: readonly Uint8Array[]) =>
      parseCrl(derSequence(derSequence(...parts), ...whole.slice(1)))
    expect(withBody(...body).version).toBe(2)
    const first = withBody(...body.slice(1, 6))
    expect([first.version, first.extensions, first.authorityKeyIdentifier]).toEqual([1, [], undefined])
    expect(first.revoked).toHaveLength(1)
    // Neither due date nor entries.
    const least = withBody(...body.slice(1, 4))
    expect([least.nextUpdate, least.revoked]).toEqual([undefined, []])
    expect(() => withBody(derInteger(2), ...body.slice(1))).toThrow(EmrtdError)
    expect(() => withBody(...body.slice(0, 6), encodeTlv(0xa1, Uint8Array.of(0x30, 0)))).toThrow(EmrtdError)
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
    expect(judge([{ revoked: [2, 3] }])).toMatchObject({ status: 'passed' })
    expect(judge([{ revoked: [2, 200] }])).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_REVOKED' })
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

  test('is inconclusive when the CSCA that verifies the CRL is valid no more; what it revokes stays revoked', () => {
    const ended = makeCertificate({ keys, to: '20260610000000Z' })
    expect(judge([{}], [ended])).toMatchObject({ status: 'inconclusive', reason: 'CRL_NOT_VERIFIED' })
    expect(judge([{}], [ended, csca]).status).toBe('passed')
    expect(judge([{ revoked: [200] }], [ended]).reason).toBe('CERTIFICATE_REVOKED')
  })
})

describe('what cannot be read', () => {
  const parse = (bytes: Uint8Array) => parseCertificate(bytes, { leniencies: fieldLeniencies })
  const utopia = createCountry({ state: 'UTO', seed: 'revocation' })
  const crl = parseCrl(
    buildCrl(utopia, {
      revoked: [],
      thisUpdate: new Date('2026-06-01T00:00:00Z'),
      nextUpdate: new Date('2026-09-01T00:00:00Z'),
    }),
  )
  const judgeWith = (certificate: Uint8Array, anchor = utopia.csca.certificate) => {
    const trust = createTrustStore([{ name: 'csca', bytes: anchor, trust: 'asGiven' }])
    return verifyRevocation(parse(certificate), [crl], trust, { backend: nativeBackend, at })
  }
  const broken = (oid: string) => [
    ...utopia.csca.content.extensions.filter(each => each.oid !== oid),
    { oid, critical: false, value: Uint8Array.of(5, 0) },
  ]

  test('the certificate: a fault', () => {
    const issuer = derSequence(derInteger(1))
    const certificate = writeCertificate({ ...utopia.documentSigner.content, issuer }, utopia.csca.key)
    expect(judgeWith(certificate)).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_MALFORMED' })
  })

  test('what its CSCA says of itself: nobody verifies the CRL', () => {
    expect(judgeWith(utopia.documentSigner.certificate).status).toBe('passed')
    const csca = writeCertificate(
      { ...utopia.csca.content, extensions: broken('2.5.29.15') },
      utopia.csca.key,
    )
    expect(judgeWith(utopia.documentSigner.certificate, csca)).toMatchObject({
      status: 'inconclusive',
      reason: 'CRL_NOT_VERIFIED',
    })
  })
})

test('says by which list, and with which certificate', () => {
  const detail = (revoked: readonly number[]) => judge([{ revoked }]).detail
  expect(detail([200])).toBe('by the CRL of 2026-06-01T00:00:00.000Z')
  expect(detail([1])).toBe('with C=UT, CN=Utopia CSCA, by the CRL of 2026-06-01T00:00:00.000Z')
  expect(detail([])).toBe('CRL of 2026-06-01T00:00:00.000Z, next due 2026-09-01T00:00:00.000Z')
  expect(judge([{ to: null }]).detail).toBe('CRL of 2026-06-01T00:00:00.000Z, next due at no time')
})

test('an extension that is not critical, or that a CRL may have, is no hindrance', () => {
  expect(judge([{ unknownExtension: { critical: false } }]).status).toBe('passed')
})

test('is current in its first moment and in its last', () => {
  const from = (text: string) => judge([{ from: text }]).status
  const to = (text: string) => judge([{ to: text }]).status
  expect([from('20260615000000Z'), from('20260615000001Z')]).toEqual(['passed', 'inconclusive'])
  expect([to('20260615000000Z'), to('20260614235959Z')]).toEqual(['passed', 'inconclusive'])
})

describe('a CSCA certificate that is revoked', () => {
  const [second, third] = [makeKeys(), makeKeys()]
  const roots = [
    makeCertificate({ keys, serialNumber: 11 }),
    makeCertificate({ keys: second, serialNumber: 12 }),
    makeCertificate({ keys: third, serialNumber: 13, subject: 'New Utopia CSCA' }),
  ]
  const links = [
    makeCertificate({ keys: second, signer: keys, serialNumber: 21 }),
    makeCertificate({
      keys: third,
      signer: second,
      serialNumber: 22,
      subject: 'New Utopia CSCA',
      issuer: 'Utopia CSCA',
    }),
  ]
  const signers = [keys, second].map((issuer, i) =>
    makeDocumentSigner({ keys: makeKeys(), signer: issuer, serialNumber: 201 + i }),
  )
  signers.push(
    makeDocumentSigner({ keys: makeKeys(), signer: third, serialNumber: 203, issuer: 'New Utopia CSCA' }),
  )
  const store = createTrustStore(
    [...roots, ...links].map(({ bytes }, i) => ({ name: `anchor ${i}`, bytes, trust: 'asGiven' as const })),
  )
  const revokedWith = (revoked: readonly number[], by: Keys = third, issuer = 'New Utopia CSCA') => {
    const crls = [parseCrl(makeCrl({ signer: by, issuer, revoked }))]
    return signers.map(signer => {
      const result = verifyRevocation(signer, crls, store, { backend: nativeBackend, at })
      return result.status === 'failed' ? [...(result.revoked?.serialNumber ?? [])].join() : result.status
    })
  }

  test('takes along the document signers of its key, and every key after it over link certificates', () => {
    expect(revokedWith([99])).toEqual(['passed', 'passed', 'passed'])
    expect(revokedWith([11])).toEqual(['11', '11', '11'])
    expect(revokedWith([12])).toEqual(['passed', '12', '12'])
    expect(revokedWith([13])).toEqual(['passed', 'passed', '13'])
    expect(revokedWith([22])).toEqual(['passed', 'passed', '22'])
    expect(revokedWith([203])).toEqual(['passed', 'passed', '0,203'])
  })

  test('may be so by a CRL that its own key signed', () => {
    expect(revokedWith([11], keys, 'Utopia CSCA')).toEqual(['11', '11', '11'])
  })

  test('of another key takes along nobody: whose key signed decides, not whose name stands there', () => {
    // Two CSCAs of one name; the signer is the first one's, and the second's certificate is revoked.
    const other = makeCertificate({ keys: makeKeys(), serialNumber: 31 })
    const own = makeCertificate({ keys, serialNumber: 32 })
    // A certificate of the signer's CSCA under another state's name is none that it depends on.
    const abroad = makeCertificate({ keys, serialNumber: 33, country: 'XX', subject: 'Elsewhere' })
    const judgeBy = (revoked: number) =>
      verifyRevocation(
        signer,
        [parseCrl(makeCrl({ signer: keys, revoked: [revoked] }))],
        createTrustStore(
          [other, own, abroad].map(({ bytes }, i) => ({ name: `${i}`, bytes, trust: 'asGiven' as const })),
        ),
        { backend: nativeBackend, at },
      ).status
    expect([judgeBy(31), judgeBy(32), judgeBy(33)]).toEqual(['passed', 'failed', 'passed'])
    // Nor where nobody's key signed it: a CRL that revokes a namesake says nothing of it.
    const namesake = makeKeys()
    const stranger = makeCertificate({ keys: namesake, serialNumber: 34 })
    const trust = createTrustStore([{ name: 'namesake', bytes: stranger.bytes, trust: 'asGiven' }])
    const crls = [parseCrl(makeCrl({ signer: namesake, revoked: [34] }))]
    expect(verifyRevocation(signer, crls, trust, { backend: nativeBackend, at }).status).toBe('passed')
  })

  test('in a loop of link certificates is looked for once', () => {
    const back = makeCertificate({
      keys,
      signer: third,
      serialNumber: 23,
      subject: 'Utopia CSCA',
      issuer: 'New Utopia CSCA',
    })
    const looped = createTrustStore(
      [...links, back, roots[2]!].map(({ bytes }, i) => ({ name: `${i}`, bytes, trust: 'asGiven' as const })),
    )
    const judgeLooped = (revoked: readonly number[]) =>
      verifyRevocation(
        signers[1]!,
        [parseCrl(makeCrl({ signer: third, issuer: 'New Utopia CSCA', revoked }))],
        looped,
        { backend: nativeBackend, at },
      )
    expect(judgeLooped([99]).status).toBe('passed')
    expect(judgeLooped([22]).reason).toBe('CERTIFICATE_REVOKED')
  })
})
