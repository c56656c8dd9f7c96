import { characterValues } from './check-digit.js'
import { alternativesFor } from './confusions.js'
import type { MrzChange } from './correction.js'
import { type MrzPosition, mrzLayouts } from './layout.js'
import type { Mrz, MrzCheckedData, MrzField } from './mrz.js'

/** One check digit with the cells that it covers. */
export interface Check {
  readonly of: MrzCheckedData
  /** By how much the digit must still rise, modulo 10; undefined if what is printed is no digit. */
  readonly residue: number | undefined
  /** The weight of each covered cell, by `line * 64 + column`. The check digit's own cell weighs -1. */
  readonly weights: ReadonlyMap<number, number>
  /** Whether the digit is another with `to` than with `from` in a cell. */
  readonly tells: (line: number, column: number, from: string, to: string) => boolean
}

const cell = (line: number, column: number): number => line * 64 + column

const characterValue = (character: string): number => characterValues[character.charCodeAt(0)]!

/** All check digits of a zone, with what they cover. */
export function checksOf(mrz: Mrz): readonly Check[] {
  const { fields } = mrz
  const checks: Check[] = []
  const add = (
    data: readonly MrzPosition[],
    digit: MrzField<{ printed: string; expected: string; of: MrzCheckedData }> | undefined,
  ): void => {
    if (digit !== undefined) checks.push(toCheck(data, digit.positions[0]!, digit.value))
  }
  add(fields.documentNumber.positions, fields.documentNumberCheckDigit)
  add(fields.dateOfBirth.positions, fields.dateOfBirthCheckDigit)
  add(fields.dateOfExpiry.positions, fields.dateOfExpiryCheckDigit)
  add(fields.optionalData.positions, fields.optionalDataCheckDigit)
  add(mrzLayouts[mrz.format].composite, fields.compositeCheckDigit)
  return checks
}

function toCheck(
  data: readonly MrzPosition[],
  digit: MrzPosition,
  {
    of,
    printed,
    expected,
  }: { readonly of: MrzCheckedData; readonly printed: string; readonly expected: string },
): Check {
  const weights = new Map<number, number>([[cell(digit.line, digit.start), -1]])
  let turn = 0
  for (const { line, start, end } of data) {
    for (let i = start; i < end; i++) weights.set(cell(line, i), [7, 3, 1][turn++ % 3]!)
  }
  const isDigit = printed >= '0' && printed <= '9'
  // The filler is allowed for nothing but empty optional data, where it counts as the zero that it stands for.
  const free = of === 'optionalData' && printed === '<' && expected === '0'
  return {
    of,
    residue: isDigit || free ? modulo(Number(expected) - (free ? 0 : Number(printed))) : undefined,
    weights,
    tells: (line, column, from, to) =>
      modulo((weights.get(cell(line, column)) ?? 0) * (characterValue(to) - characterValue(from))) !== 0,
  }
}

const modulo = (value: number): number => ((value % 10) + 10) % 10

/** One character that may have been another. */
interface Alternative {
  readonly line: number
  readonly column: number
  readonly to: string
  /** By how much it changes each check's residue. */
  readonly deltas: readonly number[]
}

/** More than this many misread characters in one zone are not searched for: the solutions would be chance. */
const mostChanges = 3

/** More solutions than this say no more than that it is ambiguous. */
const mostSolutions = 16

/**
 * The smallest sets of confusions in document number and optional data with which every check digit holds. Bounded: some
 * 80 alternatives, three at a time.
 */
export function repairByCheckDigits(
  mrz: Mrz,
): readonly { readonly lines: readonly string[]; readonly changes: readonly MrzChange[] }[] {
  const checks = checksOf(mrz)
  const residues = checks.map(check => check.residue)
  if (residues.includes(undefined)) return []
  const alternatives = alternativesIn(mrz, checks, residues as readonly number[])
  for (let count = 1; count <= mostChanges; count++) {
    const found = search(alternatives, residues as readonly number[], count)
    if (found.length > 0) return found.map(choice => apply(mrz, choice))
  }
  return []
}

function alternativesIn(
  mrz: Mrz,
  checks: readonly Check[],
  residues: readonly number[],
): readonly Alternative[] {
  const failing = checks.filter((_, i) => residues[i] !== 0)
  const { documentNumber, optionalData, optionalData2 } = mrz.fields
  const positions = [
    ...documentNumber.positions,
    ...optionalData.positions,
    ...(optionalData2?.positions ?? []),
  ]
  const alternatives: Alternative[] = []
  for (const { line, start, end } of positions) {
    for (let column = start; column < end; column++) {
      if (!failing.some(check => check.weights.has(cell(line, column)))) continue
      const from = mrz.lines[line]![column]!
      for (const to of alternativesFor[from] ?? '') {
        const rise = characterValue(to) - characterValue(from)
        const deltas = checks.map(check => modulo((check.weights.get(cell(line, column)) ?? 0) * rise))
        if (deltas.some(delta => delta !== 0)) alternatives.push({ line, column, to, deltas })
      }
    }
  }
  return alternatives
}

/** Every choice of `count` alternatives, in different cells, that brings all residues to zero. */
function search(
  alternatives: readonly Alternative[],
  residues: readonly number[],
  count: number,
): readonly (readonly Alternative[])[] {
  const found: (readonly Alternative[])[] = []
  const extend = (from: number, left: readonly number[], chosen: readonly Alternative[]): void => {
    if (chosen.length === count) {
      if (left.every(residue => residue === 0)) found.push(chosen)
      return
    }
    for (let i = from; i < alternatives.length && found.length < mostSolutions; i++) {
      const next = alternatives[i]!
      if (chosen.some(({ line, column }) => line === next.line && column === next.column)) continue
      extend(
        i + 1,
        left.map((residue, k) => (residue + next.deltas[k]!) % 10),
        [...chosen, next],
      )
    }
  }
  extend(0, residues, [])
  return found
}

function apply(
  mrz: Mrz,
  choice: readonly Alternative[],
): { readonly lines: readonly string[]; readonly changes: readonly MrzChange[] } {
  const lines = [...mrz.lines]
  const changes = choice.map(({ line, column, to }): MrzChange => {
    const from = lines[line]![column]!
    lines[line] = lines[line]!.slice(0, column) + to + lines[line]!.slice(column + 1)
    const within = ({ line: at, start, end }: MrzPosition): boolean =>
      at === line && column >= start && column < end
    const { documentNumber, optionalData, optionalData2 } = mrz.fields
    const field = [documentNumber, optionalData, optionalData2].find(each => each?.positions.some(within))
    return { position: { line, start: column, end: column + 1 }, field: field?.name, from, to, support: [] }
  })
  return { lines, changes }
}
