import { describe, expect, it } from 'vitest'
import { encodeTlv } from '../../src/asn1/index.js'
import { concatBytes, fromHex, latin1ToBytes } from '../../src/bytes.js'
import { equalNames, formatName, type Name, parseName } from '../../src/pki/name.js'

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
})
