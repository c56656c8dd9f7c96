import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { derInteger, derOid, derSequence, derSetOf, encodeTlv } from '../../src/asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import {
  compileTrustStore,
  createTrustStore,
  documentSignerListContentType,
  formatPlace,
  loadCompiledTrustStore,
  parseCertificate,
  parseLdifStream,
  readLdifRecord,
  type SourceTrust,
  type TrustItem,
} from '../../src/pki/index.js'
import {
  buildCrl,
  buildDeviationList,
  buildLdif,
  buildMasterList,
  createCountry,
  type LdifLayout,
  pkdRecord,
} from '../../src/testkit/index.js'
import { writeSignedData } from '../../src/testkit/issuer/write-signed-data.js'

const utopia = createCountry({ state: 'UTO', seed: 'sources' })
const germany = createCountry({ state: 'D', seed: 'sources' })
const at = new Date('2024-06-01T00:00:00Z')
const cscas = [utopia.csca.certificate, germany.csca.certificate]
const list = buildMasterList(utopia, cscas)
const crl = buildCrl(utopia, { revoked: [], thisUpdate: at, nextUpdate: new Date('2024-09-01T00:00:00Z') })
const deviations = buildDeviationList(utopia, [
  { documentType: 'P', descriptions: [{ type: '2.23.136.1.1.7.4' }] },
])
const pem = (label: string, bytes: Uint8Array) =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`
const anchors: SourceTrust = { anchors: [parseCertificate(utopia.csca.certificate)], at }
const store = (bytes: Uint8Array, trust: SourceTrust = 'asGiven', name = 'file') =>
  createTrustStore([{ name, bytes, trust }], { backend: nativeBackend })
const shape = (bytes: Uint8Array, trust?: SourceTrust) => {
  const { anchors, crls, deviationLists, documentSigners, sources } = store(bytes, trust)
  return {
    anchors: anchors.length,
    crls: crls.length,
    deviationLists: deviationLists.length,
    documentSigners: documentSigners.length,
    failures: sources[0]!.failures.length,
  }
}
const nothing = { anchors: 0, crls: 0, deviationLists: 0, documentSigners: 0, failures: 0 }

describe('forms', () => {
  test('DER and PEM of each kind, and several in one file', () => {
    expect(shape(list)).toEqual({ ...nothing, anchors: 2 })
    expect(shape(crl)).toEqual({ ...nothing, crls: 1 })
    expect(shape(deviations)).toEqual({ ...nothing, deviationLists: 1 })
    const bundle = concatBytes(...cscas, crl, cscas[0]!)
    expect(shape(bundle)).toEqual({ ...nothing, anchors: 2, crls: 1 })
    const text = [
      'CSCA of Utopia\n',
      pem('CERTIFICATE', cscas[0]!),
      pem('PRIVATE KEY', Uint8Array.of(0x30, 0)),
      pem('X509 CRL', crl),
      pem('CMS', list),
      pem('PKCS7', deviations),
    ].join('')
    expect(shape(latin1ToBytes(text))).toEqual({ ...nothing, anchors: 2, crls: 1, deviationLists: 1 })
    expect(store(latin1ToBytes(text)).sources[0]).toMatchObject({ kind: 'mixed', certificates: 3, crls: 1 })
  })

  test('a PKCS #7 bundle without signers', () => {
    const signedData = derSequence(
      derInteger(1),
      derSetOf(),
      derSequence(derOid('1.2.840.113549.1.7.1')),
      encodeTlv(0xa0, ...cscas),
      encodeTlv(0xa1, crl),
      derSetOf(),
    )
    const bundle = derSequence(derOid('1.2.840.113549.1.7.2'), encodeTlv(0xa0, signedData))
    expect(shape(bundle)).toEqual({ ...nothing, anchors: 2, crls: 1 })
  })

  test('a list of document signers is known, and not trusted', () => {
    const content = derSequence(derInteger(0), derSetOf(utopia.documentSigner.certificate))
    const signers = writeSignedData(documentSignerListContentType, content, utopia.masterListSigner, [])
    expect(shape(signers)).toEqual({ ...nothing, documentSigners: 1 })
  })

  test('CMS of another content is named', () => {
    const other = writeSignedData('2.23.136.1.1.1', derSequence(), utopia.documentSigner, [])
    const { sources } = store(other)
    expect(sources[0]?.failures[0]?.error.message).toContain('2.23.136.1.1.1')
  })

  test('what follows a certificate and is none is reported with its offset', () => {
    const [source] = store(concatBytes(cscas[0]!, latin1ToBytes('\n'))).sources
    expect(source).toMatchObject({ certificates: 1, failures: [{ place: { offset: cscas[0]!.length } }] })
  })
})

describe('exports of the ICAO PKD', () => {
  const records = [
    pkdRecord('masterList', 'UT', 'one', list),
    pkdRecord('oldMasterList', 'DE', 'two', buildMasterList(germany, [cscas[1]!])),
    pkdRecord('documentSigner', 'UT', 'three', utopia.documentSigner.certificate),
    pkdRecord('documentSigner', 'DE', 'four', Uint8Array.of(1, 2, 3)),
    pkdRecord('crl', 'UT', 'five', crl),
    { dn: 'o=dl,c=UT', attributes: [['pkdDeviationListContent', deviations] as const] },
  ]
  const file = (layout?: LdifLayout) => concatBytes(...buildLdif(records, layout))

  test.each<LdifLayout>([{}, { lineLength: Number.POSITIVE_INFINITY }, { lineEnd: '\r\n' }])(
    'both spellings, folded or not: %o',
    layout => {
      const { anchors, crls, deviationLists, documentSigners, sources } = store(file(layout))
      expect([anchors.length, crls.length, deviationLists.length, documentSigners.length]).toEqual([
        2, 1, 1, 1,
      ])
      expect(sources[0]).toMatchObject({ kind: 'mixed', certificates: 3, documentSigners: 1, crls: 1 })
      const [failure, ...others] = sources[0]!.failures
      expect(others).toEqual([])
      expect(failure?.place.name).toMatch(/^cn=four,o=dsc,c=DE/)
      expect(failure?.place.line).toBeGreaterThan(1)
      expect(formatPlace(failure!.place)).toMatch(/, line \d+$/)
    },
  )

  test('an anchor knows the lists of the export that hold it; a document signer is no anchor', () => {
    const found = store(file(), 'asGiven', 'pkd.ldif')
    const german = found.findAnchor(parseCertificate(cscas[1]!))
    expect(german?.sources).toHaveLength(2)
    expect(german?.sources[0]).toMatch(/^pkd\.ldif: cn=one,o=ml,c=UT.*, line \d+$/)
    expect(found.findAnchor(parseCertificate(utopia.documentSigner.certificate))).toBeUndefined()
  })

  test('each list is verified for itself', () => {
    const { sources, anchors: found, crls, deviationLists } = store(file(), anchors)
    expect(sources[0]?.trust).toBe('partly')
    expect(sources[0]?.lists.map(({ kind, trust }) => [kind, trust])).toEqual([
      ['masterList', 'verified'],
      ['masterList', 'refused'],
      ['deviationList', 'verified'],
    ])
    expect([found.length, crls.length, deviationLists.length]).toEqual([2, 1, 1])
    expect(deviationLists[0]?.country).toBe('UT')
  })

  test('a stream gives the same as the file', async () => {
    async function* stream() {
      const bytes = file()
      for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000)
    }
    const items: TrustItem[] = []
    for await (const record of parseLdifStream(stream())) items.push(...readLdifRecord(record))
    const streamed = createTrustStore([{ name: 'file', items, trust: 'asGiven' }])
    const whole = store(file())
    expect(streamed.anchors.map(({ sources }) => sources)).toEqual(
      whole.anchors.map(({ sources }) => sources),
    )
    expect(streamed.sources).toEqual(whole.sources)
  })

  test('a deletion is not made, and said', () => {
    const text = 'dn: c=UT\nchangetype: delete\n'
    expect(store(latin1ToBytes(text)).sources[0]?.failures[0]?.error.code).toBe('PKI_BAD_LDIF')
  })
})

describe('archives', () => {
  test('of anything, archives included; each item with its path', () => {
    const inner = zipSync({ 'crl.der': crl })
    const archive = zipSync({
      'lists/UT.ml': list,
      'lists/broken.ml': list.subarray(0, 100),
      'inner.zip': inner,
      'readme.txt': latin1ToBytes('hello'),
      '__MACOSX/._UT.ml': latin1ToBytes('x'),
      'export.ldif': concatBytes(...buildLdif([pkdRecord('masterList', 'UT', 'one', list)])),
    })
    const found = store(archive, 'asGiven', 'all.zip')
    expect([found.anchors.length, found.crls.length]).toEqual([2, 1])
    expect(found.anchors[0]?.sources[0]).toBe('all.zip: lists/UT.ml')
    expect(found.anchors[0]?.sources[1]).toMatch(/^all\.zip: export\.ldif: cn=one/)
    expect(found.sources[0]?.failures.map(({ place }) => place.name)).toEqual([
      'lists/broken.ml',
      'readme.txt',
    ])
  })

  test('in archives without end', () => {
    let archive = zipSync({ 'a.cer': cscas[0]! })
    for (let i = 0; i < 5; i++) archive = zipSync({ 'a.zip': archive })
    const { sources, anchors } = store(archive)
    expect(anchors).toEqual([])
    expect(sources[0]?.failures[0]?.error.code).toBe('PKI_LIMIT')
  })
})

describe('how a list is trusted', () => {
  test('up to an anchor, and its signer must be one for master lists', () => {
    expect(store(list, anchors).sources[0]).toMatchObject({
      trust: 'verified',
      lists: [{ trust: 'verified' }],
    })
    const byDocumentSigner = buildMasterList({ ...utopia, masterListSigner: utopia.documentSigner }, cscas)
    const refused = store(byDocumentSigner, anchors)
    expect(refused.anchors).toEqual([])
    expect(refused.sources[0]).toMatchObject({
      trust: 'refused',
      verification: { status: 'failed', reason: 'EXTENDED_KEY_USAGE_BAD' },
    })
  })

  test('with one byte changed, wherever: refused, or nothing of it is changed', () => {
    const expected = store(list, anchors).anchors.map(({ certificate }) => certificate.bytes)
    fc.assert(
      fc.property(fc.nat(list.length - 1), fc.integer({ min: 1, max: 255 }), (place, mask) => {
        const changed = list.slice()
        changed[place]! ^= mask
        // What stands outside of the signature, the certificates beside it say, may change without harm.
        const found = store(changed, anchors).anchors.map(({ certificate }) => certificate.bytes)
        if (found.length > 0) expect(found).toEqual(expected)
      }),
      { numRuns: 400 },
    )
    const at = Buffer.from(list).indexOf(cscas[1]!)
    const inside = list.slice()
    inside[at + cscas[1]!.length - 1]! ^= 1
    expect(store(inside, anchors).sources[0]).toMatchObject({
      trust: 'refused',
      verification: { reason: 'MESSAGE_DIGEST_MISMATCH' },
    })
  })

  test('as it is, without a signature too', () => {
    const bare = derSequence(derInteger(0), derSetOf(...cscas))
    expect(shape(bare)).toEqual({ ...nothing, anchors: 2 })
    expect(shape(bare, anchors)).toEqual(nothing)
  })

  test('by pinned certificates: no other one is taken from it', () => {
    const pinned = [nativeBackend.digest('SHA-256', cscas[1]!)]
    const found = store(list, { pinned })
    expect(found.anchors.map(({ certificate }) => certificate.country)).toEqual(['DE'])
    expect(found.sources[0]).toMatchObject({ trust: 'pinned', certificates: 2 })
    expect(() => store(list, { pinned: [new Uint8Array(20)] })).toThrow(TypeError)
  })

  test('a signer of lists that a CRL of the sources revokes is refused, a CRL that is none of its state is no matter', () => {
    const revoking = (country: typeof utopia) =>
      buildCrl(country, {
        revoked: [{ serialNumber: utopia.masterListSigner.content.serialNumber, date: at }],
        thisUpdate: new Date('2024-05-01T00:00:00Z'),
        nextUpdate: new Date('2024-07-01T00:00:00Z'),
      })
    const judge = (...crls: readonly Uint8Array[]) =>
      createTrustStore([
        { name: 'list', bytes: list, trust: anchors },
        ...crls.map(bytes => ({ name: 'crl', bytes, trust: 'asGiven' as const })),
      ])
    expect(judge(revoking(germany)).sources[0]).toMatchObject({
      trust: 'verified',
      verification: { revocation: { status: 'inconclusive', reason: 'CRL_MISSING' } },
    })
    const refused = judge(revoking(utopia))
    expect(refused.anchors).toEqual([])
    expect(refused.sources[0]).toMatchObject({
      trust: 'refused',
      verification: { status: 'failed', reason: 'CERTIFICATE_REVOKED' },
    })
    const current = buildCrl(utopia, {
      revoked: [],
      thisUpdate: at,
      nextUpdate: new Date('2024-07-01T00:00:00Z'),
    })
    const kept = judge(current)
    expect(kept.sources[0]?.verification).toMatchObject({ revocation: { status: 'passed' } })
    const stale = buildCrl(utopia, {
      revoked: [],
      thisUpdate: new Date('2024-01-01'),
      nextUpdate: new Date('2024-03-01'),
    })
    expect(judge(stale).sources[0]).toMatchObject({
      trust: 'refused',
      verification: { status: 'inconclusive', reason: 'CRL_NOT_CURRENT' },
    })
    const loaded = loadCompiledTrustStore(compileTrustStore(kept))
    expect(loaded.sources[0]?.verification?.revocation).toEqual(kept.sources[0]?.verification?.revocation)
  })
})
