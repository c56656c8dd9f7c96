import type { CryptoBackend } from '../crypto/index.js'
import type { AccessEvidence, ProtocolEvidence } from '../evidence.js'
import type { EncodedImage, LdsFileName } from '../lds/index.js'
import type { Mrz } from '../mrz/index.js'
import type { Certificate, Crl, TrustAnchor, TrustStore } from '../pki/index.js'
import type { Check, Verdict } from '../verdict.js'
import type { InspectionPolicy, PolicyDeviation, PolicyName } from './policy.js'
import type { WatchListAnswer } from './watch-list/watch-list.js'

/** One file as it was read. */
export interface DocumentFile {
  readonly name: LdsFileName
  readonly bytes: Uint8Array
}

/** What was read of a document: `DocumentEvidence` of a reader, or no more than its files. */
export interface DocumentFiles {
  readonly files: readonly DocumentFile[]
  /** How the chip let the reader in. */
  readonly access?: AccessEvidence | undefined
  /** Each run of a protocol, completed or not. */
  readonly protocols?: readonly ProtocolEvidence[] | undefined
}

/** What a document is judged with. There is no clock in the library: `at` says what time it is. */
export interface InspectOptions {
  /** The CSCAs that are trusted. Without it no document is valid. */
  readonly trust?: TrustStore | undefined
  /** The moment of the inspection. */
  readonly at: Date
  /** Document signers from elsewhere, for an EF.SOD that embeds none. */
  readonly documentSigners?: readonly Certificate[] | undefined
  /** CRLs beside those of the trust store. */
  readonly crls?: readonly Crl[] | undefined
  /** What Doc 9303 leaves to who inspects: a policy by its name, or settings; `laboratory` where it says nothing. */
  readonly policy?: PolicyName | Partial<InspectionPolicy> | undefined
  /** The MRZ as printed, to be compared with EF.DG1. `parseMrz` reads it. */
  readonly printedMrz?: Mrz | undefined
  /** What watch lists say of the document: `consultWatchLists` asks them. */
  readonly watchLists?: readonly WatchListAnswer[] | undefined
  readonly backend?: CryptoBackend | undefined
}

/** What the document says of itself, out of DG1. */
export interface InspectedDocument {
  readonly mrz: Mrz
  /**
   * Whether it stands in a data group whose hash EF.SOD holds, under a signature and a path that passed. If not, anybody can
   * have written it.
   */
  readonly authenticated: boolean
}

/** One thing that the document says of holder or document. */
export interface InspectedDetail {
  /** Which one it is: a field of DG1, DG11, DG12 or DG16 by the name of its type's property. */
  readonly field: string
  /** For a person. Dates as `YYYY-MM-DD`, as far as they are known; lists joined by a comma. */
  readonly value: string
  readonly source: LdsFileName
  /** Whether EF.SOD covers the file, under a signature and a path that passed. */
  readonly authenticated: boolean
}

/** The holder's picture. */
export interface InspectedPortrait {
  readonly image: EncodedImage
  readonly source: LdsFileName
  readonly authenticated: boolean
}

/** Who signed the document. */
export interface InspectedSigner {
  readonly certificate: Certificate
  /** The document signer, then the certificates up to the CSCA; empty if there is no path. */
  readonly path: readonly Certificate[]
  /** The CSCA of the trust store, and the lists that it came from. */
  readonly anchor: TrustAnchor | undefined
}

/** The outcome of an inspection. */
export interface Inspection {
  readonly verdict: Verdict
  readonly checks: readonly Check[]
  /** Undefined if DG1 is missing or cannot be read. */
  readonly document: InspectedDocument | undefined
  /** What the data groups say of holder and document, in their order. */
  readonly details: readonly InspectedDetail[]
  /** The first portrait of EF.DG2; undefined if there is none to be read. */
  readonly portrait: InspectedPortrait | undefined
  /** Undefined if no signer could be found. */
  readonly signer: InspectedSigner | undefined
  /** The moment that it was judged for. */
  readonly at: Date
  /** What it was judged by. */
  readonly policy: InspectionPolicy
  /** Where that asks for less than the strictest policy. */
  readonly policyDeviations: readonly PolicyDeviation[]
}
