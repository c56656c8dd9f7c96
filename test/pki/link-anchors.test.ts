import { expect, test } from 'vitest'
import type { CryptoBackend } from '../../src/crypto/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import {
  type Certificate,
  compileTrustStore,
  createTrustStore,
  linkAnchors,
  loadCompiledTrustStore,
} from '../../src/pki/index.js'
import { createCountry, writeCertificate } from '../../src/testkit/index.js'
import { makeCertificate, makeKeys } from './make-certificate.js'

/* Who signed the anchors of a store, of those that are in it. */
const [first, second, third] = [makeKeys(), makeKeys(), makeKeys()]
const storeOf = (...certificates: readonly Pick<Certificate, 'bytes'>[]) =>
  createTrustStore(certificates.map(({ bytes }, i) => ({ name: `${i}`, bytes, trust: 'asGiven' as const })))
const linksOf = (store: ReturnType<typeof storeOf>, backend: CryptoBackend = nativeBackend) =>
  linkAnchors(store, backend).map(({ kind, signer }) =>
    signer === undefined ? kind : `${kind} ${store.anchors.indexOf(signer)}`,
  )
const root = makeCertificate({ keys: first, serialNumber: 1 })
const link = makeCertificate({ keys: second, signer: first, serialNumber: 2 })
const stray = makeCertificate({ keys: second, signer: third, serialNumber: 3 })

test('its own key, another anchor, or nobody there', () => {
  expect(linksOf(storeOf(root, link, stray))).toEqual(['selfSigned 0', 'linked 0', 'unlinked'])
  expect(linksOf(storeOf(link))).toEqual(['unlinked'])
  // Of two certificates of the signing key, the one that comes first.
  const again = makeCertificate({ keys: first, serialNumber: 4 })
  expect(linksOf(storeOf(again, root, link))).toEqual(['selfSigned 0', 'selfSigned 1', 'linked 0'])
})

test('undecided where a candidate is there and the algorithm is unknown; what holds decides before', () => {
  const { csca } = createCountry({ state: 'UTO', seed: 'links' })
  const unknown = Uint8Array.of(0x30, 3, 6, 1, 0x2a)
  const strange = writeCertificate(
    { ...csca.content, serialNumber: 9n, issuer: root.subject.bytes, extensions: [] },
    { ...csca.key, signatureAlgorithm: unknown },
  )
  const store = storeOf(root, { bytes: strange })
  expect(linksOf(store)).toEqual(['selfSigned 0', 'undecided'])
  expect(linksOf(storeOf({ bytes: strange }))).toEqual(['unlinked'])
  const loaded = loadCompiledTrustStore(compileTrustStore(store, { backend: nativeBackend }))
  expect(
    loaded.links.map(({ kind, signer }) => [kind, signer && loaded.anchors.indexOf(signer as never)]),
  ).toEqual([
    ['selfSigned', 0],
    ['undecided', undefined],
  ])
})
