import { derInteger, derNull, derOctetString, derOid, derSequence, encodeTlv } from '../../asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { createCountry } from '../issuer/create-country.js'
import { createIssuerKey } from '../issuer/issuer-key.js'
import { type CertificateExtension, extension } from '../issuer/write-certificate.js'
import { writeEfSod } from '../issuer/write-ef-sod.js'
import { writeName } from '../issuer/write-name.js'
import { certifiedAnew, fields, withCsca, withDocumentSigner } from './certified-anew.js'
import {
  type FaultRow,
  fault,
  invalid,
  open,
  pathLost,
  shown,
  signerLost,
  undecided,
  valid,
} from './fault.js'
import { withExtensions, withoutExtensions } from './forge-certificate.js'
import { currentCrl, dataGroupsOf, reissued, type Specimen, withFiles } from './specimen.js'

const oid = {
  authorityKeyIdentifier: '2.5.29.35',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
} as const

const unknownCritical: CertificateExtension = {
  oid: '1.3.6.1.4.1.99999.9303',
  critical: true,
  value: derNull(),
}

const keyUsage = (...bits: readonly number[]): CertificateExtension => ({
  oid: oid.keyUsage,
  critical: true,
  value: encodeTlv(0x03, Uint8Array.from(bits)),
})

const md5WithRsa = derSequence(derOid('1.2.840.113549.1.1.4'), derNull())

/** The document signer's certificate with other extensions. */
const withSignerExtensions = (specimen: Specimen, ...changed: readonly CertificateExtension[]): Specimen =>
  withDocumentSigner(
    specimen,
    fields(({ extensions }) => ({ extensions: withExtensions(extensions, ...changed) })),
  )

const withCscaExtensions = (specimen: Specimen, ...changed: readonly CertificateExtension[]): Specimen =>
  withCsca(
    specimen,
    fields(({ extensions }) => ({ extensions: withExtensions(extensions, ...changed) })),
  )

const withoutCscaExtension = (specimen: Specimen, extensionId: string): Specimen =>
  withCsca(
    specimen,
    fields(({ extensions }) => ({ extensions: withoutExtensions(extensions, extensionId) })),
  )

const cscaNotValidForCrl = open('PA.REVOCATION', 'CRL_NOT_VERIFIED')
const notReadable = undecided('PA.SOD_SIGNATURE', 'SIGNER_NOT_FOUND', {
  also: signerLost,
})

/** A signer for another purpose: Doc 9303-12 Table 6 gives each its extendedKeyUsage. */
const otherPurposes = [
  ['master-list', 'master lists', '2.23.136.1.1.3'],
  ['deviation-list', 'deviation lists', '2.23.136.1.1.8'],
  ['bar-code', 'bar codes', '2.23.136.1.1.11.1'],
  ['visa', 'electronic visas', '2.23.136.1.1.9.8.2'],
  ['tls', 'communication (TLS server)', '1.3.6.1.5.5.7.3.1'],
] as const

/** What is wrong with the certificates of document signer and CSCA. */
export const certificateFaults: readonly FaultRow[] = [
  fault(
    'certificate-of-another-state',
    'Document signer and CSCA are German; the document says that Utopia issued it. Both CSCAs are trusted.',
    ['S01', 'field 4', 'Doc 9303-11 §5.1.1'],
    invalid('PA.ISSUING_STATE', 'ISSUING_STATE_MISMATCH'),
    specimen => {
      const { csca, documentSigner } = specimen.country
      const german = createCountry({
        state: 'D',
        seed: specimen.country.seed,
        csca: csca.key.algorithm,
        documentSigner: documentSigner.key.algorithm,
      })
      const holder = { issuingState: specimen.country.state, nationality: specimen.country.state }
      const foreign = reissued(specimen, { country: german, choices: { holder } })
      return {
        ...foreign,
        trust: [...specimen.trust, { name: 'german-csca.cer', bytes: german.csca.certificate }],
        crls: [...specimen.crls, { name: 'german.crl', bytes: currentCrl(german) }],
      }
    },
  ),
  fault(
    'certificate-state-without-country',
    'The issuing state of the MRZ, QQQ, is none of those for which two-letter codes are known.',
    ['S02', 'BSI TR-03135-1 §5.6.4.5'],
    undecided('PA.ISSUING_STATE', 'ISSUING_STATE_UNKNOWN'),
    specimen => reissued(specimen, { choices: { holder: { issuingState: 'QQQ' } } }),
  ),
  fault(
    'certificate-signer-self-signed',
    'The document signer signed its certificate itself.',
    ['S23', 'Doc 9303-12 §7.1'],
    invalid('PA.SIGNER_PROFILE', 'SIGNER_SELF_SIGNED', {
      also: [open('PA.CERTIFICATE_PATH', 'NO_TRUST_ANCHOR'), ...pathLost],
    }),
    specimen =>
      withDocumentSigner(specimen, {
        ...fields(({ subject }) => ({ issuer: subject })),
        issuer: specimen.country.documentSigner.key,
      }),
  ),
  fault(
    'certificate-signer-is-ca',
    'basicConstraints make the document signer a CA.',
    ['S24', 'Doc 9303-12 §7.1.1'],
    invalid('PA.SIGNER_PROFILE', 'SIGNER_IS_CA'),
    specimen => withSignerExtensions(specimen, extension.basicConstraints()),
  ),
  fault(
    'certificate-signer-signs-certificates',
    'keyUsage of the document signer has keyCertSign beside digitalSignature.',
    ['S24', 'LDS_H_62', 'Doc 9303-12 §7.1.1'],
    invalid('PA.SIGNER_PROFILE', 'SIGNER_IS_CA'),
    specimen => withSignerExtensions(specimen, keyUsage(0x02, 0x84)),
  ),
  fault(
    'certificate-under-document-signer',
    'EF.SOD is signed by somebody whose certificate a genuine document signer issued; both certificates are in EF.SOD.',
    ['S24', 'Doc 9303-12 D.1.1.2'],
    invalid('PA.CERTIFICATE_PATH', 'NOT_A_CA', { also: pathLost }),
    specimen => {
      const { country } = specimen
      const { documentSigner } = country
      const key = createIssuerKey(country.seed, 'second signer', documentSigner.key.algorithm)
      const second = certifiedAnew(country, 'documentSigner', {
        ...fields(content => ({
          issuer: content.subject,
          subject: writeName({ country: country.country, commonName: 'second signer' }),
          serialNumber: content.serialNumber + 1n,
          publicKeyInfo: key.publicKeyInfo,
          extensions: withExtensions(
            content.extensions,
            extension.authorityKeyIdentifier(documentSigner.key.keyIdentifier),
            extension.subjectKeyIdentifier(key.keyIdentifier),
          ),
        })),
        key,
        issuer: documentSigner.key,
      })
      const sod = writeEfSod(dataGroupsOf(specimen), second, {
        ...specimen.choices,
        otherCertificates: [documentSigner.certificate],
      })
      return withFiles(specimen, { 'EF.SOD': sod })
    },
  ),
  ...otherPurposes.map(([name, what, purpose]) =>
    fault(
      `certificate-for-${name}`,
      `EF.SOD is signed by a certificate for ${what}: its extendedKeyUsage says so.`,
      ['S26', 'Doc 9303-12 §7.1.1.3'],
      invalid('PA.SIGNER_PROFILE', 'EXTENDED_KEY_USAGE_BAD'),
      specimen => withSignerExtensions(specimen, extension.extendedKeyUsage(purpose)),
    ),
  ),
  fault(
    'certificate-document-type',
    'The documentTypeList of the document signer names identity cards; the document is a passport.',
    ['S28', 'Doc 9303-12 §7.1.1.6'],
    invalid('PA.DOCUMENT_TYPE', 'DOCUMENT_TYPE_MISMATCH'),
    specimen => withSignerExtensions(specimen, extension.documentTypeList(['I', 'AC'])),
  ),
  fault(
    'certificate-no-document-type-list',
    'The document signer has no documentTypeList, as older ones.',
    ['S28', 'Doc 9303-12 §7.1.1.6'],
    { verdict: 'valid', check: { id: 'PA.DOCUMENT_TYPE', status: 'notApplicable' }, also: [] },
    specimen =>
      withDocumentSigner(
        specimen,
        fields(({ extensions }) => ({ extensions: withoutExtensions(extensions, '2.23.136.1.1.6.2') })),
      ),
  ),
  fault(
    'certificate-signed-outside-key-period',
    'The document was signed after the private key usage period of its signer.',
    ['S29', 'Doc 9303-11 §5.1.1'],
    shown('PA.SIGNING_PERIOD', 'failed', 'SIGNED_OUTSIDE_KEY_PERIOD'),
    specimen => reissued(specimen, { choices: { signingTime: new Date('2025-02-01T00:00:00Z') } }),
  ),
  fault(
    'certificate-signed-before-key-period',
    'The document says that it was signed before its signer existed.',
    ['S29', 'LDS_H_34', 'Doc 9303-11 §5.1.1'],
    shown('PA.SIGNING_PERIOD', 'failed', 'SIGNED_OUTSIDE_KEY_PERIOD'),
    specimen => reissued(specimen, { choices: { signingTime: new Date('2019-12-31T00:00:00Z') } }),
  ),
  fault(
    'certificate-signer-expired',
    'The document signer has expired.',
    ['S30', 'Doc 9303-12 D.1.1.3'],
    invalid('PA.VALIDITY', 'CERTIFICATE_EXPIRED'),
    specimen => withDocumentSigner(specimen, fields({ notAfter: new Date('2026-05-31T00:00:00Z') })),
  ),
  fault(
    'certificate-signer-expired-valid-at-signing',
    'The document signer has expired and was valid when it signed, and that is what the inspection asks for.',
    ['S30'],
    valid('PA.VALIDITY'),
    specimen => ({
      ...withDocumentSigner(specimen, fields({ notAfter: new Date('2026-05-31T00:00:00Z') })),
      demands: { validity: 'at-signing' },
    }),
  ),
  fault(
    'certificate-signing-time-unknown',
    'The document does not say when it was signed, and validity at signing is asked for.',
    ['S30', 'field 5', 'LDS_H_35'],
    undecided('PA.VALIDITY', 'SIGNING_TIME_UNKNOWN', {
      also: [{ id: 'PA.SIGNING_PERIOD', status: 'notApplicable', advisory: true }],
    }),
    specimen => ({
      ...reissued(specimen, { choices: { signingTime: undefined } }),
      demands: { validity: 'at-signing' },
    }),
  ),
  fault(
    'certificate-signer-not-yet-valid',
    'The document signer is valid from the day after the inspection.',
    ['S30', 'LDS_H_56', 'Doc 9303-12 D.1.1.3'],
    invalid('PA.VALIDITY', 'CERTIFICATE_NOT_YET_VALID'),
    specimen => withDocumentSigner(specimen, fields({ notBefore: new Date('2026-06-02T00:00:00Z') })),
  ),
  fault(
    'certificate-csca-expired',
    'The CSCA has expired.',
    ['S30', 'Doc 9303-12 D.1.1.3'],
    invalid('PA.VALIDITY', 'CERTIFICATE_EXPIRED', { also: [cscaNotValidForCrl] }),
    specimen => withCsca(specimen, fields({ notAfter: new Date('2026-05-31T00:00:00Z') })),
  ),
  fault(
    'certificate-signer-unknown-extension',
    'The document signer has a critical extension that nobody knows.',
    ['S35', 'Doc 9303-12 D.1.1.3'],
    invalid('PA.CERTIFICATE_PATH', 'CRITICAL_EXTENSION_UNKNOWN', { also: pathLost }),
    specimen => withSignerExtensions(specimen, unknownCritical),
  ),
  fault(
    'certificate-csca-unknown-extension',
    'The CSCA has a critical extension that nobody knows.',
    ['S35', 'Doc 9303-12 D.1.1.3'],
    invalid('PA.CERTIFICATE_PATH', 'CRITICAL_EXTENSION_UNKNOWN', { also: pathLost }),
    specimen =>
      withCsca(
        specimen,
        fields(({ extensions }) => ({ extensions: [...extensions, unknownCritical] })),
      ),
  ),
  fault(
    'certificate-csca-without-basic-constraints',
    'The CSCA of the trust list has no basicConstraints.',
    ['S25', 'field 2', 'Doc 9303-12 D.1.1.1'],
    valid('PA.CERTIFICATE_PATH'),
    specimen => withoutCscaExtension(specimen, oid.basicConstraints),
  ),
  fault(
    'certificate-csca-flag-required',
    'The CSCA of the trust list has no basicConstraints, and the inspection asks for the CA flag.',
    ['S25', 'RFC 5280 §6.1.4'],
    invalid('PA.CERTIFICATE_PATH', 'NOT_A_CA', { also: pathLost }),
    specimen => ({
      ...withoutCscaExtension(specimen, oid.basicConstraints),
      demands: { caFlag: 'required' },
    }),
  ),
  fault(
    'certificate-csca-empty-basic-constraints',
    'basicConstraints of the CSCA are an empty sequence.',
    ['S25', 'field 2'],
    valid('PA.CERTIFICATE_PATH'),
    specimen =>
      withCscaExtensions(specimen, {
        oid: oid.basicConstraints,
        critical: true,
        value: derSequence(),
      }),
  ),
  fault(
    'certificate-csca-path-length-only',
    'basicConstraints of the CSCA hold a path length and no CA flag.',
    ['S25', 'field 2'],
    valid('PA.CERTIFICATE_PATH'),
    specimen =>
      withCscaExtensions(specimen, {
        oid: oid.basicConstraints,
        critical: true,
        value: derSequence(derInteger(0)),
      }),
  ),
  fault(
    'certificate-csca-may-not-certify',
    'keyUsage of the CSCA of the trust list has cRLSign only.',
    ['S25', 'Doc 9303-12 §7.1.1'],
    invalid('PA.CERTIFICATE_PATH', 'KEY_USAGE_BAD', { also: pathLost }),
    specimen => withCscaExtensions(specimen, keyUsage(0x01, 0x02)),
  ),
  fault(
    'certificate-csca-without-key-usage',
    'The CSCA of the trust list has no keyUsage.',
    ['field 2'],
    valid('PA.CERTIFICATE_PATH'),
    specimen => withoutCscaExtension(specimen, oid.keyUsage),
  ),
  fault(
    'certificate-csca-key-usage-trailing-zeros',
    'keyUsage of the CSCA has zero bits behind its last one, against DER.',
    ['field 2'],
    valid('PA.CERTIFICATE_PATH'),
    specimen => withCscaExtensions(specimen, keyUsage(0x00, 0x06)),
  ),
  fault(
    'certificate-csca-true-as-01',
    'The CA flag of the CSCA is TRUE as 01, against DER.',
    ['field 2'],
    valid('PA.CERTIFICATE_PATH'),
    specimen =>
      withCscaExtensions(specimen, {
        oid: oid.basicConstraints,
        critical: true,
        value: derSequence(Uint8Array.of(1, 1, 1), derInteger(0)),
      }),
  ),
  ...(
    [
      ['zero', 0n],
      ['negative', -9303n],
    ] as const
  ).map(([name, serialNumber]) =>
    fault(
      `certificate-serial-number-${name}`,
      `The serial number of the document signer is ${name}.`,
      ['field 2'],
      valid('PA.CERTIFICATE_PATH'),
      specimen => withDocumentSigner(specimen, fields({ serialNumber })),
    ),
  ),
  fault(
    'certificate-generalized-time-before-2050',
    'The validity of the document signer is in GeneralizedTime though it ends before 2050.',
    ['field 2', 'RFC 5280 §4.1.2.5'],
    valid('PA.VALIDITY'),
    specimen => {
      const time = (text: string): Uint8Array => encodeTlv(0x18, latin1ToBytes(text))
      const validity = derSequence(time('20200101000000Z'), time('20351231235959Z'))
      return withDocumentSigner(specimen, { forgery: { parts: { validity } } })
    },
  ),
  fault(
    'certificate-key-usage-without-signature',
    'keyUsage of the document signer has no digitalSignature.',
    ['LDS_H_63', 'Doc 9303-12 §7.1.1'],
    invalid('PA.SIGNER_PROFILE', 'KEY_USAGE_BAD'),
    specimen => withSignerExtensions(specimen, keyUsage(0x06, 0x40)),
  ),
  fault(
    'certificate-signer-without-key-usage',
    'The document signer has no keyUsage: a breach of its profile, which the signature does not depend on. (TR-03105-5.1 asks for a failure.)',
    ['LDS_H_64', 'RFC 5280 §4.2.1.3'],
    valid('PA.SIGNER_PROFILE'),
    specimen =>
      withDocumentSigner(
        specimen,
        fields(({ extensions }) => ({ extensions: withoutExtensions(extensions, oid.keyUsage) })),
      ),
  ),
  fault(
    'certificate-authority-key-missing',
    'The document signer has no authorityKeyIdentifier; its issuer is found by name. (TR-03105-5.1 asks for a failure.)',
    ['LDS_H_61', 'field 1'],
    valid('PA.CERTIFICATE_PATH'),
    specimen =>
      withDocumentSigner(
        specimen,
        fields(({ extensions }) => ({
          extensions: withoutExtensions(extensions, oid.authorityKeyIdentifier),
        })),
      ),
  ),
  fault(
    'certificate-authority-key-by-name',
    'authorityKeyIdentifier of the document signer holds name and serial number and no key identifier. (TR-03105-5.1 asks for a failure.)',
    ['LDS_H_60', 'RFC 5280 §4.2.1.1'],
    valid('PA.CERTIFICATE_PATH'),
    specimen => {
      const { subject, serialNumber } = specimen.country.csca.content
      const name = encodeTlv(0xa1, encodeTlv(0xa4, subject))
      const serial = concatBytes(Uint8Array.of(0x82), derInteger(serialNumber).subarray(1))
      return withSignerExtensions(specimen, {
        oid: oid.authorityKeyIdentifier,
        value: derSequence(name, serial),
      })
    },
  ),
  fault(
    'certificate-key-identifier-long',
    'Key identifiers of CSCA and document signer are 32 bytes that are no hash of the key.',
    ['field 2'],
    valid('PA.CERTIFICATE_PATH'),
    specimen => {
      const own = new Uint8Array(32).fill(0x5a)
      const renamed = withCsca(
        specimen,
        fields(({ extensions }) => ({
          extensions: withExtensions(
            extensions,
            { oid: oid.subjectKeyIdentifier, value: derOctetString(own) },
            extension.authorityKeyIdentifier(own),
          ),
        })),
      )
      return withSignerExtensions(renamed, extension.authorityKeyIdentifier(own))
    },
  ),
  fault(
    'certificate-signature-wrong',
    'One bit of the signature of the document signer certificate is wrong.',
    ['LDS_H_67', 'Doc 9303-12 D.1.1.3'],
    invalid('PA.CERTIFICATE_PATH', 'ISSUER_SIGNATURE_INVALID', { also: pathLost }),
    specimen =>
      withDocumentSigner(specimen, {
        forgery: {
          sign: body => {
            const signature = specimen.country.csca.key.sign(body).slice()
            signature[signature.length - 1]! ^= 1
            return signature
          },
        },
      }),
  ),
  fault(
    'certificate-algorithms-differ',
    'The algorithms inside and outside of the signed part of the document signer certificate differ.',
    ['LDS_H_51', 'RFC 5280 §4.1.1.2'],
    invalid('PA.CERTIFICATE_PATH', 'ISSUER_SIGNATURE_INVALID', { also: pathLost }),
    specimen =>
      withDocumentSigner(specimen, {
        forgery: { signatureAlgorithm: derSequence(derOid('1.2.840.10045.4.3.3')) },
      }),
  ),
  fault(
    'certificate-algorithm-illegal',
    'The document signer certificate says that it is signed with MD5.',
    ['LDS_H_65', 'Doc 9303-12 §4.1.6'],
    undecided('PA.CERTIFICATE_PATH', 'ALGORITHM_UNSUPPORTED', { also: pathLost }),
    specimen =>
      withDocumentSigner(specimen, {
        forgery: { parts: { signature: md5WithRsa }, signatureAlgorithm: md5WithRsa },
      }),
  ),
  fault(
    'certificate-issuer-renamed',
    'The issuer of the document signer has another name than the CSCA whose key signed it: the signature decides, and the difference is shown. (TR-03105-5.1 asks for a failure.)',
    ['LDS_H_54', 'S33'],
    valid('PA.CERTIFICATE_PATH'),
    specimen => {
      const { country } = specimen.country
      return withDocumentSigner(specimen, fields({ issuer: writeName({ country, commonName: 'New CSCA' }) }))
    },
  ),
  ...(
    [
      ['serial-number', 'serialNumber', 'LDS_H_50'],
      ['signature-algorithm', 'signature', 'LDS_H_52'],
      ['issuer', 'issuer', 'LDS_H_55'],
      ['validity', 'validity', 'LDS_H_57'],
      ['public-key', 'publicKeyInfo', 'LDS_H_59'],
    ] as const
  ).map(([name, part, source]) =>
    fault(
      `certificate-without-${name}`,
      `The document signer certificate in EF.SOD has no ${part}: no certificate at all.`,
      [source],
      notReadable,
      specimen => withDocumentSigner(specimen, { forgery: { parts: { [part]: null } } }),
    ),
  ),
  fault(
    'certificate-without-outer-algorithm',
    'The document signer certificate in EF.SOD has no signatureAlgorithm: no certificate at all.',
    ['LDS_H_66'],
    notReadable,
    specimen => withDocumentSigner(specimen, { forgery: { signatureAlgorithm: null } }),
  ),
  fault(
    'certificate-without-signature',
    'The document signer certificate in EF.SOD has no signatureValue: no certificate at all.',
    ['LDS_H_68'],
    notReadable,
    specimen => withDocumentSigner(specimen, { forgery: { sign: null } }),
  ),
  fault(
    'certificate-key-of-another-kind',
    'The public key of the document signer is of an algorithm that Doc 9303-12 does not know.',
    ['LDS_H_58', 'Doc 9303-12 §4.1.6'],
    undecided('PA.SOD_SIGNATURE', 'ALGORITHM_UNSUPPORTED', {
      also: [{ ...open('PA.ALGORITHM_STRENGTH', 'ALGORITHM_UNSUPPORTED'), advisory: true }],
    }),
    specimen => {
      // Ed25519
      const publicKeyInfo = derSequence(
        derSequence(derOid('1.3.101.112')),
        encodeTlv(0x03, Uint8Array.of(0), new Uint8Array(32).fill(7)),
      )
      return withDocumentSigner(specimen, fields({ publicKeyInfo }))
    },
  ),
  fault(
    'certificate-version-1',
    'The document signer certificate has no version field, and extensions all the same. (TR-03105-5.1 asks for a failure.)',
    ['LDS_H_49', 'RFC 5280 §4.1.2.1'],
    valid('PA.CERTIFICATE_PATH'),
    specimen => withDocumentSigner(specimen, { forgery: { parts: { version: null } } }),
  ),
]
