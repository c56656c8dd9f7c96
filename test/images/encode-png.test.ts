import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodePng, readImageHeader } from '../../src/images/index.js'
import { readPng } from './read-png.js'

test('any picture is read back, grey or colour', () => {
  const picture = fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.constantFrom(1, 3))
    .chain(([width, height, components]) => {
      const length = width * height * components
      const samples = fc.uint8Array({ minLength: length, maxLength: length })
      return samples.map(samples => ({ width, height, components: components as 1 | 3, samples }))
    })
  fc.assert(
    fc.property(picture, pixels => {
      const png = encodePng(pixels)
      expect(readPng(png)).toEqual(pixels)
      const { width, height, components } = pixels
      expect(readImageHeader(png)).toMatchObject({ format: 'png', width, height, components, findings: [] })
    }),
  )
})

test('each chunk ends with its checksum', () => {
  const png = encodePng({ width: 2, height: 1, components: 1, samples: Uint8Array.of(0, 255) })
  const view = new DataView(png.buffer)
  const types: string[] = []
  for (let at = 8; at < png.length; ) {
    const end = at + 8 + view.getUint32(at)
    types.push(Buffer.from(png.subarray(at + 4, at + 8)).toString())
    expect(view.getUint32(end)).toBe(crc32(png.subarray(at + 4, end)))
    at = end + 4
  }
  expect(types).toEqual(['IHDR', 'IDAT', 'IEND'])
})

test('a picture without pixels, or with another number of samples, is misuse', () => {
  const samples = new Uint8Array(2)
  expect(() => encodePng({ width: 3, height: 1, components: 1, samples })).toThrow(TypeError)
  expect(() => encodePng({ width: 0, height: 0, components: 1, samples: new Uint8Array(0) })).toThrow(
    TypeError,
  )
})
