import type { InspectionPolicy, PolicyName } from '../inspection/index.js'
import type { Check, Verdict } from '../verdict.js'

/** What documents are judged with: bytes and plain values, so that it can go to another thread, or through a queue. */
export interface BatchOptions {
  /** The moment of the inspection. */
  readonly at: Date
  /** A trust store as `compileTrustStore` writes it. Without it no document is valid. */
  readonly trust?: Uint8Array | undefined
  /** CRLs in DER beside those of the trust store. */
  readonly crls?: readonly Uint8Array[] | undefined
  /** Certificates of document signers in DER, for an EF.SOD that embeds none. */
  readonly documentSigners?: readonly Uint8Array[] | undefined
  readonly policy?: PolicyName | Partial<InspectionPolicy> | undefined
}

/** What a batch says of one document. It tells nothing of the holder, if the path does not. */
export interface BatchLine {
  /** The path of the folder or file. */
  readonly document: string
  /** `unreadable`: there is no document there, or it cannot be read from the disk. */
  readonly verdict: Verdict | 'unreadable'
  readonly issuingState?: string
  readonly documentCode?: string
  /** The checks that failed or are open, those that do not decide included. */
  readonly checks: readonly Check[]
  /** Why it is unreadable. */
  readonly error?: string
}
