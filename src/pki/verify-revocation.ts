import { integerValue } from '../asn1/index.js'
import type { CryptoBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { Certificate } from './certificate.js'
import { extensionOid } from './extensions.js'
import { equalNames, type Name, nameCountry } from './name.js'
import type { Crl } from './parse-crl.js'
import type { TrustAnchor, TrustStore } from './trust-store.js'
import { verifyCertificateSignature } from './verify-certificate-signature.js'
import type { PathOutcome } from './verify-issuer.js'

/** How {@link verifyRevocation} computes and judges. */
export interface VerifyRevocationOptions {
  readonly backend: CryptoBackend
  /** The time at which a CRL must be current. */
  readonly at: Date
}

/** Whether a certificate is revoked. */
export interface RevocationVerification extends PathOutcome {
  /** The CRL that decided. */
  readonly crl?: Crl
  /** The CSCA certificate that verifies it. */
  readonly anchor?: TrustAnchor
}

/** Extensions of a CRL that Doc 9303-12 Table 10 permits. Delta, partitioned and indirect CRLs are none of them. */
const knownExtensions: readonly string[] = [
  extensionOid.authorityKeyIdentifier,
  extensionOid.issuerAltName,
  '2.5.29.20', // cRLNumber
]

/**
 * Verifies by CRLs that a certificate is not revoked. Doc 9303-12 Appendix D.1.2.3.
 *
 * CRLs count whose issuer has the country of the certificate's issuer, and whose signature an anchor of that country
 * verifies: not necessarily the one that issued the certificate, as a CSCA signs its CRLs with its newest key. A
 * certificate that one of them lists is revoked, for whatever reason, even if the list is out of date. Otherwise a current one
 * must have been found, under the very name of the issuer if there are CRLs of that name; else it is `inconclusive`:
 * `CRL_MISSING`, `CRL_NOT_VERIFIED`, `CRL_NOT_CURRENT`.
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
  store: TrustStore,
  { backend, at }: VerifyRevocationOptions,
): RevocationVerification {
  try {
    const country = countryOf(certificate.issuer)
    const ofState = crls.filter(({ issuer }) => country !== undefined && countryOf(issuer) === country)
    if (ofState.length === 0) {
      return { status: 'inconclusive', reason: 'CRL_MISSING', detail: 'no CRL of the state of its issuer' }
    }
    const verified = ofState.flatMap(crl => {
      const anchor = findCrlSigner(crl, store, backend)
      return anchor === undefined ? [] : [{ crl, anchor }]
    })
    const serialNumber = integerValue(certificate.serialNumber)
    for (const found of verified) {
      if (found.crl.revoked.some(entry => integerValue(entry.serialNumber) === serialNumber)) {
        return { status: 'failed', reason: 'CERTIFICATE_REVOKED', ...found }
      }
    }
    const sameName = (crl: Crl): boolean => equalNames(crl.issuer, certificate.issuer)
    const eligible = ofState.some(sameName) ? verified.filter(({ crl }) => sameName(crl)) : verified
    const [first] = eligible
    if (first === undefined) {
      const detail = 'no CRL of its issuer is signed by a trusted CSCA of the state'
      return { status: 'inconclusive', reason: 'CRL_NOT_VERIFIED', detail }
    }
    const current = eligible.find(({ crl }) => isCurrent(crl, at))
    return current === undefined
      ? { status: 'inconclusive', reason: 'CRL_NOT_CURRENT', ...first }
      : { status: 'passed', ...current }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { status: 'failed', reason: 'CERTIFICATE_MALFORMED', detail: error.message }
  }
}

/** The anchor whose key signed the CRL, of the CRL's own country and with the right to. */
function findCrlSigner(crl: Crl, store: TrustStore, backend: CryptoBackend): TrustAnchor | undefined {
  if (hasUnknownCritical(crl)) return undefined
  return store.findIssuers(crl).find(({ anchor: { certificate } }) => {
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
  })?.anchor
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
