import type { ChipKeyFile, CompletedChipProtocol, KeyFileTrust } from '../../authentication/index.js'
import type { CryptoBackend } from '../../crypto/index.js'
import type { EmrtdErrorCode } from '../../errors.js'
import type { EvidenceFault } from '../../evidence.js'
import type { EfSod, LdsFileName } from '../../lds/index.js'
import type { Check, ReasonCode } from '../../verdict.js'
import type { DocumentFiles } from '../inspection.js'
import type { ParsedFiles } from '../read-files.js'

/** What the checks of a chip go by. */
export interface ChipEvidence {
  readonly document: DocumentFiles
  /** Which files were given, readable or not. */
  readonly given: ReadonlySet<LdsFileName>
  readonly parsed: ParsedFiles
  readonly sod: EfSod | undefined
  /** Whether a file that holds keys is what the issuing state signed. */
  readonly trustOf: (file: ChipKeyFile) => KeyFileTrust
  /** The challenge that this very inspection asked for. */
  readonly challenge: Uint8Array | undefined
  readonly backend: CryptoBackend
}

/** How the check of one protocol ended, and what completed. */
export interface ChipCheck {
  readonly check: Check
  readonly completed?: CompletedChipProtocol | undefined
}

/** A status with its reason. */
export interface ChipFinding {
  readonly status: Check['status']
  readonly reason?: ReasonCode | undefined
  readonly detail?: string | undefined
}

/** What says nothing of the chip: the way to it broke, or the reader gave up. */
const interruptions: ReadonlySet<EmrtdErrorCode> = new Set<EmrtdErrorCode>([
  'APDU_CHANNEL',
  'READER_ABORTED',
  'READER_LIMIT',
  'READER_TRANSPORT',
])

/** Whether EF.SOD names a data group. */
export function isSigned(sod: EfSod | undefined, dataGroup: number): boolean {
  return sod?.securityObject.dataGroupHashes.some(each => each.dataGroup === dataGroup) ?? false
}

/**
 * What it means that a file with a key was not read: withheld if the chip was asked and did not give it, as a copy does that
 * lacks the key; open if nobody knows that it was asked.
 */
export function keyFileMissing({ unread = [] }: DocumentFiles, file: ChipKeyFile): ChipFinding {
  const asked = unread.find(({ name }) => name === file)
  if (asked === undefined) return { status: 'inconclusive', reason: 'DATA_GROUP_NOT_READ', detail: file }
  const { code, statusWord } = asked
  if (interruptions.has(code)) {
    return { status: 'inconclusive', reason: 'DATA_GROUP_NOT_READ', detail: `${file}: ${code}` }
  }
  const answer = statusWord === undefined ? code : statusWord.toString(16).toUpperCase().padStart(4, '0')
  return { status: 'failed', reason: 'CHIP_KEY_WITHHELD', detail: `${file}: ${answer}` }
}

/** Why a protocol did not complete. */
export function whyNotCompleted(fault: EvidenceFault | undefined): ChipFinding {
  const detail = fault?.code
  if (fault !== undefined && interruptions.has(fault.code)) {
    return { status: 'inconclusive', reason: 'PROTOCOL_INTERRUPTED', detail }
  }
  return fault?.code === 'AUTHENTICATION_UNSUPPORTED'
    ? { status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED', detail }
    : { status: 'failed', reason: 'PROTOCOL_REFUSED', detail }
}

/** A check out of what the chip showed and of whether the file with the key is trusted. */
export function bindToKeyFile(
  base: Pick<Check, 'id' | 'clause'>,
  finding: ChipFinding,
  trust: KeyFileTrust,
): Check {
  const unsigned = trust.status === 'failed' && trust.reason === 'CHIP_KEY_NOT_SIGNED'
  if (finding.status === 'passed' && trust.status !== 'passed') return chipCheck(base, trust)
  // Whoever offers a key that nobody signed need not be asked to use it.
  if (finding.status === 'inconclusive' && unsigned) return chipCheck(base, trust)
  return chipCheck(base, finding)
}

/** A check of one protocol. It does not decide by itself: any one protocol is enough. */
export function chipCheck(
  { id, clause }: Pick<Check, 'id' | 'clause'>,
  { status, reason, detail }: ChipFinding,
): Check {
  return {
    id,
    status,
    ...(reason !== undefined && { reason }),
    ...(clause !== undefined && { clause }),
    ...(detail !== undefined && { detail }),
    advisory: true,
  }
}

/** The check marked, if it passed, as one that nobody can verify who did not speak with the chip. */
export function onReadersWord(check: Check): Check {
  return check.status === 'passed' ? { ...check, readersWord: true } : check
}
