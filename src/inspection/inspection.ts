import type { AuthenticChip, CompletedChipProtocol } from '../authentication/index.js'
import type { CryptoBackend } from '../crypto/index.js'
import type { AccessEvidence, EvidenceFault, ProtocolEvidence, UnreadFile } from '../evidence.js'
import type { EncodedImage, LdsFileName } from '../lds/index.js'
import type { Mrz } from '../mrz/index.js'
import type { Certificate, Crl, DeviationDescription, TrustAnchor, TrustStore } from '../pki/index.js'
import type { Check, Verdict } from '../verdict.js'
import type { detailFields } from './detail-fields.js'
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
  /** The files that were asked for and could not be read. */
  readonly unread?: readonly UnreadFile[] | undefined
  /** What ended the reading early. */
  readonly fault?: EvidenceFault | undefined
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
  /**
   * The challenge of Active Authentication that this inspection asked for, where somebody else reads the chip. Then the response must
   * be to it, and what rests on the reader's word alone does not make a chip authentic.
   */
  readonly challenge?: Uint8Array | undefined
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

/** The details that an inspection gives, each by the name of the property of its data group's type. */
export type DetailField = (typeof detailFields)[number]

/** One thing that the document says of holder or document. */
export interface InspectedDetail {
  readonly field: DetailField
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
  /** When EF.SOD was signed, as it says; worth what its signature is worth. */
  readonly signedAt: Date | undefined
}

/** What a deviation list of the trust store says of the document. */
export interface InspectedDeviation {
  readonly description: DeviationDescription
  /** `possible`: what is known of the document is true of the entry, and the rest is not known. */
  readonly match: 'certain' | 'possible'
  /** The lists that say so. */
  readonly sources: readonly string[]
}

/** What does not decide the verdict, and who reads it should know. The list is closed. */
export type WarningCode =
  /** The reading ended before its end. */
  | 'READING_BROKEN_OFF'
  /** A file was asked for and could not be read. */
  | 'FILE_REFUSED'
  /** EF.SOD names a data group that is not there. */
  | 'FILE_NOT_READ'
  /** A file deviates from the specification and was read all the same. */
  | 'FILE_DEVIATES'
  /** A check failed that the policy, or its nature, keeps from deciding. */
  | 'FAILED_WITHOUT_DECIDING'
  /** A deviation list speaks of this document. */
  | 'DEVIATION_KNOWN'
  /** The CSCA is trusted because somebody gave it; no signature vouches for the list that it came in. */
  | 'ANCHOR_AS_GIVEN'
  /** The path leads over link certificates that are not in the trust store. */
  | 'PATH_OVER_LINK'
  /** Nothing shows that the chip is the original. */
  | 'CHIP_NOT_PROVEN'

/** One warning. */
export interface InspectionWarning {
  readonly code: WarningCode
  /** The file or the check that it is about. */
  readonly subject?: string
  /** It holds no personal data. */
  readonly detail?: string
}

/** What the chip showed, and what that is worth. */
export interface InspectedChip {
  /** The protocols in which the chip showed that it has a private key, whosesoever it is. */
  readonly completed: readonly CompletedChipProtocol[]
  /** Present if the chip is the original: it has a private key whose public key the issuing state signed. */
  readonly authentic: AuthenticChip | undefined
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
  readonly chip: InspectedChip
  /** Undefined if no signer could be found. */
  readonly signer: InspectedSigner | undefined
  /** What deviation lists say of the document. */
  readonly deviations: readonly InspectedDeviation[]
  readonly warnings: readonly InspectionWarning[]
  /** The moment that it was judged for. */
  readonly at: Date
  /** What it was judged by. */
  readonly policy: InspectionPolicy
  /** Where that asks for less than the strictest policy. */
  readonly policyDeviations: readonly PolicyDeviation[]
}
