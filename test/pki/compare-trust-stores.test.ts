import { expect, test } from 'vitest'
import { nativeBackend as backend } from '../../src/crypto/native/index.js'
import { type Certificate, compareTrustStores, createTrustStore } from '../../src/pki/index.js'
import { createCountry, writeCertificate } from '../../src/testkit/index.js'
import { makeCertificate, makeKeys } from './make-certificate.js'

/*
 * In what two stores differ: what carries on an older certificate, by what, and what is new.
 */
const storeOf = (...certificates: readonly Pick<Certificate, 'bytes'>[]) =>
  createTrustStore(certificates.map(({ bytes }, i) => ({ name: `${i}`, bytes, trust: 'asGiven' as const })))
const compare = (
  older: readonly Pick<Certificate, 'bytes'>[],
  newer: readonly Pick<Certificate, 'bytes'>[],
) => {
  const { added, renewed, removed, kept } = compareTrustStores(storeOf(...older), storeOf(...newer), backend)
  const serial = ({ certificate }: { readonly certificate: Certificate }) =>
    certificate.serialNumber.join('.')
  return {
    added: added.map(serial),
    renewed: renewed.map(({ anchor, predecessor, by }) => `${serial(anchor)} ${by} ${serial(predecessor)}`),
    removed: removed.map(serial),
    kept: kept.map(serial),
  }
}
const nothing = { added: [], renewed: [], removed: [], kept: [] }
const [first, second, third] = [makeKeys(), makeKeys(), makeKeys()]
const root = makeCertificate({ keys: first, serialNumber: 1 })

test('the same certificate is kept, one that is gone removed, one of nobody known added', () => {
  const foreign = makeCertificate({ keys: second, serialNumber: 2, subject: 'Elsewhere', country: 'XX' })
  expect(compare([root], [root])).toEqual({ ...nothing, kept: ['1'] })
  expect(compare([root, foreign], [root])).toEqual({ ...nothing, kept: ['1'], removed: ['2'] })
  expect(compare([root], [root, foreign])).toEqual({ ...nothing, kept: ['1'], added: ['2'] })
  expect(compare([], [])).toEqual(nothing)
})

test('another certificate of a key carries on the first of that key, whatever its name', () => {
  const again = makeCertificate({ keys: first, serialNumber: 2 })
  const renamed = makeCertificate({ keys: first, serialNumber: 3, subject: 'Utopia new CSCA' })
  expect(compare([root, again], [renamed])).toEqual({
    ...nothing,
    renewed: ['3 sameKey 1'],
    removed: ['1', '2'],
  })
})

test('a new key that an older one certified: by itself, or by a link certificate beside it', () => {
  const link = makeCertificate({ keys: second, signer: first, serialNumber: 2 })
  const newRoot = makeCertificate({ keys: second, serialNumber: 3, subject: 'Utopia new CSCA' })
  expect(compare([root], [link])).toEqual({ ...nothing, renewed: ['2 linked 1'], removed: ['1'] })
  expect(compare([root], [root, newRoot, link])).toEqual({
    ...nothing,
    kept: ['1'],
    renewed: ['3 linked 1', '2 linked 1'],
  })
  // A link that somebody else signed links nothing.
  const forged = makeCertificate({
    keys: second,
    signer: third,
    authorityKeyIdentifier: first.identifier,
    serialNumber: 2,
    subject: 'Utopia new CSCA',
    issuer: 'Utopia CSCA',
  })
  expect(compare([root], [root, newRoot, forged])).toEqual({ ...nothing, kept: ['1'], added: ['3', '2'] })
  // The link of another new key is no link of this one.
  const other = makeCertificate({ keys: third, serialNumber: 4, subject: 'Utopia third CSCA' })
  expect(compare([root], [root, link, other])).toEqual({
    ...nothing,
    kept: ['1'],
    renewed: ['2 linked 1'],
    added: ['4'],
  })
})

test('a new key under a known name carries it on by name only; of several of that name, the first', () => {
  const another = makeCertificate({ keys: third, serialNumber: 5 })
  const newRoot = makeCertificate({ keys: second, serialNumber: 3 })
  expect(compare([root, another], [newRoot])).toEqual({
    ...nothing,
    renewed: ['3 sameName 1'],
    removed: ['1', '5'],
  })
})

test('a certificate whose names cannot be read is compared by its bytes and its key', () => {
  const { csca } = createCountry({ state: 'UTO', seed: 'compare' })
  const unreadable = (serialNumber: bigint) => ({
    bytes: writeCertificate(
      { ...csca.content, serialNumber, subject: Uint8Array.of(0x30, 2, 5, 0) },
      csca.key,
    ),
  })
  expect(compare([unreadable(8n)], [unreadable(8n)])).toEqual({ ...nothing, kept: ['8'] })
  expect(compare([unreadable(8n)], [unreadable(9n)])).toEqual({
    ...nothing,
    renewed: ['9 sameKey 8'],
    removed: ['8'],
  })
  expect(compare([root], [unreadable(9n)])).toEqual({ ...nothing, added: ['9'], removed: ['1'] })
})
