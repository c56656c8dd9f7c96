import { ldsFindingMeanings } from '../../lds/index.js'
import type { DecodedFile, Row } from './decoded-file.js'

/** A decoded file as a person reads it on a terminal. Control characters of its texts are shown by their numbers. */
export function decodedToText(path: string, { kind, lines = [], rows, findings }: DecodedFile): string {
  const remarks = findings.map(({ code, offset, detail }): Row => {
    const where = [offset === undefined ? undefined : `byte ${offset}`, detail].filter(
      part => part !== undefined,
    )
    return [code, `${ldsFindingMeanings[code]}${where.length === 0 ? '' : ` (${where.join(': ')})`}`]
  })
  const blocks = [
    `${path}: ${kind}`,
    ...lines,
    ...(lines.length > 0 && rows.length > 0 ? [''] : []),
    ...rowsToLines(rows, 1),
    ...(remarks.length === 0 ? [] : ['  findings', ...rowsToLines(remarks, 2)]),
  ]
  return `${blocks.map(printable).join('\n')}\n`
}

function rowsToLines(rows: readonly Row[], depth: number): readonly string[] {
  const width = Math.max(
    0,
    ...rows.map(([label, value]) => (typeof value === 'string' && label.length <= 36 ? label.length : 0)),
  )
  const indent = '  '.repeat(depth)
  return rows.flatMap(([label, value]) =>
    typeof value === 'string'
      ? [`${indent}${label.padEnd(width)}  ${value}`]
      : [`${indent}${label}`, ...rowsToLines(value, depth + 1)],
  )
}

/** What is read from a file must not steer the terminal: control characters, and those that turn the writing. */
function printable(text: string): string {
  return text.replace(
    // A zone's lines are one block with line feeds.
    /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    character =>
      character === '\n' ? character : `\\u{${character.codePointAt(0)!.toString(16).padStart(2, '0')}}`,
  )
}
