import { bigIntToBytes, bytesToBigInt } from '../bytes.js'
import type { CryptoBackend } from './backend.js'
import { plainFromDerSignature } from './ecdsa.js'
import type { HashName } from './hashes.js'
import { readPlainSignature } from './input-checks.js'
import type { DsaPublicKey } from './keys.js'

/** DSA verification (FIPS 186-4 §4.7); the signature is a DER Dss-Sig-Value. */
export function verifyDsaSignature(
  backend: CryptoBackend,
  hash: HashName,
  key: DsaPublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { prime, generator, order, value } = key
  const p = bytesToBigInt(prime)
  const q = bytesToBigInt(order)
  const plain = plainFromDerSignature(signature, order.length)
  const numbers = plain && readPlainSignature(plain, q, order.length)
  if (numbers === undefined) return false
  const { r, s } = numbers

  const digest = backend.digest(hash, message)
  const excess = digest.length * 8 - q.toString(2).length
  const z = excess > 0 ? bytesToBigInt(digest) >> BigInt(excess) : bytesToBigInt(digest)
  const power = (base: Uint8Array, exponent: bigint) =>
    bytesToBigInt(backend.modPow(base, bigIntToBytes(exponent, order.length), prime))
  // The inverse of s by Fermat's little theorem: q is prime in a sound key, and in another the signature fails.
  const w = bytesToBigInt(
    backend.modPow(bigIntToBytes(s, order.length), bigIntToBytes(q - 2n, order.length), order),
  )
  return ((power(generator, (z * w) % q) * power(value, (r * w) % q)) % p) % q === r
}
