import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../src/bytes.js'
import { EmrtdError } from '../../../src/errors.js'
import { parseFace19794 } from '../../../src/lds/biometrics/face-19794.js'
import { big, jpeg } from './build.js'

const points = '01 41 0010 0020 0000  01 c2 0030 0040 0000'

function face(change: { lengthBy?: number; count?: number; points?: string } = {}): Uint8Array {
  const there = fromHex(change.points ?? points)
  const length = 20 + there.length + 12 + jpeg.length + (change.lengthBy ?? 0)
  const head = `${big(length, 4)} ${big(change.count ?? there.length / 8, 2)} 02 03 04 00000b 0001 5b b4 00 03 00 01`
  return concatBytes(fromHex(head), there, fromHex('01 00 00f0 0140 03 02 1234 0055'), jpeg)
}

function record(faces: readonly Uint8Array[], lengthBy = 0, count: number = faces.length): Uint8Array {
  const body = concatBytes(...faces)
  return concatBytes(
    fromHex(`46414300 30313000 ${big(14 + body.length + lengthBy, 4)} ${big(count, 2)}`),
    body,
  )
}

test('reads every field', () => {
  const { representations, findings, version } = parseFace19794(record([face()]))
  expect(findings).toEqual([])
  expect(version).toBe('010')
  const { image, ...fields } = representations[0]!
  expect(toHex(image.bytes)).toBe(toHex(jpeg))
  expect(fields).toEqual({
    offset: 14,
    blockLength: 48 + jpeg.length,
    numberOfFeaturePoints: 2,
    gender: { code: 2, name: 'female' },
    eyeColour: { code: 3, name: 'brown' },
    hairColour: { code: 4, name: 'brown' },
    propertyMask: 11,
    properties: ['specified', 'glasses', 'beard'],
    expression: { code: 1, name: 'neutral' },
    pose: {
      yaw: { code: 91, degrees: 180, uncertaintyCode: 3, uncertaintyDegrees: 2 },
      pitch: { code: 180, degrees: -2, uncertaintyCode: 0, uncertaintyDegrees: undefined },
      roll: { code: 0, degrees: undefined, uncertaintyCode: 1, uncertaintyDegrees: 0 },
    },
    featurePoints: [
      { type: 1, major: 4, minor: 1, x: 16, y: 32 },
      { type: 1, major: 12, minor: 2, x: 48, y: 64 },
    ],
    faceImageType: { code: 1, name: 'fullFrontal' },
    imageDataType: { code: 0, name: 'jpeg' },
    width: 240,
    height: 320,
    colourSpace: { code: 3, name: 'grey8' },
    sourceType: { code: 2, name: 'staticPhotographDigitalCamera' },
    deviceType: 0x1234,
    quality: 0x55,
  })
})

test.each([-8, -1, 1, 8])('lengths off by %i: the image keeps every byte of the container', off => {
  for (const bytes of [
    record([face()], off),
    record([face({ lengthBy: off })]),
    record([face({ lengthBy: off })], off),
  ]) {
    const { representations, findings } = parseFace19794(bytes)
    expect(toHex(representations[0]!.image.bytes)).toBe(toHex(jpeg))
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['LENGTH_MISMATCH']))
  }
})

test.each([0, 1, 2, 3, 65535])('two faces where %i are announced', count => {
  const { representations, findings } = parseFace19794(record([face(), face({ points: '' })], 0, count))
  expect(representations.map(({ image }) => image.bytes.length)).toEqual([jpeg.length, jpeg.length])
  expect(findings.map(({ code }) => code)).toEqual(count === 2 ? [] : ['COUNT_MISMATCH'])
})

test.each([0, 1, 3, 65535])('two feature points where %i are announced', count => {
  const { representations, findings } = parseFace19794(record([face({ count })]))
  expect(representations[0]!.featurePoints).toHaveLength(2)
  expect(findings.map(({ code }) => code)).toEqual(['COUNT_MISMATCH'])
})

test('an image that is another than its record says', () => {
  const bytes = record([face()])
  const at = 14 + 20 + 16
  bytes[at + 1] = 1
  bytes[at + 3] = 0xf1
  expect(parseFace19794(bytes).findings.map(({ code }) => code)).toEqual([
    'IMAGE_FORMAT_MISMATCH',
    'IMAGE_SIZE_MISMATCH',
  ])
})

test('an image that is cut short', () => {
  const { findings, representations } = parseFace19794(record([face()]).subarray(0, -10))
  expect(representations[0]!.image.bytes).toHaveLength(jpeg.length - 10)
  expect(findings.map(({ code }) => code)).toContain('IMAGE_TRUNCATED')
})

test('refuses what is no record', () => {
  expect(() => parseFace19794(fromHex('46495200 30313000'))).toThrow(EmrtdError)
  expect(() => parseFace19794(fromHex('46414300 30313000 0000000e 0000'))).toThrow(
    expect.objectContaining({ code: 'LDS_BAD_FILE' }),
  )
})

test('any bytes behind the identifier give a record or EmrtdError', () => {
  const good = record([face(), face()])
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(good.length), (noise, at) => {
      const bytes = Uint8Array.from(good)
      bytes.set(noise.subarray(0, bytes.length - at), at)
      try {
        parseFace19794(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(EmrtdError)
      }
    }),
  )
})
