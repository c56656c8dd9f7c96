import {
  derBitString,
  derBoolean,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  encodeTlv,
} from '../../asn1/index.js'
import { latin1ToBytes } from '../../bytes.js'
import type { IssuerKey } from './issuer-key.js'
import { printableString, writeStateName } from './write-name.js'
import { writeGeneralizedTime, writeTime } from './write-time.js'

/** One extension, ready to be written. */
export interface CertificateExtension {
  readonly oid: string
  readonly critical?: boolean | undefined
  /** Its value in DER. */
  readonly value: Uint8Array
}

/** What a certificate says. */
export interface CertificateContent {
  readonly serialNumber: bigint
  /** Names in DER. */
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKeyInfo: Uint8Array
  readonly extensions: readonly CertificateExtension[]
}

/**
 * A certificate of version 3, signed by `signer`. RFC 5280 §4.1, Doc 9303-12 table 5. What is asked for is written,
 * wrong as it may be.
 *
 * @example
 * ```ts
 * import { parseCertificate } from 'emrtd/pki'
 * import { createCountry, writeCertificate } from 'emrtd/testkit'
 *
 * const { csca } = createCountry({ state: 'UTO', seed: 'utopia' })
 * const expired = writeCertificate({ ...csca.content, notAfter: new Date('2020-01-01') }, csca.key)
 * parseCertificate(expired).notAfter // new Date('2020-01-01')
 * ```
 */
export function writeCertificate(content: CertificateContent, signer: IssuerKey): Uint8Array {
  const body = derSequence(
    encodeTlv(0xa0, derInteger(2)),
    derInteger(content.serialNumber),
    signer.signatureAlgorithm,
    content.issuer,
    derSequence(writeTime(content.notBefore), writeTime(content.notAfter)),
    content.subject,
    content.publicKeyInfo,
    encodeTlv(0xa3, derSequence(...content.extensions.map(writeExtension))),
  )
  return derSequence(body, signer.signatureAlgorithm, derBitString(signer.sign(body)))
}

/** An Extension in DER; `critical` is left out where it is FALSE, its default. */
export function writeExtension({ oid, critical, value }: CertificateExtension): Uint8Array {
  return derSequence(derOid(oid), ...(critical === true ? [derBoolean(true)] : []), derOctetString(value))
}

/** The extensions that Doc 9303-12 §7.1.1 (table 6) knows, by name. */
export const extension: {
  /** With the key identifier only. RFC 5280 §4.2.1.1. */
  readonly authorityKeyIdentifier: (keyIdentifier: Uint8Array) => CertificateExtension
  /** RFC 5280 §4.2.1.2. */
  readonly subjectKeyIdentifier: (keyIdentifier: Uint8Array) => CertificateExtension
  /** Critical: keyCertSign and cRLSign, or digitalSignature. RFC 5280 §4.2.1.3. */
  readonly keyUsage: (usage: 'certificateAndCrlSign' | 'digitalSignature') => CertificateExtension
  /** Critical: a CA with path length 0. RFC 5280 §4.2.1.9. */
  readonly basicConstraints: () => CertificateExtension
  /** From when until when the key is to sign, to the second. RFC 3280 §4.2.1.4. */
  readonly privateKeyUsagePeriod: (notBefore: Date, notAfter: Date) => CertificateExtension
  /** An e-mail address, and the state's three letters as locality of a directory name. Doc 9303-12 §7.1.1.2. */
  readonly subjectAltName: (state: string, email: string) => CertificateExtension
  /** The same, of the issuer. */
  readonly issuerAltName: (state: string, email: string) => CertificateExtension
  /** Critical, one purpose by its object identifier. RFC 5280 §4.2.1.12. */
  readonly extendedKeyUsage: (purpose: string) => CertificateExtension
  /** One distribution point with one URI. RFC 5280 §4.2.1.13. */
  readonly crlDistributionPoint: (uri: string) => CertificateExtension
  /** The document codes that the signer may sign: `P`, `ID`. Doc 9303-12 §7.1.1.6. */
  readonly documentTypeList: (types: readonly string[]) => CertificateExtension
  /** What a link certificate to another name of the CSCA has. Doc 9303-12 §7.1.1.5. */
  readonly nameChange: () => CertificateExtension
} = {
  authorityKeyIdentifier: keyIdentifier => ({
    oid: '2.5.29.35',
    value: derSequence(encodeTlv(0x80, keyIdentifier)),
  }),
  subjectKeyIdentifier: keyIdentifier => ({ oid: '2.5.29.14', value: derOctetString(keyIdentifier) }),
  keyUsage: usage => ({
    oid: '2.5.29.15',
    critical: true,
    // Bits 5 and 6, or bit 0; DER cuts the zero bits behind them.
    value: encodeTlv(
      0x03,
      usage === 'digitalSignature' ? Uint8Array.of(0x07, 0x80) : Uint8Array.of(0x01, 0x06),
    ),
  }),
  basicConstraints: () => ({
    oid: '2.5.29.19',
    critical: true,
    value: derSequence(derBoolean(true), derInteger(0)),
  }),
  privateKeyUsagePeriod: (notBefore, notAfter) => ({
    oid: '2.5.29.16',
    value: derSequence(writeGeneralizedTime(notBefore, 0x80), writeGeneralizedTime(notAfter, 0x81)),
  }),
  subjectAltName: (state, email) => ({ oid: '2.5.29.17', value: alternativeNames(state, email) }),
  issuerAltName: (state, email) => ({ oid: '2.5.29.18', value: alternativeNames(state, email) }),
  extendedKeyUsage: purpose => ({ oid: '2.5.29.37', critical: true, value: derSequence(derOid(purpose)) }),
  crlDistributionPoint: uri => ({
    oid: '2.5.29.31',
    value: derSequence(derSequence(encodeTlv(0xa0, encodeTlv(0xa0, encodeTlv(0x86, latin1ToBytes(uri)))))),
  }),
  documentTypeList: types => ({
    oid: '2.23.136.1.1.6.2',
    value: derSequence(derInteger(0), derSetOf(...types.map(printableString))),
  }),
  nameChange: () => ({ oid: '2.23.136.1.1.6.1', value: Uint8Array.of(0x05, 0x00) }),
}

function alternativeNames(state: string, email: string): Uint8Array {
  return derSequence(encodeTlv(0x81, latin1ToBytes(email)), encodeTlv(0xa4, writeStateName(state)))
}
