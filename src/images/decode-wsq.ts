import { EmrtdError } from '../errors.js'
import { checkLength, checkSize, type DecodingLimits, type Pixels } from './pixels.js'
import { readCoefficients } from './wsq/read-coefficients.js'
import { decompose, type Region } from './wsq/subbands.js'
import { synthesize } from './wsq/synthesize.js'
import { readWsqSegments, type WsqImage } from './wsq/wsq-segments.js'

/**
 * The grey pixels of a WSQ image, the FBI's format for fingerprints. IAFIS-IC-0110 (V3) Part 1, with filters of odd length,
 * which is what certified encoders use.
 *
 * @throws {EmrtdError} `IMAGE_LIMIT` beyond the limits, before anything is decoded; `IMAGE_UNSUPPORTED` for filters of even length;
 * `IMAGE_BAD_DATA` with the offset for anything that cannot be decoded whole.
 *
 * @example
 * ```ts
 * import { decodeWsq, encodePng } from 'emrtd/images'
 *
 * const fingerprintToPng = (wsq: Uint8Array) => encodePng(decodeWsq(wsq))
 * ```
 */
export function decodeWsq(bytes: Uint8Array, limits: DecodingLimits = {}): Pixels {
  checkLength(bytes, limits)
  const image = readWsqSegments(bytes)
  const { width, height, shift, scale, lowpass, highpass, offset } = image
  checkSize(width, height, offset, limits)
  const { splits, subbands } = decompose(width, height)
  const values = dequantize(bytes, image, subbands)
  for (const region of [...splits].reverse()) synthesize(values, width, region, lowpass, highpass)
  const samples = new Uint8ClampedArray(width * height)
  // Rounded and cut off at 0 and 255 by the array.
  for (let i = 0; i < samples.length; i++) samples[i] = values[i]! * scale + shift
  return { width, height, components: 1, samples: new Uint8Array(samples.buffer) }
}

/** The coefficients at their places in the transformed picture; 0 where a subband was left out. */
function dequantize(bytes: Uint8Array, image: WsqImage, subbands: readonly Region[]): Float32Array {
  const { width, height, binCentre } = image
  const coded = subbands.flatMap((region, number) => {
    const quantization = image.subbands[number]!
    return quantization.bin === 0 ? [] : [{ ...region, ...quantization }]
  })
  const count = coded.reduce((sum, region) => sum + region.width * region.height, 0)
  if (count > 0 && image.blocks.length === 0) throw new EmrtdError('IMAGE_BAD_DATA', 'WSQ: no data')
  const coefficients = readCoefficients(bytes, image.blocks, count)
  const values = new Float32Array(width * height)
  let at = 0
  for (const region of coded) {
    for (let row = region.y; row < region.y + region.height; row++) {
      for (let column = region.x; column < region.x + region.width; column++) {
        const number = coefficients[at++]!
        if (number === 0) continue
        const size = region.bin * (Math.abs(number) - binCentre) + region.zeroBin / 2
        values[row * width + column] = number > 0 ? size : -size
      }
    }
  }
  return values
}
