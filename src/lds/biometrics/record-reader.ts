import { EmrtdError } from '../../errors.js'
import type { LdsFinding } from '../findings.js'

/**
 * How many images of a record are read. A document has a handful; the bound keeps what a hostile record of tiny blocks costs
 * small.
 */
export const maximumRepresentations = 256

/** The finding for a record with more. */
export function tooManyRepresentations(offset: number): LdsFinding {
  const detail = `more than ${maximumRepresentations} images; the others are not read`
  return { code: 'COUNT_OUT_OF_RANGE', offset, detail }
}

/** A cursor over the big-endian fields of an ISO/IEC 19794 record. Offsets count from the start of the record. */
export class RecordReader {
  readonly bytes: Uint8Array
  offset = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** Number of bytes that have not been read. */
  get left(): number {
    return this.bytes.length - this.offset
  }

  /** Unsigned number of `octets` bytes, at most six. */
  unsigned(octets: number): number {
    let value = 0
    for (const byte of this.take(octets)) value = value * 256 + byte
    return value
  }

  /** The next `length` bytes, a view. */
  take(length: number): Uint8Array {
    if (length > this.left) {
      throw new EmrtdError('LDS_BAD_FILE', `${length} bytes expected, ${this.left} left in the record`, {
        offset: this.offset,
      })
    }
    this.offset += length
    return this.bytes.subarray(this.offset - length, this.offset)
  }

  /** Passes over the four characters with which a record begins (`FAC`, `FIR`, `IIR` and a zero byte). */
  magic(characters: string): void {
    const offset = this.offset
    const found = this.take(4)
    for (let i = 0; i < 4; i++) {
      if (found[i] !== (i < 3 ? characters.charCodeAt(i) : 0)) {
        throw new EmrtdError('LDS_BAD_FILE', `record identifier ${characters} expected`, { offset })
      }
    }
  }
}

/** A coded value and its name; `undefined` where the specification gives it none. */
export interface Coded<Name extends string = string> {
  readonly code: number
  readonly name: Name | undefined
}

/** `code` with its name in `names`. */
export function coded<Name extends string>(code: number, names: Readonly<Record<number, Name>>): Coded<Name> {
  return { code, name: Object.hasOwn(names, code) ? names[code] : undefined }
}
