import type { Dg11, LdsName } from '../lds/index.js'
import { type Mrz, transliterate } from '../mrz/index.js'
import type { Check } from '../verdict.js'
import { compareDays } from './calendar-day.js'

/**
 * EF.DG11 against EF.DG1: the full date of birth, the personal number where the MRZ of a passport holds one too, and the full name
 * where it is in a script that Doc 9303-3 §6 transliterates. A name that reads otherwise is inconclusive: states may transliterate
 * in their own way, and the MRZ may be truncated. Doc 9303-10 §4.7.11.
 *
 * @param mrz of EF.DG1.
 * @param dg11 undefined if the document has none, or it was not read.
 *
 * @example
 * ```ts
 * import type { Mrz } from 'emrtd'
 * import { checkPersonalDetails } from 'emrtd/inspection'
 *
 * const withoutDg11 = (mrz: Mrz) => checkPersonalDetails(mrz, undefined).status // 'notApplicable'
 * ```
 */
export function checkPersonalDetails(mrz: Mrz | undefined, dg11: Dg11 | undefined): Check {
  const base = { id: 'LDS.DG11_CONSISTENCY', clause: 'Doc 9303-10 §4.7.11' } as const
  if (dg11 === undefined) return { ...base, status: 'notApplicable' }
  if (mrz === undefined) return { ...base, status: 'inconclusive', reason: 'DG1_MISSING' }
  const { fullDateOfBirth, personalNumber, fullName } = dg11
  // Two digits of the year are what both have.
  const birth = fullDateOfBirth && {
    ...fullDateOfBirth,
    year: fullDateOfBirth.year === undefined ? undefined : fullDateOfBirth.year % 100,
  }
  const printed = { ...mrz.dateOfBirth, year: mrz.dateOfBirth.yearOfCentury }
  const order = birth && compareDays(birth, printed)
  if (order === -1 || order === 1) {
    return { ...base, status: 'failed', reason: 'DG11_DIFFERS', detail: 'date of birth' }
  }
  if (personalNumber !== undefined && mrz.format === 'TD3' && mrz.optionalData !== '') {
    const plain = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '')
    if (!plain(personalNumber).startsWith(plain(mrz.optionalData))) {
      return { ...base, status: 'inconclusive', reason: 'DG11_DIFFERS', detail: 'personal number' }
    }
  }
  if (fullName !== undefined && !isSameName(fullName, mrz)) {
    return { ...base, status: 'inconclusive', reason: 'DG11_DIFFERS', detail: 'name' }
  }
  return { ...base, status: 'passed' }
}

/** Whether the name of the MRZ begins the full name, or nobody can say, since it is in another script. */
function isSameName({ primaryIdentifier, secondaryIdentifier }: LdsName, mrz: Mrz): boolean {
  let full: readonly [string, string]
  try {
    full = [transliterate(primaryIdentifier), transliterate(secondaryIdentifier)]
  } catch {
    return true
  }
  const plain = (text: string): string => text.replace(/[^A-Z0-9]/g, '')
  return (
    plain(full[0]).startsWith(plain(mrz.primaryIdentifier)) &&
    plain(full[1]).startsWith(plain(mrz.secondaryIdentifier))
  )
}
