/** Byte string helpers. Hexadecimal is for the edges only: inside the library a byte string is a `Uint8Array`. */

const hexDigits: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
)

/**
 * Lower-case hexadecimal text of `bytes`.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 *
 * toHex(Uint8Array.of(0x6f, 0x01)) // '6f01'
 * ```
 */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += hexDigits[byte]
  return text
}

/**
 * Bytes of hexadecimal text, upper or lower case; white space is ignored.
 *
 * @throws {TypeError} for anything else than pairs of hexadecimal digits.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 *
 * fromHex('6F 01') // Uint8Array.of(0x6f, 0x01)
 * ```
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '')
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new TypeError('not hexadecimal text: pairs of the digits 0-9, a-f expected')
  }
  const bytes = new Uint8Array(digits.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/**
 * One new byte string holding `parts` one after the other.
 *
 * @example
 * ```ts
 * import { concatBytes } from 'emrtd'
 *
 * concatBytes(Uint8Array.of(1), Uint8Array.of(2, 3)) // Uint8Array.of(1, 2, 3)
 * ```
 */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/**
 * Whether two byte strings are equal. Stops at the first difference: for public values only,
 * see {@link equalBytesConstantTime} for MACs and tokens.
 *
 * @example
 * ```ts
 * import { equalBytes } from 'emrtd'
 *
 * equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2)) // true
 * ```
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/**
 * Whether two byte strings are equal, in time that depends on their lengths only.
 *
 * @example
 * ```ts
 * import { equalBytesConstantTime } from 'emrtd'
 *
 * equalBytesConstantTime(new Uint8Array(8), Uint8Array.of(0)) // false
 * ```
 */
export function equalBytesConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!
  return difference === 0
}

/**
 * Negative, zero or positive as `a` sorts before, with or after `b`, byte by byte, a prefix first.
 *
 * @example
 * ```ts
 * import { compareBytes } from 'emrtd'
 *
 * compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0)) < 0 // true
 * ```
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]!
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/**
 * The unsigned big-endian number that `bytes` hold; 0n for none.
 *
 * @example
 * ```ts
 * import { bytesToBigInt } from 'emrtd'
 *
 * bytesToBigInt(Uint8Array.of(0x01, 0x00)) === 256n // true
 * ```
 */
export function bytesToBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`)
}

/**
 * `value` as unsigned big-endian bytes, padded in front with zeros to `length` bytes.
 *
 * @throws {TypeError} if the value is negative or needs more than `length` bytes.
 *
 * @example
 * ```ts
 * import { bigIntToBytes } from 'emrtd'
 *
 * bigIntToBytes(256n, 4) // Uint8Array.of(0, 0, 1, 0)
 * ```
 */
export function bigIntToBytes(value: bigint, length: number): Uint8Array {
  if (value < 0n) throw new TypeError('a negative number has no unsigned bytes')
  const digits = value.toString(16).padStart(2 * length, '0')
  if (digits.length > 2 * length) throw new TypeError(`the number does not fit into ${length} bytes`)
  return fromHex(digits)
}

/**
 * `bytes` without its leading zero bytes (a view).
 *
 * @example
 * ```ts
 * import { stripLeadingZeros } from 'emrtd'
 *
 * stripLeadingZeros(Uint8Array.of(0, 0, 1, 0)) // Uint8Array.of(1, 0)
 * ```
 */
export function stripLeadingZeros(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length && bytes[start] === 0) start++
  return bytes.subarray(start)
}

/**
 * The bytes of text in which each character is one byte (ASCII, ISO 8859-1). Characters above 255 are a `TypeError`.
 *
 * @example
 * ```ts
 * import { latin1ToBytes } from 'emrtd'
 *
 * latin1ToBytes('UTO') // Uint8Array.of(0x55, 0x54, 0x4f)
 * ```
 */
export function latin1ToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0xff) throw new TypeError('a character above U+00FF has no single byte')
    bytes[i] = code
  }
  return bytes
}

/** So many arguments every runtime takes. */
const latin1Chunk = 4096

/**
 * Text in which each byte of `bytes` is one character (ASCII, ISO 8859-1).
 *
 * @example
 * ```ts
 * import { bytesToLatin1 } from 'emrtd'
 *
 * bytesToLatin1(Uint8Array.of(0x55, 0x54, 0x4f)) // 'UTO'
 * ```
 */
export function bytesToLatin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += latin1Chunk) {
    // Spreading the bytes into arguments would go through their iterator, byte by byte.
    const chunk: ArrayLike<number> =
      bytes.length <= latin1Chunk ? bytes : bytes.subarray(at, at + latin1Chunk)
    text += String.fromCharCode.apply(undefined, chunk as number[])
  }
  return text
}
