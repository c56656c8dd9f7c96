import { describe, expect, test } from 'vitest'
import { derInteger, derSequence } from '../../src/asn1/index.js'
import { bytesToLatin1, latin1ToBytes } from '../../src/bytes.js'
import {
  createLdifReader,
  formatPlace,
  type LdifRecord,
  parseLdif,
  readTrustSource,
} from '../../src/pki/index.js'
import { buildCrl, buildDeviationList, createCountry } from '../../src/testkit/index.js'
import { writeSignedData } from '../../src/testkit/issuer/write-signed-data.js'

/** Records in short: `line dn|type=value`; failures as `line !dn`. */
const brief = (records: Iterable<LdifRecord>): readonly string[] =>
  Array.from(records, record => {
    if (record.kind === 'failure') return `${record.line} !${record.dn ?? ''}`
    const values = record.attributes.map(({ type, value }) => `${type}=${bytesToLatin1(value)}`)
    return [`${record.line} ${record.dn}`, ...values].join('|')
  })
const read = (...lines: readonly string[]) => brief(parseLdif(latin1ToBytes(lines.join('\n'))))

describe('the mark of UTF-8 at the beginning, as editors of Windows set it', () => {
  const mark = '\u00ef\u00bb\u00bf'

  test('belongs to no line, and stands at the beginning alone', () => {
    expect(read(`${mark}version: 1`, 'dn: c=A')).toEqual(['2 c=A'])
    expect(read(`${mark}dn: c=A`, 'a: 1')).toEqual(['1 c=A|a=1'])
    expect(read(`${mark}# comment`, ' goes on', `${mark}a: 1`, '', 'dn: c=A')).toEqual(['3 !', '5 c=A'])
    expect(read(`${mark}`, 'dn: c=A')).toEqual(['2 c=A'])
  })

  test('is three bytes, and no two of them', () => {
    for (const other of ['\u00ef\u00bb', '\u00ef\u00bb!', '\u00efx\u00bf', 'y\u00bb\u00bf', '\u00bb\u00bf']) {
      expect(read(`${other}dn: c=A`)).toEqual(['1 !'])
    }
  })

  test('costs no item of an export', () => {
    const file = latin1ToBytes(`${mark}dn: c=UT\ncACertificate: 1\n`)
    expect([...readTrustSource(file)]).toMatchObject([
      { kind: 'failure', of: 'certificate', place: { line: 2 } },
    ])
  })
})

describe('records', () => {
  test('whose name cannot be read have no attributes, and the next one is read', () => {
    expect(read('dn:: ?', 'a: 1', '', 'dn: c=A', '', 'b: 1')).toEqual(['1 !', '2 !', '4 c=A', '6 !'])
  })

  test('nothing makes none', () => {
    expect([read(), read(''), read('# only a comment'), read('version: 1', '')]).toEqual([[], [], [], []])
  })
})

describe('pieces', () => {
  test('may be cut anywhere, and be empty', () => {
    const file = latin1ToBytes(
      'version: 1\r\n\r\ndn: c=A\r\na: 1\r\n 2\r\n\r\n#x\r\n y\r\ndn: c=B\r\nb:: Q\r\n Q==\r\n',
    )
    for (let at = 0; at <= file.length; at++) {
      const pieces = [file.subarray(0, at), new Uint8Array(0), file.subarray(at)]
      expect(brief(parseLdif(pieces))).toEqual(['3 c=A|a=12', '9 c=B|b=A'])
    }
  })

  test('may be used again: what came of them stays', () => {
    const reader = createLdifReader()
    const piece = latin1ToBytes('dn: c=A\na: 1\n\nd')
    const records = reader.push(piece)
    piece.fill(0)
    expect(brief(records)).toEqual(['1 c=A|a=1'])
    expect(reader.push(latin1ToBytes('n: c=B'))).toEqual([])
    expect(brief(reader.end())).toEqual(['4 c=B'])
  })
})

describe('limits', () => {
  const limited = (maximumEntryLength: number, ...lines: readonly string[]) =>
    brief(parseLdif(latin1ToBytes(lines.join('\n')), { maximumEntryLength }))

  test('a line that is too long goes on as others do', () => {
    const long = 'x'.repeat(350)
    expect(limited(300, 'dn: c=A', `a: ${long}`, ' x: y', 'b: 1')).toEqual(['2 !c=A', '1 c=A|b=1'])
    expect(limited(300, 'dn: c=A', `-${long}`, 'b: 1')).toEqual(['2 !c=A', '1 c=A|b=1'])
    expect(limited(1, 'dn: c=A', `-${long}`)).toEqual(['1 !', '2 !'])
  })

  test('a record that is too long is one failure, whatever its other lines are', () => {
    const lines = Array.from({ length: 100 }, () => 'a:')
    expect(limited(2000, 'dn: c=A', ...lines, '?', 'b:: ?', '', 'dn: c=B')).toEqual(['1 !c=A', '105 c=B'])
  })

  test('64 MiB for a line unless given', () => {
    const reader = createLdifReader()
    reader.push(latin1ToBytes('dn: c=A\n'))
    const line = new Uint8Array(64 * 1024 * 1024 + 1).fill(0x61)
    line[1] = 0x3a
    reader.push(line)
    expect(brief(reader.end())).toEqual(['2 !c=A', '1 c=A'])
  })
})

describe('what an export says of trust', () => {
  const utopia = createCountry({ state: 'UTO', seed: 'exports' })
  const date = new Date('2024-06-01T00:00:00Z')
  const crl = buildCrl(utopia, {
    revoked: [],
    thisUpdate: date,
    nextUpdate: new Date('2024-09-01T00:00:00Z'),
  })
  const csca = utopia.csca.certificate
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const items = (...lines: readonly string[]) =>
    [...readTrustSource(latin1ToBytes(lines.join('\n')))].map(item =>
      [
        formatPlace(item.place),
        item.kind,
        ...(item.kind === 'failure' ? [item.of ?? '-', item.error.code] : []),
      ].join(' '),
    )

  test('values that a change deletes are not taken for added ones (RFC 2849, changetype: modify)', () => {
    expect(
      items(
        'dn: c=UT',
        'changetype: modify',
        'Delete: cACertificate;binary',
        `cACertificate;binary:: ${base64(csca)}`,
        '-',
        'add: certificateRevocationList;binary',
        `certificateRevocationList;binary:: ${base64(crl)}`,
        '-',
        'delete: userCertificate',
        '-',
        'replace: cACertificate',
        `cACertificate;binary:: ${base64(csca)}`,
      ),
    ).toEqual([
      'c=UT, line 3 failure - PKI_BAD_LDIF',
      'c=UT, line 7 crl',
      'c=UT, line 9 failure - PKI_BAD_LDIF',
      'c=UT, line 12 certificate',
    ])
  })

  test('a record that changes nothing has no such parts', () => {
    expect(items('dn: c=UT', 'delete: x', `cACertificate;binary:: ${base64(csca)}`)).toEqual([
      'c=UT, line 3 certificate',
    ])
  })

  test('lists under any name that are broken are told, other things are not', () => {
    const deviations = buildDeviationList(utopia, [])
    const broken = writeSignedData('2.23.136.1.1.7', derSequence(derInteger(0)), utopia.documentSigner, [])
    const other = writeSignedData('2.23.136.1.1.1', derSequence(), utopia.documentSigner, [])
    expect(
      items(
        'dn: o=dl,c=UT',
        `x:: ${base64(deviations)}`,
        `y:: ${base64(broken)}`,
        `z:: ${base64(other)}`,
        `x:: ${base64(csca)}`,
        `y:: ${base64(csca.subarray(0, 100))}`,
        'z: 0 is how the tag of a SEQUENCE looks',
      ),
    ).toMatchObject([
      'o=dl,c=UT, line 2 deviationList',
      expect.stringMatching(/^o=dl,c=UT, line 3 failure deviationList /),
    ])
  })
})
