import type { MrzFindingCode } from './findings.js'
import type { MrzName } from './mrz.js'

/** `text` without the fillers at its end. */
export function trimFillers(text: string): string {
  return text.charCodeAt(text.length - 1) === 0x3c ? trimmed(text) : text
}

function trimmed(text: string): string {
  let end = text.length - 1
  while (end > 0 && text.charCodeAt(end - 1) === 0x3c) end--
  return text.slice(0, end)
}

/**
 * Lines that end with a name on which there is nothing to remark, as nearly all are: both identifiers, fillers placed as
 * specified, at least two of them at the end. Before it there can be document code and issuing state. Each `<` can match in
 * one way only.
 */
const usualName = /^[A-Z]+(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*<<<*$/
const usualNameFrom5 = /^[A-Z<][A-Z<][A-Z<][A-Z<][A-Z<][A-Z]+(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*<<<*$/

/** Whether a line is made of letters and fillers and ends with a usual name that begins at `start`, which is 0 or 5. */
export function endsWithUsualName(line: string, start: number): boolean {
  return start === 0 ? usualName.test(line) : usualNameFrom5.test(line)
}

/**
 * The identifiers of a usual name that begins at `start` (Doc 9303-3 §4.6): `<<` ends each, `<` parts their components. Both
 * loops are written out for speed; a usual name has what they look for.
 */
export function readUsualName(line: string, start: number): MrzName {
  let end = line.indexOf('<', start)
  let primaryIdentifier = line.slice(start, end)
  while (line.charCodeAt(end + 1) !== 0x3c) {
    const from = end + 1
    end = line.indexOf('<', from)
    primaryIdentifier += ` ${line.slice(from, end)}`
  }
  const second = end + 2
  end = line.indexOf('<', second)
  let secondaryIdentifier = line.slice(second, end)
  while (line.charCodeAt(end + 1) !== 0x3c) {
    const from = end + 1
    end = line.indexOf('<', from)
    secondaryIdentifier += ` ${line.slice(from, end)}`
  }
  return { primaryIdentifier, secondaryIdentifier, truncation: 'none' }
}

/** The identifiers of any name field. */
export function readMrzName(text: string): MrzName {
  const { separator, end } = shapeOf(text)
  return {
    primaryIdentifier: components(text, 0, separator < 0 ? end : separator),
    secondaryIdentifier: separator < 0 ? '' : components(text, separator + 2, end),
    truncation: end < text.length ? 'none' : 'possible',
  }
}

/** What there is to remark on a name field. */
export function nameRemarks(text: string): readonly MrzFindingCode[] {
  const shape = shapeOf(text)
  const { primaryIdentifier, secondaryIdentifier, truncation } = readMrzName(text)
  const codes: MrzFindingCode[] = []
  if (primaryIdentifier === '') codes.push('NAME_EMPTY')
  if (!shape.alphabetic) codes.push('NAME_NOT_ALPHABETIC')
  if (!shape.regular) codes.push('NAME_SEPARATORS')
  if (truncation === 'possible') codes.push('NAME_POSSIBLY_TRUNCATED')
  if (primaryIdentifier !== '' && secondaryIdentifier === '') codes.push('NAME_SINGLE_IDENTIFIER')
  return codes
}

interface NameShape {
  /** Where the first `<<` with text behind it begins; -1 for none. */
  readonly separator: number
  /** Where the fillers at the end begin. */
  readonly end: number
  /** Whether the fillers are placed as specified. */
  readonly regular: boolean
  readonly alphabetic: boolean
}

function shapeOf(text: string): NameShape {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0x3c) end--
  let separator = -1
  let regular = true
  let alphabetic = true
  let fillers = 0
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x3c) {
      fillers++
      if (fillers === 1) regular &&= i > 0
      else if (fillers === 2 && separator < 0) separator = i - 1
      else regular = false
    } else {
      fillers = 0
      if (code < 0x41) alphabetic = false
    }
  }
  return { separator, end, regular, alphabetic }
}

/** The components of `text` from `start` to `end`, separated by one space each. */
function components(text: string, start: number, end: number): string {
  let spaced = ''
  let from = start
  for (;;) {
    const filler = text.indexOf('<', from)
    if (filler < 0 || filler >= end) break
    if (filler > from) spaced += `${text.slice(from, filler)} `
    from = filler + 1
  }
  return from === start ? text.slice(start, end) : spaced + text.slice(from, end)
}
