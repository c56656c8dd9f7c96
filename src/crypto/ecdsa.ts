import { DerReader } from '../asn1/index.js'
import { concatBytes } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { CryptoBackend } from './backend.js'
import type { HashName } from './hashes.js'
import type { EcPublicKey } from './keys.js'

/**
 * The plain form (r, s, each of `length` bytes) of a DER ECDSA-Sig-Value or Dss-Sig-Value (RFC 3279 §2.2.3);
 * undefined unless it is strict DER with two numbers that fit: no negative ones, no superfluous zeros, nothing
 * behind. Doc 9303-11 §6.1.2.3 asks for plain signatures in Active Authentication; some chips answer with this one.
 *
 * @param length bytes of each number: the `orderLength` of the curve.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { plainFromDerSignature } from 'emrtd/crypto'
 *
 * plainFromDerSignature(fromHex('3006 020105 020106'), 2) // 0005 0006
 * plainFromDerSignature(fromHex('3006 020105 020186'), 2) // undefined: negative
 * ```
 */
export function plainFromDerSignature(signature: Uint8Array, length: number): Uint8Array | undefined {
  try {
    const reader = new DerReader(signature)
    const fields = reader.sequence()
    reader.end()
    const r = fields.unsignedBytes()
    const s = fields.unsignedBytes()
    fields.end()
    if (r.length > length || s.length > length) return undefined
    return concatBytes(new Uint8Array(length - r.length), r, new Uint8Array(length - s.length), s)
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

/**
 * ECDSA verification (FIPS 186-4 §6.4). A hash longer than the order is truncated; r and s are from 1 to n - 1, s high
 * or low.
 *
 * @param encoding `der` for ECDSA-Sig-Value; `plain` for r and s one after the other, each exactly as long as the order
 * (TR-03111 §5.2.1).
 */
export function verifyEcdsaSignature(
  backend: CryptoBackend,
  hash: HashName,
  encoding: 'der' | 'plain',
  key: EcPublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const plain = encoding === 'der' ? plainFromDerSignature(signature, key.curve.orderLength) : signature
  return plain !== undefined && backend.verifyEcdsa(key, hash, message, plain)
}
