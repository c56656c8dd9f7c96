import { DerReader, derTag } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import type { HashName } from './hashes.js'
import { defaultPssParameters, parsePssParameters } from './pss-parameters.js'

/** RSASSA-PKCS1-v1_5. */
export interface RsaPkcs1Scheme {
  readonly kind: 'RSA-PKCS1'
  readonly hash: HashName
}

/** RSASSA-PSS with mask generation function MGF1. */
export interface RsaPssScheme {
  readonly kind: 'RSA-PSS'
  readonly hash: HashName
  /** The hash function of MGF1. */
  readonly mgfHash: HashName
  /** Length of the salt in bytes. */
  readonly saltLength: number
  /** 1 stands for the trailer byte BC; there is no other. */
  readonly trailerField: 1
}

/** ECDSA. The signature is a DER SEQUENCE of r and s, or both in plain, one after the other (TR-03111 §5.2.1). */
export interface EcdsaScheme {
  readonly kind: 'ECDSA'
  readonly hash: HashName
  readonly encoding: 'der' | 'plain'
}

/** DSA; the signature is a DER SEQUENCE of r and s. */
export interface DsaScheme {
  readonly kind: 'DSA'
  readonly hash: HashName
}

/** How a signature was made: everything that its verification needs beside key, message and signature. */
export type SignatureScheme = RsaPkcs1Scheme | RsaPssScheme | EcdsaScheme | DsaScheme

const pkcs1 = (hash: HashName): RsaPkcs1Scheme => Object.freeze({ kind: 'RSA-PKCS1', hash })
const ecdsa = (hash: HashName, encoding: 'der' | 'plain' = 'der'): EcdsaScheme =>
  Object.freeze({ kind: 'ECDSA', hash, encoding })
const dsa = (hash: HashName): DsaScheme => Object.freeze({ kind: 'DSA', hash })

const rsassaPss = '1.2.840.113549.1.1.10'

/** Object identifiers that name signature and hash at once. */
const schemes: ReadonlyMap<string, SignatureScheme> = new Map<string, SignatureScheme>([
  ['1.2.840.113549.1.1.5', pkcs1('SHA-1')],
  ['1.2.840.113549.1.1.14', pkcs1('SHA-224')],
  ['1.2.840.113549.1.1.11', pkcs1('SHA-256')],
  ['1.2.840.113549.1.1.12', pkcs1('SHA-384')],
  ['1.2.840.113549.1.1.13', pkcs1('SHA-512')],
  ['1.3.14.3.2.29', pkcs1('SHA-1')],
  ['1.2.840.10045.4.1', ecdsa('SHA-1')],
  ['1.2.840.10045.4.3.1', ecdsa('SHA-224')],
  ['1.2.840.10045.4.3.2', ecdsa('SHA-256')],
  ['1.2.840.10045.4.3.3', ecdsa('SHA-384')],
  ['1.2.840.10045.4.3.4', ecdsa('SHA-512')],
  // TR-03111 §5.2.1.1, ecdsa-plain-signatures
  ['0.4.0.127.0.7.1.1.4.1.1', ecdsa('SHA-1', 'plain')],
  ['0.4.0.127.0.7.1.1.4.1.2', ecdsa('SHA-224', 'plain')],
  ['0.4.0.127.0.7.1.1.4.1.3', ecdsa('SHA-256', 'plain')],
  ['0.4.0.127.0.7.1.1.4.1.4', ecdsa('SHA-384', 'plain')],
  ['0.4.0.127.0.7.1.1.4.1.5', ecdsa('SHA-512', 'plain')],
  ['1.2.840.10040.4.3', dsa('SHA-1')],
  ['1.3.14.3.2.27', dsa('SHA-1')],
  ['2.16.840.1.101.3.4.3.1', dsa('SHA-224')],
  ['2.16.840.1.101.3.4.3.2', dsa('SHA-256')],
  ['2.16.840.1.101.3.4.3.3', dsa('SHA-384')],
  ['2.16.840.1.101.3.4.3.4', dsa('SHA-512')],
])

/** Object identifiers that name the key only: the hash is the SignerInfo's digestAlgorithm. */
const keyOnly: ReadonlyMap<string, (hash: HashName) => SignatureScheme> = new Map<
  string,
  (hash: HashName) => SignatureScheme
>([
  ['1.2.840.113549.1.1.1', pkcs1],
  ['1.2.840.10045.2.1', ecdsa],
  ['1.2.840.10040.4.1', dsa],
])

/**
 * The signature scheme that the AlgorithmIdentifier of a certificate or CRL names. Doc 9303-12 §4.1.6.
 *
 * RSASSA-PSS without parameters is SHA-1, MGF1 with SHA-1 and 20 bytes of salt, and so is each field for itself
 * (RFC 4055 §3.1). Elsewhere parameters are absent or NULL, whichever the standard of the algorithm asks for.
 *
 * @param input the AlgorithmIdentifier, or a reader that stands at it.
 * @throws {EmrtdError} `CRYPTO_UNSUPPORTED_ALGORITHM` for an algorithm that the library does not know (those with MD5
 * among them), `CRYPTO_BAD_PARAMETERS` for its parameters, `ASN1_…` for what is not the structure.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseSignatureAlgorithm } from 'emrtd/crypto'
 *
 * parseSignatureAlgorithm(fromHex('300a 0608 2a8648ce3d040302')) // { kind: 'ECDSA', hash: 'SHA-256', encoding: 'der' }
 * ```
 */
export function parseSignatureAlgorithm(input: Uint8Array | DerReader): SignatureScheme {
  return parse(input, undefined)
}

/**
 * The signature scheme of a SignerInfo. Where signatureAlgorithm names only the key (rsaEncryption, ecPublicKey,
 * id-dsa), the hash is that of digestAlgorithm (RFC 3370 §3.2). Where it names a hash of its own, that one counts for
 * the signature, also if digestAlgorithm differs: digestAlgorithm is then the hash of the content only.
 *
 * @param signatureAlgorithm the AlgorithmIdentifier, or a reader that stands at it.
 * @param digest the hash function that digestAlgorithm names.
 * @throws {EmrtdError} as {@link parseSignatureAlgorithm}.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { resolveSignerInfoAlgorithm } from 'emrtd/crypto'
 *
 * const rsaEncryption = fromHex('300d 0609 2a864886f70d010101 0500')
 * resolveSignerInfoAlgorithm(rsaEncryption, 'SHA-256') // { kind: 'RSA-PKCS1', hash: 'SHA-256' }
 * ```
 */
export function resolveSignerInfoAlgorithm(
  signatureAlgorithm: Uint8Array | DerReader,
  digest: HashName,
): SignatureScheme {
  return parse(signatureAlgorithm, digest)
}

function parse(input: Uint8Array | DerReader, digest: HashName | undefined): SignatureScheme {
  const reader = input instanceof Uint8Array ? new DerReader(input) : input
  const offset = reader.offset
  const fields = reader.sequence()
  if (input instanceof Uint8Array) reader.end()
  const oid = fields.oid()

  if (oid === rsassaPss) {
    const parameters =
      fields.peekTag() === derTag.sequence ? parsePssParameters(fields) : defaultPssParameters
    refuseParameters(fields)
    return { kind: 'RSA-PSS', ...parameters, trailerField: 1 }
  }
  const scheme = schemes.get(oid) ?? (digest === undefined ? undefined : keyOnly.get(oid)?.(digest))
  if (scheme === undefined) {
    throw new EmrtdError('CRYPTO_UNSUPPORTED_ALGORITHM', `signature algorithm ${oid} is not supported`, {
      offset,
    })
  }
  refuseParameters(fields)
  return scheme
}

/** NULL or nothing. */
function refuseParameters(fields: DerReader): void {
  if (fields.atEnd) return
  if (fields.peekTag() !== derTag.null) {
    throw new EmrtdError(
      'CRYPTO_BAD_PARAMETERS',
      'signature algorithm with parameters that it does not have',
      {
        offset: fields.offset,
      },
    )
  }
  fields.null()
  fields.end()
}

/**
 * One line for a person: `RSASSA-PSS, SHA-256, MGF1 with SHA-256, salt of 32 bytes`.
 *
 * @example
 * ```ts
 * import { describeSignatureScheme } from 'emrtd/crypto'
 *
 * describeSignatureScheme({ kind: 'RSA-PKCS1', hash: 'SHA-256' }) // 'RSASSA-PKCS1-v1_5, SHA-256'
 * ```
 */
export function describeSignatureScheme(scheme: SignatureScheme): string {
  switch (scheme.kind) {
    case 'RSA-PKCS1':
      return `RSASSA-PKCS1-v1_5, ${scheme.hash}`
    case 'RSA-PSS':
      return `RSASSA-PSS, ${scheme.hash}, MGF1 with ${scheme.mgfHash}, salt of ${scheme.saltLength} bytes`
    case 'ECDSA':
      return `ECDSA, ${scheme.hash}${scheme.encoding === 'plain' ? ', plain signature' : ''}`
    case 'DSA':
      return `DSA, ${scheme.hash}`
  }
}
