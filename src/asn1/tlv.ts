import { EmrtdError } from '../errors.js'
import { emptyHeader, isConstructed, readHeader, tagName } from './header.js'

/** One BER-TLV data object of an LDS file or an APDU: definite length, tag of one to three octets. */
export interface Tlv {
  /** Identifier octets read as one big-endian number: `0x61`, `0x5f0f`, `0x7f61`. */
  readonly tag: number
  /** Offset of the data object in the buffer that was read. */
  readonly offset: number
  /** Offset of the value in the buffer that was read. */
  readonly valueOffset: number
  /** The value, a view into the buffer. */
  readonly value: Uint8Array
  /** The whole data object, a view into the buffer. */
  readonly bytes: Uint8Array
}

/** Tag and lengths of a data object of which perhaps only the beginning is at hand. */
export interface TlvLength {
  readonly tag: number
  /** Length of tag and length octets, in bytes. */
  readonly headerLength: number
  /** Length of tag, length and value together, in bytes. */
  readonly totalLength: number
}

/**
 * How many data objects one call of {@link readTlvs} returns at most. The longest lists of Doc 9303 have fewer
 * than 300 entries.
 */
export const maximumTlvCount = 10_000

/**
 * Reads the BER-TLV data object at `offset`. Lengths need not be minimal (chips write them padded), but must be
 * definite and lie inside `bytes`. Doc 9303-10 §3, ISO/IEC 7816-4 §6.3.
 *
 * @throws {EmrtdError} `ASN1_TRUNCATED`, `ASN1_BAD_TAG` or `ASN1_BAD_LENGTH`, with the offset.
 *
 * @example
 * ```ts
 * import { readTlv } from 'emrtd/asn1'
 *
 * readTlv(Uint8Array.of(0x5c, 0x02, 0x61, 0x75)).value // Uint8Array.of(0x61, 0x75)
 * ```
 */
export function readTlv(bytes: Uint8Array, offset: number = 0): Tlv {
  const header = emptyHeader()
  readHeader(bytes, offset, bytes.length, header, true)
  if (header.contentEnd < 0) {
    throw new EmrtdError('ASN1_BAD_LENGTH', 'indefinite length', { offset })
  }
  return {
    tag: header.tag,
    offset,
    valueOffset: header.contentStart,
    value: bytes.subarray(header.contentStart, header.contentEnd),
    bytes: bytes.subarray(offset, header.contentEnd),
  }
}

/**
 * Reads all data objects of `bytes` one after the other, not descending into them. Offsets count from the start
 * of `bytes`. ISO/IEC 7816-4 §6.3.
 *
 * @throws {EmrtdError} as {@link readTlv}, and `ASN1_LIMIT` for more than {@link maximumTlvCount} objects.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { readTlvs } from 'emrtd/asn1'
 *
 * readTlvs(fromHex('5c01 61 4200')).map(({ tag }) => tag) // [0x5c, 0x42]
 * ```
 */
export function readTlvs(bytes: Uint8Array, offset: number = 0): readonly Tlv[] {
  const objects: Tlv[] = []
  for (let at = offset; at < bytes.length; ) {
    if (objects.length === maximumTlvCount) {
      throw new EmrtdError('ASN1_LIMIT', `more than ${maximumTlvCount} data objects`, { offset: at })
    }
    const object = readTlv(bytes, at)
    objects.push(object)
    at += object.bytes.length
  }
  return objects
}

/**
 * Reads the data object at `offset` and refuses every tag but `tag`. ISO/IEC 7816-4 §6.3.
 *
 * @throws {EmrtdError} `ASN1_UNEXPECTED_TAG`, or as {@link readTlv}.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { expectTlv } from 'emrtd/asn1'
 *
 * expectTlv(fromHex('5f0802 0102'), 0x5f08).value // Uint8Array.of(1, 2)
 * ```
 */
export function expectTlv(bytes: Uint8Array, tag: number, offset: number = 0): Tlv {
  const object = readTlv(bytes, offset)
  if (object.tag !== tag) {
    throw new EmrtdError(
      'ASN1_UNEXPECTED_TAG',
      `tag ${tagName(tag)} expected, ${tagName(object.tag)} found`,
      {
        offset,
      },
    )
  }
  return object
}

/**
 * Tag and lengths of the data object that begins at byte 0, of which only the first bytes need be there: a chip's
 * file announces its size in them. ISO/IEC 7816-4 §6.3.
 *
 * @throws {EmrtdError} as {@link readTlv}; `ASN1_TRUNCATED` if not even the length is complete.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { readTlvLength } from 'emrtd/asn1'
 *
 * readTlvLength(fromHex('7582 012c')).totalLength // 304
 * ```
 */
export function readTlvLength(bytes: Uint8Array): TlvLength {
  const header = emptyHeader()
  readHeader(bytes, 0, bytes.length, header, false)
  if (header.contentEnd < 0) throw new EmrtdError('ASN1_BAD_LENGTH', 'indefinite length', { offset: 0 })
  return { tag: header.tag, headerLength: header.contentStart, totalLength: header.contentEnd }
}

/**
 * Whether the value of this data object is made of data objects. ITU-T X.690 §8.1.2.5.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { isConstructedTlv, readTlv } from 'emrtd/asn1'
 *
 * isConstructedTlv(readTlv(fromHex('6100'))) // true
 * ```
 */
export function isConstructedTlv(object: Tlv): boolean {
  return isConstructed(object.tag)
}
