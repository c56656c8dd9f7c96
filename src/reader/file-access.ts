import type { CommandApdu, ResponseApdu } from '../apdu/index.js'
import type { EmrtdErrorCode } from '../errors.js'
import type { BlockPlan } from './block-plan.js'

/** The way to the chip that `readFile` uses. */
export interface FileAccess {
  /** Sends a plain command in the session that is open. */
  send(command: CommandApdu): Promise<ResponseApdu>
  /**
   * After an error of {@link send}: opens the session anew where that is possible, with nothing selected but the directory.
   * `extended` says whether the command that failed used extended length.
   *
   * @returns the chip's answer if it gave one that ended the session; `again` if the frame was lost and the command can be sent
   * once more; undefined if the session is over.
   */
  reopen(error: unknown, extended: boolean): Promise<ResponseApdu | 'again' | undefined>
  readonly blocks: BlockPlan
  /** What the chip was seen to refuse. */
  readonly habits: ChipHabits
  /** The longest file that is read, in bytes. */
  readonly maximumLength: number
  /** Called after each block. `total` is undefined while the file's length is not known. */
  readonly onProgress: (received: number, total: number | undefined) => void
}

/** What a chip was seen to refuse, learnt from file to file. */
export interface ChipHabits {
  /** READ BINARY with a short file identifier. */
  shortIdentifiersRefused: boolean
  /** Asking for more than a short file has. */
  crossingEndRefused: boolean
}

/** What became of a file: its bytes, or why not. */
export type FileOutcome =
  | { readonly bytes: Uint8Array }
  | {
      readonly code: EmrtdErrorCode
      readonly message: string
      readonly statusWord?: number
      /** The beginning, where some of it was read. */
      readonly bytes?: Uint8Array
    }

/** A file that cannot be read while the session goes on. */
export class FileRefused extends Error {
  readonly outcome: Exclude<FileOutcome, { bytes: Uint8Array; code?: never }>
  constructor(code: EmrtdErrorCode, message: string, statusWord?: number) {
    super(message)
    this.outcome = { code, message, ...(statusWord === undefined ? {} : { statusWord }) }
  }
}

/** The session broke while a file was read; `bytes` is its beginning. */
export class FileInterrupted extends Error {
  readonly bytes: Uint8Array
  constructor(cause: unknown, bytes: Uint8Array) {
    super('interrupted', { cause })
    this.bytes = bytes
  }
}
