import { DerReader } from '../../asn1/index.js'
import { bytesToBigInt } from '../../bytes.js'
import { type DomainParameters, parseDomainParameters } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'

/** A private key of the test kit. Numbers are unsigned big-endian bytes. */
export type ChipPrivateKey =
  | {
      readonly type: 'RSA'
      readonly modulus: Uint8Array
      readonly publicExponent: Uint8Array
      readonly privateExponent: Uint8Array
    }
  | { readonly type: 'EC' | 'DH'; readonly parameters: DomainParameters; readonly privateKey: Uint8Array }

/**
 * Reads a private key in PKCS#8 (RFC 5958), not encrypted: RSA, EC with named or explicit parameters, Diffie-Hellman. For
 * the chips of published reference documents, which come with their keys.
 *
 * @throws {EmrtdError} `ASN1_…` and `CRYPTO_…` for what is no such key.
 *
 * @example
 * ```ts
 * import { parseChipPrivateKey } from 'emrtd/testkit'
 *
 * const kindOfKey = (pkcs8: Uint8Array) => parseChipPrivateKey(pkcs8).type // 'EC'
 * ```
 */
export function parseChipPrivateKey(pkcs8: Uint8Array): ChipPrivateKey {
  const outer = new DerReader(pkcs8)
  const fields = outer.sequence()
  outer.end()
  fields.smallInteger(1)
  const algorithm = fields.raw(0x30)
  const oid = new DerReader(algorithm).sequence().oid()
  if (oid === '1.2.840.113549.1.1.1') {
    const key = fields.wrapped().sequence()
    key.smallInteger(1)
    const modulus = key.unsignedBytes()
    const publicExponent = key.unsignedBytes()
    return { type: 'RSA', modulus, publicExponent, privateExponent: key.unsignedBytes() }
  }
  const { domain } = parseDomainParameters(algorithm)
  const inner = fields.wrapped()
  let privateKey: Uint8Array
  if (domain.type === 'EC') {
    const key = inner.sequence()
    key.smallInteger(1)
    privateKey = key.octetString()
  } else privateKey = inner.unsignedBytes()
  if (bytesToBigInt(privateKey) === 0n) throw new EmrtdError('CRYPTO_BAD_KEY', 'private key of 0')
  return { type: domain.type, parameters: domain, privateKey }
}
