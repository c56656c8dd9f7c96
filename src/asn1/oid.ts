import { EmrtdError } from '../errors.js'

/**
 * The dotted form of the content octets of an OBJECT IDENTIFIER. X.690 §8.19.
 *
 * @throws {EmrtdError} `ASN1_BAD_VALUE` if it is empty, cut short, longer than 64 bytes or has an arc with a
 * leading zero.
 *
 * @example
 * ```ts
 * import { decodeOid } from 'emrtd/asn1'
 *
 * decodeOid(Uint8Array.of(0x67, 0x81, 0x08, 0x01, 0x01, 0x01)) // '2.23.136.1.1.1'
 * ```
 */
export function decodeOid(content: Uint8Array, offset: number = 0): string {
  const bad = (message: string) => new EmrtdError('ASN1_BAD_VALUE', message, { offset })
  if (content.length === 0 || content.length > 64) throw bad('object identifier of 1 to 64 bytes expected')
  let text = ''
  let arc = 0
  let wide: bigint | undefined
  let inArc = false
  for (const octet of content) {
    if (!inArc && octet === 0x80) throw bad('object identifier with a leading zero in an arc')
    inArc = true
    if (wide !== undefined) wide = (wide << 7n) | BigInt(octet & 0x7f)
    else if (arc > 0x3ffffffffff) wide = (BigInt(arc) << 7n) | BigInt(octet & 0x7f)
    else arc = arc * 128 + (octet & 0x7f)
    if (octet >= 0x80) continue
    if (text === '') {
      const root = wide !== undefined || arc >= 80 ? 2 : arc >= 40 ? 1 : 0
      text = `${root}.${wide !== undefined ? wide - 80n : arc - 40 * root}`
    } else {
      text += `.${wide ?? arc}`
    }
    arc = 0
    wide = undefined
    inArc = false
  }
  if (inArc) throw bad('object identifier that ends inside an arc')
  return text
}

/**
 * The content octets of an OBJECT IDENTIFIER in dotted form. ITU-T X.690 §8.19.
 *
 * @throws {TypeError} if `text` is no object identifier.
 *
 * @example
 * ```ts
 * import { encodeOid } from 'emrtd/asn1'
 *
 * encodeOid('2.23.136') // Uint8Array.of(0x67, 0x81, 0x08)
 * ```
 */
export function encodeOid(text: string): Uint8Array {
  if (!/^[0-2](\.(0|[1-9]\d*))+$/.test(text)) throw new TypeError('not an object identifier in dotted form')
  const [root, second, ...others] = text.split('.')
  if (Number(root) < 2 && Number(second) > 39) throw new TypeError('second arc above 39')
  const octets: number[] = []
  pushArc(octets, BigInt(root!) * 40n + BigInt(second!))
  for (const arc of others) pushArc(octets, arc.length < 10 ? Number(arc) : BigInt(arc))
  return Uint8Array.from(octets)
}

/** Base 128, the highest digit first, all but the last with their first bit set. Small arcs are numbers for the sake of speed. */
function pushArc(octets: number[], arc: number | bigint): void {
  if (typeof arc === 'bigint' && arc >= 1n << 30n) {
    const digits = [Number(arc & 0x7fn)]
    for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) digits.unshift(Number(rest & 0x7fn) | 0x80)
    octets.push(...digits)
    return
  }
  const value = Number(arc)
  for (let shift = 28; shift > 0; shift -= 7) {
    if (value >= 2 ** shift) octets.push(((value >>> shift) & 0x7f) | 0x80)
  }
  octets.push(value & 0x7f)
}
