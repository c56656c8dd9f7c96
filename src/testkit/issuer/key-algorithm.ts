import { derInteger, derNull, derOid, derSequence, encodeTlv } from '../../asn1/index.js'
import { type HashName, hashAlgorithms } from '../../crypto/index.js'

/** An RSA key and how it signs. */
export interface RsaKeyAlgorithm {
  readonly kind: 'rsa'
  /** Length of the modulus in bits, 1024 to 8192. */
  readonly bits: number
  /** Public exponent, 65537 unless given. */
  readonly exponent?: number | undefined
  readonly padding: 'pkcs1' | 'pss'
  readonly hash: HashName
  /** PSS: length of the salt in bytes, that of the hash unless given. */
  readonly saltLength?: number | undefined
}

/** An ECDSA key and how it signs. */
export interface EcdsaKeyAlgorithm {
  readonly kind: 'ecdsa'
  /** As `curveByName` takes it. */
  readonly curve: string
  /** Whether the certificate names the curve or spells its parameters out. Doc 9303-12 §4.4.1 asks for the latter. */
  readonly parameters: 'named' | 'explicit'
  readonly hash: HashName
}

/** A key of the issuer's and the signature scheme that it is used with. */
export type KeyAlgorithm = RsaKeyAlgorithm | EcdsaKeyAlgorithm

const pkcs1Oids: Readonly<Record<HashName, string>> = {
  'SHA-1': '1.2.840.113549.1.1.5',
  'SHA-224': '1.2.840.113549.1.1.14',
  'SHA-256': '1.2.840.113549.1.1.11',
  'SHA-384': '1.2.840.113549.1.1.12',
  'SHA-512': '1.2.840.113549.1.1.13',
}

const ecdsaOids: Readonly<Record<HashName, string>> = {
  'SHA-1': '1.2.840.10045.4.1',
  'SHA-224': '1.2.840.10045.4.3.1',
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
}

/** The AlgorithmIdentifier of a hash function, without parameters (RFC 5754 §2). */
export function hashIdentifier(hash: HashName): Uint8Array {
  return derSequence(derOid(hashAlgorithms[hash].oid))
}

/** The AlgorithmIdentifier of the signatures, in DER. RFC 4055, RFC 5758. */
export function signatureAlgorithmIdentifier(algorithm: KeyAlgorithm): Uint8Array {
  if (algorithm.kind === 'ecdsa') return derSequence(derOid(ecdsaOids[algorithm.hash]))
  if (algorithm.padding === 'pkcs1') return derSequence(derOid(pkcs1Oids[algorithm.hash]), derNull())
  return derSequence(derOid('1.2.840.113549.1.1.10'), pssParameters(algorithm))
}

/** RSASSA-PSS-params; what equals its default (SHA-1, 20 bytes) is left out as DER asks. RFC 4055 §3.1. */
function pssParameters(algorithm: RsaKeyAlgorithm): Uint8Array {
  const salt = saltLengthOf(algorithm)
  const hash = derSequence(derOid(hashAlgorithms[algorithm.hash].oid), derNull())
  const mask = derSequence(derOid('1.2.840.113549.1.1.8'), hash)
  const hashes = algorithm.hash === 'SHA-1' ? [] : [encodeTlv(0xa0, hash), encodeTlv(0xa1, mask)]
  return derSequence(...hashes, ...(salt === 20 ? [] : [encodeTlv(0xa2, derInteger(salt))]))
}

/** Length of the salt in bytes. */
export function saltLengthOf(algorithm: RsaKeyAlgorithm): number {
  return algorithm.saltLength ?? hashAlgorithms[algorithm.hash].length
}
