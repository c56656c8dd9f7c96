import { EmrtdError } from '../../errors.js'
import { type EfAtrInfo, parseEfAtrInfo } from '../../lds/index.js'
import { BlockPlan } from '../block-plan.js'
import type { ReadDocumentOptions } from '../reading-options.js'
import type { ReadingSession } from '../reading-session.js'

/** What is asked for at a time, however much the chip would give: more gains little, and a lost frame costs more. */
const largestBlock = 16_384

/** The longest response to a short command. */
const shortBlock = 256

/** What secure messaging adds to the data of a response at most: DO'87' with padding, DO'99', DO'8E', the status word. */
const protection = 48

/**
 * Reads what stands in the master file and is open to all: EF.CardAccess, EF.ATR/INFO, EF.DIR. What the chip does not have or
 * refuses is noted, no more. Doc 9303-10 §3.11, Doc 9303-11 §4.2.
 */
export async function readMasterFile(
  session: ReadingSession,
  { maximumBlockLength }: ReadDocumentOptions,
): Promise<void> {
  // Nothing but short commands until the chip has said what it can do.
  session.blocks = new BlockPlan(Math.min(shortBlock, maximumBlockLength ?? shortBlock))
  session.openAgain = () => session.selectMasterFile()
  await session.step('SELECT MF', () => session.selectMasterFile())
  for (const name of ['EF.CardAccess', 'EF.ATR/INFO', 'EF.DIR'] as const) await session.readFile(name)
  session.openAgain = undefined
  const efAtrInfo = session.file('EF.ATR/INFO')
  const info = efAtrInfo === undefined ? undefined : readAtrInfo(efAtrInfo)
  const capable = info?.cardCapabilities?.extendedLength === true || saysExtendedLength(session.line.atr)
  const stated = info?.extendedLengthInformation?.maximumResponseLength
  const forbidden = maximumBlockLength !== undefined && maximumBlockLength <= shortBlock
  session.extendedLength = !forbidden && (capable || stated !== undefined)
  const allowed = extendedBlock(stated, capable, maximumBlockLength)
  if (allowed !== undefined) session.blocks = new BlockPlan(allowed)
}

/**
 * The longest READ BINARY by extended length; undefined if it must not be used. Doc 9303-10 §3.6.4.2 wants the chip's buffer sizes
 * stated for it; where the chip states the ability alone, the caller has to name a length.
 */
function extendedBlock(
  stated: number | undefined,
  capable: boolean,
  wanted: number | undefined,
): number | undefined {
  if (stated === undefined && !(capable && wanted !== undefined)) return undefined
  const limit = stated === undefined ? largestBlock : stated - protection
  const length = Math.min(limit, wanted ?? largestBlock)
  return length > shortBlock ? length : undefined
}

function readAtrInfo(bytes: Uint8Array): EfAtrInfo | undefined {
  try {
    return parseEfAtrInfo(bytes)
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

/**
 * Whether the historical bytes of an answer to reset (ISO/IEC 7816-3 §8.2) hold card capabilities with extended length
 * (ISO/IEC 7816-4 §12.1.1.9).
 */
function saysExtendedLength(atr: Uint8Array | undefined): boolean {
  if (atr === undefined || atr.length < 2) return false
  const count = atr[1]! & 0x0f
  let at = 2
  for (let indicator = atr[1]! >>> 4; indicator !== 0; ) {
    at += [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4][indicator]!
    indicator = (indicator & 8) === 0 ? 0 : (atr[at - 1] ?? 0) >>> 4
  }
  const historical = atr.subarray(at, at + count)
  if (historical[0] !== 0x80 && historical[0] !== 0x00) return false
  // Compact TLV: tag and length in one byte; a status indicator of three bytes ends those of category 00.
  for (let i = 1; i < historical.length; i += 1 + (historical[i]! & 0x0f)) {
    if (historical[i] === 0x73) return ((historical[i + 3] ?? 0) & 0x40) !== 0
  }
  return false
}
