import { weightedSum } from './check-digit.js'
import type { MrzLayout, MrzPosition } from './layout.js'

/** Where the pieces of a document number of more than nine characters stand. */
export interface LongDocumentNumber {
  /** The nine principal characters, then the others. */
  readonly positions: readonly [MrzPosition, MrzPosition]
  readonly checkDigit: readonly [MrzPosition]
  /** What is left of the optional data, behind the filler that closes the number. */
  readonly optionalData: readonly [MrzPosition]
  /** Whether that filler is there. */
  readonly terminated: boolean
}

/**
 * The long document number of a TD1 or TD2 zone: nine characters, a filler where the check digit would be, the other
 * characters at the beginning of the optional data, the check digit, a filler (Doc 9303-5 §4.2.2 note j, -6 §4.2.2 note j).
 * `undefined` if there is none. Without the closing filler it is one only if the check digit is right.
 */
export function findLongDocumentNumber(
  lines: readonly string[],
  layout: MrzLayout,
): LongDocumentNumber | undefined {
  const [principal] = layout.documentNumber
  const [optional] = layout.optionalData
  const line = lines[principal.line]!
  // A number that fills less than nine positions is whole: then a check digit is missing, nothing else.
  if (!layout.longDocumentNumber || line[principal.end] !== '<' || line[principal.end - 1] === '<') {
    return undefined
  }
  const filler = line.indexOf('<', optional.start)
  const terminated = filler >= 0 && filler < optional.end
  const digit = (terminated ? filler : optional.end) - 1
  if (digit - optional.start < 1) return undefined
  if (
    !terminated &&
    String(longDocumentNumberSum(line, principal, optional.start, digit) % 10) !== line[digit]
  ) {
    return undefined
  }
  const at = (start: number, end: number): MrzPosition => ({ line: principal.line, start, end })
  return {
    positions: [principal, at(optional.start, digit)],
    checkDigit: [at(digit, digit + 1)],
    optionalData: [at(Math.min(digit + 2, optional.end), optional.end)],
    terminated,
  }
}

/** Over both pieces, the filler between them left out (Doc 9303-5 §4.2.4). */
export function longDocumentNumberSum(
  line: string,
  principal: MrzPosition,
  start: number,
  end: number,
): number {
  return (
    weightedSum(line, principal.start, principal.end, 0) +
    weightedSum(line, start, end, principal.end - principal.start)
  )
}
