import { weightedSum } from './check-digit.js'
import type { CheckSums } from './check-sums.js'
import { documentTypeOf, type MrzDocumentType } from './document-type.js'
import { type MrzFinding, type MrzFindingCode, mrzFindingCatalogue } from './findings.js'
import type { MrzFieldName, MrzLayout, MrzPlace, MrzPosition } from './layout.js'
import { findLongDocumentNumber, longDocumentNumberSum } from './long-document-number.js'
import type { MrzCheckDigit, MrzCheckedData, MrzField, MrzName, MrzSex } from './mrz.js'
import { isBefore, type MrzDate, type ReferenceDay, readMrzDate } from './mrz-date.js'
import { readMrzName, trimFillers } from './mrz-name.js'
import { stateByCode } from './state-codes.js'

type Lines = readonly string[]
type Codes = readonly MrzFindingCode[] | undefined

/** Where the readers put their findings, beside the field itself. */
type Found = MrzFinding[]

const nothing: readonly MrzFinding[] = /* @__PURE__ */ Object.freeze([])
const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

function textAt(lines: Lines, position: MrzPosition): string {
  return lines[position.line]!.slice(position.start, position.end)
}

function charAt(lines: Lines, position: MrzPosition): string {
  return lines[position.line]![position.start]!
}

function toField<Value>(
  found: Found,
  name: MrzFieldName,
  text: string,
  positions: readonly MrzPosition[],
  value: Value,
  codes: Codes,
): MrzField<Value> {
  return {
    name,
    text,
    positions,
    value,
    findings: codes === undefined ? nothing : note(found, name, positions, codes),
  }
}

function note(
  found: Found,
  name: MrzFieldName,
  positions: readonly MrzPosition[],
  codes: readonly MrzFindingCode[],
): readonly MrzFinding[] {
  const findings = codes.map(code => ({
    code,
    severity: mrzFindingCatalogue[code].severity,
    field: name,
    positions,
  }))
  found.push(...findings)
  return findings
}

/** The document code and what it stands for. */
export function readDocumentCode(
  found: Found,
  lines: Lines,
  layout: MrzLayout,
): { readonly field: MrzField<string>; readonly type: MrzDocumentType | undefined } {
  const text = textAt(lines, layout.documentCode[0])
  const { type, finding } = documentTypeOf(text, layout.format)
  const codes = finding === undefined ? undefined : [finding]
  return { field: toField(found, 'documentCode', text, layout.documentCode, trimFillers(text), codes), type }
}

/** Issuing state or nationality. */
export function readState(
  found: Found,
  lines: Lines,
  place: MrzPlace,
  name: 'issuingState' | 'nationality',
): MrzField<string> {
  const text = textAt(lines, place[0])
  return toField(found, name, text, place, trimFillers(text), stateFindings(text, name === 'issuingState'))
}

function stateFindings(text: string, issuer: boolean): Codes {
  const state = stateByCode(text)
  if (state === undefined) return [/^[A-Z]+<*$/.test(text) ? 'STATE_UNKNOWN' : 'STATE_MALFORMED']
  switch (state.kind) {
    case 'person':
    case 'icao':
      return issuer ? ['STATE_NOT_AN_ISSUER'] : undefined
    case 'deprecated':
      return ['STATE_DEPRECATED']
    case 'specimen':
      return ['STATE_SPECIMEN']
    default:
      return undefined
  }
}

/** The name field. */
export function readName(found: Found, lines: Lines, layout: MrzLayout): MrzField<MrzName> {
  const text = textAt(lines, layout.name[0])
  const { name, codes } = readMrzName(text)
  return toField(found, 'name', text, layout.name, name, codes)
}

/** The document number, whole, with its check digit and what the number leaves of the optional data. */
export function readDocumentNumber(
  found: Found,
  lines: Lines,
  layout: MrzLayout,
  sums: CheckSums,
): {
  readonly field: MrzField<string>
  readonly checkDigit: MrzField<MrzCheckDigit>
  readonly optionalData: MrzPlace
  readonly continued: boolean
} {
  const long = findLongDocumentNumber(lines, layout)
  if (long === undefined) {
    const { documentNumber: place, documentNumberCheckDigit } = layout
    const text = textAt(lines, place[0])
    const value = trimFillers(text)
    const codes: Codes =
      value === '' ? ['DOCUMENT_NUMBER_EMPTY'] : text[0] === '<' ? ['FIELD_NOT_LEFT_ALIGNED'] : undefined
    return {
      field: toField(found, 'documentNumber', text, place, value, codes),
      checkDigit: readCheckDigit(
        found,
        lines,
        documentNumberCheckDigit,
        'documentNumberCheckDigit',
        'documentNumber',
        sums.documentNumber,
        false,
      ),
      optionalData: layout.optionalData,
      continued: false,
    }
  }
  const [principal, rest] = long.positions
  const line = lines[principal.line]!
  const text = textAt(lines, principal) + textAt(lines, rest)
  const codes: MrzFindingCode[] = ['DOCUMENT_NUMBER_CONTINUED']
  if (!long.terminated) codes.push('DOCUMENT_NUMBER_UNTERMINATED')
  const sum = longDocumentNumberSum(line, principal, rest.start, rest.end)
  const checkDigit = toCheckDigit('documentNumber', line[rest.end]!, sum, false)
  if (!checkDigit.holds && checkDigit.printed === digitCountingFiller(line, principal, rest)) {
    codes.push('DOCUMENT_NUMBER_CHECK_DIGIT_COUNTS_FILLER')
  }
  return {
    field: toField(found, 'documentNumber', text, long.positions, text, codes),
    checkDigit: toCheckDigitField(found, 'documentNumberCheckDigit', long.checkDigit, checkDigit),
    optionalData: long.optionalData,
    continued: true,
  }
}

function digitCountingFiller(line: string, principal: MrzPosition, rest: MrzPosition): string {
  const sum =
    weightedSum(line, principal.start, principal.end, 0) + weightedSum(line, rest.start, rest.end, 1)
  return digits[sum % 10]!
}

/** The date of birth, its century found from the reference day. */
export function readDateOfBirth(
  found: Found,
  lines: Lines,
  layout: MrzLayout,
  reference: ReferenceDay | undefined,
): MrzField<MrzDate> {
  const text = textAt(lines, layout.dateOfBirth[0])
  const date = readMrzDate(text, { reference, latest: 'birth' })
  const codes: Codes =
    date.status === 'complete'
      ? undefined
      : date.status === 'invalid'
        ? [/^[0-9<]+$/.test(text) ? 'DATE_IMPOSSIBLE' : 'DATE_MALFORMED']
        : [date.status === 'unknown' ? 'DATE_OF_BIRTH_UNKNOWN' : 'DATE_OF_BIRTH_PARTLY_UNKNOWN']
  return toField(found, 'dateOfBirth', text, layout.dateOfBirth, date, codes)
}

/** The date of expiry, its century found from the reference day and the years that a document can be valid. */
export function readDateOfExpiry(
  found: Found,
  lines: Lines,
  layout: MrzLayout,
  reference: ReferenceDay | undefined,
  yearsAhead: number,
): MrzField<MrzDate> {
  const text = textAt(lines, layout.dateOfExpiry[0])
  const date = readMrzDate(text, { reference, latest: yearsAhead })
  const codes: MrzFindingCode[] = []
  if (date.status === 'invalid') codes.push(/^[0-9<]+$/.test(text) ? 'DATE_IMPOSSIBLE' : 'DATE_MALFORMED')
  else if (date.status !== 'complete') codes.push('DATE_OF_EXPIRY_UNKNOWN')
  if (reference !== undefined && isBefore(date, reference)) codes.push('EXPIRED')
  return toField(
    found,
    'dateOfExpiry',
    text,
    layout.dateOfExpiry,
    date,
    codes.length === 0 ? undefined : codes,
  )
}

/** The sex. */
export function readSex(found: Found, lines: Lines, layout: MrzLayout): MrzField<MrzSex> {
  const text = charAt(lines, layout.sex[0])
  const sex: MrzSex =
    text === 'F' ? 'female' : text === 'M' ? 'male' : text === '<' ? 'unspecified' : undefined
  return toField(found, 'sex', text, layout.sex, sex, sex === undefined ? ['SEX_UNKNOWN'] : undefined)
}

/** Optional data. Behind a long document number it may begin with a filler. */
export function readOptionalData(
  found: Found,
  lines: Lines,
  place: MrzPlace,
  name: 'optionalData' | 'optionalData2',
  continued: boolean,
): MrzField<string> {
  const text = textAt(lines, place[0])
  const value = trimFillers(text)
  const aligned = value === '' || text[0] !== '<' || continued
  return toField(found, name, text, place, value, aligned ? undefined : ['FIELD_NOT_LEFT_ALIGNED'])
}

/** A check digit, whose sum of products is `sum`. */
export function readCheckDigit(
  found: Found,
  lines: Lines,
  place: MrzPlace,
  name: MrzFieldName,
  of: MrzCheckedData,
  sum: number,
  mayBeFiller: boolean,
): MrzField<MrzCheckDigit> {
  return toCheckDigitField(found, name, place, toCheckDigit(of, charAt(lines, place[0]), sum, mayBeFiller))
}

function toCheckDigit(of: MrzCheckedData, printed: string, sum: number, mayBeFiller: boolean): MrzCheckDigit {
  const expected = digits[sum % 10]!
  return { of, printed, expected, holds: printed === expected || (mayBeFiller && printed === '<') }
}

function toCheckDigitField(
  found: Found,
  name: MrzFieldName,
  place: MrzPlace,
  checkDigit: MrzCheckDigit,
): MrzField<MrzCheckDigit> {
  return toField(found, name, checkDigit.printed, place, checkDigit, checkDigitFindings(checkDigit))
}

function checkDigitFindings({ holds, printed }: MrzCheckDigit): Codes {
  if (holds) return undefined
  if (printed === '<') return ['CHECK_DIGIT_MISSING']
  return [printed >= '0' && printed <= '9' ? 'CHECK_DIGIT_WRONG' : 'CHECK_DIGIT_NOT_A_DIGIT']
}
