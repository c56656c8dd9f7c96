import { type DerDeviation, type DerLeniency, type DerOptions, DerReader, derTag } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { type Name, parseName } from './name.js'

/** How a SignerInfo names its signer's certificate. */
export type SignerIdentifier =
  | {
      readonly kind: 'issuerAndSerialNumber'
      readonly issuer: Name
      /** Two's complement content octets. */
      readonly serialNumber: Uint8Array
    }
  | { readonly kind: 'subjectKeyIdentifier'; readonly keyIdentifier: Uint8Array }

/** An attribute of a SignerInfo. */
export interface CmsAttribute {
  readonly oid: string
  /** Its values, each a whole element. */
  readonly values: readonly Uint8Array[]
  /** The whole attribute, a view. */
  readonly bytes: Uint8Array
}

/** One signer of a SignedData. RFC 5652 §5.3. */
export interface SignerInfo {
  readonly version: number
  readonly identifier: SignerIdentifier
  /** AlgorithmIdentifier of the message digest. */
  readonly digestAlgorithm: Uint8Array
  /** The signed attributes as received, under their tag A0; undefined if there are none. */
  readonly signedAttributesBytes: Uint8Array | undefined
  readonly signedAttributes: readonly CmsAttribute[]
  /** AlgorithmIdentifier of the signature. */
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
  /** Whether there are unsigned attributes. They prove nothing: they are passed over. */
  readonly hasUnsignedAttributes: boolean
}

/** A CMS SignedData as received; nothing of it is verified. RFC 5652 §5.1. */
export interface SignedData {
  /** The whole ContentInfo, a view. */
  readonly bytes: Uint8Array
  readonly version: number
  /** AlgorithmIdentifiers of the digests that the signers use. */
  readonly digestAlgorithms: readonly Uint8Array[]
  /** What the content is: `2.23.136.1.1.1` for an LDS security object. */
  readonly contentType: string
  /** The content: the octets that are hashed. */
  readonly content: Uint8Array
  /** Certificates that were sent along, each a whole element, not parsed: one that is broken costs nothing. */
  readonly certificates: readonly Uint8Array[]
  /** CRLs that were sent along, each a whole element. */
  readonly crls: readonly Uint8Array[]
  readonly signerInfos: readonly SignerInfo[]
  /** Deviations from DER that were read over. */
  readonly deviations: readonly DerDeviation[]
}

/** Object identifiers of CMS. */
export const cmsOid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
} as const

/**
 * What CMS of real issuing states needs: BER's indefinite lengths and segmented strings (New Zealand, United States).
 */
export const cmsLeniencies: readonly DerLeniency[] = [
  'indefiniteLength',
  'constructedString',
  'nonMinimalLength',
  'nonMinimalInteger',
]

/** How {@link parseSignedData} reads. */
export interface SignedDataOptions {
  /** Deviations from DER to read over: none by default, {@link cmsLeniencies} for files of real states. */
  readonly leniencies?: readonly DerLeniency[] | undefined
}

/**
 * Parses a ContentInfo that holds a SignedData with its content. RFC 5652 §3 and §5, Doc 9303-10 §4.6.2,
 * Doc 9303-12 §9.
 *
 * @throws {EmrtdError} with an `ASN1_` code and the offset; `PKI_BAD_CMS` if it is no SignedData or has no content.
 *
 * @example
 * ```ts
 * import { parseSignedData } from 'emrtd/pki'
 *
 * const contentTypeOf = (cms: Uint8Array) => parseSignedData(cms).contentType
 * ```
 */
export function parseSignedData(bytes: Uint8Array, options: SignedDataOptions = {}): SignedData {
  const deviations: DerDeviation[] = []
  const derOptions: DerOptions = {
    leniencies: options.leniencies,
    onDeviation: deviation => deviations.push(deviation),
  }
  const outer = new DerReader(bytes, derOptions)
  const contentInfo = outer.sequence()
  outer.end()
  const type = contentInfo.oid()
  if (type !== cmsOid.signedData) {
    throw new EmrtdError('PKI_BAD_CMS', `content type ${type}, SignedData expected`, { offset: 0 })
  }
  const explicit = contentInfo.enter(0xa0)
  contentInfo.end()
  const signedData = explicit.sequence()
  explicit.end()

  const version = signedData.smallInteger()
  const digestAlgorithms = readAll(signedData.set())
  const { contentType, content } = readEncapsulatedContent(signedData.sequence())
  const certificates = readAll(signedData.tryEnter(0xa0))
  const crls = readAll(signedData.tryEnter(0xa1))
  const signers = signedData.set()
  signedData.end()
  const signerInfos: SignerInfo[] = []
  while (!signers.atEnd) signerInfos.push(readSignerInfo(signers.sequence(), derOptions))
  return {
    bytes: bytes.subarray(0, outer.offset),
    version,
    digestAlgorithms,
    contentType,
    content,
    certificates,
    crls,
    signerInfos,
    deviations,
  }
}

/**
 * The signed attributes of this type; several if the signer wrote several. RFC 5652 §5.3.
 *
 * @example
 * ```ts
 * import { parseEfSod } from 'emrtd/lds'
 * import { cmsOid, findAttributes } from 'emrtd/pki'
 * import { createCountry, issueDocument } from 'emrtd/testkit'
 *
 * const { files } = issueDocument(createCountry({ state: 'UTO', seed: 'utopia' }))
 * const [signer] = parseEfSod(files['EF.SOD']).signedData.signerInfos
 * findAttributes(signer!, cmsOid.messageDigest).length // 1
 * ```
 */
export function findAttributes(signerInfo: SignerInfo, oid: string): readonly CmsAttribute[] {
  return signerInfo.signedAttributes.filter(attribute => attribute.oid === oid)
}

function readAll(reader: DerReader | undefined): readonly Uint8Array[] {
  const elements: Uint8Array[] = []
  while (reader !== undefined && !reader.atEnd) elements.push(reader.raw())
  return elements
}

function readEncapsulatedContent(reader: DerReader): { contentType: string; content: Uint8Array } {
  const contentType = reader.oid()
  if (reader.atEnd) {
    throw new EmrtdError('PKI_BAD_CMS', 'SignedData without content', { offset: reader.offset })
  }
  const explicit = reader.enter(0xa0)
  reader.end()
  const content = explicit.octetString()
  explicit.end()
  return { contentType, content }
}

function readSignerInfo(reader: DerReader, options: DerOptions): SignerInfo {
  const version = reader.smallInteger()
  const identifier = readSignerIdentifier(reader, options)
  const digestAlgorithm = reader.raw(derTag.sequence)
  let signedAttributesBytes: Uint8Array | undefined
  const signedAttributes: CmsAttribute[] = []
  if (reader.peekTag() === 0xa0) {
    signedAttributesBytes = reader.raw(0xa0)
    const attributes = new DerReader(signedAttributesBytes, options).enter(0xa0)
    while (!attributes.atEnd) signedAttributes.push(readAttribute(attributes.raw(derTag.sequence), options))
  }
  const signatureAlgorithm = reader.raw(derTag.sequence)
  const signature = reader.octetString()
  const hasUnsignedAttributes = reader.peekTag() === 0xa1
  if (hasUnsignedAttributes) reader.skip()
  reader.end()
  return {
    version,
    identifier,
    digestAlgorithm,
    signedAttributesBytes,
    signedAttributes,
    signatureAlgorithm,
    signature,
    hasUnsignedAttributes,
  }
}

function readSignerIdentifier(reader: DerReader, options: DerOptions): SignerIdentifier {
  if (reader.peekTag() === 0x80) {
    return { kind: 'subjectKeyIdentifier', keyIdentifier: reader.content(0x80) }
  }
  const sequence = reader.sequence()
  const issuer = parseName(sequence.raw(derTag.sequence), options)
  const serialNumber = sequence.integerBytes()
  sequence.end()
  return { kind: 'issuerAndSerialNumber', issuer, serialNumber }
}

function readAttribute(bytes: Uint8Array, options: DerOptions): CmsAttribute {
  const reader = new DerReader(bytes, options).sequence()
  const oid = reader.oid()
  const values = readAll(reader.set())
  reader.end()
  return { oid, values, bytes }
}
