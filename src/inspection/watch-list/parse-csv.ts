import { EmrtdError } from '../../errors.js'

/** A record of a CSV text. */
export interface CsvRecord {
  /** The line at which it begins, counted from 1. */
  readonly line: number
  readonly fields: readonly string[]
}

/**
 * The records of a CSV text: fields separated by commas, quoted where they hold commas, quotes or line breaks (RFC 4180). Empty
 * lines are left out.
 *
 * @throws {EmrtdError} `WATCH_LIST_BAD_FILE` for a quote that does not end, or that something follows.
 */
export function parseCsv(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = []
  // Every field, and what ends it. Each alternative begins with another character: linear time.
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y
  let fields: string[] = []
  let line = 1
  let begin = 1
  while (field.lastIndex <= text.length) {
    const match = field.exec(text)
    if (match === null)
      throw new EmrtdError('WATCH_LIST_BAD_FILE', `line ${line}: a quote in the wrong place`)
    const [, quoted, bare = '', end] = match
    fields.push(quoted === undefined ? bare : quoted.replace(/""/g, '"'))
    line += (match[0].match(/\r\n|\n|\r/g) ?? []).length
    if (end !== ',') {
      if (fields.length > 1 || fields[0] !== '' || quoted !== undefined) records.push({ line: begin, fields })
      fields = []
      begin = line
    }
    if (end === '') break
  }
  return records
}
