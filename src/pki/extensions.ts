import { type DerOptions, DerReader, derTag } from '../asn1/index.js'
import { bytesToLatin1 } from '../bytes.js'
import { type Name, parseName } from './name.js'

/** One extension of a certificate or CRL, undecoded. */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  /** The DER that the extension's OCTET STRING holds, a view. */
  readonly value: Uint8Array
}

/** Extensions of Doc 9303-12 Table 6 and 7.1.1, by the names that the standard gives them. */
export const extensionOid = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  privateKeyUsagePeriod: '2.5.29.16',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  documentTypeList: '2.23.136.1.1.6.2',
  nameChange: '2.23.136.1.1.6.1',
} as const

/** Purposes that a certificate of Doc 9303-12 can name in extKeyUsage. */
export const extendedKeyUsage = {
  masterListSigner: '2.23.136.1.1.3',
  deviationListSigner: '2.23.136.1.1.8',
  lds2TravelStampSigner: '2.23.136.1.1.9.8.1',
  lds2VisaSigner: '2.23.136.1.1.9.8.2',
  lds2BiometricsSigner: '2.23.136.1.1.9.8.3',
  barCodeSigner: '2.23.136.1.1.11.1',
  tlsServer: '1.3.6.1.5.5.7.3.1',
  tlsClient: '1.3.6.1.5.5.7.3.2',
} as const

/** basicConstraints. */
export interface BasicConstraints {
  readonly ca: boolean
  readonly pathLength: number | undefined
}

/** Names of the bits of keyUsage, in order. RFC 5280 §4.2.1.3. */
export const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

/** A use of a key. */
export type KeyUsage = (typeof keyUsageNames)[number]

/** authorityKeyIdentifier. */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | undefined
  readonly serialNumber: Uint8Array | undefined
}

/** privateKeyUsagePeriod: from when until when the key was to sign. */
export interface PrivateKeyUsagePeriod {
  readonly notBefore: Date | undefined
  readonly notAfter: Date | undefined
}

/** A name of subjectAltName or issuerAltName. */
export type GeneralName =
  | { readonly kind: 'directoryName'; readonly name: Name }
  | { readonly kind: 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'; readonly text: string }
  | { readonly kind: 'other'; readonly tag: number; readonly bytes: Uint8Array }

/**
 * Decodes basicConstraints. Real certificates have it empty, or with a path length but no CA flag. RFC 5280 §4.2.1.9.
 *
 * @throws {EmrtdError} `ASN1_…` with the offset into `value` for what is not that structure.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { decodeBasicConstraints } from 'emrtd/pki'
 *
 * decodeBasicConstraints(fromHex('3006 0101ff 020100')) // { ca: true, pathLength: 0 }
 * ```
 */
export function decodeBasicConstraints(value: Uint8Array, options?: DerOptions): BasicConstraints {
  const sequence = wholeSequence(value, options)
  const ca = sequence.peekTag() === derTag.boolean ? sequence.boolean() : false
  const pathLength = sequence.atEnd ? undefined : sequence.smallInteger()
  sequence.end()
  return { ca, pathLength }
}

/**
 * Decodes keyUsage into the names of the bits that are set. RFC 5280 §4.2.1.3.
 *
 * @throws {EmrtdError} `ASN1_…` with the offset into `value` for what is not that structure.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { decodeKeyUsage } from 'emrtd/pki'
 *
 * decodeKeyUsage(fromHex('03020106')) // ['keyCertSign', 'cRLSign']
 * ```
 */
export function decodeKeyUsage(value: Uint8Array, options?: DerOptions): readonly KeyUsage[] {
  const reader = new DerReader(value, options)
  const bits = reader.namedBits()
  reader.end()
  return bits.flatMap(bit => keyUsageNames[bit] ?? [])
}

/**
 * Decodes subjectKeyIdentifier: its bytes, of whatever length. RFC 5280 §4.2.1.2.
 *
 * @throws {EmrtdError} `ASN1_…` with the offset into `value` for what is not that structure.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { decodeSubjectKeyIdentifier } from 'emrtd/pki'
 *
 * decodeSubjectKeyIdentifier(fromHex('0403 010203')) // Uint8Array.of(1, 2, 3)
 * ```
 */
export function decodeSubjectKeyIdentifier(value: Uint8Array, options?: DerOptions): Uint8Array {
  const reader = new DerReader(value, options)
  const identifier = reader.octetString()
  reader.end()
  return identifier
}

/**
 * Decodes authorityKeyIdentifier. RFC 5280 §4.2.1.1.
 *
 * @throws {EmrtdError} `ASN1_…` with the offset into `value` for what is not that structure.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { decodeAuthorityKeyIdentifier } from 'emrtd/pki'
 *
 * decodeAuthorityKeyIdentifier(fromHex('3005 8003 010203')).keyIdentifier // Uint8Array.of(1, 2, 3)
 * ```
 */
export function decodeAuthorityKeyIdentifier(
  value: Uint8Array,
  options?: DerOptions,
): AuthorityKeyIdentifier {
  const sequence = wholeSequence(value, options)
  let keyIdentifier: Uint8Array | undefined
  let serialNumber: Uint8Array | undefined
  while (!sequence.atEnd) {
    const tag = sequence.peekTag()
    const content = sequence.content()
    if (tag === 0x80) keyIdentifier = content
    else if (tag === 0x82) serialNumber = content
  }
  return { keyIdentifier, serialNumber }
}

/**
 * Decodes extKeyUsage into the purposes' object identifiers. RFC 5280 §4.2.1.12.
 *
 * @throws {EmrtdError} `ASN1_…` with the offset into `value` for what is not that structure.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { decodeExtendedKeyUsage } from 'emrtd/pki'
 *
 * decodeExtendedKeyUsage(fromHex('3008 0606 678108010103')) // ['2.23.136.1.1.3'], a master list signer
 * ```
 */
export function decodeExtendedKeyUsage(value: Uint8Array, options?: DerOptions): readonly string[] {
  const sequence = wholeSequence(value, options)
  const purposes: string[] = []
  while (!sequence.atEnd) purposes.push(sequence.oid())
  return purposes
}

/**
 * Decodes privateKeyUsagePeriod. RFC 3280 §4.2.1.4.
 *
 * @throws {EmrtdError} `ASN1_…` with the offset into `value` for what is not that structure.
 *
 * @example
 * ```ts
 * import { latin1ToBytes } from 'emrtd'
 * import { encodeTlv } from 'emrtd/asn1'
 * import { decodePrivateKeyUsagePeriod } from 'emrtd/pki'
 *
 * const period = encodeTlv(0x30, encodeTlv(0x81, latin1ToBytes('20270101000000Z')))
 * decodePrivateKeyUsagePeriod(period) // { notBefore: undefined, notAfter: new Date('2027-01-01') }
 * ```
 */
export function decodePrivateKeyUsagePeriod(value: Uint8Array, options?: DerOptions): PrivateKeyUsagePeriod {
  const sequence = wholeSequence(value, options)
  let notBefore: Date | undefined
  let notAfter: Date | undefined
  while (!sequence.atEnd) {
    if (sequence.peekTag() === 0x80) notBefore = sequence.time(0x80)
    else notAfter = sequence.time(0x81)
  }
  return { notBefore, notAfter }
}

/**
 * Decodes subjectAltName or issuerAltName. RFC 5280 §4.2.1.6, §4.2.1.7.
 *
 * @throws {EmrtdError} `ASN1_…` with the offset into `value` for what is not that structure.
 *
 * @example
 * ```ts
 * import { latin1ToBytes } from 'emrtd'
 * import { encodeTlv } from 'emrtd/asn1'
 * import { decodeGeneralNames } from 'emrtd/pki'
 *
 * const names = encodeTlv(0x30, encodeTlv(0x81, latin1ToBytes('csca@example.org')))
 * decodeGeneralNames(names) // [{ kind: 'rfc822Name', text: 'csca@example.org' }]
 * ```
 */
export function decodeGeneralNames(value: Uint8Array, options?: DerOptions): readonly GeneralName[] {
  const sequence = wholeSequence(value, options)
  const names: GeneralName[] = []
  while (!sequence.atEnd) {
    const { tag, content, bytes } = sequence.element()
    if (tag === 0xa4) names.push({ kind: 'directoryName', name: parseName(content, options) })
    else if (tag === 0x81) names.push({ kind: 'rfc822Name', text: bytesToLatin1(content) })
    else if (tag === 0x82) names.push({ kind: 'dNSName', text: bytesToLatin1(content) })
    else if (tag === 0x86) names.push({ kind: 'uniformResourceIdentifier', text: bytesToLatin1(content) })
    else names.push({ kind: 'other', tag, bytes })
  }
  return names
}

/**
 * Decodes documentTypeList (Doc 9303-12 §7.1.1.6): document codes that the signer may sign, `P`, `ID`.
 *
 * @throws {EmrtdError} `ASN1_…` with the offset into `value` for what is not that structure.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { decodeDocumentTypeList } from 'emrtd/pki'
 *
 * decodeDocumentTypeList(fromHex('3008 020100 3103 130150')) // ['P']
 * ```
 */
export function decodeDocumentTypeList(value: Uint8Array, options?: DerOptions): readonly string[] {
  const sequence = wholeSequence(value, options)
  sequence.smallInteger()
  const set = sequence.set()
  sequence.end()
  const types: string[] = []
  while (!set.atEnd) types.push(bytesToLatin1(set.content()))
  return types
}

/**
 * Decodes cRLDistributionPoints into the URIs that it names. RFC 5280 §4.2.1.13.
 *
 * @throws {EmrtdError} `ASN1_…` with the offset into `value` for what is not that structure.
 *
 * @example
 * ```ts
 * import { latin1ToBytes } from 'emrtd'
 * import { encodeTlv } from 'emrtd/asn1'
 * import { decodeCrlDistributionPoints } from 'emrtd/pki'
 *
 * const name = encodeTlv(0xa0, encodeTlv(0xa0, encodeTlv(0x86, latin1ToBytes('https://example.org/UT.crl'))))
 * decodeCrlDistributionPoints(encodeTlv(0x30, encodeTlv(0x30, name))) // ['https://example.org/UT.crl']
 * ```
 */
export function decodeCrlDistributionPoints(value: Uint8Array, options?: DerOptions): readonly string[] {
  const points = wholeSequence(value, options)
  const uris: string[] = []
  while (!points.atEnd) {
    const point = points.sequence()
    const name = point.tryEnter(0xa0)?.tryEnter(0xa0)
    while (name !== undefined && !name.atEnd) {
      const { tag, content } = name.element()
      if (tag === 0x86) uris.push(bytesToLatin1(content))
    }
  }
  return uris
}

function wholeSequence(value: Uint8Array, options: DerOptions | undefined): DerReader {
  const reader = new DerReader(value, options)
  const sequence = reader.sequence()
  reader.end()
  return sequence
}
