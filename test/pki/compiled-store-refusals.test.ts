import { describe, expect, test } from 'vitest'
import {
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUtf8String,
  readTlv,
  readTlvs,
} from '../../src/asn1/index.js'
import { concatBytes, toHex } from '../../src/bytes.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { EmrtdError } from '../../src/errors.js'
import { compiledStoreMagic, searchIndex, writeIndex } from '../../src/pki/compiled-store-index.js'
import { reportsFromJson, reportsToJson } from '../../src/pki/compiled-store-report.js'
import {
  compileTrustStore,
  createTrustStore,
  isCompiledTrustStore,
  loadCompiledTrustStore,
  type TrustSourceReport,
} from '../../src/pki/index.js'
import { buildLdif, createCountry, linkCertificate, pkdRecord } from '../../src/testkit/index.js'
import { refusal } from '../refusal.js'

/*
 * A compiled store whose digest is right and whose content is not, part by part: refused as PKI_BAD_STORE when that part is asked for.
 */
const utopia = createCountry({ state: 'UTO', seed: 'refusals' })
const next = createCountry({ state: 'UTO', seed: 'refusals', generation: 2 })
const store = createTrustStore(
  [
    { name: 'one', bytes: utopia.csca.certificate, trust: 'asGiven' },
    { name: 'two', bytes: linkCertificate(utopia, next), trust: 'asGiven' },
    {
      name: 'signer',
      bytes: concatBytes(
        ...buildLdif([pkdRecord('documentSigner', 'UT', '1', utopia.documentSigner.certificate)]),
      ),
      trust: 'asGiven',
    },
  ],
  { backend: nativeBackend },
)
const file = compileTrustStore(store, { backend: nativeBackend })
const parts = readTlvs(readTlv(file.subarray(40)).value).map(({ bytes }) => bytes)
const place = { at: 0, reports: 1, names: 2, anchors: 3, signers: 4, indexes: 5, crls: 6 } as const

const withBody = (body: Uint8Array) =>
  loadCompiledTrustStore(
    concatBytes(compiledStoreMagic, nativeBackend.digest('SHA-256', compiledStoreMagic, body), body),
    { backend: nativeBackend },
  )
const withPart = (which: keyof typeof place, bytes: Uint8Array) =>
  withBody(derSequence(...parts.map((part, i) => (i === place[which] ? bytes : part))))
const numbers = (...values: readonly number[]) =>
  derOctetString(Uint8Array.from(values.flatMap(value => [value >>> 24, value >>> 16, value >>> 8, value])))

describe('the file', () => {
  test('is known by its first seven bytes, and says of which version it is', () => {
    expect(isCompiledTrustStore(file)).toBe(true)
    expect(isCompiledTrustStore(file.subarray(0, 7))).toBe(true)
    for (let at = 0; at < 7; at++) {
      const other = file.with(at, file[at]! ^ 1)
      expect(isCompiledTrustStore(other)).toBe(false)
      expect(refusal(() => loadCompiledTrustStore(other))).toBe('PKI_BAD_STORE: no compiled trust store')
    }
    expect(refusal(() => loadCompiledTrustStore(file.with(7, 9)))).toBe(
      'PKI_BAD_STORE: compiled trust store of version 9',
    )
    expect(Buffer.from(compiledStoreMagic).toString('latin1')).toBe('EMRTDTS\x01')
  })

  test('has nothing behind any of its parts', () => {
    const body = file.subarray(40)
    expect(refusal(() => withBody(concatBytes(body, derNull())))).toMatch(/^ASN1_/)
    expect(refusal(() => withBody(derSequence(...parts, derNull())))).toMatch(/^ASN1_/)
    const indexes = readTlvs(readTlv(parts[place.indexes]!).value).map(({ bytes }) => bytes)
    expect(refusal(() => withPart('indexes', derSequence(...indexes, derNull())))).toMatch(/^ASN1_/)
  })

  test('has a moment or none', () => {
    expect(withPart('at', derInteger(0)).compiledAt).toBeUndefined()
    expect(withPart('at', derInteger(1)).compiledAt).toEqual(new Date(1))
    expect(refusal(() => withPart('at', derInteger(10n ** 20n)))).toBe('PKI_BAD_STORE: moment out of range')
  })
})

describe('tables', () => {
  test('of numbers that are not whole, or lead nowhere', () => {
    const links = (bytes: Uint8Array) => refusal(() => withPart('signers', bytes).links)
    expect(links(parts[place.signers]!)).toBe('')
    expect(links(derOctetString(new Uint8Array(7)))).toBe('PKI_BAD_STORE: table of broken numbers')
    expect(links(numbers(0))).toBe('PKI_BAD_STORE: table of signers of another length')
    expect(links(numbers(0, 2))).toBe('PKI_BAD_STORE: signer that is not there')
    expect(withPart('signers', numbers(1, 0xfffffffe)).links.map(({ kind }) => kind)).toEqual([
      'linked',
      'undecided',
    ])
    expect(withPart('signers', numbers(0, 0xffffffff)).links.map(({ kind }) => kind)).toEqual([
      'selfSigned',
      'unlinked',
    ])
    const anchor = (sources: Uint8Array) =>
      withPart('anchors', derSequence(derSequence(derOctetString(utopia.csca.certificate), sources)))
    expect(anchor(numbers(1, 0)).anchors[0]!.sources).toEqual(['two', 'one'])
    expect(refusal(() => anchor(numbers(9)).anchors[0]!.sources)).toBe(
      'PKI_BAD_STORE: name that is not there',
    )
  })

  test('for look-up: whole rows, that lead to what is there', () => {
    const key = Uint8Array.of(1, 2, 3)
    const table = writeIndex([{ key, number: 3 }])
    expect(searchIndex(table, key, 4)).toEqual([3])
    expect(refusal(() => searchIndex(table, key, 3))).toBe('PKI_BAD_STORE: index that leads nowhere')
    expect(refusal(() => searchIndex(table.subarray(0, 7), key, 4))).toBe(
      'PKI_BAD_STORE: index of broken rows',
    )
    // Where no row has the hash, no number is looked at.
    expect(searchIndex(table, Uint8Array.of(9), 0)).toEqual([])
  })

  test('that name another certificate than the one that is sought find nothing', () => {
    // The index says of every key that both certificates have it: what they have is compared.
    const issued = store.anchors[1]!.certificate
    const identifier = issued.authorityKeyIdentifier!.keyIdentifier!
    const rows = (key: Uint8Array) => derOctetString(writeIndex([0, 1].map(number => ({ key, number }))))
    const indexes = readTlvs(readTlv(parts[place.indexes]!).value).map(({ bytes }) => bytes)
    const loaded = withPart('indexes', derSequence(rows(identifier), indexes[1]!, rows(issued.bytes)))
    const found = loaded.findIssuers(issued)
    expect(found.filter(({ by }) => by === 'keyIdentifier').map(({ anchor }) => anchor.sources)).toEqual([
      ['one'],
    ])
    expect(loaded.findAnchor(issued)?.sources).toEqual(['two'])
    const byName = withPart(
      'indexes',
      derSequence(derOctetString(new Uint8Array(0)), indexes[1]!, indexes[2]!),
    )
    expect(byName.findIssuers(issued).map(({ by }) => by)).toEqual(
      store.findIssuers(issued).map(() => 'name'),
    )
  })
})

test('a deviation list that nobody signed has no state, in the file neither', () => {
  const bare = derSequence(derInteger(0), derSequence(derOid('2.16.840.1.101.3.4.2.1')), derSetOf())
  const made = createTrustStore([{ name: 'bare', bytes: bare, trust: 'asGiven' }], { backend: nativeBackend })
  const loaded = loadCompiledTrustStore(compileTrustStore(made, { backend: nativeBackend }))
  expect(loaded.deviationLists.map(({ list, country, sources }) => [list.bytes, country, sources])).toEqual([
    [bare, undefined, ['bare']],
  ])
})

describe('document signers', () => {
  test('are written where they are asked for', () => {
    expect(store.documentSigners).toHaveLength(1)
    expect(loadCompiledTrustStore(file).documentSigners).toEqual([])
    const whole = compileTrustStore(store, { backend: nativeBackend, documentSigners: true })
    expect(loadCompiledTrustStore(whole).documentSigners.map(({ bytes }) => bytes)).toEqual([
      utopia.documentSigner.certificate,
    ])
  })
})

describe('reports', () => {
  const certificate = store.anchors[0]!.certificate
  const report: TrustSourceReport = {
    name: 'list',
    kind: 'masterList',
    trust: 'partly',
    verification: {
      status: 'inconclusive',
      reason: 'CRL_MISSING',
      detail: 'a word',
      signer: certificate,
      path: [certificate],
      revocation: { status: 'inconclusive', reason: 'CRL_MISSING', detail: 'another' },
    },
    certificates: 1,
    documentSigners: 2,
    crls: 3,
    lists: [{ name: 'inner', kind: 'masterList', trust: 'verified', items: 4 }],
    failures: [
      {
        index: 5,
        place: { name: 'there', line: 6, offset: 7 },
        error: new EmrtdError('PKI_BAD_CMS', 'a fault', { offset: 8 }),
      },
      { index: 0, place: { name: '' }, error: new EmrtdError('PKI_BAD_CMS', 'no place') },
    ],
  }
  const json = () => JSON.parse(reportsToJson([report])) as Record<string, unknown>[]

  test('come back as they were', () => {
    const [back] = reportsFromJson(reportsToJson([report]))
    expect(JSON.stringify(back)).toBe(JSON.stringify(report))
    expect(back!.verification!.signer!.bytes).toEqual(certificate.bytes)
    expect(back!.verification!.path!.map(({ bytes }) => bytes)).toEqual([certificate.bytes])
    for (const [i, { error }] of report.failures.entries()) {
      const again = back!.failures[i]!.error
      expect([again.code, again.message, again.offset]).toEqual([error.code, error.message, error.offset])
    }
    for (const status of ['passed', 'failed', 'inconclusive'] as const) {
      const plain = { ...report, verification: { status, detail: '' } }
      expect(reportsFromJson(reportsToJson([plain]))[0]!.verification).toEqual({ status, detail: '' })
    }
  })

  const shapes: readonly (readonly [string, unknown])[] = [
    ['no array', {}],
    ['a report that is none', [7]],
    ['a report that is null', [null]],
    ['a report that is an array', [[]]],
    ...(
      [
        ['name', 5],
        ['name', undefined],
        ['kind', 'list'],
        ['trust', 'blind'],
        ['verification', null],
        ['verification', { status: 'passed', detail: 5 }],
        ['verification', { status: 'good', detail: '' }],
        ['verification', { status: 'passed', detail: '', reason: 1 }],
        ['verification', { status: 'passed', detail: '', path: {} }],
        ['verification', { status: 'passed', detail: '', signer: 'xy' }],
        ['verification', { status: 'passed', detail: '', signer: '' }],
        ['verification', { status: 'passed', detail: '', revocation: { status: 'good' } }],
        ['certificates', -1],
        ['certificates', 1.5],
        ['certificates', '1'],
        ['certificates', 2 ** 53],
        ['lists', {}],
        ['lists', [{ name: 'a', kind: 'crls', trust: 'verified', items: 1 }]],
        ['lists', [{ name: 'a', kind: 'masterList', trust: 'partly', items: 1 }]],
        ['failures', [{ index: 0, place: { name: '', line: -1 }, error: { code: 'X', message: '' } }]],
        ['failures', [{ index: 0, place: { name: '' }, error: { code: 1, message: '' } }]],
        ['failures', [{ index: 0, place: { name: '' }, error: { code: 'X', message: '', offset: 'a' } }]],
      ] as const
    ).map(([key, value]) => [`${key}: ${JSON.stringify(value)}`, [{ ...json()[0], [key]: value }]] as const),
  ]
  test.each(shapes)('%s', (_, value) => {
    expect(refusal(() => reportsFromJson(JSON.stringify(value)))).toBe(
      'PKI_BAD_STORE: reports of another shape',
    )
  })

  test('no JSON, in the text and in the file', () => {
    expect(refusal(() => reportsFromJson('{'))).toBe('PKI_BAD_STORE: reports that are no JSON')
    expect(refusal(() => withPart('reports', derUtf8String('{')).sources)).toBe(
      'PKI_BAD_STORE: reports that are no JSON',
    )
  })

  test('a certificate in them is read when they are', () => {
    const digits = toHex(certificate.bytes)
    const verification = { status: 'passed', detail: '', signer: digits.slice(0, -2) }
    expect(refusal(() => reportsFromJson(JSON.stringify([{ ...json()[0], verification }])))).toMatch(/^ASN1_/)
  })
})
