import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../src/bytes.js'
import { padIso9797, unpadIso9797 } from '../../src/crypto/index.js'

const refused = expect.objectContaining({ code: 'CRYPTO_BAD_INPUT' })

test.each([
  ['', '8000000000000000'],
  ['01020304050607', '0102030405060780'],
  ['0102030405060708', '01020304050607088000000000000000'],
  // What is padded may end as a padding does.
  ['0180', '0180800000000000'],
])('%s and back', (data, padded) => {
  expect(toHex(padIso9797(fromHex(data), 8)).toLowerCase()).toBe(padded)
  expect(toHex(unpadIso9797(fromHex(padded), 8)).toLowerCase()).toBe(data)
})

test.each([
  ['nothing', ''],
  ['a block that is not whole', '01800000000000'],
  ['no 80', '0000000000000000'],
  ['a block without padding', '0102030405060708'],
  ['a byte behind the 80 that is not zero', '0180000000000001'],
  ['one among the zeros', '0180000001000000'],
  ['a padding longer than a block', '01020304050607800000000000000000'],
])('refuses %s', (_, padded) => {
  expect(() => unpadIso9797(fromHex(padded), 8)).toThrow(refused)
})
