import { concatBytes, equalBytes } from '../bytes.js'
import type { CryptoBackend } from './backend.js'
import { type HashName, hashAlgorithms } from './hashes.js'
import type { RsaPublicKey } from './keys.js'
import type { PssParameters } from './pss-parameters.js'
import { rsaOpen } from './rsa-open.js'

/**
 * RSASSA-PSS verification (RFC 8017 §8.1.2, EMSA-PSS-VERIFY of §9.1.2) with exactly the hash functions and the salt
 * length of `parameters`.
 */
export function verifyRsaPss(
  backend: CryptoBackend,
  parameters: PssParameters,
  key: RsaPublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const opened = rsaOpen(backend, key, signature)
  if (opened === undefined) return false
  const { hash, mgfHash, saltLength } = parameters
  const hashLength = hashAlgorithms[hash].length

  // The encoded message has one bit less than the modulus: a byte less where that bit begins a byte.
  const unusedBits = (8 - ((key.bits - 1) % 8)) % 8
  const encoded = unusedBits === 0 ? opened.subarray(1) : opened
  if (unusedBits === 0 && opened[0] !== 0) return false
  if (encoded.length < hashLength + saltLength + 2) return false
  if (encoded[encoded.length - 1] !== 0xbc) return false
  const maskedLength = encoded.length - hashLength - 1
  const masked = encoded.subarray(0, maskedLength)
  const expected = encoded.subarray(maskedLength, maskedLength + hashLength)
  const firstByteMask = 0xff >>> unusedBits
  if ((masked[0]! & ~firstByteMask) !== 0) return false

  const data = mgf1(backend, mgfHash, expected, maskedLength)
  for (let i = 0; i < maskedLength; i++) data[i]! ^= masked[i]!
  data[0]! &= firstByteMask
  const saltAt = maskedLength - saltLength
  for (let i = 0; i < saltAt - 1; i++) if (data[i] !== 0) return false
  if (data[saltAt - 1] !== 1) return false

  const digest = backend.digest(hash, message)
  return equalBytes(expected, backend.digest(hash, new Uint8Array(8), digest, data.subarray(saltAt)))
}

/** The mask generation function MGF1 (RFC 8017 §B.2.1). */
function mgf1(backend: CryptoBackend, hash: HashName, seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = []
  const count = Math.ceil(length / hashAlgorithms[hash].length)
  for (let i = 0; i < count; i++) {
    blocks.push(backend.digest(hash, seed, Uint8Array.of(i >>> 24, i >>> 16, i >>> 8, i)))
  }
  return concatBytes(...blocks).subarray(0, length)
}
