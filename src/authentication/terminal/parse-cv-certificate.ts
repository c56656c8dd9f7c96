import { decodeOid, readTlv, readTlvs, type Tlv, tagName } from '../../asn1/index.js'
import { bytesToLatin1 } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'
import type { CertificationAuthorityReference } from '../../lds/index.js'
import { type CvPublicKey, parseCvPublicKey } from './cv-public-key.js'

/** What the holder of a certificate may be: the two highest bits of the template. TR-03110-4 §2.2.3. */
export type CvRole = 'CVCA' | 'domesticDocumentVerifier' | 'foreignDocumentVerifier' | 'terminal'

/** Certificate Holder Authorization Template. TR-03110-3 §C.1.5, Doc 9303-11 Table K-1. */
export interface CvAuthorization {
  /** The kind of terminal: id-IS, id-AT, id-ST. */
  readonly oid: string
  /** Undefined for one that the library does not know. */
  readonly terminalType: 'inspection' | 'authentication' | 'signature' | undefined
  readonly role: CvRole
  /** The role and the rights, relative to the issuer: one byte for inspection systems. */
  readonly template: Uint8Array
}

/** A certificate extension. TR-03110-3 §C.3. */
export interface CvExtension {
  readonly oid: string
  /** The data objects behind the object identifier. */
  readonly value: Uint8Array
}

/** A card-verifiable certificate; nothing of it is verified. TR-03110-3 §C.1. */
export interface CvCertificate {
  /** The data object 7F21. */
  readonly bytes: Uint8Array
  /** The data object 7F4E, which is signed. */
  readonly bodyBytes: Uint8Array
  /** The data object 5F37; with the body it is what the chip is sent. */
  readonly signatureBytes: Uint8Array
  readonly signature: Uint8Array
  /** Whose key it is verified with. */
  readonly authorityReference: CertificationAuthorityReference
  /** The name of the key in it. */
  readonly holderReference: CertificationAuthorityReference
  readonly publicKey: CvPublicKey
  readonly authorization: CvAuthorization
  /** The day of issue, `2010-09-30`, and the last day of validity. */
  readonly effectiveDate: string
  readonly expirationDate: string
  readonly extensions: readonly CvExtension[]
}

const terminalTypes: Readonly<Record<string, CvAuthorization['terminalType']>> = {
  '0.4.0.127.0.7.3.1.2.1': 'inspection',
  '0.4.0.127.0.7.3.1.2.2': 'authentication',
  '0.4.0.127.0.7.3.1.2.3': 'signature',
}

/** By the two highest bits. */
const roles: readonly CvRole[] = ['terminal', 'foreignDocumentVerifier', 'domesticDocumentVerifier', 'CVCA']

/** The longest certificates have 1 kB; the bound keeps what is made of hostile input small. */
const maximumLength = 16_384

/**
 * Parses a card-verifiable certificate. The order of its data objects is fixed. TR-03110-3 Appendix C and D,
 * Doc 9303-12 §7.2.
 *
 * @throws {EmrtdError} `AUTHENTICATION_BAD_CERTIFICATE` for what is no certificate of profile 0, or an `ASN1_` code. A public key
 * that cannot be used is no error: {@link CvPublicKey}.
 *
 * @example
 * ```ts
 * import { parseCvCertificate } from 'emrtd/authentication'
 *
 * const issuer = (file: Uint8Array) => parseCvCertificate(file).authorityReference.text
 * ```
 */
export function parseCvCertificate(bytes: Uint8Array): CvCertificate {
  if (bytes.length > maximumLength) throw bad(`${bytes.length} bytes`)
  const outer = readTlv(bytes)
  if (outer.tag !== 0x7f21) throw bad(`tag 7F21 expected, ${tagName(outer.tag)} found`)
  if (outer.bytes.length !== bytes.length) throw bad('bytes behind the certificate')
  const [body, signature] = exactly(outer.value, [0x7f4e, 0x5f37], [])
  const [profile, authority, publicKey, holder, chat, effective, expiration, extensions] = exactly(
    body!.value,
    [0x5f29, 0x42, 0x7f49, 0x5f20, 0x7f4c, 0x5f25, 0x5f24],
    [0x65],
  )
  if (profile!.value.length !== 1 || profile!.value[0] !== 0) throw bad('certificate profile 0 expected')
  return {
    bytes: outer.bytes,
    bodyBytes: body!.bytes,
    signatureBytes: signature!.bytes,
    signature: signature!.value,
    authorityReference: readReference(authority!.value),
    holderReference: readReference(holder!.value),
    publicKey: parseCvPublicKey(publicKey!.bytes),
    authorization: readAuthorization(chat!.value),
    effectiveDate: readDate(effective!.value),
    expirationDate: readDate(expiration!.value),
    extensions: extensions === undefined ? [] : readTlvs(extensions.value).map(readExtension),
  }
}

/**
 * Whether its key is verified with itself: it is a CVCA's, and no chain holds it. TR-03110-3 §C.1.
 *
 * @example
 * ```ts
 * import { isSelfSignedCvCertificate, parseCvCertificate } from 'emrtd/authentication'
 * import { createTerminalPki } from 'emrtd/testkit'
 *
 * const { cvca } = createTerminalPki({ country: 'UT', seed: 'terminals' })
 * isSelfSignedCvCertificate(parseCvCertificate(cvca.certificate)) // true
 * ```
 */
export function isSelfSignedCvCertificate({ authorityReference, holderReference }: CvCertificate): boolean {
  return authorityReference.text === holderReference.text
}

/** The data objects of `bytes`, which are these in this order, the optional ones last. */
function exactly(
  bytes: Uint8Array,
  tags: readonly number[],
  optional: readonly number[],
): readonly (Tlv | undefined)[] {
  const objects = readTlvs(bytes)
  const expected = [...tags, ...optional]
  objects.forEach(({ tag }, i) => {
    if (tag !== expected[i]) throw bad(`data object ${tagName(tag)} out of place`)
  })
  if (objects.length < tags.length) throw bad(`data object ${tagName(tags[objects.length]!)} is missing`)
  return objects
}

function readReference(bytes: Uint8Array): CertificationAuthorityReference {
  const text = bytesToLatin1(bytes)
  // Country, a mnemonic of one character at least, sequence number. TR-03110-3 §A.6.1.
  if (bytes.length < 8 || bytes.length > 16) throw bad(`reference of ${bytes.length} bytes`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that ISO 8859-1 leaves unassigned
  if (/[\x00-\x1f\x7f-\x9f]/.test(text)) throw bad('reference with a character that ISO 8859-1 does not have')
  return {
    bytes,
    text,
    countryCode: text.slice(0, 2),
    holderMnemonic: text.slice(2, -5),
    sequenceNumber: text.slice(-5),
  }
}

function readAuthorization(bytes: Uint8Array): CvAuthorization {
  const [type, rights] = exactly(bytes, [0x06, 0x53], [])
  const template = rights!.value
  if (template.length < 1 || template.length > 64) throw bad('authorization of no byte, or too many')
  const oid = decodeOid(type!.value)
  return { oid, terminalType: terminalTypes[oid], role: roles[template[0]! >>> 6]!, template }
}

/** Six unpacked digits, YYMMDD, of the years 2000 to 2099. TR-03110-3 §D.2.1.3. */
function readDate(bytes: Uint8Array): string {
  if (bytes.length !== 6 || bytes.some(digit => digit > 9)) throw bad('date of six digits expected')
  const [y1, y2, m1, m2, d1, d2] = bytes
  const month = 10 * m1! + m2!
  const day = 10 * d1! + d2!
  const days = new Date(Date.UTC(2000 + 10 * y1! + y2!, month, 0)).getUTCDate()
  if (month < 1 || month > 12 || day < 1 || day > days) throw bad('date that the calendar does not have')
  return `20${y1}${y2}-${m1}${m2}-${d1}${d2}`
}

function readExtension(object: Tlv): CvExtension {
  if (object.tag !== 0x73) throw bad(`extension (73) expected, ${tagName(object.tag)} found`)
  const type = readTlv(object.value)
  if (type.tag !== 0x06) throw bad('object identifier of the extension expected')
  return { oid: decodeOid(type.value), value: object.value.subarray(type.bytes.length) }
}

function bad(message: string): EmrtdError {
  return new EmrtdError('AUTHENTICATION_BAD_CERTIFICATE', message)
}
