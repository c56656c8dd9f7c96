import { type DerOptions, DerReader, derTag } from '../asn1/index.js'
import { bytesToLatin1 } from '../bytes.js'
import { type HashName, parseDigestAlgorithm } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { fieldLeniencies } from './certificate.js'
import { cmsLeniencies, parseSignedData, type SignedData } from './cms.js'
import { type Name, parseName } from './name.js'

/** How a deviation names the document signer whose documents deviate. */
export type DeviationSigner =
  | {
      readonly kind: 'issuerAndSerialNumber'
      readonly issuer: Name
      /** Two's complement content octets. */
      readonly serialNumber: Uint8Array
    }
  | { readonly kind: 'subjectKeyIdentifier'; readonly keyIdentifier: Uint8Array }
  | { readonly kind: 'certificateDigest'; readonly digest: Uint8Array }

/** Which documents deviate: all that is named must be true of a document. */
export interface DeviationDocuments {
  /** As in the MRZ, with or without fillers: `P`, `P<`. */
  readonly documentType: string | undefined
  readonly signer: DeviationSigner | undefined
  readonly issued: { readonly first: Date; readonly last: Date } | undefined
  readonly documentNumbers: readonly string[] | undefined
}

/** The deviations that Doc 9303-3 §7.3.5 names. */
export type DeviationName = (typeof deviationNames)[keyof typeof deviationNames]

/** How documents deviate. */
export interface DeviationDescription {
  readonly type: string
  /** What Doc 9303 calls the type; undefined for one that it does not know. */
  readonly name: DeviationName | undefined
  readonly text: string | undefined
  /** The data group (`1` to `16`, 20 for EF.SOD, 21 for EF.COM), MRZ field or field of the certificate, by number. */
  readonly field: number | undefined
  /** The extension of the certificate that is wrong. */
  readonly extension: string | undefined
  /** The parameters as received, and what is for the issuing state's own use: whole elements. */
  readonly parameters: Uint8Array | undefined
  readonly nationalUse: Uint8Array | undefined
}

/** One entry of a deviation list. */
export interface Deviation {
  readonly documents: DeviationDocuments
  readonly descriptions: readonly DeviationDescription[]
}

/** A deviation list as received; nothing of it is verified. Doc 9303-12 §10. */
export interface DeviationList {
  /** The whole file, a view. */
  readonly bytes: Uint8Array
  /** The CMS around the list; undefined for a bare DeviationList. */
  readonly signedData: SignedData | undefined
  readonly version: number
  /** The hash function of certificate digests in the list. */
  readonly digestAlgorithm: HashName | undefined
  readonly deviations: readonly Deviation[]
  /** Entries that could not be read; the others are not affected. */
  readonly failures: readonly { readonly index: number; readonly error: EmrtdError }[]
}

/** Content type id-icao-DeviationList. */
export const deviationListContentType = '2.23.136.1.1.7'

/** Deviation types by object identifier. Doc 9303-12 §10.2, Doc 9303-3 §7.3.5. */
export const deviationNames = {
  '2.23.136.1.1.7.1': 'CertOrKey',
  '2.23.136.1.1.7.1.1': 'CertOrKey-DSSignature',
  '2.23.136.1.1.7.1.2': 'CertOrKey-DSEncoding',
  '2.23.136.1.1.7.1.3': 'CertOrKey-CSCAEncoding',
  '2.23.136.1.1.7.1.4': 'CertOrKey-AAKeyCompromised',
  '2.23.136.1.1.7.2': 'LDS',
  '2.23.136.1.1.7.2.1': 'LDS-DGMalformed',
  '2.23.136.1.1.7.2.2': 'LDS-DGHashWrong',
  '2.23.136.1.1.7.2.3': 'LDS-SODSignatureWrong',
  '2.23.136.1.1.7.2.4': 'LDS-COMInconsistent',
  '2.23.136.1.1.7.3': 'MRZ',
  '2.23.136.1.1.7.3.1': 'MRZ-WrongData',
  '2.23.136.1.1.7.3.2': 'MRZ-WrongCheckDigit',
  '2.23.136.1.1.7.4': 'Chip',
  '2.23.136.1.1.7.5': 'NationalUse',
} as const

/**
 * Parses a deviation list: CMS SignedData over a DeviationList, or the bare DeviationList. An entry that cannot be read costs
 * only itself. Doc 9303-12 §10, Doc 9303-3 §7.3.
 *
 * @throws {EmrtdError} `PKI_BAD_DEVIATION_LIST` if it is another CMS, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { parseDeviationList } from 'emrtd/pki'
 *
 * const namesIn = (file: Uint8Array) =>
 *   parseDeviationList(file).deviations.flatMap(({ descriptions }) => descriptions.map(({ name }) => name))
 * ```
 */
export function parseDeviationList(bytes: Uint8Array): DeviationList {
  const cms = new DerReader(bytes, { leniencies: cmsLeniencies }).sequence().peekTag() === derTag.oid
  const signedData = cms ? parseSignedData(bytes, { leniencies: cmsLeniencies }) : undefined
  if (signedData !== undefined && signedData.contentType !== deviationListContentType) {
    throw new EmrtdError(
      'PKI_BAD_DEVIATION_LIST',
      `content type ${signedData.contentType}, deviation list expected`,
    )
  }
  const options: DerOptions = { leniencies: fieldLeniencies }
  const outer = new DerReader(signedData?.content ?? bytes, options)
  const list = outer.sequence()
  outer.end()
  const version = list.smallInteger()
  const digestAlgorithm =
    list.peekTag() === derTag.sequence ? parseDigestAlgorithm(list.raw(derTag.sequence)) : undefined
  const set = list.set()
  list.end()
  const deviations: Deviation[] = []
  const failures: { index: number; error: EmrtdError }[] = []
  for (let index = 0; !set.atEnd; index++) {
    const element = set.raw()
    try {
      deviations.push(readDeviation(element, options))
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      failures.push({ index, error })
    }
  }
  return {
    bytes: signedData?.bytes ?? bytes.subarray(0, outer.offset),
    signedData,
    version,
    digestAlgorithm,
    deviations,
    failures,
  }
}

function readDeviation(bytes: Uint8Array, options: DerOptions): Deviation {
  const outer = new DerReader(bytes, options)
  const deviation = outer.sequence()
  outer.end()
  const documents = readDocuments(deviation.sequence(), options)
  const set = deviation.set()
  deviation.end()
  const descriptions: DeviationDescription[] = []
  while (!set.atEnd) descriptions.push(readDescription(set.sequence(), options))
  return { documents, descriptions }
}

function readDocuments(reader: DerReader, options: DerOptions): DeviationDocuments {
  const documentType = reader.peekTag() === 0x80 ? bytesToLatin1(reader.content(0x80)) : undefined
  const signer = readSigner(reader, options)
  let issued: DeviationDocuments['issued']
  const period = reader.tryEnter(0xa4)
  if (period !== undefined) {
    issued = { first: period.time(), last: period.time() }
    period.end()
  }
  const numbers = reader.tryEnter(0xa5)
  let documentNumbers: string[] | undefined
  if (numbers !== undefined) {
    documentNumbers = []
    while (!numbers.atEnd) documentNumbers.push(bytesToLatin1(numbers.content(derTag.printableString)))
  }
  reader.end()
  return { documentType, signer, issued, documentNumbers }
}

function readSigner(reader: DerReader, options: DerOptions): DeviationSigner | undefined {
  const tag = reader.peekTag()
  if (tag === 0x82) return { kind: 'subjectKeyIdentifier', keyIdentifier: reader.content(tag) }
  if (tag === 0x83) return { kind: 'certificateDigest', digest: reader.content(tag) }
  const pair = reader.tryEnter(0xa1)
  if (pair === undefined) return undefined
  const issuer = parseName(pair.raw(derTag.sequence), options)
  const serialNumber = pair.integerBytes()
  pair.end()
  return { kind: 'issuerAndSerialNumber', issuer, serialNumber }
}

function readDescription(reader: DerReader, options: DerOptions): DeviationDescription {
  const text =
    reader.peekTag() === derTag.printableString
      ? bytesToLatin1(reader.content(derTag.printableString))
      : undefined
  const type = reader.oid()
  const parameters = soleElement(reader.tryEnter(0xa0))
  const nationalUse = soleElement(reader.tryEnter(0xa1))
  reader.end()
  const field =
    parameters?.[0] === derTag.integer ? new DerReader(parameters, options).smallInteger() : undefined
  const extension = parameters?.[0] === derTag.oid ? new DerReader(parameters, options).oid() : undefined
  const name = Object.hasOwn(deviationNames, type)
    ? deviationNames[type as keyof typeof deviationNames]
    : undefined
  return { type, name, text, field, extension, parameters, nationalUse }
}

function soleElement(reader: DerReader | undefined): Uint8Array | undefined {
  const element = reader?.raw()
  reader?.end()
  return element
}
