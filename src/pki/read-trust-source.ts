import { DerReader, derTag } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import type { Certificate } from './certificate.js'
import { cmsLeniencies } from './cms.js'
import { type MasterList, parseMasterList } from './master-list.js'
import { readCertificates } from './read-certificates.js'
import { readPem } from './read-pem.js'

/** What a file of a trust store holds; nothing of it is verified. */
export interface TrustSourceContent {
  readonly kind: 'masterList' | 'certificates'
  /** Defined for a master list that could be read. */
  readonly masterList: MasterList | undefined
  readonly certificates: readonly Certificate[]
  readonly failures: readonly { readonly index: number; readonly error: EmrtdError }[]
}

/**
 * Reads a file for a trust store, whatever it is: a master list (CMS or bare, in DER or as one PEM block), or
 * certificates in DER or PEM. Never throws for what the file holds: one that is none of these is a failure at place 0.
 *
 * @example
 * ```ts
 * import { readTrustSource } from 'emrtd/pki'
 *
 * readTrustSource(new Uint8Array(0)).failures[0]?.error.code // 'PKI_UNKNOWN_FORMAT'
 * ```
 */
export function readTrustSource(bytes: Uint8Array): TrustSourceContent {
  const list = masterListBytes(bytes)
  const kind = list === undefined ? 'certificates' : 'masterList'
  try {
    if (list === undefined) return { kind, masterList: undefined, ...readCertificates(bytes) }
    const masterList = parseMasterList(list)
    return { kind, masterList, certificates: masterList.certificates, failures: masterList.failures }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { kind, masterList: undefined, certificates: [], failures: [{ index: 0, error }] }
  }
}

/** The bytes of the master list that a file holds; undefined if it holds none. */
function masterListBytes(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] === derTag.sequence) return beginsCertificate(bytes) ? undefined : bytes
  const block = readPem(bytes).find(({ label }) => label === 'CMS' || label === 'PKCS7')
  return block?.content instanceof Uint8Array ? block.content : undefined
}

/** A certificate begins with a SEQUENCE; a ContentInfo with an object identifier, a CscaMasterList with its version. */
function beginsCertificate(bytes: Uint8Array): boolean {
  try {
    const first = new DerReader(bytes, { leniencies: cmsLeniencies }).sequence().peekTag()
    return first !== derTag.oid && first !== derTag.integer
  } catch (error) {
    if (error instanceof EmrtdError) return true
    throw error
  }
}
