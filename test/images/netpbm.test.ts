import { expect, test } from 'vitest'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { decodeNetpbm, imageForBrowser, readImageHeader } from '../../src/images/index.js'
import { parseDg3 } from '../../src/lds/index.js'
import { writeDg3, writeFinger39794 } from '../../src/testkit/index.js'
import { readPng } from './read-png.js'

const file = (header: string, ...samples: readonly number[]): Uint8Array =>
  concatBytes(latin1ToBytes(header), Uint8Array.from(samples))

const codeOf = (bytes: Uint8Array, limits = {}): unknown => {
  try {
    return decodeNetpbm(bytes, limits) && undefined
  } catch (error) {
    return error instanceof EmrtdError ? error.code : error
  }
}

test.each([
  ['grey', file('P5\n2 1\n255\n', 7, 250), 'pgm', 1, 8, [7, 250]],
  ['colour', file('P6 1 2 255 ', 1, 2, 3, 4, 5, 6), 'ppm', 3, 8, [1, 2, 3, 4, 5, 6]],
  ['a comment', file('P5 # 640 480\n2 1 255\n', 7, 250), 'pgm', 1, 8, [7, 250]],
  ['four bits', file('P5 2 1 15\n', 0, 15), 'pgm', 1, 8, [0, 255]],
  ['sixteen bits', file('P5 2 1 65535\n', 0x80, 0, 0xff, 0xff), 'pgm', 1, 16, [128, 255]],
  ['samples above white', file('P5 1 1 100\n', 200), 'pgm', 1, 8, [255]],
  ['bytes behind the samples', file('P5 1 1 255\n', 9, 0, 0), 'pgm', 1, 8, [9]],
] as const)('%s', (_, image, format, components, bitDepth, samples) => {
  expect(readImageHeader(image)).toMatchObject({ format, components, bitDepth, findings: [] })
  const picture = decodeNetpbm(image)
  expect([...picture.samples]).toEqual(samples)
  expect(readPng(imageForBrowser(image)!.bytes)).toEqual(picture)
})

test('an uncompressed finger of ISO/IEC 39794-4', () => {
  const image = file('P5 2 2 255\n', 1, 2, 3, 4)
  const { images, findings } = parseDg3(
    writeDg3([writeFinger39794({ representations: [{ image, imageDataFormat: 0 }] })]),
  )
  expect(findings).toEqual([])
  expect(images).toMatchObject([{ format: 'pgm', fileExtension: 'pgm', width: 2, height: 2 }])
})

test('cut short, beyond the limits, and what only begins like one', () => {
  const short = file('P5 2 1 255\n', 7)
  expect(readImageHeader(short).findings.map(({ code }) => code)).toEqual(['IMAGE_TRUNCATED'])
  expect(codeOf(short)).toBe('IMAGE_BAD_DATA')
  expect(codeOf(file('P5 99999 99999 255\n', 7))).toBe('IMAGE_LIMIT')
  expect(codeOf(file('P5 2 1 255\n', 7, 8), { maximumBytes: 12 })).toBe('IMAGE_LIMIT')
  expect(codeOf(file('P5 0 1 255\n'))).toBe('IMAGE_BAD_DATA')
  for (const header of [
    'P5',
    'P5 2 1 0\n',
    'P5 2 1 65536\n',
    'P5 2 255\n',
    'P4 2 1 255\n',
    `P5${' '.repeat(2000)}2 1 255\n`,
  ]) {
    expect([header, readImageHeader(file(header, 7, 8)).format]).toEqual([header, 'unknown'])
  }
})
