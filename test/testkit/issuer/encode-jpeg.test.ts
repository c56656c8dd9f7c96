import { expect, test } from 'vitest'
import { drawFace, encodeJpeg, type GreyPicture } from '../../../src/testkit/index.js'
import { decodeJpeg } from './decode-jpeg.js'

/**
 * How far the decoded picture is off at most, in quantization steps of the coefficient that is: 0.5 is what rounding
 * costs, the rest is the encoder's integer arithmetic.
 */
function worstCoefficient(picture: GreyPicture): number {
  const { width, height, pixels, steps } = decodeJpeg(encodeJpeg(picture))
  expect([width, height]).toEqual([picture.width, picture.height])
  let worst = 0
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const difference = Array.from({ length: 64 }, (_, i) => {
        const at = (top + (i >> 3)) * width + left + (i % 8)
        return pixels[at]! - picture.pixels[at]!
      })
      steps.forEach((step, place) => {
        worst = Math.max(worst, Math.abs(transform(difference, place % 8, place >> 3)) / step)
      })
    }
  }
  return worst
}

/** One coefficient of the forward transform. T.81 §A.3.3. */
function transform(block: readonly number[], u: number, v: number): number {
  const c = (n: number): number => (n === 0 ? Math.SQRT1_2 : 1)
  const wave = (n: number, frequency: number): number => Math.cos(((2 * n + 1) * frequency * Math.PI) / 16)
  const sum = block.reduce((total, value, i) => total + value * wave(i % 8, u) * wave(i >> 3, v), 0)
  return (c(u) * c(v) * sum) / 4
}

const [width, height] = [24, 16]
let state = 1
const noise = Uint8Array.from({ length: width * height }, () => {
  state = (state * 48271) % 2147483647
  return state & 0xff
})

test.each<readonly [string, GreyPicture]>([
  ['the drawn face', drawFace()],
  ['a plain picture', { width, height, pixels: noise.map(() => 77) }],
  ['a slope', { width, height, pixels: noise.map((_, i) => 10 * (i % width)) }],
  ['noise', { width, height, pixels: noise }],
  ['black and white', { width, height, pixels: noise.map(value => (value > 127 ? 255 : 0)) }],
])('%s loses nothing but what the quantization takes', (_, picture) => {
  expect(worstCoefficient(picture)).toBeLessThan(0.6)
})

test('sides that are no multiples of 8 are refused', () => {
  expect(() => encodeJpeg({ width: 12, height: 8, pixels: new Uint8Array(96) })).toThrow(TypeError)
})
