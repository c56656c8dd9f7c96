import { characterValues, noValue } from './check-digit.js'
import { checkDigitField, rightCheckDigits } from './check-digit-fields.js'
import { checkSums } from './check-sums.js'
import { documentCodeRemark, documentTypeOf } from './document-type.js'
import type { MrzFinding } from './findings.js'
import { type MrzLayout, type MrzPlace, type MrzPosition, mrzLayouts } from './layout.js'
import { findLongDocumentNumber } from './long-document-number.js'
import type { Mrz, MrzCheckDigit, MrzCheckedData, MrzField, MrzSex } from './mrz.js'
import { isBefore, neverAhead, type ReferenceDay, readMrzDate, toReferenceDay } from './mrz-date.js'
import { endsWithUsualName, readMrzName, readUsualName, trimFillers } from './mrz-name.js'
import { areLines, formatOf, holdMrzCharacters, type MrzInput, readMrzLines } from './read-lines.js'
import { withRemarks } from './remarks.js'
import { type State, stateAt } from './state-codes.js'

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
  const { referenceDate, expiryYearsAhead = 15 } = options
  if (!Number.isInteger(expiryYearsAhead) || expiryYearsAhead < 0 || expiryYearsAhead > 99) {
    throw new TypeError('expiryYearsAhead is a whole number from 0 to 99')
  }
  const reference = referenceDate === undefined ? undefined : toReferenceDay(referenceDate)
  // The shortest way for lines as they should be. Whatever is not goes the long one, which says what is wrong.
  const format = areLines(input) ? formatOf(input) : undefined
  const mrz =
    format && readZone(copyOf(input as readonly string[]), mrzLayouts[format], reference, expiryYearsAhead)
  if (mrz !== undefined) return mrz
  const zone = readMrzLines(input)
  return readZone(zone.lines, mrzLayouts[zone.format], reference, expiryYearsAhead)!
}

/**
 * The values first, written out in one piece for the sake of speed: a zone takes about a microsecond. Then, if anything is
 * out of the ordinary, what there is to remark. `undefined` if there are characters that no MRZ holds.
 */
function readZone(
  lines: readonly string[],
  layout: MrzLayout,
  reference: ReferenceDay | undefined,
  yearsAhead: number,
): Mrz | undefined {
  const sums = checkSums(lines, layout)
  const code = textAt(lines, layout.documentCode[0])
  const issuerState = stateOf(lines, layout.issuingState[0])
  const issuer = stateText(issuerState, lines, layout.issuingState[0])
  const { line: nameLine, start: nameStart } = layout.name[0]
  const nameText = textAt(lines, layout.name[0])
  const usualName = endsWithUsualName(lines[nameLine]!, nameStart)
  const name = usualName ? readUsualName(lines[nameLine]!, nameStart) : readMrzName(nameText)
  const nationState = stateOf(lines, layout.nationality[0])
  const nation = stateText(nationState, lines, layout.nationality[0])
  const dateOfBirth = readMrzDate(textAt(lines, layout.dateOfBirth[0]), reference, neverAhead)
  const sexText = characterAt(lines, layout.sex[0])
  const sex = sexOf(sexText)
  const dateOfExpiry = readMrzDate(textAt(lines, layout.dateOfExpiry[0]), reference, yearsAhead)
  const long = layout.longDocumentNumber ? findLongDocumentNumber(lines, layout) : undefined
  const numberText = long === undefined ? textAt(lines, layout.documentNumber[0]) : long.number
  const documentNumber = trimFillers(numberText)
  const numberDigitPlace = long === undefined ? layout.documentNumberCheckDigit : long.checkDigit
  const optionalPlace = long === undefined ? layout.optionalData : long.optionalData
  const optionalText = textAt(lines, optionalPlace[0])
  const optionalData = trimmedAt(lines, optionalPlace[0], optionalText)
  const optional2Text = layout.optionalData2 && textAt(lines, layout.optionalData2[0])
  const optionalData2 =
    optional2Text === undefined ? undefined : trimmedAt(lines, layout.optionalData2![0], optional2Text)

  const right = rightCheckDigits[layout.format]
  const numberDigit =
    long === undefined
      ? readCheckDigit('documentNumber', lines, numberDigitPlace, sums.documentNumber, right.documentNumber)
      : checkDigitField('documentNumber', numberDigitPlace, characterAt(lines, numberDigitPlace[0]), long.sum)
  const birthDigit = readCheckDigit(
    'dateOfBirth',
    lines,
    layout.dateOfBirthCheckDigit,
    sums.dateOfBirth,
    right.dateOfBirth,
  )
  const expiryDigit = readCheckDigit(
    'dateOfExpiry',
    lines,
    layout.dateOfExpiryCheckDigit,
    sums.dateOfExpiry,
    right.dateOfExpiry,
  )
  const checkDigits = [numberDigit.value, birthDigit.value, expiryDigit.value]
  let checkDigitsHold = numberDigit.value.holds && birthDigit.value.holds && expiryDigit.value.holds
  let optionalDigit: MrzField<MrzCheckDigit> | undefined
  if (layout.optionalDataCheckDigit !== undefined) {
    // Doc 9303-4 §4.2.2.2: zero or a filler if the personal number is not used.
    const mayBeFiller = optionalData === ''
    const place = layout.optionalDataCheckDigit
    optionalDigit = readCheckDigit(
      'optionalData',
      lines,
      place,
      sums.optionalData,
      right.optionalData,
      mayBeFiller,
    )
    checkDigits.push(optionalDigit.value)
    checkDigitsHold &&= optionalDigit.value.holds
  }
  let compositeDigit: MrzField<MrzCheckDigit> | undefined
  if (layout.compositeCheckDigit !== undefined) {
    compositeDigit = readCheckDigit(
      'composite',
      lines,
      layout.compositeCheckDigit,
      sums.composite,
      right.composite,
    )
    checkDigits.push(compositeDigit.value)
    checkDigitsHold &&= compositeDigit.value.holds
  }

  const documentCode = trimFillers(code)
  const issuingState = issuerState === undefined ? trimFillers(issuer) : issuerState.code
  const nationality = nationState === undefined ? trimFillers(nation) : nationState.code
  const findings = nothing
  const mrz: Mrz = {
    format: layout.format,
    lines,
    documentCode,
    documentType: documentTypeOf(code, layout.format),
    issuingState,
    primaryIdentifier: name.primaryIdentifier,
    secondaryIdentifier: name.secondaryIdentifier,
    documentNumber,
    nationality,
    dateOfBirth,
    sex,
    dateOfExpiry,
    optionalData,
    optionalData2,
    fields: {
      documentCode: {
        name: 'documentCode',
        text: code,
        positions: layout.documentCode,
        value: documentCode,
        findings,
      },
      issuingState: {
        name: 'issuingState',
        text: issuer,
        positions: layout.issuingState,
        value: issuingState,
        findings,
      },
      name: { name: 'name', text: nameText, positions: layout.name, value: name, findings },
      documentNumber: {
        name: 'documentNumber',
        text: numberText,
        positions: long === undefined ? layout.documentNumber : long.positions,
        value: documentNumber,
        findings,
      },
      documentNumberCheckDigit: numberDigit,
      nationality: {
        name: 'nationality',
        text: nation,
        positions: layout.nationality,
        value: nationality,
        findings,
      },
      dateOfBirth: {
        name: 'dateOfBirth',
        text: dateOfBirth.text,
        positions: layout.dateOfBirth,
        value: dateOfBirth,
        findings,
      },
      dateOfBirthCheckDigit: birthDigit,
      sex: { name: 'sex', text: sexText, positions: layout.sex, value: sex, findings },
      dateOfExpiry: {
        name: 'dateOfExpiry',
        text: dateOfExpiry.text,
        positions: layout.dateOfExpiry,
        value: dateOfExpiry,
        findings,
      },
      dateOfExpiryCheckDigit: expiryDigit,
      optionalData: {
        name: 'optionalData',
        text: optionalText,
        positions: optionalPlace,
        value: optionalData,
        findings,
      },
      optionalDataCheckDigit: optionalDigit,
      optionalData2:
        optional2Text === undefined
          ? undefined
          : {
              name: 'optionalData2',
              text: optional2Text,
              positions: layout.optionalData2!,
              value: optionalData2!,
              findings,
            },
      compositeCheckDigit: compositeDigit,
    },
    checkDigits,
    checkDigitsHold,
    findings,
  }
  // In an ordinary zone every character has been looked at: name, codes and sex are known, dates and check digits are
  // digits, document number and optional data are well-formed. So its lines need not be gone through once more.
  const ordinary =
    sums.wellFormed &&
    checkDigitsHold &&
    usualName &&
    long === undefined &&
    numberText.charCodeAt(0) !== 0x3c &&
    characterValues[code.charCodeAt(1)] !== noValue &&
    documentCodeRemark(code, layout.format) === undefined &&
    // Other states can have a remark; they need not.
    issuerState?.kind === 'iso3166' &&
    nationState?.kind === 'iso3166' &&
    dateOfBirth.status === 'complete' &&
    dateOfExpiry.status === 'complete' &&
    (reference === undefined || !isBefore(dateOfExpiry, reference)) &&
    sex !== undefined &&
    (optionalData === '' || optionalText.charCodeAt(0) !== 0x3c) &&
    optionalData2?.charCodeAt(0) !== 0x3c
  if (ordinary) return mrz
  return holdMrzCharacters(lines) ? withRemarks(mrz, reference) : undefined
}

const nothing: readonly MrzFinding[] = /* @__PURE__ */ Object.freeze([])

function textAt(lines: readonly string[], position: MrzPosition): string {
  return lines[position.line]!.slice(position.start, position.end)
}

function characterAt(lines: readonly string[], position: MrzPosition): string {
  return lines[position.line]![position.start]!
}

function sexOf(text: string): MrzSex {
  return text === 'F' ? 'female' : text === 'M' ? 'male' : text === '<' ? 'unspecified' : undefined
}

function readCheckDigit(
  of: MrzCheckedData,
  lines: readonly string[],
  place: MrzPlace,
  sum: number,
  right: readonly MrzField<MrzCheckDigit>[],
  mayBeFiller = false,
): MrzField<MrzCheckDigit> {
  const { line, start } = place[0]
  const digit = sum % 10
  return lines[line]!.charCodeAt(start) === 0x30 + digit
    ? right[digit]!
    : checkDigitField(of, place, lines[line]![start]!, sum, mayBeFiller)
}

/** The field without the fillers at its end. They are counted in the line: a long `text` is a view, read more slowly. */
function trimmedAt(lines: readonly string[], { line, start, end }: MrzPosition, text: string): string {
  const from = lines[line]!
  let last = end
  while (last > start && from.charCodeAt(last - 1) === 0x3c) last--
  return last === end ? text : from.slice(start, last)
}

/** A copy of two or three lines, written out: it takes a third of the time of `slice`. */
function copyOf(lines: readonly string[]): readonly string[] {
  return lines.length === 2 ? [lines[0]!, lines[1]!] : [lines[0]!, lines[1]!, lines[2]!]
}

function stateOf(lines: readonly string[], position: MrzPosition): State | undefined {
  return stateAt(lines[position.line]!, position.start)
}

/** The code as printed: of an assigned one of three letters, the text is there already. */
function stateText(state: State | undefined, lines: readonly string[], position: MrzPosition): string {
  return state !== undefined && state.code.length === 3 ? state.code : textAt(lines, position)
}
