import {
  derBoolean,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUtf8String,
  encodeTlv,
} from '../../../src/asn1/index.js'
import { latin1ToBytes } from '../../../src/bytes.js'
import { extensionOid } from '../../../src/pki/index.js'
import type { CertificateKind } from '../../../src/pki/lint/certificate-under-lint.js'
import {
  type CertificateExtension,
  type Country,
  createCountry,
  createIssuerKey,
  deviationListSigner,
  extension,
  linkCertificate,
  writeCertificate,
  writeName,
} from '../../../src/testkit/index.js'
import {
  add,
  attribute,
  bits,
  critical,
  type Edit,
  field,
  generalized,
  place,
  printable,
  renamedAttribute,
  replace,
  utc,
  without,
} from './certificate-edits.js'
import { parts, resigned, withLongLength, withPart, withPartAt } from './rewrite.js'

const day = (text: string): Date => new Date(`${text}T00:00:00Z`)
const dates = {
  csca: { notBefore: day('2020-01-01'), notAfter: day('2034-06-30'), privateKeyNotAfter: day('2024-01-01') },
  documentSigner: { privateKeyNotAfter: day('2020-03-15'), notAfter: day('2030-03-15') },
}
const utopia = createCountry({ state: 'UTO', seed: 'lint', dates })
const next = createCountry({ state: 'UTO', seed: 'lint', dates, generation: 2 })
const renamed: Country = (() => {
  const { csca } = next
  const subject = writeName({ country: 'UT', commonName: 'New CSCA' })
  return { ...next, csca: { ...csca, content: { ...csca.content, subject } } }
})()
const caKey = utopia.csca.key
const signerContent = utopia.documentSigner.content
const own = (oid: string): CertificateExtension =>
  signerContent.extensions.find(each => each.oid === oid) as CertificateExtension

/** A certificate with just these extensions, and a subject of country and common name. */
function compact(commonName: string, extensions: readonly CertificateExtension[]): Uint8Array {
  const subject = derSequence(
    derSetOf(derSequence(derOid('2.5.4.6'), printable('UT'))),
    derSetOf(derSequence(derOid('2.5.4.3'), printable(commonName))),
  )
  return writeCertificate({ ...signerContent, subject, extensions }, caKey)
}
const authority = own(extensionOid.authorityKeyIdentifier)

/** A sound certificate of each kind. */
export const soundCertificates: Readonly<Record<CertificateKind, Uint8Array>> = {
  csca: utopia.csca.certificate,
  link: linkCertificate(utopia, next),
  documentSigner: utopia.documentSigner.certificate,
  masterListSigner: utopia.masterListSigner.certificate,
  deviationListSigner: deviationListSigner(utopia).certificate,
  barCodeSigner: compact('UT', [authority, extension.extendedKeyUsage('2.23.136.1.1.11.1')]),
  lds2Signer: compact('VISA 1', [authority, extension.extendedKeyUsage('2.23.136.1.1.9.8.2')]),
  communication: writeCertificate(
    {
      ...signerContent,
      extensions: [
        ...signerContent.extensions.filter(({ oid }) => oid !== extensionOid.documentTypeList),
        extension.extendedKeyUsage('1.3.6.1.5.5.7.3.1'),
      ],
    },
    caKey,
  ),
}

const {
  authorityKeyIdentifier,
  subjectKeyIdentifier,
  keyUsage,
  privateKeyUsagePeriod,
  basicConstraints,
  subjectAltName,
  cRLDistributionPoints,
  extKeyUsage,
  documentTypeList,
  nameChange,
} = extensionOid

const country = '2.5.4.6'
const names = (...general: readonly Uint8Array[]): Uint8Array => derSequence(...general)
const email = encodeTlv(0x81, latin1ToBytes('csca@uto.example'))
const directory = (...attributes: readonly Uint8Array[]): Uint8Array =>
  encodeTlv(0xa4, derSequence(...attributes))
const locality = (code: string): Uint8Array => attribute('2.5.4.7', printable(code))
/** Both alternative names at once, so that those of a root stay the same. */
const alternativeNames = (value: Uint8Array): Edit => {
  const both = [extensionOid.subjectAltName, extensionOid.issuerAltName] as const
  return signed => both.reduce((made, oid) => replace(oid, { value })(made), signed)
}
const pointOf = (...inside: readonly Uint8Array[]): Uint8Array => derSequence(derSequence(...inside))
const uri = (text: string): Uint8Array =>
  encodeTlv(0xa0, encodeTlv(0xa0, encodeTlv(0x86, latin1ToBytes(text))))

const { serial, algorithm, issuer, validity, subject, key } = place

/** The sound certificate of a kind with a change. */
function edited(kind: CertificateKind, edit: Edit): Uint8Array {
  return resigned(soundCertificates[kind], caKey, edit)
}

/** A certificate that breaks one rule; `also` names rules that cannot but be broken with it. */
export interface BrokenCertificate {
  readonly kind: CertificateKind
  readonly bytes: () => Uint8Array
  readonly also?: readonly string[]
}
const broken = (kind: CertificateKind, edit: Edit, also: readonly string[] = []): BrokenCertificate => ({
  kind,
  bytes: () => edited(kind, edit),
  also,
})

/** For each rule on certificates what breaks it, and nothing else. */
export const brokenCertificates: Readonly<Record<string, readonly BrokenCertificate[]>> = {
  'certificate-readable': [
    broken('csca', replace(keyUsage, { critical: true, value: derNull() })),
    broken('documentSigner', add(own(subjectKeyIdentifier))),
  ],
  der: [
    broken('csca', replace(keyUsage, { critical: true, value: bits(0, 0x06) })),
    broken('csca', field(issuer, withLongLength)),
    // BOOLEAN TRUE as 01 (Ukraine).
    broken(
      'csca',
      replace(basicConstraints, {
        critical: true,
        value: derSequence(Uint8Array.of(1, 1, 1), derInteger(0)),
      }),
    ),
  ],
  version: [
    broken(
      'csca',
      field(0, () => encodeTlv(0xa0, derInteger(1))),
    ),
  ],
  'serial-number-positive': [
    broken(
      'csca',
      field(serial, () => derInteger(0)),
    ),
    broken(
      'link',
      field(serial, () => derInteger(-5)),
    ),
  ],
  'serial-number-length': [
    broken(
      'csca',
      field(serial, () => encodeTlv(0x02, new Uint8Array(21).fill(0x11))),
    ),
  ],
  'serial-number-minimal': [
    broken(
      'csca',
      field(serial, () => encodeTlv(0x02, Uint8Array.of(0, 0x11))),
    ),
  ],
  'signature-algorithms-equal': [
    broken(
      'csca',
      field(algorithm, () => derSequence(derOid('1.2.840.10045.4.3.2'))),
    ),
  ],
  'country-present': [broken('documentSigner', field(subject, renamedAttribute(country)))],
  'country-two-letters': [
    broken('documentSigner', field(subject, renamedAttribute(country, printable('UTO'))), [
      'country-matches',
    ]),
  ],
  'country-upper-case': [
    broken('documentSigner', field(subject, renamedAttribute(country, printable('ut')))),
  ],
  'country-matches': [broken('documentSigner', field(subject, renamedAttribute(country, printable('DE'))))],
  'name-printable-string': [broken('csca', field(subject, renamedAttribute(country, derUtf8String('UT'))))],
  'name-directory-string': [
    // TeletexString (Czechia).
    broken(
      'documentSigner',
      field(subject, renamedAttribute('2.5.4.3', encodeTlv(0x14, latin1ToBytes('DS')))),
    ),
  ],
  'common-name-present': [broken('documentSigner', field(subject, renamedAttribute('2.5.4.3')))],
  'validity-encoding': [
    // GeneralizedTime before 2050 (Kazakhstan).
    broken(
      'link',
      field(validity, v => withPart(v, 0, () => generalized('20200101000000Z'))),
    ),
    broken(
      'link',
      field(validity, v => withPart(v, 0, () => utc('2001010000Z'))),
    ),
    broken(
      'link',
      field(validity, v => withPart(v, 0, () => utc('200101000000+0000'))),
    ),
  ],
  'unique-identifiers-absent': [
    broken(
      'csca',
      field(key, part => [part, encodeTlv(0x81, Uint8Array.of(0, 1))]),
    ),
  ],
  'no-default-values': [broken('csca', critical(subjectKeyIdentifier, false))],
  'ec-explicit-parameters': [
    {
      kind: 'documentSigner',
      bytes: () => {
        const named = createIssuerKey('lint', 'named', {
          kind: 'ecdsa',
          curve: 'P-256',
          parameters: 'named',
          hash: 'SHA-256',
        })
        return writeCertificate({ ...signerContent, publicKeyInfo: named.publicKeyInfo }, caKey)
      },
    },
    // Without its last part, the cofactor.
    broken('csca', signed => withPartAt(signed, [key, 0, 1, -1], () => [])),
  ],
  'hash-permitted': [
    {
      kind: 'csca',
      bytes: () =>
        createCountry({
          state: 'UTO',
          seed: 'lint',
          dates,
          csca: { kind: 'rsa', bits: 1024, padding: 'pkcs1', hash: 'SHA-1' },
        }).csca.certificate,
    },
  ],
  'authority-key-identifier-present': [
    broken('link', without(authorityKeyIdentifier)),
    broken('documentSigner', without(authorityKeyIdentifier)),
  ],
  'authority-key-identifier-content': [
    broken('csca', replace(authorityKeyIdentifier, { value: derSequence() })),
    broken('barCodeSigner', replace(authorityKeyIdentifier, { value: derSequence() })),
    broken('lds2Signer', replace(authorityKeyIdentifier, { value: derSequence() })),
  ],
  'subject-key-identifier-present': [broken('csca', without(subjectKeyIdentifier))],
  'subject-key-identifier-content': [
    broken('csca', replace(subjectKeyIdentifier, { value: derOctetString(new Uint8Array(0)) })),
  ],
  'key-usage-present': [broken('csca', without(keyUsage))],
  'key-usage-critical': [broken('csca', critical(keyUsage, undefined))],
  'key-usage-ca': [
    broken('csca', replace(keyUsage, { critical: true, value: bits(1, 0x86) })),
    broken('csca', replace(keyUsage, { critical: true, value: bits(2, 0x04) })),
  ],
  'key-usage-signer': [broken('documentSigner', replace(keyUsage, { critical: true, value: bits(6, 0xc0) }))],
  'key-usage-communication': [
    broken('communication', replace(keyUsage, { critical: true, value: bits(2, 0x84) })),
  ],
  'private-key-usage-period-present': [broken('documentSigner', without(privateKeyUsagePeriod))],
  'private-key-usage-period-content': [
    broken('masterListSigner', replace(privateKeyUsagePeriod, { value: derSequence() })),
    broken(
      'masterListSigner',
      replace(privateKeyUsagePeriod, {
        value: derSequence(encodeTlv(0x80, latin1ToBytes('200101000000Z'))),
      }),
    ),
  ],
  'basic-constraints-present': [broken('csca', without(basicConstraints))],
  'basic-constraints-critical': [broken('csca', critical(basicConstraints, undefined))],
  'basic-constraints-ca': [
    broken('csca', replace(basicConstraints, { critical: true, value: derSequence(derInteger(0)) })),
  ],
  'path-length-present': [
    broken('csca', replace(basicConstraints, { critical: true, value: derSequence(derBoolean(true)) })),
  ],
  'path-length-zero': [
    broken(
      'csca',
      replace(basicConstraints, { critical: true, value: derSequence(derBoolean(true), derInteger(1)) }),
    ),
  ],
  'basic-constraints-absent': [
    broken('documentSigner', add({ oid: basicConstraints, critical: true, value: derSequence() })),
  ],
  'alternative-names-present': [broken('csca', without(subjectAltName))],
  'alternative-names-directory-name': [broken('csca', alternativeNames(names(email)))],
  'alternative-names-state-code': [
    broken('csca', alternativeNames(names(email, directory(locality('Utopia'))))),
    broken('csca', alternativeNames(names(email, directory(attribute('2.5.4.8', printable('UTO')))))),
    broken(
      'csca',
      alternativeNames(names(email, directory(locality('UTO'), attribute(country, printable('UT'))))),
    ),
    ...[printable('UT'), printable('UTOP'), printable('uto'), derInteger(1)].map(code =>
      broken('csca', alternativeNames(names(email, directory(locality('UTO'), attribute('2.5.4.8', code))))),
    ),
  ],
  'alternative-names-contact': [broken('csca', alternativeNames(names(directory(locality('UTO')))))],
  'alternative-names-equal': [
    broken('csca', replace(subjectAltName, { value: names(directory(locality('UTO')), email) })),
  ],
  'crl-distribution-points-present': [broken('csca', without(cRLDistributionPoints))],
  'crl-distribution-points-content': [
    broken('csca', replace(cRLDistributionPoints, { value: pointOf(uri('ftp://uto.example/crl')) })),
    broken('csca', replace(cRLDistributionPoints, { value: pointOf() })),
    broken(
      'csca',
      replace(cRLDistributionPoints, {
        value: pointOf(uri('http://uto.example/crl'), encodeTlv(0x81, Uint8Array.of(1, 0x40))),
      }),
    ),
  ],
  'extensions-not-critical': [
    broken('csca', critical(subjectKeyIdentifier, true)),
    broken('lds2Signer', critical(authorityKeyIdentifier, true)),
    broken('barCodeSigner', critical(authorityKeyIdentifier, true)),
    broken('barCodeSigner', add({ ...own(documentTypeList), critical: true })),
  ],
  'extended-key-usage-present': [broken('masterListSigner', without(extKeyUsage))],
  'extended-key-usage-critical': [broken('masterListSigner', critical(extKeyUsage, undefined))],
  'extended-key-usage-list-signer': [
    broken(
      'masterListSigner',
      replace(extKeyUsage, { critical: true, value: derSequence(derOid('2.23.136.1.1.8')) }),
    ),
    broken(
      'deviationListSigner',
      replace(extKeyUsage, { critical: true, value: derSequence(derOid('2.23.136.1.1.3')) }),
    ),
  ],
  'extended-key-usage-absent': [broken('documentSigner', add(extension.extendedKeyUsage('1.2.3')))],
  'document-type-list-present': [broken('documentSigner', without(documentTypeList))],
  'document-type-list-content': [
    broken(
      'documentSigner',
      replace(documentTypeList, { value: derSequence(derInteger(1), derSetOf(printable('P'))) }),
    ),
    broken(
      'documentSigner',
      replace(documentTypeList, { value: derSequence(derInteger(0), derSetOf(printable('PAS'))) }),
    ),
    broken(
      'documentSigner',
      replace(documentTypeList, { value: derSequence(derInteger(0), derSetOf(derUtf8String('P'))) }),
    ),
  ],
  'document-type-list-absent': [broken('csca', add(own(documentTypeList)))],
  'name-change-present': [
    broken('link', field(subject, renamedAttribute('2.5.4.3', derUtf8String('New CSCA')))),
  ],
  'name-change-content': [broken('csca', add({ oid: nameChange, value: derSequence() }))],
  'name-change-absent': [broken('documentSigner', add({ oid: nameChange, value: derNull() }))],
  'prohibited-extensions-absent': [
    broken('csca', add({ oid: '2.16.840.1.113730.1.1', value: bits(0, 0x07) })),
    broken('documentSigner', add({ oid: '2.5.29.46', value: derSequence() })),
  ],
  'private-extensions-not-critical': [
    broken('csca', add({ oid: '1.2.3.4', critical: true, value: derNull() })),
  ],
  'csca-key-period': [
    {
      kind: 'csca',
      bytes: () =>
        createCountry({
          state: 'UTO',
          seed: 'lint',
          dates: { csca: { ...dates.csca, privateKeyNotAfter: day('2030-01-01') } },
        }).csca.certificate,
    },
  ],
  'csca-validity': [
    broken(
      'csca',
      field(validity, v => withPart(v, 1, () => utc('450101000000Z'))),
    ),
  ],
  'document-signer-key-period': [
    broken(
      'documentSigner',
      replace(privateKeyUsagePeriod, extension.privateKeyUsagePeriod(day('2020-01-01'), day('2021-01-01'))),
    ),
  ],
  'compact-extensions': [
    broken('barCodeSigner', add(own(subjectKeyIdentifier))),
    broken('lds2Signer', without(authorityKeyIdentifier)),
  ],
  'compact-purposes': [
    broken(
      'barCodeSigner',
      replace(extKeyUsage, {
        critical: true,
        value: derSequence(derOid('2.23.136.1.1.11.1'), derOid('2.23.136.1.1.3')),
      }),
    ),
  ],
  'compact-subject': [
    broken('barCodeSigner', field(subject, renamedAttribute('2.5.4.3', printable('Ut')))),
    broken('lds2Signer', field(subject, renamedAttribute('2.5.4.3', printable('TEN LETTERS')))),
    broken(
      'lds2Signer',
      field(subject, name => derSequence(...parts(name), attribute('2.5.4.10', printable('O')))),
    ),
  ],
}

function rsa(): Country {
  return createCountry({
    state: 'UTO',
    seed: 'lint',
    dates,
    csca: { kind: 'rsa', bits: 1024, padding: 'pkcs1', hash: 'SHA-256' },
  })
}

/** More that is sound: what a rule asks for only in certain cases. */
export const moreSoundCertificates: readonly (readonly [string, CertificateKind, Uint8Array])[] = [
  ['a link certificate to a new name', 'link', linkCertificate(utopia, renamed)],
  [
    'a root that says that its name is new',
    'csca',
    edited('csca', add({ oid: extensionOid.nameChange, value: derNull() })),
  ],
  [
    'a bar code signer with document types',
    'barCodeSigner',
    edited('barCodeSigner', add(own(extensionOid.documentTypeList))),
  ],
  [
    'a private extension',
    'documentSigner',
    edited('documentSigner', add({ oid: '1.2.3.4', value: derNull() })),
  ],
  [
    'a state that its code in the MRZ does not tell alone',
    'csca',
    edited(
      'csca',
      alternativeNames(names(email, directory(locality('UTO'), attribute('2.5.4.8', printable('UTA'))))),
    ),
  ],
  [
    'a state whose code in the MRZ is a single letter',
    'csca',
    edited('csca', alternativeNames(names(email, directory(locality('U'))))),
  ],
  ['a CSCA of RSA', 'csca', rsa().csca.certificate],
  [
    'a validity beyond 2049',
    'link',
    edited(
      'link',
      field(validity, v => withPart(v, 1, () => generalized('20500101000000Z'))),
    ),
  ],
]

/** As the Sixth Edition of Doc 9303 had them: neither alternative name, no key period, no distribution points; SHA-1. */
export const earlierCertificate = (): Uint8Array =>
  edited(
    'csca',
    without(subjectAltName, extensionOid.issuerAltName, privateKeyUsagePeriod, cRLDistributionPoints),
  )

/** Who issued the specimens, and its next generation. */
export const specimenCountry: Country = utopia
export const nextSpecimenCountry: Country = next
