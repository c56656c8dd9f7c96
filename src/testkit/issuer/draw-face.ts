import type { GreyPicture } from './encode-jpeg.js'

/** An ellipse of one shade, or the part of it below `from`. Places and radii in pixels. */
interface Ellipse {
  readonly x: number
  readonly y: number
  readonly rx: number
  readonly ry: number
  readonly shade: number
  readonly from?: number
}

const shapes: readonly Ellipse[] = [
  { x: 48, y: 132, rx: 46, ry: 30, shade: 90 }, // shoulders
  { x: 48, y: 98, rx: 13, ry: 20, shade: 175 }, // neck
  { x: 48, y: 52, rx: 33, ry: 38, shade: 60 }, // hair
  { x: 48, y: 62, rx: 26, ry: 34, shade: 195 }, // face
  { x: 37, y: 56, rx: 6, ry: 3, shade: 245 },
  { x: 59, y: 56, rx: 6, ry: 3, shade: 245 },
  { x: 37, y: 56, rx: 2, ry: 3, shade: 40 },
  { x: 59, y: 56, rx: 2, ry: 3, shade: 40 },
  { x: 37, y: 49, rx: 7, ry: 1, shade: 80 },
  { x: 59, y: 49, rx: 7, ry: 1, shade: 80 },
  { x: 48, y: 69, rx: 3, ry: 5, shade: 165 }, // nose
  { x: 48, y: 79, rx: 10, ry: 5, shade: 120, from: 80 }, // mouth
]

/**
 * A face that is nobody's: 96 by 128 pixels of grey.
 *
 * @example
 * ```ts
 * import { drawFace } from 'emrtd/testkit'
 *
 * drawFace().pixels.length // 12288
 * ```
 */
export function drawFace(): GreyPicture {
  const width = 96
  const height = 128
  const pixels = new Uint8Array(width * height).fill(225)
  for (const { x, y, rx, ry, shade, from = 0 } of shapes) {
    for (let row = Math.max(from, y - ry); row <= Math.min(height - 1, y + ry); row++) {
      for (let column = Math.max(0, x - rx); column <= Math.min(width - 1, x + rx); column++) {
        const inside = (column - x) ** 2 * ry ** 2 + (row - y) ** 2 * rx ** 2 <= rx ** 2 * ry ** 2
        if (inside) pixels[row * width + column] = shade
      }
    }
  }
  return { width, height, pixels }
}
