import type { CryptoBackend } from '../crypto/index.js'
import type { LdsFileName } from '../lds/index.js'
import type { Mrz } from '../mrz/index.js'
import type { Certificate, Crl, TrustAnchor, TrustPolicy, TrustStore } from '../pki/index.js'
import type { Check, Verdict } from '../verdict.js'

/** One file as it was read. */
export interface DocumentFile {
  readonly name: LdsFileName
  readonly bytes: Uint8Array
}

/** What was read of a document. */
export interface DocumentFiles {
  readonly files: readonly DocumentFile[]
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
  /** What Doc 9303 leaves to who inspects; `defaultTrustPolicy` where it says nothing. */
  readonly policy?: Partial<TrustPolicy> | undefined
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
  /** Undefined if no signer could be found. */
  readonly signer: InspectedSigner | undefined
  /** The moment that it was judged for. */
  readonly at: Date
}
