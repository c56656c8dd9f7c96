import { type AuthenticChip, verifyChipAuthenticity } from '../../authentication/index.js'
import type { Check } from '../../verdict.js'
import type { InspectedChip } from '../inspection.js'
import type { InspectionPolicy } from '../policy.js'
import { checkActiveAuthentication } from './check-active-authentication.js'
import { checkCardAccess } from './check-card-access.js'
import { checkChipAuthentication } from './check-chip-authentication.js'
import { checkPaceCam } from './check-pace-cam.js'
import type { ChipEvidence, ChipFinding } from './chip-evidence.js'

/** What was found about the chip. */
export interface ChipInspection {
  readonly checks: readonly Check[]
  readonly chip: InspectedChip
}

/**
 * Whether the chip is the original: each protocol by itself, and all together. Any one that completed with a key out of a trusted
 * file is enough; what failed or is open stands beside it. Doc 9303-11 §6.
 *
 * With a challenge of the inspection's own, whoever reads the chip is not believed: what rests on the reader's word is shown and
 * does not count.
 *
 * @param cardSecurity the check of EF.CardSecurity.
 * @param demand what the policy asks of a chip.
 */
export function checkChipAuthenticity(
  evidence: ChipEvidence,
  cardSecurity: Check,
  demand: InspectionPolicy['chipAuthenticity'],
): ChipInspection {
  const protocols = [
    checkActiveAuthentication(evidence),
    checkChipAuthentication(evidence),
    checkPaceCam(evidence),
  ]
  const completed = protocols.flatMap(each => (each.completed === undefined ? [] : [each.completed]))
  const counting = completed.filter(({ readersWord }) => evidence.challenge === undefined || !readersWord)
  const authentic = verifyChipAuthenticity(counting, evidence.trustOf)
  const checks = protocols.map(({ check }) => check)
  const onWordOnly = counting.length < completed.length && checks.some(({ status }) => status === 'passed')
  return {
    checks: [
      ...checks,
      cardSecurity,
      checkCardAccess(evidence),
      authenticity(authentic, onWordOnly, checks, demand),
    ],
    chip: { completed, authentic },
  }
}

/** The chip without the proofs whose checks did not pass in the end: a deviation list may know that a key is out. */
export function confirmChip(
  { completed, authentic }: InspectedChip,
  checks: readonly Check[],
): InspectedChip {
  const proofs = (authentic?.proofs ?? []).filter(({ protocol }) =>
    checks.some(({ id, status }) => id === `CHIP.${protocol}` && status === 'passed'),
  )
  return { completed, authentic: verifyChipAuthenticity(proofs, () => ({ status: 'passed' })) }
}

function authenticity(
  authentic: AuthenticChip | undefined,
  onWordOnly: boolean,
  checks: readonly Check[],
  demand: InspectionPolicy['chipAuthenticity'],
): Check {
  const { status, reason, detail } = judge(authentic, onWordOnly, checks, demand)
  const decides = status === 'failed' || status === 'passed' || demand !== 'shown'
  return {
    id: 'CHIP.AUTHENTICITY',
    status,
    ...(reason !== undefined && { reason }),
    clause: 'Doc 9303-11 §6',
    ...(detail !== undefined && { detail }),
    ...(!decides && { advisory: true }),
  }
}

function judge(
  authentic: AuthenticChip | undefined,
  onWordOnly: boolean,
  checks: readonly Check[],
  demand: InspectionPolicy['chipAuthenticity'],
): ChipFinding {
  if (authentic !== undefined) {
    return { status: 'passed', detail: authentic.proofs.map(({ protocol }) => protocol).join(', ') }
  }
  const failed = checks.find(({ status }) => status === 'failed')
  if (failed !== undefined) return { ...failed, detail: failed.id }
  if (onWordOnly) return { status: 'inconclusive', reason: 'READERS_WORD_ONLY' }
  const open = checks.find(({ status }) => status === 'inconclusive')
  if (open !== undefined) return { ...open, detail: open.id }
  return demand === 'required'
    ? { status: 'inconclusive', reason: 'CHIP_KEY_ABSENT' }
    : { status: 'notApplicable' }
}
