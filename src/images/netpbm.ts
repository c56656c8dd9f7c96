import { EmrtdError } from '../errors.js'
import { checkLength, checkSize, type DecodingLimits, type Pixels } from './pixels.js'

/** The header of a PGM or PPM file. */
export interface NetpbmHeader {
  readonly components: 1 | 3
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** The sample of white, up to 65535; beyond 255 each sample has two bytes. */
  readonly maximum: number
  /** Where the samples begin. */
  readonly offset: number
  /** How many bytes of samples there must be. */
  readonly length: number
}

/** Longest header that is read; one without comments has less than twenty bytes. */
const longestHeader = 1024

/**
 * The header of a binary PGM (`P5`) or PPM (`P6`) file: three numbers, between them white space and comments, one white space
 * behind the last. Undefined if it is none. Netpbm.
 */
export function readNetpbmHeader(bytes: Uint8Array): NetpbmHeader | undefined {
  if (bytes[0] !== 0x50 || (bytes[1] !== 0x35 && bytes[1] !== 0x36)) return undefined
  const text = String.fromCharCode(...bytes.subarray(2, longestHeader))
  const gap = '(?:\\s|#[^\\n\\r]*[\\n\\r])+'
  const found = new RegExp(`^${gap}(\\d{1,9})${gap}(\\d{1,9})${gap}(\\d{1,5})\\s`).exec(text)
  if (found === null) return undefined
  const [width = 0, height = 0, maximum = 0] = found.slice(1).map(Number)
  if (maximum < 1 || maximum > 65535) return undefined
  const components = bytes[1] === 0x35 ? 1 : 3
  const length = width * height * components * (maximum < 256 ? 1 : 2)
  return { components, width, height, maximum, offset: 2 + found[0].length, length }
}

/**
 * The pixels of a binary PGM or PPM file, the uncompressed formats of ISO/IEC 39794-4 and -6. Netpbm.
 *
 * @throws {EmrtdError} `IMAGE_LIMIT` beyond the limits, `IMAGE_BAD_DATA` if it is none or is cut short.
 *
 * @example
 * ```ts
 * import { latin1ToBytes } from 'emrtd'
 * import { decodeNetpbm } from 'emrtd/images'
 *
 * decodeNetpbm(latin1ToBytes('P5 2 1 255\nAB')).samples // [65, 66]
 * ```
 */
export function decodeNetpbm(bytes: Uint8Array, limits: DecodingLimits = {}): Pixels {
  const header = readNetpbmHeader(bytes)
  if (header === undefined) throw new EmrtdError('IMAGE_BAD_DATA', 'no PGM or PPM image', { offset: 0 })
  const { width, height, components, maximum, offset, length } = header
  checkSize(width, height, 0, limits)
  // Bare samples are as long as their picture is large, which the limit of pixels bounds.
  if (limits.maximumBytes !== undefined) checkLength(bytes, limits)
  if (bytes.length < offset + length) {
    throw new EmrtdError('IMAGE_BAD_DATA', `${length} bytes of samples expected`, { offset })
  }
  const wide = maximum > 255
  const samples = Uint8Array.from({ length: width * height * components }, (_, i) => {
    const sample = wide ? bytes[offset + 2 * i]! * 256 + bytes[offset + 2 * i + 1]! : bytes[offset + i]!
    return Math.round((Math.min(sample, maximum) * 255) / maximum)
  })
  return { width, height, components, samples }
}
