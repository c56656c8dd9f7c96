import { inflateSync } from 'node:zlib'
import type { Pixels } from '../../src/images/index.js'

/** The pixels of an eight-bit PNG, read by zlib and the rules of PNG §9 alone. */
export function readPng(png: Uint8Array): Pixels {
  const view = new DataView(png.buffer, png.byteOffset)
  const data: Buffer[] = []
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at)
    if (String.fromCharCode(...png.subarray(at + 4, at + 8)) === 'IDAT') {
      data.push(Buffer.from(png.subarray(at + 8, at + 8 + length)))
    }
    at += 12 + length
  }
  const width = view.getUint32(16)
  const height = view.getUint32(20)
  const components = png[25] === 0 ? 1 : 3
  const row = width * components
  const rows = inflateSync(Buffer.concat(data))
  const samples = new Uint8Array(row * height)
  const predictors: readonly ((a: number, b: number, c: number) => number)[] = [
    () => 0,
    a => a,
    (_, b) => b,
    (a, b) => (a + b) >> 1,
    (a, b, c) =>
      [a, b, c].reduce((best, one) => (distance(one, a, b, c) < distance(best, a, b, c) ? one : best)),
  ]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < row; x++) {
      const left = x < components ? 0 : samples[y * row + x - components]!
      const above = y === 0 ? 0 : samples[(y - 1) * row + x]!
      const corner = x < components || y === 0 ? 0 : samples[(y - 1) * row + x - components]!
      const filter = rows[y * (row + 1)]!
      samples[y * row + x] = rows[y * (row + 1) + 1 + x]! + predictors[filter]!(left, above, corner)
    }
  }
  return { width, height, components, samples }
}

function distance(one: number, a: number, b: number, c: number): number {
  return Math.abs(a + b - c - one)
}
