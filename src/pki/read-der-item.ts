import { DerReader, derTag } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { fieldLeniencies, parseCertificate } from './certificate.js'
import { cmsLeniencies, cmsOid } from './cms.js'
import { deviationListContentType, parseDeviationList } from './deviation-list.js'
import {
  documentSignerListContentType,
  masterListContentType,
  parseDocumentSignerList,
  parseMasterList,
} from './master-list.js'
import { parseCrl } from './parse-crl.js'
import type { TrustItem, TrustItemKind, TrustItemPlace } from './trust-item.js'

/**
 * Reads one element of DER, whatever it is: a certificate, a CRL, a list (signed or bare), or a PKCS #7 bundle of
 * certificates and CRLs. What it is, its outline tells; or `expected`, where whoever holds it says so.
 *
 * @internal
 */
export function* readDerItem(
  bytes: Uint8Array,
  place: TrustItemPlace,
  expected?: TrustItemKind,
): Generator<TrustItem, void, undefined> {
  let kind = expected
  try {
    const found = expected ?? kindOf(bytes)
    if (found === 'bundle') yield* readBundle(bytes, place)
    else {
      kind = found
      yield { place, ...parseAs(found, bytes) }
    }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    yield { place, kind: 'failure', of: kind, error }
  }
}

type Content<Item> = Item extends TrustItem ? Omit<Item, 'place'> : never

function parseAs(kind: TrustItemKind, bytes: Uint8Array): Content<TrustItem> {
  const options = { leniencies: fieldLeniencies }
  switch (kind) {
    case 'masterList':
      return { kind, list: parseMasterList(bytes) }
    case 'documentSignerList':
      return { kind, list: parseDocumentSignerList(bytes) }
    case 'deviationList':
      return { kind, list: parseDeviationList(bytes) }
    case 'crl':
      return { kind, crl: parseCrl(bytes, options) }
    default:
      return { kind, certificate: parseCertificate(bytes, options) }
  }
}

function kindOf(bytes: Uint8Array): TrustItemKind | 'bundle' {
  const outer = new DerReader(bytes, { leniencies: cmsLeniencies }).sequence()
  const first = outer.peekTag()
  if (first === derTag.oid) return kindOfCms(outer)
  // A bare list begins with its version, behind which a deviation list may name its hash; a certificate or CRL with what is signed.
  if (first === derTag.integer) {
    outer.skip()
    return outer.peekTag() === derTag.sequence ? 'deviationList' : 'masterList'
  }
  return isCrl(outer) ? 'crl' : 'certificate'
}

function kindOfCms(contentInfo: DerReader): TrustItemKind | 'bundle' {
  const type = contentInfo.oid()
  if (type !== cmsOid.signedData) {
    throw new EmrtdError('PKI_UNKNOWN_FORMAT', `CMS of type ${type}: no list`, { offset: 0 })
  }
  const signedData = contentInfo.enter(0xa0).sequence()
  signedData.skip()
  signedData.skip()
  const content = signedData.sequence()
  const contentType = content.oid()
  if (contentType === masterListContentType) return 'masterList'
  if (contentType === deviationListContentType) return 'deviationList'
  if (contentType === documentSignerListContentType) return 'documentSignerList'
  if (contentType === cmsOid.data && content.atEnd) return 'bundle'
  throw new EmrtdError(
    'PKI_UNKNOWN_FORMAT',
    `CMS with content of type ${contentType}: no list of certificates`,
  )
}

/** In a CRL a time stands where a certificate has its validity; malformed, it counts as a certificate. */
function isCrl(outer: DerReader): boolean {
  try {
    const signed = outer.sequence()
    // Of a CRL: its version, how it is signed, who signs. A certificate with a version has that under a tag of its own.
    if (signed.peekTag() === derTag.integer) signed.skip()
    signed.skip()
    signed.skip()
    const tag = signed.peekTag()
    return tag === derTag.utcTime || tag === derTag.generalizedTime
  } catch (error) {
    if (error instanceof EmrtdError) return false
    throw error
  }
}

/** SignedData without content or signers: what it carries (RFC 5652 §5.1, a `.p7b` file). */
function* readBundle(bytes: Uint8Array, place: TrustItemPlace): Generator<TrustItem, void, undefined> {
  const contentInfo = new DerReader(bytes, { leniencies: cmsLeniencies }).sequence()
  contentInfo.skip()
  const signedData = contentInfo.enter(0xa0).sequence()
  for (let i = 0; i < 3; i++) signedData.skip()
  for (const [tag, kind] of [
    [0xa0, 'certificate'],
    [0xa1, 'crl'],
  ] as const) {
    const set = signedData.tryEnter(tag)
    while (set !== undefined && !set.atEnd) {
      const { offset } = set
      yield* readDerItem(set.raw(), { ...place, offset }, kind)
    }
  }
}
