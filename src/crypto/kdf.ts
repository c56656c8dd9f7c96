import { concatBytes } from '../bytes.js'
import type { CryptoBackend } from './backend.js'
import type { HashName } from './hashes.js'

/** The block ciphers of secure messaging, with the length of the key. */
export type SymmetricCipher = '3DES' | 'AES-128' | 'AES-192' | 'AES-256'

/** What a derived key is for: the counter of the key derivation function. */
export type KeyUse = 'encryption' | 'mac' | 'password'

const counters: Readonly<Record<KeyUse, number>> = { encryption: 1, mac: 2, password: 3 }

const derivations: Readonly<Record<SymmetricCipher, { readonly hash: HashName; readonly length: number }>> = {
  '3DES': { hash: 'SHA-1', length: 16 },
  'AES-128': { hash: 'SHA-1', length: 16 },
  'AES-192': { hash: 'SHA-256', length: 24 },
  'AES-256': { hash: 'SHA-256', length: 32 },
}

/** How {@link deriveKey} derives. */
export interface DeriveKeyOptions {
  /** The nonce r of Chip Authentication version 2, between secret and counter (TR-03110-3 §A.2.3). */
  readonly nonce?: Uint8Array | undefined
}

/**
 * The key derivation function KDF(K, c): the first bytes of H(K || c), c the counter in four bytes: 1 for encryption, 2
 * for the MAC, 3 for the key from a password. SHA-1 for 3DES and AES-128, SHA-256 for AES-192 and AES-256. A 3DES key
 * has 16 bytes and odd parity in each. Doc 9303-11 §9.7.1.
 *
 * @param secret K: the shared secret, the key seed or the encoded password.
 *
 * @example
 * ```ts
 * import { fromHex, toHex } from 'emrtd'
 * import { defaultBackend, deriveKey } from 'emrtd/crypto'
 *
 * const seed = fromHex('239AB9CB282DAF66231DC5A4DF6BFBAE')
 * toHex(deriveKey(defaultBackend, seed, 'encryption', '3DES')) // 'ab94fdecf2674fdfb9b391f85d7f76f2'
 * ```
 */
export function deriveKey(
  backend: CryptoBackend,
  secret: Uint8Array,
  use: KeyUse,
  cipher: SymmetricCipher,
  options: DeriveKeyOptions = {},
): Uint8Array {
  const { hash, length } = derivations[cipher]
  const input = concatBytes(secret, options.nonce ?? new Uint8Array(0), Uint8Array.of(0, 0, 0, counters[use]))
  const digest = backend.digest(hash, input)
  const key = digest.slice(0, length)
  input.fill(0)
  digest.fill(0)
  if (cipher !== '3DES') return key
  const odd = withOddParity(key)
  key.fill(0)
  return odd
}

/**
 * `key` with the last bit of each byte set so that the byte has an odd number of ones, as FIPS 46-3 wants DES keys.
 * A copy. Doc 9303-11 §9.7.1.1.
 *
 * @example
 * ```ts
 * import { withOddParity } from 'emrtd/crypto'
 *
 * withOddParity(Uint8Array.of(0xab, 0x94, 0xfc, 0xed)) // ab 94 fd ec
 * ```
 */
export function withOddParity(key: Uint8Array): Uint8Array {
  return key.map(byte => {
    let ones = byte >>> 1
    ones ^= ones >>> 4
    ones ^= ones >>> 2
    ones ^= ones >>> 1
    return (byte & 0xfe) | (~ones & 1)
  })
}
