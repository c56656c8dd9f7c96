import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latin1ToBytes } from '../../src/bytes.js'
import { decodeBase64 } from '../../src/pki/base64.js'

const decode = (text: string): readonly number[] | undefined => {
  const bytes = decodeBase64(latin1ToBytes(text))
  return bytes && [...bytes]
}

test('bytes of every length, as Node.js writes them, padded or not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
      const text = Buffer.from(bytes).toString('base64')
      expect(decode(text)).toEqual([...bytes])
      expect(decode(text.replace(/=+$/, ''))).toEqual([...bytes])
    }),
  )
  expect(decode('')).toEqual([])
  expect(decode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')).toEqual([
    ...Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'base64'),
  ])
})

test('white space at the end is passed over, and nowhere else', () => {
  for (const end of [' ', '\t', ' \t ', '  ']) expect(decode(`QUJD${end}`)).toEqual([65, 66, 67])
  expect(decode('  ')).toEqual([])
  for (const text of [' QUJD', 'QU JD', 'QUJD\n', 'QUJD\r', 'QUJDQQ =']) expect(decode(text)).toBeUndefined()
})

test('padding: two at most, at the end alone, and never a character too many', () => {
  expect(decode('QQ==')).toEqual([65])
  expect(decode('QUI=')).toEqual([65, 66])
  // One character stands for no byte.
  for (const text of ['Q', 'QUJDQ', 'QQ===', '=', '==', 'QQ=Q', '=QQQ']) {
    expect([text, decode(text)]).toEqual([text, text === '=' || text === '==' ? [] : undefined])
  }
  // Bits that stand for nothing may be set.
  expect(decode('QR==')).toEqual([65])
  expect(decode('QUJ=')).toEqual([65, 66])
})

test('a character of no alphabet, wherever it stands', () => {
  for (const wrong of ['-', '_', '.', '@', '[', '`', '{', '\x00', '\x7f', '\x80', '\xff']) {
    for (let at = 0; at < 7; at++) {
      const text = 'QUJDQUJ'
      expect(decode(text.slice(0, at) + wrong + text.slice(at + 1))).toBeUndefined()
    }
    expect(decode(`Q${wrong}`)).toBeUndefined()
  }
})
