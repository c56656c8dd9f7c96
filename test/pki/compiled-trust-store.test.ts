import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { derInteger, derSequence } from '../../src/asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { EmrtdError } from '../../src/errors.js'
import { compiledStoreMagic, searchIndex, writeIndex } from '../../src/pki/compiled-store-index.js'
import {
  type Certificate,
  compileTrustStore,
  createTrustStore,
  formatName,
  linkAnchors,
  loadCompiledTrustStore,
  parseCertificate,
  type TrustStore,
} from '../../src/pki/index.js'
import {
  buildCrl,
  buildDeviationList,
  buildMasterList,
  createCountry,
  linkCertificate,
} from '../../src/testkit/index.js'
import { corpora } from '../corpora.js'

const german = corpora('master-lists/DE_ML_2026-05-28.ml')
const older = corpora('master-lists/DE_ML_2024-08-07.ml')

/** A loaded store must answer as the one that it was compiled from. */
function expectSame(loaded: TrustStore, store: TrustStore): void {
  const bytesOf = ({ bytes }: { readonly bytes: Uint8Array }): Uint8Array => bytes
  expect(loaded.anchors.length).toBe(store.anchors.length)
  const differing: number[] = []
  for (const [i, { certificate, sources }] of store.anchors.entries()) {
    const other = loaded.anchors[i]!
    // As text: a thousand certificates take `toEqual` seconds.
    const answers = (from: TrustStore) =>
      JSON.stringify(
        from.findIssuers(certificate).map(({ anchor, by }) => [by, from.anchors.indexOf(anchor)]),
      )
    const same =
      other.sources.join() === sources.join() &&
      Buffer.compare(other.certificate.bytes, certificate.bytes) === 0 &&
      answers(loaded) === answers(store) &&
      loaded.findAnchor(certificate) === other
    if (!same) differing.push(i)
  }
  expect(differing).toEqual([])
  expect(loaded.crls.map(bytesOf)).toEqual(store.crls.map(bytesOf))
  expect(loaded.deviationLists.map(({ list, ...rest }) => [rest, list.bytes])).toEqual(
    store.deviationLists.map(({ list, ...rest }) => [rest, list.bytes]),
  )
}

describe.skipIf(german === undefined || older === undefined)('both German lists', () => {
  const store = () =>
    createTrustStore([
      { name: '2026', bytes: Uint8Array.from(readFileSync(german!)), trust: 'asGiven' },
      { name: '2024', bytes: Uint8Array.from(readFileSync(older!)), trust: 'asGiven' },
    ])

  test('compile, and answer as before', () => {
    const made = store()
    const file = compileTrustStore(made, { backend: nativeBackend })
    const loaded = loadCompiledTrustStore(file)
    expectSame(loaded, made)
    expect(loaded.sources.map(({ certificates }) => certificates)).toEqual(
      made.sources.map(({ certificates }) => certificates),
    )
    const certificates = made.anchors.reduce((sum, { certificate }) => sum + certificate.bytes.length, 0)
    expect(file.length).toBeLessThan(1.05 * certificates)
    expect(loaded.links.map(({ kind }) => kind)).toEqual(
      linkAnchors(made, nativeBackend).map(({ kind }) => kind),
    )
  })

  test('each certificate of the newer list is linked to its signer, and those without one have none', () => {
    const list = createTrustStore([
      { name: '2026', bytes: Uint8Array.from(readFileSync(german!)), trust: 'asGiven' },
    ])
    expect(list.anchors).toHaveLength(588)
    const links = linkAnchors(list, nativeBackend)
    expect(links.filter(({ kind }) => kind === 'undecided')).toEqual([])
    const alone = links.filter(({ kind }) => kind === 'unlinked')
    expect(links.length - alone.length).toBeGreaterThan(570)
    // A second opinion on every one that is said to have no signer: no key of the whole list verifies it.
    const keys = list.anchors.map(({ certificate }) => certificate)
    for (const { anchor } of alone) {
      const opinions = keys.map(key => holdsByNode(anchor.certificate, key))
      expect([opinions.includes(true), opinions.includes(undefined)]).toEqual([false, false])
    }
    // And on the others.
    for (const { anchor, signer, kind } of links) {
      if (kind === 'linked') expect(signer).not.toBe(anchor)
      if (signer !== undefined) expect(holdsByNode(anchor.certificate, signer.certificate)).not.toBe(false)
    }
    console.log(
      `588 certificates: ${links.filter(({ kind }) => kind === 'selfSigned').length} self-signed, ` +
        `${links.filter(({ kind }) => kind === 'linked').length} linked, without a signer in the list: ` +
        `${alone.map(({ anchor }) => formatName(anchor.certificate.subject)).join('; ')}`,
    )
  })
})

const keysOfNode = new Map<Certificate, KeyObject>()

/** What OpenSSL says of the signature; undefined where it cannot read key or certificate. */
function holdsByNode(certificate: Certificate, issuer: Certificate): boolean | undefined {
  try {
    const key =
      keysOfNode.get(issuer) ??
      createPublicKey({ key: Buffer.from(issuer.publicKeyInfo), format: 'der', type: 'spki' })
    keysOfNode.set(issuer, key)
    return new X509Certificate(certificate.bytes).verify(key)
  } catch {
    return undefined
  }
}

describe('a store of every kind', () => {
  const utopia = createCountry({ state: 'UTO', seed: 'compiled' })
  const next = createCountry({ state: 'UTO', seed: 'compiled', generation: 2 })
  const germany = createCountry({ state: 'D', seed: 'compiled' })
  const at = new Date('2024-06-01T00:00:00Z')
  const anchors = [parseCertificate(utopia.csca.certificate)]
  const stray = linkCertificate(createCountry({ state: 'UTO', seed: 'gone' }), next)
  const source = (
    name: string,
    bytes: Uint8Array,
    trust: 'asGiven' | { anchors: typeof anchors; at: Date },
  ) => ({
    name,
    bytes,
    trust,
  })
  const store = createTrustStore(
    [
      source('signed', buildMasterList(utopia, [utopia.csca.certificate, germany.csca.certificate]), {
        anchors,
        at,
      }),
      source('refused', buildMasterList(germany, [next.csca.certificate]), { anchors, at }),
      source('link', linkCertificate(utopia, next), 'asGiven'),
      source('ärger', concatBytes(stray, latin1ToBytes('rubbish')), 'asGiven'),
      source('crl', buildCrl(utopia, { revoked: [], thisUpdate: at, nextUpdate: at }), 'asGiven'),
      source(
        'deviations',
        buildDeviationList(utopia, [{ documentType: 'P', descriptions: [{ type: '2.23.136.1.1.7.4' }] }]),
        { anchors, at },
      ),
    ],
    { backend: nativeBackend },
  )
  const file = compileTrustStore(store, { backend: nativeBackend, at })

  test('all of it comes back', () => {
    for (const backend of [nativeBackend, portableBackend]) {
      const loaded = loadCompiledTrustStore(file, { backend })
      expectSame(loaded, store)
      expect(loaded.compiledAt).toEqual(at)
      expect(loaded.links.map(({ kind }) => kind)).toEqual(['selfSigned', 'selfSigned', 'linked', 'unlinked'])
      expect(loaded.links[2]?.signer).toBe(loaded.findAnchor(anchors[0]!))
      expect(loaded.deviationLists[0]?.country).toBe('UT')
      const plain = (reports: TrustStore['sources']) =>
        JSON.parse(JSON.stringify(reports, (key, value) => (key === 'signer' || key === 'path' ? 0 : value)))
      expect(plain(loaded.sources)).toEqual(plain(store.sources))
      expect(loaded.sources[0]?.verification?.signer?.bytes).toEqual(utopia.masterListSigner.certificate)
      expect(loaded.sources[3]?.failures[0]?.error).toMatchObject({ code: 'PKI_UNKNOWN_FORMAT' })
    }
  })

  test('the same store gives the same bytes, and a loaded one too', () => {
    expect(compileTrustStore(store, { backend: portableBackend, at })).toEqual(file)
    expect(compileTrustStore(loadCompiledTrustStore(file), { at })).toEqual(file)
  })

  test('is a source like any other', () => {
    const again = createTrustStore([{ name: 'store', bytes: file, trust: 'asGiven' }])
    expect(again.anchors.map(({ certificate }) => certificate.bytes)).toEqual(
      store.anchors.map(({ certificate }) => certificate.bytes),
    )
    expect(again.anchors[0]?.sources).toEqual(['store: signed'])
    expect([again.crls.length, again.deviationLists.length]).toEqual([1, 1])
  })

  test('every flipped bit and every cut is refused', () => {
    const refuses = (bytes: Uint8Array): boolean => {
      try {
        loadCompiledTrustStore(bytes, { backend: nativeBackend })
        return false
      } catch (error) {
        return error instanceof EmrtdError && error.code === 'PKI_BAD_STORE'
      }
    }
    const accepted: number[] = []
    for (let i = 0; i < file.length; i++) {
      file[i]! ^= 1 << (i % 8)
      if (!refuses(file)) accepted.push(i)
      file[i]! ^= 1 << (i % 8)
    }
    expect(accepted).toEqual([])
    expect(refuses(file)).toBe(false)
    for (const length of [0, 7, 8, 39, 40, 41, file.length - 1]) {
      expect(() => loadCompiledTrustStore(file.subarray(0, length))).toThrow(EmrtdError)
    }
    expect(() => loadCompiledTrustStore(concatBytes(file, Uint8Array.of(0)))).toThrow(EmrtdError)
  })

  test('another version, and another file than expected', () => {
    const newer = file.slice()
    newer[7] = 2
    expect(() => loadCompiledTrustStore(newer)).toThrow(/version 2/)
    const { digest } = loadCompiledTrustStore(file)
    expect(loadCompiledTrustStore(file, { digest }).anchors).toHaveLength(4)
    expect(() => loadCompiledTrustStore(file, { digest: new Uint8Array(32) })).toThrow(EmrtdError)
  })

  test('a file that was written wrong, under a digest that is right, throws EmrtdError only', () => {
    const body = file.subarray(40)
    const open = (changed: Uint8Array): void => {
      const digest = nativeBackend.digest('SHA-256', compiledStoreMagic, changed)
      try {
        const loaded = loadCompiledTrustStore(concatBytes(compiledStoreMagic, digest, changed))
        const { anchors, sources, crls, deviationLists, documentSigners, links, compiledAt } = loaded
        void [sources, crls, deviationLists, documentSigners, links, compiledAt?.toISOString()]
        for (const anchor of anchors) {
          void [anchor.sources, loaded.findAnchor(anchor.certificate), loaded.findIssuers(anchor.certificate)]
        }
      } catch (error) {
        expect(error).toBeInstanceOf(EmrtdError)
      }
    }
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const changed = body.slice()
        changed[at] = value
        open(changed)
      }),
      { numRuns: 1000 },
    )
    open(derSequence(derInteger(10n ** 20n)))
  })
})

test('a lookup table finds each key, and none that is not there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 200 }),
      fc.uint8Array({ maxLength: 4 }),
      (keys, other) => {
        const table = writeIndex(keys.map((key, number) => ({ key, number })))
        const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
        for (const key of [...keys, other]) {
          const found = searchIndex(table, key, keys.length)
          const expected = keys.flatMap((each, number) => (equal(each, key) ? [number] : []))
          expect(found.filter(number => equal(keys[number]!, key))).toEqual(expected)
        }
      },
    ),
  )
})
