import { equalBytes } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { Certificate } from './certificate.js'
import type { SignerIdentifier } from './cms.js'
import { equalNames, unorderedNameKey } from './name.js'

/** A certificate that a SignerInfo names. */
export interface SignerCandidate {
  readonly certificate: Certificate
  /**
   * How the identifier names it: `exact`, or `issuerReordered` when the issuer's parts stand in another order than in the
   * certificate (Malaysian EF.SODs); the serial number is exact in both.
   */
  readonly match: 'exact' | 'issuerReordered'
}

/**
 * The certificates among `certificates` that a SignerInfo's identifier names, exact matches first. None is ever guessed:
 * an identifier that names nothing gives an empty list. Doc 9303-10 §4.6.2.2, RFC 5652 §5.3.
 *
 * A key identifier is compared with the extension's bytes, whatever their length; issuer names by RFC 5280 §7.1. A
 * certificate of which these cannot be read is not the one.
 *
 * @example
 * ```ts
 * import { type Certificate, findSigners, type SignedData } from 'emrtd/pki'
 *
 * const signersOf = (cms: SignedData, certificates: readonly Certificate[]) =>
 *   cms.signerInfos.map(info => findSigners(info.identifier, certificates))
 * ```
 */
export function findSigners(
  identifier: SignerIdentifier,
  certificates: readonly Certificate[],
): readonly SignerCandidate[] {
  if (identifier.kind === 'subjectKeyIdentifier') {
    return certificates
      .filter(certificate =>
        readably(() => {
          const own = certificate.subjectKeyIdentifier
          return own !== undefined && equalBytes(own, identifier.keyIdentifier)
        }),
      )
      .map(certificate => ({ certificate, match: 'exact' }))
  }
  const { issuer, serialNumber } = identifier
  const sameSerial = certificates.filter(certificate => equalBytes(certificate.serialNumber, serialNumber))
  const exact = sameSerial.filter(certificate => readably(() => equalNames(certificate.issuer, issuer)))
  const rest = sameSerial.filter(certificate => !exact.includes(certificate))
  const sought = rest.length === 0 ? '' : unorderedNameKey(issuer)
  const reordered = rest.filter(certificate =>
    readably(() => unorderedNameKey(certificate.issuer) === sought),
  )
  return [
    ...exact.map(certificate => ({ certificate, match: 'exact' as const })),
    ...reordered.map(certificate => ({ certificate, match: 'issuerReordered' as const })),
  ]
}

/** Certificates decode lazily: a malformed one among them must not hide the others. */
function readably(test: () => boolean): boolean {
  try {
    return test()
  } catch (error) {
    if (error instanceof EmrtdError) return false
    throw error
  }
}
