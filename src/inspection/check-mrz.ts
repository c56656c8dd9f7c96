import { compareMrz, type Mrz } from '../mrz/index.js'
import type { Check } from '../verdict.js'

/**
 * The check digits of the MRZ in EF.DG1. A state that signs a wrong one has made a mistake; a forger who changes the printed
 * zone only as well. Doc 9303-3 §4.9.
 *
 * @param mrz of EF.DG1; undefined if that was not read.
 *
 * @example
 * ```ts
 * import { parseMrz } from 'emrtd'
 * import { checkMrzDigits } from 'emrtd/inspection'
 *
 * checkMrzDigits(
 *   parseMrz(['PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3404159ZE184226B<<<<<16']),
 * ).status // 'passed'
 * ```
 */
export function checkMrzDigits(mrz: Mrz | undefined): Check {
  const base = { id: 'MRZ.CHECK_DIGITS', clause: 'Doc 9303-3 §4.9' } as const
  if (mrz === undefined) return { ...base, status: 'inconclusive', reason: 'DG1_MISSING' }
  const wrong = mrz.checkDigits.filter(({ holds }) => !holds).map(({ of }) => of)
  return wrong.length === 0
    ? { ...base, status: 'passed' }
    : { ...base, status: 'failed', reason: 'CHECK_DIGIT_WRONG', detail: wrong.join(', ') }
}

/**
 * The printed MRZ against that of EF.DG1. If nothing but optional data differs the check is inconclusive, as some states print
 * other optional data than they store (BSI TR-03135-1 §5.7.2). Doc 9303-11 §5.1.1.
 *
 * @param mrz of EF.DG1.
 * @param printed as read from the data page; undefined if nobody read it: then there is nothing to check.
 *
 * @example
 * ```ts
 * import type { Mrz } from 'emrtd'
 * import { checkPrintedMrz } from 'emrtd/inspection'
 *
 * const same = (dg1: Mrz, printed: Mrz) => checkPrintedMrz(dg1, printed).status === 'passed'
 * ```
 */
export function checkPrintedMrz(mrz: Mrz | undefined, printed: Mrz | undefined): Check {
  const base = { id: 'MRZ.PRINTED', clause: 'Doc 9303-11 §5.1.1' } as const
  if (printed === undefined) return { ...base, status: 'notApplicable' }
  if (mrz === undefined) return { ...base, status: 'inconclusive', reason: 'DG1_MISSING' }
  const { same, onlyOptionalDataDiffers, fields } = compareMrz(printed, mrz)
  if (same) return { ...base, status: 'passed' }
  const detail = fields
    .filter(({ status }) => status === 'different' || status === 'missing')
    .map(({ field }) => field)
    .join(', ')
  return onlyOptionalDataDiffers
    ? { ...base, status: 'inconclusive', reason: 'PRINTED_OPTIONAL_DATA_DIFFERS', detail }
    : { ...base, status: 'failed', reason: 'PRINTED_MRZ_DIFFERS', detail }
}
