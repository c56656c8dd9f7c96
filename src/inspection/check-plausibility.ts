import type { Dg12 } from '../lds/index.js'
import type { Mrz } from '../mrz/index.js'
import type { Check, ReasonCode } from '../verdict.js'
import { compareDays, dayOf, type PartialDay, yearsLater } from './calendar-day.js'

/** ICAO's longest validity, ten years, and some months that states carry over from the document before. */
const longestValidityYears = 11

/**
 * Whether the dates of a document can stand together: born before it was issued, issued before it expires, issued before it is
 * inspected, valid for no longer than ten years (and one year that states carry over). Date of issue as EF.DG12 has it.
 * Doc 9303-10 §4.7.12, Doc 9303-3 §4.8.
 *
 * @param mrz of EF.DG1, read with the day of the inspection as its reference date.
 * @param dg12 undefined if it was not read: then there is less to compare.
 * @param at the moment of the inspection.
 *
 * @example
 * ```ts
 * import type { Mrz } from 'emrtd'
 * import { checkPlausibility } from 'emrtd/inspection'
 *
 * const plausible = (mrz: Mrz) => checkPlausibility(mrz, undefined, new Date('2026-06-01')).status === 'passed'
 * ```
 */
export function checkPlausibility(mrz: Mrz | undefined, dg12: Dg12 | undefined, at: Date): Check {
  const base = { id: 'INSPECTION.PLAUSIBILITY', clause: 'Doc 9303-3 §4.8' } as const
  if (mrz === undefined) return { ...base, status: 'inconclusive', reason: 'DG1_MISSING' }
  const birth: PartialDay = mrz.dateOfBirth
  const expiry: PartialDay = mrz.dateOfExpiry
  const issue: PartialDay | undefined = dg12?.dateOfIssue
  const today = dayOf(at)
  const after = (first: PartialDay, second: PartialDay): boolean => compareDays(first, second) === 1
  const contradiction: readonly [boolean, ReasonCode][] = [
    [mrz.dateOfBirth.status === 'invalid' || mrz.dateOfExpiry.status === 'invalid', 'DATE_IMPOSSIBLE'],
    [after(birth, today), 'BORN_AFTER_INSPECTION'],
    [issue !== undefined && after(birth, issue), 'BORN_AFTER_ISSUE'],
    [issue !== undefined && after(issue, today), 'ISSUED_AFTER_INSPECTION'],
    [issue !== undefined && after(issue, expiry), 'ISSUED_AFTER_EXPIRY'],
    [after(expiry, yearsLater(issue ?? today, longestValidityYears)), 'VALIDITY_TOO_LONG'],
  ]
  const found = contradiction.find(([holds]) => holds)
  if (found !== undefined) return { ...base, status: 'failed', reason: found[1] }
  const unknown = [birth, expiry].some(date => date.year === undefined)
  return unknown ? { ...base, status: 'inconclusive', reason: 'DATE_UNKNOWN' } : { ...base, status: 'passed' }
}
