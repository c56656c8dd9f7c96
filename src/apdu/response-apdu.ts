import { EmrtdError } from '../errors.js'

/** A response APDU. ISO/IEC 7816-4 §5.1. */
export interface ResponseApdu {
  /** Response data, without the status word. */
  readonly data: Uint8Array
  /** SW1-SW2 as one number: `0x9000`. */
  readonly sw: number
}

/** Data of an extended response and its status word. */
const longest = 0x1_0000 + 2

/**
 * Reads a response APDU; `data` is a view. ISO/IEC 7816-4 §5.1.
 *
 * @throws {EmrtdError} `APDU_BAD_RESPONSE` for fewer than 2 or more than 65,538 bytes.
 *
 * @example
 * ```ts
 * import { parseResponseApdu } from 'emrtd/apdu'
 *
 * parseResponseApdu(Uint8Array.of(0x6a, 0x82)).sw // 0x6a82
 * ```
 */
export function parseResponseApdu(bytes: Uint8Array): ResponseApdu {
  const end = bytes.length - 2
  if (end < 0) {
    throw new EmrtdError('APDU_BAD_RESPONSE', `the response has ${bytes.length} bytes, no status word`)
  }
  if (bytes.length > longest) {
    throw new EmrtdError('APDU_BAD_RESPONSE', `the response has ${bytes.length} bytes, more than any can`)
  }
  return { data: bytes.subarray(0, end), sw: bytes[end]! * 256 + bytes[end + 1]! }
}
