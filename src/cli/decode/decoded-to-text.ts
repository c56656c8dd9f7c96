import { ldsFindingMeanings } from '../../lds/index.js'
import { printable } from '../printable.js'
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

/** Rows with their values under one another, those under a label indented. */
export function rowsToLines(rows: readonly Row[], depth: number): readonly string[] {
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
