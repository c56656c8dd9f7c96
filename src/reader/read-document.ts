import type { CardChannel } from '../apdu/card-channel.js'
import { EmrtdError } from '../errors.js'
import { type DocumentEvidence, evidenceFault } from '../evidence.js'
import { filePlace } from './file-places.js'
import { guardChannel } from './guard-channel.js'
import type { ReadDocumentOptions } from './reading-options.js'
import { ReadingSession } from './reading-session.js'
import { authenticateChip } from './steps/authenticate-chip.js'
import { authenticateTerminal } from './steps/authenticate-terminal.js'
import { openAccess } from './steps/open-access.js'
import { readFileList } from './steps/read-file-list.js'
import { readChipKeys, readCommonFiles, readGuardedFiles } from './steps/read-files.js'
import { readMasterFile } from './steps/read-master-file.js'

/** One step of the reading. A step that throws an `EmrtdError` ends it. */
type ReadingStep = (session: ReadingSession, options: ReadDocumentOptions) => Promise<void>

/** Until the chip lets the reader in: nothing was read that could be kept, so that an error is an error. */
const opening: readonly ReadingStep[] = [readMasterFile, openAccess]

/**
 * In the order of Doc 9303-11 appendix J.1. What makes sure of the chip has its place behind the keys that it needs, what opens guarded
 * files before them.
 */
const reading: readonly ReadingStep[] = [
  readFileList,
  readChipKeys,
  authenticateChip,
  readCommonFiles,
  authenticateTerminal,
  readGuardedFiles,
]

/**
 * Reads a chip: EF.CardAccess, access control by PACE or BAC, and the files of the eMRTD application, each with the fewest
 * commands that the chip allows. Doc 9303-11 §4.2, Doc 9303-10 §3.6.
 *
 * What EF.DG14 and EF.DG15 offer is performed as soon as they were read: Chip Authentication, in whose session the rest is read, and
 * Active Authentication, with the caller's challenge if there is one. With `terminal`, Terminal Authentication opens EF.DG3 and EF.DG4.
 * A protocol that fails is evidence and does not end the reading.
 *
 * PACE is performed where it is offered. BAC is performed where it is not, and after a failure of PACE only if
 * `fallBackToBac` says so; the evidence records it. A secret that the chip refused is not tried again.
 *
 * A file that cannot be read (`READER_BAD_FILE`, say) is noted in the evidence's `unread`, and the reading goes on. What ends the reading once the chip
 * is open - the card is gone, the session broke, a limit, the signal - stands in the evidence's `fault`, and the files read
 * until then are kept. Frames that were lost are made up for by opening a new session with the secret that opened the first,
 * twice at most.
 *
 * The keys of the session are overwritten at the end. The channel stays open: closing it is the caller's.
 *
 * @returns what was read and how, for `inspect` and `saveEvidence`.
 * @throws {EmrtdError} if the chip could not be opened: `ACCESS_DENIED`, `ACCESS_UNSUPPORTED`, `ACCESS_BAD_RESPONSE`,
 * `APDU_…` for what the chip answers or fails to, `ASN1_…` for an EF.CardAccess that is none, `READER_ABORTED`,
 * `READER_LIMIT`, `READER_TRANSPORT`.
 * @throws {TypeError} for options that make no sense.
 *
 * @example
 * ```ts
 * import { readDocument } from 'emrtd/reader'
 * import { connectPcsc } from 'emrtd/reader/pcsc'
 *
 * const read = async () => {
 *   const channel = await connectPcsc()
 *   const mrz = { documentNumber: 'L898902C', dateOfBirth: '690806', dateOfExpiry: '940623' }
 *   try {
 *     return await readDocument(channel, { password: { type: 'MRZ', mrz } })
 *   } finally {
 *     await channel.close?.()
 *   }
 * }
 * ```
 */
export async function readDocument(
  channel: CardChannel,
  options: ReadDocumentOptions = {},
): Promise<DocumentEvidence> {
  checkOptions(options)
  const line = guardChannel(channel, {
    signal: options.signal,
    commandTimeout: options.commandTimeout ?? 30_000,
    maximumCommands: options.maximumCommands ?? 20_000,
    maximumBytes: options.maximumBytes ?? 16 * 1024 * 1024,
  })
  const session = new ReadingSession(line, {
    clock: options.clock,
    maximumFileLength: options.maximumFileLength ?? 2 * 1024 * 1024,
    onProgress: options.onProgress,
  })
  try {
    for (const step of opening) await step(session, options)
    try {
      for (const step of reading) await step(session, options)
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      session.fault = evidenceFault(error)
    }
    return session.evidence()
  } finally {
    session.close()
  }
}

function checkOptions(options: ReadDocumentOptions): void {
  const { files, maximumBlockLength, maximumFileLength, maximumCommands, maximumBytes, commandTimeout } =
    options
  for (const name of files ?? []) filePlace(name)
  if (options.challenge !== undefined && options.challenge.length !== 8) {
    throw new TypeError('challenge: eight bytes expected')
  }
  const counts = { maximumBlockLength, maximumFileLength, maximumCommands, maximumBytes, commandTimeout }
  for (const [name, count] of Object.entries(counts)) {
    if (count !== undefined && !(count >= 1)) throw new TypeError(`${name}: 1 at least`)
  }
}
