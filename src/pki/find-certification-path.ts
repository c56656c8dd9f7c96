import { equalBytes } from '../bytes.js'
import type { CryptoBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { type Certificate, findExtension, isSelfIssued } from './certificate.js'
import type { CertificateIndex, IssuerMatch } from './certificate-index.js'
import { extensionOid } from './extensions.js'
import { formatName } from './name.js'
import type { TrustPolicy } from './trust-policy.js'
import { type PathOutcome, verifyIssuer, verifyValidity } from './verify-issuer.js'

/** What {@link findCertificationPath} may use. */
export interface PathSearch {
  /** Where a path may end. */
  readonly anchors: CertificateIndex
  /** CA certificates, link certificates above all, that a path may lead over. They are not trusted. */
  readonly intermediates: CertificateIndex
  readonly backend: CryptoBackend
  /** Of several paths one that is valid at this time is preferred. */
  readonly at: Date
  /** What anchors must say of themselves; `lenient` unless given. Intermediates must have the CA flag in any case. */
  readonly caFlag?: TrustPolicy['caFlag']
}

/** A certificate that may have issued another one, and whether it did. */
export interface PathCandidate {
  readonly certificate: Certificate
  /** Its subject as text. */
  readonly subject: string
  /** How it was found. */
  readonly by: 'keyIdentifier' | 'name'
  /** Whether it is trusted, or a certificate that a path may lead over. */
  readonly role: 'anchor' | 'intermediate'
  readonly outcome: PathOutcome
}

/** What a search for a path found. */
export interface CertificationPath {
  readonly outcome: PathOutcome
  /** Whether every certificate of the path is valid; undefined if there is none. */
  readonly validity: PathOutcome | undefined
  /** From the end entity to the anchor; empty if there is none. */
  readonly certificates: readonly Certificate[]
  /** Every certificate that was tried, in the order of the search; one that is met on several ways stands several times. */
  readonly candidates: readonly PathCandidate[]
}

/** CA certificates in one path at most; a state that renews its key every 3 years makes 4 links in 15. */
const maximumLength = 8
/** Signatures verified in one search at most. */
const maximumSignatures = 256

/**
 * Searches for a path from `certificate` to an anchor, over intermediate certificates where need be, in bounded work: every
 * edge holds by {@link verifyIssuer}. Of several, the first that is valid at the given time. RFC 5280 §6.1; Doc 9303-12
 * §7.1.1.5 for the link certificates.
 *
 * Without a path the outcome is the most specific one that was met, else `inconclusive` with `NO_TRUST_ANCHOR`.
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { type Certificate, createCertificateIndex, findCertificationPath } from 'emrtd/pki'
 *
 * const pathOf = (signer: Certificate, csca: Certificate, links: readonly Certificate[], at: Date) =>
 *   findCertificationPath(signer, {
 *     anchors: createCertificateIndex([csca]),
 *     intermediates: createCertificateIndex(links),
 *     backend: defaultBackend,
 *     at,
 *   }).certificates
 * ```
 */
export function findCertificationPath(certificate: Certificate, search: PathSearch): CertificationPath {
  const candidates: PathCandidate[] = []
  let outcome: PathOutcome = {
    status: 'inconclusive',
    reason: 'NO_TRUST_ANCHOR',
    detail: 'no certificate that is trusted issued it',
  }
  let found: Pick<CertificationPath, 'certificates' | 'validity'> | undefined
  let signaturesLeft = maximumSignatures
  const extend = (chain: readonly Certificate[]): boolean => {
    const last = chain[chain.length - 1]!
    const certificatesBelow = chain.slice(1).filter(countsForLength).length
    const issuedBy = ({ certificate: issuer, by }: IssuerMatch, role: PathCandidate['role']): boolean => {
      // A key that stands in the chain already would make it a loop.
      if (
        signaturesLeft === 0 ||
        chain.some(other => equalBytes(other.publicKeyInfo, issuer.publicKeyInfo))
      ) {
        if (role === 'intermediate' || signaturesLeft === 0) return false
      }
      signaturesLeft--
      const caFlag = role === 'anchor' ? (search.caFlag ?? 'lenient') : 'required'
      const tried = verifyIssuer(last, issuer, search.backend, { certificatesBelow, caFlag })
      candidates.push({ certificate: issuer, subject: subjectText(issuer), by, role, outcome: tried })
      if (tried.status === 'passed') return true
      if (found === undefined && outcomeRank(tried) > outcomeRank(outcome)) outcome = tried
      return false
    }
    for (const match of search.anchors.findIssuers(last)) {
      if (!issuedBy(match, 'anchor')) continue
      const certificates = [...chain, match.certificate]
      const validity = verifyValidity(certificates, search.at)
      if (found === undefined || validity.status === 'passed') found = { certificates, validity }
      if (validity.status === 'passed') return true
    }
    if (chain.length >= maximumLength) return false
    for (const match of search.intermediates.findIssuers(last)) {
      if (issuedBy(match, 'intermediate') && extend([...chain, match.certificate])) return true
    }
    return false
  }
  extend([certificate])
  return found === undefined
    ? { outcome, validity: undefined, certificates: [], candidates }
    : { outcome: { status: 'passed' }, ...found, candidates }
}

/** How much an outcome says: passed, a fault of the path's certificates, a signature that does not hold, nothing. */
export function outcomeRank({ status, reason }: PathOutcome): number {
  if (status === 'passed') return 4
  if (status === 'failed') return reason === 'ISSUER_SIGNATURE_INVALID' ? 2 : 3
  return reason === 'NO_TRUST_ANCHOR' ? 0 : 1
}

/** The subject of a candidate for a report; certificates decode lazily, and one that cannot be read breaks nothing. */
export function subjectText(certificate: Certificate): string {
  try {
    return formatName(certificate.subject)
  } catch (error) {
    if (error instanceof EmrtdError) return 'unreadable'
    throw error
  }
}

/** Link certificates do not count, those that change the name included (RFC 5280 §6.1.4 (l), Doc 9303-12 §7.1.1.5). */
function countsForLength(certificate: Certificate): boolean {
  try {
    return !isSelfIssued(certificate) && findExtension(certificate, extensionOid.nameChange) === undefined
  } catch (error) {
    if (error instanceof EmrtdError) return true
    throw error
  }
}
