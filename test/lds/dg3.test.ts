import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { parseFinger19794 } from '../../src/lds/biometrics/finger-19794.js'
import { parseDg3 } from '../../src/lds/dg3.js'
import { corpora } from '../corpora.js'
import { big, dataGroup, object } from './biometrics/build.js'

const wsq = fromHex('ffa0 ffa8 0003 41 ffa2 0011 00 ff 0140 00f0 00 0000 00 0000 00 0000 ffa1')
const view = (position: number, lengthBy = 0) =>
  concatBytes(
    fromHex(`${big(14 + wsq.length + lengthBy, 4)} ${big(position, 1)} 01 01 50 00 00f0 0140 00`),
    wsq,
  )
const record = (views: readonly Uint8Array[], lengthBy = 0, count: number = views.length) => {
  const body = concatBytes(...views)
  const head = `46495200 30313000 ${big(32 + body.length + lengthBy, 6)} 1234 001f ${big(count, 1)}`
  return concatBytes(fromHex(`${head} 02 00c5 00c5 00c4 00c4 08 02 0000`), body)
}

test('reads every field', () => {
  const { representations, findings, bytes, ...fields } = parseFinger19794(record([view(2), view(7)]))
  expect(findings).toEqual([])
  expect(fields).toEqual({
    standard: 'ISO/IEC 19794-4',
    version: '010',
    recordLength: bytes.length,
    captureDeviceId: 0x1234,
    imageAcquisitionLevel: 31,
    numberOfFingers: 2,
    scaleUnits: { code: 2, name: 'cm' },
    horizontalScanResolution: 197,
    verticalScanResolution: 197,
    horizontalImageResolution: 196,
    verticalImageResolution: 196,
    pixelDepth: 8,
    imageCompression: { code: 2, name: 'wsq' },
  })
  const { image, ...right } = representations[0]!
  expect(toHex(image.bytes)).toBe(toHex(wsq))
  expect(right).toEqual({
    offset: 32,
    blockLength: 14 + wsq.length,
    position: { code: 2, name: 'rightIndex' },
    countOfViews: 1,
    viewNumber: 1,
    quality: 80,
    impressionType: { code: 0, name: 'liveScanPlain' },
    width: 240,
    height: 320,
  })
  expect(representations[1]!.position.name).toBe('leftIndex')
})

test.each([-8, -1, 1, 8])('lengths off by %i', off => {
  for (const bytes of [record([view(2)], off), record([view(7), view(2, off)])]) {
    const { representations, findings } = parseFinger19794(bytes)
    expect(toHex(representations.at(-1)!.image.bytes)).toBe(toHex(wsq))
    expect(findings.map(({ code }) => code)).toEqual(['LENGTH_MISMATCH'])
  }
})

test.each([0, 2, 255])('one finger where %i are announced', count => {
  const { representations, findings } = parseFinger19794(record([view(2)], 0, count))
  expect(representations).toHaveLength(1)
  expect(findings.map(({ code }) => code)).toEqual(['COUNT_MISMATCH'])
})

test('two templates, and none', () => {
  const header = '810108 820109 87020101 88020007'
  const blocks = [object('5f2e', record([view(2)])), object('5f2e', record([view(7)]))]
  const { images, findings } = parseDg3(dataGroup('63', header, blocks))
  expect(findings).toEqual([])
  expect(images.map(({ format }) => format)).toEqual(['wsq', 'wsq'])
  expect(parseDg3(dataGroup('63', header, [])).findings).toEqual([])
})

test('any bytes give a record or EmrtdError', () => {
  const good = record([view(2), view(7)])
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(good.length), (noise, at) => {
      const bytes = Uint8Array.from(good)
      bytes.set(noise.subarray(0, bytes.length - at), at)
      try {
        parseFinger19794(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(EmrtdError)
      }
    }),
  )
})

const bsi = corpora('specimens/tr03105-5/Datagroup3.bin')
test.skipIf(bsi === undefined)('BSI TR-03105-5', () => {
  const { templates, images, findings } = parseDg3(readFileSync(bsi!))
  expect(findings).toEqual([])
  expect(templates.map(({ record }) => record?.standard)).toEqual(['ISO/IEC 19794-4', 'ISO/IEC 19794-4'])
  expect(images.map(({ format }) => format)).toEqual(['wsq', 'wsq'])
})
