import { decodeJpeg2000 } from './decode-jpeg2000.js'
import { decodeWsq } from './decode-wsq.js'
import { encodePng } from './encode-png.js'
import { readImageHeader } from './image-header.js'
import { decodeNetpbm } from './netpbm.js'
import type { OpenJpeg } from './open-jpeg.js'
import type { DecodingLimits } from './pixels.js'

/** An image in a format that every browser shows. */
export interface BrowserImage {
  readonly mediaType: 'image/jpeg' | 'image/png'
  readonly fileExtension: 'jpg' | 'png'
  readonly bytes: Uint8Array
}

/** How an image is made ready for a browser. */
export interface BrowserImageOptions extends DecodingLimits {
  /** From {@link loadOpenJpeg}; JPEG 2000 images are left out without it. */
  readonly openJpeg?: OpenJpeg | undefined
}

/**
 * An image of a data group as a browser can show it: JPEG and PNG as they are, JPEG 2000, WSQ, PGM and PPM as PNG. Undefined where the
 * bytes are in no known format, and for JPEG 2000 without OpenJPEG.
 *
 * @throws {EmrtdError} `IMAGE_BAD_DATA`, `IMAGE_LIMIT` or `IMAGE_UNSUPPORTED` for an image that has to be decoded and cannot.
 *
 * @example
 * ```ts
 * import { imageForBrowser } from 'emrtd/images'
 * import { encodeJpeg, drawFace } from 'emrtd/testkit'
 *
 * imageForBrowser(encodeJpeg(drawFace()))?.mediaType // 'image/jpeg'
 * ```
 */
export function imageForBrowser(
  bytes: Uint8Array,
  options: BrowserImageOptions = {},
): BrowserImage | undefined {
  switch (readImageHeader(bytes).format) {
    case 'jpeg':
      return { mediaType: 'image/jpeg', fileExtension: 'jpg', bytes }
    case 'png':
      return { mediaType: 'image/png', fileExtension: 'png', bytes }
    case 'jpeg2000':
    case 'jp2': {
      const { openJpeg } = options
      return openJpeg && png(encodePng(decodeJpeg2000(bytes, openJpeg, options)))
    }
    case 'wsq':
      return png(encodePng(decodeWsq(bytes, options)))
    case 'pgm':
    case 'ppm':
      return png(encodePng(decodeNetpbm(bytes, options)))
    default:
      return undefined
  }
}

function png(bytes: Uint8Array): BrowserImage {
  return { mediaType: 'image/png', fileExtension: 'png', bytes }
}
