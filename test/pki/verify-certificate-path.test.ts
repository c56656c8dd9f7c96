import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { type Certificate, fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { extendedKeyUsage } from '../../src/pki/extensions.js'
import type { TrustPolicy } from '../../src/pki/trust-policy.js'
import { createTrustStore } from '../../src/pki/trust-store.js'
import { verifyCertificatePath } from '../../src/pki/verify-certificate-path.js'
import { verifyCertificateSignature } from '../../src/pki/verify-certificate-signature.js'
import { createCountry } from '../../src/testkit/index.js'
import { corpora } from '../corpora.js'
import { type CertificateRequest, makeCertificate, makeDocumentSigner, makeKeys } from './make-certificate.js'

const german = corpora('master-lists/DE_ML_2026-05-28.ml')
const at = new Date('2026-06-15T00:00:00Z')

const storeOf = (...certificates: readonly Certificate[]) =>
  createTrustStore(
    certificates.map(({ bytes }, i) => ({ name: `anchor ${i}`, bytes, trust: 'asGiven' as const })),
  )
const judge = (signer: Certificate, anchors: readonly Certificate[], time = at) =>
  verifyCertificatePath(signer, storeOf(...anchors), { backend: nativeBackend, at: time })

const keys = makeKeys()
const csca = makeCertificate({ keys })
const signerKeys = makeKeys()
const makeSigner = (request: Partial<CertificateRequest> = {}) =>
  makeDocumentSigner({ keys: signerKeys, signer: keys, ...request })
const withChange = (certificate: Certificate, part: Uint8Array, index: number) => {
  const bytes = Uint8Array.from(certificate.bytes)
  bytes[part.byteOffset - certificate.bytes.byteOffset + index]! ^= 0x01
  return parseCertificate(bytes, { leniencies: fieldLeniencies })
}

describe.skipIf(german === undefined)('certificates of the German master list that others signed', () => {
  test.each([nativeBackend, portableBackend])(
    'lead to their issuers ($name)',
    backend => {
      const list = createTrustStore([{ name: 'DE', bytes: readFileSync(german!), trust: 'asGiven' }])
      // Otherwise each were its own path.
      const store = { ...list, findAnchor: () => undefined }
      const links = list.anchors
        .map(({ certificate }) => certificate)
        .filter(
          certificate => verifyCertificateSignature(certificate, certificate, backend).status !== 'passed',
        )
      expect(links).toHaveLength(213)
      const results = links.map(certificate => verifyCertificatePath(certificate, store, { backend, at }))
      const count = (status: string) => results.filter(({ path }) => path.status === status).length
      // The 12 were signed by CSCAs that the list no longer holds.
      expect([count('passed'), count('inconclusive'), count('failed')]).toEqual([201, 12, 0])
      for (const [i, { path, certificates }] of results.entries()) {
        expect(certificates).toHaveLength(path.status === 'passed' ? 2 : 0)
        if (certificates[1] === undefined) continue
        expect(verifyCertificateSignature(links[i]!, certificates[1], backend).status).toBe('passed')
      }
    },
    60_000,
  )
})

describe('a document signer', () => {
  test('of a trusted CSCA passes, whatever else shares its name or key identifier', () => {
    const signer = makeSigner()
    const decoys = [
      makeCertificate({ keys: makeKeys() }),
      makeCertificate({ keys: makeKeys(), subjectKeyIdentifier: keys.identifier }),
      makeCertificate({ keys: makeKeys(), subject: 'Other', subjectKeyIdentifier: keys.identifier }),
    ]
    const { path, validity, profile, certificates, anchor, candidates } = judge(signer, [...decoys, csca])
    expect([path, validity, profile].map(({ status }) => status)).toEqual(['passed', 'passed', 'passed'])
    expect(certificates.map(({ bytes }) => bytes)).toEqual([signer.bytes, csca.bytes])
    expect(anchor?.sources).toEqual(['anchor 3'])
    expect(candidates.map(({ by, outcome }) => [by, outcome.status])).toEqual([
      ['keyIdentifier', 'inconclusive'],
      ['keyIdentifier', 'inconclusive'],
      ['keyIdentifier', 'passed'],
      ['name', 'inconclusive'],
    ])
  })

  test('without AKI, and under a name that is written otherwise, passes', () => {
    const signer = makeSigner({ authorityKeyIdentifier: null, issuer: '  UTOPIA   csca ' })
    expect(judge(signer, [csca])).toMatchObject({ path: { status: 'passed' }, candidates: [{ by: 'name' }] })
  })

  test('of a CSCA that is there under a new name only passes, and that is told', () => {
    const renamed = makeCertificate({ keys, subject: 'Utopia new CSCA' })
    const { path } = judge(makeSigner(), [renamed])
    expect(path.status).toBe('passed')
    expect(path.detail).toMatch(/another name/)
  })

  test('of a key that a link certificate certifies passes by the link certificate', () => {
    const newer = makeKeys()
    const link = makeCertificate({ keys: newer, signer: keys })
    const { path, certificates } = judge(makeSigner({ signer: newer }), [csca, link])
    expect(path.status).toBe('passed')
    expect(certificates[1]?.bytes).toEqual(link.bytes)
  })

  test('that is itself in the store is its own path', () => {
    const signer = makeSigner()
    const { path, certificates, anchor } = judge(signer, [signer])
    expect(path.status).toBe('passed')
    expect(certificates).toEqual([signer])
    expect(anchor?.sources).toEqual(['anchor 0'])
  })

  test('that is itself in the store is judged all the same', () => {
    const strange = makeSigner({ unknownExtension: { critical: true } })
    expect(judge(strange, [strange])).toMatchObject({
      path: { status: 'failed', reason: 'CRITICAL_EXTENSION_UNKNOWN' },
      certificates: [],
    })
  })

  test('of nobody known: whether anybody of its name is there is told', () => {
    const detail = (...anchors: readonly Certificate[]) => judge(makeSigner(), anchors).path.detail
    const decoy = makeCertificate({ keys: makeKeys() })
    const foreign = makeCertificate({ keys: makeKeys(), country: 'XX' })
    expect(detail(foreign)).toBe('the trust store has no certificate of C=UT, CN=Utopia CSCA')
    expect(detail(decoy)).toBe('none of 1 certificates that could be that of C=UT, CN=Utopia CSCA signed it')
    // A CSCA that is at fault is told of before those that merely have its name.
    const noCa = makeCertificate({ keys, ca: false, keyUsage: ['digitalSignature'], serialNumber: 9 })
    for (const anchors of [
      [decoy, noCa],
      [noCa, decoy],
    ]) {
      expect(judge(makeSigner(), anchors).path).toMatchObject({ status: 'failed', reason: 'NOT_A_CA' })
    }
  })

  test('is inconclusive without a store, with an empty one, and without a candidate', () => {
    const signer = makeSigner()
    const noStore = verifyCertificatePath(signer, undefined, { backend: nativeBackend, at })
    for (const { path, validity, profile, certificates } of [noStore, judge(signer, [])]) {
      expect(path).toMatchObject({ status: 'inconclusive', reason: 'NO_TRUST_STORE' })
      expect(validity).toMatchObject({ status: 'inconclusive', reason: 'PATH_NOT_ESTABLISHED' })
      expect(profile.status).toBe('passed')
      expect(certificates).toEqual([])
    }
    const foreign = makeCertificate({ keys: makeKeys(), country: 'XX' })
    expect(judge(signer, [foreign])).toMatchObject({
      path: { status: 'inconclusive', reason: 'NO_TRUST_ANCHOR' },
      candidates: [],
    })
  })

  test('with any changed byte never passes, and is refused where its issuer is beyond doubt', () => {
    const signer = makeSigner()
    const store = storeOf(csca)
    let failed = 0
    for (let i = 0; i < signer.bytes.length; i++) {
      const bytes = Uint8Array.from(signer.bytes)
      bytes[i]! ^= 0x01
      let changed: Certificate
      try {
        changed = parseCertificate(bytes, { leniencies: fieldLeniencies })
      } catch {
        continue
      }
      const { path } = verifyCertificatePath(changed, store, { backend: nativeBackend, at })
      expect(path.status).not.toBe('passed')
      if (path.status === 'failed') failed++
    }
    expect(failed).toBeGreaterThan(100)
    const forged = withChange(signer, signer.signature, signer.signature.length - 1)
    expect(judge(forged, [csca]).path).toMatchObject({ status: 'failed', reason: 'ISSUER_SIGNATURE_INVALID' })
  })

  test.each<[string, Partial<CertificateRequest>, Partial<CertificateRequest>]>([
    ['by name only', { authorityKeyIdentifier: null }, {}],
    ['by key identifier only', { issuer: 'Other' }, {}],
    [
      'by a key identifier that is not its key',
      { authorityKeyIdentifier: Uint8Array.of(1) },
      { subjectKeyIdentifier: Uint8Array.of(1) },
    ],
  ])('that a CSCA found %s did not sign is inconclusive', (_, ofSigner, ofCsca) => {
    const signer = makeSigner({
      signer: makeKeys(),
      authorityKeyIdentifier: keys.identifier,
      ...ofSigner,
    })
    expect(judge(signer, [makeCertificate({ keys, ...ofCsca })])).toMatchObject({
      path: { status: 'inconclusive', reason: 'NO_TRUST_ANCHOR' },
      candidates: [{ outcome: { status: 'inconclusive' } }],
    })
  })
})

describe('an issuer', () => {
  test.each<[string, Partial<CertificateRequest>]>([
    ['NOT_A_CA', { ca: false, keyUsage: null }],
    ['KEY_USAGE_BAD', { keyUsage: ['cRLSign'] }],
    ['CRITICAL_EXTENSION_UNKNOWN', { unknownExtension: { critical: true } }],
  ])('that may not issue is refused: %s', (reason, request) => {
    const { path, validity, certificates } = judge(makeSigner(), [makeCertificate({ keys, ...request })])
    expect(path).toMatchObject({ status: 'failed', reason })
    expect(validity).toMatchObject({ status: 'inconclusive', reason: 'PATH_NOT_ESTABLISHED' })
    expect(certificates).toEqual([])
  })

  test.each<[string, Partial<CertificateRequest>]>([
    ['without basicConstraints', { ca: null }],
    ['without keyUsage', { keyUsage: null }],
    ['with path length 0', { pathLength: 0 }],
    ['whose basicConstraints lack the flag, and that may sign certificates', { ca: false }],
    ['with an extension that is unknown and not critical', { unknownExtension: { critical: false } }],
  ])('%s is one', (_, request) => {
    expect(judge(makeSigner(), [makeCertificate({ keys, ...request })]).path.status).toBe('passed')
  })

  test('that may not does not hide one with the same key that may', () => {
    const anchors = [makeCertificate({ keys, keyUsage: ['cRLSign'] }), csca]
    expect(judge(makeSigner(), anchors).path.status).toBe('passed')
  })

  test('whose extensions are broken is refused, and breaks nothing else', () => {
    const signer = makeSigner()
    const usage = csca.extensions.find(({ oid }) => oid === '2.5.29.15')!
    const broken = withChange(csca, usage.value, 0)
    expect(judge(signer, [broken]).path).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_MALFORMED' })
    expect(judge(signer, [broken, csca]).path.status).toBe('passed')
  })
})

test('an unknown critical extension of the document signer is refused', () => {
  const signer = makeSigner({ unknownExtension: { critical: true } })
  for (const anchor of [csca, signer]) {
    expect(judge(signer, [anchor]).path).toMatchObject({
      status: 'failed',
      reason: 'CRITICAL_EXTENSION_UNKNOWN',
    })
  }
})

describe('validity', () => {
  test('names the certificate that is expired or not yet valid', () => {
    const short = makeCertificate({ keys, from: '20210101000000Z', to: '20250101000000Z' })
    const expired = judge(makeSigner(), [short])
    expect(expired.path.status).toBe('passed')
    expect(expired.validity).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_EXPIRED' })
    expect(expired.validity.detail).toMatch(/Utopia CSCA/)
    const early = judge(makeSigner({ from: '20270101000000Z' }), [csca])
    expect(early.validity).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_NOT_YET_VALID' })
    expect(early.validity.detail).toMatch(/Utopia DS/)
  })

  test('holds at its first and its last second', () => {
    const signer = makeSigner({ from: '20220101000000Z', to: '20230101000000Z' })
    const status = (time: string) => judge(signer, [csca], new Date(time)).validity.status
    expect(status('2022-01-01T00:00:00Z')).toBe('passed')
    expect(status('2023-01-01T00:00:00Z')).toBe('passed')
    expect(status('2021-12-31T23:59:59Z')).toBe('failed')
    expect(status('2023-01-01T00:00:01Z')).toBe('failed')
  })

  test('prefers of two certificates of one key the one that is valid', () => {
    const expired = makeCertificate({ keys, to: '20250101000000Z' })
    const { validity, certificates } = judge(makeSigner(), [expired, csca])
    expect(validity.status).toBe('passed')
    expect(certificates[1]?.bytes).toEqual(csca.bytes)
  })
})

describe('profile', () => {
  test.each<[string | undefined, Partial<CertificateRequest>]>([
    [undefined, {}],
    [undefined, { keyUsage: null }],
    [undefined, { ca: false }],
    [undefined, { extendedKeyUsage: [extendedKeyUsage.masterListSigner, '1.2.3'] }],
    ['KEY_USAGE_BAD', { keyUsage: ['keyAgreement'] }],
    ['SIGNER_IS_CA', { ca: true }],
    ['SIGNER_IS_CA', { keyUsage: ['digitalSignature', 'keyCertSign'] }],
    [undefined, { extendedKeyUsage: ['2.5.29.37.0'] }],
    ['EXTENDED_KEY_USAGE_BAD', { extendedKeyUsage: [extendedKeyUsage.barCodeSigner] }],
    [
      'EXTENDED_KEY_USAGE_BAD',
      { extendedKeyUsage: [extendedKeyUsage.tlsServer, extendedKeyUsage.tlsClient] },
    ],
    ['SIGNER_SELF_SIGNED', { subject: 'Utopia CSCA' }],
    ['EXTENDED_KEY_USAGE_BAD', { extendedKeyUsage: [extendedKeyUsage.masterListSigner] }],
    ['EXTENDED_KEY_USAGE_BAD', { extendedKeyUsage: [extendedKeyUsage.deviationListSigner] }],
  ])('%s for %o', (reason, request) => {
    const { path, profile } = judge(makeSigner(request), [csca])
    expect(path.status).toBe('passed')
    expect(profile.reason).toBe(reason)
    expect(profile.status).toBe(reason === undefined ? 'passed' : 'failed')
  })
})

describe('a policy', () => {
  const judgeBy = (
    policy: Partial<TrustPolicy>,
    anchor = csca,
    signedAt: string | undefined = undefined,
    signer = makeSigner(),
  ) =>
    verifyCertificatePath(signer, storeOf(anchor), {
      backend: nativeBackend,
      at,
      signedAt: signedAt === undefined ? undefined : new Date(signedAt),
      policy,
    })

  test.each<[string, Partial<CertificateRequest>]>([
    ['NOT_A_CA', { ca: null }],
    ['NOT_A_CA', { ca: false }],
    ['KEY_USAGE_BAD', { keyUsage: null }],
  ])('that demands the CA flag refuses what the default lets pass: %s for %o', (reason, request) => {
    const anchor = makeCertificate({ keys, ...request })
    expect(judgeBy({ caFlag: 'required' }, anchor).path).toMatchObject({ status: 'failed', reason })
    expect(judgeBy({ caFlag: 'lenient' }, anchor).path.status).toBe('passed')
    expect(judgeBy({ caFlag: 'required' }).path.status).toBe('passed')
  })

  test('of validity at signing accepts what has expired since, at both times does not', () => {
    const anchor = makeCertificate({ keys, from: '20200101000000Z', to: '20250101000000Z' })
    const reasons = (signedAt?: string) =>
      (['atInspection', 'atSigning', 'both'] as const).map(validity => {
        const { status, reason } = judgeBy({ validity }, anchor, signedAt).validity
        return reason ?? status
      })
    expect(reasons('2024-06-01T00:00:00Z')).toEqual(['CERTIFICATE_EXPIRED', 'passed', 'CERTIFICATE_EXPIRED'])
    expect(reasons('2025-06-01T00:00:00Z')[1]).toBe('CERTIFICATE_EXPIRED')
    expect(reasons('2019-06-01T00:00:00Z')[1]).toBe('CERTIFICATE_NOT_YET_VALID')
    const then = judgeBy({ validity: 'atSigning' }, anchor, '2024-06-01T00:00:00Z').validity.detail
    expect(then).toBe('when it was signed, at 2024-06-01T00:00:00.000Z')
    const unknown = (signedAt?: string) => judgeBy({ validity: 'atSigning' }, csca, signedAt).validity.detail
    expect(unknown()).toBe('the document does not say when it was signed')
    expect(unknown(new Date(at.getTime() + 1).toISOString())).toBe(
      'the document says that it was signed after the inspection',
    )
    expect(unknown(at.toISOString())).toBe(`when it was signed, at ${at.toISOString()}`)
    // Without a time of signing, and with one after the inspection, nothing is decided.
    expect(reasons()).toEqual(['CERTIFICATE_EXPIRED', 'SIGNING_TIME_UNKNOWN', 'CERTIFICATE_EXPIRED'])
    expect(reasons('2026-07-01T00:00:00Z')[1]).toBe('SIGNING_TIME_UNKNOWN')
    expect(judgeBy({ validity: 'both' }).validity).toMatchObject({
      status: 'inconclusive',
      reason: 'SIGNING_TIME_UNKNOWN',
    })
    expect(judgeBy({ validity: 'both' }, csca, '2024-06-01T00:00:00Z').validity.status).toBe('passed')
  })

  test('does not ask for the private key usage period, which document signers outlive by years', () => {
    const utopia = createCountry({
      state: 'UTO',
      seed: 'period',
      dates: { documentSigner: { privateKeyNotAfter: new Date('2020-03-31T00:00:00Z') } },
    })
    const parse = (bytes: Uint8Array) => parseCertificate(bytes, { leniencies: fieldLeniencies })
    const [signer, anchor] = [utopia.documentSigner, utopia.csca].map(({ certificate }) => parse(certificate))
    for (const validity of ['atInspection', 'atSigning', 'both'] as const) {
      expect(judgeBy({ validity }, anchor, '2020-02-01T00:00:00Z', signer).validity.status).toBe('passed')
    }
  })
})

describe('link certificates that are not trusted themselves', () => {
  const [second, third] = [makeKeys(), makeKeys()]
  const links = [
    makeCertificate({ keys: second, signer: keys, serialNumber: 11 }),
    makeCertificate({ keys: third, signer: second, serialNumber: 12 }),
  ]
  const judgeOver = (
    signer: Certificate,
    intermediates: readonly Certificate[],
    anchors: readonly Certificate[] = [csca],
  ) => verifyCertificatePath(signer, storeOf(...anchors), { backend: nativeBackend, at, intermediates })
  const signer = makeSigner({ signer: third })

  test('lead from the newest key to a pinned CSCA', () => {
    const { path, validity, certificates, anchor } = judgeOver(signer, links)
    expect([path.status, validity.status]).toEqual(['passed', 'passed'])
    expect(path.detail).toBe('link certificates on the way: 2')
    expect(certificates).toEqual([signer, links[1], links[0], csca])
    expect(anchor?.certificate).toEqual(csca)
    expect(judgeOver(signer, []).path.reason).toBe('NO_TRUST_ANCHOR')
  })

  test('lead to the CSCA certificate that was valid when the document was signed, where the policy asks for that', () => {
    const old = makeCertificate({ keys, to: '20251231000000Z', serialNumber: 21 })
    const young = makeCertificate({ keys, from: '20260101000000Z', serialNumber: 22 })
    const signedAt = new Date('2025-06-01T00:00:00Z')
    const anchorFor = (policy: Partial<TrustPolicy>, when?: Date) =>
      verifyCertificatePath(signer, storeOf(old, young), {
        backend: nativeBackend,
        at,
        intermediates: links,
        policy,
        signedAt: when,
      }).anchor?.certificate.serialNumber[0]
    expect(anchorFor({ validity: 'atSigning' }, signedAt)).toBe(21)
    expect(anchorFor({ validity: 'atSigning' })).toBe(22)
    expect(anchorFor({ validity: 'atInspection' }, signedAt)).toBe(22)
    expect(anchorFor({ validity: 'both' }, signedAt)).toBe(22)
  })

  test('of one key twice, with shared key identifiers and without AKI, still lead there', () => {
    const decoys = [
      makeCertificate({ keys: makeKeys(), subjectKeyIdentifier: third.identifier }),
      makeCertificate({ keys: third, serialNumber: 13 }),
      makeCertificate({ keys: third, signer: second, authorityKeyIdentifier: null, serialNumber: 14 }),
    ]
    const { path, certificates } = judgeOver(makeSigner({ signer: third, authorityKeyIdentifier: null }), [
      ...decoys,
      links[0]!,
    ])
    expect(path.status).toBe('passed')
    expect(certificates.slice(1)).toEqual([decoys[2], links[0], csca])
  })

  test('that give the CSCA a new name lead there if they say so', () => {
    const nameChange = { subject: 'New Utopia CSCA', issuer: 'Utopia CSCA', keys: second, signer: keys }
    const renamed = makeSigner({ signer: second, issuer: 'New Utopia CSCA' })
    expect(judgeOver(renamed, [makeCertificate({ ...nameChange, nameChange: true })]).path.status).toBe(
      'passed',
    )
    expect(judgeOver(renamed, [makeCertificate(nameChange)]).path).toMatchObject({
      status: 'failed',
      reason: 'PATH_LENGTH_EXCEEDED',
    })
  })

  test('in a loop end the search, in bounded work', () => {
    const loop = [
      makeCertificate({ keys: second, signer: third, serialNumber: 21 }),
      makeCertificate({ keys: third, signer: second, serialNumber: 22 }),
      makeCertificate({ keys: third, serialNumber: 23 }),
    ]
    const stranger = makeCertificate({ keys: makeKeys() })
    const { path, candidates } = judgeOver(signer, loop, [stranger])
    expect(path).toMatchObject({ status: 'inconclusive', reason: 'NO_TRUST_ANCHOR' })
    expect(candidates.length).toBeLessThanOrEqual(256)
    // Every link of 24 keys leads to every other: the search would not end without its bound.
    const ring = Array.from({ length: 24 }, () => makeKeys())
    const meshed = ring.flatMap((issuer, i) =>
      [1, 2, 5, 7].map(step =>
        makeCertificate({ keys: ring[(i + step) % 24]!, signer: issuer, serialNumber: step }),
      ),
    )
    const lost = judgeOver(makeSigner({ signer: ring[0]! }), meshed, [stranger])
    expect(lost.path.reason).toBe('NO_TRUST_ANCHOR')
    expect(lost.candidates).toHaveLength(256)
  })

  test.each<[string, Partial<CertificateRequest>]>([
    ['PATH_LENGTH_EXCEEDED', { subject: 'Sub CA', issuer: 'Utopia CSCA' }],
    ['PATH_LENGTH_EXCEEDED', { subject: 'Sub CA', issuer: 'Utopia CSCA', pathLength: 3 }],
    ['NOT_A_CA', { ca: null }],
    ['NOT_A_CA', { ca: false }],
    ['KEY_USAGE_BAD', { keyUsage: ['digitalSignature'] }],
    ['CRITICAL_EXTENSION_UNKNOWN', { unknownExtension: { critical: true } }],
  ])('that may not issue break the path: %s for %o', (reason, request) => {
    const between = makeCertificate({ keys: second, signer: keys, ...request })
    const below = makeSigner({ signer: second, issuer: request.subject ?? 'Utopia CSCA' })
    const { path, certificates, candidates } = judgeOver(below, [between])
    expect(path).toMatchObject({ status: 'failed', reason })
    expect(certificates).toEqual([])
    expect(candidates.some(({ outcome }) => outcome.reason === reason)).toBe(true)
  })

  test('that have expired are named', () => {
    const expired = makeCertificate({ keys: second, signer: keys, to: '20250101000000Z' })
    const { path, validity } = judgeOver(makeSigner({ signer: second }), [expired])
    expect(path.status).toBe('passed')
    expect(validity).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_EXPIRED' })
  })
})
