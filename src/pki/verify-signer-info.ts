import { DerReader } from '../asn1/index.js'
import { compareBytes, concatBytes, equalBytes } from '../bytes.js'
import {
  type CryptoBackend,
  type PublicKey,
  parseDigestAlgorithm,
  resolveSignerInfoAlgorithm,
  type SignatureNote,
  verifySignature,
} from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { ReasonCode } from '../verdict.js'
import type { Certificate } from './certificate.js'
import { cmsOid, findAttributes, type SignedData, type SignerInfo } from './cms.js'

/** How the verification of one signer's signature ended. */
export interface SignerInfoVerification {
  /** `inconclusive` if an algorithm is unknown: then nothing was proved either way. */
  readonly status: 'passed' | 'failed' | 'inconclusive'
  readonly reason?: ReasonCode
  /** What is remarkable about a signature that holds. */
  readonly notes: readonly (SignatureNote | 'signedAttributesUnsorted')[]
}

const ended = (status: 'failed' | 'inconclusive', reason: ReasonCode): SignerInfoVerification => ({
  status,
  reason,
  notes: [],
})

/**
 * Verifies one SignerInfo of a SignedData with the key of `signer`. Doc 9303-10 §4.6.2.2, RFC 5652 §5.4 and §5.6.
 *
 * Signed attributes are mandatory: contentType and messageDigest each once with one value, the former equal to the
 * content's type, the latter to the content's digest. Algorithm and PSS parameters come from the SignerInfo alone.
 * Whether `signer` is the certificate that the SignerInfo names, and is to be trusted, is for the caller.
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { type Certificate, type SignedData, verifySignerInfo } from 'emrtd/pki'
 *
 * const holds = (cms: SignedData, signer: Certificate) =>
 *   cms.signerInfos.length > 0 &&
 *   cms.signerInfos.every(info => verifySignerInfo(cms, info, signer, defaultBackend).status === 'passed')
 * ```
 */
export function verifySignerInfo(
  signedData: SignedData,
  signerInfo: SignerInfo,
  signer: Certificate,
  backend: CryptoBackend,
): SignerInfoVerification {
  if (signerInfo.signedAttributesBytes === undefined) return ended('failed', 'SIGNED_ATTRIBUTES_MISSING')
  try {
    const contentType = soleValue(signerInfo, cmsOid.contentType)
    if (contentType === undefined || new DerReader(contentType).oid() !== signedData.contentType) {
      return ended('failed', 'CONTENT_TYPE_ATTRIBUTE_BAD')
    }
    const messageDigest = soleValue(signerInfo, cmsOid.messageDigest)
    if (messageDigest === undefined) return ended('failed', 'MESSAGE_DIGEST_ATTRIBUTE_BAD')
    const hash = parseDigestAlgorithm(signerInfo.digestAlgorithm)
    if (!equalBytes(new DerReader(messageDigest).octetString(), backend.digest(hash, signedData.content))) {
      return ended('failed', 'MESSAGE_DIGEST_MISMATCH')
    }
    const scheme = resolveSignerInfoAlgorithm(signerInfo.signatureAlgorithm, hash)
    const { message, sorted } = signedBytes(signerInfo, signerInfo.signedAttributesBytes)
    const key = readPublicKey(signer)
    if (key === undefined) return ended('failed', 'KEY_MALFORMED')
    const result = verifySignature(backend, scheme, key, message, signerInfo.signature)
    if (!result.valid) return ended('failed', result.reason)
    return {
      status: 'passed',
      notes: sorted ? result.notes : [...result.notes, 'signedAttributesUnsorted'],
    }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return error.code === 'CRYPTO_UNSUPPORTED_ALGORITHM'
      ? ended('inconclusive', 'ALGORITHM_UNSUPPORTED')
      : ended('failed', 'SIGNATURE_INVALID')
  }
}

/** Undefined for a key that cannot be used: a point that is not on its curve, parameters of no curve. */
function readPublicKey(signer: Certificate): PublicKey | undefined {
  try {
    return signer.publicKey
  } catch (error) {
    if (error instanceof EmrtdError && error.code !== 'CRYPTO_UNSUPPORTED_ALGORITHM') return undefined
    throw error
  }
}

/** The one value of an attribute that stands once; undefined for none or several of either. */
function soleValue(signerInfo: SignerInfo, oid: string): Uint8Array | undefined {
  const attributes = findAttributes(signerInfo, oid)
  const values = attributes[0]?.values ?? []
  return attributes.length === 1 && values.length === 1 ? values[0] : undefined
}

/**
 * The signature covers the attributes as a DER SET OF, under tag 31 instead of A0. Received in order, they are the received
 * bytes with that tag; received out of order, the received elements are put in order (RFC 5652 §5.4).
 */
function signedBytes(signerInfo: SignerInfo, received: Uint8Array): { message: Uint8Array; sorted: boolean } {
  const elements = signerInfo.signedAttributes.map(attribute => attribute.bytes)
  const sorted = elements.every((element, i) => i === 0 || compareBytes(elements[i - 1]!, element) <= 0)
  const contentLength = elements.reduce((length, element) => length + element.length, 0)
  const header = received.slice(0, received.length - contentLength)
  header[0] = 0x31
  const ordered = sorted ? elements : [...elements].sort(compareBytes)
  return { message: concatBytes(header, ...ordered), sorted }
}
