import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import type { Certificate } from '../../src/pki/certificate.js'
import { extendedKeyUsage } from '../../src/pki/extensions.js'
import { parseMasterList } from '../../src/pki/master-list.js'
import { parseCrl } from '../../src/pki/parse-crl.js'
import { readCertificates } from '../../src/pki/read-certificates.js'
import { verifyMasterList } from '../../src/pki/verify-master-list.js'
import { buildMasterList, createCountry, writeCertificate } from '../../src/testkit/index.js'
import { corpora } from '../corpora.js'
import {
  type CertificateRequest,
  makeCertificate,
  makeCrl,
  makeDocumentSigner,
  makeKeys,
  makeMasterList,
} from './make-certificate.js'

const german = corpora('master-lists/DE_ML_2026-05-28.ml')
const germanAnchor = corpora('master-lists/DE_CSCA07.cer')
const at = new Date('2026-06-15T00:00:00Z')

describe.skipIf(german === undefined || germanAnchor === undefined)('the German master list', () => {
  const file = () => Uint8Array.from(readFileSync(german!))
  const anchor = () => readCertificates(readFileSync(germanAnchor!)).certificates[0]!

  test.each([nativeBackend, portableBackend])('holds up to its anchor ($name)', backend => {
    const result = verifyMasterList(parseMasterList(file()), [anchor()], { backend, at })
    expect(result).toMatchObject({ status: 'passed' })
    expect(result.reason).toBeUndefined()
    expect(result.path?.[0]).toBe(result.signer)
    expect(result.path?.at(-1)?.bytes).toEqual(anchor().bytes)
  })

  test('is refused with a changed byte of the content', () => {
    const bytes = file()
    const list = parseMasterList(bytes)
    for (const place of [0.1, 0.5, 0.9]) {
      const content = Uint8Array.from(list.signedData!.content)
      content[Math.floor(content.length * place)]! ^= 0x01
      const changed = { ...list, signedData: { ...list.signedData!, content } }
      const result = verifyMasterList(changed, [anchor()], { backend: nativeBackend, at })
      expect(result).toMatchObject({ status: 'failed', reason: 'MESSAGE_DIGEST_MISMATCH' })
    }
  })

  test('is inconclusive without its anchor, with another, and without a signature', () => {
    const list = parseMasterList(file())
    const judge = (anchors: readonly Certificate[], from = list) =>
      verifyMasterList(from, anchors, { backend: nativeBackend, at })
    expect(judge([])).toMatchObject({ status: 'inconclusive', reason: 'NO_TRUST_ANCHOR' })
    const foreign = list.certificates.filter(certificate => certificate.country !== 'DE')
    expect(judge(foreign)).toMatchObject({ status: 'inconclusive', reason: 'NO_TRUST_ANCHOR' })
    const bare = parseMasterList(list.signedData!.content)
    expect(judge([anchor()], bare)).toMatchObject({ status: 'inconclusive', reason: 'NO_SIGNER_INFO' })
  })

  test('is refused when its signer was not valid yet, or no longer', () => {
    const list = parseMasterList(file())
    const judge = (time: string) =>
      verifyMasterList(list, [anchor()], { backend: nativeBackend, at: new Date(time) }).reason
    expect(judge('2000-01-01T00:00:00Z')).toBe('CERTIFICATE_NOT_YET_VALID')
    expect(judge('2090-01-01T00:00:00Z')).toBe('CERTIFICATE_EXPIRED')
  })
})

describe('lists that were made for it', () => {
  const cscaKeys = makeKeys()
  const csca = makeCertificate({ keys: cscaKeys })
  const signerKeys = makeKeys()
  const makeSigner = (request: Partial<CertificateRequest> = {}) =>
    makeDocumentSigner({
      subject: 'Utopia master list signer',
      keys: signerKeys,
      signer: cscaKeys,
      extendedKeyUsage: [extendedKeyUsage.masterListSigner],
      ...request,
    })
  const judge = (
    signer: Certificate,
    {
      embedded = [signer],
      anchors = [csca],
      certificates = [csca],
      keys = signerKeys,
      time = at,
    }: {
      embedded?: readonly Certificate[]
      anchors?: readonly Certificate[]
      certificates?: readonly Certificate[]
      keys?: typeof signerKeys
      time?: Date
    } = {},
  ) => {
    const bytes = makeMasterList(
      certificates.map(certificate => certificate.bytes),
      embedded,
      [{ certificate: signer, keys }],
    )
    return verifyMasterList(parseMasterList(bytes), anchors, { backend: nativeBackend, at: time })
  }

  test('a sound one passes, its signer embedded or an anchor', () => {
    const signer = makeSigner()
    expect(judge(signer)).toMatchObject({ status: 'passed' })
    const pinned = judge(signer, { embedded: [], anchors: [signer] })
    expect(pinned.status).toBe('passed')
    expect(pinned.path).toHaveLength(1)
  })

  test('a signer that may not sign master lists is refused', () => {
    const plain = makeDocumentSigner({ keys: signerKeys, signer: cscaKeys })
    expect(judge(plain)).toMatchObject({ status: 'failed', reason: 'EXTENDED_KEY_USAGE_BAD' })
    const deviations = makeSigner({ extendedKeyUsage: [extendedKeyUsage.deviationListSigner] })
    expect(judge(deviations)).toMatchObject({ status: 'failed', reason: 'EXTENDED_KEY_USAGE_BAD' })
    const unable = makeSigner({ keyUsage: ['keyAgreement'] })
    expect(judge(unable)).toMatchObject({ status: 'failed', reason: 'KEY_USAGE_BAD' })
    const strange = makeSigner({ unknownExtension: { critical: true } })
    expect(judge(strange)).toMatchObject({ status: 'failed', reason: 'CRITICAL_EXTENSION_UNKNOWN' })
  })

  test('a signer whose certificate nobody has, and one that no anchor signed', () => {
    const signer = makeSigner()
    expect(judge(signer, { embedded: [csca] })).toMatchObject({
      status: 'inconclusive',
      reason: 'SIGNER_NOT_FOUND',
    })
    const other = makeCertificate({ keys: makeKeys() })
    expect(judge(signer, { anchors: [other] })).toMatchObject({
      status: 'inconclusive',
      reason: 'NO_TRUST_ANCHOR',
    })
  })

  test('a signature by another key, and a signer certificate that its CSCA did not sign', () => {
    expect(judge(makeSigner(), { keys: makeKeys() })).toMatchObject({
      status: 'failed',
      reason: 'SIGNATURE_INVALID',
    })
    const forged = makeSigner({ signer: makeKeys(), authorityKeyIdentifier: cscaKeys.identifier })
    expect(judge(forged)).toMatchObject({ status: 'failed', reason: 'ISSUER_SIGNATURE_INVALID' })
  })

  test('every signer must hold', () => {
    const [good, bad] = [makeSigner(), makeSigner({ keys: makeKeys(), extendedKeyUsage: [] })]
    const list = (signers: Parameters<typeof makeMasterList>[2]) =>
      verifyMasterList(parseMasterList(makeMasterList([csca.bytes], [good, bad], signers)), [csca], {
        backend: nativeBackend,
        at,
      })
    const holds = { certificate: good, keys: signerKeys }
    expect(list([holds, holds]).status).toBe('passed')
    expect(list([holds, { certificate: bad, keys: makeKeys() }]).status).toBe('failed')
    expect(list([])).toMatchObject({ status: 'failed', reason: 'NO_SIGNER_INFO' })
  })

  test('of several signers a fault stands before a doubt, and the first of each is told', () => {
    const good = makeSigner()
    const unknownKeys = makeKeys()
    const unknown = makeSigner({ keys: unknownKeys, signer: makeKeys(), authorityKeyIdentifier: null })
    const plainKeys = makeKeys()
    const plain = makeDocumentSigner({ keys: plainKeys, signer: cscaKeys })
    const parties = {
      good: { certificate: good, keys: signerKeys },
      // Signed by nobody that is trusted.
      open: { certificate: unknown, keys: unknownKeys },
      // May not sign lists.
      bad: { certificate: plain, keys: plainKeys },
    }
    const judgeAll = (...names: readonly (keyof typeof parties)[]) => {
      // DER sorts the SET of signers; here they stand as they are named.
      const lists = names.map(name =>
        parseMasterList(makeMasterList([csca.bytes], [good, unknown, plain], [parties[name]])),
      )
      const [first] = lists
      const signerInfos = lists.flatMap(({ signedData }) => signedData!.signerInfos)
      const list = { ...first!, signedData: { ...first!.signedData!, signerInfos } }
      const { status, reason } = verifyMasterList(list, [csca], { backend: nativeBackend, at })
      return reason ?? status
    }
    expect(judgeAll('good', 'open')).toBe('NO_TRUST_ANCHOR')
    expect(judgeAll('open', 'good')).toBe('NO_TRUST_ANCHOR')
    expect(judgeAll('open', 'bad')).toBe('EXTENDED_KEY_USAGE_BAD')
    expect(judgeAll('bad', 'open')).toBe('EXTENDED_KEY_USAGE_BAD')
    expect(judgeAll('bad', 'good')).toBe('EXTENDED_KEY_USAGE_BAD')
    expect(judgeAll('good', 'bad', 'open')).toBe('EXTENDED_KEY_USAGE_BAD')
    expect(judgeAll('good', 'good')).toBe('passed')
  })

  test('of several certificates that the signature names the one that holds, or the one that tells most', () => {
    const shared = { subjectKeyIdentifier: Uint8Array.of(7, 7, 7) }
    const signer = makeSigner(shared)
    const other = makeSigner({ ...shared, keys: makeKeys(), serialNumber: 77 })
    const mayNot = makeSigner({
      ...shared,
      extendedKeyUsage: [extendedKeyUsage.barCodeSigner],
      serialNumber: 78,
    })
    const detail = 'signed by C=UT, CN=Utopia master list signer, trusted by C=UT, CN=Utopia CSCA'
    for (const embedded of [
      [other, signer],
      [signer, other],
      [mayNot, signer],
    ]) {
      expect(judge(signer, { embedded })).toMatchObject({ status: 'passed', detail, signer })
    }
    for (const embedded of [
      [other, mayNot],
      [mayNot, other],
    ]) {
      expect(judge(signer, { embedded })).toMatchObject({
        status: 'failed',
        reason: 'EXTENDED_KEY_USAGE_BAD',
        detail: 'its signer may not sign master lists',
        signer: mayNot,
      })
    }
    expect(judge(signer, { embedded: [other] }).reason).toBe('SIGNATURE_INVALID')
  })

  test('a signer that is an anchor itself is held to its extensions all the same', () => {
    const strange = makeSigner({ unknownExtension: { critical: true } })
    expect(judge(strange, { anchors: [strange] })).toMatchObject({
      status: 'failed',
      reason: 'CRITICAL_EXTENSION_UNKNOWN',
    })
  })

  test('a signer whose extensions cannot be read fails', () => {
    const utopia = createCountry({ state: 'UTO', seed: 'broken signer' })
    const { masterListSigner } = utopia
    const extensions = [
      ...masterListSigner.content.extensions.filter(({ oid }) => oid !== '2.5.29.15'),
      { oid: '2.5.29.15', critical: true, value: Uint8Array.of(5, 0) },
    ]
    const content = { ...masterListSigner.content, extensions }
    const broken = { ...masterListSigner, content, certificate: writeCertificate(content, utopia.csca.key) }
    const bytes = buildMasterList({ ...utopia, masterListSigner: broken }, [utopia.csca.certificate])
    const anchors = readCertificates(utopia.csca.certificate).certificates
    expect(verifyMasterList(parseMasterList(bytes), anchors, { backend: nativeBackend, at })).toMatchObject({
      status: 'failed',
      reason: 'CERTIFICATE_MALFORMED',
    })
  })

  test('what it tells of a signer that is not to be trusted', () => {
    const details = [
      judge(makeSigner({ unknownExtension: { critical: true } })),
      judge(makeSigner({ to: '20250101000000Z' })),
      judge(makeSigner(), { keys: makeKeys() }),
    ].map(({ detail }) => detail)
    expect(details).toEqual([
      '1.2.3.4 in C=UT, CN=Utopia master list signer',
      'C=UT, CN=Utopia master list signer was valid until 2025-01-01T00:00:00.000Z',
      'the signature of the list does not verify',
    ])
    const expired = judge(makeSigner({ to: '20250101000000Z' }))
    expect(expired).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_EXPIRED' })
    expect(expired.path).toHaveLength(2)
  })

  describe('revocation', () => {
    const signer = makeSigner({ serialNumber: 50 })
    const bytes = makeMasterList([csca.bytes], [signer], [{ certificate: signer, keys: signerKeys }])
    const list = parseMasterList(bytes)
    const crl = (request: Partial<Parameters<typeof makeCrl>[0]> = {}) =>
      parseCrl(makeCrl({ signer: cscaKeys, ...request }))
    const judgeBy = (
      crls: readonly ReturnType<typeof crl>[],
      revocation?: 'required' | 'ifGiven' | 'accepted',
      anchors: readonly Certificate[] = [csca],
    ) =>
      verifyMasterList(list, anchors, { backend: nativeBackend, at, crls, ...(revocation && { revocation }) })

    test('a revoked signer fails, whatever the policy', () => {
      for (const policy of [undefined, 'required', 'ifGiven', 'accepted'] as const) {
        expect(judgeBy([crl({ revoked: [50] })], policy)).toMatchObject({
          status: 'failed',
          reason: 'CERTIFICATE_REVOKED',
          detail: 'by the CRL of 2026-06-01T00:00:00.000Z',
          revocation: { status: 'failed', reason: 'CERTIFICATE_REVOKED' },
        })
      }
    })

    test('a CRL of a key that only a link certificate of the list has revokes as well', () => {
      const newer = makeKeys()
      const link = makeCertificate({ keys: newer, signer: cscaKeys, serialNumber: 60 })
      const below = makeSigner({ signer: newer, serialNumber: 51 })
      const linked = makeMasterList(
        [csca.bytes, link.bytes],
        [below],
        [{ certificate: below, keys: signerKeys }],
      )
      const judged = (revoked: readonly number[]) =>
        verifyMasterList(parseMasterList(linked), [csca], {
          backend: nativeBackend,
          at,
          crls: [parseCrl(makeCrl({ signer: newer, revoked }))],
        })
      expect(judged([])).toMatchObject({ status: 'passed', revocation: { status: 'passed' } })
      expect(judged([51])).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_REVOKED' })
    })

    test('no CRL: open where one is required; shown where one is asked for or given', () => {
      expect(judgeBy([], 'required')).toMatchObject({
        status: 'inconclusive',
        reason: 'CRL_MISSING',
        detail: 'no CRL of the state of its issuer',
      })
      expect(judgeBy([]).status).toBe('passed')
      expect(judgeBy([]).revocation).toBeUndefined()
      expect(judgeBy([], 'ifGiven').revocation).toBeUndefined()
      expect(judgeBy([], 'accepted')).toMatchObject({
        status: 'passed',
        revocation: { status: 'inconclusive', reason: 'CRL_MISSING', detail: expect.any(String) },
      })
      expect(judgeBy([crl()]).revocation).toMatchObject({ status: 'passed' })
    })

    test('a CRL that is out of date: open unless that is accepted, or the signer is an anchor itself', () => {
      const stale = crl({ to: '20260602000000Z' })
      expect(judgeBy([stale], 'required').reason).toBe('CRL_NOT_CURRENT')
      expect(judgeBy([stale]).reason).toBe('CRL_NOT_CURRENT')
      expect(judgeBy([stale], 'accepted').status).toBe('passed')
      expect(judgeBy([stale], 'ifGiven', [csca, signer]).status).toBe('passed')
      expect(judgeBy([stale], 'required', [csca, signer]).reason).toBe('CRL_NOT_CURRENT')
      expect(judgeBy([crl({ revoked: [50] })], 'ifGiven', [csca, signer]).reason).toBe('CERTIFICATE_REVOKED')
    })
  })

  test('a path over link certificates in the list, each signed by the key before; a loop ends', () => {
    const newer = makeKeys()
    const newest = makeKeys()
    const links = [
      makeCertificate({ keys: newer, signer: cscaKeys, pathLength: 0 }),
      makeCertificate({ keys: newest, signer: newer, pathLength: 0 }),
      makeCertificate({ keys: newer, signer: newest }),
    ]
    const signer = makeSigner({ signer: newest })
    const result = judge(signer, { certificates: links })
    expect(result.status).toBe('passed')
    expect(result.path?.map(certificate => certificate.bytes)).toEqual(
      [signer, links[1]!, links[0]!, csca].map(certificate => certificate.bytes),
    )
    expect(
      judge(signer, { certificates: links, anchors: [makeCertificate({ keys: makeKeys() })] }),
    ).toMatchObject({
      status: 'inconclusive',
      reason: 'NO_TRUST_ANCHOR',
    })
  })

  test('a path over a certificate that is no CA is refused', () => {
    const mere = makeKeys()
    const between = makeDocumentSigner({ keys: mere, signer: cscaKeys, ca: false })
    const signer = makeSigner({ signer: mere, issuer: 'Utopia DS' })
    expect(judge(signer, { certificates: [between] })).toMatchObject({ status: 'failed', reason: 'NOT_A_CA' })
  })

  test('a path that is longer than its CSCA permits is refused', () => {
    const root = makeCertificate({ keys: cscaKeys, pathLength: 0 })
    const sub = makeKeys()
    const between = makeCertificate({ subject: 'Sub', issuer: 'Utopia CSCA', keys: sub, signer: cscaKeys })
    const signer = makeSigner({ signer: sub, issuer: 'Sub' })
    expect(judge(signer, { anchors: [root], certificates: [between] })).toMatchObject({
      status: 'failed',
      reason: 'PATH_LENGTH_EXCEEDED',
    })
  })
})
