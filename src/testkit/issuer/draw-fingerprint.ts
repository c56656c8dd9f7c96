import type { GreyPicture } from './encode-jpeg.js'

/**
 * A fingerprint that is nobody's: 96 by 128 pixels of grey, ridges around a core.
 *
 * @param finger moves the core, so that two fingers differ; 0 unless given.
 *
 * @example
 * ```ts
 * import { drawFingerprint } from 'emrtd/testkit'
 *
 * drawFingerprint().pixels.length // 12288
 * ```
 */
export function drawFingerprint(finger: number = 0): GreyPicture {
  const width = 96
  const height = 128
  const pixels = new Uint8Array(width * height).fill(235)
  const core = { x: 44 + 3 * (finger % 4), y: 56 + 2 * (finger % 5) }
  for (let y = 4; y < height - 4; y++) {
    for (let x = 4; x < width - 4; x++) {
      const fromMiddle = (x - 48) ** 2 * 60 ** 2 + (y - 64) ** 2 * 44 ** 2
      if (fromMiddle > (44 * 60) ** 2) continue
      // Loops, flattened downwards; integers only, so that every engine draws the same.
      const down = y > core.y ? Math.floor((y - core.y) / 2) : y - core.y
      const squared = (x - core.x) ** 2 + down ** 2
      let distance = 0
      while ((distance + 1) ** 2 <= squared) distance++
      const ridge = Math.floor(distance / 3) % 2 === 0
      pixels[y * width + x] = ridge ? 60 : 220
    }
  }
  return { width, height, pixels }
}
