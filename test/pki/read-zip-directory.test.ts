import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { isZip, readZip, type ZipBudget } from '../../src/pki/read-zip.js'
import { refusal } from '../refusal.js'

/*
 * The directory of an archive: where its end lies, what it counts, and entries that run out of it. PKWARE APPNOTE 6.3 §4.3.12, §4.3.16.
 */
const text = latin1ToBytes('twelve bytes')
const two = zipSync({ a: text, b: text.slice(0, 5) }, { level: 0 })
const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const directoryAt = (zip: Uint8Array) => view(zip).getUint32(zip.length - 6, true)

/** The archive with numbers of 2 or 4 bytes changed, each at its place. */
function changed(
  zip: Uint8Array,
  ...changes: readonly (readonly [at: number, bytes: 2 | 4, value: number])[]
) {
  const copy = zip.slice()
  for (const [at, bytes, value] of changes) {
    if (bytes === 2) view(copy).setUint16(at, value, true)
    else view(copy).setUint32(at, value, true)
  }
  return copy
}
const read = (zip: Uint8Array, budget?: ZipBudget): readonly string[] =>
  [...readZip(zip, budget)].map(({ name, offset, content }) =>
    content instanceof EmrtdError
      ? `${name} ${offset} ${content.code}: ${content.message}`
      : `${name} ${offset} ${content.length}`,
  )
const whole = ['a 0 12', 'b 43 5']

test('a beginning that is one of an archive', () => {
  for (const bytes of ['504b0304', '504b0506', '504b030400']) {
    expect(isZip(Uint8Array.from(Buffer.from(bytes, 'hex')))).toBe(true)
  }
  for (const bytes of [
    '',
    '504b',
    '514b0304',
    '504c0304',
    '504b0404',
    '504b0305',
    '504b0306',
    '504b0504',
    '504b0507',
    '504b0606',
    '504b0708',
  ]) {
    expect([bytes, isZip(Uint8Array.from(Buffer.from(bytes, 'hex')))]).toEqual([bytes, false])
  }
})

describe('the end of the directory', () => {
  const empty = zipSync({})
  test('stands at the end, before a comment of 65,535 bytes at most', () => {
    expect(read(empty)).toEqual([])
    expect(read(two)).toEqual(whole)
    expect(read(concatBytes(two, new Uint8Array(65_535)))).toEqual(whole)
    const none = 'PKI_BAD_ARCHIVE: archive without a central directory (at byte 0)'
    expect(refusal(() => read(concatBytes(two, new Uint8Array(65_536))))).toBe(none)
    expect(refusal(() => read(empty.subarray(1)))).toBe(none)
    expect(refusal(() => read(new Uint8Array(22)))).toBe(none)
  })

  test('of the ZIP64 format is not read', () => {
    const end = two.length - 22
    for (const change of [[end + 10, 2, 0xffff] as const, [end + 16, 4, 0xffffffff] as const]) {
      expect(refusal(() => read(changed(two, change)))).toBe(
        `PKI_BAD_ARCHIVE: archive in the ZIP64 format (at byte ${end})`,
      )
    }
    // One less is a directory that is not where it should be.
    expect(read(changed(two, [end + 16, 4, 0xfffffffe]))).toEqual([
      'file 0 4294967294 PKI_BAD_ARCHIVE: central directory is damaged (at byte 4294967294)',
    ])
  })

  test('counts files; what is counted and not there is told', () => {
    const end = two.length - 22
    expect(read(changed(two, [end + 10, 2, 1]))).toEqual(whole.slice(0, 1))
    const more = read(changed(two, [end + 10, 2, 3]))
    expect(more.slice(0, 2)).toEqual(whole)
    expect(more[2]).toBe(`file 2 ${end} PKI_BAD_ARCHIVE: central directory is damaged (at byte ${end})`)
  })
})

describe('entries of the directory', () => {
  const at = directoryAt(two)
  test('extra fields and comments of entries are passed over', () => {
    const entry = two.subarray(at, at + 47)
    const second = two.subarray(at + 47, two.length - 22)
    const end = two.subarray(two.length - 22)
    const longer = changed(entry, [30, 2, 3], [32, 2, 4])
    expect(read(concatBytes(two.subarray(0, at), longer, new Uint8Array(7), second, end))).toEqual(whole)
    // 256 bytes and more: both bytes of a length count.
    const long = changed(entry, [30, 2, 0x0102], [32, 2, 0x0203])
    const filler = new Uint8Array(0x0102 + 0x0203)
    expect(read(concatBytes(two.subarray(0, at), long, filler, second, end))).toEqual(whole)
  })

  test('that are too short for one are damage', () => {
    const { length } = two
    // The last entry, cut by its name, and by one byte more.
    for (const missing of [1, 2]) {
      const cut = concatBytes(two.subarray(0, length - 22 - missing), two.subarray(length - 22))
      const place = at + 47
      expect(read(cut)).toEqual([
        whole[0],
        `file 1 ${place} PKI_BAD_ARCHIVE: central directory is damaged (at byte ${place})`,
      ])
    }
  })

  test('folders are passed over', () => {
    expect(read(zipSync({ 'x/': new Uint8Array(0), 'x/a': text }, { level: 0 }))).toEqual(['x/a 32 12'])
  })
})

describe('files', () => {
  const at = directoryAt(two)
  const fault = (message: string) => `a 0 PKI_BAD_ARCHIVE: ${message} (at byte 0)`
  test('that end where the archive ends', () => {
    // The data of a file may be the end record itself: 22 bytes up to the very end.
    const packed = two.length - 31
    const sized = changed(two, [at + 20, 4, packed], [at + 24, 4, packed])
    expect(read(sized)[0]).toBe(fault('file is damaged: length or CRC-32 differ'))
    expect(read(changed(sized, [at + 20, 4, packed + 1]))[0]).toBe(fault('archive ends inside a file'))
  })
})
