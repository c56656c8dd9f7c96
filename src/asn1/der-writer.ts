import { compareBytes, concatBytes, fromHex, stripLeadingZeros } from '../bytes.js'
import { encodeOid } from './oid.js'

/**
 * One element: identifier octets, minimal definite length, content. Works for BER-TLV data objects of LDS files
 * as well. ITU-T X.690 §8.1, §10.1.
 *
 * @example
 * ```ts
 * import { encodeTlv } from 'emrtd/asn1'
 *
 * encodeTlv(0x5c, Uint8Array.of(0x61, 0x75)) // 5C 02 61 75
 * ```
 */
export function encodeTlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = contents.length === 1 ? contents[0]! : concatBytes(...contents)
  return concatBytes(encodeNumber(tag), encodeLength(content.length), content)
}

/**
 * Length octets of a content of `length` bytes, as short as can be. ITU-T X.690 §10.1.
 *
 * @example
 * ```ts
 * import { encodeLength } from 'emrtd/asn1'
 *
 * encodeLength(300) // Uint8Array.of(0x82, 0x01, 0x2c)
 * ```
 */
export function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const octets = encodeNumber(length)
  return concatBytes(Uint8Array.of(0x80 | octets.length), octets)
}

/**
 * A SEQUENCE. ITU-T X.690 §8.9.
 *
 * @example
 * ```ts
 * import { derInteger, derSequence } from 'emrtd/asn1'
 *
 * derSequence(derInteger(1), derInteger(2)) // Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 2)
 * ```
 */
export function derSequence(...elements: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(0x30, ...elements)
}

/**
 * A SET OF: elements are sorted as DER asks (X.690 §11.6).
 *
 * @example
 * ```ts
 * import { derInteger, derSetOf } from 'emrtd/asn1'
 *
 * derSetOf(derInteger(2), derInteger(1)) // Uint8Array.of(0x31, 6, 2, 1, 1, 2, 1, 2)
 * ```
 */
export function derSetOf(...elements: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(0x31, ...[...elements].sort(compareBytes))
}

/**
 * An INTEGER. ITU-T X.690 §8.3.
 *
 * @example
 * ```ts
 * import { derInteger } from 'emrtd/asn1'
 *
 * derInteger(128) // Uint8Array.of(0x02, 2, 0, 128)
 * ```
 */
export function derInteger(value: bigint | number): Uint8Array {
  return encodeTlv(0x02, integerContent(BigInt(value)))
}

/**
 * An INTEGER of 0 or more, from its unsigned big-endian bytes. ITU-T X.690 §8.3.
 *
 * @example
 * ```ts
 * import { derUnsigned } from 'emrtd/asn1'
 *
 * derUnsigned(Uint8Array.of(0, 0x80)) // Uint8Array.of(0x02, 2, 0, 0x80)
 * ```
 */
export function derUnsigned(bytes: Uint8Array): Uint8Array {
  const magnitude = stripLeadingZeros(bytes)
  // A sign octet where the first bit is set; zero is one octet.
  const sign = (magnitude[0] ?? 0x80) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0)
  return encodeTlv(0x02, sign, magnitude)
}

/**
 * A BOOLEAN. ITU-T X.690 §8.2, §11.1.
 *
 * @example
 * ```ts
 * import { derBoolean } from 'emrtd/asn1'
 *
 * derBoolean(true) // Uint8Array.of(0x01, 1, 0xff)
 * ```
 */
export function derBoolean(value: boolean): Uint8Array {
  return Uint8Array.of(0x01, 0x01, value ? 0xff : 0x00)
}

/**
 * NULL. ITU-T X.690 §8.8.
 *
 * @example
 * ```ts
 * import { derNull } from 'emrtd/asn1'
 *
 * derNull() // Uint8Array.of(0x05, 0)
 * ```
 */
export function derNull(): Uint8Array {
  return Uint8Array.of(0x05, 0x00)
}

/**
 * An OBJECT IDENTIFIER from its dotted form. ITU-T X.690 §8.19.
 *
 * @throws {TypeError} if `text` is no object identifier.
 *
 * @example
 * ```ts
 * import { derOid } from 'emrtd/asn1'
 *
 * derOid('2.23.136') // Uint8Array.of(0x06, 3, 0x67, 0x81, 0x08)
 * ```
 */
export function derOid(text: string): Uint8Array {
  return encodeTlv(0x06, encodeOid(text))
}

/**
 * An OCTET STRING. ITU-T X.690 §8.7.
 *
 * @example
 * ```ts
 * import { derOctetString } from 'emrtd/asn1'
 *
 * derOctetString(Uint8Array.of(1, 2)) // Uint8Array.of(0x04, 2, 1, 2)
 * ```
 */
export function derOctetString(content: Uint8Array): Uint8Array {
  return encodeTlv(0x04, content)
}

/**
 * A BIT STRING of whole bytes. ITU-T X.690 §8.6.
 *
 * @example
 * ```ts
 * import { derBitString } from 'emrtd/asn1'
 *
 * derBitString(Uint8Array.of(1, 2)) // Uint8Array.of(0x03, 3, 0, 1, 2)
 * ```
 */
export function derBitString(content: Uint8Array): Uint8Array {
  return encodeTlv(0x03, Uint8Array.of(0), content)
}

/**
 * A UTF8String. ITU-T X.690 §8.23.
 *
 * @example
 * ```ts
 * import { derUtf8String } from 'emrtd/asn1'
 *
 * derUtf8String('é') // Uint8Array.of(0x0c, 2, 0xc3, 0xa9)
 * ```
 */
export function derUtf8String(text: string): Uint8Array {
  return encodeTlv(0x0c, new TextEncoder().encode(text))
}

function integerContent(value: bigint): Uint8Array {
  let length = 1
  while (value < -(1n << BigInt(8 * length - 1)) || value >= 1n << BigInt(8 * length - 1)) length++
  return fromHex(
    BigInt.asUintN(8 * length, value)
      .toString(16)
      .padStart(2 * length, '0'),
  )
}

function encodeNumber(value: number): Uint8Array {
  const digits = value.toString(16)
  return fromHex(digits.length % 2 === 0 ? digits : `0${digits}`)
}
