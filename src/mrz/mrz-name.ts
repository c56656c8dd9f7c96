import type { MrzFindingCode } from './findings.js'
import type { MrzName } from './mrz.js'

/** `text` without the fillers at its end. */
export function trimFillers(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0x3c) end--
  return end === text.length ? text : text.slice(0, end)
}

/** A name field as read, with what there is to remark on it. */
export interface NameReading {
  readonly name: MrzName
  /** `undefined` for nothing. */
  readonly codes: readonly MrzFindingCode[] | undefined
}

/** The primary and the secondary identifier of a name field (Doc 9303-3 §4.6): `<<` parts them, `<` their components. */
export function readMrzName(text: string): NameReading {
  return readUsualName(text) ?? readAnyName(text)
}

/** Both identifiers, fillers placed as specified, at least two of them at the end. Each `<` can match in one way only. */
const usualName = /^[A-Z]+(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*<<+$/

/** A name with nothing to remark on: nearly all are. */
function readUsualName(text: string): NameReading | undefined {
  if (!usualName.test(text)) return undefined
  const separator = text.indexOf('<<')
  return {
    name: {
      primaryIdentifier: components(text, 0, separator),
      secondaryIdentifier: components(text, separator + 2, text.indexOf('<<', separator + 2)),
      truncation: 'none',
    },
    codes: undefined,
  }
}

function readAnyName(text: string): NameReading {
  const shape = shapeOf(text)
  const { separator, end } = shape
  const name: MrzName = {
    primaryIdentifier: components(text, 0, separator < 0 ? end : separator),
    secondaryIdentifier: separator < 0 ? '' : components(text, separator + 2, end),
    truncation: end < text.length ? 'none' : 'possible',
  }
  return { name, codes: nameFindings(name, shape) }
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

function nameFindings(name: MrzName, shape: NameShape): readonly MrzFindingCode[] | undefined {
  const codes: MrzFindingCode[] = []
  if (name.primaryIdentifier === '') codes.push('NAME_EMPTY')
  if (!shape.alphabetic) codes.push('NAME_NOT_ALPHABETIC')
  if (!shape.regular) codes.push('NAME_SEPARATORS')
  if (name.truncation === 'possible') codes.push('NAME_POSSIBLY_TRUNCATED')
  if (name.primaryIdentifier !== '' && name.secondaryIdentifier === '') codes.push('NAME_SINGLE_IDENTIFIER')
  return codes.length === 0 ? undefined : codes
}
