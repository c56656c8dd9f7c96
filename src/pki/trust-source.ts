import type { EmrtdError } from '../errors.js'
import type { Certificate } from './certificate.js'
import type { TrustItem, TrustItemPlace } from './trust-item.js'
import type { SignedListVerification } from './verify-signed-list.js'

/** Why the certificates of a source are trusted. */
export type SourceTrust =
  /** Whoever gives the source answers for it. */
  | 'asGiven'
  /** It must be a list (master list, deviation list) whose signature leads to one of the anchors, valid at that time. */
  | { readonly anchors: readonly Certificate[]; readonly at: Date }
  /** Only the certificates with one of these SHA-256 digests, 32 bytes each, are taken from it. */
  | { readonly pinned: readonly Uint8Array[] }

/** A source of trust: a file of any kind that `readTrustSource` reads, or the items that were read of one. */
export type TrustSource = {
  /** What reports call it: a file name, a country. */
  readonly name: string
  readonly trust: SourceTrust
} & ({ readonly bytes: Uint8Array } | { readonly items: Iterable<TrustItem> })

/** What became of one signed or bare list. */
export interface TrustListReport {
  /** As anchors name it. */
  readonly name: string
  readonly kind: 'masterList' | 'deviationList'
  readonly trust: 'asGiven' | 'verified' | 'pinned' | 'refused'
  /** How its signature verified, where that was asked for. */
  readonly verification?: SignedListVerification
  /** Certificates, or entries, that could be read. */
  readonly items: number
}

/** What could not be read, or not be used. */
export interface TrustSourceFailure {
  /** In a list the place among its certificates, else among the items of the source; from 0. */
  readonly index: number
  readonly place: TrustItemPlace
  readonly error: EmrtdError
}

/** What became of a source. */
export interface TrustSourceReport {
  readonly name: string
  /** What it holds; `mixed` if several of these. */
  readonly kind: 'masterList' | 'certificates' | 'documentSigners' | 'crls' | 'deviationList' | 'mixed'
  /**
   * `refused`: its signature was asked for and does not hold; nothing of it is trusted. `partly`: some of its lists are verified and
   * some refused, see `lists`. `notNeeded`: it holds CRLs and document signers' certificates only, which are verified when used.
   */
  readonly trust: 'asGiven' | 'verified' | 'pinned' | 'partly' | 'refused' | 'notNeeded'
  /** How its signature verified, where that was asked for and it is one list. */
  readonly verification?: SignedListVerification
  /** How many certificates of it could be read, those of document signers not counted. */
  readonly certificates: number
  readonly documentSigners: number
  readonly crls: number
  readonly lists: readonly TrustListReport[]
  readonly failures: readonly TrustSourceFailure[]
}
