import { type DerDeviation, type DerLeniency, type DerOptions, DerReader, derTag } from '../asn1/index.js'
import {
  type AuthorityKeyIdentifier,
  decodeAuthorityKeyIdentifier,
  type Extension,
  extensionOid,
} from './extensions.js'
import { type Name, parseName } from './name.js'
import { readExtensions } from './read-extensions.js'

/** A certificate that a CRL revokes. */
export interface RevokedCertificate {
  /** Two's complement content octets. */
  readonly serialNumber: Uint8Array
  readonly revocationDate: Date
  /** Extensions of the entry; Doc 9303-12 permits none. */
  readonly extensions: readonly Extension[]
}

/** A certificate revocation list as received; nothing of it is verified. RFC 5280 §5.1, Doc 9303-12 §7.1.4. */
export interface Crl {
  /** The whole CRL, a view into the input. */
  readonly bytes: Uint8Array
  /** tbsCertList with tag and length: the bytes that the signature covers. */
  readonly tbsBytes: Uint8Array
  /** 1 or 2. */
  readonly version: number
  readonly signatureAlgorithm: Uint8Array
  readonly tbsSignatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
  readonly issuer: Name
  readonly thisUpdate: Date
  readonly nextUpdate: Date | undefined
  readonly revoked: readonly RevokedCertificate[]
  readonly extensions: readonly Extension[]
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined
  /** Deviations from DER that were read over. */
  readonly deviations: readonly DerDeviation[]
}

/** How {@link parseCrl} reads. */
export interface CrlOptions {
  /** Deviations from DER to read over: none by default, `fieldLeniencies` for CRLs of real states. */
  readonly leniencies?: readonly DerLeniency[] | undefined
}

/**
 * Parses a certificate revocation list in DER. RFC 5280 §5.1, Doc 9303-12 §7.1.4.
 *
 * @throws {EmrtdError} with an `ASN1_` code and the offset; `PKI_BAD_CRL` if an extension stands twice.
 *
 * @example
 * ```ts
 * import { fieldLeniencies, parseCrl } from 'emrtd/pki'
 *
 * const countRevoked = (der: Uint8Array) => parseCrl(der, { leniencies: fieldLeniencies }).revoked.length
 * ```
 */
export function parseCrl(bytes: Uint8Array, options: CrlOptions = {}): Crl {
  const deviations: DerDeviation[] = []
  const derOptions: DerOptions = {
    leniencies: options.leniencies,
    onDeviation: deviation => deviations.push(deviation),
  }
  const outer = new DerReader(bytes, derOptions)
  const crl = outer.sequence()
  outer.end()
  const tbsBytes = crl.raw(derTag.sequence)
  const signatureAlgorithm = crl.raw(derTag.sequence)
  const signature = crl.bitStringBytes()
  crl.end()

  const tbs = new DerReader(tbsBytes, derOptions).sequence()
  const version = tbs.peekTag() === derTag.integer ? tbs.smallInteger(1) + 1 : 1
  const tbsSignatureAlgorithm = tbs.raw(derTag.sequence)
  const issuer = parseName(tbs.raw(derTag.sequence), derOptions)
  const thisUpdate = tbs.time()
  const next = tbs.peekTag()
  const nextUpdate = next === derTag.utcTime || next === derTag.generalizedTime ? tbs.time() : undefined
  const revoked = tbs.peekTag() === derTag.sequence ? readRevoked(tbs.sequence(), derOptions) : []
  const extensions =
    tbs.peekTag() === 0xa0 ? readExtensions(tbs.content(0xa0), derOptions, 'PKI_BAD_CRL') : []
  tbs.end()
  const authority = extensions.find(({ oid }) => oid === extensionOid.authorityKeyIdentifier)
  return {
    bytes: bytes.subarray(0, outer.offset),
    tbsBytes,
    version,
    signatureAlgorithm,
    tbsSignatureAlgorithm,
    signature,
    issuer,
    thisUpdate,
    nextUpdate,
    revoked,
    extensions,
    authorityKeyIdentifier: authority && decodeAuthorityKeyIdentifier(authority.value, derOptions),
    deviations,
  }
}

function readRevoked(list: DerReader, options: DerOptions): readonly RevokedCertificate[] {
  const revoked: RevokedCertificate[] = []
  while (!list.atEnd) {
    const entry = list.sequence()
    const serialNumber = entry.integerBytes()
    const revocationDate = entry.time()
    const extensions =
      entry.peekTag() === derTag.sequence ? readExtensions(entry.raw(), options, 'PKI_BAD_CRL') : []
    entry.end()
    revoked.push({ serialNumber, revocationDate, extensions })
  }
  return revoked
}
