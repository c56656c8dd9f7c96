import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { derInteger, derOid, derSequence, derSetOf, encodeTlv } from '../../src/asn1/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { EmrtdError } from '../../src/errors.js'
import {
  findDeviations,
  parseCertificate,
  parseDeviationList,
  verifyDeviationList,
} from '../../src/pki/index.js'
import { buildDeviationList, createCountry, type DeviationContent } from '../../src/testkit/index.js'
import { writeSignedData } from '../../src/testkit/issuer/write-signed-data.js'

const utopia = createCountry({ state: 'UTO', seed: 'deviations' })
const { documentSigner, csca } = utopia
const signer = parseCertificate(documentSigner.certificate)
const dgHashWrong = { type: '2.23.136.1.1.7.2.2', field: 2, text: 'portraits of May 2024' }
const { issuer, serialNumber } = documentSigner.content
const byName = { issuer, serialNumber }
const byKey = { keyIdentifier: documentSigner.key.keyIdentifier }
const byDigest = { digest: nativeBackend.digest('SHA-256', documentSigner.certificate) }
const list = (...deviations: readonly DeviationContent[]) =>
  parseDeviationList(buildDeviationList(utopia, deviations))
const match = (
  deviation: Omit<DeviationContent, 'descriptions'>,
  subject: Parameters<typeof findDeviations>[1],
) =>
  findDeviations(list({ ...deviation, descriptions: [dgHashWrong] }), subject, nativeBackend).map(
    found => found.match,
  )

describe('parseDeviationList', () => {
  test('all that an entry can name', () => {
    const issued = { first: new Date('2024-05-01T00:00:00Z'), last: new Date('2024-05-31T00:00:00Z') }
    const numbers = ['L898902C3', 'L898902C4']
    const found = list({
      documentType: 'P<',
      signer: byName,
      issued,
      documentNumbers: numbers,
      descriptions: [
        dgHashWrong,
        { type: '2.23.136.1.1.7.1.2', field: '2.5.29.35' },
        { type: '2.23.136.1.1.7.4' },
        { type: '1.2.3' },
      ],
    })
    expect(found).toMatchObject({ version: 0, digestAlgorithm: 'SHA-256', failures: [] })
    const [{ documents, descriptions } = { documents: undefined, descriptions: [] }] = found.deviations
    expect(documents).toMatchObject({
      documentType: 'P<',
      signer: { kind: 'issuerAndSerialNumber', serialNumber: signer.serialNumber },
      issued,
      documentNumbers: numbers,
    })
    const named = Object.fromEntries(descriptions.map(({ type, ...rest }) => [type, rest]))
    expect(named).toMatchObject({
      '2.23.136.1.1.7.2.2': { name: 'LDS-DGHashWrong', field: 2, text: dgHashWrong.text },
      '2.23.136.1.1.7.1.2': { name: 'CertOrKey-DSEncoding', extension: '2.5.29.35' },
      '2.23.136.1.1.7.4': { name: 'Chip', field: undefined },
      '1.2.3': { name: undefined },
    })
  })

  test('parameters and what is for national use are kept as they stand', () => {
    const [parameters, national] = [derInteger(7), derOid('1.2.3')]
    const description = (...parts: readonly Uint8Array[]) =>
      derSequence(
        derInteger(0),
        derSetOf(derSequence(derSequence(), derSetOf(derSequence(derOid('2.23.136.1.1.7.4'), ...parts)))),
      )
    const read = (...parts: readonly Uint8Array[]) =>
      parseDeviationList(description(...parts)).deviations[0]!.descriptions[0]
    expect(read(encodeTlv(0xa0, parameters), encodeTlv(0xa1, national))).toMatchObject({
      parameters,
      nationalUse: national,
      field: 7,
    })
    expect(read(encodeTlv(0xa1, national))).toMatchObject({ parameters: undefined, nationalUse: national })
    expect(read()).toMatchObject({ parameters: undefined, nationalUse: undefined })
  })

  test('a broken entry costs only itself; another CMS is refused', () => {
    const bare = derSequence(derInteger(0), derSetOf(derSequence(derInteger(1))))
    expect(parseDeviationList(bare)).toMatchObject({ deviations: [], failures: [{ index: 0 }] })
    const file = buildDeviationList(utopia, [])
    const at = Buffer.from(file).indexOf(Buffer.from('678108010107', 'hex'))
    file[at + 5] = 2
    expect(() => parseDeviationList(file)).toThrow(EmrtdError)
  })

  test('another list, and a type that is called as objects are', () => {
    const cms = (type: string) =>
      writeSignedData(type, derSequence(derInteger(0), derSetOf()), documentSigner, [])
    expect(parseDeviationList(cms('2.23.136.1.1.7')).deviations).toEqual([])
    expect(() => parseDeviationList(cms('2.23.136.1.1.2'))).toThrow(
      expect.objectContaining({
        code: 'PKI_BAD_DEVIATION_LIST',
        message: 'content type 2.23.136.1.1.2, deviation list expected',
      }),
    )
    const second = derSequence(
      derInteger(0),
      derSetOf(derSequence(derInteger(1)), derSequence(derInteger(2))),
    )
    expect(parseDeviationList(second).failures.map(({ index }) => index)).toEqual([0, 1])
  })

  test('any change of a byte is read or refused', () => {
    const file = buildDeviationList(utopia, [{ signer: byKey, descriptions: [dgHashWrong] }])
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const changed = file.slice()
        changed[at] = value
        try {
          parseDeviationList(changed)
        } catch (error) {
          expect(error).toBeInstanceOf(EmrtdError)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('verifyDeviationList', () => {
  const at = new Date('2024-06-01T00:00:00Z')
  const anchors = [parseCertificate(csca.certificate)]
  const judge = (file: Uint8Array) =>
    verifyDeviationList(parseDeviationList(file), anchors, { backend: nativeBackend, at })

  test('its signer must be one for deviation lists, and lead to an anchor', () => {
    expect(judge(buildDeviationList(utopia, [])).status).toBe('passed')
    for (const wrong of [utopia.masterListSigner, documentSigner]) {
      expect(judge(buildDeviationList(utopia, [], { signer: wrong }))).toMatchObject({
        status: 'failed',
        reason: 'EXTENDED_KEY_USAGE_BAD',
      })
    }
    const other = createCountry({ state: 'UTO', seed: 'another' })
    expect(judge(buildDeviationList(other, [])).status).not.toBe('passed')
  })
})

describe('findDeviations', () => {
  test('by the document signer: name and serial number, key, digest', () => {
    for (const named of [byName, byKey, byDigest]) {
      expect(match({ signer: named }, { documentSigner: signer })).toEqual(['certain'])
      expect(match({ signer: named }, { documentSigner: parseCertificate(csca.certificate) })).toEqual([])
    }
  })

  test('all that is named must hold; what is not known leaves it possible', () => {
    const entry = { signer: byKey, documentType: 'P', documentNumbers: ['A1'] }
    const known = { documentSigner: signer, documentType: 'P<', documentNumber: 'A1<<' }
    expect(match(entry, known)).toEqual(['certain'])
    expect(match(entry, { ...known, documentNumber: 'A2' })).toEqual([])
    expect(match(entry, { ...known, documentType: 'ID' })).toEqual([])
    const issued = { first: new Date('2024-05-01'), last: new Date('2024-05-31') }
    expect(match({ ...entry, issued }, known)).toEqual(['possible'])
    expect(match({ ...entry, issued }, { ...known, dateOfIssue: new Date('2024-05-07') })).toEqual([
      'certain',
    ])
    expect(match({ ...entry, issued }, { ...known, dateOfIssue: new Date('2024-06-07') })).toEqual([])
  })

  test('the first and the last moment of issue count, and one number of several suffices', () => {
    const issued = { first: new Date('2024-05-01T00:00:00Z'), last: new Date('2024-05-31T00:00:00Z') }
    const on = (dateOfIssue: Date) => match({ issued }, { dateOfIssue })
    const shifted = (date: Date, seconds: number) => new Date(date.getTime() + 1000 * seconds)
    expect([on(issued.first), on(issued.last)]).toEqual([['certain'], ['certain']])
    expect([on(shifted(issued.first, -1)), on(shifted(issued.last, 1))]).toEqual([[], []])
    const documentNumbers = ['A1', 'A2', 'A3']
    expect(match({ documentNumbers }, { documentNumber: 'A2' })).toEqual(['certain'])
    expect(match({ documentNumbers }, { documentNumber: 'A4' })).toEqual([])
    // What is not known of a document neither is nor is not what the entry names.
    expect(match({ documentNumbers, documentType: 'P' }, { documentType: 'P' })).toEqual(['possible'])
    expect(match({ documentNumbers, documentType: 'P' }, { documentNumber: 'A1' })).toEqual(['possible'])
    expect(match({ documentNumbers }, {})).toEqual([])
    expect(match({ documentType: 'P' }, {})).toEqual([])
  })

  test('an entry of which nothing is known, or that names nothing, speaks of no document', () => {
    expect(match({ signer: byKey }, { documentType: 'P' })).toEqual([])
    expect(match({}, { documentType: 'P', documentSigner: signer })).toEqual([])
  })
})
