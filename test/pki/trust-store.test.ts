import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { derInteger, derSequence, derSetOf } from '../../src/asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { extendedKeyUsage } from '../../src/pki/extensions.js'
import { readCertificates } from '../../src/pki/read-certificates.js'
import { createTrustStore } from '../../src/pki/trust-store.js'
import { buildCrl, buildDeviationList, createCountry } from '../../src/testkit/index.js'
import { corpora } from '../corpora.js'
import { makeCertificate, makeDocumentSigner, makeKeys, makeMasterList } from './make-certificate.js'

const german = corpora('master-lists/DE_ML_2026-05-28.ml')
const older = corpora('master-lists/DE_ML_2024-08-07.ml')
const germanAnchor = corpora('master-lists/DE_CSCA07.cer')
const at = new Date('2026-06-15T00:00:00Z')

describe.skipIf(german === undefined || older === undefined || germanAnchor === undefined)(
  'real lists',
  () => {
    const source = (name: string, file: string) => ({
      name,
      bytes: readFileSync(file),
      trust: 'asGiven' as const,
    })

    test('each certificate is an anchor once and knows every list that it came from', () => {
      const store = createTrustStore([
        source('new', german!),
        source('old', older!),
        source('pinned', germanAnchor!),
      ])
      expect(store.sources).toMatchObject([
        { name: 'new', kind: 'masterList', trust: 'asGiven', certificates: 588, failures: [] },
        { name: 'old', kind: 'masterList', trust: 'asGiven', failures: [] },
        { name: 'pinned', kind: 'certificates', trust: 'asGiven', certificates: 1, failures: [] },
      ])
      const from = (name: string) => store.anchors.filter(anchor => anchor.sources.includes(name)).length
      expect([from('new'), from('old'), from('pinned')]).toEqual(
        store.sources.map(report => report.certificates),
      )
      expect(store.anchors.length).toBeLessThan(588 + from('old'))
      const [csca] = readCertificates(readFileSync(germanAnchor!)).certificates
      // Issued in October 2024: the older list cannot have it.
      expect(store.findAnchor(csca!)?.sources).toEqual(['new', 'pinned'])
    })

    test('a list is used when its signature leads to an anchor, and only then', () => {
      const anchors = readCertificates(readFileSync(germanAnchor!)).certificates
      const list = (trust: { anchors: typeof anchors; at: Date }) =>
        createTrustStore([{ name: 'DE', bytes: readFileSync(german!), trust }])
      const trusted = list({ anchors, at })
      expect(trusted.anchors).toHaveLength(588)
      expect(trusted.sources).toMatchObject([{ trust: 'verified', verification: { status: 'passed' } }])
      for (const refused of [list({ anchors: [], at }), list({ anchors, at: new Date('2090-01-01') })]) {
        expect(refused.anchors).toEqual([])
        expect(refused.sources).toMatchObject([{ trust: 'refused', certificates: 588 }])
      }
    })

    test('all but two certificates have a candidate for their issuer, none twice', () => {
      const store = createTrustStore([source('DE', german!)])
      const alone = store.anchors.filter(({ certificate }) => store.findIssuers(certificate).length === 0)
      expect(alone).toHaveLength(2)
      for (const { certificate } of store.anchors) {
        const found = store.findIssuers(certificate).map(({ anchor }) => anchor)
        expect(new Set(found).size).toBe(found.length)
      }
    })
  },
)

describe('made sources', () => {
  const keys = makeKeys()
  const csca = makeCertificate({ keys })
  const given = (name: string, bytes: Uint8Array) => ({ name, bytes, trust: 'asGiven' as const })

  test('a bare list, a CMS in PEM, and certificates', () => {
    const signerKeys = makeKeys()
    const signer = makeDocumentSigner({
      keys: signerKeys,
      signer: keys,
      extendedKeyUsage: [extendedKeyUsage.masterListSigner],
    })
    const cms = makeMasterList([csca.bytes], [signer], [{ certificate: signer, keys: signerKeys }])
    const pem = `-----BEGIN CMS-----\n${Buffer.from(cms).toString('base64')}\n-----END CMS-----\n`
    const trust = { anchors: [csca], at }
    const store = createTrustStore([
      given('bare', derSequence(derInteger(0), derSetOf(csca.bytes))),
      { name: 'pem', bytes: latin1ToBytes(pem), trust },
      given('certificate', csca.bytes),
    ])
    expect(store.sources.map(({ kind, trust }) => [kind, trust])).toEqual([
      ['masterList', 'asGiven'],
      ['masterList', 'verified'],
      ['certificates', 'asGiven'],
    ])
    expect(store.anchors).toHaveLength(1)
    expect(store.anchors[0]?.sources).toEqual(['bare', 'pem', 'certificate'])
  })

  test('what has no signature is refused where one is asked for', () => {
    const trust = { anchors: [csca], at }
    const bare = derSequence(derInteger(0), derSetOf(csca.bytes))
    const store = createTrustStore([
      { name: 'bare', bytes: bare, trust },
      { name: 'certificate', bytes: csca.bytes, trust },
    ])
    expect(store.anchors).toEqual([])
    expect(store.sources).toMatchObject([
      { trust: 'refused', verification: { status: 'inconclusive', reason: 'NO_SIGNER_INFO' } },
      { trust: 'refused', failures: [{ index: 0 }] },
    ])
  })

  test('a broken certificate, and a source of rubbish, cost only themselves', () => {
    const store = createTrustStore([
      given('list', derSequence(derInteger(0), derSetOf(csca.bytes, derSequence(derInteger(1))))),
      given('empty', new Uint8Array(0)),
      given('rubbish', latin1ToBytes('hello')),
    ])
    expect(store.anchors).toHaveLength(1)
    expect(store.sources.map(({ certificates, failures }) => [certificates, failures.length])).toEqual([
      [1, 1],
      [0, 1],
      [0, 1],
    ])
  })

  test('any bytes are a source, or a failure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
        for (const content of [bytes, derSequence(bytes)]) {
          const { sources, anchors } = createTrustStore([given('any', content)])
          expect(sources).toHaveLength(1)
          expect(anchors).toHaveLength(sources[0]!.certificates)
        }
      }),
    )
  })

  test('issuers by key identifier come before those by name, each once', () => {
    const renamed = makeCertificate({ subject: 'New name', keys })
    const otherKey = makeCertificate({ keys: makeKeys(), subject: 'utopia  csca' })
    const store = createTrustStore([
      given('other', otherKey.bytes),
      given('csca', csca.bytes),
      given('renamed', renamed.bytes),
      given('foreign', makeCertificate({ keys: makeKeys(), country: 'XX' }).bytes),
    ])
    const signer = makeDocumentSigner({ keys: makeKeys(), signer: keys })
    expect(store.findIssuers(signer).map(({ anchor, by }) => [anchor.sources[0], by])).toEqual([
      ['csca', 'keyIdentifier'],
      ['renamed', 'keyIdentifier'],
      ['other', 'name'],
    ])
    const unnamed = makeDocumentSigner({ keys: makeKeys(), signer: keys, authorityKeyIdentifier: null })
    expect(store.findIssuers(unnamed).map(({ anchor, by }) => [anchor.sources[0], by])).toEqual([
      ['other', 'name'],
      ['csca', 'name'],
    ])
  })

  test('what is the same stands once, with each source that holds it once', () => {
    const utopia = createCountry({ state: 'UTO', seed: 'once' })
    const at = new Date('2026-06-01T00:00:00Z')
    const crl = buildCrl(utopia, { revoked: [], thisUpdate: at, nextUpdate: new Date('2026-09-01') })
    const deviations = buildDeviationList(utopia, [])
    const twice = (bytes: Uint8Array) => concatBytes(bytes, bytes)
    const store = createTrustStore([
      given('csca', twice(utopia.csca.certificate)),
      given('again', utopia.csca.certificate),
      given('crls', twice(crl)),
      given('lists', twice(deviations)),
      given('more', deviations),
      given('other', buildDeviationList(utopia, [{ documentType: 'P', descriptions: [] }])),
    ])
    expect(store.anchors.map(({ sources }) => sources)).toEqual([['csca', 'again']])
    expect(store.crls).toHaveLength(1)
    expect(store.deviationLists.map(({ sources }) => sources)).toEqual([['lists', 'more'], ['other']])
    expect(store.sources.map(({ certificates, crls }) => [certificates, crls])).toEqual([
      [2, 0],
      [1, 0],
      [0, 2],
      [0, 0],
      [0, 0],
      [0, 0],
    ])
  })
})
