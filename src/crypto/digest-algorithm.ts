import { DerReader, derTag } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { type HashName, hashByOid } from './hashes.js'

/**
 * The hash function that an AlgorithmIdentifier names, as in digestAlgorithm of a SignerInfo and of the LDS security
 * object. Its parameters are absent or NULL (RFC 5754 §2).
 *
 * @param input the AlgorithmIdentifier, or a reader that stands at it.
 * @throws {EmrtdError} `CRYPTO_UNSUPPORTED_ALGORITHM` for a hash function that the library does not know (MD5 among
 * them), `CRYPTO_BAD_PARAMETERS` for parameters, `ASN1_…` for what is not the structure.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDigestAlgorithm } from 'emrtd/crypto'
 *
 * parseDigestAlgorithm(fromHex('300b 0609 608648016503040201')) // 'SHA-256'
 * ```
 */
export function parseDigestAlgorithm(input: Uint8Array | DerReader): HashName {
  const reader = input instanceof Uint8Array ? new DerReader(input) : input
  const offset = reader.offset
  const fields = reader.sequence()
  if (input instanceof Uint8Array) reader.end()
  const oid = fields.oid()
  const algorithm = hashByOid(oid)
  if (algorithm === undefined) {
    throw new EmrtdError('CRYPTO_UNSUPPORTED_ALGORITHM', `hash function ${oid} is not supported`, { offset })
  }
  if (!fields.atEnd) {
    if (fields.peekTag() !== derTag.null) {
      throw new EmrtdError('CRYPTO_BAD_PARAMETERS', 'a hash function has no parameters', {
        offset: fields.offset,
      })
    }
    fields.null()
    fields.end()
  }
  return algorithm.name
}
