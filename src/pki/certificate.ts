import { type DerDeviation, type DerLeniency, type DerOptions, DerReader, derTag } from '../asn1/index.js'
import { type PublicKey, parsePublicKey } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import {
  type AuthorityKeyIdentifier,
  type BasicConstraints,
  decodeAuthorityKeyIdentifier,
  decodeBasicConstraints,
  decodeExtendedKeyUsage,
  decodeKeyUsage,
  decodeSubjectKeyIdentifier,
  type Extension,
  extensionOid,
  type KeyUsage,
} from './extensions.js'
import { equalNames, type Name, nameCountry, parseName } from './name.js'
import { readExtensions } from './read-extensions.js'

/**
 * An X.509 certificate as received. The outline is checked when it is parsed; what lies inside is decoded when it is
 * asked for, and then an {@link EmrtdError} can still be thrown (`PKI_BAD_CERTIFICATE`, `CRYPTO_` codes for the key).
 * Nothing of it is verified.
 */
export interface Certificate {
  /** The whole certificate, a view into the input. */
  readonly bytes: Uint8Array
  /** tbsCertificate with tag and length: the bytes that the signature covers. */
  readonly tbsBytes: Uint8Array
  /** 1, 2 or 3. */
  readonly version: number
  /** Two's complement content octets of the serial number; zero and negative ones exist. */
  readonly serialNumber: Uint8Array
  /** AlgorithmIdentifier outside of tbsCertificate. */
  readonly signatureAlgorithm: Uint8Array
  /** AlgorithmIdentifier inside of tbsCertificate; the same in a sound certificate. */
  readonly tbsSignatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
  readonly issuer: Name
  readonly subject: Name
  readonly notBefore: Date
  readonly notAfter: Date
  /** SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array
  readonly publicKey: PublicKey
  readonly extensions: readonly Extension[]
  readonly subjectKeyIdentifier: Uint8Array | undefined
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined
  readonly basicConstraints: BasicConstraints | undefined
  readonly keyUsage: readonly KeyUsage[] | undefined
  readonly extendedKeyUsage: readonly string[] | undefined
  /** Two letters of countryName of the subject, in upper case; undefined if it has none. */
  readonly country: string | undefined
  /** Deviations from DER that were read over so far. */
  readonly deviations: readonly DerDeviation[]
}

/**
 * The deviations that certificates of real issuing states show (Doc 9303's own text permits none). Trust lists cannot be
 * read without them.
 */
export const fieldLeniencies: readonly DerLeniency[] = [
  'booleanNot255',
  'namedBitsTrailingZeros',
  'nonMinimalInteger',
  'nonMinimalLength',
  'timeFormat',
]

/** How {@link parseCertificate} reads. */
export interface CertificateOptions {
  /** Deviations from DER to read over: none by default, {@link fieldLeniencies} for certificates of real states. */
  readonly leniencies?: readonly DerLeniency[] | undefined
}

/**
 * Parses an X.509 certificate in DER. RFC 5280 §4.1, Doc 9303-12 §7.1.
 *
 * @throws {EmrtdError} with an `ASN1_` code and the offset if the outline is not that of a certificate; fields throw
 * `PKI_BAD_CERTIFICATE` when they are read.
 *
 * @example
 * ```ts
 * import { fieldLeniencies, formatName, parseCertificate } from 'emrtd/pki'
 *
 * const subjectOf = (der: Uint8Array) =>
 *   formatName(parseCertificate(der, { leniencies: fieldLeniencies }).subject)
 * ```
 */
export function parseCertificate(bytes: Uint8Array, options: CertificateOptions = {}): Certificate {
  return new ReceivedCertificate(bytes, options.leniencies ?? [])
}

/**
 * The undecoded extension with this object identifier. RFC 5280 §4.2.
 *
 * @throws {EmrtdError} `PKI_BAD_CERTIFICATE` if the extensions cannot be read.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs'
 * import { extensionOid, findExtension, parseCertificate } from 'emrtd/pki'
 *
 * const csca = parseCertificate(new Uint8Array(readFileSync('csca.cer')))
 * findExtension(csca, extensionOid.keyUsage)?.critical // true
 * ```
 */
export function findExtension(certificate: Certificate, oid: string): Extension | undefined {
  return certificate.extensions.find(extension => extension.oid === oid)
}

/**
 * Whether subject and issuer are the same name: a root or a link certificate. RFC 5280 §6.1.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs'
 * import { isSelfIssued, parseCertificate } from 'emrtd/pki'
 *
 * isSelfIssued(parseCertificate(new Uint8Array(readFileSync('csca.cer')))) // true
 * ```
 */
export function isSelfIssued(certificate: Certificate): boolean {
  return equalNames(certificate.subject, certificate.issuer)
}

/** Holds the outline as views and decodes the rest once, on demand. */
class ReceivedCertificate implements Certificate {
  readonly bytes: Uint8Array
  readonly tbsBytes: Uint8Array
  readonly version: number
  readonly serialNumber: Uint8Array
  readonly signatureAlgorithm: Uint8Array
  readonly tbsSignatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
  readonly publicKeyInfo: Uint8Array
  readonly deviations: DerDeviation[] = []
  readonly #issuerBytes: Uint8Array
  readonly #subjectBytes: Uint8Array
  readonly #validityBytes: Uint8Array
  readonly #extensionsBytes: Uint8Array | undefined
  readonly #options: DerOptions
  #issuer: Name | undefined
  #subject: Name | undefined
  #validity: readonly [Date, Date] | undefined
  #extensions: readonly Extension[] | undefined
  #publicKey: PublicKey | undefined
  readonly #decoded = new Map<string, unknown>()

  constructor(bytes: Uint8Array, leniencies: readonly DerLeniency[]) {
    this.#options = { leniencies, onDeviation: deviation => this.deviations.push(deviation) }
    const outer = new DerReader(bytes, this.#options)
    const certificate = outer.sequence()
    outer.end()
    this.bytes = bytes.subarray(0, outer.offset)
    this.tbsBytes = certificate.raw(derTag.sequence)
    this.signatureAlgorithm = certificate.raw(derTag.sequence)
    this.signature = certificate.bitStringBytes()
    certificate.end()

    const tbs = new DerReader(this.tbsBytes, this.#options).sequence()
    this.version = readVersion(tbs)
    this.serialNumber = tbs.integerBytes()
    this.tbsSignatureAlgorithm = tbs.raw(derTag.sequence)
    this.#issuerBytes = tbs.raw(derTag.sequence)
    this.#validityBytes = tbs.raw(derTag.sequence)
    this.#subjectBytes = tbs.raw(derTag.sequence)
    this.publicKeyInfo = tbs.raw(derTag.sequence)
    // issuerUniqueID and subjectUniqueID: obsolete, of no use here.
    if (tbs.peekTag() === 0x81) tbs.skip()
    if (tbs.peekTag() === 0x82) tbs.skip()
    this.#extensionsBytes = tbs.peekTag() === 0xa3 ? tbs.content(0xa3) : undefined
    tbs.end()
  }

  get issuer(): Name {
    this.#issuer ??= this.#decode('issuer', () => parseName(this.#issuerBytes, this.#options))
    return this.#issuer
  }

  get subject(): Name {
    this.#subject ??= this.#decode('subject', () => parseName(this.#subjectBytes, this.#options))
    return this.#subject
  }

  get notBefore(): Date {
    return new Date(this.#validityPeriod()[0])
  }

  get notAfter(): Date {
    return new Date(this.#validityPeriod()[1])
  }

  get publicKey(): PublicKey {
    this.#publicKey ??= parsePublicKey(this.publicKeyInfo)
    return this.#publicKey
  }

  get extensions(): readonly Extension[] {
    this.#extensions ??= this.#decode('extensions', () =>
      this.#extensionsBytes === undefined ? [] : readExtensions(this.#extensionsBytes, this.#options),
    )
    return this.#extensions
  }

  get subjectKeyIdentifier(): Uint8Array | undefined {
    return this.#extension(extensionOid.subjectKeyIdentifier, decodeSubjectKeyIdentifier)
  }

  get authorityKeyIdentifier(): AuthorityKeyIdentifier | undefined {
    return this.#extension(extensionOid.authorityKeyIdentifier, decodeAuthorityKeyIdentifier)
  }

  get basicConstraints(): BasicConstraints | undefined {
    return this.#extension(extensionOid.basicConstraints, decodeBasicConstraints)
  }

  get keyUsage(): readonly KeyUsage[] | undefined {
    return this.#extension(extensionOid.keyUsage, decodeKeyUsage)
  }

  get extendedKeyUsage(): readonly string[] | undefined {
    return this.#extension(extensionOid.extKeyUsage, decodeExtendedKeyUsage)
  }

  get country(): string | undefined {
    return nameCountry(this.subject)?.toUpperCase()
  }

  #validityPeriod(): readonly [Date, Date] {
    this.#validity ??= this.#decode('validity', () => {
      const validity = new DerReader(this.#validityBytes, this.#options).sequence()
      const period = [validity.time(), validity.time()] as const
      validity.end()
      return period
    })
    return this.#validity
  }

  #extension<T>(oid: string, decode: (value: Uint8Array, options: DerOptions) => T): T | undefined {
    if (this.#decoded.has(oid)) return this.#decoded.get(oid) as T | undefined
    const extension = findExtension(this, oid)
    const value =
      extension === undefined ? undefined : this.#decode(oid, () => decode(extension.value, this.#options))
    this.#decoded.set(oid, value)
    return value
  }

  #decode<T>(part: string, decode: () => T): T {
    try {
      return decode()
    } catch (error) {
      if (!(error instanceof EmrtdError) || error.code === 'PKI_BAD_CERTIFICATE') throw error
      throw new EmrtdError('PKI_BAD_CERTIFICATE', `certificate's ${part} cannot be read: ${error.message}`, {
        cause: error,
      })
    }
  }
}

function readVersion(tbs: DerReader): number {
  const tagged = tbs.tryEnter(0xa0)
  if (tagged === undefined) return 1
  const version = tagged.smallInteger(2) + 1
  tagged.end()
  return version
}
