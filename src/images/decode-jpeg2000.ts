import { EmrtdError } from '../errors.js'
import { type Codestream, findCodestream } from './jpeg2000-codestream.js'
import type { OpenJpeg, OpenJpegDecoder, OpenJpegFrame } from './open-jpeg.js'
import { checkLength, checkSize, type DecodingLimits, type Pixels } from './pixels.js'

/**
 * The pixels of a JPEG 2000 image, bare codestream or JP2, by OpenJPEG. Samples of another depth are brought to eight
 * bits. ITU-T T.800.
 *
 * @param openJpeg from {@link loadOpenJpeg}.
 * @throws {EmrtdError} `IMAGE_LIMIT` beyond the limits, before anything is decoded; `IMAGE_UNSUPPORTED` for another number
 * of components than one or three, components of different sizes, more than 16 bits or more than 256 tiles; `IMAGE_BAD_DATA` for anything that cannot be decoded whole.
 *
 * @example
 * ```ts
 * import { decodeJpeg2000, encodePng, loadOpenJpeg } from 'emrtd/images'
 *
 * const toPng = async (portrait: Uint8Array) => encodePng(decodeJpeg2000(portrait, await loadOpenJpeg()))
 * ```
 */
export function decodeJpeg2000(bytes: Uint8Array, openJpeg: OpenJpeg, limits: DecodingLimits = {}): Pixels {
  checkLength(bytes, limits)
  const codestream = findCodestream(bytes)
  checkCodestream(codestream, limits)
  const decoder = new openJpeg.J2KDecoder()
  try {
    return toPixels(runDecoder(decoder, bytes), decoder, codestream)
  } finally {
    decoder.delete()
  }
}

function checkCodestream(codestream: Codestream, limits: DecodingLimits): void {
  const { offset, width, height, components, tiles, tilesThere } = codestream
  checkSize(width, height, offset, limits)
  // All that the codec takes; what is more than five is counted as five.
  if (components.length !== 1 && components.length !== 3) {
    throw new EmrtdError('IMAGE_UNSUPPORTED', 'another number of components than 1 or 3', { offset })
  }
  if (components.some(({ depth, dx, dy }) => depth > 16 || dx !== 1 || dy !== 1)) {
    throw new EmrtdError('IMAGE_UNSUPPORTED', 'components that are subsampled or have more than 16 bits', {
      offset,
    })
  }
  if (tiles > 256) throw new EmrtdError('IMAGE_UNSUPPORTED', `${tiles} tiles, 256 at most`, { offset })
  // The codec leaves those black that are not there.
  if (tilesThere < tiles) {
    throw new EmrtdError('IMAGE_BAD_DATA', `${tiles} tiles, ${tilesThere} there`, { offset })
  }
}

function runDecoder(decoder: OpenJpegDecoder, bytes: Uint8Array): OpenJpegFrame {
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes)
    decoder.decode()
    return decoder.getFrameInfo()
  } catch (cause) {
    // C++ exceptions arrive as numbers.
    throw new EmrtdError('IMAGE_BAD_DATA', 'JPEG 2000 image that OpenJPEG cannot decode', { cause })
  }
}

function toPixels(frame: OpenJpegFrame, decoder: OpenJpegDecoder, codestream: Codestream): Pixels {
  const { width, height, bitsPerSample, componentCount, isSigned } = frame
  const sampleBytes = bitsPerSample > 8 ? 2 : 1
  const decoded = decoder.getDecodedBuffer()
  // Of a damaged image the codec makes one of 0 by 0 pixels without a word.
  if (
    width !== codestream.width ||
    height !== codestream.height ||
    !(bitsPerSample >= 1 && bitsPerSample <= 16) ||
    !(componentCount === 1 || componentCount === 3) ||
    decoded.length !== width * height * componentCount * sampleBytes
  ) {
    throw new EmrtdError('IMAGE_BAD_DATA', 'JPEG 2000 image that OpenJPEG decodes to another size', {
      offset: codestream.offset,
    })
  }
  const samples = new Uint8Array(width * height * componentCount)
  const maximum = 2 ** bitsPerSample - 1
  for (let i = 0; i < samples.length; i++) {
    const stored = sampleBytes === 1 ? decoded[i]! : decoded[2 * i]! + 256 * decoded[2 * i + 1]!
    // Signed samples count from the middle.
    const value = isSigned ? (stored + (maximum + 1) / 2) & maximum : stored
    samples[i] = bitsPerSample === 8 ? value : Math.round((value * 255) / maximum)
  }
  return { width, height, components: componentCount, samples }
}
