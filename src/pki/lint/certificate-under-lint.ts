import { type DerDeviation, type DerElement, DerReader, derTag } from '../../asn1/index.js'
import { type CryptoBackend, defaultBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { type Certificate, fieldLeniencies, isSelfIssued } from '../certificate.js'
import { extendedKeyUsage } from '../extensions.js'
import { verifyCertificateSignature } from '../verify-certificate-signature.js'
import type { LintSubject } from './lint-rule.js'

/** The kinds of certificate that a CSCA issues or is. Doc 9303-12 §7.1.1 to §7.1.3. */
export type CertificateKind = Exclude<LintSubject, 'crl' | 'masterList' | 'deviationList' | 'efSod'>

/** An extension as it is written. */
export interface WrittenExtension {
  readonly oid: string
  /** The BOOLEAN as written; undefined if it is left out. */
  readonly critical: boolean | undefined
  readonly value: Uint8Array
}

/** A certificate with what is lost when it is decoded. */
export interface CertificateUnderLint {
  readonly certificate: Certificate
  readonly kind: CertificateKind
  /** notBefore and notAfter as written. */
  readonly times: readonly DerElement[]
  readonly hasUniqueId: boolean
  readonly extensions: readonly WrittenExtension[]
  readonly deviations: readonly DerDeviation[]
}

/**
 * What kind of certificate this is, by what it says of itself: a purpose of Doc 9303 in extKeyUsage; a CA, or one that is issued
 * by itself (a root if its own key signed it, else a link certificate); any other purpose; else a document signer.
 *
 * @throws {EmrtdError} `PKI_BAD_CERTIFICATE` if its names or extensions cannot be read.
 *
 * @example
 * ```ts
 * import { certificateKind, parseCertificate } from 'emrtd/pki'
 *
 * const isLink = (der: Uint8Array) => certificateKind(parseCertificate(der)) === 'link'
 * ```
 */
export function certificateKind(
  certificate: Certificate,
  backend: CryptoBackend = defaultBackend,
): CertificateKind {
  const { basicConstraints, keyUsage, extendedKeyUsage: purposes = [] } = certificate
  const isCa = basicConstraints?.ca === true || keyUsage?.includes('keyCertSign') === true
  if (!isCa) {
    const named = purposes.flatMap(purpose => kindOfPurpose.get(purpose) ?? [])[0]
    if (named !== undefined) return named
  }
  if (isCa || isSelfIssued(certificate)) {
    const own = isSelfIssued(certificate) && isOwnKey(certificate, backend)
    return own ? 'csca' : 'link'
  }
  return purposes.length > 0 ? 'communication' : 'documentSigner'
}

const kindOfPurpose: ReadonlyMap<string, CertificateKind> = new Map([
  [extendedKeyUsage.masterListSigner, 'masterListSigner'],
  [extendedKeyUsage.deviationListSigner, 'deviationListSigner'],
  [extendedKeyUsage.barCodeSigner, 'barCodeSigner'],
  [extendedKeyUsage.lds2TravelStampSigner, 'lds2Signer'],
  [extendedKeyUsage.lds2VisaSigner, 'lds2Signer'],
  [extendedKeyUsage.lds2BiometricsSigner, 'lds2Signer'],
])

function isOwnKey(certificate: Certificate, backend: CryptoBackend): boolean {
  return verifyCertificateSignature(certificate, certificate, backend).status === 'passed'
}

/** Reads what the rules look at. @throws {EmrtdError} if it is no certificate any more when read again. */
export function readForLint(certificate: Certificate, kind: CertificateKind): CertificateUnderLint {
  const deviations: DerDeviation[] = []
  const tbs = new DerReader(certificate.tbsBytes, {
    leniencies: fieldLeniencies,
    onDeviation: deviation => deviations.push(deviation),
  }).sequence()
  tbs.tryEnter(0xa0)
  for (let i = 0; i < 3; i++) tbs.skip()
  const validity = tbs.sequence()
  const times = [validity.element(), validity.element()]
  tbs.skip()
  tbs.skip()
  const hasUniqueId = tbs.peekTag() === 0x81 || tbs.peekTag() === 0x82
  while (tbs.peekTag() === 0x81 || tbs.peekTag() === 0x82) tbs.skip()
  const extensions = readWrittenExtensions(tbs, 0xa3)
  decodeAll(certificate)
  return { certificate, kind, times, hasUniqueId, extensions, deviations: certificate.deviations }
}

/** The extensions in this tag, if it comes next, with `critical` as it is written. */
export function readWrittenExtensions(tbs: DerReader, tag: number): readonly WrittenExtension[] {
  const list = tbs.tryEnter(tag)?.sequence()
  const extensions: WrittenExtension[] = []
  while (list !== undefined && !list.atEnd) {
    const extension = list.sequence()
    const oid = extension.oid()
    const critical = extension.peekTag() === derTag.boolean ? extension.boolean() : undefined
    extensions.push({ oid, critical, value: extension.octetString() })
  }
  return extensions
}

/** Decodes what is decoded lazily, so that its deviations from DER are known; what is broken shows itself to the rule that asks. */
function decodeAll(certificate: Certificate): void {
  const parts: readonly (() => unknown)[] = [
    () => certificate.issuer,
    () => certificate.subject,
    () => certificate.notBefore,
    () => certificate.subjectKeyIdentifier,
    () => certificate.authorityKeyIdentifier,
    () => certificate.basicConstraints,
    () => certificate.keyUsage,
    () => certificate.extendedKeyUsage,
  ]
  for (const part of parts) {
    try {
      part()
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
    }
  }
}
