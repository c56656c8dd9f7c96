import { cbc, cmac } from '@noble/ciphers/aes.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { concatBytes } from '../../bytes.js'
import type { CryptoBackend } from '../backend.js'
import type { HashName } from '../hashes.js'
import { checkAesKey, checkCbcInput, checkRetailMacInput, checkTripleDesKey } from '../input-checks.js'
import { desCbcDecrypt, desCbcEncrypt } from './des.js'
import { ecAdd, ecMultiply } from './elliptic.js'
import { modPowBytes, rsaPublicOperation } from './mod-pow.js'
import { verifyEcdsaDigest } from './verify-ecdsa.js'

const hashes = {
  'SHA-1': sha1,
  'SHA-224': sha224,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
} as const

function digest(hash: HashName, ...parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return hashes[hash](parts[0]!)
  const running = hashes[hash].create()
  for (const part of parts) running.update(part)
  return running.digest()
}

/** The most that one call of getRandomValues gives (W3C Web Cryptography §10.1.1). */
const randomChunk = 65536

/**
 * The backend that runs everywhere: noble's hashes, AES and curves, RSA over BigInt, our own DES. It needs nothing of
 * its surroundings but `crypto.getRandomValues`, and that only for random bytes.
 *
 * @example
 * ```ts
 * import { portableBackend } from 'emrtd/crypto/portable'
 *
 * portableBackend.digest('SHA-256', Uint8Array.of(1, 2, 3)).length // 32
 * ```
 */
export const portableBackend: CryptoBackend = Object.freeze<CryptoBackend>({
  name: 'portable',
  digest,

  randomBytes(length) {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += randomChunk) {
      globalThis.crypto.getRandomValues(bytes.subarray(at, at + randomChunk))
    }
    return bytes
  },

  rsaPublicOperation,

  verifyEcdsa(key, hash, message, signature) {
    return verifyEcdsaDigest(key, digest(hash, message), signature)
  },

  modPow: modPowBytes,
  ecMultiply,
  ecAdd,

  aesCbcEncrypt(key, iv, data) {
    checkAesKey(key)
    checkCbcInput(iv, data, 16)
    return cbc(key, iv, { disablePadding: true }).encrypt(data)
  },

  aesCbcDecrypt(key, iv, data) {
    checkAesKey(key)
    checkCbcInput(iv, data, 16)
    return cbc(key, iv, { disablePadding: true }).decrypt(data)
  },

  aesCmac(key, message) {
    checkAesKey(key)
    return cmac(message, key)
  },

  tripleDesCbcEncrypt(key, iv, data) {
    checkTripleDesKey(key)
    checkCbcInput(iv, data, 8)
    return desCbcEncrypt(key, iv, data)
  },

  tripleDesCbcDecrypt(key, iv, data) {
    checkTripleDesKey(key)
    checkCbcInput(iv, data, 8)
    return desCbcDecrypt(key, iv, data)
  },

  retailMac(key, data) {
    checkRetailMacInput(key, data)
    // The last block's E, D, E of algorithm 3 is one block of two-key Triple DES over the chain so far.
    const chained = concatBytes(
      new Uint8Array(8),
      desCbcEncrypt(key.subarray(0, 8), new Uint8Array(8), data.subarray(0, -8)),
    )
    return desCbcEncrypt(key, chained.subarray(-8), data.subarray(-8))
  },
})
