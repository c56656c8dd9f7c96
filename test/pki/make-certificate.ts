import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import {
  derBitString,
  derBoolean,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUtf8String,
  encodeTlv,
} from '../../src/asn1/index.js'
import { latin1ToBytes } from '../../src/bytes.js'
import { type Certificate, fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { cmsOid } from '../../src/pki/cms.js'
import { extensionOid, type KeyUsage, keyUsageNames } from '../../src/pki/extensions.js'
import { masterListContentType } from '../../src/pki/master-list.js'

/** An EC key pair on P-256 with what certificates say of it. */
export interface Keys {
  readonly privateKey: KeyObject
  readonly publicKeyInfo: Uint8Array
  /** SHA-1 of the key's bits. */
  readonly identifier: Uint8Array
}

export function makeKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKeyInfo = Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' }))
  // The last 65 bytes are the point, the content of the BIT STRING.
  return { privateKey, publicKeyInfo, identifier: sha1(publicKeyInfo.subarray(-65)) }
}

/** What a certificate says; what is left out is that of a sound CSCA certificate. `null` leaves an extension out. */
export interface CertificateRequest {
  readonly subject?: string
  readonly issuer?: string
  readonly country?: string
  readonly keys: Keys
  readonly signer?: Keys
  readonly from?: string
  readonly to?: string
  readonly ca?: boolean | null
  readonly pathLength?: number
  readonly keyUsage?: readonly KeyUsage[] | null
  readonly extendedKeyUsage?: readonly string[]
  readonly subjectKeyIdentifier?: Uint8Array | null
  readonly authorityKeyIdentifier?: Uint8Array | null
  /** Object identifier of an extension that nobody knows, and whether it is critical. */
  readonly unknownExtension?: { readonly critical: boolean }
  readonly serialNumber?: number
  /** Whether it says that the CSCA's name has changed. */
  readonly nameChange?: boolean
}

const ecdsaWithSha256 = derSequence(derOid('1.2.840.10045.4.3.2'))
const sha256 = derSequence(derOid('2.16.840.1.101.3.4.2.1'), derNull())

/** A certificate, self-signed unless a signer is given. */
export function makeCertificate(request: CertificateRequest): Certificate {
  const subject = request.subject ?? 'Utopia CSCA'
  const signer = request.signer ?? request.keys
  const tbs = derSequence(
    encodeTlv(0xa0, derInteger(2)),
    derInteger(request.serialNumber ?? 1),
    ecdsaWithSha256,
    makeName(request.issuer ?? subject, request.country),
    derSequence(time(request.from ?? '20200101000000Z'), time(request.to ?? '20400101000000Z')),
    makeName(subject, request.country),
    request.keys.publicKeyInfo,
    encodeTlv(0xa3, derSequence(...extensionsOf(request, signer))),
  )
  const bytes = derSequence(
    tbs,
    ecdsaWithSha256,
    derBitString(Uint8Array.from(sign('sha256', tbs, signer.privateKey))),
  )
  return parseCertificate(bytes, { leniencies: fieldLeniencies })
}

/** A document signer of `Utopia CSCA` unless the request says otherwise. */
export function makeDocumentSigner(request: CertificateRequest): Certificate {
  return makeCertificate({
    subject: 'Utopia DS',
    issuer: 'Utopia CSCA',
    ca: null,
    keyUsage: ['digitalSignature'],
    serialNumber: 2,
    ...request,
  })
}

/** What a CRL says; what is left out is that of a sound one of `Utopia CSCA`. */
export interface CrlRequest {
  readonly issuer?: string
  readonly country?: string
  readonly signer: Keys
  readonly from?: string
  readonly to?: string | null
  readonly revoked?: readonly number[]
  readonly authorityKeyIdentifier?: Uint8Array
  readonly unknownExtension?: { readonly critical: boolean }
}

export function makeCrl(request: CrlRequest): Uint8Array {
  const entries = (request.revoked ?? []).map(serial =>
    derSequence(derInteger(serial), time('20250101000000Z')),
  )
  const authority = request.authorityKeyIdentifier ?? request.signer.identifier
  const extensions = [
    derSequence(
      derOid(extensionOid.authorityKeyIdentifier),
      derOctetString(derSequence(encodeTlv(0x80, authority))),
    ),
    derSequence(derOid('2.5.29.20'), derOctetString(derInteger(7))),
  ]
  if (request.unknownExtension !== undefined) {
    const flag = request.unknownExtension.critical ? [derBoolean(true)] : []
    extensions.push(derSequence(derOid('2.5.29.27'), ...flag, derOctetString(derInteger(1))))
  }
  const tbs = derSequence(
    derInteger(1),
    ecdsaWithSha256,
    makeName(request.issuer ?? 'Utopia CSCA', request.country),
    time(request.from ?? '20260601000000Z'),
    ...(request.to === null ? [] : [time(request.to ?? '20260901000000Z')]),
    ...(entries.length === 0 ? [] : [derSequence(...entries)]),
    encodeTlv(0xa0, derSequence(...extensions)),
  )
  const signature = Uint8Array.from(sign('sha256', tbs, request.signer.privateKey))
  return derSequence(tbs, ecdsaWithSha256, derBitString(signature))
}

/** A CMS master list that `signer` signed; each signer given signs it. */
export function makeMasterList(
  certificates: readonly Uint8Array[],
  embedded: readonly Certificate[],
  signers: readonly { readonly certificate: Certificate; readonly keys: Keys }[],
): Uint8Array {
  const content = derSequence(derInteger(0), derSetOf(...certificates))
  const signerInfos = signers.map(({ certificate, keys }) => {
    const attributes = derSetOf(
      derSequence(derOid(cmsOid.contentType), derSetOf(derOid(masterListContentType))),
      derSequence(derOid(cmsOid.messageDigest), derSetOf(derOctetString(hash('sha256', content)))),
    )
    const implicit = Uint8Array.from(attributes)
    implicit[0] = 0xa0
    return derSequence(
      derInteger(3),
      encodeTlv(0x80, certificate.subjectKeyIdentifier ?? new Uint8Array(0)),
      sha256,
      implicit,
      ecdsaWithSha256,
      derOctetString(Uint8Array.from(sign('sha256', attributes, keys.privateKey))),
    )
  })
  const signedData = derSequence(
    derInteger(3),
    derSetOf(sha256),
    derSequence(derOid(masterListContentType), encodeTlv(0xa0, derOctetString(content))),
    encodeTlv(0xa0, ...embedded.map(certificate => certificate.bytes)),
    derSetOf(...signerInfos),
  )
  return derSequence(derOid(cmsOid.signedData), encodeTlv(0xa0, signedData))
}

function extensionsOf(request: CertificateRequest, signer: Keys): readonly Uint8Array[] {
  const extensions: Uint8Array[] = []
  const add = (oid: string, critical: boolean, value: Uint8Array): void => {
    extensions.push(derSequence(derOid(oid), ...(critical ? [derBoolean(true)] : []), derOctetString(value)))
  }
  if (request.ca !== null) {
    const length = request.pathLength === undefined ? [] : [derInteger(request.pathLength)]
    const flag = request.ca === false ? [] : [derBoolean(true)]
    add(extensionOid.basicConstraints, true, derSequence(...flag, ...length))
  }
  const uses = request.keyUsage === undefined ? (['keyCertSign', 'cRLSign'] as const) : request.keyUsage
  if (uses !== null) add(extensionOid.keyUsage, true, namedBits(uses))
  if (request.extendedKeyUsage !== undefined) {
    add(extensionOid.extKeyUsage, true, derSequence(...request.extendedKeyUsage.map(derOid)))
  }
  const own =
    request.subjectKeyIdentifier === undefined ? request.keys.identifier : request.subjectKeyIdentifier
  if (own !== null) add(extensionOid.subjectKeyIdentifier, false, derOctetString(own))
  const authority =
    request.authorityKeyIdentifier === undefined ? signer.identifier : request.authorityKeyIdentifier
  if (authority !== null) {
    add(extensionOid.authorityKeyIdentifier, false, derSequence(encodeTlv(0x80, authority)))
  }
  if (request.nameChange) add(extensionOid.nameChange, false, derNull())
  if (request.unknownExtension !== undefined) {
    add('1.2.3.4', request.unknownExtension.critical, derNull())
  }
  return extensions
}

function namedBits(uses: readonly KeyUsage[]): Uint8Array {
  const bits = uses.map(use => keyUsageNames.indexOf(use))
  const octet = bits.reduce((sum, bit) => sum | (0x80 >>> bit), 0)
  return encodeTlv(0x03, Uint8Array.of(7 - Math.max(...bits), octet))
}

function makeName(commonName: string, country = 'UT'): Uint8Array {
  return derSequence(
    derSetOf(derSequence(derOid('2.5.4.6'), encodeTlv(0x13, latin1ToBytes(country)))),
    derSetOf(derSequence(derOid('2.5.4.3'), derUtf8String(commonName))),
  )
}

function time(text: string): Uint8Array {
  return encodeTlv(0x18, latin1ToBytes(text))
}

function hash(name: string, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash(name).update(bytes).digest())
}

function sha1(bytes: Uint8Array): Uint8Array {
  return hash('sha1', bytes)
}
