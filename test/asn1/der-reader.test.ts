import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DerDeviation,
  type DerLeniency,
  DerReader,
  derBoolean,
  derInteger,
  derOid,
  derSequence,
  derSetOf,
  encodeTlv,
} from '../../src/asn1/index.js'
import { concatBytes, fromHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'

const refusal = (run: () => unknown): EmrtdError => {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(EmrtdError)
    return error as EmrtdError
  }
  throw new Error('nothing was thrown')
}

describe('what is DER is read', () => {
  test('nested structures, in order, as views', () => {
    const bytes = derSequence(derInteger(5), derSetOf(derOid('2.23.136.1.1.1')), derBoolean(true))
    const reader = new DerReader(bytes)
    const sequence = reader.sequence()
    reader.end()
    expect(sequence.integer()).toBe(5n)
    const set = sequence.set()
    const oid = set.element()
    expect(oid.content.buffer).toBe(bytes.buffer)
    expect(oid.offset).toBe(7)
    expect(sequence.boolean()).toBe(true)
    sequence.end()
  })

  test('integers of any size and sign come back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 600n), max: 1n << 600n }), value => {
        expect(new DerReader(derInteger(value)).integer()).toBe(value)
      }),
    )
  })

  test('object identifiers come back, wide arcs too', () => {
    const arc = fc.oneof(fc.nat().map(BigInt), fc.bigInt({ min: 0n, max: 1n << 128n }))
    fc.assert(
      fc.property(fc.array(arc, { minLength: 1, maxLength: 3 }), arcs => {
        const oid = `2.${arcs.join('.')}`
        expect(new DerReader(derOid(oid)).oid()).toBe(oid)
      }),
    )
  })

  test.each([
    ['170d3236303630313132333435365a', '2026-06-01T12:34:56.000Z'],
    ['170d3439313233313233353935395a', '2049-12-31T23:59:59.000Z'],
    ['170d3530303130313030303030305a', '1950-01-01T00:00:00.000Z'],
    ['180f32303530303130313030303030305a', '2050-01-01T00:00:00.000Z'],
  ])('time %s', (hex, iso) => {
    expect(new DerReader(fromHex(hex)).time().toISOString()).toBe(iso)
  })
})

describe('what is not DER is refused by code and offset', () => {
  test.each<[string, string, string, number, (reader: DerReader) => unknown]>([
    ['nothing', '', 'ASN1_TRUNCATED', 0, r => r.sequence()],
    ['a tag alone', '30', 'ASN1_TRUNCATED', 1, r => r.sequence()],
    ['a length past the end', '3005020105', 'ASN1_TRUNCATED', 1, r => r.sequence()],
    ['a length of 4 GB', '3084ffffffff00', 'ASN1_TRUNCATED', 1, r => r.sequence()],
    ['a length of five octets', '30850000000001', 'ASN1_BAD_LENGTH', 1, r => r.sequence()],
    ['another tag', '0500', 'ASN1_UNEXPECTED_TAG', 0, r => r.sequence()],
    ['an endless tag', '1f8181818101', 'ASN1_BAD_TAG', 0, r => r.element()],
    ['the end of no indefinite length', '30020000', 'ASN1_BAD_TAG', 2, r => r.sequence().element()],
    ['bytes left over', '050000', 'ASN1_TRAILING_BYTES', 2, r => [r.null(), r.end()]],
    ['an INTEGER without content', '0200', 'ASN1_BAD_VALUE', 0, r => r.integer()],
    ['a cut OID', '060288ff', 'ASN1_BAD_VALUE', 0, r => r.oid()],
    ['an OID with a padded arc', '06032a8001', 'ASN1_BAD_VALUE', 0, r => r.oid()],
    ['30 February', '170d3236303233303030303030305a', 'ASN1_BAD_VALUE', 0, r => r.time()],
    ['indefinite length of a primitive', '0480000000', 'ASN1_BAD_LENGTH', 0, r => r.content(4)],
    ['a number above its bound', '02020100', 'ASN1_BAD_VALUE', 0, r => r.smallInteger(255)],
  ])('%s', (_, hex, code, offset, read) => {
    const error = refusal(() => read(new DerReader(fromHex(hex))))
    expect([error.code, error.offset]).toEqual([code, offset])
  })

  test('nesting beyond the bound, without using the stack', () => {
    const depth = 100_000
    const bytes = new Uint8Array(2 * depth)
    for (let i = 0; i < depth; i++) bytes.set([0x30, 0x80], 2 * i)
    const options = { leniencies: ['indefiniteLength'] as const }
    expect(refusal(() => new DerReader(bytes, options).sequence()).code).toBe('ASN1_LIMIT')
  })

  test('more elements than the bound', () => {
    const many = new DerReader(derSequence(...Array.from({ length: 50 }, () => derInteger(1))), {
      maximumElements: 20,
    })
    const inner = many.sequence()
    expect(refusal(() => Array.from({ length: 50 }, () => inner.integer())).code).toBe('ASN1_LIMIT')
  })

  test('random bytes give a value or an EmrtdError, nothing else', () => {
    const walk = (reader: DerReader): void => {
      while (!reader.atEnd) {
        const tag = reader.peekTag()
        if ((tag & 0x20) !== 0 && (tag & 0x1f) !== 0x1f) walk(reader.enter(tag))
        else reader.skip()
      }
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        try {
          walk(new DerReader(bytes, { leniencies: ['indefiniteLength', 'nonMinimalLength'] }))
        } catch (error) {
          expect(error).toBeInstanceOf(EmrtdError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a leniency is refused unless named, and reported when used', () => {
  test.each<[DerLeniency, string, (reader: DerReader) => unknown]>([
    ['booleanNot255', '010101', r => r.boolean()],
    ['namedBitsTrailingZeros', '03020006', r => r.namedBits()],
    ['namedBitsTrailingZeros', '030201ff', r => r.bitString()],
    ['indefiniteLength', '30800201050000', r => r.sequence().integer()],
    ['nonMinimalLength', '02810105', r => r.integer()],
    ['nonMinimalInteger', '02020005', r => r.integer()],
    ['constructedString', '2406040101040102', r => r.octetString()],
    ['trailingBytes', '050000', r => [r.null(), r.end()]],
    ['timeFormat', '170b323630363031313233345a', r => r.time()],
  ])('%s', (leniency, hex, read) => {
    const bytes = fromHex(hex)
    expect(refusal(() => read(new DerReader(bytes))).code).toMatch(/^ASN1_/)
    const seen: DerDeviation[] = []
    read(new DerReader(bytes, { leniencies: [leniency], onDeviation: deviation => seen.push(deviation) }))
    expect(seen.map(deviation => deviation.leniency)).toEqual([leniency])
  })

  test('indefinite lengths nest, and what follows them is still read', () => {
    const inner = concatBytes(fromHex('3080'), derInteger(1), fromHex('0000'))
    const bytes = concatBytes(fromHex('3080'), inner, encodeTlv(0x04, fromHex('0000')), fromHex('0000'))
    const reader = new DerReader(bytes, { leniencies: ['indefiniteLength'] })
    const sequence = reader.sequence()
    reader.end()
    expect(sequence.sequence().integer()).toBe(1n)
    expect(sequence.octetString()).toEqual(fromHex('0000'))
    sequence.end()
  })
})
