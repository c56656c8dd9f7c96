import { expect, test } from 'vitest'
import { encodeTlv, expectTlv, readTlv, readTlvLength, readTlvs } from '../../src/asn1/index.js'
import { fromHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'

test('EF.COM of Doc 9303-10 Appendix A is read object by object', () => {
  const file = expectTlv(fromHex('60165F0104303130375F36063034303030305C046175766C'), 0x60)
  const objects = readTlvs(file.value)
  expect(objects.map(object => object.tag)).toEqual([0x5f01, 0x5f36, 0x5c])
  expect(objects[2]?.value).toEqual(fromHex('6175766C'))
  expect(readTlvs(file.bytes, file.valueOffset)[1]?.offset).toBe(9)
})

test('a padded length is BER, and is read', () => {
  expect(readTlv(fromHex('5c83000001ff')).value).toEqual(fromHex('ff'))
})

test('a file of 80 KB announces its size in its first bytes', () => {
  const bytes = encodeTlv(0x7f61, new Uint8Array(80_000))
  expect(readTlvLength(bytes.subarray(0, 6))).toEqual({ tag: 0x7f61, headerLength: 6, totalLength: 80_006 })
})

test.each([
  ['5c', 'ASN1_TRUNCATED'],
  ['5c0261', 'ASN1_TRUNCATED'],
  ['3080', 'ASN1_BAD_LENGTH'],
  ['5c85000000000161', 'ASN1_BAD_LENGTH'],
])('%s is refused', (hex, code) => {
  expect(() => readTlv(fromHex(hex))).toThrow(expect.objectContaining({ code, name: 'EmrtdError' }))
  expect(() => readTlv(fromHex(hex))).toThrow(EmrtdError)
})
