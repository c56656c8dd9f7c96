import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EmrtdError } from '../../src/errors.js'
import { decodeWsq, imageForBrowser, type Pixels } from '../../src/images/index.js'
import { parseDg3 } from '../../src/lds/index.js'
import { corpora } from '../corpora.js'
import { readPng } from './read-png.js'

const path = corpora('biometrics/sample_image.wsq')
const sample = path === undefined ? undefined : new Uint8Array(readFileSync(path))

const codeOf = (decode: () => unknown): unknown => {
  try {
    decode()
    return undefined
  } catch (error) {
    return error instanceof EmrtdError ? error.code : error
  }
}

/** The sample with other bytes at a place. */
function withBytes(place: number, ...bytes: readonly number[]): Uint8Array {
  const image = Uint8Array.from(sample!)
  image.set(bytes, place)
  return image
}

const digest = 'c9a9247d36b1aa0be71b781243f35cceb4f59d010524ff9c78b454c357c32cf1'
const digestOf = ({ samples }: Pixels): string => createHash('sha256').update(samples).digest('hex')

describe.skipIf(sample === undefined)('the published sample', () => {
  test('is a left thumb', () => {
    const picture = decodeWsq(sample!)
    expect(picture).toMatchObject({ width: 545, height: 622, components: 1 })
    // Looked at as a PNG, and compared with NIST's decoder (NBIS, single precision): 11 of 338,990 pixels differ, each by 1.
    expect(digestOf(picture)).toBe(digest)
  })

  test('is a PNG for a browser', () => {
    const shown = imageForBrowser(sample!)
    expect(shown?.mediaType).toBe('image/png')
    expect(digestOf(readPng(shown!.bytes))).toBe(digest)
  })

  test('cut short anywhere it is refused', () => {
    for (let length = 0; length < sample!.length; length += length < 800 ? 7 : 997) {
      expect([length, codeOf(() => decodeWsq(sample!.subarray(0, length)))]).toEqual([
        length,
        'IMAGE_BAD_DATA',
      ])
    }
    expect(codeOf(() => decodeWsq(sample!.subarray(0, -1)))).toBe('IMAGE_BAD_DATA')
  })

  test('bytes behind its end do not matter', () => {
    expect(digestOf(decodeWsq(Uint8Array.from([...sample!, 0, 0xff, 0])))).toBe(digest)
  })

  const frame = 590 + 4
  test.each([
    ['4 billion pixels', () => withBytes(frame + 2, 0xff, 0xff, 0xff, 0xff), 'IMAGE_LIMIT'],
    ['no pixels', () => withBytes(frame + 2, 0, 0), 'IMAGE_BAD_DATA'],
    ['more pixels than coefficients', () => withBytes(frame + 2, 3, 0), 'IMAGE_BAD_DATA'],
    ['fewer pixels than coefficients', () => withBytes(frame + 2, 1, 0), 'IMAGE_BAD_DATA'],
    ['filters of even length', () => withBytes(139 + 4, 8), 'IMAGE_UNSUPPORTED'],
    ['a Huffman table that is not there', () => withBytes(786 + 4, 7), 'IMAGE_BAD_DATA'],
    ['a Huffman table with too many codes', () => withBytes(609 + 5, 3), 'IMAGE_BAD_DATA'],
    ['a segment that runs past the end', () => withBytes(609 + 2, 0xff, 0xff), 'IMAGE_BAD_DATA'],
    ['a segment shorter than its length', () => withBytes(609 + 2, 0, 1), 'IMAGE_BAD_DATA'],
  ])('%s', (_, image, code) => {
    expect(codeOf(() => decodeWsq(image()))).toBe(code)
  })

  test('the limits are the caller’s to set', () => {
    expect(codeOf(() => decodeWsq(sample!, { maximumBytes: 1000 }))).toBe('IMAGE_LIMIT')
    expect(codeOf(() => decodeWsq(sample!, { maximumPixels: 338_989 }))).toBe('IMAGE_LIMIT')
    expect(codeOf(() => decodeWsq(sample!, { maximumPixels: 338_990 }))).toBeUndefined()
  })

  test('any damage is decoded to a picture or refused by a code', () => {
    const damage = fc.array(fc.tuple(fc.nat(sample!.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(damage, changes => {
        const image = Uint8Array.from(sample!)
        for (const [place, byte] of changes) image[place] = byte
        expect(codeOf(() => decodeWsq(image, { maximumPixels: 2 ** 19 }))).toSatisfy(
          code => code === undefined || String(code).startsWith('IMAGE_'),
        )
      }),
      { numRuns: 25 },
    )
  })
})

test('nothing but an error without an image', () => {
  expect(codeOf(() => decodeWsq(new Uint8Array(0)))).toBe('IMAGE_BAD_DATA')
  expect(codeOf(() => decodeWsq(Uint8Array.of(0xff, 0xa0, 0xff, 0xa1)))).toBe('IMAGE_BAD_DATA')
})

const dg3 = corpora('specimens/tr03105-5/Datagroup3.bin')
test.skipIf(dg3 === undefined)('the fingers of the reference data set of BSI TR-03105-5 decode', () => {
  const { images } = parseDg3(new Uint8Array(readFileSync(dg3!)))
  const pictures = images.map(image => [image, decodeWsq(image.bytes)] as const)
  expect(pictures.length).toBeGreaterThan(0)
  for (const [{ width, height }, picture] of pictures) expect(picture).toMatchObject({ width, height })
})
