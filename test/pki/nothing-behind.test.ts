import { expect, test } from 'vitest'
import {
  derBoolean,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  encodeTlv,
  readTlv,
  readTlvs,
} from '../../src/asn1/index.js'
import { concatBytes } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import {
  decodeBasicConstraints,
  decodeCrlDistributionPoints,
  decodeDocumentTypeList,
  decodeExtendedKeyUsage,
  decodeGeneralNames,
  decodeKeyUsage,
  decodePrivateKeyUsagePeriod,
  decodeSubjectKeyIdentifier,
  parseCertificate,
  parseCrl,
  parseDeviationList,
  parseMasterList,
  parseSignedData,
} from '../../src/pki/index.js'
import {
  buildCrl,
  buildDeviationList,
  buildMasterList,
  createCountry,
  extension,
  writeEfSod,
} from '../../src/testkit/index.js'
import { writeTime } from '../../src/testkit/issuer/write-time.js'

/*
 * A structure that has an element too many somewhere is refused, wherever that is: what a parser reads over, another one may read as
 * something else. The places that may hold more are written down.
 */
const utopia = createCountry({ state: 'UTO', seed: 'nothing behind' })
const crlContent = {
  revoked: [{ serialNumber: 5n, date: new Date('2026-01-01') }],
  thisUpdate: new Date('2026-01-01'),
  nextUpdate: new Date('2026-05-01'),
}

/** Every version of `bytes` with a NULL too many in one place; the place by the tags on the way to it. */
function* withIntruders(bytes: Uint8Array, path = ''): Generator<readonly [string, Uint8Array]> {
  const { tag, value } = readTlv(bytes)
  const here = `${path}/${tag.toString(16).padStart(2, '0')}`
  const parts = (tag & 0x20) !== 0 || isDer(tag, value) ? readTlvs(value).map(part => part.bytes) : undefined
  if (parts === undefined) return
  yield [here, encodeTlv(tag, value, derNull())]
  for (const [index, part] of parts.entries()) {
    for (const [place, changed] of withIntruders(part, `${here}.${index}`)) {
      yield [place, encodeTlv(tag, ...parts.slice(0, index), changed, ...parts.slice(index + 1))]
    }
  }
}

/** An OCTET STRING that holds a structure, as those of extensions and of content do. */
function isDer(tag: number, value: Uint8Array): boolean {
  if (tag !== 0x04) return false
  try {
    const inner = readTlv(value)
    return inner.bytes.length === value.length && [0x30, 0x31, 0x03, 0x04].includes(inner.tag)
  } catch {
    return false
  }
}

/** The places at which `read` takes an element too many. */
function acceptedBy(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): readonly string[] {
  read(bytes)
  const accepted: string[] = []
  for (const [place, changed] of withIntruders(bytes)) {
    try {
      read(changed)
      accepted.push(place)
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
    }
  }
  expect(() => read(concatBytes(bytes, derNull()))).toThrow(EmrtdError)
  return accepted
}

const decoders: Readonly<Record<string, (value: Uint8Array) => unknown>> = {
  '2.5.29.14': decodeSubjectKeyIdentifier,
  '2.5.29.15': decodeKeyUsage,
  '2.5.29.16': decodePrivateKeyUsagePeriod,
  '2.5.29.17': decodeGeneralNames,
  '2.5.29.18': decodeGeneralNames,
  '2.5.29.19': decodeBasicConstraints,
  '2.5.29.31': decodeCrlDistributionPoints,
  '2.5.29.37': decodeExtendedKeyUsage,
  '2.23.136.1.1.6.2': decodeDocumentTypeList,
}

/** Decodes all that there is in a certificate. */
function readWhole(bytes: Uint8Array): readonly unknown[] {
  const certificate = parseCertificate(bytes)
  const { issuer, subject, notBefore, notAfter, publicKey, country, extensions } = certificate
  const { authorityKeyIdentifier } = certificate
  const decoded = extensions.map(({ oid, value }) => decoders[oid]?.(value))
  return [issuer, subject, notBefore, notAfter, publicKey, country, authorityKeyIdentifier, decoded]
}

/** The same, without what stands inside `opaque`: that is kept and not read here. */
const acceptedOutside = (
  opaque: readonly string[],
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => unknown,
): readonly string[] =>
  acceptedBy(bytes, read).filter(place => !opaque.some(prefix => place.startsWith(prefix)))

test('certificates', () => {
  // The algorithms are compared and decoded when the signature is verified.
  const algorithms = ['/30.0/30.2/30', '/30.1/30']
  const { certificate } = utopia.csca
  const extensionsAt = '/30.0/30.7/a3.0/30'
  const namesOf = (bytes: Uint8Array) => parseCertificate(bytes).extensions.map(({ oid }) => oid)
  const documentTypes = (bytes: Uint8Array) => namesOf(bytes).filter(oid => oid === '2.23.136.1.1.6.2')
  for (const bytes of [certificate, utopia.documentSigner.certificate]) {
    const oids = namesOf(bytes)
    const places = acceptedOutside([extensionsAt], bytes, readWhole)
    expect(places).toEqual(algorithms)
    // Of extensions, those whose content is a choice that may grow: names and strings of any kind, identifiers, distribution points.
    const taken = acceptedBy(bytes, readWhole).filter(place => place.startsWith(extensionsAt))
    const indexes = taken.map(place => Number(place.slice(extensionsAt.length + 1).split('/')[0]))
    expect(new Set(indexes.map(index => oids[index]))).toEqual(
      new Set(['2.5.29.35', '2.5.29.17', '2.5.29.18', '2.5.29.31', ...documentTypes(bytes)]),
    )
    // Never beside the value, only within it.
    for (const place of taken) expect(place.split('/')[6]).toMatch(/^04/)
  }
})

test('extensions that no certificate of the test kit has', () => {
  const period = extension.privateKeyUsagePeriod(new Date('2026-01-01'), new Date('2026-04-01')).value
  expect(acceptedBy(period, decodePrivateKeyUsagePeriod)).toEqual([])
  const constraints = derSequence(derBoolean(true), derInteger(0))
  expect(decodeBasicConstraints(constraints)).toEqual({ ca: true, pathLength: 0 })
  expect(acceptedBy(constraints, decodeBasicConstraints)).toEqual([])
})

test('revocation lists', () => {
  const entry = derSequence(derOid('2.5.29.21'), derOctetString(encodeTlv(0x0a, Uint8Array.of(1))))
  const list = readTlvs(readTlv(buildCrl(utopia, crlContent)).value)
  const parts = readTlvs(list[0]!.value).map(({ bytes }) => bytes)
  const revoked = derSequence(
    derSequence(derInteger(5), writeTime(crlContent.thisUpdate), derSequence(entry)),
    derSequence(derInteger(6), writeTime(crlContent.thisUpdate)),
  )
  const body = derSequence(...parts.slice(0, 5), revoked, ...parts.slice(6))
  const crl = derSequence(body, ...list.slice(1).map(({ bytes }) => bytes))
  expect(parseCrl(crl).revoked).toHaveLength(2)
  // The algorithms again, and the issuer's key identifier.
  expect(acceptedBy(crl, parseCrl)).toEqual([
    '/30.0/30.1/30',
    '/30.0/30.6/a0.0/30.0/30.1/04.0/30',
    '/30.1/30',
  ])
})

test('signed data', () => {
  const sod = readTlv(writeEfSod(new Map([[1, Uint8Array.of(1)]]), utopia.documentSigner)).value
  const content = '/30.1/a0.0/30.2/30.1/a0.0/04'
  const certificates = '/30.1/a0.0/30.3/a0'
  const info = '/30.1/a0.0/30.4/31.0'
  // Sets of any number of elements: digest algorithms and the values of an attribute, which the verification counts.
  expect(acceptedOutside([content, certificates], sod, parseSignedData)).toEqual([
    '/30.1/a0.0/30.1/31',
    '/30.1/a0.0/30.1/31.0/30',
    `${info}/30.2/30`,
    `${info}/30.3/a0.0/30.1/31`,
    `${info}/30.3/a0.1/30.1/31`,
    `${info}/30.4/30`,
    // A signature that happens to look like a structure: the one in DER.
    `${info}/30.5/04`,
    `${info}/30.5/04.0/30`,
  ])
})

/** The content alone, as the parsers take it without a signature. */
const contentOf = (cms: Uint8Array) => parseSignedData(cms).content

test('master lists', () => {
  const list = contentOf(buildMasterList(utopia, [utopia.csca.certificate]))
  const read = (bytes: Uint8Array) => {
    const { failures, certificates } = parseMasterList(bytes)
    if (failures.length > 0) throw failures[0]!.error
    return certificates
  }
  // Certificates are read when they are used.
  expect(acceptedOutside(['/30.1/31.0'], list, read)).toEqual([])
})

test('deviation lists', () => {
  const { keyIdentifier } = utopia.documentSigner.key
  const type = '2.23.136.1.1.7.2.2'
  const list = contentOf(
    buildDeviationList(utopia, [
      {
        documentType: 'P<',
        signer: { issuer: utopia.csca.content.subject, serialNumber: 5n },
        issued: { first: new Date('2026-01-01'), last: new Date('2026-02-01') },
        documentNumbers: ['AB1234567'],
        descriptions: [{ type, field: 2, text: 'a word' }],
      } as never,
      { signer: { keyIdentifier }, descriptions: [{ type, field: '2.5.29.35' }] },
    ]),
  )
  const read = (bytes: Uint8Array) => {
    const { failures, deviations } = parseDeviationList(bytes)
    if (failures.length > 0) throw failures[0]!.error
    return deviations
  }
  expect(read(list)).toHaveLength(2)
  // NULL is what the parameters of the digest algorithm may be.
  expect(acceptedBy(list, read)).toEqual(['/30.1/30'])
})
