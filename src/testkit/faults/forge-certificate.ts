import { derBitString, derInteger, derSequence, encodeTlv } from '../../asn1/index.js'
import type { IssuerKey } from '../issuer/issuer-key.js'
import {
  type CertificateContent,
  type CertificateExtension,
  writeExtension,
} from '../issuer/write-certificate.js'
import { writeTime } from '../issuer/write-time.js'

/** The parts of tbsCertificate, in order. */
export type CertificatePart =
  | 'version'
  | 'serialNumber'
  | 'signature'
  | 'issuer'
  | 'validity'
  | 'subject'
  | 'publicKeyInfo'
  | 'extensions'

/** What is to be other than in a certificate of the same content. */
export interface CertificateForgery {
  /** Parts in DER as they are to stand; null leaves one out. */
  readonly parts?: Partial<Readonly<Record<CertificatePart, Uint8Array | null>>> | undefined
  /** The algorithm outside of tbsCertificate; null leaves it out. */
  readonly signatureAlgorithm?: Uint8Array | null | undefined
  /** The signature of the bytes of tbsCertificate; null leaves it out. */
  readonly sign?: ((body: Uint8Array) => Uint8Array) | null | undefined
}

/** A certificate that is signed as it stands, with whatever is wrong in it. */
export function forgeCertificate(
  content: CertificateContent,
  issuer: IssuerKey,
  { parts = {}, signatureAlgorithm = issuer.signatureAlgorithm, sign = issuer.sign }: CertificateForgery = {},
): Uint8Array {
  const right: Readonly<Record<CertificatePart, Uint8Array>> = {
    version: encodeTlv(0xa0, derInteger(2)),
    serialNumber: derInteger(content.serialNumber),
    signature: issuer.signatureAlgorithm,
    issuer: content.issuer,
    validity: derSequence(writeTime(content.notBefore), writeTime(content.notAfter)),
    subject: content.subject,
    publicKeyInfo: content.publicKeyInfo,
    extensions: encodeTlv(0xa3, derSequence(...content.extensions.map(writeExtension))),
  }
  const body = derSequence(
    ...(Object.keys(right) as CertificatePart[]).flatMap(name => {
      const part = parts[name] === undefined ? right[name] : parts[name]
      return part === null ? [] : [part]
    }),
  )
  return derSequence(
    body,
    ...(signatureAlgorithm === null ? [] : [signatureAlgorithm]),
    ...(sign === null ? [] : [derBitString(sign(body))]),
  )
}

/** Extensions with some replaced by object identifier, or added. */
export function withExtensions(
  extensions: readonly CertificateExtension[],
  ...changed: readonly CertificateExtension[]
): readonly CertificateExtension[] {
  const kept = extensions.filter(({ oid }) => !changed.some(other => other.oid === oid))
  return [...kept, ...changed]
}

/** Extensions without those of some object identifiers. */
export function withoutExtensions(
  extensions: readonly CertificateExtension[],
  ...oids: readonly string[]
): readonly CertificateExtension[] {
  return extensions.filter(({ oid }) => !oids.includes(oid))
}
