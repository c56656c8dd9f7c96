import type { AccessEvidence } from '../evidence.js'
import type { SecurityInfo } from '../lds/index.js'
import type { Check } from '../verdict.js'

/**
 * How the reader was let in against what the chip offers: PACE where EF.CardAccess names it. Falling back to Basic Access Control is
 * a choice of the reader, which makes the session readable to who listens and guesses. Doc 9303-11 §4.2.
 *
 * @param access undefined if nobody says how the files came off the chip.
 * @param cardAccess the SecurityInfos of EF.CardAccess; undefined if the chip has none, or it was not read.
 *
 * @example
 * ```ts
 * import { checkAccess } from 'emrtd/inspection'
 *
 * checkAccess({ protocol: 'BAC' }, undefined).status // 'passed'
 * ```
 */
export function checkAccess(
  access: AccessEvidence | undefined,
  cardAccess: readonly SecurityInfo[] | undefined,
): Check {
  const base = { id: 'ACCESS.PROTOCOL', clause: 'Doc 9303-11 §4.2' } as const
  if (access === undefined) return { ...base, status: 'notApplicable' }
  const { protocol, fallback } = access
  const offersPace = cardAccess?.some(({ kind }) => kind === 'PACEInfo') ?? false
  if (fallback !== undefined || (offersPace && protocol !== 'PACE')) {
    return { ...base, status: 'failed', reason: 'ACCESS_DOWNGRADED', detail: `${protocol} instead of PACE` }
  }
  return protocol === 'NONE'
    ? { ...base, status: 'inconclusive', reason: 'ACCESS_OPEN', detail: 'the chip asked for no password' }
    : { ...base, status: 'passed', detail: protocol }
}
