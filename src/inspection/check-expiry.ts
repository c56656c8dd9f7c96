import type { Mrz } from '../mrz/index.js'
import type { Check } from '../verdict.js'
import { compareDays, dayOf } from './calendar-day.js'

/**
 * Whether the document is still valid on the day of the inspection: its date of expiry is the last day on which it is. A date
 * of which month or day are unknown leaves the check open where they decide. Doc 9303-4 §4.2.2, -5 §4.2.2, -6 §4.2.2.
 *
 * @param mrz of EF.DG1, read with the day of the inspection as its reference date.
 * @param at the moment of the inspection; its day in UTC counts.
 *
 * @example
 * ```ts
 * import { parseMrz } from 'emrtd'
 * import { checkExpiry } from 'emrtd/inspection'
 *
 * const zone = ['PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3404159ZE184226B<<<<<16']
 * checkExpiry(parseMrz(zone, { referenceDate: '2026-06-01' }), new Date('2026-06-01')).status // 'passed'
 * ```
 */
export function checkExpiry(mrz: Mrz | undefined, at: Date): Check {
  const base = { id: 'INSPECTION.EXPIRY', clause: 'Doc 9303-4 §4.2.2' } as const
  if (mrz === undefined) return { ...base, status: 'inconclusive', reason: 'DG1_MISSING' }
  const { dateOfExpiry } = mrz
  const order = compareDays(dateOfExpiry, dayOf(at))
  if (order === undefined) return { ...base, status: 'inconclusive', reason: 'DATE_UNKNOWN' }
  return order < 0
    ? { ...base, status: 'failed', reason: 'DOCUMENT_EXPIRED', detail: `on ${dateOfExpiry.iso}` }
    : { ...base, status: 'passed' }
}
