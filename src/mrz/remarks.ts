import { documentCodeRemark } from './document-type.js'
import { type MrzFinding, type MrzFindingCode, mrzFindingCatalogue } from './findings.js'
import type { MrzFieldName } from './layout.js'
import { digitCountingFiller } from './long-document-number.js'
import type { Mrz, MrzCheckDigit, MrzField, MrzFields } from './mrz.js'
import { isBefore, type MrzDate, type ReferenceDay } from './mrz-date.js'
import { nameRemarks } from './mrz-name.js'
import { stateByCode } from './state-codes.js'

type Codes = readonly (MrzFindingCode | undefined)[]

/** A zone with everything there is to remark on it: in its fields, and in a row in the order of the fields. */
export function withRemarks(mrz: Mrz, reference: ReferenceDay | undefined): Mrz {
  const fields: { -readonly [Name in keyof MrzFields]: MrzFields[Name] } = { ...mrz.fields }
  const all: MrzFinding[] = []
  for (const name of remarkable) {
    const field: MrzField<unknown> | undefined = fields[name]
    if (field === undefined) continue
    const findings = findingsOn(field, remarksOn[name](mrz, reference))
    if (findings.length === 0) continue
    all.push(...findings)
    Object.assign(fields, { [name]: { ...field, findings } })
  }
  return all.length === 0 ? mrz : { ...mrz, fields, findings: all }
}

function findingsOn({ name, positions }: MrzField<unknown>, codes: Codes): readonly MrzFinding[] {
  const findings: MrzFinding[] = []
  for (const code of codes) {
    if (code === undefined) continue
    findings.push({ code, severity: mrzFindingCatalogue[code].severity, field: name, positions })
  }
  return findings
}

/** What there is to remark on each field. */
const remarksOn: Readonly<Record<MrzFieldName, (mrz: Mrz, reference: ReferenceDay | undefined) => Codes>> = {
  documentCode: ({ fields, format }) => [documentCodeRemark(fields.documentCode.text, format)],
  issuingState: ({ fields }) => [stateRemark(fields.issuingState.text, true)],
  name: ({ fields }) => nameRemarks(fields.name.text),
  documentNumber: documentNumberRemarks,
  documentNumberCheckDigit: ({ fields }) => [checkDigitRemark(fields.documentNumberCheckDigit.value)],
  nationality: ({ fields }) => [stateRemark(fields.nationality.text, false)],
  dateOfBirth: ({ dateOfBirth }) => [birthRemark(dateOfBirth)],
  dateOfBirthCheckDigit: ({ fields }) => [checkDigitRemark(fields.dateOfBirthCheckDigit.value)],
  sex: ({ sex }) => [sex === undefined ? 'SEX_UNKNOWN' : undefined],
  dateOfExpiry: ({ dateOfExpiry }, reference) => expiryRemarks(dateOfExpiry, reference),
  dateOfExpiryCheckDigit: ({ fields }) => [checkDigitRemark(fields.dateOfExpiryCheckDigit.value)],
  // Behind a long document number optional data may begin with a filler.
  optionalData: ({ fields }) => [isLong(fields) ? undefined : alignmentRemark(fields.optionalData.text)],
  optionalDataCheckDigit: ({ fields }) => [checkDigitRemark(fields.optionalDataCheckDigit?.value)],
  optionalData2: ({ fields }) => [alignmentRemark(fields.optionalData2?.text ?? '')],
  compositeCheckDigit: ({ fields }) => [checkDigitRemark(fields.compositeCheckDigit?.value)],
}

const remarkable = /* @__PURE__ */ Object.keys(remarksOn) as MrzFieldName[]

const isLong = ({ documentNumber }: MrzFields): boolean => documentNumber.positions.length > 1

function stateRemark(code: string, issuer: boolean): MrzFindingCode | undefined {
  const state = stateByCode(code)
  if (state === undefined) return /^[A-Z]+<*$/.test(code) ? 'STATE_UNKNOWN' : 'STATE_MALFORMED'
  switch (state.kind) {
    case 'person':
    case 'icao':
      return issuer ? 'STATE_NOT_AN_ISSUER' : undefined
    case 'deprecated':
      return 'STATE_DEPRECATED'
    case 'specimen':
      return 'STATE_SPECIMEN'
    default:
      return undefined
  }
}

function documentNumberRemarks({ lines, fields }: Mrz): Codes {
  const { text, positions } = fields.documentNumber
  const [principal, rest] = positions
  if (principal === undefined || rest === undefined) {
    return [/^<*$/.test(text) ? 'DOCUMENT_NUMBER_EMPTY' : alignmentRemark(text)]
  }
  const { holds, printed } = fields.documentNumberCheckDigit.value
  const line = lines[principal.line]!
  const countsFiller = !holds && printed === digitCountingFiller(line, principal, rest)
  return [
    'DOCUMENT_NUMBER_CONTINUED',
    isClosed(fields) ? undefined : 'DOCUMENT_NUMBER_UNTERMINATED',
    countsFiller ? 'DOCUMENT_NUMBER_CHECK_DIGIT_COUNTS_FILLER' : undefined,
  ]
}

/** Whether there is a place between the check digit of a long document number and what is left of the optional data. */
function isClosed({ documentNumberCheckDigit, optionalData }: MrzFields): boolean {
  return optionalData.positions[0]!.start > documentNumberCheckDigit.positions[0]!.end
}

function alignmentRemark(text: string): MrzFindingCode | undefined {
  return /^<+[^<]/.test(text) ? 'FIELD_NOT_LEFT_ALIGNED' : undefined
}

function noDateRemark({ text }: MrzDate): MrzFindingCode {
  return /^[0-9<]+$/.test(text) ? 'DATE_IMPOSSIBLE' : 'DATE_MALFORMED'
}

function birthRemark(date: MrzDate): MrzFindingCode | undefined {
  switch (date.status) {
    case 'complete':
      return undefined
    case 'partial':
      return 'DATE_OF_BIRTH_PARTLY_UNKNOWN'
    case 'unknown':
      return 'DATE_OF_BIRTH_UNKNOWN'
    case 'invalid':
      return noDateRemark(date)
  }
}

function expiryRemarks(date: MrzDate, reference: ReferenceDay | undefined): Codes {
  if (date.status === 'invalid') return [noDateRemark(date)]
  return [
    date.status === 'complete' ? undefined : 'DATE_OF_EXPIRY_UNKNOWN',
    reference !== undefined && isBefore(date, reference) ? 'EXPIRED' : undefined,
  ]
}

function checkDigitRemark(digit: MrzCheckDigit | undefined): MrzFindingCode | undefined {
  if (digit === undefined || digit.holds) return undefined
  if (digit.printed === '<') return 'CHECK_DIGIT_MISSING'
  return digit.printed >= '0' && digit.printed <= '9' ? 'CHECK_DIGIT_WRONG' : 'CHECK_DIGIT_NOT_A_DIGIT'
}
