import { type DerElement, DerReader, derTag } from '../../asn1/index.js'
import { bytesToLatin1, equalBytes } from '../../bytes.js'
import { parseSignatureAlgorithm } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { fieldLeniencies } from '../certificate.js'
import type { Name, NameAttribute } from '../name.js'
import type { CertificateKind, CertificateUnderLint, WrittenExtension } from './certificate-under-lint.js'
import { type CheckedRule, faultIf, type LintRule } from './lint-rule.js'

export const allKinds: readonly CertificateKind[] = [
  'csca',
  'link',
  'documentSigner',
  'masterListSigner',
  'deviationListSigner',
  'barCodeSigner',
  'lds2Signer',
  'communication',
]

/** What cannot be read at all. */
export const certificateReadable: LintRule = {
  id: 'certificate-readable',
  clause: 'RFC 5280 §4.1',
  level: 'mandatory',
  appliesTo: allKinds,
  text: 'Every field and extension has the syntax of RFC 5280, and no extension stands twice.',
}

type Rule = CheckedRule<CertificateUnderLint>
const fields = 'Doc 9303-12 §7.1.1 table 5'
const names = 'Doc 9303-12 §7.1.1.1.1'

/** Attribute types of DirectoryString syntax. RFC 5280 Appendix A.1, X.520. */
const directoryStringTypes: ReadonlySet<string> = new Set(
  [3, 4, 7, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 41, 42, 43, 44, 51, 54, 65, 97].map(
    type => `2.5.4.${type}`,
  ),
)
const attributeOid = { commonName: '2.5.4.3', serialNumber: '2.5.4.5', country: '2.5.4.6' } as const

/** Rules on the fields of a certificate. */
export const fieldRules: readonly Rule[] = [
  {
    id: 'der',
    clause: 'RFC 5280 §4.1',
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'The certificate is encoded in DER.',
    // Times and the serial number have rules of their own.
    check: ({ deviations }) =>
      [...new Set(deviations.map(({ leniency }) => leniency))]
        .filter(leniency => leniency !== 'timeFormat' && leniency !== 'nonMinimalInteger')
        .map(leniency => `not DER: ${leniency}`),
  },
  {
    id: 'version',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'The version is 3.',
    check: ({ certificate: { version } }) => faultIf(version !== 3, `version ${version}`),
  },
  {
    id: 'serial-number-positive',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'The serial number is positive.',
    check: ({ certificate: { serialNumber } }) => [
      ...faultIf((serialNumber[0] ?? 0) >= 0x80, 'serial number is negative'),
      ...faultIf(
        serialNumber.every(byte => byte === 0),
        'serial number is 0',
      ),
    ],
  },
  {
    id: 'serial-number-length',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'The serial number has at most 20 octets.',
    check: ({ certificate: { serialNumber } }) =>
      faultIf(serialNumber.length > 20, `serial number of ${serialNumber.length} octets`),
  },
  {
    id: 'serial-number-minimal',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'The serial number is written in the smallest number of octets.',
    check: ({ certificate: { serialNumber } }) => {
      const [first = 0, second] = serialNumber
      const superfluous =
        second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
      return faultIf(superfluous, 'serial number with a superfluous octet')
    },
  },
  {
    id: 'signature-algorithms-equal',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'The signature algorithms inside and outside of tbsCertificate are the same.',
    check: ({ certificate }) =>
      faultIf(
        !equalBytes(certificate.signatureAlgorithm, certificate.tbsSignatureAlgorithm),
        'signature algorithms differ',
      ),
  },
  {
    id: 'country-present',
    clause: names,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'Issuer and subject have a countryName.',
    check: ({ certificate }) =>
      eachName(certificate, name =>
        faultIf(find(name, attributeOid.country) === undefined, 'no countryName'),
      ),
  },
  {
    id: 'country-two-letters',
    clause: names,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'countryName is a code of two letters.',
    check: ({ certificate }) => eachName(certificate, countryOfTwoLetters),
  },
  {
    id: 'country-upper-case',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'countryName is in upper case.',
    check: ({ certificate }) => eachName(certificate, countryInUpperCase),
  },
  {
    id: 'country-matches',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'The countryName of issuer and subject match.',
    check: ({ certificate: { issuer, subject } }) => {
      const [of, to] = [issuer, subject].map(name => find(name, attributeOid.country)?.text)
      return faultIf(
        of !== undefined && to !== undefined && of.toUpperCase() !== to.toUpperCase(),
        `issuer ${of}, subject ${to}`,
      )
    },
  },
  {
    id: 'name-printable-string',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'countryName and serialNumber of a name are PrintableStrings.',
    check: ({ certificate }) => eachName(certificate, printableAttributes),
  },
  {
    id: 'name-directory-string',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'Other attributes with DirectoryString syntax are PrintableString or UTF8String.',
    check: ({ certificate }) => eachName(certificate, directoryStrings),
  },
  {
    id: 'common-name-present',
    clause: names,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'Issuer and subject have a commonName.',
    check: ({ certificate }) =>
      eachName(certificate, name =>
        faultIf(find(name, attributeOid.commonName) === undefined, 'no commonName'),
      ),
  },
  {
    id: 'validity-encoding',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'Times are UTCTime with seconds and Z through 2049, GeneralizedTime with seconds, without fraction and with Z from 2050.',
    check: ({ times }) => times.flatMap(timeFaults),
  },
  {
    id: 'unique-identifiers-absent',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'issuerUniqueID and subjectUniqueID are absent.',
    check: ({ hasUniqueId }) => faultIf(hasUniqueId, 'a unique identifier'),
  },
  {
    id: 'no-default-values',
    clause: fields,
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'Default values of extensions are not encoded.',
    check: ({ extensions }) => writtenDefaults(extensions),
  },
  {
    id: 'ec-explicit-parameters',
    clause: 'Doc 9303-12 §4.1.6.3',
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'An EC key has explicit parameters with cofactor, and its points are uncompressed.',
    check: ({ certificate }) => ecParameterFaults(certificate.publicKeyInfo),
  },
  {
    id: 'hash-permitted',
    clause: 'Doc 9303-12 §4.1.6.4',
    level: 'mandatory',
    appliesTo: allKinds,
    text: 'The hash function of the signature is SHA-224, SHA-256, SHA-384 or SHA-512.',
    later: true,
    check: ({ certificate: { signatureAlgorithm } }) => hashFaults(signatureAlgorithm),
  },
]

type Names = Readonly<Record<'issuer' | 'subject', Name>>

function eachName({ issuer, subject }: Names, faults: (name: Name) => readonly string[]): readonly string[] {
  return [
    ...faults(issuer).map(fault => `issuer: ${fault}`),
    ...faults(subject).map(fault => `subject: ${fault}`),
  ]
}

/** The first attribute of this type. */
export function find(name: Name, oid: string): NameAttribute | undefined {
  return name.rdns.flat().find(attribute => attribute.oid === oid)
}

/** What is wrong with the length of countryName. */
export function countryOfTwoLetters(name: Name): readonly string[] {
  const country = find(name, attributeOid.country)?.text
  return faultIf(country !== undefined && !/^[A-Za-z]{2}$/.test(country), `countryName ${country}`)
}

/** What is wrong with the case of countryName. */
export function countryInUpperCase(name: Name): readonly string[] {
  const country = find(name, attributeOid.country)?.text
  return faultIf(country !== undefined && country !== country.toUpperCase(), `countryName ${country}`)
}

/** Attributes that are no PrintableString and should be. */
export function printableAttributes(name: Name): readonly string[] {
  return name.rdns
    .flat()
    .filter(({ oid }) => oid === attributeOid.country || oid === attributeOid.serialNumber)
    .filter(({ tag }) => tag !== derTag.printableString)
    .map(({ oid, tag }) => `${oid} with tag ${tag.toString(16)}`)
}

/** Attributes of DirectoryString syntax in another string type than the two that are permitted. */
export function directoryStrings(name: Name): readonly string[] {
  return name.rdns
    .flat()
    .filter(({ oid }) => directoryStringTypes.has(oid))
    .filter(({ tag }) => tag !== derTag.printableString && tag !== derTag.utf8String)
    .map(({ oid, tag }) => `${oid} with tag ${tag.toString(16)}`)
}

/** Extensions whose `critical` is written though it is FALSE, its default. */
export function writtenDefaults(extensions: readonly WrittenExtension[]): readonly string[] {
  return extensions
    .filter(({ critical }) => critical === false)
    .map(({ oid }) => `critical FALSE is written in extension ${oid}`)
}

/** What is wrong with how a time is written. */
export function timeFaults({ tag, content }: DerElement): readonly string[] {
  const text = bytesToLatin1(content)
  if (tag === derTag.utcTime) return faultIf(!/^\d{12}Z$/.test(text), `UTCTime ${text}`)
  if (!/^\d{14}Z$/.test(text)) return [`GeneralizedTime ${text}`]
  return faultIf(text < '2050', `GeneralizedTime ${text} before 2050`)
}

/** What is wrong with the hash function of a signature; an algorithm that is not known is not judged. */
export function hashFaults(signatureAlgorithm: Uint8Array): readonly string[] {
  try {
    const { hash } = parseSignatureAlgorithm(signatureAlgorithm)
    return faultIf(hash === 'SHA-1', hash)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return []
  }
}

function ecParameterFaults(publicKeyInfo: Uint8Array): readonly string[] {
  const key = new DerReader(publicKeyInfo, { leniencies: fieldLeniencies }).sequence()
  const algorithm = key.sequence()
  if (algorithm.oid() !== '1.2.840.10045.2.1') return []
  const point = key.bitStringBytes()
  const faults = faultIf(point[0] !== 4, 'the public point is not uncompressed')
  if (algorithm.peekTag() !== derTag.sequence) return [...faults, 'named curve']
  const parameters = algorithm.sequence()
  for (let i = 0; i < 3; i++) parameters.skip()
  const generator = parameters.octetString()
  parameters.skip()
  return [
    ...faults,
    ...faultIf(generator[0] !== 4, 'the generator is not uncompressed'),
    ...faultIf(parameters.atEnd, 'no cofactor'),
  ]
}
