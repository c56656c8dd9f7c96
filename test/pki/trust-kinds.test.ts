import { expect, test } from 'vitest'
import {
  derBitString,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  encodeTlv,
} from '../../src/asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import {
  createTrustStore,
  parseDeviationList,
  readCertificates,
  readTrustSource,
} from '../../src/pki/index.js'
import { buildDeviationList, createCountry } from '../../src/testkit/index.js'

/*
 * What an element of DER is taken for, by its outline alone.
 */
const utopia = createCountry({ state: 'UTO', seed: 'kinds' })
const csca = utopia.csca.certificate
const algorithm = derSequence(derOid('1.2.840.10045.4.3.2'))
const kinds = (bytes: Uint8Array) =>
  [...readTrustSource(bytes)].map(item => (item.kind === 'failure' ? `failure of ${item.of}` : item.kind))
const deviationLists = (bytes: Uint8Array) =>
  createTrustStore([{ name: 'file', bytes, trust: 'asGiven' }]).deviationLists

test('a bare deviation list that names its hash is one, a bare list without is a master list; nobody signed either', () => {
  const { content } = parseDeviationList(
    buildDeviationList(utopia, [{ documentType: 'P', descriptions: [{ type: '2.23.136.1.1.7.4' }] }]),
  ).signedData!
  expect(kinds(content!)).toEqual(['deviationList'])
  expect(deviationLists(content!)).toMatchObject([{ country: undefined, list: { failures: [] } }])
  expect(kinds(derSequence(derInteger(0), derSetOf(csca)))).toEqual(['masterList'])
  expect(kinds(derSequence(derInteger(0)))).toEqual(['failure of masterList'])
})

test('a deviation list that nobody signed, certificates beside it or not, is of no state', () => {
  const list = derSequence(derInteger(0), derSetOf())
  const content = derSequence(derOid('2.23.136.1.1.7'), encodeTlv(0xa0, derOctetString(list)))
  const signedData = derSequence(derInteger(3), derSetOf(), content, encodeTlv(0xa0, csca), derSetOf())
  const cms = derSequence(derOid('1.2.840.113549.1.7.2'), encodeTlv(0xa0, signedData))
  expect(deviationLists(cms)).toMatchObject([{ country: undefined }])
})

test('a CRL has a time behind its issuer, with or without a version and a next update', () => {
  const time = encodeTlv(0x17, latin1ToBytes('240601000000Z'))
  const longTime = encodeTlv(0x18, latin1ToBytes('20500601000000Z'))
  const name = derSequence()
  for (const first of [[derInteger(1)], []]) {
    for (const times of [[time], [longTime], [time, time]]) {
      const signed = derSequence(...first, algorithm, name, ...times)
      expect(kinds(derSequence(signed, algorithm, derBitString(Uint8Array.of(0))))[0]).toMatch(/crl$/)
    }
    const period = derSequence(time, time)
    expect(kinds(derSequence(derSequence(...first, algorithm, name, period), algorithm))).toEqual([
      'failure of certificate',
    ])
  }
})

test('what has the outline of nothing counts as a certificate', () => {
  for (const content of [derOctetString(csca), derSequence(), derSequence(derInteger(1), algorithm)]) {
    expect(kinds(derSequence(content))).toEqual(['failure of certificate'])
  }
  expect(kinds(derSequence())).toEqual(['failure of certificate'])
})

test('the first element stands for the file, those behind it have an offset', () => {
  expect([...readTrustSource(concatBytes(csca, csca, Uint8Array.of(5)))].map(({ place }) => place)).toEqual([
    { name: '' },
    { name: '', offset: csca.length },
    { name: '', offset: 2 * csca.length },
  ])
})

test('a file of no certificates is refused from its first byte', () => {
  expect(() => readCertificates(latin1ToBytes('hello'))).toThrow(
    expect.objectContaining({ code: 'PKI_UNKNOWN_FORMAT', offset: 0 }),
  )
})
