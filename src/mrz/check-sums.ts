import { characterValues } from './check-digit.js'
import { type MrzFormat, type MrzLayout, type MrzPlace, mrzLayouts } from './layout.js'

/** The sums of products behind a zone's check digits, not yet taken modulo 10. */
export interface CheckSums {
  /** Over the nine positions of the field; a long document number has a sum of its own. */
  readonly documentNumber: number
  readonly dateOfBirth: number
  readonly dateOfExpiry: number
  readonly optionalData: number
  readonly composite: number
}

/** A run of one line that holds one field with a check digit, and what surrounds it. */
interface Segment {
  readonly line: number
  readonly start: number
  readonly end: number
  /**
   * By the position in the line: the character's weight in the field's own check digit, plus 2^16 times the one in the
   * composite; 0 if it is not counted.
   */
  readonly weights: Int32Array
}

type Plan = readonly [Segment, Segment, Segment, Segment]

const weights = [7, 3, 1] as const

function planFor(layout: MrzLayout): Plan {
  // How many characters of the composite's sequence go before each position.
  const turns = new Map<string, number>()
  for (const { line, start, end } of layout.composite) {
    for (let i = start; i < end; i++) turns.set(`${line}/${i}`, turns.size)
  }
  const segment = (data: MrzPlace, end: number): Segment => {
    const { line, start } = data[0]
    return {
      line,
      start,
      end,
      weights: Int32Array.from({ length: layout.lineLength }, (_, i) => {
        const turn = turns.get(`${line}/${i}`)
        const own = i >= start && i < data[0].end ? weights[(i - start) % 3]! : 0
        return own + (turn === undefined ? 0 : weights[turn % 3]! << 16)
      }),
    }
  }
  const lastEnd = layout.compositeCheckDigit?.[0].start ?? layout.lineLength
  const last = layout.optionalData2 ?? layout.optionalData
  return [
    segment(layout.documentNumber, layout.format === 'TD1' ? layout.lineLength : layout.dateOfBirth[0].start),
    segment(layout.dateOfBirth, layout.dateOfExpiry[0].start),
    segment(layout.dateOfExpiry, last[0].start),
    segment(last, lastEnd),
  ]
}

const plans: Readonly<Record<MrzFormat, Plan>> = /* @__PURE__ */ (() => ({
  TD1: planFor(mrzLayouts.TD1),
  TD2: planFor(mrzLayouts.TD2),
  TD3: planFor(mrzLayouts.TD3),
  'MRV-A': planFor(mrzLayouts['MRV-A']),
  'MRV-B': planFor(mrzLayouts['MRV-B']),
}))()

/**
 * All sums of a zone's check digits in one pass: every character is looked at once (Doc 9303-3 §4.9). For lines that have
 * been checked to hold MRZ characters only.
 */
export function checkSums(lines: readonly string[], format: MrzFormat): CheckSums {
  const plan = plans[format]
  const documentNumber = sumSegment(lines, plan[0])
  const dateOfBirth = sumSegment(lines, plan[1])
  const dateOfExpiry = sumSegment(lines, plan[2])
  const optionalData = sumSegment(lines, plan[3])
  return {
    documentNumber: documentNumber & 0xffff,
    dateOfBirth: dateOfBirth & 0xffff,
    dateOfExpiry: dateOfExpiry & 0xffff,
    optionalData: optionalData & 0xffff,
    composite: (documentNumber >> 16) + (dateOfBirth >> 16) + (dateOfExpiry >> 16) + (optionalData >> 16),
  }
}

/** The own sum in the lower 16 bits, the composite one above: 44 characters make at most 44 * 35 * 7 = 10780. */
function sumSegment(lines: readonly string[], { line, start, end, weights }: Segment): number {
  const text = lines[line]!
  let sum = 0
  for (let i = start; i < end; i++) sum += characterValues[text.charCodeAt(i)]! * weights[i]!
  return sum
}
