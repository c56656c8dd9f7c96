import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex } from '../../src/bytes.js'
import { readImageHeader } from '../../src/images/index.js'
import { corpora } from '../corpora.js'

const codes = (hex: string) => readImageHeader(fromHex(hex)).findings.map(({ code }) => code)
const siz =
  'ff4fff51 0029 0000 000000f0 00000140 00000000 00000000 000000f0 00000140 00000000 00000000 0003 07'
const jp2 = '0000000c6a502020 0d0a870a 00000014 66747970 6a703220 00000000 6a703220'

const samples: readonly (readonly [string, string, string, number, number, number, number])[] = [
  [
    'JPEG',
    'ffd8 ffe0 0010 4a46494600 0101 00 0001 0001 0000 ffc0 000b 08 0140 00f0 01 011100 ffd9',
    'jpeg',
    240,
    320,
    8,
    1,
  ],
  [
    'JPEG behind a comment and fill bytes',
    'ffd8 fffe 0004 0102 ffffffc2 0011 08 0140 00f0 03 011100 021100 031100 ffd9',
    'jpeg',
    240,
    320,
    8,
    3,
  ],
  ['JPEG 2000 codestream', `${siz} 0101 070101 070101 ffd9`, 'jpeg2000', 240, 320, 8, 3],
  [
    'JP2',
    `${jp2} 0000001e 6a703268 00000016 69686472 00000140 000000f0 0003 07 07 00 00 00000000 6a703263 ${siz} ffd9`,
    'jp2',
    240,
    320,
    8,
    3,
  ],
  [
    'JP2 whose components differ in depth',
    `${jp2} 0000001e 6a703268 00000016 69686472 00000140 000000f0 0003 ff 07 00 00 00000000 6a703263 ${siz} ffd9`,
    'jp2',
    240,
    320,
    8,
    3,
  ],
  [
    'JP2 with a box of extended length',
    `${jp2} 00000001 6a703263 00000000 0000003d ${siz} ffd9`,
    'jp2',
    240,
    320,
    8,
    3,
  ],
  ['WSQ', 'ffa0 ffa8 0003 41 ffa2 0011 00 ff 0140 00f0 00 0000 00 0000 00 0000 ffa1', 'wsq', 240, 320, 8, 1],
  [
    'PNG',
    '89504e470d0a1a0a 0000000d 49484452 000000f0 00000140 10 00 000000 00000000 00000000 49454e44 ae426082',
    'png',
    240,
    320,
    16,
    1,
  ],
  [
    'PNG with a palette',
    '89504e470d0a1a0a 0000000d 49484452 000000f0 00000140 04 03 000000 00000000 00000000 49454e44 ae426082',
    'png',
    240,
    320,
    8,
    3,
  ],
]

test.each(samples)('%s: format, size and depth', (_name, hex, ...expected) => {
  const { format, width, height, bitDepth, components } = readImageHeader(fromHex(hex))
  expect([format, width, height, bitDepth, components]).toEqual(expected)
})

test('a sound image has no findings, and its bytes are a view', () => {
  const bytes = fromHex(samples[0]![1])
  const image = readImageHeader(bytes)
  expect(image.findings).toEqual([])
  expect(image.bytes).toBe(bytes)
  expect([image.mediaType, image.fileExtension]).toEqual(['image/jpeg', 'jpg'])
})

test('says what is wrong', () => {
  expect(codes('')).toEqual(['IMAGE_MISSING'])
  expect(codes('47494638')).toEqual(['IMAGE_UNKNOWN_FORMAT'])
  expect(codes(samples[1]![1])).toEqual(['JPEG_NOT_JFIF'])
  expect(codes('ffd8ff')).toEqual(['JPEG_NOT_JFIF', 'IMAGE_HEADER_UNREADABLE', 'IMAGE_TRUNCATED'])
  expect(codes('ffd8 ffe0 0000')).toContain('IMAGE_HEADER_UNREADABLE')
  expect(codes(siz)).toEqual(['IMAGE_TRUNCATED'])
  expect(codes('ffa0 ffa2 0011 00')).toEqual(['IMAGE_HEADER_UNREADABLE', 'IMAGE_TRUNCATED'])
})

test('any cut of any sample is read without an exception', () => {
  for (const [, hex] of samples) {
    const bytes = fromHex(hex)
    for (let length = 0; length < bytes.length; length++) readImageHeader(bytes.subarray(0, length))
  }
})

test('any bytes behind any signature are read without an exception', () => {
  const heads = ['ffd8ff', 'ff4fff51', '0000000c6a502020', 'ffa0ff', '89504e470d0a1a0a'].map(fromHex)
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), (head, tail) => {
      const image = readImageHeader(Uint8Array.from([...head, ...tail]))
      expect(image.format).not.toBe('unknown')
      if (image.width !== undefined) expect(image.width).toBeGreaterThan(0)
    }),
  )
})

const wsq = corpora('biometrics/sample_image.wsq')
test.skipIf(wsq === undefined)('the published WSQ image', () => {
  const { format, width, height, findings } = readImageHeader(readFileSync(wsq!))
  expect([format, width, height, findings]).toEqual(['wsq', 545, 622, []])
})
