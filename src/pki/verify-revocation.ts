import { integerValue } from '../asn1/index.js'
import { equalBytes, toHex } from '../bytes.js'
import type { CryptoBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { Certificate } from './certificate.js'
import type { Issued } from './certificate-index.js'
import { extensionOid } from './extensions.js'
import { equalNames, formatName, type Name, nameCountry } from './name.js'
import type { Crl } from './parse-crl.js'
import type { IssuerCandidate, TrustAnchor } from './trust-anchor.js'
import { verifyCertificateSignature } from './verify-certificate-signature.js'
import { type PathOutcome, verifyValidity } from './verify-issuer.js'

/** Where the CSCA certificates that verify CRLs are looked up: a trust store, or what is like one. */
export interface CrlIssuers {
  /** The CSCA certificates that may have issued this certificate or CRL, by its issuer's name and key identifier; none if there is none. */
  findIssuers(issued: Issued): readonly IssuerCandidate[]
}

/** How {@link verifyRevocation} computes and judges. */
export interface VerifyRevocationOptions {
  readonly backend: CryptoBackend
  /** The time at which a CRL must be current. */
  readonly at: Date
}

/** Whether a certificate is revoked. */
export interface RevocationVerification extends PathOutcome {
  /** The certificate that is revoked: the one in question, or a CSCA certificate that it depends on. */
  readonly revoked?: Certificate
  /** The CRL that decided. */
  readonly crl?: Crl
  /** The CSCA certificate that verifies it. */
  readonly anchor?: TrustAnchor
}

/** CSCA certificates that are looked at for one document signer at most: a state has about ten keys. */
const maximumPredecessors = 64

/** Extensions of a CRL that Doc 9303-12 Table 10 permits. Delta, partitioned and indirect CRLs are none of them. */
const knownExtensions: readonly string[] = [
  extensionOid.authorityKeyIdentifier,
  extensionOid.issuerAltName,
  '2.5.29.20', // cRLNumber
]

/**
 * Verifies by CRLs that a certificate is not revoked, nor the CSCA that issued it. Doc 9303-12 §4.1.5.1 and Appendix D.1.2.3.
 *
 * CRLs count whose issuer has the country of the certificate's issuer, and whose signature an anchor of that country
 * verifies: not necessarily the one that issued the certificate, as a CSCA signs its CRLs with its newest key. A
 * certificate that one of them lists is revoked, for whatever reason, even if the list is out of date or signed with the very
 * key that it revokes. A CSCA certificate that is revoked takes along what its key signed: document signers, and the keys that
 * link certificates carry. Otherwise a current CRL must have been found, of an anchor that is valid, and under the very name
 * of the issuer if there are CRLs of that name; else it is `inconclusive`: `CRL_MISSING`, `CRL_NOT_VERIFIED`,
 * `CRL_NOT_CURRENT`.
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { type Certificate, type Crl, type TrustStore, verifyRevocation } from 'emrtd/pki'
 *
 * const isRevoked = (signer: Certificate, crls: readonly Crl[], store: TrustStore, at: Date) =>
 *   verifyRevocation(signer, crls, store, { backend: defaultBackend, at }).reason === 'CERTIFICATE_REVOKED'
 * ```
 */
export function verifyRevocation(
  certificate: Certificate,
  crls: readonly Crl[],
  store: CrlIssuers,
  options: VerifyRevocationOptions,
): RevocationVerification {
  const { backend, at } = options
  try {
    const country = countryOf(certificate.issuer)
    const ofState = crls.filter(({ issuer }) => country !== undefined && countryOf(issuer) === country)
    if (ofState.length === 0) {
      return { status: 'inconclusive', reason: 'CRL_MISSING', detail: 'no CRL of the state of its issuer' }
    }
    const verified = ofState.flatMap(crl => {
      const anchor = findCrlSigner(crl, store, options)
      return anchor === undefined ? [] : [{ crl, anchor }]
    })
    const revocation = findRevocation(certificate, verified, store, backend)
    if (revocation !== undefined) return revocation
    const sameName = (crl: Crl): boolean => equalNames(crl.issuer, certificate.issuer)
    const eligible = ofState.some(sameName) ? verified.filter(({ crl }) => sameName(crl)) : verified
    const [first] = eligible
    if (first === undefined) {
      const detail = 'no CRL of its issuer is signed by a trusted CSCA of the state'
      return { status: 'inconclusive', reason: 'CRL_NOT_VERIFIED', detail }
    }
    const current = eligible.filter(({ crl }) => isCurrent(crl, at))
    const [candidate] = current
    if (candidate === undefined) {
      return { status: 'inconclusive', reason: 'CRL_NOT_CURRENT', detail: periodOf(first.crl), ...first }
    }
    const valid = current.find(({ anchor }) => verifyValidity([anchor.certificate], at).status === 'passed')
    if (valid !== undefined) return { status: 'passed', detail: periodOf(valid.crl), ...valid }
    const detail = 'the CSCA certificate that verifies the CRL is not valid at the time'
    return { status: 'inconclusive', reason: 'CRL_NOT_VERIFIED', detail, ...candidate }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { status: 'failed', reason: 'CERTIFICATE_MALFORMED', detail: error.message }
  }
}

interface VerifiedCrl {
  readonly crl: Crl
  readonly anchor: TrustAnchor
}

/** The certificate itself, its issuers, and whoever certified their keys by link certificates, as far as the CRLs list one. */
function findRevocation(
  certificate: Certificate,
  verified: readonly VerifiedCrl[],
  store: CrlIssuers,
  backend: CryptoBackend,
): RevocationVerification | undefined {
  if (verified.every(({ crl }) => crl.revoked.length === 0)) return undefined
  const pending: Certificate[] = [certificate]
  const seen = new Set([toHex(certificate.bytes)])
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const serialNumber = integerValue(next.serialNumber)
    const found = verified.find(({ crl }) =>
      crl.revoked.some(entry => integerValue(entry.serialNumber) === serialNumber),
    )
    if (found !== undefined) {
      const detail =
        next === certificate
          ? `by the CRL of ${found.crl.thisUpdate.toISOString()}`
          : `with ${formatName(next.subject)}, by the CRL of ${found.crl.thisUpdate.toISOString()}`
      return { status: 'failed', reason: 'CERTIFICATE_REVOKED', detail, revoked: next, ...found }
    }
    for (const issuer of issuersOf(next, store, backend)) {
      const key = toHex(issuer.bytes)
      if (seen.has(key) || seen.size >= maximumPredecessors) continue
      seen.add(key)
      pending.push(issuer)
    }
  }
  return undefined
}

/** The certificates of the store whose key signed this one, and the others of that key: root and link certificates. */
function issuersOf(
  certificate: Certificate,
  store: CrlIssuers,
  backend: CryptoBackend,
): readonly Certificate[] {
  const candidates = store.findIssuers(certificate).map(({ anchor }) => anchor.certificate)
  const signers = candidates.filter(
    candidate => verifyCertificateSignature(certificate, candidate, backend).status === 'passed',
  )
  return candidates.filter(
    candidate =>
      countryOf(candidate.subject) === countryOf(certificate.issuer) &&
      signers.some(({ publicKeyInfo }) => equalBytes(publicKeyInfo, candidate.publicKeyInfo)),
  )
}

function periodOf({ thisUpdate, nextUpdate }: Crl): string {
  return `CRL of ${thisUpdate.toISOString()}, next due ${nextUpdate?.toISOString() ?? 'at no time'}`
}

/** The anchor whose key signed the CRL, of the CRL's own country and with the right to; one that is valid is preferred. */
function findCrlSigner(
  crl: Crl,
  store: CrlIssuers,
  { backend, at }: VerifyRevocationOptions,
): TrustAnchor | undefined {
  if (hasUnknownCritical(crl)) return undefined
  const candidates = store.findIssuers(crl).map(({ anchor }) => anchor)
  const isValid = ({ certificate }: TrustAnchor): boolean =>
    verifyValidity([certificate], at).status === 'passed'
  const inOrder = [...candidates.filter(isValid), ...candidates.filter(anchor => !isValid(anchor))]
  return inOrder.find(({ certificate }) => {
    try {
      return (
        certificate.country === countryOf(crl.issuer) &&
        certificate.keyUsage?.includes('cRLSign') !== false &&
        verifyCertificateSignature(crl, certificate, backend).status === 'passed'
      )
    } catch (error) {
      if (error instanceof EmrtdError) return false
      throw error
    }
  })
}

function hasUnknownCritical(crl: Crl): boolean {
  return (
    crl.extensions.some(({ oid, critical }) => critical && !knownExtensions.includes(oid)) ||
    // Among them certificateIssuer: the entry would be of another CA.
    crl.revoked.some(entry => entry.extensions.some(({ critical }) => critical))
  )
}

function isCurrent({ thisUpdate, nextUpdate }: Crl, at: Date): boolean {
  return thisUpdate <= at && nextUpdate !== undefined && at <= nextUpdate
}

function countryOf(name: Name): string | undefined {
  return nameCountry(name)?.toUpperCase()
}
