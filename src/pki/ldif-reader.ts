import { bytesToLatin1 } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import { decodeBase64 } from './base64.js'

/** One value of an attribute of an LDIF entry. RFC 2849. */
export interface LdifAttribute {
  /** The attribute's name as written, without its options: `userCertificate`. */
  readonly type: string
  /** What stands behind semicolons: `binary`. */
  readonly options: readonly string[]
  readonly value: Uint8Array
  /** The line at which it begins, from 1. */
  readonly line: number
}

/** One record of an LDIF file. */
export interface LdifEntry {
  readonly kind: 'entry'
  /** The distinguished name as written. */
  readonly dn: string
  /** The line at which the record begins, from 1. */
  readonly line: number
  /** What a change record does (`add`, `delete`, `modify`); undefined for a record of content. */
  readonly changeType: string | undefined
  readonly attributes: readonly LdifAttribute[]
}

/** What could not be read of an LDIF file; the rest of its record is not affected unless the record as a whole is lost. */
export interface LdifFailure {
  readonly kind: 'failure'
  /** The record's name, where it is known. */
  readonly dn: string | undefined
  readonly line: number
  readonly error: EmrtdError
}

/** What an LDIF file is made of. */
export type LdifRecord = LdifEntry | LdifFailure

/** How much an LDIF reader holds at most. */
export interface LdifLimits {
  /**
   * Bytes of one line with those that continue it, and of one record, where each value costs 64 bytes beside itself and its name:
   * 64 MiB unless given.
   */
  readonly maximumEntryLength?: number | undefined
}

/** Reads LDIF piece by piece. */
export interface LdifReader {
  /** The records that end in this piece. The piece is not kept. */
  push(chunk: Uint8Array): readonly LdifRecord[]
  /** The last record. */
  end(): readonly LdifRecord[]
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
/** What an attribute costs beside its bytes. */
const attributeCost = 64
/** Of an attribute's name with its options. */
const maximumNameLength = 256
const utf8 = new TextDecoder('utf-8')

/** A record that is being read. */
interface OpenEntry {
  dn: string | undefined
  /** The line at which it begins; 0 if nothing of it has come. */
  line: number
  changeType: string | undefined
  attributes: LdifAttribute[]
  /** What its attributes cost. */
  length: number
  /** Whether they cost more than is allowed. */
  lost: boolean
}

const openEntry = (): OpenEntry => ({
  dn: undefined,
  line: 0,
  changeType: undefined,
  attributes: [],
  length: 0,
  lost: false,
})

/**
 * Makes a reader that holds one record at a time, whatever the length of the file. RFC 2849: comments, folded lines, base64
 * values, records of content and of changes. Values that are named by a URL are never fetched.
 *
 * @example
 * ```ts
 * import { latin1ToBytes } from 'emrtd'
 * import { createLdifReader } from 'emrtd/pki'
 *
 * const reader = createLdifReader()
 * reader.push(latin1ToBytes('dn: c=UT\nsn: 1\n')) // [], the record may go on
 * reader.end() // [{ kind: 'entry', dn: 'c=UT', ... }]
 * ```
 */
export function createLdifReader({ maximumEntryLength = 64 * 1024 * 1024 }: LdifLimits = {}): LdifReader {
  /** The line that is being read, with those that continue it. */
  let held = new Uint8Array(4096)
  let length = 0
  let tooLong = false
  let lineNumber = 0
  let heldLine = 0
  let atLineStart = true

  let entry = openEntry()
  let records: LdifRecord[] = []

  const fail = (message: string, line: number): void => {
    records.push({ kind: 'failure', dn: entry.dn, line, error: new EmrtdError('PKI_BAD_LDIF', message) })
  }

  const append = (chunk: Uint8Array, start: number, until: number): void => {
    // Of a line that is too long the beginning is kept: it may be a comment, and go on.
    const end = Math.min(until, start + maximumEntryLength - length)
    if (end < until) tooLong = true
    const needed = length + end - start
    if (needed > held.length) {
      const larger = new Uint8Array(Math.min(2 * needed, maximumEntryLength))
      larger.set(held.subarray(0, length))
      held = larger
    }
    held.set(chunk.subarray(start, end), length)
    length = needed
  }

  const endEntry = (): void => {
    const { dn, line, changeType, attributes } = entry
    if (dn !== undefined && !entry.lost) records.push({ kind: 'entry', dn, line, changeType, attributes })
    entry = openEntry()
  }

  const add = (attribute: LdifAttribute): void => {
    entry.length += attribute.value.length + attribute.type.length + attributeCost
    if (entry.length > maximumEntryLength) {
      entry.lost = true
      entry.attributes = []
      fail(`record of more than ${maximumEntryLength} bytes`, entry.line)
      return
    }
    entry.attributes.push(attribute)
  }

  /** Judges the line that is complete: what continues it would have come by now. */
  const endLine = (): void => {
    const line = withoutMark(held.subarray(0, length), heldLine)
    const isTooLong = tooLong
    length = 0
    tooLong = false
    if (line.length === 0) {
      endEntry()
      return
    }
    if (line[0] === 0x23 || entry.lost) return
    if (entry.line === 0) entry.line = heldLine
    if (isTooLong) {
      fail(`line of more than ${maximumEntryLength} bytes`, heldLine)
      return
    }
    // In a change record of several parts: a line of its own.
    if (line.length === 1 && line[0] === 0x2d) return
    const colon = line.subarray(0, maximumNameLength + 1).indexOf(0x3a)
    const description = bytesToLatin1(line.subarray(0, Math.max(colon, 0)))
    if (!/^[A-Za-z0-9][A-Za-z0-9.-]*(;[A-Za-z0-9-]+)*$/.test(description)) {
      fail('a line that is neither a name with a value nor a comment', heldLine)
      return
    }
    const value = readValue(line.subarray(colon + 1))
    if (typeof value === 'string') {
      fail(value, heldLine)
      return
    }
    const [type = '', ...options] = description.split(';')
    const name = type.toLowerCase()
    if (name === 'dn') {
      if (entry.dn !== undefined) {
        // A record that no empty line divides from the one before.
        endEntry()
        entry.line = heldLine
      }
      entry.dn = utf8.decode(value)
    } else if (entry.dn === undefined) {
      // The version of the format stands before the first record, with or without an empty line.
      if (name === 'version') entry = openEntry()
      else fail('an attribute of no record: dn expected', heldLine)
    } else if (name === 'changetype') entry.changeType = utf8.decode(value).trim().toLowerCase()
    else add({ type, options, value, line: heldLine })
  }

  /** A physical line begins: with a space it continues the one before. */
  const beginLine = (first: number): boolean => {
    lineNumber++
    if (first === space && length > 0) return true
    endLine()
    heldLine = lineNumber
    return false
  }

  /** A physical line ends, in LF or in CR LF. */
  const endPhysicalLine = (): void => {
    if (held[length - 1] === carriageReturn) length--
  }

  const take = (): readonly LdifRecord[] => {
    const taken = records
    records = []
    return taken
  }

  return {
    push(chunk) {
      let at = 0
      while (at < chunk.length) {
        if (atLineStart) {
          if (beginLine(chunk[at]!)) at++
          atLineStart = false
        }
        const found = chunk.indexOf(lineFeed, at)
        append(chunk, at, found < 0 ? chunk.length : found)
        if (found < 0) break
        endPhysicalLine()
        atLineStart = true
        at = found + 1
      }
      return take()
    },
    end() {
      if (!atLineStart) endPhysicalLine()
      endLine()
      endEntry()
      return take()
    },
  }
}

/** The first line without the mark of UTF-8 that some editors set before it. */
function withoutMark(line: Uint8Array, number: number): Uint8Array {
  const marked = number === 1 && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf
  return marked ? line.subarray(3) : line
}

/** What stands behind the first colon: text, base64 behind a second one; or why it cannot be read. */
function readValue(rest: Uint8Array): Uint8Array | string {
  const form = rest[0]
  if (form === 0x3c) return 'a value that is named by a URL is not fetched'
  let start = form === 0x3a ? 1 : 0
  while (rest[start] === space) start++
  if (form !== 0x3a) return rest.slice(start)
  return decodeBase64(rest.subarray(start)) ?? 'a value that is not base64'
}
