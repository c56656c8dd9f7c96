import { EmrtdError } from '../errors.js'

/** Identifier and length octets of one element, as offsets into the buffer that was given. */
export interface TlvHeader {
  /** Identifier octets read as one big-endian number: `0x30`, `0x5f0f`, `0x7f61`. */
  tag: number
  /** Offset of the first identifier octet. */
  start: number
  /** Offset of the first content octet. */
  contentStart: number
  /** Offset after the last content octet; -1 for the indefinite form. */
  contentEnd: number
  /** Whether the length was written in more octets than it needs. */
  nonMinimalLength: boolean
}

/** A header to be filled by {@link readHeader}; reused, so that walking a structure allocates nothing. */
export function emptyHeader(): TlvHeader {
  return { tag: 0, start: 0, contentStart: 0, contentEnd: 0, nonMinimalLength: false }
}

/**
 * Reads identifier and length octets at `start` into `header`. Bounds only: which of the forms read here are
 * acceptable (non-minimal or indefinite lengths) is for the caller to say. The content may be required to lie
 * before `end` (`complete`), or may run past it, for a header met before its content has arrived.
 *
 * Tags to three octets (Doc 9303 uses two), lengths to four octets.
 */
export function readHeader(
  bytes: Uint8Array,
  start: number,
  end: number,
  header: TlvHeader,
  complete: boolean,
): void {
  let at = start
  if (at >= end) throw new EmrtdError('ASN1_TRUNCATED', 'tag expected, input ends', { offset: at })
  let tag = bytes[at++]!
  if ((tag & 0x1f) === 0x1f) {
    for (let octets = 1; ; octets++) {
      if (at >= end) throw new EmrtdError('ASN1_TRUNCATED', 'input ends inside a tag', { offset: at })
      if (octets > 2) throw new EmrtdError('ASN1_BAD_TAG', 'tag of more than three octets', { offset: start })
      const octet = bytes[at++]!
      if (octets === 1 && octet === 0x80) {
        throw new EmrtdError('ASN1_BAD_TAG', 'tag number with a leading zero', { offset: start })
      }
      tag = tag * 256 + octet
      if (octet < 0x80) break
    }
  }
  if (at >= end) throw new EmrtdError('ASN1_TRUNCATED', 'length expected, input ends', { offset: at })
  const lengthAt = at
  let length = bytes[at++]!
  header.nonMinimalLength = false
  if (length === 0x80) {
    length = -1
  } else if (length > 0x80) {
    const octets = length & 0x7f
    if (octets > 4) {
      throw new EmrtdError('ASN1_BAD_LENGTH', `length of ${octets} octets, at most 4 expected`, {
        offset: lengthAt,
      })
    }
    if (at + octets > end) {
      throw new EmrtdError('ASN1_TRUNCATED', 'input ends inside a length', { offset: at })
    }
    const first = bytes[at]!
    length = 0
    for (let i = 0; i < octets; i++) length = length * 256 + bytes[at++]!
    header.nonMinimalLength = length < 0x80 || first === 0
  }
  if (complete && length > end - at) {
    throw new EmrtdError('ASN1_TRUNCATED', `length ${length} runs past the end, ${end - at} bytes are left`, {
      offset: lengthAt,
    })
  }
  header.tag = tag
  header.start = start
  header.contentStart = at
  header.contentEnd = length < 0 ? -1 : at + length
}

/**
 * Whether a tag's identifier octets say "constructed". ITU-T X.690 §8.1.2.5.
 *
 * @example
 * ```ts
 * import { isConstructed } from 'emrtd/asn1'
 *
 * isConstructed(0x5f1f) // false
 * ```
 */
export function isConstructed(tag: number): boolean {
  const first = tag > 0xffff ? tag >>> 16 : tag > 0xff ? tag >>> 8 : tag
  return (first & 0x20) !== 0
}

/**
 * A tag as it is written in Doc 9303: at least two upper-case hexadecimal digits.
 *
 * @example
 * ```ts
 * import { tagName } from 'emrtd/asn1'
 *
 * tagName(0x7f61) // '7F61'
 * ```
 */
export function tagName(tag: number): string {
  const digits = tag.toString(16).toUpperCase()
  return digits.length % 2 === 0 ? digits : `0${digits}`
}
