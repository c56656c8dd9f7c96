import { derInteger, derOctetString, derOid, derSequence, derSetOf, encodeTlv } from '../../asn1/index.js'
import { compareBytes, concatBytes } from '../../bytes.js'
import { defaultBackend, type HashName } from '../../crypto/index.js'
import type { IssuerParty } from '../issuer/create-country.js'
import { hashIdentifier } from '../issuer/key-algorithm.js'
import { ldsSecurityObjectType, writeLdsSecurityObject } from '../issuer/write-ef-sod.js'
import { writeTime } from '../issuer/write-time.js'
import { dataGroupsOf, type Specimen, withFiles } from './specimen.js'

/** What is to be other in one SignerInfo; null leaves a part out. */
export interface SignerForgery {
  readonly by?: IssuerParty | undefined
  readonly version?: number | null | undefined
  /** In DER. */
  readonly identifier?: Uint8Array | undefined
  readonly digestAlgorithm?: Uint8Array | null | undefined
  /** Attributes in the order in which they are to stand; null for no signed attributes at all. */
  readonly attributes?: ((right: readonly Uint8Array[]) => readonly Uint8Array[]) | null | undefined
  /** What is signed: the attributes as a SET in DER unless given. */
  readonly signed?: ((attributes: readonly Uint8Array[], content: Uint8Array) => Uint8Array) | undefined
  readonly signatureAlgorithm?: Uint8Array | null | undefined
  readonly sign?: ((message: Uint8Array) => Uint8Array) | null | undefined
}

/** What is to be other in a SignedData; null leaves a part out. */
export interface SignedDataForgery {
  readonly version?: number | null | undefined
  readonly digestAlgorithms?: readonly Uint8Array[] | null | undefined
  /** The content type of the encapsulated content; null leaves it out. */
  readonly contentType?: string | null | undefined
  readonly content?: Uint8Array | undefined
  readonly certificates?: readonly Uint8Array[] | undefined
  readonly signers?: readonly SignerForgery[] | undefined
}

/** A SignedData by `signer`, wrong as it is asked for. */
export function forgeSignedData(
  contentType: string,
  content: Uint8Array,
  signer: IssuerParty,
  forgery: SignedDataForgery,
  signingTime?: Date,
): Uint8Array {
  const { version = 3, signers = [{}], certificates = [signer.certificate] } = forgery
  const written = forgery.content ?? content
  const digests = forgery.digestAlgorithms ?? [hashIdentifier(signer.key.algorithm.hash)]
  const type = forgery.contentType === undefined ? contentType : forgery.contentType
  const signedData = derSequence(
    ...(version === null ? [] : [derInteger(version)]),
    ...(forgery.digestAlgorithms === null ? [] : [derSetOf(...digests)]),
    derSequence(...(type === null ? [] : [derOid(type)]), encodeTlv(0xa0, derOctetString(written))),
    ...(certificates.length === 0 ? [] : [encodeTlv(0xa0, ...certificates)]),
    derSetOf(...signers.map(each => writeSigner(type ?? contentType, written, signer, each, signingTime))),
  )
  return derSequence(derOid('1.2.840.113549.1.7.2'), encodeTlv(0xa0, signedData))
}

function writeSigner(
  contentType: string,
  content: Uint8Array,
  signer: IssuerParty,
  forgery: SignerForgery,
  signingTime: Date | undefined,
): Uint8Array {
  const { by = signer, version = 1, attributes = right => right } = forgery
  const { key } = by
  const { hash } = key.algorithm
  const { digestAlgorithm = hashIdentifier(hash), signatureAlgorithm = key.signatureAlgorithm } = forgery
  const right = signedAttributes(contentType, content, hash, signingTime)
  const given = attributes === null ? undefined : attributes(right)
  const { signed = elements => derSetOf(...elements), sign = key.sign } = forgery
  return derSequence(
    ...(version === null ? [] : [derInteger(version)]),
    forgery.identifier ?? issuerAndSerialNumber(by),
    ...(digestAlgorithm === null ? [] : [digestAlgorithm]),
    ...(given === undefined ? [] : [encodeTlv(0xa0, ...given)]),
    ...(signatureAlgorithm === null ? [] : [signatureAlgorithm]),
    ...(sign === null ? [] : [derOctetString(sign(given === undefined ? content : signed(given, content)))]),
  )
}

/** The signed attributes of a content as they should be, in the order of DER. */
function signedAttributes(
  contentType: string,
  content: Uint8Array,
  hash: HashName,
  signingTime: Date | undefined,
): readonly Uint8Array[] {
  return [
    attribute('1.2.840.113549.1.9.3', derOid(contentType)),
    attribute('1.2.840.113549.1.9.4', derOctetString(defaultBackend.digest(hash, content))),
    ...(signingTime === undefined ? [] : [attribute('1.2.840.113549.1.9.5', writeTime(signingTime))]),
  ].sort(compareBytes)
}

/** An attribute with its values, in DER. */
export function attribute(oid: string, ...values: readonly Uint8Array[]): Uint8Array {
  return derSequence(derOid(oid), derSetOf(...values))
}

/** The identifier that a signer's certificate asks for. */
export function issuerAndSerialNumber({ content }: IssuerParty): Uint8Array {
  return derSequence(content.issuer, derInteger(content.serialNumber))
}

function indexOf(whole: Uint8Array, part: Uint8Array): number {
  for (let at = 0; at + part.length <= whole.length; at++) {
    if (part.every((byte, i) => whole[at + i] === byte)) return at
  }
  return -1
}

/** The LDS security object of the specimen's data groups. */
export function securityObjectOf(specimen: Specimen): Uint8Array {
  const { hash = 'SHA-256', ldsVersion = 0 } = specimen.choices
  return writeLdsSecurityObject(dataGroupsOf(specimen), hash, ldsVersion)
}

/** The signed attributes of the specimen's EF.SOD. */
export function signedAttributesOf(specimen: Specimen): readonly Uint8Array[] {
  const { hash } = specimen.country.documentSigner.key.algorithm
  return signedAttributes(
    ldsSecurityObjectType,
    securityObjectOf(specimen),
    hash,
    specimen.choices.signingTime,
  )
}

/** The specimen with an EF.SOD that is wrong as it is asked for. */
export function withForgedSod(specimen: Specimen, forgery: SignedDataForgery): Specimen {
  const { documentSigner } = specimen.country
  const { signingTime } = specimen.choices
  const object = securityObjectOf(specimen)
  const cms = forgeSignedData(ldsSecurityObjectType, object, documentSigner, forgery, signingTime)
  return withFiles(specimen, { 'EF.SOD': encodeTlv(0x77, cms) })
}

/** The same with one SignerInfo. */
export function withForgedSigner(specimen: Specimen, signer: SignerForgery): Specimen {
  return withForgedSod(specimen, { signers: [signer] })
}

/** The attributes with one of them replaced, or left out if there is nothing in its place. */
export function replaceAttribute(
  oid: string,
  ...instead: readonly Uint8Array[]
): (right: readonly Uint8Array[]) => readonly Uint8Array[] {
  const encoded = derOid(oid)
  return right =>
    right.flatMap(each => (indexOf(each.subarray(0, 2 + encoded.length), encoded) >= 0 ? instead : [each]))
}

/** Elements under the tag of a SET, not put in order. */
export function unsortedSet(elements: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(0x31, concatBytes(...elements))
}
