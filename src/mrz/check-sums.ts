import { characterValues } from './check-digit.js'
import type { MrzLayout, MrzPosition } from './layout.js'

/** The sums of products behind a zone's check digits, not yet taken modulo 10. */
export interface CheckSums {
  /** Over the nine positions of the field; a long document number has a sum of its own. */
  readonly documentNumber: number
  readonly dateOfBirth: number
  readonly dateOfExpiry: number
  readonly optionalData: number
  readonly composite: number
  /** Whether document number and optional data hold MRZ characters only. If not, the sums mean nothing. */
  readonly wellFormed: boolean
}

/**
 * All sums of a zone's check digits, every character looked at once (Doc 9303-3 §4.9). The composite check digit weighs the
 * same characters again, in another turn of 7, 3, 1: so values are first added up by their place in the turn.
 */
export function checkSums(lines: readonly string[], layout: MrzLayout): CheckSums {
  const numberAt = layout.documentNumber[0]
  const numberLine = lines[numberAt.line]!
  // Dates stand in the second line of every format.
  const line = lines[1]!
  const birthStart = layout.dateOfBirth[0].start
  const expiryStart = layout.dateOfExpiry[0].start
  const optionalAt = (layout.optionalData2 ?? layout.optionalData)[0]

  const first = turn(numberLine, numberAt.start)
  const second = turn(numberLine, numberAt.start + 3)
  const third = turn(numberLine, numberAt.start + 6)
  const birth = turn(line, birthStart) + turn(line, birthStart + 3)
  const expiry = turn(line, expiryStart) + turn(line, expiryStart + 3)
  let optional = 0
  let seen = first | second | third
  let at = optionalAt.start
  for (; at + 2 < optionalAt.end; at += 3) {
    const values = turn(line, at)
    optional += values
    seen |= values
  }
  if (at < optionalAt.end) {
    const values =
      at + 1 < optionalAt.end ? valueAt(line, at) + (valueAt(line, at + 1) << 10) : valueAt(line, at)
    optional += values
    seen |= values
  }

  const documentNumber = weigh(first + second + third)
  const optionalData = weigh(optional)
  // Each part begins where the turn stands after the parts before: 0 for document number and its check digit (9 characters
  // on), 1 for birth (10; on TD1, behind 15 of optional data, 25), 2 for expiry (17, 32), 0 for optional data (24, 39).
  let composite =
    documentNumber +
    7 * valueAt(numberLine, numberAt.end) +
    weighFrom1(birth) +
    3 * valueAt(line, birthStart + 6) +
    weighFrom2(expiry) +
    valueAt(line, expiryStart + 6) +
    optionalData
  if (layout.optionalData2 !== undefined) {
    const upper = upperOptionalData(numberLine, layout.optionalData[0])
    composite += upper.weighed
    seen |= upper.seen
  }
  // Behind 38 characters.
  if (layout.optionalDataCheckDigit !== undefined) composite += valueAt(line, optionalAt.end)
  return {
    documentNumber,
    dateOfBirth: weigh(birth),
    dateOfExpiry: weigh(expiry),
    optionalData,
    composite,
    wellFormed: (seen & foreign) === 0,
  }
}

/** No value of an MRZ character has these bits in any of its three places, and what is no MRZ character has. */
const foreign = 0xc0 | (0xc0 << 10) | (0xc0 << 20)

/** TD1: the 15 characters of the upper line, which the composite check digit covers only. */
function upperOptionalData(
  line: string,
  { start, end }: MrzPosition,
): { readonly weighed: number; readonly seen: number } {
  let sums = 0
  let seen = 0
  for (let at = start; at < end; at += 3) {
    const values = turn(line, at)
    sums += values
    seen |= values
  }
  return { weighed: weighFrom1(sums), seen }
}

function valueAt(text: string, at: number): number {
  return characterValues[text.charCodeAt(at)]!
}

/** The values of three characters, one turn of 7, 3, 1, in ten bits each: enough to add up the longest field. */
function turn(text: string, at: number): number {
  return (
    characterValues[text.charCodeAt(at)]! +
    (characterValues[text.charCodeAt(at + 1)]! << 10) +
    (characterValues[text.charCodeAt(at + 2)]! << 20)
  )
}

/** Weighted 7, 3, 1 in turn. */
function weigh(sums: number): number {
  return 7 * (sums & 0x3ff) + 3 * ((sums >> 10) & 0x3ff) + (sums >> 20)
}

/** Weighted 3, 1, 7 in turn: one character has gone before. */
function weighFrom1(sums: number): number {
  return 3 * (sums & 0x3ff) + ((sums >> 10) & 0x3ff) + 7 * (sums >> 20)
}

/** Weighted 1, 7, 3 in turn: two characters have gone before. */
function weighFrom2(sums: number): number {
  return (sums & 0x3ff) + 7 * ((sums >> 10) & 0x3ff) + 3 * (sums >> 20)
}
