import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../src/bytes.js'
import { EmrtdError } from '../../../src/errors.js'
import { parseBiometricTemplates } from '../../../src/lds/biometrics/biometric-templates.js'
import { dataGroup, object } from './build.js'

const codes = (bytes: Uint8Array) => parseBiometricTemplates(bytes).findings.map(({ code }) => code)
const header = '870201018802 0008'
const block = object('5f2e', '0102')

test('reads every field of the header', () => {
  const all =
    '80020101 810102 820100 8307 20240105112345 8508 2401052129010536 8604 00010203 87020101 88020008'
  const { templates, findings, declaredCount } = parseBiometricTemplates(dataGroup('75', all, [block]))
  expect(findings).toEqual([])
  expect(declaredCount).toBe(1)
  expect(templates[0]!.header).toEqual({
    headerVersion: 0x0101,
    biometricType: 2,
    biometricSubtype: 0,
    creationTime: fromHex('20240105112345'),
    validityPeriod: fromHex('2401052129010536'),
    creator: fromHex('00010203'),
    formatOwner: 0x0101,
    formatType: 8,
  })
})

test('several templates, the data views into the file', () => {
  const bytes = dataGroup('63', header, [block, object('7f2e', 'a100'), object('7d', '00')])
  const { templates, findings } = parseBiometricTemplates(bytes)
  expect(findings).toEqual([])
  expect(templates.map(({ dataTag }) => dataTag)).toEqual([0x5f2e, 0x7f2e, 0x7d])
  expect(templates[0]!.data!.buffer).toBe(bytes.buffer)
  for (const { data, dataOffset } of templates) {
    expect(toHex(bytes.subarray(dataOffset, dataOffset + data!.length))).toBe(toHex(data!))
  }
})

test.each([0, 2, 255])('a count of %i where one template is', count => {
  const { templates, findings } = parseBiometricTemplates(dataGroup('75', header, [block], count))
  expect(templates).toHaveLength(1)
  expect(findings).toEqual([{ code: 'COUNT_MISMATCH', detail: `${count} announced, 1 there` }])
})

test('an empty group with random bytes', () => {
  const bytes = object('63', object('7f61', '020100', object('53', '0123456789abcdef')))
  const { templates, discretionaryData, findings } = parseBiometricTemplates(bytes)
  expect([templates, findings]).toEqual([[], []])
  expect(toHex(discretionaryData!)).toBe('0123456789abcdef')
})

test('deviations are read over and reported', () => {
  const template = object('7f60', object('a1', header), block)
  expect(codes(object('75', template))).toEqual(['WRAPPER_MISSING', 'COUNT_MISSING'])
  expect(codes(object('75'))).toEqual(['TAG_MISSING', 'COUNT_MISSING'])
  expect(codes(object('75', object('7f61', template, '020101')))).toEqual(['TAG_ORDER'])
  expect(codes(object('75', object('7f61', '020101 020101', template)))).toEqual([
    'DUPLICATE_TAG',
    'COUNT_MISMATCH',
  ])
  const group = object('7f61', '020101', template)
  expect(codes(object('75', group, object('7f61', template)))).toEqual(['DUPLICATE_TAG', 'COUNT_MISMATCH'])
  expect(codes(concatBytes(object('75', group), fromHex('0000')))).toEqual(['TRAILING_BYTES'])
  expect(codes(object('75', object('7f61', '020101', object('7f60', block))))).toEqual(['TAG_MISSING'])
  expect(codes(object('75', object('7f61', '020101', object('7f60', object('a1', header)))))).toEqual([
    'TAG_MISSING',
  ])
  expect(codes(object('75', object('7f61', '020101', object('7f60', block, object('a1', header)))))).toEqual([
    'TAG_ORDER',
  ])
  expect(codes(dataGroup('75', '8100 8702010188020008', [block]))).toEqual(['VALUE_MALFORMED'])
  expect(codes(dataGroup('75', '9900 88020008 87020101', [block]))).toEqual(['UNKNOWN_TAG', 'TAG_ORDER'])
})

test('what is cut short is refused with the offset in the file', () => {
  const bytes = fromHex('75 09 7f61 06 020101 7f60 05')
  expect(() => parseBiometricTemplates(bytes)).toThrow(
    expect.objectContaining({ code: 'ASN1_TRUNCATED', offset: 10 }),
  )
})

test('any bytes give templates or EmrtdError', () => {
  const good = dataGroup('75', header, [block, block])
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, length) => {
      const bytes = Uint8Array.from(good)
      bytes[at] = value
      try {
        parseBiometricTemplates(bytes.subarray(0, length || bytes.length))
      } catch (error) {
        expect(error).toBeInstanceOf(EmrtdError)
      }
    }),
  )
})
