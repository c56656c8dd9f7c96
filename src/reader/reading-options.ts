import type { DocumentPassword, OfferChoice } from '../access/index.js'
import type { TerminalCredential } from '../authentication/index.js'
import type { CryptoBackend } from '../crypto/index.js'
import type { LdsFileName } from '../lds/index.js'

/** How far the reading has come. */
export interface ReadProgress {
  /** The file that is being read. */
  readonly file: LdsFileName
  /** Bytes of it that were read. */
  readonly received: number
  /** Bytes that it has; undefined until its header was read, and for a file that is no TLV. */
  readonly total: number | undefined
  /** Which of {@link fileCount} files it is, from 0. The count grows once EF.SOD has told which files there are. */
  readonly fileIndex: number
  readonly fileCount: number
}

/** How {@link readDocument} reads. */
export interface ReadDocumentOptions {
  /** What opens the chip. Without it only a chip that asks for nothing can be read. */
  readonly password?: DocumentPassword | undefined
  /**
   * Which files are read, in the order that the protocols need them. By default EF.SOD, EF.COM, and the data groups that EF.SOD
   * names (or EF.COM, where EF.SOD cannot be read). Those of the master file are read in any case, EF.CardSecurity where it is
   * named here or chip authentication mapping was performed.
   */
  readonly files?: readonly LdsFileName[] | undefined
  /**
   * Whether BAC may be used though the chip offers PACE, once PACE has failed: a downgrade, false by default. Where the chip refused
   * the secret (`ACCESS_DENIED`) BAC is not tried: it would be the same secret once more.
   */
  readonly fallBackToBac?: boolean | undefined
  /** Which way of PACE is taken of those that the chip offers; by default the strongest that we support. */
  readonly chooseOffer?: OfferChoice | undefined
  /**
   * Whether PACE goes on where the chip says that one try is left: a wrong secret then blocks or suspends the password. False by
   * default.
   */
  readonly useLastTry?: boolean | undefined
  /** RND.IFD of Active Authentication, eight bytes, of whoever judges the evidence elsewhere; drawn by the reader by default. */
  readonly challenge?: Uint8Array | undefined
  /** What opens guarded files: the terminal's certificates and who signs for it. */
  readonly terminal?: TerminalCredential | undefined
  /** Called after each block of a file that has come. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined
  /** Ends the reading, also while a response is awaited. */
  readonly signal?: AbortSignal | undefined
  /** How long to wait for a response, in milliseconds; 30,000 by default. */
  readonly commandTimeout?: number | undefined
  /**
   * The longest READ BINARY, in bytes; 256 or less forbids extended length. By default extended length is used where EF.ATR/INFO
   * states the chip's buffer sizes (Doc 9303-10 §3.6.4.2), up to 16,384 bytes; with a length given here also where the chip says
   * no more than that it can.
   */
  readonly maximumBlockLength?: number | undefined
  /** The longest file, in bytes; 2 MiB by default. */
  readonly maximumFileLength?: number | undefined
  /** How many commands at most; 20,000 by default. */
  readonly maximumCommands?: number | undefined
  /** How many bytes of responses at most; 16 MiB by default. */
  readonly maximumBytes?: number | undefined
  /** Milliseconds since 1970, for the times in the evidence: `Date.now`. Without it there are none. */
  readonly clock?: (() => number) | undefined
  readonly crypto?: CryptoBackend | undefined
}
