import { Inflate } from 'fflate'
import { bytesToLatin1 } from '../bytes.js'
import { EmrtdError } from '../errors.js'

/** A file in a zip archive. */
export interface ZipEntry {
  /** Its path in the archive. */
  readonly name: string
  /** Byte offset of its header in the archive. */
  readonly offset: number
  /** What it holds, or why that cannot be read. */
  readonly content: Uint8Array | EmrtdError
}

/** What may still be unpacked, in bytes; it is counted down. Archives in archives share one. */
export interface ZipBudget {
  bytesLeft: number
}

/** What a zip archive may hold in all, unpacked, unless another budget is given: 512 MiB. */
export const maximumUnpackedLength: number = 512 * 1024 * 1024

/** Bytes that one byte of deflate can stand for, rounded up. */
const maximumRatio = 1033

/** Compressed bytes that are unpacked at a time. */
const stepLength = 16384

const crcTable: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

/**
 * The files of a zip archive, one after the other, each checked against its CRC-32. A file that is damaged, encrypted or
 * packed by another method than deflate costs only itself. When more than the budget comes out, the file at hand and all
 * behind it are refused, `PKI_LIMIT`: neither a file's declared size nor files that overlap can make it hold more. PKWARE APPNOTE 6.3; no ZIP64.
 *
 * @throws {EmrtdError} `PKI_BAD_ARCHIVE` if there is no central directory.
 *
 * @example
 * ```ts
 * import { readZip } from 'emrtd/pki'
 *
 * const names = (archive: Uint8Array) => [...readZip(archive)].map(entry => entry.name)
 * ```
 */
export function* readZip(
  bytes: Uint8Array,
  budget: ZipBudget = { bytesLeft: maximumUnpackedLength },
): Generator<ZipEntry, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count === 0xffff || at === 0xffffffff) throw bad('archive in the ZIP64 format', end)
  for (let index = 0; index < count; index++) {
    const isEntry = at + 46 <= end && view.getUint32(at, true) === 0x02014b50
    const nameLength = isEntry ? view.getUint16(at + 28, true) : 0
    if (!isEntry || at + 46 + nameLength > end) {
      yield { name: `file ${index}`, offset: at, content: bad('central directory is damaged', at) }
      return
    }
    const nameBytes = bytes.subarray(at + 46, at + 46 + nameLength)
    const flags = view.getUint16(at + 8, true)
    const name = flags & 0x800 ? new TextDecoder().decode(nameBytes) : bytesToLatin1(nameBytes)
    const offset = view.getUint32(at + 42, true)
    if (!name.endsWith('/')) {
      let content: Uint8Array | EmrtdError
      try {
        content = readEntry(bytes, view, at, flags, budget)
      } catch (error) {
        if (!(error instanceof EmrtdError)) throw error
        content = error
      }
      yield { name, offset, content }
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
}

/**
 * Whether a file begins as a zip archive does. PKWARE APPNOTE 6.3 §4.3.7, §4.3.16.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { isZip } from 'emrtd/pki'
 *
 * isZip(fromHex('504b0304')) // true
 * ```
 */
export function isZip(bytes: Uint8Array): boolean {
  const [p, k, third, fourth] = bytes
  return p === 0x50 && k === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6))
}

/** Offset of the end of the central directory: the last 22 bytes, before a comment of at most 65535. */
function findEnd(view: DataView): number {
  const last = view.byteLength - 22
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at
  }
  throw bad('archive without a central directory', 0)
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  directory: number,
  flags: number,
  budget: ZipBudget,
): Uint8Array {
  const offset = view.getUint32(directory + 42, true)
  if (flags & 1) throw bad('file is encrypted', offset)
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50) {
    throw bad('no file where the central directory names one', offset)
  }
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  const packedLength = view.getUint32(directory + 20, true)
  const length = view.getUint32(directory + 24, true)
  if (length > maximumRatio * packedLength) throw bad('file declares more than deflate can hold', offset)
  if (start + packedLength > bytes.length) throw bad('archive ends inside a file', offset)
  const packed = bytes.subarray(start, start + packedLength)
  const method = view.getUint16(directory + 10, true)
  if (method !== 0 && method !== 8) throw bad(`file is packed by method ${method}`, offset)
  if (length > budget.bytesLeft) throw tooMuch(offset)
  budget.bytesLeft -= length
  const content = method === 0 ? packed : inflate(packed, length, budget, offset)
  if (content.length !== length || crc32(content) !== view.getUint32(directory + 16, true)) {
    throw bad('file is damaged: length or CRC-32 differ', offset)
  }
  return content
}

/** Unpacks step by step, and stops as soon as more comes out than was declared or is allowed. */
function inflate(packed: Uint8Array, length: number, budget: ZipBudget, offset: number): Uint8Array {
  const content = new Uint8Array(length)
  let filled = 0
  const stream = new Inflate(part => {
    if (filled + part.length > length) {
      budget.bytesLeft -= part.length
      throw bad('file is longer than it declares', offset)
    }
    content.set(part, filled)
    filled += part.length
  })
  try {
    // That the end is missing the length tells: the stream need not be told which piece is the last.
    for (let at = 0; at < packed.length; at += stepLength) stream.push(packed.subarray(at, at + stepLength))
  } catch (cause) {
    if (cause instanceof EmrtdError) throw cause
    throw new EmrtdError('PKI_BAD_ARCHIVE', 'file cannot be unpacked', { offset, cause })
  }
  return content.subarray(0, filled)
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (let i = 0; i < bytes.length; i++) crc = crcTable[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

function bad(message: string, offset: number): EmrtdError {
  return new EmrtdError('PKI_BAD_ARCHIVE', message, { offset })
}

function tooMuch(offset: number): EmrtdError {
  return new EmrtdError('PKI_LIMIT', 'archive unpacks to more than is allowed', { offset })
}
