import { readFileSync } from 'node:fs'

/** A row of a table of docs/lds.md. */
export interface DocumentedField {
  /** Tag, number or place in the record, as the standard writes it. */
  readonly place: string
  readonly meaning: string
  /** Paths of properties: `templates[].header.creator`. */
  readonly names: readonly string[]
}

/** The tables of docs/lds.md by the heading above each. */
export function documentedFields(): ReadonlyMap<string, readonly DocumentedField[]> {
  const text = readFileSync(new URL('../../docs/lds.md', import.meta.url), 'utf8')
  const sections = new Map<string, DocumentedField[]>()
  let current: DocumentedField[] = []
  for (const line of text.split('\n')) {
    const heading = /^#+ (.*)$/.exec(line)?.[1]
    if (heading !== undefined) {
      current = []
      sections.set(heading, current)
      continue
    }
    const cells = line.split('|').map(cell => cell.trim())
    if (cells.length !== 5 || cells[1] === 'Place' || /^-+$/.test(cells[1]!)) continue
    current.push({
      place: cells[1]!.replaceAll('`', ''),
      meaning: cells[2]!,
      names: [...cells[3]!.matchAll(/`([^`]+)`/g)].map(match => match[1]!),
    })
  }
  return sections
}

/** Properties of one meaning wherever they stand; the docs say it once. */
const everywhere: readonly string[] = [
  'bytes',
  'findings',
  'offset',
  'otherObjects',
  'unknownObjects',
  'kind',
  'oid',
]

/** Objects that the docs describe once: the walk ends at them. */
const once: readonly (readonly string[])[] = [
  ['mediaType', 'fileExtension'],
  ['code', 'name'],
  ['text', 'encoding', 'year'],
  ['text', 'primaryIdentifier'],
  ['text', 'fields'],
  ['tag', 'valueOffset'],
  ['type', 'curve'],
  ['domain', 'form'],
  ['year', 'month', 'millisecond'],
  ['organization', 'id'],
  ['algorithm', 'score', 'error'],
  ['dataType', 'data'],
  ['decision', 'captureContext'],
]

/** Every path of properties in a parsed structure, lists as `[]`, in the order in which they stand. */
export function pathsOf(value: unknown, ends: readonly string[] = []): ReadonlySet<string> {
  const paths = new Set<string>()
  const walk = (part: unknown, path: string): void => {
    const leaf = typeof part !== 'object' || part === null || ArrayBuffer.isView(part) || part instanceof Date
    if (leaf || ends.includes(path) || once.some(keys => keys.every(key => key in part))) {
      if (path !== '') paths.add(path)
    } else if (Array.isArray(part)) {
      if (part.length === 0 || typeof part[0] !== 'object') paths.add(path)
      for (const item of part) if (typeof item === 'object') walk(item, `${path}[]`)
    } else {
      for (const [key, inner] of Object.entries(part)) {
        if (!everywhere.includes(key)) walk(inner, path === '' ? key : `${path}.${key}`)
      }
    }
  }
  walk(value, '')
  return paths
}
