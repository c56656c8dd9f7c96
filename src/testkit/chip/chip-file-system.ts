import { encodeTlv, readTlv } from '../../asn1/index.js'
import { bytesToBigInt, concatBytes, equalBytes } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'
import { type ChipAnswer, type ChipCommand, status, success } from './chip-command.js'
import type { ChipFaultSetting } from './chip-faults.js'
import { type ChipFileName, type ChipFilePlace, chipFilePlaces, ldsApplication } from './chip-files.js'
import { corruptFile } from './corrupt-file.js'
import type { FaultPlan } from './fault-plan.js'

/** What the terminal has earned. */
export interface AccessRights {
  /** Whether BAC or PACE was performed, or the chip asks for neither. */
  readonly open: boolean
  /** Whether PACE was performed. */
  readonly pace: boolean
  /** Whether this file may be read once {@link open} holds: Terminal Authentication guards some. */
  readonly permits: (name: ChipFileName) => boolean
}

/** Master file and eMRTD application, the file that is selected, SELECT and READ BINARY. Doc 9303-10 §3.6. */
export class ChipFileSystem {
  readonly #files: ReadonlyMap<ChipFileName, Uint8Array>
  readonly #faults: FaultPlan
  readonly #places: readonly ChipFilePlace[]
  #directory: 'MF' | 'LDS1' = 'MF'
  #current: ChipFilePlace | undefined

  /** @param efCvca where EF.CVCA stands, if not where it usually does. */
  constructor(
    files: ReadonlyMap<ChipFileName, Uint8Array>,
    faults: FaultPlan,
    efCvca?: Pick<ChipFilePlace, 'identifier' | 'shortIdentifier'>,
  ) {
    this.#files = files
    this.#faults = faults
    this.#places = chipFilePlaces.map(place => (place.name === 'EF.CVCA' ? { ...place, ...efCvca } : place))
  }

  /** The directory that is selected. */
  get directory(): 'MF' | 'LDS1' {
    return this.#directory
  }

  /** After power on: the master file. */
  reset(): void {
    this.#directory = 'MF'
    this.#current = undefined
  }

  /** Which file a command is about, for faults that concern one file only. */
  concerned(command: ChipCommand): ChipFileName | undefined {
    const { ins, p1, p2, data } = command
    if (ins === 0xa4 && data.length === 2) return this.#byIdentifier(data[0]! * 256 + data[1]!)?.name
    if (ins === 0xb0 && p1 >= 0x80) return this.#byShortIdentifier(p1 & 0x1f)?.name
    if (ins === 0xb1 && p1 === 0 && p2 > 0 && p2 < 0x1f) return this.#byShortIdentifier(p2)?.name
    return this.#current?.name
  }

  /** SELECT, by identifier and by application identifier. */
  select(command: ChipCommand, rights: AccessRights): ChipAnswer {
    const { p1, p2, data } = command
    const form = p2 & 0x0c
    if ((p2 & 0xf3) !== 0 || form === 0x08) return status(0x6a86)
    const answer = (template: readonly Uint8Array[]): ChipAnswer => {
      if (form === 0x0c || command.expected === 0) return success()
      return success(encodeTlv(form === 0x04 ? 0x62 : 0x6f, ...template))
    }
    if (p1 === 0x04) {
      if (!equalBytes(data, ldsApplication)) return status(0x6a82)
      if (this.#faults.due('applicationNotFound')) return status(0x6a82)
      if (!rights.pace && this.#faults.due('applicationLocked')) return status(0x6982)
      this.#directory = 'LDS1'
      this.#current = undefined
      return answer([encodeTlv(0x84, ldsApplication)])
    }
    if (p1 !== 0x00 && p1 !== 0x02) return status(0x6a86)
    const identifier = data.length === 2 ? data[0]! * 256 + data[1]! : undefined
    if (p1 === 0x00 && (data.length === 0 || identifier === 0x3f00)) {
      const refusal = this.#masterFileRefusal()
      if (refusal !== undefined) return status(refusal)
      this.reset()
      return answer([encodeTlv(0x83, Uint8Array.of(0x3f, 0x00))])
    }
    if (identifier === undefined) return status(0x6a80)
    const place = this.#byIdentifier(identifier)
    const refusal = this.#refusal(place, rights)
    if (refusal !== undefined) return status(refusal)
    this.#current = place
    const size = this.#content(place!).length
    const { shortIdentifier } = place!
    return answer([
      encodeTlv(0x80, Uint8Array.of((size >>> 16) & 0xff, (size >>> 8) & 0xff, size & 0xff)),
      encodeTlv(0x83, data),
      ...(shortIdentifier === undefined ? [] : [encodeTlv(0x88, Uint8Array.of(shortIdentifier << 3))]),
    ])
  }

  /**
   * READ BINARY with even and odd INS.
   *
   * @param room how many bytes of data the response can carry at most.
   */
  readBinary(command: ChipCommand, rights: AccessRights, room: number): ChipAnswer {
    const odd = command.ins === 0xb1
    const { p1, p2 } = command
    let place = this.#current
    let offset = p1 * 256 + p2
    if (odd) {
      if (this.#faults.due('oddInsRefused')) return status(0x6d00)
      const wanted = readOffset(command.data)
      if (wanted === undefined) return status(0x6a80)
      if (offset !== 0) place = offset < 0x1f ? this.#byShortIdentifier(offset) : this.#byIdentifier(offset)
      if (offset !== 0 && place === undefined) return status(0x6a82)
      offset = wanted
    } else {
      if (command.data.length > 0) return status(0x6700)
      if (p1 >= 0x80) {
        if ((p1 & 0x60) !== 0) return status(0x6a86)
        if (this.#faults.due('shortIdentifiersRefused')) return status(0x6a86)
        place = this.#byShortIdentifier(p1 & 0x1f)
        if (place === undefined) return status(0x6a82)
        offset = p2
      }
    }
    if (place === undefined) return status(0x6986)
    const refusal = this.#refusal(place, rights)
    if (refusal !== undefined) return status(refusal)
    this.#current = place
    if (command.expected === 0) return status(0x6700)
    return this.#read(this.#content(place), offset, command, room)
  }

  #read(content: Uint8Array, offset: number, command: ChipCommand, room: number): ChipAnswer {
    const faults = this.#faults
    const odd = command.ins === 0xb1
    let end = content.length
    if (faults.has('oddInsFromBeginningRefused')) {
      if (odd && offset < 0x8000) return status(0x6b00)
      if (!odd) end = Math.min(end, 0x8000)
    }
    if (offset >= content.length) return content.length === 0 ? status(0x6282) : status(0x6b00)
    const breaksOff = faults.due('fileBreaksOff')
    if (breaksOff !== undefined) {
      const limit = breaksOff.offset ?? content.length >>> 1
      if (offset >= limit) return status(0x6f00)
      end = Math.min(end, limit)
    }
    const emptyReads = faults.due('fileEmptyReads')
    if (emptyReads !== undefined && offset >= (emptyReads.offset ?? 4)) return success()

    let length = Math.min(command.expected, room)
    const blocks = faults.due('shortBlocks')
    if (blocks !== undefined) length = Math.min(length, blocks.limit ?? 231)
    if (odd) length -= length < 2 + 0x80 ? 2 : length < 3 + 0x100 ? 3 : 4
    if (faults.due('fileOneByteReads')) length = 1
    if (length <= 0) return status(0x6700)

    const available = content.length - offset
    const crosses = length > available
    if (crosses && faults.due('endOfFile6B00')) return status(0x6b00)
    if (crosses && available < 0x100 && faults.due('endOfFile6Cxx')) return status(0x6c00 | available)
    const data = content.subarray(offset, Math.min(offset + length, end))
    // More than was asked, not only more than the file has there: room for secure messaging may have cut the data short.
    const tooMuch = faults.due('smTooMuchData') ? command.expected + 16 - data.length : 0
    const bytes = concatBytes(data, new Uint8Array(tooMuch).fill(0xa5))
    const warns = (crosses && !command.everything) || (length >= available && faults.due('endOfFile6282'))
    return { data: odd ? encodeTlv(0x53, bytes) : bytes, status: warns ? 0x6282 : 0x9000 }
  }

  #masterFileRefusal(): number | undefined {
    const faults = this.#faults
    if (faults.due('selectMf6982')) return 0x6982
    if (faults.due('selectMf6985')) return 0x6985
    if (faults.due('selectMf6A81')) return 0x6a81
    if (faults.due('selectMf6A86')) return 0x6a86
    if (faults.due('selectMf6A87')) return 0x6a87
    return undefined
  }

  /** Why a file can neither be selected nor read; undefined if it can. */
  #refusal(place: ChipFilePlace | undefined, rights: AccessRights): number | undefined {
    const faults = this.#faults
    if (place === undefined) return this.#directory === 'LDS1' && !rights.open ? 0x6982 : 0x6a82
    if (place.name === 'EF.CardAccess') {
      if (faults.due('cardAccess6283')) return 0x6283
      if (faults.due('cardAccess6A82')) return 0x6a82
    }
    if (place.directory === 'LDS1' && (!rights.open || !rights.permits(place.name))) return 0x6982
    if (place.name === 'EF.CardSecurity' && !rights.pace) return 0x6982
    if (!this.#files.has(place.name)) return 0x6a82
    const missing = faults.due('fileNotFound')
    const refused = faults.due('fileRefused')
    // A fault without a file of its own concerns those of the application.
    const concerns = (setting: ChipFaultSetting | undefined): boolean =>
      setting !== undefined && (place.directory === 'LDS1' || setting.file !== undefined)
    if (concerns(missing)) return 0x6a82
    return concerns(refused) ? (refused!.status ?? 0x6982) : undefined
  }

  #content(place: ChipFilePlace): Uint8Array {
    return corruptFile(this.#files.get(place.name)!, place, this.#faults)
  }

  /** A file of the selected directory; undefined if its place is not there. */
  #byIdentifier(identifier: number): ChipFilePlace | undefined {
    return this.#places.find(file => file.directory === this.#directory && file.identifier === identifier)
  }

  #byShortIdentifier(identifier: number): ChipFilePlace | undefined {
    return this.#places.find(
      file => file.directory === this.#directory && file.shortIdentifier === identifier,
    )
  }
}

/** The offset of READ BINARY with odd INS: DO'54', nothing else. Doc 9303-10 §3.6.6. */
function readOffset(data: Uint8Array): number | undefined {
  try {
    const object = readTlv(data)
    if (object.tag !== 0x54 || object.bytes.length !== data.length) return undefined
    if (object.value.length === 0 || object.value.length > 4) return undefined
    return Number(bytesToBigInt(object.value))
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
