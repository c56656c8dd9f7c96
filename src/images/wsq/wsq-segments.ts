import { EmrtdError } from '../../errors.js'
import { HuffmanTable } from './huffman-table.js'

/** How a subband's numbers become coefficients. */
export interface SubbandQuantization {
  /** Width of a bin; 0 if the subband was left out. */
  readonly bin: number
  /** Width of the bin of zero. */
  readonly zeroBin: number
}

/** A run of entropy-coded data. */
export interface WsqBlock {
  readonly table: HuffmanTable
  /** Offset of the first byte of data in the image. */
  readonly offset: number
  /** Offset behind the last. */
  readonly end: number
}

/** Everything that a WSQ image says, its numbers still coded. */
export interface WsqImage {
  readonly offset: number
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** Added to every pixel. */
  readonly shift: number
  /** What every pixel is multiplied by. */
  readonly scale: number
  /** Analysis filters: the coefficient in the middle first, then those to one side. */
  readonly lowpass: readonly number[]
  readonly highpass: readonly number[]
  readonly binCentre: number
  readonly subbands: readonly SubbandQuantization[]
  readonly blocks: readonly WsqBlock[]
}

const startOfImage = 0xffa0
const endOfImage = 0xffa1
const startOfFrame = 0xffa2
const startOfBlock = 0xffa3
const transformTable = 0xffa4
const quantizationTable = 0xffa5
const huffmanTables = 0xffa6
const skipped = [0xffa7, 0xffa8] // restart interval, comment
const subbandCount = 64
const maximumBlocks = 64

type Parts = { -readonly [Key in keyof WsqImage]?: WsqImage[Key] }

/**
 * Cuts a WSQ image into its segments. IAFIS-IC-0110 Part 1 annex B.
 *
 * @throws {EmrtdError} `IMAGE_BAD_DATA` with the offset, `IMAGE_UNSUPPORTED` for filters of even length.
 */
export function readWsqSegments(bytes: Uint8Array): WsqImage {
  const reader = new SegmentReader(bytes)
  const parts: Parts = {}
  const blocks: WsqBlock[] = []
  const tables = new Map<number, HuffmanTable>()
  if (reader.unsigned(2) !== startOfImage) throw malformed('no WSQ image', 0)
  for (;;) {
    const offset = reader.offset
    const marker = reader.unsigned(2)
    if (marker === endOfImage) break
    const segment = reader.segment()
    if (marker === startOfFrame) Object.assign(parts, readFrame(segment))
    else if (marker === transformTable) Object.assign(parts, readFilters(segment))
    else if (marker === quantizationTable) Object.assign(parts, readQuantization(segment))
    else if (marker === huffmanTables) readTables(segment, tables)
    else if (marker === startOfBlock) {
      const table = tables.get(segment.unsigned(1))
      if (table === undefined || blocks.length === maximumBlocks) throw malformed('block', offset)
      const start = reader.offset
      reader.offset = endOfData(bytes, start)
      blocks.push({ table, offset: start, end: reader.offset })
    } else if (!skipped.includes(marker)) throw malformed('unknown marker', offset)
  }
  const { width, height, shift, scale, offset, lowpass, highpass, binCentre, subbands } = parts
  if (width === undefined || height === undefined || shift === undefined || scale === undefined) {
    throw malformed('no frame header', reader.offset)
  }
  if (lowpass === undefined || highpass === undefined) throw malformed('no filters', reader.offset)
  if (binCentre === undefined || subbands === undefined) throw malformed('no quantization', reader.offset)
  return { offset: offset!, width, height, shift, scale, lowpass, highpass, binCentre, subbands, blocks }
}

function readFrame(segment: SegmentReader): Parts {
  const { offset } = segment
  // The shades of black and white say how the picture was scanned, nothing of its samples.
  segment.unsigned(2)
  const height = segment.unsigned(2)
  const width = segment.unsigned(2)
  return { offset, height, width, shift: segment.scaled(2), scale: segment.scaled(2) }
}

function readFilters(segment: SegmentReader): Parts {
  const { offset } = segment
  const lengths = [segment.unsigned(1), segment.unsigned(1)]
  if (lengths.some(length => length % 2 === 0 || length > 31)) {
    throw new EmrtdError('IMAGE_UNSUPPORTED', 'WSQ filters of even length', { offset })
  }
  const [lowpass, highpass] = lengths.map(length =>
    Array.from({ length: (length + 1) / 2 }, () => (segment.unsigned(1) === 0 ? 1 : -1) * segment.scaled(4)),
  )
  return { lowpass: lowpass!, highpass: highpass! }
}

function readQuantization(segment: SegmentReader): Parts {
  const binCentre = segment.scaled(2)
  const subbands = Array.from({ length: subbandCount }, () => ({
    bin: segment.scaled(2),
    zeroBin: segment.scaled(2),
  }))
  return { binCentre, subbands }
}

function readTables(segment: SegmentReader, tables: Map<number, HuffmanTable>): void {
  while (segment.left > 0) {
    const { offset } = segment
    const number = segment.unsigned(1)
    const counts = Array.from({ length: 16 }, () => segment.unsigned(1))
    const values = Array.from({ length: counts.reduce((sum, count) => sum + count) }, () =>
      segment.unsigned(1),
    )
    tables.set(number, new HuffmanTable(counts, values, offset))
  }
}

/** Data end at a marker: FF before anything but 00 (a byte FF of the data) or B0 to B7 (a restart). */
function endOfData(bytes: Uint8Array, start: number): number {
  for (let at = start; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1]!
    if (next !== 0 && (next & 0xf8) !== 0xb0) return at
  }
  throw malformed('data without an end', bytes.length)
}

class SegmentReader {
  readonly #bytes: Uint8Array
  readonly #end: number
  offset: number

  constructor(bytes: Uint8Array, offset = 0, end: number = bytes.length) {
    this.#bytes = bytes
    this.offset = offset
    this.#end = end
  }

  get left(): number {
    return this.#end - this.offset
  }

  /** An unsigned number of that many bytes. */
  unsigned(octets: number): number {
    if (octets > this.left) throw malformed('segment cut short', this.offset)
    let value = 0
    for (let i = 0; i < octets; i++) value = value * 256 + this.#bytes[this.offset++]!
    return value
  }

  /** A decimal fraction: where its point stands, then its digits in that many bytes. */
  scaled(octets: number): number {
    const places = this.unsigned(1)
    return this.unsigned(octets) / 10 ** places
  }

  /** The parameters of a marker segment, whose length counts itself. */
  segment(): SegmentReader {
    const start = this.offset
    const length = this.unsigned(2)
    if (length < 2 || length - 2 > this.left) throw malformed('length of segment', start)
    this.offset = start + length
    return new SegmentReader(this.#bytes, start + 2, start + length)
  }
}

function malformed(what: string, offset: number): EmrtdError {
  return new EmrtdError('IMAGE_BAD_DATA', `WSQ: ${what}`, { offset })
}
