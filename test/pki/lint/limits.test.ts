import { describe, expect, test } from 'vitest'
import {
  derBoolean,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUtf8String,
  encodeTlv,
} from '../../../src/asn1/index.js'
import { latin1ToBytes } from '../../../src/bytes.js'
import { nativeBackend as backend } from '../../../src/crypto/native/index.js'
import {
  type Certificate,
  certificateKind,
  fieldLeniencies,
  lintCertificate,
  lintCrl,
  lintDeviationList,
  lintMasterList,
  parseCertificate,
  parseCrl,
  parseDeviationList,
  parseMasterList,
} from '../../../src/pki/index.js'
import { readForLint } from '../../../src/pki/lint/certificate-under-lint.js'
import { directoryStrings, hashFaults, timeFaults } from '../../../src/pki/lint/field-rules.js'
import { certificateRules } from '../../../src/pki/lint/lint-certificate.js'
import { crlRules } from '../../../src/pki/lint/lint-crl.js'
import { parseName } from '../../../src/pki/name.js'
import {
  buildCrl,
  buildDeviationList,
  buildMasterList,
  type CertificateContent,
  type CertificateExtension,
  createCountry,
  extension,
  writeCertificate,
} from '../../../src/testkit/index.js'
import { writeSignedData } from '../../../src/testkit/issuer/write-signed-data.js'
import { attribute, bits, printable } from './certificate-edits.js'
import { parts as elementsOf, resigned } from './rewrite.js'

/*
 * Each rule at the last value that it permits and the first that it does not, and what it says then.
 */
const utopia = createCountry({ state: 'UTO', seed: 'lint limits' })
const { csca, documentSigner } = utopia
const parse = (bytes: Uint8Array) => parseCertificate(bytes, { leniencies: fieldLeniencies })
const written = (change: Partial<CertificateContent>, of: typeof csca = documentSigner) =>
  parse(writeCertificate({ ...of.content, ...change }, csca.key))
type Kind = ReturnType<typeof certificateKind>
/** What one rule says of a certificate. */
const says = (id: string, certificate: Certificate, kind: Kind = 'documentSigner') =>
  lintCertificate(certificate, { kind, backend })
    .findings.filter(({ rule }) => rule.id === id)
    .map(({ detail }) => detail)
/** The same, of what the certificate is for the rule alone. */
const check = (id: string, subject: object) =>
  certificateRules.find(rule => rule.id === id)!.check(subject as never)
const checkCrl = (id: string, subject: object) =>
  crlRules.find(rule => rule.id === id)!.check(subject as never)
const withExtensions = (...added: readonly CertificateExtension[]) => ({
  extensions: [
    ...documentSigner.content.extensions.filter(({ oid }) => !added.some(each => each.oid === oid)),
    ...added,
  ],
})

describe('periods', () => {
  const from = new Date('2020-01-01T00:00:00Z')
  const later = (days: number, seconds = 0) => new Date(from.getTime() + 86_400_000 * days + 1000 * seconds)
  const used = (to: Date) => ({ extensions: [extension.privateKeyUsagePeriod(from, to)] })
  const year = 365.25

  test('the key of a CSCA: 3 to 5 years, a month more or less', () => {
    const key = (days: number, seconds = 0) =>
      says('csca-key-period', written(used(later(days, seconds))), 'csca')
    const [least, most] = [3 * year - 31, 5 * year + 31]
    expect([key(least), key(most), key(4 * year)]).toEqual([[], [], []])
    expect(key(least, -1)).toEqual(['2.9 years'])
    expect(key(most, 1)).toEqual(['5.1 years'])
    expect(says('csca-key-period', written({ extensions: [] }), 'csca')).toEqual([])
  })

  test('a period without an end lasts as long as the certificate', () => {
    const time = (tag: number, text: string) => ({
      oid: '2.5.29.16',
      critical: false,
      value: derSequence(encodeTlv(tag, latin1ToBytes(text))),
    })
    const key = (notBefore: Date, notAfter: Date, period: CertificateExtension) =>
      says('csca-key-period', written({ notBefore, notAfter, extensions: [period] }), 'csca')
    expect(key(from, later(4 * year), time(0x80, '20200101000000Z'))).toEqual([])
    expect(key(from, later(10 * year), time(0x80, '20200101000000Z'))).toEqual(['10.0 years'])
    expect(key(from, later(10 * year), time(0x80, '20250101000000Z'))).toEqual([])
    expect(key(from, later(10 * year), time(0x81, '20240101000000Z'))).toEqual([])
    expect(key(from, later(10 * year), time(0x81, '20210101000000Z'))).toEqual(['1.0 years'])
  })

  test('the certificate of a CSCA: 13 to 15 years', () => {
    const valid = (days: number, seconds = 0) =>
      says('csca-validity', written({ notBefore: from, notAfter: later(days, seconds) }), 'csca')
    const [least, most] = [13 * year - 31, 15 * year + 31]
    expect([valid(least), valid(most), valid(14 * year)]).toEqual([[], [], []])
    expect(valid(least, -1)).toEqual(['12.9 years'])
    expect(valid(most, 1)).toEqual(['15.1 years'])
  })

  test('the key of a document signer: 3 months, and a month more', () => {
    const key = (days: number, seconds = 0) =>
      says('document-signer-key-period', written(used(later(days, seconds))))
    expect([key(93), key(124)]).toEqual([[], []])
    expect(key(124, 1)).toEqual(['124 days'])
    expect(key(130)).toEqual(['130 days'])
    expect(says('document-signer-key-period', written({ extensions: [] }))).toEqual([])
  })

  test('a CRL: 90 days', () => {
    const crl = (days: number, seconds = 0) =>
      checkCrl('crl-period', { crl: { thisUpdate: from, nextUpdate: later(days, seconds) } })
    expect(crl(90)).toEqual([])
    expect(crl(90, 1)).toEqual(['90 days'])
    expect(crl(100)).toEqual(['100 days'])
    expect(checkCrl('crl-period', { crl: { thisUpdate: from, nextUpdate: undefined } })).toEqual([])
  })
})

describe('numbers', () => {
  const serial = (...bytes: readonly number[]) => ({ certificate: { serialNumber: Uint8Array.from(bytes) } })
  test('a serial number is positive', () => {
    const positive = (...bytes: readonly number[]) => check('serial-number-positive', serial(...bytes))
    expect([positive(1), positive(0x7f), positive(0, 0x80)]).toEqual([[], [], []])
    expect([positive(0x80), positive(0xff, 1)]).toEqual([
      ['serial number is negative'],
      ['serial number is negative'],
    ])
    expect([positive(0), positive(0, 0)]).toEqual([['serial number is 0'], ['serial number is 0']])
    expect(positive()).toEqual(['serial number is 0'])
  })

  test('of 20 octets at most', () => {
    const length = (count: number) =>
      check('serial-number-length', { certificate: { serialNumber: new Uint8Array(count).fill(1) } })
    expect(length(20)).toEqual([])
    expect(length(21)).toEqual(['serial number of 21 octets'])
  })

  test('in no more octets than it needs', () => {
    const minimal = (...bytes: readonly number[]) =>
      check('serial-number-minimal', serial(...bytes)).length === 0
    expect([minimal(0), minimal(1), minimal(0, 0x80), minimal(0xff, 0x7f), minimal(0xff), minimal()]).toEqual(
      Array(6).fill(true),
    )
    expect([minimal(0, 0x7f), minimal(0, 0), minimal(0xff, 0x80), minimal(0xff, 0xff)]).toEqual(
      Array(4).fill(false),
    )
    expect([minimal(1, 0x10), minimal(0xfe, 0x80)]).toEqual([true, true])
  })

  test('a cRLNumber likewise', () => {
    const number = (bytes: readonly number[], critical = false) =>
      checkCrl('crl-number', {
        crl: {
          extensions: [{ oid: '2.5.29.20', critical, value: Uint8Array.from([2, bytes.length, ...bytes]) }],
        },
      })
    expect([number([1]), number([0]), number([0x7f]), number([0, 0x80])]).toEqual([[], [], [], []])
    expect(number([0x80])).toEqual(['negative'])
    expect(number([0, 0x7f])).toEqual(['a superfluous octet'])
    expect(number([1], true)).toEqual(['critical'])
    const long = (count: number) => number(Array(count).fill(1))
    expect([long(20), long(21)]).toEqual([[], ['21 octets']])
    expect(checkCrl('crl-number', { crl: { extensions: [] } })).toEqual(['no cRLNumber'])
  })
})

describe('times', () => {
  const utc = (text: string) => timeFaults({ tag: 0x17, content: latin1ToBytes(text) } as never)
  const generalized = (text: string) => timeFaults({ tag: 0x18, content: latin1ToBytes(text) } as never)
  test('with seconds and Z; GeneralizedTime from 2050', () => {
    expect([utc('491231235959Z'), generalized('20500101000000Z')]).toEqual([[], []])
    expect(utc('4912312359Z')).toEqual(['UTCTime 4912312359Z'])
    expect(utc('491231235959+0000')).toEqual(['UTCTime 491231235959+0000'])
    expect(generalized('20491231235959Z')).toEqual(['GeneralizedTime 20491231235959Z before 2050'])
    // Each fault once.
    expect(generalized('20491231235959.0Z')).toEqual(['GeneralizedTime 20491231235959.0Z'])
  })
})

describe('names', () => {
  const name = (...parts: readonly Uint8Array[]) => parseName(derSequence(...parts))
  const teletex = (text: string) => encodeTlv(0x14, latin1ToBytes(text))
  test('which attributes are DirectoryStrings', () => {
    const types = Array.from({ length: 100 }, (_, i) => i + 1)
    const judged = types.filter(
      type => directoryStrings(name(attribute(`2.5.4.${type}`, teletex('x')))).length > 0,
    )
    expect(judged).toEqual([3, 4, 7, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 41, 42, 43, 44, 51, 54, 65, 97])
    expect(
      directoryStrings(name(attribute('2.5.4.10', teletex('x')), attribute('2.5.4.3', printable('x')))),
    ).toEqual(['2.5.4.10 with tag 14'])
    for (const value of [printable('x'), derUtf8String('x')]) {
      expect(directoryStrings(name(attribute('2.5.4.10', value)))).toEqual([])
    }
    // An attribute of another kind may be of any type.
    expect(
      directoryStrings(name(attribute('1.2.840.113549.1.9.1', encodeTlv(0x16, latin1ToBytes('a@b'))))),
    ).toEqual([])
  })

  test('countryName and serialNumber are PrintableStrings, and the fault names the tag', () => {
    const subject = derSequence(
      attribute('2.5.4.6', derUtf8String('UT')),
      attribute('2.5.4.5', teletex('1')),
      attribute('2.5.4.3', printable('x')),
    )
    expect(says('name-printable-string', written({ subject }))).toEqual([
      'subject: 2.5.4.6 with tag c',
      'subject: 2.5.4.5 with tag 14',
    ])
  })

  test('subjects of LDS2 signers: 9 characters; of bar code signers: two letters', () => {
    const subject = (value: Uint8Array) =>
      derSequence(attribute('2.5.4.6', printable('UT')), attribute('2.5.4.3', value))
    const lds2 = (text: string) =>
      says('compact-subject', written({ subject: subject(printable(text)) }), 'lds2Signer')
    expect(lds2('VISA 6789')).toEqual([])
    expect(lds2('VISA 67890')).toEqual(['commonName VISA 67890'])
    const code = (value: Uint8Array) =>
      says('compact-subject', written({ subject: subject(value) }), 'barCodeSigner')
    expect(code(printable('UT'))).toEqual([])
    for (const text of ['U', 'UTO', 'ut', 'U1']) expect(code(printable(text))).toEqual([`commonName ${text}`])
    expect(code(derUtf8String('UT'))).toEqual(['commonName UT'])
    const nameless = derSequence(attribute('2.5.4.6', printable('UT')))
    for (const kind of ['lds2Signer', 'barCodeSigner'] as const) {
      expect(says('compact-subject', written({ subject: nameless }), kind)).toEqual([])
    }
  })

  test('a link with another name, or its parts in another order, says so', () => {
    const parts = [attribute('2.5.4.6', printable('UT')), attribute('2.5.4.3', printable('CSCA'))] as const
    const link = (subject: Uint8Array, ...extensions: readonly CertificateExtension[]) =>
      says(
        'name-change-present',
        written({ issuer: derSequence(...parts), subject, extensions }, csca),
        'link',
      )
    expect(link(derSequence(...parts))).toEqual([])
    expect(link(derSequence(parts[1], parts[0]))).toEqual(['the name in another order, no nameChange'])
    expect(link(derSequence(parts[0]))).toEqual(['another name, no nameChange'])
    expect(link(derSequence(parts[0]), extension.nameChange())).toEqual([])
  })
})

describe('extensions', () => {
  test('criticality, in words', () => {
    const usage = documentSigner.content.extensions.find(({ oid }) => oid === '2.5.29.15')!
    const loose = lintCertificate(written(withExtensions({ ...usage, critical: false })), {
      backend,
    }).findings
    expect(loose.map(({ detail }) => detail)).toContain('keyUsage not critical')
    expect(loose.find(({ detail }) => detail === 'keyUsage not critical')!.rule.text).toMatch(/ critical\.$/)
    const authority = documentSigner.content.extensions.find(({ oid }) => oid === '2.5.29.35')!
    const strict = lintCertificate(written(withExtensions({ ...authority, critical: true })), {
      backend,
    }).findings
    const found = strict.find(({ detail }) => detail === 'authorityKeyIdentifier critical')!
    expect(found.rule.text).toMatch(/ not critical\.$/)
    for (const { text } of certificateRules) expect(text).toMatch(/\.$/)
  })

  test('distribution points: addresses of three kinds, no reasons, no other issuer', () => {
    const uri = (text: string) => encodeTlv(0x86, latin1ToBytes(text))
    const names = (...each: readonly Uint8Array[]) => encodeTlv(0xa0, encodeTlv(0xa0, ...each))
    const point = (...each: readonly Uint8Array[]) => derSequence(...each)
    const found = (...points: readonly Uint8Array[]) => {
      const value = derSequence(...points)
      const certificate = written(withExtensions({ oid: '2.5.29.31', critical: false, value }))
      return lintCertificate(certificate, { kind: 'documentSigner', backend })
        .findings.filter(({ rule }) => rule.id.startsWith('crl-distribution-points'))
        .map(({ detail }) => detail)
    }
    expect(found(point(names(uri('ldap:x'), uri('HTTP:x'), uri('https:x'))))).toEqual([])
    expect(found(point(names(uri('ftp:x'))), point(names(uri('http:x'))))).toEqual(['URI ftp:x'])
    const host = encodeTlv(0x82, latin1ToBytes('host'))
    expect(found(point(names(host)))).toEqual(['no URI'])
    expect(found(point(names(host, uri('http:x'))))).toEqual([])
    expect(found()).toEqual(['no URI'])
    const reasons = encodeTlv(0x81, Uint8Array.of(0, 0x80))
    const issuer = encodeTlv(0xa2, encodeTlv(0xa4, derSequence()))
    expect(found(point(names(uri('http:x')), reasons))).toEqual(['reasons'])
    expect(found(point(names(uri('http:x')), issuer))).toEqual(['cRLIssuer'])
    expect(found(point(names(uri('http:x')), reasons, issuer))).toEqual(['reasons', 'cRLIssuer'])
    expect(found(point(names(uri('http:x')), encodeTlv(0xa3)))).toEqual([])
  })

  test('document types: PrintableStrings of one or two characters', () => {
    const found = (...types: readonly Uint8Array[]) => {
      const value = derSequence(derInteger(0), derSetOf(...types))
      return says(
        'document-type-list-content',
        written(withExtensions({ oid: '2.23.136.1.1.6.2', critical: false, value })),
      )
    }
    expect([found(printable('P')), found(printable('ID')), found()]).toEqual([[], [], []])
    expect(found(printable(''))).toEqual(['type of 0 characters'])
    expect(found(printable('IDX'))).toEqual(['type of 3 characters'])
    expect(found(derUtf8String('P'))).toEqual(['type with tag c'])
    expect(found(encodeTlv(0x14, latin1ToBytes('P')))).toEqual(['type with tag 14'])
  })

  test('of bar code signers: one more is permitted, of LDS2 signers none', () => {
    const own = documentSigner.content.extensions.find(({ oid }) => oid === '2.5.29.35')!
    const extensions = [
      own,
      extension.extendedKeyUsage('2.23.136.1.1.11.1'),
      extension.documentTypeList(['P']),
    ]
    expect(says('compact-extensions', written({ extensions }), 'barCodeSigner')).toEqual([])
    expect(says('compact-extensions', written({ extensions }), 'lds2Signer')).toEqual([
      '2.23.136.1.1.6.2 present',
    ])
    expect(says('compact-extensions', written({ extensions: [] }), 'lds2Signer')).toEqual([
      'no 2.5.29.35',
      'no 2.5.29.37',
    ])
  })
})

describe('the kind of a certificate', () => {
  const kind = (change: Partial<CertificateContent>, of = documentSigner) =>
    certificateKind(written(change, of), backend)
  const purpose = (oid: string) => extension.extendedKeyUsage(oid)
  const usage = (octet: number, unused: number) => ({
    oid: '2.5.29.15',
    critical: true,
    value: bits(unused, octet),
  })
  const constraints = (...parts: readonly Uint8Array[]) => ({
    oid: '2.5.29.19',
    critical: true,
    value: derSequence(...parts),
  })

  test('by its purpose, unless it says that it is a CA in either way', () => {
    expect(kind({ extensions: [] })).toBe('documentSigner')
    expect(kind({ extensions: [purpose('2.23.136.1.1.3')] })).toBe('masterListSigner')
    expect(kind({ extensions: [purpose('1.3.6.1.5.5.7.3.1')] })).toBe('communication')
    const listPurpose = purpose('2.23.136.1.1.3')
    // keyCertSign alone, the flag alone.
    expect(kind({ extensions: [listPurpose, usage(0x04, 2)] })).toBe('link')
    expect(kind({ extensions: [listPurpose, constraints(derBoolean(true))] })).toBe('link')
    expect(kind({ extensions: [listPurpose, constraints()] })).toBe('masterListSigner')
    expect(kind({ extensions: [listPurpose, usage(0x80, 7)] })).toBe('masterListSigner')
  })

  test('a root by its own signature; a name of its own alone makes it a link', () => {
    expect(kind({}, csca)).toBe('csca')
    const { subject } = csca.content
    // Issued by itself, and no CA: signed by its key, and by another.
    expect(
      certificateKind(parse(writeCertificate({ ...csca.content, extensions: [] }, csca.key)), backend),
    ).toBe('csca')
    expect(
      certificateKind(
        parse(
          writeCertificate({ ...documentSigner.content, issuer: subject, subject, extensions: [] }, csca.key),
        ),
        backend,
      ),
    ).toBe('link')
    expect(kind({ issuer: documentSigner.content.subject }, csca)).toBe('link')
  })

  test('that cannot be told is a document signer, and the fault is a finding', () => {
    const broken = written({ extensions: [{ oid: '2.5.29.19', critical: true, value: Uint8Array.of(5, 0) }] })
    const lint = lintCertificate(broken, { backend })
    expect(lint.kind).toBe('documentSigner')
    expect(lint.findings).toMatchObject([
      { rule: { id: 'certificate-readable' }, detail: expect.stringMatching(/^PKI_BAD_CERTIFICATE: /) },
    ])
    // Where the kind is given, the rules that can be read are applied as well.
    const given = lintCertificate(broken, { kind: 'csca', backend })
    expect(given.kind).toBe('csca')
    expect(given.findings.length).toBeGreaterThan(1)
    expect(given.findings.filter(({ rule }) => rule.id === 'certificate-readable')).toHaveLength(1)
  })
})

test('what the Sixth Edition allowed is told apart only where both alternative names are absent', () => {
  const without = (...oids: readonly string[]) =>
    lintCertificate(
      written({
        extensions: documentSigner.content.extensions.filter(({ oid }) => !oids.includes(oid)),
      }),
      { backend },
    ).findings
  const marked = (findings: ReturnType<typeof without>) =>
    findings
      .filter(({ rule }) => ['alternative-names-present', 'key-usage-present'].includes(rule.id))
      .map(({ rule, earlierProfile }) => [rule.id, rule.later === true, earlierProfile === true])
  const [subjectName, issuerName, usage] = ['2.5.29.17', '2.5.29.18', '2.5.29.15'] as const
  expect(marked(without(subjectName))).toEqual([['alternative-names-present', true, false]])
  expect(marked(without(issuerName))).toEqual([['alternative-names-present', true, false]])
  // Of the findings, those of rules that came later, and those alone.
  const both = without(subjectName, issuerName, usage)
  for (const { rule, earlierProfile } of both) expect(earlierProfile === true).toBe(rule.later === true)
  expect(new Set(both.map(({ rule }) => rule.later === true))).toEqual(new Set([true, false]))
})

describe('what is read for the rules', () => {
  const parts = (certificate: Certificate) => readForLint(certificate, 'documentSigner')
  test('unique identifiers, of the issuer and of the subject, and extensions behind them', () => {
    const count = documentSigner.content.extensions.length
    expect(parts(parse(documentSigner.certificate))).toMatchObject({ hasUniqueId: false })
    expect(parts(parse(documentSigner.certificate)).extensions).toHaveLength(count)
    for (const tags of [[0x81], [0x82], [0x81, 0x82]]) {
      const read = parts(withUniqueIds(...tags))
      expect([read.hasUniqueId, read.extensions.length]).toEqual([true, count])
    }
    expect(parts(written({ extensions: [] })).extensions).toEqual([])
    const none = resigned(documentSigner.certificate, csca.key, signed =>
      derSequence(...elementsOf(signed).slice(0, -1)),
    )
    expect(parts(parse(none)).extensions).toEqual([])
  })

  function withUniqueIds(...tags: readonly number[]): Certificate {
    const ids = tags.map(tag => encodeTlv(tag, Uint8Array.of(0, 1)))
    return parse(
      resigned(documentSigner.certificate, csca.key, signed => {
        const elements = elementsOf(signed)
        return derSequence(...elements.slice(0, -1), ...ids, ...elements.slice(-1))
      }),
    )
  }
})

describe('lists', () => {
  test('each certificate has its place and its kind', () => {
    const list = parseMasterList(buildMasterList(utopia, [csca.certificate, documentSigner.certificate]))
    const listed = lintMasterList(list, { backend }).certificates
    expect(listed.map(({ place, kind }) => `${place} ${kind}`).sort()).toEqual([
      'carried csca',
      'carried masterListSigner',
      'listed csca',
      'listed link',
    ])
    const kindOf = (bytes: Uint8Array) =>
      listed.find(
        ({ place, certificate }) => place === 'listed' && Buffer.compare(certificate.bytes, bytes) === 0,
      )?.kind
    expect([kindOf(csca.certificate), kindOf(documentSigner.certificate)]).toEqual(['csca', 'link'])
    // Without a backend the runtime's own is used.
    expect(lintMasterList(list).certificates.map(({ kind }) => kind)).toEqual(listed.map(({ kind }) => kind))
    const deviations = lintDeviationList(parseDeviationList(buildDeviationList(utopia, [])), { backend })
    expect(deviations.certificates.map(({ kind }) => kind).sort()).toEqual(['csca', 'deviationListSigner'])
    // A signer is held against the profile of a signer whatever it says of itself.
    const signed = (type: string, content: Uint8Array) =>
      writeSignedData(type, content, documentSigner, [documentSigner.certificate])
    const empty = derSequence(derInteger(0), derSetOf())
    const asList = lintMasterList(parseMasterList(signed('2.23.136.1.1.2', empty)), { backend })
    expect(asList.certificates.map(({ kind }) => kind)).toEqual(['masterListSigner'])
    const asDeviations = lintDeviationList(parseDeviationList(signed('2.23.136.1.1.7', empty)), { backend })
    expect(asDeviations.certificates.map(({ kind }) => kind)).toEqual(['deviationListSigner'])
  })

  test('a serial number that a CSCA used twice; the same certificate twice is no fault', () => {
    const again = writeCertificate({ ...csca.content, notAfter: new Date('2040-01-01') }, csca.key)
    const nameless = writeCertificate({ ...csca.content, issuer: derSequence(derInteger(1)) }, csca.key)
    const faults = (...certificates: readonly Uint8Array[]) =>
      lintMasterList(parseMasterList(derSequence(derInteger(0), derSetOf(...certificates))), { backend })
        .findings.filter(({ rule }) => rule.id === 'serial-number-unique')
        .map(({ detail }) => detail)
    expect(faults(csca.certificate, csca.certificate)).toEqual([])
    expect(faults(csca.certificate, again)).toEqual([expect.stringMatching(/^[0-9a-f]+ of C=UT/)])
    expect(faults(csca.certificate, nameless)).toEqual([])
  })

  test('a certificate that cannot be read is a finding of the list, and no certificate', () => {
    const content = derSequence(derInteger(0), derSetOf())
    const nameless = writeCertificate(
      { ...documentSigner.content, subject: derSequence(derInteger(1)) },
      csca.key,
    )
    const cms = writeSignedData('2.23.136.1.1.2', content, documentSigner, [
      documentSigner.certificate,
      nameless,
    ])
    const { certificates, findings } = lintMasterList(parseMasterList(cms), { backend })
    expect(certificates).toHaveLength(1)
    expect(findings.map(({ rule }) => rule.id)).toContain('signed-data-readable')
  })
})

describe('CRLs', () => {
  const period = { thisUpdate: new Date('2024-01-01'), nextUpdate: new Date('2024-03-01') }
  const sound = parseCrl(buildCrl(utopia, { ...period, revoked: [] }))

  test('an entry with an extension of RFC 5280 is counted with its name; others are none', () => {
    const entry = (...oids: readonly string[]) => ({ extensions: oids.map(oid => ({ oid })) })
    const found = (...revoked: readonly ReturnType<typeof entry>[]) =>
      checkCrl('crl-entry-extensions-absent', { crl: { revoked } })
    expect(found(entry(), entry('1.2.3'))).toEqual([])
    expect(found(entry('2.5.29.21', '1.2.3'), entry(), entry('2.5.29.21', '2.5.29.29'))).toEqual([
      'reasonCode in 2 entries',
      'certificateIssuer in 1 entries',
    ])
  })

  test('a critical extension is told once, in however many entries it stands', () => {
    const entry = (critical: boolean) => ({ extensions: [{ oid: '1.2.3', critical }] })
    const found = (...revoked: readonly ReturnType<typeof entry>[]) =>
      checkCrl('crl-other-extensions-not-critical', { crl: { extensions: [], revoked } })
    expect(found(entry(false), entry(false))).toEqual([])
    expect(found(entry(true), entry(false), entry(true))).toEqual(['1.2.3 critical'])
  })

  test('deviations from DER are named once, those of times have their own rule', () => {
    const found = (...leniencies: readonly string[]) =>
      checkCrl('crl-der', { crl: { deviations: leniencies.map(leniency => ({ leniency })) } })
    expect(found('timeFormat')).toEqual([])
    expect(found('nonMinimalLength', 'timeFormat', 'nonMinimalLength')).toEqual(['not DER: nonMinimalLength'])
    const der = (...leniencies: readonly string[]) =>
      check('der', { deviations: leniencies.map(leniency => ({ leniency })) })
    expect(der('timeFormat', 'nonMinimalInteger')).toEqual([])
    expect(der('nonMinimalLength', 'nonMinimalLength')).toEqual(['not DER: nonMinimalLength'])
  })

  test('that cannot be read again are a finding', () => {
    expect(lintCrl({ ...sound, tbsBytes: Uint8Array.of(0x30, 0) })).toMatchObject([
      { rule: { id: 'crl-readable' }, detail: expect.stringMatching(/^ASN1_/) },
    ])
  })

  test('of version 1 are read as well', () => {
    const tbs = derSequence(
      derSequence(derOid('1.2.840.10045.4.3.2')),
      sound.issuer.bytes,
      encodeTlv(0x17, latin1ToBytes('240101000000Z')),
    )
    const findings = lintCrl({ ...sound, version: 1, nextUpdate: undefined, tbsBytes: tbs })
    const ids = findings.map(({ rule }) => rule.id)
    expect(ids).toContain('crl-version')
    expect(ids).toContain('crl-next-update-present')
    expect(ids).not.toContain('crl-readable')
    expect(ids).not.toContain('crl-time-encoding')
  })
})

test('the hash function of an algorithm that is not known is not judged', () => {
  expect(hashFaults(derSequence(derOid('1.2.840.10045.4.1')))).toEqual(['SHA-1'])
  expect(hashFaults(derSequence(derOid('1.2.840.10045.4.3.2')))).toEqual([])
  expect(hashFaults(derSequence(derOid('1.2.3.4')))).toEqual([])
  expect(hashFaults(derOctetString(new Uint8Array(1)))).toEqual([])
})
