import { DerReader } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { parseDigestAlgorithm } from './digest-algorithm.js'
import type { HashName } from './hashes.js'

/** Parameters of RSASSA-PSS (RFC 4055 §3.1). */
export interface PssParameters {
  readonly hash: HashName
  /** The hash function of the mask generation function MGF1. */
  readonly mgfHash: HashName
  /** Length of the salt in bytes. */
  readonly saltLength: number
}

/** What absent parameters stand for: SHA-1, MGF1 with SHA-1, 20 bytes of salt (RFC 4055 §3.1). */
export const defaultPssParameters: PssParameters = Object.freeze({
  hash: 'SHA-1',
  mgfHash: 'SHA-1',
  saltLength: 20,
})

const mgf1 = '1.2.840.113549.1.1.8'

/** No salt fits that is longer than the longest modulus (8192 bits). */
const longestSalt = 1024

/**
 * Reads RSASSA-PSS-params. A field that is absent has its default, each for itself; a default that is written out
 * against DER is accepted, as every implementation does. RFC 4055 §3.1.
 *
 * @param input the structure, or a reader that stands at it.
 * @throws {EmrtdError} `CRYPTO_UNSUPPORTED_ALGORITHM` for another hash or mask generation function,
 * `CRYPTO_BAD_PARAMETERS` for a trailer field other than 1 or a salt longer than any key, `ASN1_…` for what is not
 * the structure.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parsePssParameters } from 'emrtd/crypto'
 *
 * parsePssParameters(fromHex('3005 a203 020100')) // { hash: 'SHA-1', mgfHash: 'SHA-1', saltLength: 0 }
 * ```
 */
export function parsePssParameters(input: Uint8Array | DerReader): PssParameters {
  const reader = input instanceof Uint8Array ? new DerReader(input) : input
  const fields = reader.sequence()
  if (input instanceof Uint8Array) reader.end()

  let { hash, mgfHash, saltLength } = defaultPssParameters
  const hashField = fields.tryEnter(0xa0)
  if (hashField !== undefined) {
    hash = parseDigestAlgorithm(hashField)
    hashField.end()
  }
  const mgfField = fields.tryEnter(0xa1)
  if (mgfField !== undefined) {
    const mgf = mgfField.sequence()
    const oid = mgf.oid()
    if (oid !== mgf1) {
      throw new EmrtdError('CRYPTO_UNSUPPORTED_ALGORITHM', `mask generation function ${oid} is not MGF1`)
    }
    mgfHash = parseDigestAlgorithm(mgf)
    mgf.end()
    mgfField.end()
  }
  const saltField = fields.tryEnter(0xa2)
  if (saltField !== undefined) {
    saltLength = saltField.smallInteger()
    if (saltLength > longestSalt) {
      throw new EmrtdError('CRYPTO_BAD_PARAMETERS', `salt of more than ${longestSalt} bytes`)
    }
    saltField.end()
  }
  const trailerField = fields.tryEnter(0xa3)
  if (trailerField !== undefined) {
    if (trailerField.integer() !== 1n) {
      throw new EmrtdError('CRYPTO_BAD_PARAMETERS', 'the only trailer field of RSASSA-PSS is 1')
    }
    trailerField.end()
  }
  fields.end()
  return { hash, mgfHash, saltLength }
}
