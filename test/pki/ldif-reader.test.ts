import { describe, expect, test } from 'vitest'
import { bytesToLatin1, latin1ToBytes } from '../../src/bytes.js'
import { createLdifReader, type LdifRecord, parseLdif, parseLdifStream } from '../../src/pki/index.js'

/*
 * Where lines and records begin and end, what belongs to them, and how much is held. RFC 2849.
 */
const plain = (record: LdifRecord) =>
  record.kind === 'failure'
    ? `${record.line} ${record.dn ?? '-'}: ${record.error.message}`
    : [
        `${record.line} ${record.dn}${record.changeType === undefined ? '' : ` ${record.changeType}`}`,
        ...record.attributes.map(
          ({ type, options, value, line }) =>
            `${line} ${[type, ...options].join(';')}=${bytesToLatin1(value)}`,
        ),
      ].join(', ')
/** The records of a text: at once, and byte by byte, which must give the same. */
const read = (text: string, maximumEntryLength?: number): readonly string[] => {
  const bytes = latin1ToBytes(text)
  const limits = maximumEntryLength === undefined ? {} : { maximumEntryLength }
  const atOnce = [...parseLdif(bytes, limits)].map(plain)
  const pieces = Array.from(bytes, byte => Uint8Array.of(byte))
  expect([...parseLdif(pieces, limits)].map(plain)).toEqual(atOnce)
  return atOnce
}

describe('lines', () => {
  test('end in LF or CR LF, the last one in nothing; a CR elsewhere is text', () => {
    expect(read('dn: a\na: 1\n')).toEqual(['1 a, 2 a=1'])
    expect(read('dn: a\r\na: 1\r\n')).toEqual(['1 a, 2 a=1'])
    expect(read('dn: a\r\na: 1\r')).toEqual(['1 a, 2 a=1'])
    expect(read('dn: a\na: 1\r2\n')).toEqual(['1 a, 2 a=1\r2'])
    expect(read('dn: a\na: 1\r\r\n')).toEqual(['1 a, 2 a=1\r'])
    expect(read('dn: a\na:\r\n')).toEqual(['1 a, 2 a='])
  })

  test('go on where the next begins with a space, which is dropped; one of it alone, too', () => {
    expect(read('dn: a\na: 1\n 2\n  3\n')).toEqual(['1 a, 2 a=12 3'])
    expect(read('dn: a\na: 1\n \n b\nc: 2\n')).toEqual(['1 a, 2 a=1b, 5 c=2'])
    expect(read('dn: a\r\na: 1\r\n 2\r\n 3\r\n')).toEqual(['1 a, 2 a=123'])
    // The CR of a line that goes on is no text either.
    expect(read('dn: a\na: 1\r\n 2\n')).toEqual(['1 a, 2 a=12'])
    expect(read('dn: a\na: 1\n \r\nb: 2\n')).toEqual(['1 a, 2 a=1, 4 b=2'])
  })

  test('that begin with a space after an empty one go on from nothing', () => {
    expect(read('dn: a\n\n b: 1\n')).toEqual([
      '1 a',
      '3 -: a line that is neither a name with a value nor a comment',
    ])
    expect(read(' dn: a\n')).toEqual(['1 -: a line that is neither a name with a value nor a comment'])
  })

  test('of comment are none, go on as others do, and divide nothing', () => {
    expect(read('# one\n two\ndn: a\n#: x\na: 1\n#\nb: 2\n')).toEqual(['3 a, 5 a=1, 7 b=2'])
    expect(read('dn: a\na: 1 # no comment\n')).toEqual(['1 a, 2 a=1 # no comment'])
  })

  test('of one hyphen divide the parts of a change; a hyphen and more is no line', () => {
    expect(read('dn: a\nchangetype: modify\nadd: b\nb: 1\n-\nb: 2\n')).toEqual([
      '1 a modify, 3 add=b, 4 b=1, 6 b=2',
    ])
    expect(read('dn: a\n--\n-: 1\n+\n')).toEqual([
      '2 a: a line that is neither a name with a value nor a comment',
      '3 a: a line that is neither a name with a value nor a comment',
      '4 a: a line that is neither a name with a value nor a comment',
      '1 a',
    ])
  })
})

describe('names and values', () => {
  test('spaces before a value are dropped, those behind are kept', () => {
    expect(read('dn:a\na:  1 \nb::QQ==\nc:: QQ== \nd:\ne::\n')).toEqual([
      '1 a, 2 a=1 , 3 b=A, 4 c=A, 5 d=, 6 e=',
    ])
    expect(read('dn: a\na: :1\nb: <1\n')).toEqual(['1 a, 2 a=:1, 3 b=<1'])
  })

  test('a value by URL, or that is no base64, costs itself', () => {
    expect(read('dn: a\na:< file:///x\nb:: ?\nc: 1\n')).toEqual([
      '2 a: a value that is named by a URL is not fetched',
      '3 a: a value that is not base64',
      '1 a, 4 c=1',
    ])
  })

  test('names are of letters, digits, points and hyphens, with options; 256 characters at most', () => {
    const bad = 'a line that is neither a name with a value nor a comment'
    for (const name of ['a', 'A-b.1', '2.5.4.3', 'a;binary', 'a;lang-de;binary']) {
      expect(read(`dn: x\n${name}: 1\n`)).toEqual([`1 x, 2 ${name}=1`])
    }
    for (const name of ['', '-a', '.a', 'a b', 'a;', 'a;;b', ';a', 'a_b', 'ä', 'a ']) {
      expect(read(`dn: x\n${name}: 1\n`)).toEqual([`2 x: ${bad}`, '1 x'])
    }
    expect(read(`dn: x\n${'a'.repeat(256)}: 1\n`)).toEqual([`1 x, 2 ${'a'.repeat(256)}=1`])
    expect(read(`dn: x\n${'a'.repeat(257)}: 1\n`)).toEqual([`2 x: ${bad}`, '1 x'])
  })

  test('the name of a record may be in UTF-8 and in base64; the change is in small letters', () => {
    const [record] = [...parseLdif(new TextEncoder().encode('dn: c=Ü\nchangeType:  Add \n'))]
    expect(record).toMatchObject({ dn: 'c=Ü', changeType: 'add' })
    expect(read('DN:: Yz1V\n')).toEqual(['1 c=U'])
  })
})

describe('records', () => {
  test('are divided by empty lines, any number of them, or by the next name', () => {
    expect(read('\n\ndn: a\na: 1\n\n\n\ndn: b\n\n')).toEqual(['3 a, 4 a=1', '8 b'])
    expect(read('dn: a\na: 1\ndn: b\nb: 2\n')).toEqual(['1 a, 2 a=1', '3 b, 4 b=2'])
  })

  test('the version is no record, wherever it stands before one', () => {
    expect(read('version: 1\ndn: a\n')).toEqual(['2 a'])
    expect(read('version: 1\n\ndn: a\n')).toEqual(['3 a'])
    expect(read('dn: a\nversion: 1\n')).toEqual(['1 a, 2 version=1'])
    expect(read('version: 1\n')).toEqual([])
  })

  test('what stands before a name belongs to none', () => {
    expect(read('a: 1\ndn: b\nc: 2\n')).toEqual(['1 -: an attribute of no record: dn expected', '1 b, 3 c=2'])
    expect(read('a: 1\n\ndn: b\n')).toEqual(['1 -: an attribute of no record: dn expected', '3 b'])
  })

  test('come out as soon as they end', () => {
    const reader = createLdifReader()
    const push = (text: string) => reader.push(latin1ToBytes(text)).map(plain)
    expect(push('dn: a\na: 1\n')).toEqual([])
    expect(push('\n')).toEqual([])
    // The empty line might have gone on; the next line shows that it did not.
    expect(push('dn: b\n')).toEqual(['1 a, 2 a=1'])
    expect(reader.end().map(plain)).toEqual(['4 b'])
    expect(reader.end()).toEqual([])
  })
})

describe('what is held', () => {
  test('a line of the greatest length is read, one more is passed over', () => {
    const line = (length: number) => `a: ${'x'.repeat(length - 3)}`
    // Room for the value, the name and what an attribute costs besides.
    expect(read(`dn: a\n${line(330)}\n\ndn: c\n`, 400)).toEqual([
      `1 a, 2 ${line(330).replace(': ', '=')}`,
      '4 c',
    ])
    expect(read(`dn: a\n${line(401)}\nb: 1\n\ndn: c\n`, 400)).toEqual([
      '2 a: line of more than 400 bytes',
      '1 a, 3 b=1',
      '5 c',
    ])
    expect(read(`dn: a\n${line(400)}\n\ndn: c\n`, 400)[0]).toBe('1 a: record of more than 400 bytes')
    // A name that is too long costs what stands under it, not what follows.
    expect(read(`dn: ${'x'.repeat(500)}\na: 1\n\ndn: c\n`, 400)).toEqual([
      '1 -: line of more than 400 bytes',
      '2 -: an attribute of no record: dn expected',
      '4 c',
    ])
    expect(read(`#${'x'.repeat(500)}\n ${'y'.repeat(500)}\ndn: c\n`, 400)).toEqual(['3 c'])
  })

  test('a record: its values, its names and 64 bytes for each', () => {
    const attributes = (count: number) => 'a: 1\n'.repeat(count)
    // 66 bytes each.
    expect(read(`dn: a\n${attributes(3)}`, 198)).toEqual(['1 a, 2 a=1, 3 a=1, 4 a=1'])
    expect(read(`dn: a\n${attributes(3)}`, 197)).toEqual(['1 a: record of more than 197 bytes'])
    expect(read(`dn: a\n${attributes(9)}\ndn: b\n${attributes(3)}`, 198)).toEqual([
      '1 a: record of more than 198 bytes',
      '12 b, 13 a=1, 14 a=1, 15 a=1',
    ])
  })

  test('long values, in one line and in many, whole or in pieces of any size', () => {
    const value = 'QUJDREVG'.repeat(4000)
    const folded = value.match(/.{1,300}/g)!.join('\n ')
    const expected = 'ABCDEF'.repeat(4000)
    for (const text of [`dn: a\na:: ${value}\n`, `dn: a\na:: ${folded}\n`]) {
      const bytes = latin1ToBytes(text)
      for (const size of [255, 256, 257, 1000, bytes.length]) {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        )
        const [record] = [...parseLdif(pieces)]
        if (record?.kind !== 'entry') throw new Error('an entry expected')
        expect(bytesToLatin1(record.attributes[0]!.value)).toBe(expected)
      }
    }
  })
})

test('a stream tells how far it has come: after each piece, and at its end', async () => {
  async function* chunks() {
    for (const text of ['dn: a\nx\n', '\ndn: b\n', 'a: 1\n']) yield latin1ToBytes(text)
  }
  const steps: unknown[] = []
  const records: string[] = []
  for await (const record of parseLdifStream(chunks(), { onProgress: step => void steps.push(step) })) {
    records.push(plain(record))
  }
  expect(records).toEqual([
    '2 a: a line that is neither a name with a value nor a comment',
    '1 a',
    '4 b, 5 a=1',
  ])
  expect(steps).toEqual([
    { bytes: 8, entries: 0, failures: 0 },
    { bytes: 15, entries: 1, failures: 1 },
    { bytes: 20, entries: 1, failures: 1 },
    { bytes: 20, entries: 2, failures: 1 },
  ])
  const bounded: string[] = []
  for await (const record of parseLdifStream(chunks(), { maximumEntryLength: 4 })) bounded.push(plain(record))
  expect(bounded[0]).toBe('1 -: line of more than 4 bytes')
})
