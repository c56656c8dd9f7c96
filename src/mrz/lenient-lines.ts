import { bytesToLatin1 } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { MrzChange } from './correction.js'
import { type MrzInput, readMrzLines } from './read-lines.js'

/** Lines of the right lengths, and what was changed to get them. */
interface LenientLines {
  readonly lines: readonly string[]
  readonly changes: readonly MrzChange[]
}

/** A line is not made longer or shorter by more characters than this. */
const mostFillers = 6

/**
 * The lines of a zone that a reader may have put down carelessly: in small letters, with spaces inside, with guillemets for
 * fillers, with fillers lost or added where several stand together.
 *
 * @throws {EmrtdError} what `readMrzLines` throws, if that is not all that is wrong.
 */
export function readLenientLines(input: MrzInput): LenientLines {
  try {
    return { lines: readMrzLines(input).lines, changes: [] }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    const repaired = repair(toText(input))
    // Still no zone: say what is wrong with what was given.
    if (repaired === undefined) throw error
    return repaired
  }
}

function toText(input: MrzInput): string {
  if (typeof input === 'string') return input
  return input instanceof Uint8Array ? bytesToLatin1(input.subarray(0, 4096)) : input.join('\n')
}

function repair(text: string): LenientLines | undefined {
  if (text.length > 4096) return undefined
  const raw = text.split(/[\r\n\u0085\u2028\u2029]+/).filter(line => line.trim() !== '')
  const changes: MrzChange[] = []
  const cleaned = raw.map((line, index) => clean(line.trim(), index, changes))
  const length = intendedLength(cleaned)
  const lines =
    length === undefined ? cleaned : cleaned.map((line, index) => fitLength(line, index, length, changes))
  try {
    const read = readMrzLines(lines).lines
    return {
      lines: read,
      changes: read.length === lines.length ? changes : changes.map(change => onCutLine(change, read)),
    }
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

/** A change in one long line, its position in the lines that it was cut into. */
function onCutLine(change: MrzChange, lines: readonly string[]): MrzChange {
  const width = lines[0]!.length
  const line = Math.min(Math.floor(change.position.start / width), lines.length - 1)
  const start = change.position.start - line * width
  const end = Math.min(change.position.end - line * width, width)
  return { ...change, position: { line, start, end } }
}

function clean(text: string, line: number, changes: MrzChange[]): string {
  let cleaned = ''
  for (const character of text) {
    const to = replacement(character)
    if (to !== character) {
      const position = { line, start: cleaned.length, end: cleaned.length + to.length }
      changes.push({ position, field: undefined, from: character, to, support: ['characterSet'] })
    }
    cleaned += to
  }
  return cleaned
}

function replacement(character: string): string {
  if (/[a-z]/.test(character)) return character.toUpperCase()
  if (/\s/.test(character)) return ''
  if (character === '«') return '<<'
  return character === '‹' ? '<' : character
}

/** The length that a zone of so many lines has, if all lines are near it. */
function intendedLength(lines: readonly string[]): number | undefined {
  const near = (length: number): boolean => lines.every(line => Math.abs(line.length - length) <= mostFillers)
  if (lines.length === 3) return near(30) ? 30 : undefined
  if (lines.length !== 2) return undefined
  const exact = [44, 36].find(length => near(length) && lines.some(line => line.length === length))
  return exact ?? [44, 36].find(near)
}

/** Fillers added to or taken from the longest run of them, the last one of several. */
function fitLength(text: string, line: number, length: number, changes: MrzChange[]): string {
  const missing = length - text.length
  if (missing === 0) return text
  let longest: RegExpExecArray | undefined
  for (const run of text.matchAll(/<{3,}/g)) if (run[0].length >= (longest?.[0].length ?? 0)) longest = run
  if (longest === undefined || longest[0].length + missing < 2) return text
  const from = longest[0]
  const to = '<'.repeat(from.length + missing)
  const position = { line, start: longest.index, end: longest.index + to.length }
  changes.push({ position, field: undefined, from, to, support: ['lineLength'] })
  return text.slice(0, longest.index) + to + text.slice(longest.index + from.length)
}
