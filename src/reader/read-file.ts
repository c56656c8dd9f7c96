import type { CommandApdu, ResponseApdu } from '../apdu/index.js'
import { readTlv, readTlvLength, type TlvLength } from '../asn1/index.js'
import { concatBytes } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import { type FileAccess, FileInterrupted, type FileOutcome, FileRefused } from './file-access.js'
import type { FilePlace } from './file-places.js'

/** Tag and length octets of every file that we would read; two more follow where they say so. */
const headerLength = 4

/**
 * Reads one elementary file whole: by short file identifier where the chip allows it, in blocks as long as it allows, with odd
 * INS from 32,768 bytes on; its length is that of its outer data object. A file whose outer tag is another than it should be
 * (DG13 need not be TLV) is read until the chip says that it ends. Doc 9303-10 §3.6.3, §3.6.6.
 *
 * @returns the file, or why it cannot be read.
 * @throws {FileInterrupted} if the session ended for good, with the beginning of the file.
 */
export async function readFile(access: FileAccess, place: FilePlace): Promise<FileOutcome> {
  const reading = new FileReading(access, place)
  try {
    return { bytes: await reading.run() }
  } catch (error) {
    const { bytes } = reading
    if (error instanceof FileRefused) return { ...error.outcome, ...(bytes.length > 0 && { bytes }) }
    throw new FileInterrupted(error, bytes)
  }
}

/** Status words that say that there is nothing more to read where we asked. */
const endOfFile = 0x6282
const wrongOffset = 0x6b00
const success = 0x9000

class FileReading {
  readonly #access: FileAccess
  readonly #place: FilePlace
  readonly #parts: Uint8Array[] = []
  #received = 0
  #total: number | undefined
  #commands = 0
  /** Whether the chip must be told the file again before an offset is read. */
  #selectionLost = false
  /** The block that was refused when the file was begun. */
  #refused: number | undefined

  constructor(access: FileAccess, place: FilePlace) {
    this.#access = access
    this.#place = place
  }

  /** What was read so far. */
  get bytes(): Uint8Array {
    return concatBytes(...this.#parts)
  }

  async run(): Promise<Uint8Array> {
    await this.#begin()
    const header = await this.#header()
    if (header === undefined) await this.#readToEnd()
    else {
      this.#total = header.totalLength
      if (header.totalLength > this.#access.maximumLength) {
        throw new FileRefused('READER_LIMIT', `the file claims ${header.totalLength} bytes`)
      }
      await this.#readTo(header.totalLength)
    }
    const { bytes } = this
    return header === undefined ? bytes : bytes.subarray(0, header.totalLength)
  }

  /** The first bytes: a whole block where the chip allows it, otherwise the header alone. */
  async #begin(): Promise<void> {
    const { blocks, habits } = this.#access
    const whole = blocks.size
    const sizes = habits.crossingEndRefused ? [headerLength] : [whole, headerLength]
    let last: ResponseApdu | undefined
    const { shortIdentifier } = this.#place
    if (!habits.shortIdentifiersRefused && shortIdentifier !== undefined) {
      for (const size of sizes) {
        last = await this.#read(0x80 | shortIdentifier, 0, size)
        if (this.#take(last)) {
          this.#selectionLost = false
          return
        }
        this.#refused = whole
        if (isDenied(last.sw)) throw refusal(last.sw)
        if (!isAboutLength(last.sw)) break
      }
    }
    await this.#select()
    for (const size of sizes) {
      last = await this.#read(0, 0, size)
      if (this.#take(last)) {
        if (shortIdentifier !== undefined) habits.shortIdentifiersRefused = true
        return
      }
      this.#refused = whole
      if (isDenied(last.sw)) break
    }
    throw last!.sw === success || last!.sw === endOfFile
      ? new FileRefused('READER_BAD_FILE', 'the file is empty', last!.sw)
      : refusal(last!.sw)
  }

  /** Tag and length of the file; undefined if it is to be read until it ends. */
  async #header(): Promise<TlvLength | undefined> {
    if (this.#place.tag === undefined) return undefined
    for (;;) {
      const { bytes } = this
      if (bytes[0] !== this.#place.tag) return undefined
      try {
        return readTlvLength(bytes.subarray(0, 8))
      } catch (error) {
        if (!(error instanceof EmrtdError)) throw error
        if (error.code !== 'ASN1_TRUNCATED' || bytes.length >= 8) {
          throw new FileRefused('READER_BAD_FILE', `the header of the file: ${error.message}`)
        }
      }
      // One byte at a time at the end of the shortest files, so that nothing is asked for that is not there.
      const response = await this.#readAt(bytes.length, bytes.length < headerLength ? 1 : 2)
      if (!this.#take(response)) throw this.#endsEarly(response.sw)
    }
  }

  async #readTo(total: number): Promise<void> {
    const { blocks, habits } = this.#access
    // A short file that was refused in one block was refused because it is short.
    if (this.#received === headerLength && total < blocks.size) habits.crossingEndRefused = true
    let size = blocks.size
    if (this.#refused === size && total > size) size = blocks.below(size) ?? size
    let given: number | undefined
    while (this.#received < total) {
      const wanted = Math.min(size, total - this.#received)
      const response = await this.#readAt(this.#received, wanted)
      if (this.#take(response)) {
        // Less than was asked for, and more came after it: the chip likes shorter blocks.
        if (given !== undefined) blocks.settle(given)
        if (size < blocks.size) blocks.settle(size)
        size = Math.min(size, blocks.size)
        given = this.#gaveLess ? this.#lastLength + this.#wrapping : undefined
        continue
      }
      const smaller = isDenied(response.sw) ? undefined : blocks.below(Math.min(size, wanted))
      if (smaller === undefined || response.sw === success) throw this.#endsEarly(response.sw)
      size = smaller
    }
  }

  async #readToEnd(): Promise<void> {
    const { blocks, maximumLength } = this.#access
    let size = blocks.size
    for (let ended = this.#lastStatus === endOfFile; !ended; ) {
      if (this.#received > maximumLength) {
        throw new FileRefused('READER_LIMIT', `the file is longer than ${maximumLength} bytes`)
      }
      const response = await this.#readAt(this.#received, size)
      if (this.#take(response)) ended = response.sw === endOfFile
      else if (response.sw === success || response.sw === endOfFile) return
      else if (isDenied(response.sw)) throw this.#endsEarly(response.sw)
      else if (isEnd(response.sw) && (this.#gaveLess || size === 1)) return
      // Some chips refuse what goes beyond the end instead of cutting it off.
      else if (size > 1) size = size >>> 1
      else throw this.#endsEarly(response.sw)
    }
  }

  /** How many bytes of the file the last command asked for. */
  #asked = 0
  #lastLength = 0
  /** What of the last response was wrapping around the data. */
  #wrapping = 0
  #gaveLess = false
  #lastStatus = 0

  /** Keeps the data of a response; false if it holds none. */
  #take({ data, sw }: ResponseApdu): boolean {
    const usable = sw === success || sw === endOfFile
    if (!usable || data.length === 0) return false
    // Which of them are the file's nobody knows; the other files may be read all the same. ISO/IEC 7816-4 §5.1: at most Ne.
    if (data.length > this.#asked) {
      throw new FileRefused(
        'APDU_BAD_RESPONSE',
        `READ BINARY gave ${data.length} bytes for ${this.#asked}`,
        sw,
      )
    }
    this.#parts.push(data)
    this.#received += data.length
    this.#gaveLess = data.length < this.#asked
    this.#lastLength = data.length
    this.#lastStatus = sw
    this.#access.onProgress(Math.min(this.#received, this.#total ?? this.#received), this.#total)
    return true
  }

  /** READ BINARY at an offset of the file, in the form that the offset needs. */
  async #readAt(offset: number, length: number): Promise<ResponseApdu> {
    if (offset < 0x8000) return this.#read(offset >>> 8, offset & 0xff, Math.min(length, 0x8000 - offset))
    return this.#readOdd(offset, length)
  }

  async #read(p1: number, p2: number, le: number): Promise<ResponseApdu> {
    this.#asked = le
    this.#wrapping = 0
    return this.#send({ cla: 0x00, ins: 0xb0, p1, p2, le })
  }

  /** Odd INS: the offset in DO'54', the data in DO'53'. Doc 9303-10 §3.6.6. */
  async #readOdd(offset: number, length: number): Promise<ResponseApdu> {
    // The template's tag and length count as data, so that a full block holds a little less.
    const { size } = this.#access.blocks
    const room = Math.min(length, size - wrapping(size))
    this.#asked = room
    this.#wrapping = wrapping(room)
    const data = Uint8Array.of(0x54, 3, offset >>> 16, (offset >>> 8) & 0xff, offset & 0xff)
    const response = await this.#send({ cla: 0x00, ins: 0xb1, p1: 0, p2: 0, data, le: room + wrapping(room) })
    return response.data.length === 0 ? response : { data: discretionaryData(response), sw: response.sw }
  }

  async #select(): Promise<void> {
    const { identifier } = this.#place
    const data = Uint8Array.of(identifier >>> 8, identifier & 0xff)
    const { sw } = await this.#send({ cla: 0x00, ins: 0xa4, p1: 0x02, p2: 0x0c, data })
    if (sw !== success) throw refusal(sw)
    this.#selectionLost = false
  }

  /** Sends a command; after a lost frame sends it again in a new session, where that is possible. */
  async #send(command: CommandApdu): Promise<ResponseApdu> {
    const reads = (command.ins & 0xfe) === 0xb0 && command.p1 < 0x80
    if (reads && this.#selectionLost) await this.#select()
    this.#commands += 1
    if (this.#commands > this.#maximumCommands()) {
      throw new FileRefused('READER_LIMIT', `more than ${this.#commands - 1} commands for one file`)
    }
    try {
      return await this.#access.send(command)
    } catch (error) {
      const answer = await this.#access.reopen(error, (command.le ?? 0) > 256)
      if (answer === undefined) throw error
      this.#selectionLost = true
      if (answer !== 'again') return answer
    }
    const { le } = command
    return this.#send(le === undefined ? command : { ...command, le: Math.min(le, this.#access.blocks.size) })
  }

  /** Blocks of 64 bytes would be enough; a chip that gives less at a time gives it without end. */
  #maximumCommands(): number {
    const length = this.#total ?? Math.max(this.#received, 2_048)
    return 40 + Math.ceil(length / 64)
  }

  #endsEarly(sw: number): FileRefused {
    const place = `at byte ${this.#received}${this.#total === undefined ? '' : ` of ${this.#total}`}`
    if (sw === success || sw === endOfFile || sw === wrongOffset) {
      return new FileRefused('READER_BAD_FILE', `the file ends ${place}`, sw)
    }
    return refusal(sw, place)
  }
}

function refusal(sw: number, place = ''): FileRefused {
  const word = sw.toString(16).toUpperCase().padStart(4, '0')
  return new FileRefused('APDU_STATUS', `the chip answered ${word}${place === '' ? '' : ` ${place}`}`, sw)
}

/** The value of DO'53', which must be all that there is. */
function discretionaryData({ data, sw }: ResponseApdu): Uint8Array {
  try {
    const { tag, bytes, value } = readTlv(data)
    if (tag === 0x53 && bytes.length === data.length) return value
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
  }
  throw new FileRefused('APDU_BAD_RESPONSE', 'READ BINARY with odd INS: data object 53 alone expected', sw)
}

/** Bytes that DO'53' takes around so many bytes of data. */
function wrapping(length: number): number {
  return length < 0x80 ? 2 : length < 0x100 ? 3 : 4
}

/** Not allowed: no other way of asking helps. */
const isDenied = (sw: number): boolean => sw === 0x6982 || sw === 0x6983 || sw === 0x6300

/** Nothing more is there, by chips that do not cut off what goes beyond the end. */
const isEnd = (sw: number): boolean =>
  sw === wrongOffset || sw === 0x6700 || sw === 0x6a86 || sw >>> 8 === 0x6c

/** Perhaps it was only too much. */
const isAboutLength = (sw: number): boolean =>
  sw === 0x6700 ||
  sw === wrongOffset ||
  sw === endOfFile ||
  sw === success ||
  sw >>> 8 === 0x6c ||
  sw >>> 8 === 0x61 ||
  // GET RESPONSE after 61xx that announced nothing.
  sw === 0x6985 ||
  sw === 0x6f00
