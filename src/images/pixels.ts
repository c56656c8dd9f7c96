import { EmrtdError } from '../errors.js'

/** A picture as eight-bit samples, row by row from the top, the samples of a pixel side by side. */
export interface Pixels {
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** Samples for each pixel: 1 for grey, 3 for red, green and blue. */
  readonly components: 1 | 3
  /** `width * height * components` bytes. */
  readonly samples: Uint8Array
}

/** What a decoder takes on. It refuses a picture beyond these before it sets memory aside for it. */
export interface DecodingLimits {
  /** Length of the encoded image in bytes; 4 MiB unless given. */
  readonly maximumBytes?: number | undefined
  /** Width times height; 2^24 unless given: four fingers at 1000 pixels an inch have 10 million. */
  readonly maximumPixels?: number | undefined
}

/** Refuses an encoded image that is longer than the limit. */
export function checkLength(bytes: Uint8Array, { maximumBytes = 2 ** 22 }: DecodingLimits): void {
  if (bytes.length > maximumBytes) {
    throw new EmrtdError('IMAGE_LIMIT', `image of ${bytes.length} bytes, ${maximumBytes} at most`)
  }
}

/** Refuses a picture that has more pixels than the limit, or none. */
export function checkSize(
  width: number,
  height: number,
  offset: number,
  { maximumPixels = 2 ** 24 }: DecodingLimits,
): void {
  if (!(width > 0 && height > 0)) throw new EmrtdError('IMAGE_BAD_DATA', 'picture without pixels', { offset })
  if (width * height > maximumPixels) {
    throw new EmrtdError('IMAGE_LIMIT', `${width} x ${height} pixels, ${maximumPixels} at most`, { offset })
  }
}
