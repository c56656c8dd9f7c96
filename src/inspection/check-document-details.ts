import type { Dg12 } from '../lds/index.js'
import type { Mrz } from '../mrz/index.js'
import type { Check } from '../verdict.js'
import { compareDays } from './calendar-day.js'

/**
 * EF.DG12 against EF.DG1: the date of issue, which no MRZ holds, must lie between the dates of birth and expiry that it does hold. The
 * other fields of EF.DG12 say nothing that EF.DG1 says too. Doc 9303-10 §4.7.12.
 *
 * @param mrz of EF.DG1, read with the day of the inspection as its reference date.
 * @param dg12 undefined if the document has none, or it was not read.
 *
 * @example
 * ```ts
 * import type { Mrz } from 'emrtd'
 * import { checkDocumentDetails } from 'emrtd/inspection'
 *
 * const withoutDg12 = (mrz: Mrz) => checkDocumentDetails(mrz, undefined).status // 'notApplicable'
 * ```
 */
export function checkDocumentDetails(mrz: Mrz | undefined, dg12: Dg12 | undefined): Check {
  const base = { id: 'LDS.DG12_CONSISTENCY', clause: 'Doc 9303-10 §4.7.12' } as const
  const issue = dg12?.dateOfIssue
  if (issue === undefined) return { ...base, status: 'notApplicable' }
  if (mrz === undefined) return { ...base, status: 'inconclusive', reason: 'DG1_MISSING' }
  const sinceBirth = compareDays(mrz.dateOfBirth, issue)
  const untilExpiry = compareDays(issue, mrz.dateOfExpiry)
  const detail =
    sinceBirth === 1 ? 'issued before birth' : untilExpiry === 1 ? 'issued after expiry' : undefined
  if (detail !== undefined) return { ...base, status: 'failed', reason: 'DG12_DIFFERS', detail }
  return sinceBirth === undefined || untilExpiry === undefined
    ? { ...base, status: 'inconclusive', reason: 'DATE_UNKNOWN' }
    : { ...base, status: 'passed' }
}
