import fc from 'fast-check'
import { encodeTlv } from '../../../src/asn1/index.js'
import { concatBytes, fromHex } from '../../../src/bytes.js'

/** Bytes that begin and end like images, and say a size. */
export const image: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.constantFrom(
      'ffd8 ffe0 0010 4a46494600 0101 00 0001 0001 0000 ffc0 000b 08 0140 00f0 01 011100',
      'ff4f ff51 0029 0000 000000f0 00000140 00000000 00000000 000000f0 00000140 00000000 00000000 0001 07 01 01',
    ),
    fc.uint8Array({ maxLength: 40 }),
  )
  .map(([head, rest]) =>
    concatBytes(
      fromHex(head),
      rest.map(octet => (octet === 0xff ? 0 : octet)),
      fromHex('ffd9'),
    ),
  )

/** A word in any script, without separators. */
export const word: fc.Arbitrary<string> = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter(text => !text.includes('<'))

/** A text of no particular form. */
export const text: fc.Arbitrary<string> = fc.string({ unit: 'grapheme', maxLength: 30 })

/** Words that one `<` separates. */
export const fieldText: fc.Arbitrary<string> = fc
  .array(word, { minLength: 1, maxLength: 4 })
  .map(words => words.join('<'))

/** A name with both identifiers. */
export const name: fc.Arbitrary<string> = fc.tuple(fieldText, fieldText).map(parts => parts.join('<<'))

/** What {@link name} must read as. */
export function nameRead(written: string): object {
  const [primary = '', secondary = ''] = written.split('<<')
  return {
    text: written,
    primaryIdentifier: primary.replaceAll('<', ' '),
    secondaryIdentifier: secondary.replaceAll('<', ' '),
  }
}

/** Eight digits of a day of the calendar. */
export const day: fc.Arbitrary<string> = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10).replaceAll('-', ''))

/** Fourteen digits of a day and its time. */
export const moment: fc.Arbitrary<string> = fc
  .tuple(day, fc.integer({ min: 0, max: 86399 }))
  .map(([date, second]) => {
    const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
    return `${date}${two(second / 3600)}${two((second / 60) % 60)}${two(second % 60)}`
  })

/** What {@link day} or {@link moment} must read as. */
export function dateRead(digits: string, encoding: 'characters' | 'bcd'): object {
  const part = (start: number, end: number): number => Number(digits.slice(start, end))
  return {
    text: digits,
    encoding,
    year: part(0, 4),
    month: part(4, 6),
    day: part(6, 8),
    ...(digits.length === 14 ? { hour: part(8, 10), minute: part(10, 12), second: part(12, 14) } : {}),
  }
}

/** A data object that no file of the LDS defines. */
export const foreignObject: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom(0x9f01, 0x5f7e, 0xc4), fc.uint8Array({ maxLength: 8 }))
  .map(([tag, value]) => encodeTlv(tag, value))

/** Whole numbers of so many bits. */
export function bits(count: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 2 ** count - 1 })
}
