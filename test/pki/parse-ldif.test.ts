import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesToLatin1, concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { type LdifEntry, type LdifRecord, parseLdif, parseLdifStream } from '../../src/pki/index.js'
import { buildLdif, pkdRecord } from '../../src/testkit/index.js'

const read = (text: string, limits?: { maximumEntryLength: number }): readonly LdifRecord[] => [
  ...parseLdif(latin1ToBytes(text), limits),
]
const values = (entry: LdifRecord | undefined): readonly string[] =>
  (entry as LdifEntry).attributes.map(
    ({ type, options, value }) => `${[type, ...options].join(';')}=${bytesToLatin1(value)}`,
  )

describe('records', () => {
  test('text, base64, options, folded lines and comments', () => {
    const [entry, ...rest] = read(
      [
        '# an export',
        '#  whose comment goes',
        '  on',
        'version: 1',
        '',
        'dn: cn=1,o=ml,',
        ' c=UT',
        'sn: 1',
        'userCertificate;binary:: QU',
        ' JD',
        '# between',
        'pkdMasterListContent::QQ==',
        'empty:',
        '',
        '',
      ].join('\n'),
    )
    expect(rest).toEqual([])
    expect(entry).toMatchObject({ kind: 'entry', dn: 'cn=1,o=ml,c=UT', line: 6, changeType: undefined })
    expect(values(entry)).toEqual(['sn=1', 'userCertificate;binary=ABC', 'pkdMasterListContent=A', 'empty='])
    expect((entry as LdifEntry).attributes.map(({ line }) => line)).toEqual([8, 9, 12, 13])
  })

  test('lines that end in CR LF, no empty line before the first record, none at the end', () => {
    const [first, second, ...rest] = read('version: 1\r\ndn: c=A\r\na: x\r\n y\r\n\r\ndn:: Yz1C\r\nb:: QQ==')
    expect(rest).toEqual([])
    expect([first, second].map(entry => (entry as LdifEntry).dn)).toEqual(['c=A', 'c=B'])
    expect([...values(first), ...values(second)]).toEqual(['a=xy', 'b=A'])
  })

  test('change records say what they do', () => {
    const records = read(
      'dn: c=A\nchangetype: Modify\nreplace: sn\nsn: 2\n-\n\ndn: c=B\nchangetype: delete\n',
    )
    expect(records).toMatchObject([
      { dn: 'c=A', changeType: 'modify' },
      { dn: 'c=B', changeType: 'delete', attributes: [] },
    ])
  })

  test('what cannot be read costs itself, and is named with its line', () => {
    const records = read(
      ['dn: c=A', 'a:: Q', 'no value', 'b:< file:///etc/passwd', 'c: good', '', 'sn: alone', ''].join('\n'),
    )
    expect(records.map(({ kind, line }) => [kind, line])).toEqual([
      ['failure', 2],
      ['failure', 3],
      ['failure', 4],
      ['entry', 1],
      ['failure', 7],
    ])
    expect(values(records[3])).toEqual(['c=good'])
    expect(records[0]).toMatchObject({ dn: 'c=A', error: { code: 'PKI_BAD_LDIF' } })
  })

  test('a line or a record that is too long is passed over, and the next one read', () => {
    const long = `dn: c=A\na:: ${'QUFB'.repeat(400)}\nb: 1\n\ndn: c=B\n`
    expect(read(long, { maximumEntryLength: 1000 })).toMatchObject([
      { kind: 'failure', line: 2 },
      { kind: 'entry', dn: 'c=A', attributes: [{ type: 'b' }] },
      { kind: 'entry', dn: 'c=B' },
    ])
    const many = `dn: c=A\n${'a: 1\n'.repeat(100)}\ndn: c=B\n`
    expect(read(many, { maximumEntryLength: 1000 })).toMatchObject([
      { kind: 'failure', line: 1 },
      { kind: 'entry', dn: 'c=B' },
    ])
  })
})

describe('properties', () => {
  const content = fc.array(
    fc.record({
      dn: fc.stringMatching(/^[a-z][a-z=,\\]{0,40}$/),
      attributes: fc.array(
        fc.tuple(fc.constantFrom('a', 'userCertificate;binary'), fc.uint8Array({ maxLength: 300 })),
      ),
    }),
  )

  test('what is written is read, however it is folded and cut', () => {
    fc.assert(
      fc.property(
        content,
        fc.integer({ min: 2, max: 90 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('\n' as const, '\r\n' as const),
        (records, lineLength, piece, lineEnd) => {
          const file = concatBytes(...buildLdif(records, { lineLength, lineEnd }))
          const pieces = Array.from({ length: Math.ceil(file.length / piece) }, (_, i) =>
            file.subarray(i * piece, (i + 1) * piece),
          )
          const found = [...parseLdif(pieces)] as LdifEntry[]
          expect(found.map(({ dn }) => dn)).toEqual(records.map(({ dn }) => dn))
          expect(found.map(({ attributes }) => attributes.map(({ value }) => value))).toEqual(
            records.map(({ attributes }) => attributes.map(([, value]) => value)),
          )
        },
      ),
    )
  })

  test('any bytes are records or failures', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('dn: a', 'a:: QQ', ':', ' ', '', '\r', '-', '#x', 'b;:', 'version: 1')),
        lines => {
          for (const record of parseLdif(latin1ToBytes(lines.join('\n')))) {
            expect(['entry', 'failure']).toContain(record.kind)
          }
        },
      ),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        for (const { kind } of parseLdif(bytes)) expect(['entry', 'failure']).toContain(kind)
      }),
    )
  })
})

describe('a stream of 100,000 records', () => {
  test('is read in bounded memory, with progress', async () => {
    const count = 100_000
    const certificate = Uint8Array.from({ length: 1100 }, (_, i) => (i * 31) & 0xff)
    let written = 0
    function* records() {
      for (let i = 0; i < count; i++) {
        certificate[0] = i & 0xff
        yield pkdRecord('documentSigner', 'UT', String(i), certificate)
      }
    }
    // Pieces of a file are never cut where records end.
    async function* stream() {
      let held: Uint8Array[] = []
      let length = 0
      for (const piece of buildLdif(records())) {
        held.push(piece)
        length += piece.length
        if (length < 200_000) continue
        const chunk = concatBytes(...held)
        written += 65_536 * Math.floor(chunk.length / 65_536)
        let at = 0
        for (; at + 65_536 <= chunk.length; at += 65_536) yield chunk.subarray(at, at + 65_536)
        held = [chunk.slice(at)]
        length = chunk.length - at
      }
      written += length
      yield concatBytes(...held)
    }
    let entries = 0
    let most = 0
    const before = process.memoryUsage()
    const steps: number[] = []
    const inUse = () => {
      const now = process.memoryUsage()
      return now.heapUsed - before.heapUsed + now.arrayBuffers - before.arrayBuffers
    }
    let last = { bytes: 0, entries: 0, failures: 0 }
    const onProgress = (progress: typeof last): void => {
      expect(progress.bytes).toBeGreaterThanOrEqual(last.bytes)
      last = progress
      steps.push(progress.entries)
      if (steps.length % 16 === 0) most = Math.max(most, inUse())
    }
    for await (const record of parseLdifStream(stream(), { onProgress })) {
      expect(record.kind).toBe('entry')
      if (record.kind === 'entry' && record.attributes.at(-1)?.value.length === 1100) entries++
    }
    expect(entries).toBe(count)
    expect(last).toEqual({ bytes: written, entries: count, failures: 0 })
    expect(steps.length).toBeGreaterThan(1000)
    expect(written).toBeGreaterThan(150_000_000)
    // The file is 160 MB, and what comes out of it 110 MB: neither is ever held.
    expect(most).toBeLessThan(96 * 1024 * 1024)
    console.log(`LDIF: ${written} bytes, at most ${Math.round(most / 1024 / 1024)} MiB in use`)
  })
})
