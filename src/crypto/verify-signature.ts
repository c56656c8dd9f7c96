import { EmrtdError } from '../errors.js'
import type { CryptoBackend } from './backend.js'
import { verifyDsaSignature } from './dsa.js'
import { verifyEcdsaSignature } from './ecdsa.js'
import type { PublicKey, RsaPublicKey } from './keys.js'
import { checkedRsaPublicKey } from './public-key.js'
import { verifyRsaPkcs1 } from './rsa-pkcs1.js'
import { verifyRsaPss } from './rsa-pss.js'
import type { RsaPssScheme, SignatureScheme } from './signature-algorithm.js'

/** What is remarkable about a signature that holds. */
export type SignatureNote = 'digestInfoWithoutNull'

/** Why a signature does not hold. */
export type SignatureReason =
  /** It is not one over this message by this key, or not well-formed. */
  | 'SIGNATURE_INVALID'
  /** The key is of another kind than the scheme, or not for it. */
  | 'ALGORITHM_MISMATCH'
  /** The key cannot be used. */
  | 'KEY_MALFORMED'

/** How the verification of a signature ended. */
export type SignatureVerification =
  | { readonly valid: true; readonly notes: readonly SignatureNote[] }
  | { readonly valid: false; readonly reason: SignatureReason; readonly notes: readonly SignatureNote[] }

const valid: SignatureVerification = Object.freeze({ valid: true, notes: Object.freeze([]) })
const validWithoutNull: SignatureVerification = Object.freeze({
  valid: true,
  notes: Object.freeze(['digestInfoWithoutNull'] as const),
})
const refusal = (reason: SignatureReason): SignatureVerification =>
  Object.freeze({ valid: false, reason, notes: Object.freeze([]) })
const refused = {
  invalid: refusal('SIGNATURE_INVALID'),
  mismatch: refusal('ALGORITHM_MISMATCH'),
  key: refusal('KEY_MALFORMED'),
} as const

/**
 * Verifies a signature, whatever the scheme: RSA PKCS#1 v1.5, RSA-PSS, ECDSA or DSA. Doc 9303-12 §4.1.6.
 *
 * Malformed keys and signatures are refused, never thrown. A key that is for RSASSA-PSS only, or for certain
 * parameters of it, is held to that (RFC 4055 §1.2, §3.3).
 *
 * @param backend who computes.
 * @param scheme from {@link parseSignatureAlgorithm} or {@link resolveSignerInfoAlgorithm}.
 * @param message the bytes that are signed, as they were read.
 * @param signature as long as the RSA modulus; or a DER structure of r and s; or r and s in plain.
 *
 * @example
 * ```ts
 * import { checkedRsaPublicKey, defaultBackend, type SignatureScheme, verifySignature } from 'emrtd/crypto'
 *
 * const key = checkedRsaPublicKey(new Uint8Array(128).fill(0xff), Uint8Array.of(3))
 * const scheme: SignatureScheme = { kind: 'RSA-PKCS1', hash: 'SHA-256' }
 * const result = verifySignature(defaultBackend, scheme, key, Uint8Array.of(1), new Uint8Array(128))
 * if (!result.valid) result.reason // 'SIGNATURE_INVALID'
 * ```
 */
export function verifySignature(
  backend: CryptoBackend,
  scheme: SignatureScheme,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): SignatureVerification {
  try {
    return verify(backend, scheme, key, message, signature)
  } catch (error) {
    if (error instanceof EmrtdError) return refused.key
    throw error
  }
}

function verify(
  backend: CryptoBackend,
  scheme: SignatureScheme,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): SignatureVerification {
  switch (scheme.kind) {
    case 'RSA-PKCS1': {
      if (key.type !== 'RSA' || key.pss !== undefined) return refused.mismatch
      checkedRsaPublicKey(key.modulus, key.exponent)
      const result = verifyRsaPkcs1(backend, scheme.hash, key, message, signature)
      if (result === 'invalid') return refused.invalid
      return result === 'withoutNull' ? validWithoutNull : valid
    }
    case 'RSA-PSS':
      if (key.type !== 'RSA' || !isPermitted(scheme, key)) return refused.mismatch
      checkedRsaPublicKey(key.modulus, key.exponent)
      return verifyRsaPss(backend, scheme, key, message, signature) ? valid : refused.invalid
    case 'ECDSA':
      if (key.type !== 'EC') return refused.mismatch
      return verifyEcdsaSignature(backend, scheme.hash, scheme.encoding, key, message, signature)
        ? valid
        : refused.invalid
    case 'DSA':
      if (key.type !== 'DSA') return refused.mismatch
      return verifyDsaSignature(backend, scheme.hash, key, message, signature) ? valid : refused.invalid
  }
}

/** RFC 4055 §3.3: the key's hash functions are binding, its salt length is the least. */
function isPermitted(scheme: RsaPssScheme, key: RsaPublicKey): boolean {
  const { pss } = key
  if (pss === undefined || pss === 'any') return true
  return pss.hash === scheme.hash && pss.mgfHash === scheme.mgfHash && scheme.saltLength >= pss.saltLength
}
