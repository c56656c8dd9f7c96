import { EmrtdError } from '../errors.js'

/**
 * Padding method 2 of ISO/IEC 9797-1: 80, then zeros up to a whole block; always at least one byte. Doc 9303-11 §9.8.
 *
 * @param blockLength 8 bytes for 3DES, 16 for AES.
 *
 * @example
 * ```ts
 * import { padIso9797 } from 'emrtd/crypto'
 *
 * padIso9797(Uint8Array.of(0x01, 0x1e), 8) // 01 1E 80 00 00 00 00 00
 * ```
 */
export function padIso9797(data: Uint8Array, blockLength: 8 | 16): Uint8Array {
  const padded = new Uint8Array((Math.floor(data.length / blockLength) + 1) * blockLength)
  padded.set(data)
  padded[data.length] = 0x80
  return padded
}

/**
 * `padded` without its padding by method 2: a view. ISO/IEC 9797-1 §6.3.3.
 *
 * @throws {EmrtdError} `CRYPTO_BAD_INPUT` unless it is one or more whole blocks and ends, within the last one, in 80 and
 * zeros.
 *
 * @example
 * ```ts
 * import { unpadIso9797 } from 'emrtd/crypto'
 *
 * unpadIso9797(Uint8Array.of(1, 2, 0x80, 0, 0, 0, 0, 0), 8) // 01 02
 * ```
 */
export function unpadIso9797(padded: Uint8Array, blockLength: 8 | 16): Uint8Array {
  if (padded.length === 0 || padded.length % blockLength !== 0) {
    throw new EmrtdError('CRYPTO_BAD_INPUT', `padded data of whole blocks of ${blockLength} bytes expected`)
  }
  for (let at = padded.length - 1; at >= padded.length - blockLength; at--) {
    if (padded[at] === 0x80) return padded.subarray(0, at)
    if (padded[at] !== 0) break
  }
  throw new EmrtdError('CRYPTO_BAD_INPUT', 'padding of 80 and zeros expected')
}
