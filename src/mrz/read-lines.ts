import { bytesToLatin1 } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import { characterValues, noValue } from './check-digit.js'
import type { MrzFormat } from './layout.js'

/** What a zone can be given as: lines, or text, or the bytes of text (ASCII), with or without line breaks. */
export type MrzInput = string | readonly string[] | Uint8Array

/** A line and where in the input it begins. */
interface InputLine {
  readonly text: string
  readonly offset: number
}

/** What lines are made of. */
const mrzText = /^[A-Z0-9<]+$/

/** Longer input is no MRZ, whatever it is. */
const longestInput = 4096

/** The zone's lines, all of A-Z, 0-9 and `<`, and its format. */
export interface MrzLines {
  readonly lines: readonly string[]
  readonly format: MrzFormat
}

/**
 * Brings `input` into lines and decides the format from their number and length, and from the document code: `V` is a visa.
 *
 * @throws {EmrtdError} `MRZ_BAD_LENGTH` or `MRZ_BAD_CHARACTER`, naming line and column.
 */
export function readMrzLines(input: MrzInput): MrzLines {
  const quick = readWellFormed(input)
  if (quick !== undefined) return quick
  const lines = splitLines(toInputLines(input))
  for (const [index, line] of lines.entries()) refuseForeignCharacters(line, index)
  return readWellFormed(lines.map(line => line.text)) ?? refuseLengths(lines)
}

/** The usual case: lines of the right number and length, or one text without breaks, as text or as bytes of EF.DG1. */
function readWellFormed(input: MrzInput): MrzLines | undefined {
  const lines = areLines(input) ? [...input] : cut(input)
  const format = lines && formatOf(lines)
  if (lines === undefined || format === undefined || !holdMrzCharacters(lines)) return undefined
  return { lines, format }
}

/** Whether lines are made of A-Z, 0-9 and `<` only. */
export function holdMrzCharacters(lines: readonly string[]): boolean {
  for (const line of lines) if (!mrzText.test(line)) return false
  return true
}

/** Whether an input is given as lines. */
export const areLines = (input: MrzInput): input is readonly string[] => Array.isArray(input)

/** The format that so many lines of such lengths have; `undefined` if none. */
export function formatOf(lines: readonly string[]): MrzFormat | undefined {
  const length = lines[0]?.length
  if (lines.length === 2 && lines[1]!.length === length) {
    const visa = lines[0]!.charCodeAt(0) === 0x56
    if (length === 44) return visa ? 'MRV-A' : 'TD3'
    if (length === 36) return visa ? 'MRV-B' : 'TD2'
  }
  const cardLines = lines.length === 3 && length === 30 && lines[1]!.length === 30 && lines[2]!.length === 30
  return cardLines ? 'TD1' : undefined
}

/** The lines of a text without breaks, by its length: 88, 72 or 90 characters. */
function cut(input: string | Uint8Array): readonly string[] | undefined {
  const { length } = input
  if (length !== 88 && length !== 72 && length !== 90) return undefined
  const text = typeof input === 'string' ? input : input instanceof Uint8Array ? bytesToLatin1(input) : ''
  switch (text.length) {
    case 88:
      return [text.slice(0, 44), text.slice(44)]
    case 72:
      return [text.slice(0, 36), text.slice(36)]
    case 90:
      return [text.slice(0, 30), text.slice(30, 60), text.slice(60)]
    default:
      return undefined
  }
}

/** The input's lines as they are, each with its offset. */
function toInputLines(input: MrzInput): InputLine[] {
  if (areLines(input)) {
    if (input.length > longestInput)
      throw new EmrtdError('MRZ_BAD_LENGTH', `${input.length} lines are no MRZ`)
    let offset = 0
    const lines: InputLine[] = []
    for (const text of input) {
      if (typeof text !== 'string') throw new TypeError('the lines of an MRZ are strings')
      if (offset + text.length > longestInput) {
        throw new EmrtdError('MRZ_BAD_LENGTH', `more than ${longestInput} characters are no MRZ`)
      }
      lines.push({ text, offset })
      offset += text.length
    }
    return lines
  }
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) {
    throw new TypeError('an MRZ is given as a string, as lines or as a Uint8Array')
  }
  if (input.length > longestInput) {
    throw new EmrtdError('MRZ_BAD_LENGTH', `${input.length} characters are no MRZ`)
  }
  return [{ text: typeof input === 'string' ? input : bytesToLatin1(input), offset: 0 }]
}

/**
 * The lines without their breaks, the white space around them and empty lines. One line that is left alone is cut by its
 * length, or at white space inside if the pieces make a zone: a shell or a form field joins lines with a space.
 */
function splitLines(input: readonly InputLine[]): readonly InputLine[] {
  const lines = input.flatMap(line => pieces(line, /[^\r\n\u0085\u2028\u2029]+/g)).flatMap(trim)
  if (lines.length !== 1) return lines
  const only = lines[0]!
  const words = pieces(only, /\S+/g)
  if (words.length > 1 && formatOf(words.map(word => word.text)) !== undefined) return words
  let offset = only.offset
  return (
    cut(only.text)?.map(text => {
      const line = { text, offset }
      offset += text.length
      return line
    }) ?? lines
  )
}

function pieces(line: InputLine, pattern: RegExp): InputLine[] {
  return Array.from(line.text.matchAll(pattern), match => ({
    text: match[0],
    offset: line.offset + match.index,
  }))
}

/** White space and the byte order mark are taken off; a line of nothing else disappears. */
function trim(line: InputLine): readonly InputLine[] {
  const text = line.text.trim()
  return text === '' ? [] : [{ text, offset: line.offset + line.text.indexOf(text) }]
}

function refuseForeignCharacters(line: InputLine, index: number): void {
  for (let i = 0; i < line.text.length; i++) {
    const code = line.text.charCodeAt(i)
    if (characterValues[code] !== noValue) continue
    const kind = /\s/.test(line.text[i]!)
      ? 'white space'
      : code >= 0x61 && code <= 0x7a
        ? 'a small letter'
        : 'a character'
    throw new EmrtdError(
      'MRZ_BAD_CHARACTER',
      `line ${index + 1}, column ${i + 1}: ${kind} that no MRZ holds, only A-Z, 0-9 and <`,
      { offset: line.offset + i },
    )
  }
}

function refuseLengths(lines: readonly InputLine[]): never {
  const shapes = '3 lines of 30, 2 of 36 or 2 of 44 characters expected'
  if (lines.length === 0) throw new EmrtdError('MRZ_BAD_LENGTH', `the input is empty: ${shapes}`)
  // Name the line that does not fit its neighbours, where one stands out.
  const wanted = lines.length === 3 ? [30] : lines.length === 2 ? [44, 36] : []
  const target = wanted.find(length => lines.some(line => line.text.length === length))
  const odd = target === undefined ? -1 : lines.findIndex(line => line.text.length !== target)
  if (odd >= 0) {
    const { text, offset } = lines[odd]!
    const column = Math.min(text.length, target!) + 1
    throw new EmrtdError(
      'MRZ_BAD_LENGTH',
      `line ${odd + 1}, column ${column}: the line has ${text.length} characters, ${target} expected`,
      { offset: offset + column - 1 },
    )
  }
  const lengths = lines
    .slice(0, 4)
    .map(line => line.text.length)
    .join(', ')
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`
  throw new EmrtdError(
    'MRZ_BAD_LENGTH',
    `line 1, column 1: ${count} of ${lengths}${lines.length > 4 ? ', …' : ''} characters: ${shapes}`,
    { offset: lines[0]!.offset },
  )
}
