import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { derInteger, derOctetString, derOid, derSequence, derSetOf, encodeTlv } from '../../src/asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import {
  compileTrustStore,
  createTrustStore,
  documentSignerListContentType,
  formatPlace,
  parseCertificate,
  readLdifRecord,
  readTrustSource,
  type SourceTrust,
  type TrustItem,
  trustSourceFormat,
} from '../../src/pki/index.js'
import {
  buildCrl,
  buildDeviationList,
  buildLdif,
  buildMasterList,
  createCountry,
  pkdRecord,
  writeCertificate,
} from '../../src/testkit/index.js'
import { writeSignedData } from '../../src/testkit/issuer/write-signed-data.js'

/*
 * What a source is said to hold, how far it is said to be trusted, and where what could not be read is said to stand.
 */
const utopia = createCountry({ state: 'UTO', seed: 'reports' })
const germany = createCountry({ state: 'D', seed: 'reports' })
const at = new Date('2024-06-01T00:00:00Z')
const csca = utopia.csca.certificate
const signer = utopia.documentSigner.certificate
const list = buildMasterList(utopia, [csca])
const crl = buildCrl(utopia, { revoked: [], thisUpdate: at, nextUpdate: new Date('2024-09-01') })
const deviations = buildDeviationList(utopia, [
  { documentType: 'P', descriptions: [{ type: '2.23.136.1.1.7.4' }] },
])
const broken = derSequence(derInteger(1))
const signers = (...certificates: readonly Uint8Array[]) =>
  writeSignedData(
    documentSignerListContentType,
    derSequence(derInteger(0), derSetOf(...certificates)),
    utopia.masterListSigner,
    [],
  )
const anchors: SourceTrust = { anchors: [parseCertificate(csca)], at }
const pinned: SourceTrust = { pinned: [nativeBackend.digest('SHA-256', csca)] }
const store = (bytes: Uint8Array, trust: SourceTrust = 'asGiven', name = 'file') =>
  createTrustStore([{ name, bytes, trust }], { backend: nativeBackend })
const report = (bytes: Uint8Array, trust?: SourceTrust, name?: string) =>
  store(bytes, trust, name).sources[0]!
const ldif = (...records: Parameters<typeof buildLdif>[0] extends Iterable<infer T> ? T[] : never) =>
  concatBytes(...buildLdif(records))
const record = (kind: Parameters<typeof pkdRecord>[0], content: Uint8Array) =>
  pkdRecord(kind, 'UT', '1', content)
const pem = (label: string, bytes: Uint8Array) =>
  latin1ToBytes(
    `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`,
  )
const items = (bytes: Uint8Array) => [...readTrustSource(bytes)]
const words = (item: TrustItem) => {
  const place = formatPlace(item.place)
  return item.kind === 'failure'
    ? `${place} failure of ${item.of}: ${item.error.code} ${item.error.message}`
    : `${place} ${item.kind}`
}

describe('the form of a file', () => {
  test.each([
    ['der', csca],
    ['pem', pem('CERTIFICATE', csca)],
    ['zip', zipSync({ a: csca })],
    ['compiled', compileTrustStore(store(csca))],
    ['ldif', latin1ToBytes('version: 1\n')],
    ['ldif', latin1ToBytes('DN: c=UT\n')],
    ['ldif', latin1ToBytes('\xef\xbb\xbfdn: c=UT\n')],
    ['ldif', latin1ToBytes('# a comment\n  that goes on\r\n\r\n\ndn: c=UT\n')],
    ['unknown', latin1ToBytes('a: dn: c=UT\n')],
    ['unknown', latin1ToBytes('hello\n')],
    ['unknown', new Uint8Array(0)],
    ['unknown', Uint8Array.of(0x31, 0)],
    // The first line is looked for in the first 65,536 bytes.
    ['ldif', latin1ToBytes(`${'#\n'.repeat(32_766)}dn:\n`)],
    ['unknown', latin1ToBytes(`${'#\n'.repeat(32_767)}dn:\n`)],
  ])('%s (%#)', (format, bytes) => {
    expect(trustSourceFormat(bytes)).toBe(format)
  })
})

describe('what a source holds', () => {
  test.each([
    ['masterList', list],
    ['certificates', csca],
    ['crls', crl],
    ['deviationList', deviations],
    ['documentSigners', signers(signer)],
    ['documentSigners', ldif(record('documentSigner', signer))],
    ['mixed', concatBytes(csca, crl)],
    ['mixed', concatBytes(list, csca)],
    ['mixed', concatBytes(signers(signer), crl)],
    ['mixed', ldif(record('documentSigner', signer), record('crl', crl))],
    ['mixed', concatBytes(deviations, csca)],
    // What could not be read, where it is known what it was to be.
    ['masterList', ldif(record('masterList', broken))],
    ['crls', ldif(record('crl', broken))],
    ['documentSigners', ldif(record('documentSigner', broken))],
    ['certificates', pem('X509 CERTIFICATE', broken)],
    ['mixed', ldif(record('crl', broken), record('masterList', list))],
    ['mixed', concatBytes(pem('CERTIFICATE', csca), pem('X509 CRL', broken))],
    // What could not, and is not known.
    ['certificates', latin1ToBytes('hello')],
    ['crls', concatBytes(crl, latin1ToBytes('hello'))],
  ] as const)('%s (%#)', (kind, bytes) => {
    expect(report(bytes).kind).toBe(kind)
  })

  test('counted by what could be read', () => {
    const { certificates, documentSigners, crls, failures } = report(
      concatBytes(signers(signer, broken), csca, crl, list),
    )
    expect([certificates, documentSigners, crls, failures.length]).toEqual([2, 1, 1, 1])
  })
})

describe('how far it is trusted', () => {
  const foreign = buildMasterList(germany, [germany.csca.certificate])
  test.each([
    ['asGiven', list, 'asGiven'],
    ['pinned', list, pinned],
    ['pinned', crl, pinned],
    ['verified', list, anchors],
    ['verified', deviations, anchors],
    ['verified', concatBytes(list, crl), anchors],
    ['refused', foreign, anchors],
    ['refused', csca, anchors],
    ['refused', latin1ToBytes('hello'), anchors],
    ['refused', concatBytes(foreign, crl), anchors],
    ['refused', concatBytes(csca, crl), anchors],
    ['partly', concatBytes(list, foreign), anchors],
    ['partly', concatBytes(list, csca), anchors],
    ['notNeeded', crl, anchors],
    ['notNeeded', signers(signer), anchors],
    ['notNeeded', concatBytes(crl, latin1ToBytes('hello')), anchors],
  ] as const)('%s (%#)', (trust, bytes, asked) => {
    expect(report(bytes, asked).trust).toBe(trust)
  })

  test('the verification of one list is that of the source; of several each has its own', () => {
    expect(report(list, anchors).verification).toMatchObject({ status: 'passed' })
    expect(report(list).verification).toBeUndefined()
    expect(report(crl, anchors).verification).toBeUndefined()
    const both = report(concatBytes(list, foreign), anchors)
    expect(both.verification).toBeUndefined()
    expect(both.lists.map(({ name, verification }) => [name, verification?.status])).toEqual([
      ['file', 'passed'],
      ['file', 'inconclusive'],
    ])
  })

  test('of pinned certificates any one counts, alone or in a list; a deviation list cannot be pinned', () => {
    const two: SourceTrust = {
      pinned: [nativeBackend.digest('SHA-256', germany.csca.certificate), ...pinned.pinned],
    }
    expect(store(csca, two).anchors).toHaveLength(1)
    expect(store(list, two).anchors).toHaveLength(1)
    expect(store(signer, two).anchors).toHaveLength(0)
    expect(store(list, { pinned: [] }).anchors).toHaveLength(0)
    expect(() => store(csca, { pinned: [...pinned.pinned, new Uint8Array(31)] })).toThrow(TypeError)
    const refused = store(deviations, pinned)
    expect(refused.deviationLists).toEqual([])
    expect(refused.sources[0]!.lists).toMatchObject([{ kind: 'deviationList', trust: 'refused', items: 1 }])
  })

  test('a bare certificate where a signature is asked for is a failure that says so', () => {
    expect(report(csca, anchors).failures).toMatchObject([
      {
        index: 0,
        error: { code: 'PKI_BAD_MASTER_LIST', message: 'a signature is asked for, and only a list has one' },
      },
    ])
  })
})

describe('the state of a deviation list', () => {
  const sha256 = derSequence(derOid('2.16.840.1.101.3.4.2.1'))
  const country = (bytes: Uint8Array, trust?: SourceTrust) => store(bytes, trust).deviationLists[0]?.country
  const cms = (certificates: readonly Uint8Array[]) => {
    const content = derSequence(derInteger(0), derSetOf())
    return writeSignedData('2.23.136.1.1.7', content, utopia.documentSigner, certificates)
  }
  test('is that of its signer, verified or only named', () => {
    expect(country(deviations)).toBe('UT')
    expect(country(deviations, anchors)).toBe('UT')
    expect(country(cms([csca, germany.csca.certificate, signer]))).toBe('UT')
  })

  test('is not known without a signature, or without the certificate that it names', () => {
    const bare = derSequence(derInteger(0), sha256, derSetOf())
    expect(store(bare).deviationLists).toHaveLength(1)
    expect(country(bare)).toBeUndefined()
    expect(country(cms([germany.csca.certificate]))).toBeUndefined()
    expect(country(cms([]))).toBeUndefined()
    // What cannot be read beside the signer hides it not.
    expect(country(cms([broken, signer]))).toBe('UT')
    const nameless = writeCertificate(
      { ...utopia.documentSigner.content, subject: derSequence(derInteger(1)) },
      utopia.csca.key,
    )
    expect(country(cms([nameless]))).toBeUndefined()
  })
})

describe('where what could not be read stands', () => {
  const failures = (bytes: Uint8Array, name?: string) =>
    report(bytes, 'asGiven', name).failures.map(({ index, place }) => `${index} ${formatPlace(place)}`)
  test('in a list by its number, from 1', () => {
    const bare = derSequence(derInteger(0), derSetOf(csca, broken, broken))
    expect(failures(bare).sort()).toEqual(['0 certificate 1', '1 certificate 2'])
    expect(failures(signers(broken))).toEqual(['0 certificate 1'])
    expect(failures(derSequence(derInteger(0), derSetOf(derSequence(derOid('1.2')))))).toEqual([
      '0 certificate 1',
    ])
    const entries = derSequence(derInteger(0), derSetOf(broken))
    const deviationCms = writeSignedData('2.23.136.1.1.7', entries, utopia.documentSigner, [])
    expect(failures(deviationCms)).toEqual(['0 entry 1'])
    expect(failures(zipSync({ 'a.ml': bare })).sort()).toEqual([
      '0 a.ml, certificate 1',
      '1 a.ml, certificate 2',
    ])
    const inRecord = failures(ldif(record('masterList', bare)))
    expect(inRecord[0]).toMatch(/^\d cn=1,o=ml,c=UT,.*, certificate [12], line \d+$/)
  })

  test('in a file by its offset, in an export by its line, and by its number among the items', () => {
    expect(failures(concatBytes(csca, crl, latin1ToBytes('x')))).toEqual([
      `2 byte ${csca.length + crl.length}`,
    ])
    expect(failures(concatBytes(csca, broken, csca))).toEqual([`1 byte ${csca.length}`])
    expect(failures(ldif(record('crl', crl), record('crl', broken)))[0]).toMatch(/^1 cn=1,o=crl.*, line \d+$/)
  })

  test('lists are named by their source and their place in it', () => {
    const names = (bytes: Uint8Array, name?: string) =>
      report(bytes, 'asGiven', name).lists.map(each => each.name)
    expect(names(list)).toEqual(['file'])
    expect(names(list, '')).toEqual([''])
    expect(names(concatBytes(csca, list))).toEqual(['file'])
    expect(names(zipSync({ 'a.ml': list }))).toEqual(['file: a.ml'])
    expect(names(zipSync({ 'a.ml': list }), '')).toEqual(['a.ml'])
    expect(names(zipSync({ 'a.ml': concatBytes(list, list) }))).toEqual([
      'file: a.ml',
      `file: a.ml, byte ${list.length}`,
    ])
    const anchor = store(zipSync({ 'a.cer': csca })).anchors[0]!
    expect(anchor.sources).toEqual(['file: a.cer'])
  })

  test('the place in words', () => {
    expect(formatPlace({ name: '' })).toBe('')
    expect(formatPlace({ name: 'a', line: 3, offset: 0 })).toBe('a, line 3')
    expect(formatPlace({ name: '', line: 3, offset: 7 })).toBe('line 3, byte 7')
  })
})

describe('items', () => {
  test('of DER: one after the other, until what is none', () => {
    expect(
      items(concatBytes(csca, crl, list, deviations, signers(signer)))
        .map(words)
        .map(text => text.split(' ').at(-1)),
    ).toEqual(['certificate', 'crl', 'masterList', 'deviationList', 'documentSignerList'])
    expect(items(concatBytes(csca, Uint8Array.of(5, 0))).map(words)[1]).toBe(
      `byte ${csca.length} failure of undefined: PKI_UNKNOWN_FORMAT bytes that are no element`,
    )
    // Cut in its middle: what it was to be is told where it is the first.
    const cut = csca.subarray(0, -1)
    expect(items(cut).map(words)[0]).toMatch(/^ failure of (certificate|undefined): ASN1_/)
    expect(items(concatBytes(csca, cut)).map(words)[1]).toMatch(
      new RegExp(`^byte ${csca.length} failure of undefined: ASN1_`),
    )
    expect(items(derSequence(derOid('1.2.3'))).map(words)).toEqual([
      ' failure of undefined: PKI_UNKNOWN_FORMAT CMS of type 1.2.3: no list (at byte 0)',
    ])
    const data = writeSignedData('1.2.840.113549.1.7.1', derOctetString(csca), utopia.documentSigner, [])
    expect(items(data).map(words)[0]).toContain('CMS with content of type 1.2.840.113549.1.7.1: no list')
  })

  test('of a bundle without signers: its certificates and CRLs, each with its place', () => {
    const bundle = (...parts: readonly Uint8Array[]) =>
      derSequence(
        derOid('1.2.840.113549.1.7.2'),
        encodeTlv(
          0xa0,
          derSequence(
            derInteger(1),
            derSetOf(),
            derSequence(derOid('1.2.840.113549.1.7.1')),
            ...parts,
            derSetOf(),
          ),
        ),
      )
    expect(items(bundle()).map(words)).toEqual([])
    expect(items(bundle(encodeTlv(0xa1, crl))).map(({ kind }) => kind)).toEqual(['crl'])
    const both = items(bundle(encodeTlv(0xa0, csca, broken, signer), encodeTlv(0xa1, crl, broken)))
    expect(both.map(item => (item.kind === 'failure' ? `failure of ${item.of}` : item.kind))).toEqual([
      'certificate',
      'failure of certificate',
      'certificate',
      'crl',
      'failure of crl',
    ])
    expect(both[2]!.place.offset! - both[1]!.place.offset!).toBe(broken.length)
  })

  test('of PEM: what a label promises, and what is passed over', () => {
    expect(items(pem('CERTIFICATE', crl)).map(({ kind }) => kind)).toEqual(['crl'])
    expect(items(pem('X509 CRL', crl)).map(({ kind }) => kind)).toEqual(['crl'])
    const damaged = (label: string) =>
      items(latin1ToBytes(`-----BEGIN ${label}-----\n?\n-----END ${label}-----\n`)).map(words)[0]
    expect(damaged('CERTIFICATE')).toMatch(
      /^ failure of certificate: PKI_UNKNOWN_FORMAT content of a PEM block/,
    )
    expect(damaged('X509 CRL')).toMatch(/^ failure of crl: /)
    expect(damaged('CMS')).toMatch(/^ failure of undefined: /)
    expect(items(pem('PRIVATE KEY', csca)).map(words)).toEqual([
      ' failure of undefined: PKI_UNKNOWN_FORMAT PEM without certificates, CRLs or lists (at byte 0)',
    ])
    const second = concatBytes(pem('PRIVATE KEY', broken), pem('CERTIFICATE', csca))
    expect(items(second)).toMatchObject([
      { kind: 'certificate', place: { offset: pem('PRIVATE KEY', broken).length } },
    ])
    // A block that ends as another kind, and an end without a beginning.
    expect(
      items(latin1ToBytes('-----BEGIN CMS-----\nMAA=\n-----END X509 CRL-----\n')).map(words)[0],
    ).toContain('PEM block ends as another kind')
    expect(
      items(concatBytes(latin1ToBytes('-----END CMS-----\n'), pem('CMS', list))).map(({ kind }) => kind),
    ).toEqual(['masterList'])
    expect(items(latin1ToBytes('-----BEGIN CMS-----\nMAA=')).map(words)[0]).toContain(
      'PEM block without an end',
    )
    const twice = concatBytes(latin1ToBytes('-----BEGIN CMS-----\n'), pem('CMS', list))
    expect(items(twice).map(({ kind }) => kind)).toEqual(['failure', 'masterList'])
  })

  test('of a compiled store: a certificate once for each list, and all the rest', () => {
    const made = createTrustStore(
      [
        { name: 'one', bytes: list, trust: 'asGiven' },
        { name: 'two', bytes: csca, trust: 'asGiven' },
        { name: 'crl', bytes: crl, trust: 'asGiven' },
        { name: 'deviations', bytes: deviations, trust: 'asGiven' },
        { name: 'signers', bytes: signers(signer), trust: 'asGiven' },
      ],
      { backend: nativeBackend },
    )
    const file = compileTrustStore(made, { backend: nativeBackend, documentSigners: true })
    const all = ['crl', 'deviationList', 'documentSigner']
    expect(items(file).map(words)).toEqual([
      'one certificate',
      'two certificate',
      ...all.map(kind => ` ${kind}`),
    ])
    expect(items(zipSync({ s: file })).map(words)).toEqual([
      's: one certificate',
      's: two certificate',
      ...all.map(kind => `s ${kind}`),
    ])
    expect(items(file.with(60, file[60]! ^ 1)).map(words)).toEqual([
      ' failure of undefined: PKI_BAD_STORE compiled trust store is damaged',
    ])
  })

  test('of an archive: hidden files are passed over, the rest has its path', () => {
    const archive = zipSync({
      'x/.hidden': csca,
      '.hidden': csca,
      '__MACOSX/a': csca,
      'x/__MACOSX/a': csca,
      'a.b/c': csca,
      'a.': csca,
    })
    expect(items(archive).map(words)).toEqual(['a.b/c certificate', 'a. certificate'])
    const nested = (depth: number): Uint8Array =>
      depth === 0 ? csca : zipSync({ z: nested(depth - 1) }, { level: 0 })
    expect(items(nested(3)).map(words)).toEqual(['z/z/z certificate'])
    expect(items(nested(4)).map(words)).toEqual([
      'z/z/z failure of undefined: PKI_LIMIT archives in archives more than 3 deep',
    ])
    const damaged = zipSync({ a: csca }, { level: 0 })
    damaged[40]! ^= 1
    expect(items(damaged).map(words)[0]).toMatch(/^a failure of undefined: PKI_BAD_ARCHIVE file is damaged/)
    const noDirectory = damaged.subarray(0, 40)
    expect(items(noDirectory).map(words)[0]).toMatch(
      /^ failure of undefined: PKI_BAD_ARCHIVE archive without/,
    )
  })

  test('of a record of a directory: known attributes whatever their case, lists wherever they are', () => {
    const attribute = (type: string, value: Uint8Array) => ({ type, options: [], value, line: 2 })
    const of = (changeType: string | undefined, ...attributes: readonly ReturnType<typeof attribute>[]) =>
      [...readLdifRecord({ kind: 'entry', dn: 'c=UT', line: 1, changeType, attributes })].map(words)
    expect(of(undefined, attribute('CACertificate', csca))).toEqual(['c=UT, line 2 certificate'])
    expect(of('add', attribute('userCERTIFICATE', csca))).toEqual(['c=UT, line 2 documentSigner'])
    expect(of('modify', attribute('x', deviations))).toEqual(['c=UT, line 2 deviationList'])
    expect(of(undefined, attribute('x', signers(signer)))).toEqual(['c=UT, line 2 documentSignerList'])
    // What another attribute holds beside lists is its own affair.
    for (const value of [csca, crl, list, latin1ToBytes('text'), derSequence(), new Uint8Array(0)]) {
      expect(of(undefined, attribute('x', value))).toEqual([])
    }
    expect(of('delete', attribute('CACertificate', csca))).toEqual([
      'c=UT, line 1 failure of undefined: PKI_BAD_LDIF change of type delete is not made',
    ])
    expect(of('modrdn')).toEqual([
      'c=UT, line 1 failure of undefined: PKI_BAD_LDIF change of type modrdn is not made',
    ])
    const [unread] = items(latin1ToBytes('version: 1\nx: 1\n'))
    expect(words(unread!)).toBe(
      'line 2 failure of undefined: PKI_BAD_LDIF an attribute of no record: dn expected',
    )
    const inArchive = items(
      zipSync({ 'e.ldif': latin1ToBytes('version: 1\nx: 1\n\ndn: c=UT\ncACertificate: 1\n') }),
    )
    expect(inArchive.map(({ place }) => formatPlace(place))).toEqual([
      'e.ldif, line 2',
      'e.ldif: c=UT, line 5',
    ])
  })
})
