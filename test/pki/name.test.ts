import { describe, expect, it } from 'vitest'
import { encodeTlv } from '../../src/asn1/index.js'
import { concatBytes, fromHex, latin1ToBytes } from '../../src/bytes.js'
import {
  equalNames,
  formatName,
  type Name,
  nameCountry,
  nameKey,
  parseName,
  unorderedNameKey,
} from '../../src/pki/name.js'

/** A name of one attribute for each value: commonName. */
function nameOf(...values: readonly (readonly [tag: number, value: Uint8Array])[]): Name {
  const rdns = values.map(([tag, value]) =>
    encodeTlv(0x31, encodeTlv(0x30, fromHex('0603550403'), encodeTlv(tag, value))),
  )
  return parseName(encodeTlv(0x30, concatBytes(...rdns)))
}

const utf8 = (text: string): readonly [number, Uint8Array] => [0x0c, new TextEncoder().encode(text)]
const printable = (text: string): readonly [number, Uint8Array] => [0x13, latin1ToBytes(text)]

describe('names', () => {
  it('are equal whatever the case, the white space and the type of string', () => {
    expect(equalNames(nameOf(utf8('Utopia  CSCA')), nameOf(printable('UTOPIA csca')))).toBe(true)
    expect(equalNames(nameOf(utf8('Utopia')), nameOf(utf8('Utopía')))).toBe(false)
  })

  it('that are no UTF-8 are equal to themselves only', () => {
    const broken = (octet: number) => nameOf([0x0c, Uint8Array.of(0x55, octet, 0x54)])
    expect(broken(0x84).rdns[0]![0]!.text).toBeUndefined()
    expect(formatName(broken(0x84))).toBe('CN=#558454')
    expect(equalNames(broken(0x84), broken(0x84))).toBe(true)
    expect(equalNames(broken(0x84), broken(0x85))).toBe(false)
  })

  it('of one part do not pass for names of two', () => {
    const two = nameOf(utf8('utopia'), utf8('csca'))
    expect(equalNames(nameOf(utf8('utopia\u00012.5.4.3=csca')), two)).toBe(false)
    expect(equalNames(nameOf(utf8('utopia\u00022.5.4.3=csca')), two)).toBe(false)
  })

  it('are read as text by the type of their string', () => {
    const text = (tag: number, ...bytes: readonly number[]) =>
      nameOf([tag, Uint8Array.from(bytes)]).rdns[0]![0]!.text
    for (const tag of [0x12, 0x13, 0x14, 0x16, 0x1a]) expect(text(tag, 0x55, 0xe9)).toBe('Ué')
    expect(text(0x0c, 0x55, 0x7f)).toBe('U\x7f')
    expect(text(0x0c, 0x55, 0xc2, 0x80)).toBe('U\x80')
    expect(text(0x0c, 0xc3, 0xa9)).toBe('é')
    expect(text(0x0c, 0x80)).toBeUndefined()
    // A mark of the byte order is part of the text: without it two names would be one.
    expect(text(0x0c, 0xef, 0xbb, 0xbf, 0x55)).toBe('\ufeffU')
    expect(text(0x1e, 0x00, 0x55, 0x01, 0x54, 0x30, 0x42)).toBe('U\u0154\u3042')
    // Half a character at the end is none.
    expect(text(0x1e, 0x00, 0x55, 0x01)).toBe('U')
    expect(text(0x1e)).toBe('')
    expect(text(0x04, 0x55)).toBeUndefined()
  })

  it('have parts of several attributes, in any order', () => {
    const attribute = (value: string, oid = '0603550403') =>
      encodeTlv(0x30, fromHex(oid), encodeTlv(0x13, latin1ToBytes(value)))
    const of = (...rdns: readonly (readonly Uint8Array[])[]) =>
      parseName(encodeTlv(0x30, ...rdns.map(rdn => encodeTlv(0x31, ...rdn))))
    const [a, b, c] = ['Alpha', 'Beta', 'Gamma'].map(value => attribute(value)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    expect(equalNames(of([a, b]), of([b, a]))).toBe(true)
    expect(equalNames(of([a, b]), of([a, c]))).toBe(false)
    // Two parts are not one of two attributes.
    expect(equalNames(of([a], [b]), of([a, b]))).toBe(false)
    expect(equalNames(of([a], [b]), of([b], [a]))).toBe(false)
    expect(unorderedNameKey(of([a], [b]))).toBe(unorderedNameKey(of([b], [a])))
    expect(unorderedNameKey(of([a], [b]))).not.toBe(unorderedNameKey(of([a], [c])))
    expect(formatName(of([a, b], [c]))).toBe('CN=Alpha + CN=Beta, CN=Gamma')
    const country = attribute('ut ', '0603550406')
    expect(nameCountry(of([a], [b, country]))).toBe('ut')
    expect(nameCountry(of([a]))).toBeUndefined()
    expect(nameKey(of([]))).toBe('')
  })

  it('have nothing behind them', () => {
    expect(parseName(fromHex('3000')).rdns).toEqual([])
    expect(() => parseName(fromHex('30000500'))).toThrow(expect.objectContaining({ name: 'EmrtdError' }))
  })

  it('fold white space and the forms of letters, at both ends as well', () => {
    expect(equalNames(nameOf(utf8(' Utopia ')), nameOf(printable('utopia')))).toBe(true)
    expect(equalNames(nameOf(utf8('Uto\tpia')), nameOf(printable('uto pia')))).toBe(true)
    expect(equalNames(nameOf(utf8('É')), nameOf(utf8('e\u0301')))).toBe(true)
    expect(equalNames(nameOf(printable('uto pia')), nameOf(printable('utopia')))).toBe(false)
  })
})
