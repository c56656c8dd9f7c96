import type { Certificate } from './certificate.js'
import type { CertificateSignatureVerification } from './verify-certificate-signature.js'

/** What is remembered of document signers: see `rememberSigners`. */
export interface SignerMemory {
  /**
   * The certificate with these bytes; the same object as long as it is remembered.
   *
   * @throws {EmrtdError} as `parseCertificate`.
   */
  decode(bytes: Uint8Array): Certificate
  /** What `verify` found out of a certificate that came from `decode` and the key of `issuer`: asked once. */
  verify(
    certificate: Certificate,
    issuer: Certificate,
    verify: () => CertificateSignatureVerification,
  ): CertificateSignatureVerification
}
