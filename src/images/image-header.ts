import { readNetpbmHeader } from './netpbm.js'

/** A deviation of an image that was read all the same. The findings of LDS files have the same form. */
export interface ImageFinding {
  readonly code:
    | 'IMAGE_MISSING'
    | 'IMAGE_UNKNOWN_FORMAT'
    | 'IMAGE_HEADER_UNREADABLE'
    | 'IMAGE_TRUNCATED'
    | 'JPEG_NOT_JFIF'
  /** Counts from the image's first byte. */
  readonly offset?: number
}

/**
 * What an image's own first bytes say that it is. `jpeg2000` is a bare codestream, `jp2` one in its file format;
 * `pgm` and `ppm` are bare samples behind a header of text.
 */
export type ImageFormat = 'jpeg' | 'jpeg2000' | 'jp2' | 'wsq' | 'png' | 'pgm' | 'ppm' | 'unknown'

/** An image as it stands in a data group, ready to save, with what its own header says. */
export interface EncodedImage {
  /** The image's bytes, a view. */
  readonly bytes: Uint8Array
  /** Found by content, whatever the record around it says. */
  readonly format: ImageFormat
  /** `image/jpeg`, `image/jp2`, `image/x-wsq`, `image/png`, one of Netpbm's, or `application/octet-stream`. */
  readonly mediaType: string
  /** Usual ending of a file's name, without a dot. */
  readonly fileExtension: string
  /** In pixels; undefined where the header cannot be read. */
  readonly width: number | undefined
  /** In pixels; undefined where the header cannot be read. */
  readonly height: number | undefined
  /** Bits for each sample (not pixel). */
  readonly bitDepth: number | undefined
  /** Samples for each pixel: 1 for grey, 3 for colour. A PNG with a palette has 3. */
  readonly components: number | undefined
  /** Offsets count from the image's first byte. */
  readonly findings: readonly ImageFinding[]
}

interface Size {
  readonly width: number
  readonly height: number
  readonly bitDepth: number
  readonly components: number
}

const kinds: Readonly<Record<ImageFormat, readonly [mediaType: string, fileExtension: string]>> =
  Object.freeze({
    jpeg: ['image/jpeg', 'jpg'],
    jpeg2000: ['image/jp2', 'j2k'],
    jp2: ['image/jp2', 'jp2'],
    wsq: ['image/x-wsq', 'wsq'],
    png: ['image/png', 'png'],
    pgm: ['image/x-portable-graymap', 'pgm'],
    ppm: ['image/x-portable-pixmap', 'ppm'],
    unknown: ['application/octet-stream', 'bin'],
  })

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const jp2Signature = [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20]
const pngEnd = [0x49, 0x45, 0x4e, 0x44]

/**
 * Tells an image's format by its content, and its dimensions from its own header. Never throws and reads no pixels;
 * time grows with the length of `bytes` at most, memory not at all. ITU-T T.81 (JPEG), ITU-T T.800 (JPEG 2000),
 * FBI IAFIS-IC-0110 (WSQ), W3C PNG, Netpbm (PGM, PPM).
 *
 * Findings: `IMAGE_MISSING` (no bytes), `IMAGE_UNKNOWN_FORMAT`, `IMAGE_HEADER_UNREADABLE`, `IMAGE_TRUNCATED` (no end
 * marker) and `JPEG_NOT_JFIF`.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { readImageHeader } from 'emrtd/images'
 *
 * const image = readImageHeader(fromHex('ffd8 ffc0 000b 08 0140 00f0 01 011100 ffd9'))
 * image.format // 'jpeg'
 * image.width // 240
 * ```
 */
export function readImageHeader(bytes: Uint8Array): EncodedImage {
  const findings: ImageFinding[] = []
  const format = sniff(bytes)
  const [mediaType, fileExtension] = kinds[format]
  const size = format === 'unknown' ? undefined : readers[format](bytes, findings)
  if (bytes.length === 0) findings.push({ code: 'IMAGE_MISSING' })
  else if (format === 'unknown') findings.push({ code: 'IMAGE_UNKNOWN_FORMAT', offset: 0 })
  else {
    if (size === undefined) findings.push({ code: 'IMAGE_HEADER_UNREADABLE' })
    if (!hasEnd(bytes, format)) findings.push({ code: 'IMAGE_TRUNCATED', offset: bytes.length })
  }
  return {
    bytes,
    format,
    mediaType,
    fileExtension,
    width: size?.width,
    height: size?.height,
    bitDepth: size?.bitDepth,
    components: size?.components,
    findings,
  }
}

function sniff(bytes: Uint8Array): ImageFormat {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg'
  if (startsWith(bytes, [0xff, 0x4f, 0xff, 0x51])) return 'jpeg2000'
  if (startsWith(bytes, jp2Signature)) return 'jp2'
  if (startsWith(bytes, [0xff, 0xa0, 0xff])) return 'wsq'
  if (startsWith(bytes, pngSignature)) return 'png'
  const netpbm = readNetpbmHeader(bytes)
  if (netpbm !== undefined) return netpbm.components === 1 ? 'pgm' : 'ppm'
  return 'unknown'
}

const readers: Readonly<
  Record<Exclude<ImageFormat, 'unknown'>, (bytes: Uint8Array, findings: ImageFinding[]) => Size | undefined>
> = {
  jpeg: readJpeg,
  jpeg2000: bytes => readCodestream(bytes, 0),
  jp2: readJp2,
  wsq: readWsq,
  png: readPng,
  pgm: readNetpbm,
  ppm: readNetpbm,
}

/** ITU-T T.81 §B.2: marker segments up to the frame header (SOF0 to SOF15 without DHT, JPG and DAC). */
function readJpeg(bytes: Uint8Array, findings: ImageFinding[]): Size | undefined {
  if (bytes[3] !== 0xe0 || !startsWith(bytes, [0x4a, 0x46, 0x49, 0x46, 0], 6)) {
    findings.push({ code: 'JPEG_NOT_JFIF', offset: 2 })
  }
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2
      continue
    }
    if (marker === 0xd9 || marker === 0xda) return undefined
    const length = u16(bytes, at + 2)
    if (length < 2) return undefined
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      if (length < 8 || at + 10 > bytes.length) return undefined
      return sizeOf(u16(bytes, at + 7), u16(bytes, at + 5), bytes[at + 4]!, bytes[at + 9]!)
    }
    at += 2 + length
  }
  return undefined
}

/** ITU-T T.800 §A.5.1: the SIZ segment, which follows SOC at once. */
function readCodestream(bytes: Uint8Array, start: number): Size | undefined {
  if (start + 43 > bytes.length || !startsWith(bytes, [0xff, 0x4f, 0xff, 0x51], start)) return undefined
  const width = u32(bytes, start + 8) - u32(bytes, start + 16)
  const height = u32(bytes, start + 12) - u32(bytes, start + 20)
  return sizeOf(width, height, (bytes[start + 42]! & 0x7f) + 1, u16(bytes, start + 40))
}

/** ITU-T T.800 annex I: the image header box inside the JP2 header box, or else the codestream box. */
function readJp2(bytes: Uint8Array): Size | undefined {
  for (let at = 0, end = bytes.length; at + 8 <= end; ) {
    const type = u32(bytes, at + 4)
    let length = u32(bytes, at)
    let header = 8
    if (length === 1 && at + 16 <= end) {
      if (u32(bytes, at + 8) !== 0) return undefined
      length = u32(bytes, at + 12)
      header = 16
    } else if (length === 0) length = end - at
    if (length < header) return undefined
    if (type === 0x6a703263) return readCodestream(bytes, at + header)
    if (type === 0x6a703268) {
      const inner = at + header
      if (inner + 19 <= end && u32(bytes, inner + 4) === 0x69686472) {
        const bits = bytes[inner + 18]!
        // 255 says that the components differ in depth; the codestream then has each.
        if (bits !== 0xff) {
          return sizeOf(
            u32(bytes, inner + 12),
            u32(bytes, inner + 8),
            (bits & 0x7f) + 1,
            u16(bytes, inner + 16),
          )
        }
      }
    }
    at += length
  }
  return undefined
}

/** IAFIS-IC-0110: segments up to the frame header (SOF, FFA2): black, white, height, width. */
function readWsq(bytes: Uint8Array): Size | undefined {
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = u16(bytes, at)
    if (marker < 0xffa2 || marker > 0xffa8 || marker === 0xffa3) return undefined
    const length = u16(bytes, at + 2)
    if (length < 2) return undefined
    if (marker === 0xffa2) {
      return length < 8 || at + 10 > bytes.length
        ? undefined
        : sizeOf(u16(bytes, at + 8), u16(bytes, at + 6), 8, 1)
    }
    at += 2 + length
  }
  return undefined
}

const pngComponents: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 }

/** PNG §11.2.1: IHDR is the first chunk. A palette's entries have eight bits, whatever the depth of the index. */
function readPng(bytes: Uint8Array): Size | undefined {
  if (bytes.length < 26 || u32(bytes, 12) !== 0x49484452) return undefined
  const colourType = bytes[25]!
  const components = pngComponents[colourType]
  if (components === undefined) return undefined
  return sizeOf(u32(bytes, 16), u32(bytes, 20), colourType === 3 ? 8 : bytes[24]!, components)
}

function readNetpbm(bytes: Uint8Array): Size | undefined {
  const header = readNetpbmHeader(bytes)
  return header && sizeOf(header.width, header.height, header.maximum < 256 ? 8 : 16, header.components)
}

function sizeOf(width: number, height: number, bitDepth: number, components: number): Size | undefined {
  return width > 0 && height > 0 && bitDepth > 0 && bitDepth <= 38 && components > 0
    ? { width, height, bitDepth, components }
    : undefined
}

/** Whether the end marker stands somewhere: chips pad images with bytes behind it. */
function hasEnd(bytes: Uint8Array, format: ImageFormat): boolean {
  if (format === 'pgm' || format === 'ppm') {
    const header = readNetpbmHeader(bytes)
    return header !== undefined && bytes.length >= header.offset + header.length
  }
  const end = format === 'png' ? pngEnd : [0xff, format === 'wsq' ? 0xa1 : 0xd9]
  for (let at = bytes.lastIndexOf(end[0]!); at > 0; at = bytes.lastIndexOf(end[0]!, at - 1)) {
    if (startsWith(bytes, end, at)) return true
  }
  return false
}

function startsWith(bytes: Uint8Array, prefix: readonly number[], at = 0): boolean {
  return prefix.every((byte, i) => bytes[at + i] === byte)
}

function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 256 + bytes[at + 1]!
}

function u32(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 65536 + u16(bytes, at + 2)
}
