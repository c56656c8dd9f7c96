import type { MrzChange, MrzChangeSupport, MrzCorrection } from './correction.js'
import { readLenientLines } from './lenient-lines.js'
import type { Mrz } from './mrz.js'
import { type ParseMrzOptions, parseMrz } from './parse-mrz.js'
import type { MrzInput } from './read-lines.js'
import { checksOf, repairByCheckDigits } from './repair-by-check-digits.js'
import { repairByFieldType } from './repair-by-field-type.js'

/**
 * Proposes repairs of a zone that was misread: letters where only digits can stand and the other way round (O/0, I/1, S/5,
 * B/8, Z/2, G/6, ...), letters among the fillers behind the name, lost or additional fillers, small letters; then, where
 * check digits still fail, up to three such confusions in document number and optional data with which all of them hold.
 * Digits are never exchanged for other digits: a check digit that is wrong by itself stays so.
 *
 * Check digits cannot tell G from 6 and L from 1 (Doc 9303-3 §4.9: their values are the same modulo 10). Such a confusion in
 * a document number goes unnoticed.
 *
 * @throws {EmrtdError} `MRZ_BAD_LENGTH` and `MRZ_BAD_CHARACTER` for what has not even nearly the shape of an MRZ.
 * @throws {TypeError} for options and input that are none.
 *
 * @example
 * ```ts
 * import { correctMrz } from 'emrtd'
 *
 * const { status, proposals } = correctMrz([
 *   'PPUT0ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
 *   'L8989O2C36UTO74O8122F3404159ZE184226B<<<<<16',
 * ])
 * status // 'corrected'
 * proposals[0]!.changes.map(({ field, from, to }) => `${field}: ${from} -> ${to}`)
 * // ['issuingState: 0 -> O', 'dateOfBirth: O -> 0', 'documentNumber: O -> 0']
 * ```
 */
export function correctMrz(input: MrzInput, options: ParseMrzOptions = {}): MrzCorrection {
  const lenient = readLenientLines(input)
  const typed = repairByFieldType(parseMrz(lenient.lines, options))
  const mrz = parseMrz(typed.lines, options)
  const changes = [...lenient.changes, ...typed.changes]
  if (mrz.checkDigitsHold) {
    const status = changes.length === 0 ? 'clean' : 'corrected'
    return { status, proposals: [{ mrz, changes: withCheckDigits(changes, mrz) }] }
  }
  const solutions = repairByCheckDigits(mrz)
  if (solutions.length === 0) return { status: 'uncorrected', proposals: [{ mrz, changes }] }
  const proposals = solutions.map(solution => {
    const solved = parseMrz(solution.lines, options)
    return { mrz: solved, changes: withCheckDigits([...changes, ...solution.changes], solved) }
  })
  return { status: proposals.length === 1 ? 'corrected' : 'ambiguous', proposals }
}

/** Adds the check digits that tell a change's result from what was there. */
function withCheckDigits(changes: readonly MrzChange[], mrz: Mrz): readonly MrzChange[] {
  const checks = checksOf(mrz)
  return changes.map(change => {
    const { line, start, end } = change.position
    if (change.support.includes('characterSet') || change.from.length !== 1 || end - start !== 1)
      return change
    const telling = checks.filter(check => check.tells(line, start, change.from, change.to))
    const support: MrzChangeSupport[] = [...change.support]
    if (telling.some(check => check.of !== 'composite')) support.push('checkDigit')
    if (telling.some(check => check.of === 'composite')) support.push('compositeCheckDigit')
    return { ...change, support }
  })
}
