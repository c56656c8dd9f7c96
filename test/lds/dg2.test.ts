import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex } from '../../src/bytes.js'
import { parseDg2 } from '../../src/lds/dg2.js'
import { corpora } from '../corpora.js'
import { big, dataGroup, jpeg, object } from './biometrics/build.js'

const header = '810102 87020101 88020008'
const body = concatBytes(
  fromHex(
    `${big(32 + jpeg.length, 4)} 0000 000000 000000 0000 000000 000000 01 00 00f0 0140 03 00 0000 0000`,
  ),
  jpeg,
)
const record = concatBytes(fromHex(`46414300 30313000 ${big(14 + body.length, 4)} 0001`), body)
const codes = (bytes: Uint8Array) => parseDg2(bytes).findings.map(({ code }) => code)

test('several templates, a portrait of each', () => {
  const block = object('5f2e', record)
  const { portraits, findings } = parseDg2(dataGroup('75', header, [block, block]))
  expect(findings).toEqual([])
  expect(portraits.map(({ format, width, height }) => [format, width, height])).toEqual([
    ['jpeg', 240, 320],
    ['jpeg', 240, 320],
  ])
})

test('a template that cannot be read costs only itself', () => {
  const blocks = [
    object('5f2e', '464143003031'),
    object('7d', '0102'),
    object('5f2e', '504e47'),
    object('7f2e', 'a20101'),
    object('5f2e', record),
  ]
  const { templates, portraits, findings } = parseDg2(dataGroup('75', header, blocks))
  expect(findings.map(({ code }) => code)).toEqual([
    'BIOMETRIC_UNREADABLE',
    'BIOMETRIC_ENCRYPTED',
    'BIOMETRIC_FORMAT_UNKNOWN',
    'BIOMETRIC_FORMAT_UNKNOWN',
  ])
  expect(templates.map(({ record }) => record !== undefined)).toEqual([false, false, false, false, true])
  expect(portraits).toHaveLength(1)
})

test('a header that says something else', () => {
  expect(codes(dataGroup('75', '810108 87020101 88020008', [object('5f2e', record)]))).toEqual([
    'BIOMETRIC_TYPE_MISMATCH',
  ])
  expect(codes(dataGroup('75', header, [object('7f2e', record)]))).toEqual(['BIOMETRIC_FORMAT_MISMATCH'])
})

test('no template, another file', () => {
  expect(codes(dataGroup('75', header, []))).toEqual(['BIOMETRIC_NONE'])
  expect(() => parseDg2(fromHex('6100'))).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
})

const loes = corpora('specimens/loes2006/ef0102.bin')
const bsi = corpora('specimens/tr03105-5/Datagroup2.bin')
describe.skipIf(loes === undefined || bsi === undefined)('published specimens', () => {
  test('loes2006', () => {
    const { portraits, findings } = parseDg2(readFileSync(loes!))
    expect(findings).toEqual([])
    expect(
      portraits.map(({ format, width, height, bytes }) => [format, width, height, bytes.length]),
    ).toEqual([['jp2', 449, 598, 13701]])
  })

  test('BSI TR-03105-5', () => {
    const { portraits } = parseDg2(readFileSync(bsi!))
    expect(portraits.map(({ format, bytes }) => [format, bytes.length])).toEqual([['jp2', 15000 - 1]])
  })
})
