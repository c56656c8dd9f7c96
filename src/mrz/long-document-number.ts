import { weightedSum } from './check-digit.js'
import type { MrzLayout, MrzPosition } from './layout.js'

/** A document number of more than nine characters, and where its pieces stand. */
export interface LongDocumentNumber {
  /** Whole, without the filler between the pieces. */
  readonly number: string
  /** The sum of products behind its check digit. */
  readonly sum: number
  /** The nine principal characters, then the others. */
  readonly positions: readonly [MrzPosition, MrzPosition]
  readonly checkDigit: readonly [MrzPosition]
  /** What is left of the optional data, behind the filler that closes the number. */
  readonly optionalData: readonly [MrzPosition]
}

/**
 * The long document number of a TD1 or TD2 zone: nine characters, a filler where the check digit would be, the other
 * characters at the beginning of the optional data, the check digit, a filler (Doc 9303-5 §4.2.2 note j, -6 §4.2.2 note j).
 * The filler in between does not count (Doc 9303-5 §4.2.4). `undefined` if there is no such number. Without the closing
 * filler it is one only if the check digit is right.
 */
export function findLongDocumentNumber(
  lines: readonly string[],
  layout: MrzLayout,
): LongDocumentNumber | undefined {
  const principal = layout.documentNumber[0]
  const optional = layout.optionalData[0]
  const line = lines[principal.line]!
  // A number that fills less than nine positions is whole: then a check digit is missing, nothing else.
  if (line.charCodeAt(principal.end) !== 0x3c || line.charCodeAt(principal.end - 1) === 0x3c) return undefined
  const filler = line.indexOf('<', optional.start)
  const terminated = filler >= 0 && filler < optional.end
  const digit = (terminated ? filler : optional.end) - 1
  if (digit - optional.start < 1) return undefined
  const number = line.slice(principal.start, principal.end) + line.slice(optional.start, digit)
  const sum = weightedSum(number, 0, number.length, 0)
  if (!terminated && String(sum % 10) !== line[digit]) return undefined
  const at = (start: number, end: number): MrzPosition => ({ line: principal.line, start, end })
  return {
    number,
    sum,
    positions: [principal, at(optional.start, digit)],
    checkDigit: [at(digit, digit + 1)],
    optionalData: [at(Math.min(digit + 2, optional.end), optional.end)],
  }
}

/** The check digit that there would be if the filler between the pieces were counted, which Doc 9303-5 §4.2.4 excludes. */
export function digitCountingFiller(line: string, principal: MrzPosition, rest: MrzPosition): string {
  const sum =
    weightedSum(line, principal.start, principal.end, 0) + weightedSum(line, rest.start, rest.end, 1)
  return String(sum % 10)
}
