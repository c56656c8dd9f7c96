import { zlibSync } from 'fflate'
import { concatBytes, latin1ToBytes } from '../bytes.js'
import type { Pixels } from './pixels.js'

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/**
 * A picture as a PNG file: eight bits, grey or colour, not interlaced. W3C PNG, third edition.
 *
 * @throws {TypeError} if there are not as many samples as the picture's size asks for.
 *
 * @example
 * ```ts
 * import { encodePng, readImageHeader } from 'emrtd/images'
 *
 * const png = encodePng({ width: 2, height: 1, components: 1, samples: Uint8Array.of(0, 255) })
 * readImageHeader(png).width // 2
 * ```
 */
export function encodePng({ width, height, components, samples }: Pixels): Uint8Array {
  const row = width * components
  if (!(row > 0 && height > 0) || samples.length !== row * height) {
    throw new TypeError('width * height * components samples expected')
  }
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([8, components === 1 ? 0 : 2], 8)
  return concatBytes(
    signature,
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(filterRows(samples, row, height, components))),
    chunk('IEND', new Uint8Array(0)),
  )
}

/** Each row with the filter Paeth, which photographs compress best with. PNG §9.4. */
function filterRows(samples: Uint8Array, row: number, height: number, components: number): Uint8Array {
  const filtered = new Uint8Array(height * (row + 1))
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    filtered[to++] = 4
    for (let x = 0; x < row; x++, from++) {
      const left = x < components ? 0 : samples[from - components]!
      const above = y === 0 ? 0 : samples[from - row]!
      const corner = x < components || y === 0 ? 0 : samples[from - row - components]!
      filtered[to++] = samples[from]! - predict(left, above, corner)
    }
  }
  return filtered
}

/** The neighbour that is closest to `left + above - corner`. */
function predict(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner)
  const toAbove = Math.abs(left - corner)
  const toCorner = Math.abs(left + above - 2 * corner)
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const result = new Uint8Array(12 + data.length)
  const view = new DataView(result.buffer)
  view.setUint32(0, data.length)
  result.set(latin1ToBytes(type), 4)
  result.set(data, 8)
  view.setUint32(8 + data.length, crc32(result.subarray(4, 8 + data.length)))
  return result
}

/** PNG §5.5 and annex D: the CRC of ISO 3309. */
function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return ~crc
}

const crcTable = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})
