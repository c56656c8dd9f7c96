import { type CryptoBackend, defaultBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { Certificate } from './certificate.js'
import { createCertificateIndex, type Issued } from './certificate-index.js'
import type { Crl } from './parse-crl.js'
import { readTrustSource } from './read-trust-source.js'
import { type MasterListVerification, verifyMasterList } from './verify-master-list.js'

/** A file of trusted certificates: a master list, or certificates in DER or PEM. */
export interface TrustSource {
  /** What reports call it: a file name, a country. */
  readonly name: string
  readonly bytes: Uint8Array
  /**
   * `asGiven`: whoever gives the file answers for it. Otherwise it must be a master list whose signature leads to one of the
   * anchors, valid at that time.
   */
  readonly trust: 'asGiven' | { readonly anchors: readonly Certificate[]; readonly at: Date }
}

/** A certificate that is trusted. */
export interface TrustAnchor {
  readonly certificate: Certificate
  /** Names of the sources that hold it. */
  readonly sources: readonly string[]
}

/** What became of a source. */
export interface TrustSourceReport {
  readonly name: string
  readonly kind: 'masterList' | 'certificates'
  /** `refused`: its signature was asked for and does not hold. Nothing of it is used. */
  readonly trust: 'asGiven' | 'verified' | 'refused'
  /** How its signature verified, where that was asked for. */
  readonly verification?: MasterListVerification
  /** How many certificates of it could be read. */
  readonly certificates: number
  /** What could not be read, by its place among the certificates from 0; a source that is unreadable as a whole at 0. */
  readonly failures: readonly { readonly index: number; readonly error: EmrtdError }[]
}

/** A trust anchor that may have issued a certificate: only the signature decides. */
export interface IssuerCandidate {
  readonly anchor: TrustAnchor
  /** `keyIdentifier`: its SKI is the certificate's AKI; `name`: only its subject is the certificate's issuer. */
  readonly by: 'keyIdentifier' | 'name'
}

/** The CSCA certificates that are trusted, and where they come from. Doc 9303-12 §6.1. */
export interface TrustStore {
  readonly sources: readonly TrustSourceReport[]
  /** Each certificate once, whatever number of sources hold it. */
  readonly anchors: readonly TrustAnchor[]
  /** The CRLs that the sources hold; nothing of them is verified. */
  readonly crls?: readonly Crl[] | undefined
  /** The anchors that may have issued a certificate or CRL: by key identifier first, then by name; each once. */
  findIssuers(issued: Issued): readonly IssuerCandidate[]
  /** The anchor that is this very certificate, byte by byte. */
  findAnchor(certificate: Certificate): TrustAnchor | undefined
}

/** How {@link createTrustStore} computes. */
export interface TrustStoreOptions {
  /** Verifies the signatures that sources ask for; the runtime's default if left out. */
  readonly backend?: CryptoBackend | undefined
}

const latin1 = new TextDecoder('latin1')

/**
 * Makes a trust store of master lists and files of certificates. Doc 9303-12 §6.1 and §9.
 *
 * Nothing that a source holds is an error: what cannot be read is reported, and the rest is used. A source whose
 * signature is asked for and does not hold contributes nothing. Certificates are decoded, and indexes made, on the first look-up.
 *
 * @example
 * ```ts
 * import { createTrustStore } from 'emrtd/pki'
 *
 * const trust = (masterList: Uint8Array) =>
 *   createTrustStore([{ name: 'German master list', bytes: masterList, trust: 'asGiven' }])
 * ```
 */
export function createTrustStore(
  sources: readonly TrustSource[],
  options: TrustStoreOptions = {},
): TrustStore {
  const reports: TrustSourceReport[] = []
  const anchors = new Map<string, { certificate: Certificate; sources: string[] }>()
  for (const source of sources) {
    const { report, certificates } = readSource(source, options.backend ?? defaultBackend)
    reports.push(report)
    for (const certificate of certificates) {
      const key = bytesKey(certificate)
      const known = anchors.get(key)
      if (known === undefined) anchors.set(key, { certificate, sources: [source.name] })
      else if (!known.sources.includes(source.name)) known.sources.push(source.name)
    }
  }
  const certificates = [...anchors.values()].map(anchor => anchor.certificate)
  const index = createCertificateIndex(certificates)
  return {
    sources: reports,
    anchors: [...anchors.values()],
    findIssuers: issued =>
      index
        .findIssuers(issued)
        .map(match => ({ anchor: anchors.get(bytesKey(match.certificate))!, by: match.by })),
    findAnchor: certificate => anchors.get(bytesKey(certificate)),
  }
}

function readSource(
  { name, bytes, trust }: TrustSource,
  backend: CryptoBackend,
): { readonly report: TrustSourceReport; readonly certificates: readonly Certificate[] } {
  const { kind, masterList, certificates, failures } = readTrustSource(bytes)
  const base = { name, kind, certificates: certificates.length, failures }
  if (trust === 'asGiven') return { report: { ...base, trust }, certificates }
  if (masterList === undefined) {
    const error = new EmrtdError(
      'PKI_BAD_MASTER_LIST',
      'a signature is asked for, and only a master list has one',
    )
    return {
      report: { ...base, trust: 'refused', failures: [...failures, { index: 0, error }] },
      certificates: [],
    }
  }
  const verification = verifyMasterList(masterList, trust.anchors, { backend, at: trust.at })
  return verification.status === 'passed'
    ? { report: { ...base, trust: 'verified', verification }, certificates }
    : { report: { ...base, trust: 'refused', verification }, certificates: [] }
}

/** A text that is the same for the same bytes only. */
function bytesKey({ bytes }: Certificate): string {
  return latin1.decode(bytes)
}
