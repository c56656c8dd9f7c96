import { bigIntToBytes, bytesToBigInt, concatBytes, equalBytes } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { CryptoBackend } from './backend.js'
import { type HashName, hashAlgorithms } from './hashes.js'
import type { RsaPublicKey } from './keys.js'
import { checkedRsaPublicKey } from './public-key.js'
import { rsaOpen } from './rsa-open.js'

/** What is remarkable about an ISO/IEC 9796-2 signature. */
export type Iso9796Note =
  /** It is shorter than the modulus: the chip dropped leading zeros, which were put back (seen in AU passports). */
  | 'leadingZerosRestored'
  /** It is the smaller of the two that open alike, s and n - s (ISO/IEC 9796-2 §B.4, which Doc 9303 advises against). */
  | 'complement'

/** Why an ISO/IEC 9796-2 signature does not hold. */
export type Iso9796Reason = 'SIGNATURE_INVALID' | 'ALGORITHM_UNSUPPORTED' | 'KEY_MALFORMED'

/** How the verification ended. */
export type Iso9796Verification =
  | {
      readonly valid: true
      /** The hash function that the trailer names: SHA-1 for the trailer of one byte. */
      readonly hash: HashName
      /** The trailer field: `BC`, `34CC`. */
      readonly trailer: string
      /** The recovered part of the message, the chip's nonce: a view. */
      readonly recovered: Uint8Array
      readonly notes: readonly Iso9796Note[]
    }
  | {
      readonly valid: false
      readonly reason: Iso9796Reason
      /** The trailer field where one was found. */
      readonly trailer: string | undefined
      readonly notes: readonly Iso9796Note[]
    }

/** Hash functions by the first byte of a trailer of two (ISO/IEC 10118-3's numbers). */
const trailerHashes: ReadonlyMap<number, HashName> = new Map([
  [0x33, 'SHA-1'],
  [0x34, 'SHA-256'],
  [0x35, 'SHA-512'],
  [0x36, 'SHA-384'],
  [0x38, 'SHA-224'],
])

/**
 * Verifies a signature with partial message recovery of ISO/IEC 9796-2 digital signature scheme 1, as RSA Active
 * Authentication makes them. Doc 9303-11 §6.1.2.2, appendix F.
 *
 * The signature opens to 6A, the recoverable part M1, the hash of M1 and M2, and the trailer: BC for SHA-1, or 33, 34,
 * 35, 36, 38 before CC. Where M1 is shorter than there is room for, nibbles B stand between the 6 and the A. A
 * signature with total recovery (4A) does not cover M2 and is refused.
 *
 * @param nonRecoverable M2: the terminal's nonce, 8 bytes.
 * @param signature at most as long as the modulus; leading zeros that are missing are put back.
 *
 * @example
 * ```ts
 * import { checkedRsaPublicKey, defaultBackend, verifyIso9796Part2 } from 'emrtd/crypto'
 *
 * const key = checkedRsaPublicKey(new Uint8Array(128).fill(0xff), Uint8Array.of(3))
 * const nonce = defaultBackend.randomBytes(8)
 * const result = verifyIso9796Part2(defaultBackend, key, nonce, new Uint8Array(128))
 * if (!result.valid) result.reason // 'SIGNATURE_INVALID'
 * ```
 */
export function verifyIso9796Part2(
  backend: CryptoBackend,
  key: RsaPublicKey,
  nonRecoverable: Uint8Array,
  signature: Uint8Array,
): Iso9796Verification {
  const notes: Iso9796Note[] = []
  const refuse = (reason: Iso9796Reason, trailer?: string): Iso9796Verification => ({
    valid: false,
    reason,
    trailer,
    notes,
  })
  let opened: Uint8Array | undefined
  try {
    checkedRsaPublicKey(key.modulus, key.exponent)
    let padded = signature
    if (signature.length > 0 && signature.length < key.modulus.length) {
      padded = concatBytes(new Uint8Array(key.modulus.length - signature.length), signature)
      notes.push('leadingZerosRestored')
    }
    opened = rsaOpen(backend, key, padded)
  } catch (error) {
    if (error instanceof EmrtdError) return refuse('KEY_MALFORMED')
    throw error
  }
  if (opened === undefined) return refuse('SIGNATURE_INVALID')
  let block = opened
  if ((block[block.length - 1]! & 0x0f) !== 0x0c) {
    block = bigIntToBytes(bytesToBigInt(key.modulus) - bytesToBigInt(block), block.length)
    notes.push('complement')
  }

  const last = block[block.length - 1]!
  let hash: HashName | undefined = 'SHA-1'
  let trailerLength = 1
  if (last === 0xcc) {
    hash = trailerHashes.get(block[block.length - 2]!)
    trailerLength = 2
  } else if (last !== 0xbc) return refuse('SIGNATURE_INVALID')
  const trailer = Array.from(block.subarray(block.length - trailerLength), byte =>
    byte.toString(16).toUpperCase().padStart(2, '0'),
  ).join('')
  const start = recoverableStart(block, key.bits)
  if (start === undefined) return refuse('SIGNATURE_INVALID', trailer)
  if (hash === undefined) return refuse('ALGORITHM_UNSUPPORTED', trailer)

  const hashAt = block.length - trailerLength - hashAlgorithms[hash].length
  if (hashAt < start) return refuse('SIGNATURE_INVALID', trailer)
  const recovered = block.subarray(start, hashAt)
  const digest = backend.digest(hash, recovered, nonRecoverable)
  if (!equalBytes(digest, block.subarray(hashAt, block.length - trailerLength))) {
    return refuse('SIGNATURE_INVALID', trailer)
  }
  return { valid: true, hash, trailer, recovered, notes }
}

/**
 * Where the recoverable part begins: behind the nibble 6 (partial recovery), any number of nibbles B and the nibble A.
 * The representative has as many bits as the modulus, so where these are no whole bytes it begins in the second
 * nibble, and the first is 0 as in the modulus; where they are no whole nibbles, M1 could not be whole bytes. The last nibble is C,
 * so the search ends.
 */
function recoverableStart(block: Uint8Array, bits: number): number | undefined {
  if (bits % 4 !== 0) return undefined
  const nibble = (index: number) => (index % 2 === 0 ? block[index >>> 1]! >>> 4 : block[index >>> 1]! & 0x0f)
  let at = bits % 8 === 0 ? 0 : 1
  if (nibble(at++) !== 0x6) return undefined
  while (nibble(at) === 0xb) at++
  if (nibble(at++) !== 0xa) return undefined
  return at % 2 === 0 ? at / 2 : undefined
}
