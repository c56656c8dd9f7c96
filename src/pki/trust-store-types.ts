import type { Certificate } from './certificate.js'
import type { Issued } from './certificate-index.js'
import type { DeviationList } from './deviation-list.js'
import type { Crl } from './parse-crl.js'
import type { TrustSourceReport } from './trust-source.js'

/** A certificate that is trusted. */
export interface TrustAnchor {
  readonly certificate: Certificate
  /** Names of the lists and files that hold it; of a list in an archive or directory: `pkd.ldif: o=ml,c=UT, line 12`. */
  readonly sources: readonly string[]
}

/** A deviation list that is trusted. */
export interface StoredDeviationList {
  readonly list: DeviationList
  readonly sources: readonly string[]
  /** The state whose documents it speaks of: that of its signer's certificate, two letters. */
  readonly country: string | undefined
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
  /** Each CRL of the sources once; nothing of them is verified. */
  readonly crls: readonly Crl[]
  readonly deviationLists: readonly StoredDeviationList[]
  /** Certificates that directories and lists name as document signers': known, not trusted. */
  readonly documentSigners: readonly Certificate[]
  /** The anchors that may have issued a certificate or CRL: by key identifier first, then by name; each once. */
  findIssuers(issued: Issued): readonly IssuerCandidate[]
  /** The anchor that is this very certificate, byte by byte. */
  findAnchor(certificate: Certificate): TrustAnchor | undefined
}
