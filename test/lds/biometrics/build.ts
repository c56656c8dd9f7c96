import { concatBytes, fromHex } from '../../../src/bytes.js'

/** A data object of the tag and content given, both in hexadecimal or bytes. */
export function object(tag: string, ...content: readonly (Uint8Array | string)[]): Uint8Array {
  const value = concatBytes(...content.map(part => (typeof part === 'string' ? fromHex(part) : part)))
  const { length } = value
  const size = length < 0x80 ? [length] : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
  return concatBytes(fromHex(tag), Uint8Array.from(size), value)
}

/** `value` in `octets` bytes. */
export function big(value: number, octets: number): string {
  return value.toString(16).padStart(2 * octets, '0')
}

/** A JPEG without pixels, 240 x 320. */
export const jpeg: Uint8Array = fromHex(
  'ffd8 ffe0 0010 4a46494600 0101 00 0001 0001 0000 ffc0 000b 08 0140 00f0 01 011100 ffd9',
)

/** A biometric data group: one template for each data block. */
export function dataGroup(
  tag: string,
  header: string,
  blocks: readonly Uint8Array[],
  count: number = blocks.length,
): Uint8Array {
  const templates = blocks.map(block => object('7f60', object('a1', header), block))
  return object(tag, object('7f61', object('02', big(count, 1)), ...templates))
}
