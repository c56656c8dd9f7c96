import { equalBytes } from '../bytes.js'
import type { CryptoBackend } from '../crypto/index.js'
import { type Certificate, findExtension, isSelfIssued } from './certificate.js'
import type { CertificateIndex } from './certificate-index.js'
import { extensionOid } from './extensions.js'
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
}

/** What a search for a path found. */
export interface CertificationPath {
  readonly outcome: PathOutcome
  /** Whether every certificate of the path is valid; undefined if there is none. */
  readonly validity: PathOutcome | undefined
  /** From the end entity to the anchor; empty if there is none. */
  readonly certificates: readonly Certificate[]
}

/** CA certificates in one path at most; a state that renews its key every 3 years makes 4 links in 15. */
const maximumLength = 8
/** Signatures verified in one search at most. */
const maximumSignatures = 256

/**
 * Searches for a path from `certificate` to an anchor, over intermediate certificates where need be, in bounded work: every
 * edge holds by {@link verifyIssuer}. Of several, the first that is valid at the given time. RFC 5280 §6.1; Doc 9303-12
 * §7.1.2 for the link certificates.
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
  let best: CertificationPath = {
    outcome: {
      status: 'inconclusive',
      reason: 'NO_TRUST_ANCHOR',
      detail: 'no certificate that is trusted issued it',
    },
    validity: undefined,
    certificates: [],
  }
  let signaturesLeft = maximumSignatures
  const extend = (chain: readonly Certificate[]): boolean => {
    const last = chain[chain.length - 1]!
    const issuedBy = (issuer: Certificate): boolean => {
      if (--signaturesLeft < 0 || chain.some(other => equalBytes(other.bytes, issuer.bytes))) return false
      const outcome = verifyIssuer(
        last,
        issuer,
        search.backend,
        chain.slice(1).filter(countsForLength).length,
      )
      if (best.certificates.length === 0 && outcomeRank(outcome) > outcomeRank(best.outcome)) {
        if (outcome.status !== 'passed') best = { ...best, outcome }
      }
      return outcome.status === 'passed'
    }
    for (const { certificate: anchor } of search.anchors.findIssuers(last)) {
      if (!issuedBy(anchor)) continue
      const certificates = [...chain, anchor]
      const validity = verifyValidity(certificates, search.at)
      if (best.certificates.length === 0 || validity.status === 'passed') {
        best = { outcome: { status: 'passed' }, validity, certificates }
      }
      if (validity.status === 'passed') return true
    }
    if (chain.length >= maximumLength) return false
    for (const { certificate: intermediate } of search.intermediates.findIssuers(last)) {
      if (issuedBy(intermediate) && extend([...chain, intermediate])) return true
    }
    return false
  }
  extend([certificate])
  return best
}

/** How much an outcome says: passed, a fault of the path's certificates, a signature that does not hold, nothing. */
export function outcomeRank({ status, reason }: PathOutcome): number {
  if (status === 'passed') return 4
  if (status === 'failed') return reason === 'ISSUER_SIGNATURE_INVALID' ? 2 : 3
  return reason === 'NO_TRUST_ANCHOR' ? 0 : 1
}

/** Link certificates do not count, those that change the name included (RFC 5280 §6.1.4 (l), Doc 9303-12 §7.1.2). */
function countsForLength(certificate: Certificate): boolean {
  return !isSelfIssued(certificate) && findExtension(certificate, extensionOid.nameChange) === undefined
}
