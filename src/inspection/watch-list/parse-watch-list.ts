import { toHex } from '../../bytes.js'
import { type CryptoBackend, defaultBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { parseCsv } from './parse-csv.js'
import type { WatchList, WatchListHit, WatchListQuery } from './watch-list.js'

/** How {@link parseWatchList} reads. */
export interface WatchListOptions {
  /** How reports name the list. */
  readonly name: string
  /** What hashed entries were hashed with; empty unless given. */
  readonly salt?: string | undefined
  readonly backend?: CryptoBackend | undefined
}

/** A watch list out of a file, in memory. */
export interface LocalWatchList extends WatchList {
  /** How many entries it has. */
  readonly size: number
  lookup(document: WatchListQuery): readonly WatchListHit[]
}

/**
 * A watch list out of a text: CSV with a header line, or JSON, an array of objects. An entry names a document by `documentNumber` and
 * `issuingState`, as an MRZ has them, or, so that the file itself gives nothing away, by `hash`: {@link hashOfWatchListEntry}. `reason`
 * and `reference` are optional, other columns are left aside. Entries are indexed: a lookup takes the same time however long the list.
 *
 * @throws {EmrtdError} `WATCH_LIST_BAD_FILE`, naming the line or the entry, for what is no such list. A list that cannot be read
 * as a whole is not used in part.
 *
 * @example
 * ```ts
 * import { parseWatchList } from 'emrtd/inspection'
 *
 * const list = parseWatchList('documentNumber,issuingState,reason\nL898902C3,UTO,stolen\n', { name: 'stolen' })
 * list.lookup({ documentNumber: 'L898902C3', issuingState: 'UTO', documentCode: 'P' }) // [{ reason: 'stolen' }]
 * ```
 */
export function parseWatchList(text: string, options: WatchListOptions): LocalWatchList {
  const { name, salt = '', backend = defaultBackend } = options
  const plain = text.replace(/^\ufeff/, '')
  const rows = /^\s*\[/.test(plain) ? readJson(plain) : readCsv(plain)
  const byHash = new Map<string, WatchListHit[]>()
  for (const { where, entry } of rows) {
    const hash = hashOf(entry, where, salt, backend)
    const hit: WatchListHit = {
      ...(entry['reason'] && { reason: entry['reason'] }),
      ...(entry['reference'] && { reference: entry['reference'] }),
    }
    const others = byHash.get(hash)
    if (others === undefined) byHash.set(hash, [hit])
    else others.push(hit)
  }
  return {
    name,
    size: rows.length,
    lookup: document => byHash.get(hashOfWatchListEntry(document, salt, backend)) ?? [],
  }
}

/**
 * What stands for a document in a list of hashed entries: SHA-256, in hex, of salt, issuing state, a colon and document number as ASCII,
 * both without fillers and in capitals: of `UTO:L898902C3`. Document numbers are few enough to be guessed: a hash without a secret
 * salt hides them from a glance only.
 *
 * @example
 * ```ts
 * import { hashOfWatchListEntry } from 'emrtd/inspection'
 *
 * hashOfWatchListEntry({ documentNumber: 'L898902C3', issuingState: 'UTO' }).length // 64
 * ```
 */
export function hashOfWatchListEntry(
  document: Pick<WatchListQuery, 'documentNumber' | 'issuingState'>,
  salt = '',
  backend: CryptoBackend = defaultBackend,
): string {
  const text = `${salt}${normal(document.issuingState)}:${normal(document.documentNumber)}`
  return toHex(backend.digest('SHA-256', new TextEncoder().encode(text)))
}

const normal = (text: string): string => text.trim().toUpperCase().replace(/<+$/, '')

type Entry = Readonly<Record<string, string | undefined>>

interface Row {
  readonly where: string
  readonly entry: Entry
}

function hashOf(entry: Entry, where: string, salt: string, backend: CryptoBackend): string {
  const { hash, documentNumber, issuingState } = entry
  if (hash) {
    if (!/^[0-9a-f]{64}$/i.test(hash)) throw bad(`${where}: a hash has 64 hexadecimal digits`)
    return hash.toLowerCase()
  }
  if (!documentNumber || !issuingState) {
    throw bad(`${where}: documentNumber and issuingState, or a hash, expected`)
  }
  return hashOfWatchListEntry({ documentNumber, issuingState }, salt, backend)
}

function readCsv(text: string): readonly Row[] {
  const [header, ...rows] = parseCsv(text)
  if (header === undefined) throw bad('the list is empty: not even a header line')
  const names = header.fields.map(name => name.trim())
  if (!names.includes('hash') && !(names.includes('documentNumber') && names.includes('issuingState'))) {
    throw bad('line 1: columns documentNumber and issuingState, or hash, expected')
  }
  return rows.map(({ line, fields }) => {
    if (fields.length !== names.length) {
      throw bad(`line ${line}: ${fields.length} fields, ${names.length} expected`)
    }
    return { where: `line ${line}`, entry: Object.fromEntries(names.map((name, i) => [name, fields[i]])) }
  })
}

function readJson(text: string): readonly Row[] {
  let values: unknown
  try {
    values = JSON.parse(text)
  } catch (cause) {
    throw new EmrtdError('WATCH_LIST_BAD_FILE', 'not JSON', { cause })
  }
  if (!Array.isArray(values)) throw bad('an array of entries expected')
  return values.map((value: unknown, index) => {
    const where = `entry ${index + 1}`
    if (typeof value !== 'object' || value === null) throw bad(`${where}: an object expected`)
    const entries = Object.entries(value).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    )
    return { where, entry: Object.fromEntries(entries) }
  })
}

function bad(message: string): EmrtdError {
  return new EmrtdError('WATCH_LIST_BAD_FILE', message)
}
