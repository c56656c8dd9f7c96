import { alternativesFor, digitFor, fillerLike, letterFor } from './confusions.js'
import type { MrzChange, MrzChangeSupport } from './correction.js'
import type { MrzFieldName } from './layout.js'
import type { Mrz, MrzField } from './mrz.js'
import { stateByCode } from './state-codes.js'

/** A zone whose characters fit their fields as far as one reading of them is likelier than all others. */
interface Repaired {
  readonly lines: readonly string[]
  readonly changes: readonly MrzChange[]
}

/** Exchanges letters in dates and check digits, digits in names and codes, and letters among the fillers behind a name. */
export function repairByFieldType(mrz: Mrz): Repaired {
  const { fields } = mrz
  const lines = [...mrz.lines]
  const changes: MrzChange[] = []
  const rewrite = (
    field: MrzField<unknown>,
    text: string,
    support: (index: number) => readonly MrzChangeSupport[],
  ): void => {
    const { line, start } = field.positions[0]!
    for (let i = 0; i < text.length; i++) {
      if (text[i] === field.text[i]) continue
      const column = start + i
      lines[line] = lines[line]!.slice(0, column) + text[i] + lines[line]!.slice(column + 1)
      changes.push({
        position: { line, start: column, end: column + 1 },
        field: field.name,
        from: field.text[i]!,
        to: text[i]!,
        support: support(i),
      })
    }
  }
  const byType = (): readonly MrzChangeSupport[] => ['fieldType']
  rewrite(fields.documentCode, letters(fields.documentCode.text[0]!) + fields.documentCode.text[1], byType)
  for (const field of [fields.issuingState, fields.nationality]) {
    const { code, assigned } = repairState(field.text)
    rewrite(field, code, () => (assigned ? ['fieldType', 'stateCode'] : ['fieldType']))
  }
  const name = fields.name.text
  const { text, tail } = repairName(name)
  rewrite(fields.name, text, i => [i >= tail ? 'fillers' : 'fieldType'])
  for (const key of digitFields) {
    const field: MrzField<unknown> | undefined = fields[key as keyof Mrz['fields']]
    if (field !== undefined) rewrite(field, digits(field.text), byType)
  }
  return { lines, changes }
}

const digitFields: readonly MrzFieldName[] = [
  'documentNumberCheckDigit',
  'dateOfBirth',
  'dateOfBirthCheckDigit',
  'dateOfExpiry',
  'dateOfExpiryCheckDigit',
  'optionalDataCheckDigit',
  'compositeCheckDigit',
]

const digits = (text: string): string => text.replace(/[A-Z]/g, letter => digitFor[letter] ?? letter)

const letters = (text: string): string => text.replace(/[0-9]/g, digit => letterFor[digit] ?? digit)

/** The one assigned code that a state's code with digits in it can have been; without one, the likeliest letters. */
function repairState(code: string): { readonly code: string; readonly assigned: boolean } {
  if (!/[0-9]/.test(code)) return { code, assigned: false }
  let readings = ['']
  for (const character of code) {
    const options = /[0-9]/.test(character) ? [...(alternativesFor[character] ?? character)] : [character]
    readings = readings.flatMap(reading => options.map(option => reading + option))
  }
  const assigned = readings.filter(reading => stateByCode(reading) !== undefined)
  if (assigned.length === 1) return { code: assigned[0]!, assigned: true }
  return { code: assigned.length === 0 ? letters(code) : code, assigned: false }
}

/**
 * Digits of a name made letters. Behind three fillers a name has ended (Doc 9303-3 §4.6): what looks like a filler there and
 * stands between fillers is one, if nothing else is left that speaks against it.
 */
function repairName(name: string): { readonly text: string; readonly tail: number } {
  const lettered = letters(name)
  const run = lettered.indexOf('<<<')
  if (run < 0) return { text: lettered, tail: name.length }
  const tail = lettered.slice(run)
  const allFillerLike = [...tail].every(character => character === '<' || fillerLike.includes(character))
  return allFillerLike
    ? { text: lettered.slice(0, run) + '<'.repeat(tail.length), tail: run }
    : { text: lettered, tail: name.length }
}
