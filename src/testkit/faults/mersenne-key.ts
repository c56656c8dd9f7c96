import type { HashName } from '../../crypto/index.js'
import { type IssuerKey, rsaIssuerKey } from '../issuer/issuer-key.js'
import { inverse } from '../issuer/rsa-key.js'

/** Both are prime, and everybody knows them: no key was ever worse, and none was ever found faster. */
const p = 2n ** 1279n - 1n
const q = 2n ** 2203n - 1n
const publicExponent = 65537n

/** How a key of {@link mersenneKey} signs. */
export interface MersenneChoices {
  readonly padding: 'pkcs1' | 'pss'
  readonly hash?: HashName
  /** In bytes; that of the hash unless given. */
  readonly saltLength?: number
}

/** An RSA key of 3482 bits that need not be searched for. */
export function mersenneKey({ padding, hash = 'SHA-256', saltLength }: MersenneChoices): IssuerKey {
  const modulus = p * q
  const privateExponent = inverse(publicExponent, (p - 1n) * (q - 1n))!
  return rsaIssuerKey(
    { kind: 'rsa', bits: 3482, padding, hash, saltLength },
    { modulus, publicExponent, privateExponent, p, q },
  )
}
