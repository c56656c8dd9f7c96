import { checkSums } from './check-sums.js'
import type { MrzFinding } from './findings.js'
import { type MrzLayout, mrzLayouts } from './layout.js'
import type { Mrz, MrzCheckDigit, MrzFields } from './mrz.js'
import { type ReferenceDay, toReferenceDay } from './mrz-date.js'
import {
  readCheckDigit,
  readDateOfBirth,
  readDateOfExpiry,
  readDocumentCode,
  readDocumentNumber,
  readName,
  readOptionalData,
  readSex,
  readState,
} from './read-fields.js'
import { type MrzInput, readMrzLines } from './read-lines.js'

/** How {@link parseMrz} finds the century of a two-digit year. */
export interface ParseMrzOptions {
  /**
   * The day from which the zone is looked at: text `YYYY-MM-DD`, or the day of a `Date` in UTC. Without it years stay as
   * printed, in two digits. A birth never lies after it: its year is the latest for which that holds.
   */
  readonly referenceDate?: string | Date | undefined
  /**
   * How many years after the reference year a document can expire, 0 to 99; 15 unless given (BSI TR-03135-1 §5.7.1). The
   * year of expiry is the latest one that is not later than that.
   */
  readonly expiryYearsAhead?: number | undefined
}

/**
 * Reads a machine readable zone: TD1, TD2, TD3, MRV-A or MRV-B (Doc 9303-3 §4, Doc 9303-4 to -7 §4.2). It takes the lines,
 * or one text with any line breaks and white space around, or one text or bytes without breaks as EF.DG1 has them (88, 72
 * or 90 characters). Nothing is changed or repaired: `correctMrz` does that. What is wrong with a zone of the right shape
 * is told in findings.
 *
 * @throws {EmrtdError} `MRZ_BAD_LENGTH` and `MRZ_BAD_CHARACTER` for what has not the shape of an MRZ: the message names
 * line and column, counted from 1, the offset is that in the input.
 * @throws {TypeError} for options that are none, and for input of another type.
 *
 * @example
 * ```ts
 * import { parseMrz } from 'emrtd'
 *
 * const mrz = parseMrz(
 *   ['PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3404159ZE184226B<<<<<16'],
 *   { referenceDate: '2026-06-01' },
 * )
 * mrz.format // 'TD3'
 * mrz.primaryIdentifier // 'ERIKSSON'
 * mrz.dateOfBirth.iso // '1974-08-12'
 * mrz.checkDigitsHold // true
 * mrz.findings.map(finding => finding.code) // ['STATE_SPECIMEN', 'STATE_SPECIMEN']
 * ```
 */
export function parseMrz(input: MrzInput, options: ParseMrzOptions = {}): Mrz {
  const { lines, format } = readMrzLines(input)
  const { referenceDate, expiryYearsAhead = 15 } = options
  if (!Number.isInteger(expiryYearsAhead) || expiryYearsAhead < 0 || expiryYearsAhead > 99) {
    throw new TypeError('expiryYearsAhead is a whole number from 0 to 99')
  }
  const reference = referenceDate === undefined ? undefined : toReferenceDay(referenceDate)
  return readZone(lines, mrzLayouts[format], reference, expiryYearsAhead)
}

function readZone(
  lines: readonly string[],
  layout: MrzLayout,
  reference: ReferenceDay | undefined,
  yearsAhead: number,
): Mrz {
  const found: MrzFinding[] = []
  const sums = checkSums(lines, layout.format)
  const code = readDocumentCode(found, lines, layout)
  const issuingState = readState(found, lines, layout.issuingState, 'issuingState')
  const name = readName(found, lines, layout)
  const number = readDocumentNumber(found, lines, layout, sums)
  const nationality = readState(found, lines, layout.nationality, 'nationality')
  const dateOfBirth = readDateOfBirth(found, lines, layout, reference)
  const dateOfBirthCheckDigit = readCheckDigit(
    found,
    lines,
    layout.dateOfBirthCheckDigit,
    'dateOfBirthCheckDigit',
    'dateOfBirth',
    sums.dateOfBirth,
    false,
  )
  const sex = readSex(found, lines, layout)
  const dateOfExpiry = readDateOfExpiry(found, lines, layout, reference, yearsAhead)
  const dateOfExpiryCheckDigit = readCheckDigit(
    found,
    lines,
    layout.dateOfExpiryCheckDigit,
    'dateOfExpiryCheckDigit',
    'dateOfExpiry',
    sums.dateOfExpiry,
    false,
  )
  const optionalData = readOptionalData(found, lines, number.optionalData, 'optionalData', number.continued)
  const optionalDataCheckDigit =
    layout.optionalDataCheckDigit === undefined
      ? undefined
      : readCheckDigit(
          found,
          lines,
          layout.optionalDataCheckDigit,
          'optionalDataCheckDigit',
          'optionalData',
          sums.optionalData,
          // Doc 9303-4 §4.2.2.2: zero or a filler if the personal number is not used.
          optionalData.value === '',
        )
  const optionalData2 =
    layout.optionalData2 === undefined
      ? undefined
      : readOptionalData(found, lines, layout.optionalData2, 'optionalData2', false)
  const compositeCheckDigit =
    layout.compositeCheckDigit === undefined
      ? undefined
      : readCheckDigit(
          found,
          lines,
          layout.compositeCheckDigit,
          'compositeCheckDigit',
          'composite',
          sums.composite,
          false,
        )
  const fields: MrzFields = {
    documentCode: code.field,
    issuingState,
    name,
    documentNumber: number.field,
    documentNumberCheckDigit: number.checkDigit,
    nationality,
    dateOfBirth,
    dateOfBirthCheckDigit,
    sex,
    dateOfExpiry,
    dateOfExpiryCheckDigit,
    optionalData,
    optionalDataCheckDigit,
    optionalData2,
    compositeCheckDigit,
  }
  const checkDigits = [number.checkDigit.value, dateOfBirthCheckDigit.value, dateOfExpiryCheckDigit.value]
  if (optionalDataCheckDigit !== undefined) checkDigits.push(optionalDataCheckDigit.value)
  if (compositeCheckDigit !== undefined) checkDigits.push(compositeCheckDigit.value)
  return {
    format: layout.format,
    lines,
    documentCode: code.field.value,
    documentType: code.type,
    issuingState: issuingState.value,
    primaryIdentifier: name.value.primaryIdentifier,
    secondaryIdentifier: name.value.secondaryIdentifier,
    documentNumber: number.field.value,
    nationality: nationality.value,
    dateOfBirth: dateOfBirth.value,
    sex: sex.value,
    dateOfExpiry: dateOfExpiry.value,
    optionalData: optionalData.value,
    optionalData2: optionalData2?.value,
    fields,
    checkDigits,
    checkDigitsHold: allHold(checkDigits),
    findings: found,
  }
}

function allHold(checkDigits: readonly MrzCheckDigit[]): boolean {
  for (let i = 0; i < checkDigits.length; i++) if (!checkDigits[i]!.holds) return false
  return true
}
