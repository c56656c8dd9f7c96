import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeTlv } from '../../src/asn1/index.js'
import { concatBytes, fromHex, latin1ToBytes } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { parseDg5, parseDg6, parseDg7 } from '../../src/lds/dg5-to-dg7.js'
import { parseDg8, parseDg9, parseDg10 } from '../../src/lds/dg8-to-dg10.js'
import { parseDg11 } from '../../src/lds/dg11.js'
import { parseDg12 } from '../../src/lds/dg12.js'
import { parseDg13 } from '../../src/lds/dg13.js'
import { parseDg16 } from '../../src/lds/dg16.js'

interface Vector {
  readonly id: string
  readonly expected: Readonly<Record<string, string>>
}
const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../../vectors/icao/lds.json', import.meta.url), 'utf8'),
).vectors
const expected = (id: string): Readonly<Record<string, string>> =>
  vectors.find(candidate => candidate.id === id)!.expected
const codes = (file: { readonly findings: readonly { readonly code: string }[] }): readonly string[] =>
  file.findings.map(({ code }) => code)
const text = (tag: number, value: string): Uint8Array => encodeTlv(tag, new TextEncoder().encode(value))
/** A file of the data objects behind their tag list. */
const listed = (outer: number, ...objects: readonly Uint8Array[]): Uint8Array => {
  const tags = objects.map(object => object.subarray(0, object[0] === 0x5f ? 2 : 1))
  return encodeTlv(outer, encodeTlv(0x5c, ...tags), ...objects)
}
const dg11 = (...objects: readonly Uint8Array[]) => parseDg11(listed(0x6b, ...objects))
const dg12 = (...objects: readonly Uint8Array[]) => parseDg12(listed(0x6c, ...objects))
const jpeg = fromHex('ffd8 ffe0 0010 4a46494600 0102 00 0001 0001 0000 ffc0 000b 08 0140 00f0 01 011100 ffd9')

describe('EF.DG11', () => {
  test('the example of Doc 9303-10 Appendix A.5, with the telephone number that its lengths ask for', () => {
    const file = parseDg11(fromHex(expected('A.5')['hex_with_14_character_telephone']!))
    expect(file).toMatchObject({
      tagList: [0x5f0e, 0x5f11, 0x5f42, 0x5f12, 0x5f13],
      fullName: { text: 'SMITH<<JOHN<J', primaryIdentifier: 'SMITH', secondaryIdentifier: 'JOHN J' },
      placeOfBirth: { fields: ['ANYTOWN', 'MN'] },
      permanentAddress: { text: '123 MAPLE RD<ANYTOWN<MN', fields: ['123 MAPLE RD', 'ANYTOWN', 'MN'] },
      telephone: '1-612-555-1212',
      profession: 'TRAVEL<AGENT',
      title: undefined,
      otherNames: [],
      findings: [],
    })
  })

  test('every field', () => {
    const file = dg11(
      text(0x5f0e, '김<<민준'),
      encodeTlv(0xa0, encodeTlv(0x02, Uint8Array.of(2)), text(0x5f0f, 'A<<B'), text(0x5f0f, 'C')),
      text(0x5f10, '19640812-123'),
      text(0x5f2b, '19640812'),
      text(0x5f11, 'ZÜRICH'),
      text(0x5f42, 'X<Y'),
      text(0x5f12, '+41'),
      text(0x5f13, 'p'),
      text(0x5f14, 't'),
      text(0x5f15, 's'),
      encodeTlv(0x5f16, jpeg),
      text(0x5f17, 'D1<D2'),
      text(0x5f18, 'c'),
    )
    expect(file).toMatchObject({
      fullName: { primaryIdentifier: '김', secondaryIdentifier: '민준' },
      otherNames: [
        { primaryIdentifier: 'A', secondaryIdentifier: 'B' },
        { primaryIdentifier: 'C', secondaryIdentifier: '' },
      ],
      personalNumber: '19640812-123',
      fullDateOfBirth: { text: '19640812', encoding: 'characters', year: 1964, month: 8, day: 12 },
      placeOfBirth: { fields: ['ZÜRICH'] },
      permanentAddress: { fields: ['X', 'Y'] },
      telephone: '+41',
      profession: 'p',
      title: 't',
      personalSummary: 's',
      proofOfCitizenship: { bytes: jpeg, format: 'jpeg', width: 240, height: 320 },
      otherTravelDocumentNumbers: { fields: ['D1', 'D2'] },
      custodyInformation: 'c',
      otherObjects: [],
      findings: [],
    })
  })

  test.each([
    ['in packed digits', '19640812', ['DATE_BCD'], 1964, 8, 12],
    ['with month and day unknown', '3139363430303030', ['DATE_PARTLY_UNKNOWN'], 1964, undefined, undefined],
    ['all unknown', '3030303030303030', ['DATE_PARTLY_UNKNOWN'], undefined, undefined, undefined],
    ['with fillers', '313936343C3C3C3C', ['DATE_PARTLY_UNKNOWN'], 1964, undefined, undefined],
    ['in packed digits, day unknown', '19640800', ['DATE_BCD', 'DATE_PARTLY_UNKNOWN'], 1964, 8, undefined],
    ['30 February', '3139363430323330', ['DATE_MALFORMED'], undefined, undefined, undefined],
    ['29 February of a common year', '3139363530323239', ['DATE_MALFORMED'], undefined, undefined, undefined],
    ['29 February of a leap year', '3230303030323239', [], 2000, 2, 29],
    ['29 February of an unknown year', '3030303030323239', ['DATE_PARTLY_UNKNOWN'], undefined, 2, 29],
    ['month 13', '3139363431333031', ['DATE_MALFORMED'], undefined, undefined, undefined],
    [
      'packed digits that are none',
      '1964081A',
      ['DATE_BCD', 'DATE_MALFORMED'],
      undefined,
      undefined,
      undefined,
    ],
    ['six characters', '363430383132', ['DATE_MALFORMED'], undefined, undefined, undefined],
    ['empty', '', ['DATE_MALFORMED'], undefined, undefined, undefined],
  ] as const)('a date of birth %s', (_, hex, findings, year, month, day) => {
    const file = dg11(encodeTlv(0x5f2b, fromHex(hex)))
    expect(codes(file)).toEqual(findings)
    expect(file.fullDateOfBirth).toMatchObject({ bytes: fromHex(hex), year, month, day })
  })

  test('other names without their template', () => {
    const file = dg11(text(0x5f0f, 'A<<B'))
    expect(file.otherNames).toMatchObject([{ primaryIdentifier: 'A' }])
    expect(codes(file)).toEqual(['WRAPPER_MISSING'])
  })

  test('other names that are counted wrongly or not at all', () => {
    const names = (...count: readonly number[]) =>
      dg11(encodeTlv(0xa0, ...count.map(n => encodeTlv(0x02, Uint8Array.of(n))), text(0x5f0f, 'A')))
    expect(codes(names(1))).toEqual([])
    expect(codes(names(9))).toEqual(['COUNT_MISMATCH'])
    expect(codes(names())).toEqual(['COUNT_MISSING'])
    expect(names(9).otherNames).toHaveLength(1)
  })

  test.each([
    ['a leading separator', 0x5f11, '<PARIS', ['PARIS']],
    ['a trailing separator', 0x5f11, 'PARIS<', ['PARIS']],
    ['a double separator', 0x5f42, '1 RUE<<PARIS', ['1 RUE', 'PARIS']],
  ] as const)('%s', (_, tag, value, fields) => {
    const file = dg11(text(tag, value))
    expect((tag === 0x5f11 ? file.placeOfBirth : file.permanentAddress)?.fields).toEqual(fields)
    expect(codes(file)).toEqual(['TEXT_SEPARATORS'])
  })

  test.each(['<A<<B', 'A<<B<', 'A<<<B', 'A<<B<<C'])('a name %s', name => {
    const file = dg11(text(0x5f0e, name))
    expect(file.fullName).toMatchObject({ text: name, primaryIdentifier: 'A' })
    expect(codes(file)).toEqual(['TEXT_SEPARATORS'])
  })

  test('text that is not UTF-8 is read as ISO 8859-1', () => {
    const file = dg11(encodeTlv(0x5f13, latin1ToBytes('Bäcker')))
    expect(file.profession).toBe('Bäcker')
    expect(file.findings).toEqual([{ code: 'TEXT_NOT_UTF8', offset: 6, detail: '5F13' }])
  })

  test('the tag list', () => {
    const title = text(0x5f14, 't')
    const other = text(0x5f13, 'p')
    const name = encodeTlv(0xa0, encodeTlv(0x02, Uint8Array.of(1)), text(0x5f0f, 'A'))
    const list = (hex: string): Uint8Array => encodeTlv(0x5c, fromHex(hex))
    const read = (...objects: readonly Uint8Array[]) => codes(parseDg11(encodeTlv(0x6b, ...objects)))
    expect(read(list('5f14'), title)).toEqual([])
    expect(read(title)).toEqual(['TAG_LIST_MISSING'])
    expect(read(list('5f145f13'), title)).toEqual(['TAG_LIST_MISMATCH'])
    expect(read(list('5f14'), title, other)).toEqual(['TAG_LIST_MISMATCH'])
    expect(read(title, list('5f14'))).toEqual(['TAG_ORDER'])
    expect(read(list('5f145f'), title)).toEqual(['VALUE_TRUNCATED'])
    expect(read(list('5f0f'), name)).toEqual([])
    expect(read(list('a0'), name)).toEqual([])
  })

  test('unknown and second data objects are kept', () => {
    const file = parseDg11(
      encodeTlv(0x6b, fromHex('5c045f145f55'), text(0x5f14, 'a'), text(0x5f14, 'b'), text(0x5f55, 'c')),
    )
    expect(file.title).toBe('a')
    expect(codes(file)).toEqual(['DUPLICATE_TAG', 'UNKNOWN_TAG'])
    expect(file.otherObjects.map(({ tag }) => tag)).toEqual([0x5f14, 0x5f55])
  })

  test('an image that is none', () => {
    const file = dg11(encodeTlv(0x5f16, fromHex('0102')))
    expect(file.proofOfCitizenship?.bytes).toEqual(fromHex('0102'))
    expect(file.findings).toEqual([{ code: 'IMAGE_UNKNOWN_FORMAT', offset: 9 }])
  })

  test('another tag, a length that lies: errors with the offset', () => {
    expect(() => parseDg11(fromHex('6c00'))).toThrow(
      expect.objectContaining({ code: 'LDS_BAD_FILE', offset: 0 }),
    )
    expect(() => parseDg11(fromHex('6b05 5c00 5f1405'))).toThrow(
      expect.objectContaining({ code: 'ASN1_TRUNCATED', offset: 6 }),
    )
    expect(() => parseDg11(fromHex('6b06 5c00 a002 5f0f'))).toThrow(
      expect.objectContaining({ code: 'ASN1_TRUNCATED', offset: 8 }),
    )
  })
})

describe('EF.DG12', () => {
  test('every field', () => {
    const file = dg12(
      text(0x5f19, 'REPUBLIC'),
      text(0x5f26, '20240131'),
      encodeTlv(0xa0, encodeTlv(0x02, Uint8Array.of(1)), text(0x5f1a, 'S<<A')),
      text(0x5f1b, 'none'),
      text(0x5f1c, 'tax'),
      encodeTlv(0x5f1d, jpeg),
      encodeTlv(0x5f1e, jpeg),
      text(0x5f55, '20240131125959'),
      text(0x5f56, 'M-1'),
    )
    expect(file).toMatchObject({
      issuingAuthority: 'REPUBLIC',
      dateOfIssue: { year: 2024, month: 1, day: 31 },
      otherPersons: [{ primaryIdentifier: 'S', secondaryIdentifier: 'A' }],
      endorsementsAndObservations: 'none',
      taxOrExitRequirements: 'tax',
      imageOfFront: { bytes: jpeg },
      imageOfRear: { bytes: jpeg },
      personalizationTime: { year: 2024, month: 1, day: 31, hour: 12, minute: 59, second: 59 },
      personalizationSystemSerialNumber: 'M-1',
      findings: [],
    })
  })

  test.each([
    ['20240131235960'.slice(0, 13), ['DATE_MALFORMED'], undefined],
    ['20240131240000', ['DATE_MALFORMED'], undefined],
    ['20240131', ['VALUE_TRUNCATED'], undefined],
    ['20240000120000', ['DATE_PARTLY_UNKNOWN'], 12],
    ['20241301120000', ['DATE_MALFORMED'], 12],
  ])('personalization at %s', (value, findings, hour) => {
    const file = dg12(text(0x5f55, value))
    expect(codes(file)).toEqual(findings)
    expect(file.personalizationTime?.hour).toBe(hour)
  })

  test('packed digits', () => {
    const file = dg12(encodeTlv(0x5f26, fromHex('20240131')), encodeTlv(0x5f55, fromHex('20240131125959')))
    expect(file.dateOfIssue).toMatchObject({ text: '20240131', encoding: 'bcd', day: 31 })
    expect(file.personalizationTime).toMatchObject({ encoding: 'bcd', day: 31, second: 59 })
    expect(codes(file)).toEqual(['DATE_BCD', 'DATE_BCD'])
  })

  test('another tag is refused', () => {
    expect(() => parseDg12(fromHex('6b00'))).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
  })
})

describe('EF.DG13', () => {
  test('data objects, or what is none', () => {
    expect(parseDg13(fromHex('6d05 8001ff 0500'))).toMatchObject({
      content: fromHex('8001ff0500'),
      objects: [
        { tag: 0x80, offset: 2 },
        { tag: 0x05, offset: 5 },
      ],
      findings: [],
    })
    const opaque = parseDg13(fromHex('6d03 80ff01'))
    expect(opaque).toMatchObject({ content: fromHex('80ff01'), objects: undefined })
    expect(opaque.findings).toEqual([{ code: 'NOT_TLV', offset: 2 }])
  })

  test('whatever it is, it is kept', () => {
    expect(codes(parseDg13(fromHex('ffff')))).toEqual(['WRAPPER_MISSING', 'NOT_TLV'])
    expect(codes(parseDg13(fromHex('6d00 00')))).toEqual(['TRAILING_BYTES'])
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        expect(parseDg13(bytes).bytes).toBe(bytes)
      }),
    )
  })
})

describe('EF.DG16', () => {
  const file = fromHex(expected('A.6')['hex']!)

  test('the example of Doc 9303-10 Appendix A.6', () => {
    expect(parseDg16(file)).toMatchObject({
      count: 2,
      persons: [
        {
          dateRecorded: { year: 2002, month: 1, day: 1 },
          name: { primaryIdentifier: 'SMITH', secondaryIdentifier: 'CHARLES R' },
          telephone: '19525551212',
          address: { fields: ['123 MAPLE RD', 'ANYTOWN', 'MN', '55100'] },
        },
        { name: { primaryIdentifier: 'BROWN', secondaryIdentifier: 'MARY J' } },
      ],
      findings: [],
    })
  })

  test('counts, order, missing and other data objects', () => {
    const change = (at: number, value: number): readonly string[] => {
      const bytes = file.slice()
      bytes[at] = value
      return codes(parseDg16(bytes))
    }
    expect(change(5, 255)).toEqual(['COUNT_MISMATCH'])
    expect(change(3, 0x03)).toEqual(['UNKNOWN_TAG', 'COUNT_MISSING'])
    expect(change(6, 0xa2)).toEqual(['TAG_ORDER'])
    expect(change(9, 0x51)).toEqual(['DUPLICATE_TAG', 'TAG_MISSING'])
    expect(change(9, 0x60)).toEqual(['UNKNOWN_TAG', 'TAG_MISSING'])
    expect(codes(parseDg16(fromHex('7000')))).toEqual(['COUNT_MISSING'])
  })

  test('another tag is refused', () => {
    expect(() => parseDg16(fromHex('6b00'))).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
  })
})

describe('EF.DG5, EF.DG6, EF.DG7', () => {
  const image = (tag: number): Uint8Array => encodeTlv(tag, jpeg)
  const count = (value: number): Uint8Array => encodeTlv(0x02, Uint8Array.of(value))

  test('the header of Doc 9303-10 Appendix A.4', () => {
    const picture = new Uint8Array(2000)
    picture.set(jpeg)
    picture.set([0xff, 0xd9], 1998)
    const file = parseDg5(concatBytes(fromHex(expected('A.4')['header']!), picture))
    expect(file).toMatchObject({ count: 1, images: [{ bytes: picture, format: 'jpeg', width: 240 }] })
    expect(file.findings).toEqual([])
  })

  test('several images, and the tags of each file', () => {
    const two = parseDg7(encodeTlv(0x67, count(2), image(0x5f43), image(0x5f43)))
    expect(two.images).toHaveLength(2)
    expect(two.findings).toEqual([])
    expect(codes(parseDg7(encodeTlv(0x67, count(1), image(0x5f40))))).toEqual([
      'UNKNOWN_TAG',
      'COUNT_MISMATCH',
      'IMAGE_MISSING',
    ])
    const reserved = parseDg6(encodeTlv(0x66, count(2), image(0x5f43), image(0x5f40)))
    expect(reserved).toMatchObject({ count: 2, findings: [] })
    expect(codes(parseDg6(fromHex('6600')))).toEqual([])
    expect(parseDg6(fromHex('6603 040100')).otherObjects).toHaveLength(1)
  })

  test('counts that lie, images that are none', () => {
    expect(codes(parseDg5(encodeTlv(0x65, count(255), image(0x5f40))))).toEqual([
      'COUNT_MISMATCH',
      'COUNT_OUT_OF_RANGE',
    ])
    expect(codes(parseDg5(encodeTlv(0x65, image(0x5f40))))).toEqual(['COUNT_MISSING'])
    expect(codes(parseDg5(encodeTlv(0x65, count(0))))).toEqual(['IMAGE_MISSING', 'COUNT_OUT_OF_RANGE'])
    const empty = parseDg5(encodeTlv(0x65, count(1), encodeTlv(0x5f40)))
    expect(empty.findings).toContainEqual({ code: 'IMAGE_MISSING', offset: 8 })
  })

  test.each([
    [parseDg5, 0x65],
    [parseDg6, 0x66],
    [parseDg7, 0x67],
  ] as const)('another tag is refused', (parse, tag) => {
    expect(() => parse(Uint8Array.of(tag - 1, 0))).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
  })
})

describe('EF.DG8, EF.DG9, EF.DG10', () => {
  test.each([
    [parseDg8, 0x68],
    [parseDg9, 0x69],
    [parseDg10, 0x6a],
  ] as const)('the number and data objects of any kind', (parse, tag) => {
    const file = parse(encodeTlv(tag, fromHex('020101 8001aa 040100')))
    expect(file).toMatchObject({ count: 1, objects: [{ tag: 0x80 }, { tag: 0x04 }], findings: [] })
    expect(file.content).toEqual(fromHex('0201018001aa040100'))
    expect(codes(parse(encodeTlv(tag, fromHex('02010a'))))).toEqual(['COUNT_OUT_OF_RANGE'])
    expect(codes(parse(encodeTlv(tag, fromHex('0400'))))).toEqual(['COUNT_MISSING'])
    expect(parse(encodeTlv(tag, fromHex('02ff')))).toMatchObject({
      content: fromHex('02ff'),
      objects: [],
      findings: [{ code: 'NOT_TLV', offset: 2 }],
    })
    expect(() => parse(fromHex('6100'))).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
  })
})

test('any bytes give a file or an EmrtdError', () => {
  const seeds: readonly (readonly [(bytes: Uint8Array) => unknown, Uint8Array])[] = [
    [parseDg5, encodeTlv(0x65, fromHex('020101'), encodeTlv(0x5f40, jpeg))],
    [parseDg6, encodeTlv(0x66, fromHex('020101'), encodeTlv(0x5f43, jpeg))],
    [parseDg7, encodeTlv(0x67, fromHex('020101'), encodeTlv(0x5f43, jpeg))],
    [parseDg8, fromHex('6806 020101 040100')],
    [parseDg9, fromHex('6906 020101 040100')],
    [parseDg10, fromHex('6a06 020101 040100')],
    [parseDg11, fromHex(expected('A.5')['hex']!)],
    [parseDg12, listed(0x6c, text(0x5f26, '20240131'), text(0x5f55, '20240131125959'))],
    [parseDg16, fromHex(expected('A.6')['hex']!)],
  ]
  for (const [parse, seed] of seeds) {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        fc.nat(seed.length),
        (changes, length) => {
          const bytes = seed.slice()
          for (const [at, value] of changes) bytes[at] = value
          for (const input of [bytes, bytes.subarray(0, length)]) {
            try {
              parse(input)
            } catch (error) {
              expect(error).toBeInstanceOf(EmrtdError)
            }
          }
        },
      ),
      { numRuns: 200 },
    )
  }
})
