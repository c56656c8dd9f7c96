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
  readonly authorityKeyIdentifier: (keyIdentifier: Uint8Array) => CertificateExtension
  readonly subjectKeyIdentifier: (keyIdentifier: Uint8Array) => CertificateExtension
  readonly keyUsage: (usage: 'certificateAndCrlSign' | 'digitalSignature') => CertificateExtension
  readonly basicConstraints: () => CertificateExtension
  readonly privateKeyUsagePeriod: (notBefore: Date, notAfter: Date) => CertificateExtension
  readonly subjectAltName: (state: string, email: string) => CertificateExtension
  readonly issuerAltName: (state: string, email: string) => CertificateExtension
  readonly extendedKeyUsage: (purpose: string) => CertificateExtension
  readonly crlDistributionPoint: (uri: string) => CertificateExtension
  readonly documentTypeList: (types: readonly string[]) => CertificateExtension
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
