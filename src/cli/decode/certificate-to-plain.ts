import { defaultBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import type { Certificate } from '../../pki/index.js'

/** Fields of a certificate that are decoded when they are asked for, and may be unreadable then. */
const fields = [
  'version',
  'serialNumber',
  'subject',
  'issuer',
  'country',
  'notBefore',
  'notAfter',
  'publicKey',
  'signatureAlgorithm',
  'extensions',
  'subjectKeyIdentifier',
  'authorityKeyIdentifier',
  'basicConstraints',
  'keyUsage',
  'extendedKeyUsage',
  'deviations',
] as const satisfies readonly (keyof Certificate)[]

/** A certificate's fields as an object of its own, for JSON; of a field that cannot be read the error's code. */
export function certificateToPlain(certificate: Certificate): Readonly<Record<string, unknown>> {
  const plain: Record<string, unknown> = {
    sha256: defaultBackend.digest('SHA-256', certificate.bytes),
  }
  for (const field of fields) {
    try {
      plain[field] = certificate[field]
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      plain[field] = { error: error.code }
    }
  }
  return plain
}
