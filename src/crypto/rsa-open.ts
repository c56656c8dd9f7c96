import { compareBytes } from '../bytes.js'
import type { CryptoBackend } from './backend.js'
import type { RsaPublicKey } from './keys.js'

/**
 * What a signature opens to: `signature ^ e mod n`, as long as the modulus. Undefined if the signature is not as long
 * as the modulus or not smaller than it (RFC 8017 §5.2.2): the sum of a signature and the modulus is none.
 */
export function rsaOpen(
  backend: CryptoBackend,
  key: RsaPublicKey,
  signature: Uint8Array,
): Uint8Array | undefined {
  if (signature.length !== key.modulus.length || compareBytes(signature, key.modulus) >= 0) return undefined
  return backend.rsaPublicOperation(key, signature)
}
