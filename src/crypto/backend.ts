import type { EcCurve } from './curves.js'
import type { HashName } from './hashes.js'
import type { EcPublicKey, RsaPublicKey } from './keys.js'

/**
 * The primitives that the library needs, synchronous, over bytes. Two implementations: `portable` runs everywhere,
 * `native` over `node:crypto`. They answer alike on every input. Paddings, signature encodings and key checks are not
 * theirs: they stand once, above both (`rsa-pkcs1.ts`, `rsa-pss.ts`, `ecdsa.ts`, `public-key.ts`).
 *
 * Big numbers are unsigned big-endian bytes. Points are uncompressed: 04, x, y. Malformed input throws
 * `EmrtdError` with a `CRYPTO_` code; a signature that does not hold is `false`. A key or initialization vector of a
 * length that its cipher does not have is a `TypeError`.
 */
export interface CryptoBackend {
  readonly name: 'portable' | 'native'

  /** The hash of `parts` one after the other. */
  digest(hash: HashName, ...parts: readonly Uint8Array[]): Uint8Array

  /** `length` bytes fit for keys and nonces. */
  randomBytes(length: number): Uint8Array

  /**
   * The RSA public operation `input ^ e mod n`. `input` is as long as the modulus and smaller than it; so is the result.
   */
  rsaPublicOperation(key: RsaPublicKey, input: Uint8Array): Uint8Array

  /**
   * Whether `signature` (r, s, each as long as the curve's order) is one over the hash of `message`. Any s in range
   * counts, high or low; a hash longer than the order is truncated. False for r or s out of range.
   */
  verifyEcdsa(key: EcPublicKey, hash: HashName, message: Uint8Array, signature: Uint8Array): boolean

  /**
   * `base ^ exponent mod modulus`, as long as the modulus. The modulus is odd and above 1; the exponent may be 0. Not in
   * constant time.
   */
  modPow(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): Uint8Array

  /**
   * `scalar` times `point` (the generator if none is given). `CRYPTO_BAD_INPUT` if the point is not on the curve, the
   * scalar is not from 1 to n - 1, or the result is the point at infinity.
   */
  ecMultiply(curve: EcCurve, scalar: Uint8Array, point?: Uint8Array): Uint8Array

  /** Sum of two points; `CRYPTO_BAD_INPUT` as in {@link ecMultiply}. */
  ecAdd(curve: EcCurve, a: Uint8Array, b: Uint8Array): Uint8Array

  /** AES (key of 16, 24 or 32 bytes) in CBC mode without padding. `data` is whole blocks of 16 bytes. */
  aesCbcEncrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array
  /** The inverse of {@link aesCbcEncrypt}. */
  aesCbcDecrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array

  /** AES-CMAC, 16 bytes (NIST SP 800-38B). */
  aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array

  /** Triple DES (key of 16 bytes: two keys; or 24) in CBC mode without padding. `data` is whole blocks of 8 bytes. */
  tripleDesCbcEncrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array
  /** The inverse of {@link tripleDesCbcEncrypt}. */
  tripleDesCbcDecrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array

  /**
   * ISO/IEC 9797-1 MAC algorithm 3 ("retail MAC") with DES, without padding: 8 bytes. Key of 16 bytes; `data` is whole
   * blocks of 8 bytes.
   */
  retailMac(key: Uint8Array, data: Uint8Array): Uint8Array
}
