import { describe, expect, test } from 'vitest'
import { toHex } from '../../src/bytes.js'
import { decodeJpeg2000, imageForBrowser, loadOpenJpeg } from '../../src/images/index.js'
import { parseDg2 } from '../../src/lds/index.js'
import {
  createCountry,
  drawFace,
  drawFaceJpeg2000,
  encodeJpeg,
  issueDocument,
  writeJp2,
} from '../../src/testkit/index.js'
import { encodeJpeg2000, gradient, openJpegFactory } from './open-jpeg.js'
import { readPng } from './read-png.js'

const openJpeg = await loadOpenJpeg()
const face = drawFaceJpeg2000()
const frame = { isSigned: false, bitsPerSample: 8, componentCount: 1 }

const codeOf = (decode: () => unknown): unknown => {
  try {
    decode()
    return undefined
  } catch (error) {
    return (error as { readonly code?: string }).code
  }
}

/** The face with other bytes at a place of its SIZ segment. */
function withSiz(place: number, ...bytes: readonly number[]): Uint8Array {
  const image = drawFaceJpeg2000()
  image.set(bytes, place)
  return image
}

describe('the drawn face in JPEG 2000', () => {
  test('is what OpenJPEG makes of it', () => {
    const { width, height, pixels } = drawFace()
    expect(toHex(encodeJpeg2000(pixels, { ...frame, width, height }))).toBe(toHex(face))
  })

  test('decodes to the drawn face', () => {
    const { width, height, pixels } = drawFace()
    const picture = { width, height, components: 1, samples: pixels }
    expect(decodeJpeg2000(face, openJpeg)).toEqual(picture)
    expect(decodeJpeg2000(writeJp2(face, { width, height, components: 1 }), openJpeg)).toEqual(picture)
  })

  test.each(['jpeg2000', 'jp2'] as const)('a document that holds it as %s shows it in a browser', format => {
    const { files } = issueDocument(createCountry({ state: 'UTO', seed: 'images' }), {
      portraitFormat: format,
    })
    const { portraits, findings } = parseDg2(files['EF.DG2'])
    expect(findings).toEqual([])
    expect(portraits[0]).toMatchObject({ format, width: 96, height: 128, bitDepth: 8, components: 1 })
    const shown = imageForBrowser(portraits[0]!.bytes, { openJpeg })
    expect(shown).toMatchObject({ mediaType: 'image/png', fileExtension: 'png' })
    expect(readPng(shown!.bytes).samples).toEqual(drawFace().pixels)
  })
})

describe('decodeJpeg2000', () => {
  test('colours', () => {
    const picture = gradient(41, 37, 3)
    const { width, height, samples } = picture
    const image = encodeJpeg2000(samples, { ...frame, width, height, componentCount: 3 })
    expect(decodeJpeg2000(image, openJpeg)).toEqual(picture)
    expect(decodeJpeg2000(writeJp2(image, { width, height, components: 3 }), openJpeg)).toEqual(picture)
  })

  test('twelve bits are brought to eight', () => {
    const samples = new Uint8Array(2 * 32 * 32)
    samples.set([0, 0, 0xff, 0x0f, 0x00, 0x08, 0x80, 0x00])
    const image = encodeJpeg2000(samples, { ...frame, width: 32, height: 32, bitsPerSample: 12 })
    expect([...decodeJpeg2000(image, openJpeg).samples.subarray(0, 4)]).toEqual([0, 255, 128, 8])
  })

  test('an image cut short anywhere is refused', () => {
    for (let length = 0; length < face.length - 2; length += length < 150 ? 1 : 97) {
      expect([length, codeOf(() => decodeJpeg2000(face.subarray(0, length), openJpeg))]).toEqual([
        length,
        'IMAGE_BAD_DATA',
      ])
    }
  })

  test('one without pixels is refused', () => {
    expect(codeOf(() => decodeJpeg2000(withSiz(8, 0, 0, 0, 0), openJpeg))).toBe('IMAGE_BAD_DATA')
  })

  test.each([
    ['4 billion pixels', withSiz(8, 0, 1, 0, 0, 0, 1, 0, 0), 'IMAGE_LIMIT'],
    ['tiles of one pixel', withSiz(24, 0, 0, 0, 1, 0, 0, 0, 1), 'IMAGE_UNSUPPORTED'],
    ['tiles without pixels', withSiz(24, 0, 0, 0, 0), 'IMAGE_BAD_DATA'],
    ['2 components', withSiz(40, 0, 2), 'IMAGE_UNSUPPORTED'],
    ['5 components', withSiz(40, 0, 5), 'IMAGE_UNSUPPORTED'],
    ['more components than bytes', withSiz(40, 0x40, 0), 'IMAGE_BAD_DATA'],
    ['43 tiles of which one is there', withSiz(8, 0, 0, 0x10, 0), 'IMAGE_BAD_DATA'],
    ['no component', withSiz(40, 0, 0), 'IMAGE_UNSUPPORTED'],
    ['38 bits', withSiz(42, 37), 'IMAGE_UNSUPPORTED'],
    ['subsampling', withSiz(43, 2), 'IMAGE_UNSUPPORTED'],
  ])('%s: refused before the codec is asked', (_, image, code) => {
    const never = {
      J2KDecoder: class {
        constructor() {
          throw new Error('asked')
        }
      },
    } as unknown as typeof openJpeg
    expect(codeOf(() => decodeJpeg2000(image, never))).toBe(code)
  })

  test('the limits are the caller’s to set', () => {
    expect(codeOf(() => decodeJpeg2000(face, openJpeg, { maximumBytes: 100 }))).toBe('IMAGE_LIMIT')
    expect(codeOf(() => decodeJpeg2000(face, openJpeg, { maximumPixels: 100 }))).toBe('IMAGE_LIMIT')
  })

  test('the codec is used again after a damaged image', () => {
    expect(codeOf(() => decodeJpeg2000(face.subarray(0, 1000), openJpeg))).toBe('IMAGE_BAD_DATA')
    expect(decodeJpeg2000(face, openJpeg).samples).toEqual(drawFace().pixels)
  })

  test('a factory of the caller’s own', async () => {
    const own = await loadOpenJpeg(openJpegFactory)
    expect(decodeJpeg2000(face, own).samples).toEqual(drawFace().pixels)
  })
})

describe('imageForBrowser', () => {
  test('JPEG and PNG stay as they are', () => {
    const jpeg = encodeJpeg(drawFace())
    expect(imageForBrowser(jpeg)).toEqual({ mediaType: 'image/jpeg', fileExtension: 'jpg', bytes: jpeg })
    const png = imageForBrowser(face, { openJpeg })!.bytes
    expect(imageForBrowser(png)).toEqual({ mediaType: 'image/png', fileExtension: 'png', bytes: png })
  })

  test('what cannot be shown is undefined, what is damaged is refused', () => {
    expect(imageForBrowser(face)).toBeUndefined()
    expect(imageForBrowser(Uint8Array.of(1, 2, 3))).toBeUndefined()
    expect(codeOf(() => imageForBrowser(face.subarray(0, 1000), { openJpeg }))).toBe('IMAGE_BAD_DATA')
  })
})
