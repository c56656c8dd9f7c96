import { equalBytes } from '../bytes.js'
import { type CryptoBackend, parseSignatureAlgorithm, verifySignature } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { ReasonCode } from '../verdict.js'
import type { Certificate } from './certificate.js'

/** How the verification of one certificate's signature by another's key ended. */
export interface CertificateSignatureVerification {
  /** `inconclusive` if the algorithm is unknown: then nothing was proved either way. */
  readonly status: 'passed' | 'failed' | 'inconclusive'
  readonly reason?: ReasonCode
}

/** What carries a signature in the manner of X.509: a certificate or a CRL. */
export type Signed = Pick<
  Certificate,
  'tbsBytes' | 'signatureAlgorithm' | 'tbsSignatureAlgorithm' | 'signature'
>

/**
 * Verifies the signature of `certificate`, or of a CRL, with the key of `issuer`. Only the signature: names, validity and the
 * issuer's right to sign are for path validation. Doc 9303-12 Appendix D, RFC 5280 §6.1.3 (a)(1).
 *
 * The algorithm is the one inside the signed part, and must be repeated outside of it. Malformed keys and signatures
 * are refused, never thrown.
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { type Certificate, verifyCertificateSignature } from 'emrtd/pki'
 *
 * const isSelfSigned = (certificate: Certificate) =>
 *   verifyCertificateSignature(certificate, certificate, defaultBackend).status === 'passed'
 * ```
 */
export function verifyCertificateSignature(
  certificate: Signed,
  issuer: Certificate,
  backend: CryptoBackend,
): CertificateSignatureVerification {
  if (!equalBytes(certificate.signatureAlgorithm, certificate.tbsSignatureAlgorithm)) {
    return { status: 'failed', reason: 'ALGORITHM_MISMATCH' }
  }
  try {
    const scheme = parseSignatureAlgorithm(certificate.signatureAlgorithm)
    const result = verifySignature(
      backend,
      scheme,
      issuer.publicKey,
      certificate.tbsBytes,
      certificate.signature,
    )
    return result.valid ? { status: 'passed' } : { status: 'failed', reason: result.reason }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return error.code === 'CRYPTO_UNSUPPORTED_ALGORITHM'
      ? { status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED' }
      : { status: 'failed', reason: 'KEY_MALFORMED' }
  }
}
