import {
  type Mrz,
  type MrzCheckedData,
  type MrzDate,
  type MrzFieldName,
  type MrzPosition,
  mrzFindingCatalogue,
  stateByCode,
} from '../mrz/index.js'

/** What people call each field. */
export const fieldWords: Readonly<Record<MrzFieldName, string>> = {
  documentCode: 'document code',
  issuingState: 'issuing state',
  name: 'name',
  documentNumber: 'document number',
  documentNumberCheckDigit: 'check digit of document number',
  nationality: 'nationality',
  dateOfBirth: 'date of birth',
  dateOfBirthCheckDigit: 'check digit of date of birth',
  sex: 'sex',
  dateOfExpiry: 'date of expiry',
  dateOfExpiryCheckDigit: 'check digit of date of expiry',
  optionalData: 'optional data',
  optionalDataCheckDigit: 'check digit of optional data',
  optionalData2: 'second optional data',
  compositeCheckDigit: 'composite check digit',
}

const checkedWords: Readonly<Record<MrzCheckedData, string>> = {
  documentNumber: 'document number',
  dateOfBirth: 'date of birth',
  dateOfExpiry: 'date of expiry',
  optionalData: 'optional data',
  composite: 'all together',
}

/** Lines and columns as a person counts them, from 1. */
export function place({ line, start, end }: MrzPosition): string {
  return `line ${line + 1}, ${end - start > 1 ? `columns ${start + 1}-${end}` : `column ${start + 1}`}`
}

/** A zone as a person reads it on a terminal: its lines, fields, check digits and findings. */
export function mrzToText(mrz: Mrz): string {
  return [
    mrz.lines.map(line => `  ${line}`).join('\n'),
    table('Fields', fieldRows(mrz)),
    table(
      'Check digits',
      mrz.checkDigits.map(({ of, printed, expected, holds }) => [
        checkedWords[of],
        printed,
        holds ? 'right' : `WRONG, ${expected} expected`,
      ]),
    ),
    findingsToText(mrz),
  ].join('\n\n')
}

function fieldRows(mrz: Mrz): readonly (readonly string[])[] {
  const state = (code: string): string => [code, stateByCode(code)?.name ?? 'not assigned'].join('  ')
  const type = mrz.documentType === undefined ? 'unknown type' : words(mrz.documentType)
  const rows: (readonly [string, string])[] = [
    ['format', mrz.format],
    ['document code', `${mrz.documentCode}  ${type}`],
    ['issuing state', state(mrz.issuingState)],
    ['primary identifier', mrz.primaryIdentifier],
    ['secondary identifier', mrz.secondaryIdentifier],
    ['document number', mrz.documentNumber],
    ['nationality', state(mrz.nationality)],
    ['date of birth', dateToText(mrz.dateOfBirth)],
    ['sex', mrz.sex ?? `${mrz.fields.sex.text}  unknown`],
    ['date of expiry', dateToText(mrz.dateOfExpiry)],
    [mrz.format === 'TD3' ? 'personal number' : 'optional data', mrz.optionalData],
  ]
  if (mrz.optionalData2 !== undefined) rows.push(['second optional data', mrz.optionalData2])
  return rows.map(([name, value]) => [name, value === '' ? '-' : value])
}

/** `ordinaryPassport` as `ordinary passport`. */
const words = (name: string): string => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)

function dateToText({ text, status, iso }: MrzDate): string {
  if (status === 'invalid') return `${text}  no date`
  return iso === undefined
    ? `${text}  ${status === 'unknown' ? 'unknown' : 'year unknown'}`
    : `${iso}  (${text})`
}

function findingsToText({ findings }: Mrz): string {
  if (findings.length === 0) return 'Findings\n  none'
  const lines = findings.map(({ code, severity, field, positions }) => {
    const { meaning, clause } = mrzFindingCatalogue[code]
    const where = positions.map(place).join(' and ')
    return `  ${severity.toUpperCase()}  ${fieldWords[field]} (${where}): ${meaning}\n    ${code}, Doc ${clause}`
  })
  return ['Findings', ...lines].join('\n')
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.map((cell, i) => Math.max(cell.length, most[i] ?? 0)),
    [],
  )
  const lines = rows.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
  return [title, ...lines].join('\n')
}
