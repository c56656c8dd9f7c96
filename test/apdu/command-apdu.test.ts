import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  describeStatusWord,
  encodeCommandApdu,
  parseCommandApdu,
  parseResponseApdu,
  statusWordError,
  triesLeft,
} from '../../src/apdu/index.js'
import { toHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'

const header = { cla: 0x00, ins: 0xb0, p1: 0x9e, p2: 0x00 }
const coded = (bytes: Uint8Array): string => {
  try {
    parseCommandApdu(bytes)
    return 'read'
  } catch (error) {
    return error instanceof EmrtdError ? error.code : 'other'
  }
}

describe('command APDUs', () => {
  test.each([
    [{}, '00b09e00'],
    [{ le: 1 }, '00b09e0001'],
    [{ le: 256 }, '00b09e0000'],
    [{ data: Uint8Array.of(1, 2) }, '00b09e00020102'],
    [{ data: Uint8Array.of(1, 2), le: 256 }, '00b09e0002010200'],
    [{ le: 257 }, '00b09e00000101'],
    [{ le: 65536 }, '00b09e00000000'],
    [{ data: Uint8Array.of(1), le: 300 }, '00b09e0000000101012c'],
    [{ data: Uint8Array.of(1), le: 65536 }, '00b09e00000001010000'],
  ])('%o as bytes', (rest, hex) => {
    expect(toHex(encodeCommandApdu({ ...header, ...rest }))).toBe(hex)
  })

  test('short up to 255 bytes of data, extended from 256', () => {
    expect(encodeCommandApdu({ ...header, data: new Uint8Array(255) })).toHaveLength(5 + 255)
    expect(encodeCommandApdu({ ...header, data: new Uint8Array(256) })).toHaveLength(7 + 256)
  })

  test('what is written is read back', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(
        byte,
        byte,
        byte,
        byte,
        fc.option(fc.uint8Array({ minLength: 1, maxLength: 600 }), { nil: undefined }),
        fc.option(fc.integer({ min: 1, max: 65_536 }), { nil: undefined }),
        (cla, ins, p1, p2, data, le) => {
          const read = parseCommandApdu(encodeCommandApdu({ cla, ins, p1, p2, data, le }))
          expect({ ...read, data: read.data && toHex(read.data), le: read.le }).toEqual({
            cla,
            ins,
            p1,
            p2,
            data: data && toHex(data),
            le,
          })
        },
      ),
    )
  })

  test.each([
    [{ cla: 256 }],
    [{ p1: -1 }],
    [{ ins: 1.5 }],
    [{ le: 0 }],
    [{ le: 65_537 }],
    [{ data: new Uint8Array(65_536) }],
  ])('%o is a mistake of the caller', part => {
    expect(() => encodeCommandApdu({ ...header, ...part })).toThrow(TypeError)
  })

  test.each([
    '',
    '00b09e',
    '00b09e000201',
    '00b09e00020102ff00',
    '00b09e000001',
    '00b09e0000000001',
    '00b09e0000000201',
    '00b09e000000010100',
  ])('%s is no command', hex => {
    expect(
      coded(new Uint8Array(hex.length / 2).map((_, i) => Number.parseInt(hex.substr(i * 2, 2), 16))),
    ).toBe('APDU_BAD_COMMAND')
  })
})

describe('responses and status words', () => {
  test('data and status word', () => {
    expect(parseResponseApdu(Uint8Array.of(1, 2, 0x90, 0x00))).toEqual({
      data: Uint8Array.of(1, 2),
      sw: 0x9000,
    })
  })

  test.each([[0], [1], [65_539]])('a response of %d bytes is refused', length => {
    expect(() => parseResponseApdu(new Uint8Array(length))).toThrow(
      expect.objectContaining({ code: 'APDU_BAD_RESPONSE' }),
    )
  })

  test.each([
    [0x6a82, '6A82 (file not found)'],
    [0x63c1, '63C1 (verification failed, 1 try left)'],
    [0x63c0, '63C0 (verification failed, 0 tries left)'],
    [0x6100, '6100 (256 more bytes to fetch)'],
    [0x6c10, '6C10 (wrong Le, 16 expected)'],
    [0x6fff, '6FFF'],
    [0x0001, '0001'],
  ])('%d for a person', (sw, text) => {
    expect(describeStatusWord(sw)).toBe(text)
  })

  test('the tries left', () => {
    expect([0x63cf, 0x63c0, 0x6300, 0x9000].map(triesLeft)).toEqual([15, 0, undefined, undefined])
  })

  test('the error carries the status word', () => {
    expect(statusWordError(0x6982, 'READ BINARY')).toMatchObject({ code: 'APDU_STATUS', statusWord: 0x6982 })
  })
})
