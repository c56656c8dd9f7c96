import type { Certificate } from './certificate.js'
import type { Issued } from './certificate-index.js'
import type { DeviationList } from './deviation-list.js'
import type { Crl } from './parse-crl.js'
import type { SignerMemory } from './signer-memory.js'
import type { IssuerCandidate, TrustAnchor } from './trust-anchor.js'
import type { TrustSourceReport } from './trust-source.js'

export type { SignerMemory } from './signer-memory.js'
export type { IssuerCandidate, TrustAnchor } from './trust-anchor.js'

/** A deviation list that is trusted. */
export interface StoredDeviationList {
  readonly list: DeviationList
  readonly sources: readonly string[]
  /** The state whose documents it speaks of: that of its signer's certificate, two letters. */
  readonly country: string | undefined
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
  /** Document signers that came before, if the store is to remember them: see `rememberSigners`. */
  readonly signerMemory?: SignerMemory | undefined
}
