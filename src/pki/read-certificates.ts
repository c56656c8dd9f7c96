import { EmrtdError } from '../errors.js'
import { type Certificate, fieldLeniencies, parseCertificate } from './certificate.js'
import { readPem } from './read-pem.js'

/** A certificate of a file that could not be read. */
export interface CertificateFailure {
  /** Its place among the certificates of the file, from 0. */
  readonly index: number
  /** Byte offset in the file at which it begins. */
  readonly offset: number
  readonly error: EmrtdError
}

/** The certificates of a file; nothing of them is verified. */
export interface CertificateFile {
  readonly certificates: readonly Certificate[]
  /** Those that could not be read; the others are not affected. */
  readonly failures: readonly CertificateFailure[]
}

/** Labels that tools write for an X.509 certificate. RFC 7468 §5.3 and Appendix A. */
const certificateLabels: readonly string[] = ['CERTIFICATE', 'X509 CERTIFICATE', 'X.509 CERTIFICATE']

/**
 * Reads a file of certificates: one in DER, or any number in PEM with any text around them; PEM blocks of other kinds are
 * passed over. {@link fieldLeniencies} are read over. RFC 7468 §5, RFC 5280 §4.1.
 *
 * @throws {EmrtdError} `PKI_UNKNOWN_FORMAT` if it is neither. A broken certificate is no error of the file.
 *
 * @example
 * ```ts
 * import { readCertificates } from 'emrtd/pki'
 *
 * const count = (file: Uint8Array) => readCertificates(file).certificates.length
 * ```
 */
export function readCertificates(bytes: Uint8Array): CertificateFile {
  const found: { readonly offset: number; readonly content: Uint8Array | EmrtdError }[] =
    bytes[0] === 0x30
      ? [{ offset: 0, content: bytes }]
      : readPem(bytes).filter(block => certificateLabels.includes(block.label))
  if (found.length === 0) {
    throw new EmrtdError('PKI_UNKNOWN_FORMAT', 'certificates in DER or PEM expected', { offset: 0 })
  }
  const certificates: Certificate[] = []
  const failures: CertificateFailure[] = []
  for (const [index, { offset, content }] of found.entries()) {
    try {
      if (content instanceof EmrtdError) throw content
      certificates.push(parseCertificate(content, { leniencies: fieldLeniencies }))
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      failures.push({ index, offset, error })
    }
  }
  return { certificates, failures }
}
