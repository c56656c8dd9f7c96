import type { EcCurve } from './curves.js'
import type { PssParameters } from './pss-parameters.js'

/** An RSA public key. */
export interface RsaPublicKey {
  readonly type: 'RSA'
  /** The modulus n, unsigned big-endian without leading zeros. */
  readonly modulus: Uint8Array
  /** The public exponent e, unsigned big-endian without leading zeros. */
  readonly exponent: Uint8Array
  /** Length of the modulus in bits. */
  readonly bits: number
  /**
   * Present if the key is for RSASSA-PSS only (id-RSASSA-PSS in its SubjectPublicKeyInfo): the parameters that it is
   * bound to, the salt length a minimum, or `any` if it names none (RFC 4055 §1.2).
   */
  readonly pss?: PssParameters | 'any'
}

/** A public key on one of the known curves. */
export interface EcPublicKey {
  readonly type: 'EC'
  readonly curve: EcCurve
  /** The point, uncompressed: 04, x, y. It is on the curve. */
  readonly point: Uint8Array
  /** Whether the key came with explicit curve parameters (Doc 9303-12 §4.1.6.3 asks for them). */
  readonly explicitParameters: boolean
}

/** A Diffie-Hellman public key over a prime field, for Chip Authentication. */
export interface DhPublicKey {
  readonly type: 'DH'
  /** The prime p. */
  readonly prime: Uint8Array
  /** The generator g. */
  readonly generator: Uint8Array
  /** The order q of the subgroup, where it is given. */
  readonly order: Uint8Array | undefined
  /** The public value y. */
  readonly value: Uint8Array
}

/** A DSA public key (FIPS 186-4 §4). Numbers are unsigned big-endian without leading zeros. */
export interface DsaPublicKey {
  readonly type: 'DSA'
  /** The prime p. */
  readonly prime: Uint8Array
  /** The order q of the subgroup. */
  readonly order: Uint8Array
  /** The generator g. */
  readonly generator: Uint8Array
  /** The public value y. */
  readonly value: Uint8Array
}

/** A public key of a SubjectPublicKeyInfo. */
export type PublicKey = RsaPublicKey | EcPublicKey | DhPublicKey | DsaPublicKey
