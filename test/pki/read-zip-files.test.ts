import { deflateSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { bytesToLatin1, concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { isZip, readZip } from '../../src/pki/index.js'

/** One file of an archive, as its headers tell it; what is left out is true. */
interface Part {
  readonly name?: string
  readonly content?: Uint8Array
  /** What stands in the archive; the content stored, unless given. */
  readonly packed?: Uint8Array
  readonly method?: number
  readonly flags?: number
  readonly crc?: number
  readonly length?: number
  readonly packedLength?: number
  readonly offset?: number
  /** Extra fields before the file and in the directory, and a comment there. */
  readonly extra?: readonly [local: number, directory: number, comment: number]
}

const number = (length: 2 | 4, value: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 0xff)
const crcOf = (content: Uint8Array): number => {
  const zip = zipSync({ a: content })
  return new DataView(zip.buffer).getUint32(14, true)
}

/** An archive written by hand. PKWARE APPNOTE 6.3 §4.3. */
function writeZip(
  parts: readonly Part[],
  end: { count?: number; directory?: number; comment?: number } = {},
) {
  const files: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const part of parts) {
    const { content = text, flags = 0, method = 0, extra = [0, 0, 0] } = part
    const packed = part.packed ?? content
    const name = latin1ToBytes(part.name ?? 'a')
    // With a data descriptor the header before the file tells no lengths.
    const known = (flags & 8) === 0
    const crc = number(4, part.crc ?? crcOf(content))
    const packedLength = number(4, part.packedLength ?? packed.length)
    const length = number(4, part.length ?? content.length)
    const sizes = concatBytes(crc, packedLength, length)
    const start = concatBytes(number(2, 20), number(2, flags), number(2, method), new Uint8Array(4))
    const file = concatBytes(
      number(4, 0x04034b50),
      start,
      known ? sizes : new Uint8Array(12),
      number(2, name.length),
      number(2, extra[0]),
      name,
      new Uint8Array(extra[0]),
      packed,
      known ? new Uint8Array(0) : concatBytes(number(4, 0x08074b50), sizes),
    )
    files.push(file)
    directory.push(
      concatBytes(number(4, 0x02014b50), number(2, 20), start, sizes),
      concatBytes(number(2, name.length), number(2, extra[1]), number(2, extra[2]), new Uint8Array(8)),
      concatBytes(number(4, part.offset ?? at), name, new Uint8Array(extra[1] + extra[2])),
    )
    at += file.length
  }
  const count = number(2, end.count ?? parts.length)
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  return concatBytes(
    ...files,
    ...directory,
    concatBytes(number(4, 0x06054b50), new Uint8Array(4), count, count, number(4, size)),
    concatBytes(
      number(4, end.directory ?? at),
      number(2, end.comment ?? 0),
      new Uint8Array(end.comment ?? 0),
    ),
  )
}

const text = latin1ToBytes('a certificate, many times over. '.repeat(20))
/** Bytes that cannot be packed. */
const noise = (length: number): Uint8Array => {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state >>> 16
  })
}
const read = (zip: Uint8Array, budget?: { bytesLeft: number }) =>
  [...readZip(zip, budget)].map(({ name, content }) =>
    content instanceof EmrtdError
      ? `${name}: ${content.code} ${content.message.replace(/ \(at byte \d+\)$/, '')}`
      : `${name}: ${content.length}`,
  )
const codes = (zip: Uint8Array, budget?: { bytesLeft: number }) =>
  [...readZip(zip, budget)].map(({ content }) =>
    content instanceof EmrtdError ? content.code : bytesToLatin1(content),
  )
const said = bytesToLatin1(text)
const deflated: Part = { packed: deflateSync(text), method: 8 }

describe('files', () => {
  test.each<readonly [string, Part]>([
    ['stored', {}],
    ['deflated', deflated],
    ['stored with a data descriptor', { flags: 8 }],
    ['deflated with a data descriptor', { ...deflated, flags: 8 }],
    ['with extra fields and a comment', { extra: [300, 517, 259] }],
    ['with a name of more than 255 bytes', { name: 'n'.repeat(300) }],
    ['without a name', { name: '' }],
  ])('%s', (_, part) => {
    const files = [...readZip(writeZip([part, { name: 'next', content: Uint8Array.of(1) }, part]))]
    expect(files.map(({ name }) => name)).toEqual([part.name ?? 'a', 'next', part.name ?? 'a'])
    expect(files.map(({ content }) => content)).toEqual([text, Uint8Array.of(1), text])
    const zip = writeZip([part, part])
    for (const { offset } of readZip(zip))
      expect(zip.subarray(offset, offset + 4)).toEqual(number(4, 0x04034b50))
    expect(new Set([...readZip(zip)].map(({ offset }) => offset)).size).toBe(2)
  })

  test('of nothing, stored or deflated', () => {
    const content = new Uint8Array(0)
    expect(codes(writeZip([{ content }]))).toEqual([''])
    expect(codes(writeZip([{ content, packed: deflateSync(content), method: 8 }]))).toEqual([''])
  })

  test.each([16_383, 16_384, 16_385, 32_768, 40_000])('of %i bytes of deflate', length => {
    // A stored block: five bytes, then the content.
    const content = noise(length - 5)
    const packed = deflateSync(content, { level: 0 })
    expect(packed).toHaveLength(length)
    expect([...readZip(writeZip([{ content, packed, method: 8 }]))][0]?.content).toEqual(content)
  })

  test('names in UTF-8 where that is said, else byte by byte', () => {
    const names = (flags: number, name: string) =>
      [...readZip(writeZip([{ flags, name }]))].map(file => file.name)
    expect(names(0x800, '\u00c3\u00bc.cer')).toEqual(['ü.cer'])
    expect(names(0, '\u00c3\u00bc.cer')).toEqual(['\u00c3\u00bc.cer'])
    expect(names(1, '\u00c3\u00bc.cer')).toEqual(['\u00c3\u00bc.cer'])
  })

  test('none', () => {
    const empty = writeZip([])
    expect(empty).toHaveLength(22)
    expect(read(empty)).toEqual([])
    expect(isZip(empty)).toBe(true)
  })

  test('a part of a larger buffer', () => {
    const zip = writeZip([{}])
    const larger = concatBytes(new Uint8Array(7), zip, new Uint8Array(9))
    expect(codes(larger.subarray(7, 7 + zip.length))).toEqual([said])
  })
})

describe('a file that cannot be read costs only itself', () => {
  test.each<readonly [string, string, Part]>([
    ['encrypted', 'file is encrypted', { flags: 1 }],
    ['encrypted strongly', 'file is encrypted', { flags: 0x41 }],
    ['packed by another method', 'file is packed by method 12', { method: 12 }],
    ['that is not where it should be', 'no file where the central directory names one', { offset: 1 }],
    ['behind the end', 'no file where the central directory names one', { offset: 0xfffffff0 }],
    ['with another CRC-32', 'file is damaged: length or CRC-32 differ', { crc: 1 }],
    ['deflated, with another CRC-32', 'file is damaged: length or CRC-32 differ', { ...deflated, crc: 1 }],
    ['stored, shorter than it says', 'file is damaged: length or CRC-32 differ', { length: text.length + 1 }],
    ['stored, longer than it says', 'file is damaged: length or CRC-32 differ', { length: text.length - 1 }],
    [
      'deflated, shorter than it says',
      'file is damaged: length or CRC-32 differ',
      { ...deflated, length: text.length + 1 },
    ],
    [
      'deflated, longer than it says',
      'file is longer than it declares',
      { ...deflated, length: text.length - 1 },
    ],
    [
      'cut',
      'file is damaged: length or CRC-32 differ',
      { packed: deflateSync(text).subarray(0, -4), method: 8 },
    ],
    ['of no deflate', 'file cannot be unpacked', { packed: new Uint8Array(600).fill(0xff), method: 8 }],
    ['longer than the archive', 'archive ends inside a file', { packedLength: 1_000_000 }],
    ['of more than deflate can hold', 'file declares more than deflate can hold', { length: 1_000_000 }],
  ])('%s', (_, message, part) => {
    const zip = writeZip([{ name: 'first', ...part }, { name: 'second' }])
    expect(read(zip)).toEqual([`first: PKI_BAD_ARCHIVE ${message}`, `second: ${text.length}`])
    const [failure] = [...readZip(zip)]
    expect(failure?.content).toMatchObject({ offset: part.offset ?? 0 })
    expect(failure?.offset).toBe(part.offset ?? 0)
  })

  test('at the very end', () => {
    const { length } = writeZip([{}, {}])
    for (let back = 1; back < 40; back++) {
      expect(codes(writeZip([{ offset: length - back }, {}]))).toEqual(['PKI_BAD_ARCHIVE', said])
    }
  })
})

test('a directory that is said to stand elsewhere is damaged', () => {
  const { length } = writeZip([{}])
  for (const directory of [0, 1, length - 46, length - 22, length - 3, length - 1, length, length + 40]) {
    expect(read(writeZip([{}], { directory }))).toEqual([
      'file 0: PKI_BAD_ARCHIVE central directory is damaged',
    ])
  }
})

describe('the budget', () => {
  const size = text.length

  test('is counted down by what is unpacked, to nothing', () => {
    const budget = { bytesLeft: 2 * size }
    const zip = writeZip([{}, deflated, {}])
    expect(codes(zip, budget)).toEqual([said, said, 'PKI_LIMIT'])
    expect(budget.bytesLeft).toBe(0)
    expect(codes(writeZip([{}]), { bytesLeft: size - 1 })).toEqual(['PKI_LIMIT'])
  })

  test('does not suffer from files that are not unpacked', () => {
    const budget = { bytesLeft: 5_000_000 }
    // One byte of deflate stands for 1033 bytes at most.
    const liars: readonly Part[] = [
      { content: Uint8Array.of(1, 2, 3, 4), length: 4 * 1033 + 1 },
      { packedLength: 1_000_000, length: 4_000_000 },
      { flags: 1 },
      { method: 12 },
      { length: 6_000_000, packedLength: 100 },
    ]
    for (const liar of liars) expect(codes(writeZip([liar]), budget)).not.toContain(said)
    expect(budget.bytesLeft).toBe(5_000_000)
  })

  test('is charged with what comes out of a file beyond what it declares', () => {
    const zeros = new Uint8Array(400_000)
    const budget = { bytesLeft: 1_000_000 }
    expect(
      codes(writeZip([{ content: zeros, packed: deflateSync(zeros), method: 8, length: 10 }]), budget),
    ).toEqual(['PKI_BAD_ARCHIVE'])
    expect(budget.bytesLeft).toBe(1_000_000 - 10 - 400_000)
  })

  test('is 512 MiB unless given', () => {
    const packed = new Uint8Array(600_000)
    const length = 512 * 1024 * 1024 + 1
    expect(codes(writeZip([{ packed, method: 8, length }, {}]))).toEqual(['PKI_LIMIT', said])
  })
})
