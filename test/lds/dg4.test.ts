import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { parseIris19794 } from '../../src/lds/biometrics/iris-19794.js'
import { parseDg4 } from '../../src/lds/dg4.js'
import { corpora } from '../corpora.js'
import { big, dataGroup, jpeg, object } from './biometrics/build.js'

const eye = (code: number, lengthBy = 0) =>
  concatBytes(fromHex(`${big(code, 1)} 0001 0001 5a 0010 0020 ${big(jpeg.length + lengthBy, 4)}`), jpeg)
const record = (eyes: readonly Uint8Array[], lengthBy = 0, count: number = eyes.length) => {
  const body = concatBytes(...eyes)
  const head = `49495200 30313000 ${big(45 + body.length + lengthBy, 4)} 1234 ${big(count, 1)} 002d 0155 00b4 0006`
  return concatBytes(fromHex(`${head} 00f0 0140 08 01 ${'00'.repeat(15)}07`), body)
}

test('reads every field', () => {
  const { representations, findings, bytes, deviceUniqueId, ...fields } = parseIris19794(
    record([eye(1), eye(2)]),
  )
  expect(findings).toEqual([])
  expect(toHex(deviceUniqueId)).toBe(`${'00'.repeat(15)}07`)
  expect(fields).toEqual({
    standard: 'ISO/IEC 19794-6',
    version: '010',
    recordLength: bytes.length,
    captureDeviceId: 0x1234,
    numberOfSubtypes: 2,
    recordHeaderLength: 45,
    horizontalOrientation: { code: 1, name: 'base' },
    verticalOrientation: { code: 1, name: 'base' },
    scanType: { code: 1, name: 'progressive' },
    irisOcclusions: { code: 1, name: 'processed' },
    occlusionFilling: { code: 0, name: 'zero' },
    boundaryExtraction: { code: 1, name: 'processed' },
    irisDiameter: 180,
    imageFormat: { code: 6, name: 'monoJpeg' },
    rawImageWidth: 240,
    rawImageHeight: 320,
    intensityDepth: 8,
    imageTransformation: { code: 1, name: 'standard' },
  })
  const { image, ...right } = representations[0]!
  expect(toHex(image.bytes)).toBe(toHex(jpeg))
  expect(right).toEqual({
    offset: 48,
    eye: { code: 1, name: 'right' },
    imageNumber: 1,
    quality: 90,
    rotationAngle: 16,
    rotationUncertainty: 32,
    imageLength: jpeg.length,
  })
  expect(representations[1]!.eye.name).toBe('left')
})

test.each([-8, -1, 1, 8])('lengths off by %i', off => {
  for (const bytes of [record([eye(1)], off), record([eye(2), eye(1, off)])]) {
    const { representations, findings } = parseIris19794(bytes)
    expect(toHex(representations.at(-1)!.image.bytes)).toBe(toHex(jpeg))
    expect(findings.map(({ code }) => code)).toEqual(['LENGTH_MISMATCH'])
  }
})

test.each([0, 2, 255])('one eye where %i are announced', count => {
  const { representations, findings } = parseIris19794(record([eye(1)], 0, count))
  expect(representations).toHaveLength(1)
  expect(findings.map(({ code }) => code)).toEqual(['COUNT_MISMATCH'])
})

test('two templates', () => {
  const block = object('5f2e', record([eye(1)]))
  const { images, findings } = parseDg4(dataGroup('76', '810110 820101 87020101 88020009', [block, block]))
  expect(findings).toEqual([])
  expect(images).toHaveLength(2)
})

test('any bytes give a record or EmrtdError', () => {
  const good = record([eye(1), eye(2)])
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(good.length), (noise, at) => {
      const bytes = Uint8Array.from(good)
      bytes.set(noise.subarray(0, bytes.length - at), at)
      try {
        parseIris19794(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(EmrtdError)
      }
    }),
  )
})

const bsi = corpora('specimens/tr03105-5/Datagroup4.bin')
test.skipIf(bsi === undefined)('BSI TR-03105-5', () => {
  const { images, findings } = parseDg4(readFileSync(bsi!))
  expect(findings).toEqual([])
  expect(images.map(({ format }) => format)).toEqual(['jp2', 'jp2'])
})
