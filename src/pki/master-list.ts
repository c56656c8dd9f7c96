import { DerReader } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { type Certificate, fieldLeniencies, parseCertificate } from './certificate.js'
import { cmsLeniencies, parseSignedData, type SignedData } from './cms.js'

/** A certificate of a master list that could not be read. It costs the list nothing but itself. */
export interface MasterListFailure {
  /** Its place in the list, from 0. */
  readonly index: number
  /** The element as it stands in the list. */
  readonly bytes: Uint8Array
  readonly error: EmrtdError
}

/** A CSCA master list as received; nothing of it is verified. Doc 9303-12 §9. */
export interface MasterList {
  /** The CMS around the list; undefined for a bare CscaMasterList. */
  readonly signedData: SignedData | undefined
  readonly version: number
  readonly certificates: readonly Certificate[]
  readonly failures: readonly MasterListFailure[]
}

/** Content type id-icao-cscaMasterList. */
export const masterListContentType = '2.23.136.1.1.2'

/** Content type id-DocumentSignerList of BSI TR-03129-2 §8.1. */
export const documentSignerListContentType = '0.4.0.127.0.7.3.1.6'

/**
 * Parses a CSCA master list: CMS SignedData over a CscaMasterList, or the bare CscaMasterList. Deviations from DER that
 * lists of real states show are read over. Doc 9303-12 §9.
 *
 * @throws {EmrtdError} `PKI_BAD_MASTER_LIST` if it is neither, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { parseMasterList } from 'emrtd/pki'
 *
 * const count = (file: Uint8Array) => parseMasterList(file).certificates.length
 * ```
 */
export function parseMasterList(bytes: Uint8Array): MasterList {
  return parseListOfCertificates(bytes, masterListContentType, 'master list')
}

/**
 * Parses a list of document signers' certificates: CMS SignedData or the bare list, in the form of a master list. German
 * inspection systems get them (BSI TR-03129-2 §8.1).
 *
 * @throws {EmrtdError} as {@link parseMasterList}.
 *
 * @example
 * ```ts
 * import { parseDocumentSignerList } from 'emrtd/pki'
 *
 * const count = (file: Uint8Array) => parseDocumentSignerList(file).certificates.length
 * ```
 */
export function parseDocumentSignerList(bytes: Uint8Array): MasterList {
  return parseListOfCertificates(bytes, documentSignerListContentType, 'list of document signers')
}

function parseListOfCertificates(bytes: Uint8Array, contentType: string, what: string): MasterList {
  const signedData = beginsWithOid(bytes) ? parseSignedData(bytes, { leniencies: cmsLeniencies }) : undefined
  if (signedData !== undefined && signedData.contentType !== contentType) {
    throw new EmrtdError('PKI_BAD_MASTER_LIST', `content type ${signedData.contentType}, ${what} expected`)
  }
  const outer = new DerReader(signedData?.content ?? bytes, { leniencies: ['nonMinimalLength'] })
  const list = outer.sequence()
  outer.end()
  const version = list.smallInteger()
  const set = list.set()
  list.end()
  const certificates: Certificate[] = []
  const failures: MasterListFailure[] = []
  for (let index = 0; !set.atEnd; index++) {
    const element = set.raw()
    try {
      certificates.push(parseCertificate(element, { leniencies: fieldLeniencies }))
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      failures.push({ index, bytes: element, error })
    }
  }
  return { signedData, version, certificates, failures }
}

/** A ContentInfo begins with an object identifier, a CscaMasterList with its version. */
function beginsWithOid(bytes: Uint8Array): boolean {
  return new DerReader(bytes, { leniencies: cmsLeniencies }).sequence().peekTag() === 0x06
}
