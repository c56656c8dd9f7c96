import { bytesToBigInt } from '../../bytes.js'
import { certificateCountriesOf } from '../../mrz/index.js'
import { createTerminalPki, type TerminalPki, type TerminalPkiOptions } from './create-terminal-pki.js'
import { createIssuerKey, type IssuerKey } from './issuer-key.js'
import type { KeyAlgorithm } from './key-algorithm.js'
import { seededBytes } from './seeded-bytes.js'
import {
  type CertificateContent,
  type CertificateExtension,
  extension,
  writeCertificate,
} from './write-certificate.js'
import { writeName } from './write-name.js'

/** When a certificate is valid, and until when its key signs. */
export interface CertificateDates {
  readonly notBefore: Date
  readonly notAfter: Date
  /** The end of the private key's use; it begins with `notBefore`. */
  readonly privateKeyNotAfter: Date
}

/** What a country is made from. */
export interface CountryOptions {
  /** The issuing state as the MRZ has it: `UTO`. */
  readonly state: string
  /** Two letters for the certificates; what certificates of that state carry unless given: `UT`. */
  readonly country?: string | undefined
  /** Whatever is made follows from it: the same seed gives the same bytes. */
  readonly seed: Uint8Array | string
  /** Which CSCA of the country this is, 1 unless given: another generation has other keys and the same name. */
  readonly generation?: number | undefined
  /** ECDSA on brainpoolP384r1 with explicit parameters and SHA-384 unless given. */
  readonly csca?: KeyAlgorithm | undefined
  /** ECDSA on brainpoolP256r1 with explicit parameters and SHA-256 unless given. */
  readonly documentSigner?: KeyAlgorithm | undefined
  /** As the document signer's default unless given. */
  readonly masterListSigner?: KeyAlgorithm | undefined
  /** Document signers beside the first, each as the first as far as it says nothing else; none unless given. */
  readonly furtherDocumentSigners?:
    | readonly {
        readonly algorithm?: KeyAlgorithm | undefined
        readonly dates?: Partial<CertificateDates> | undefined
        readonly documentTypes?: readonly string[] | undefined
      }[]
    | undefined
  /** The PKI for Terminal Authentication, made from the same seed: `{}` for its defaults. None unless given. */
  readonly terminals?: Omit<TerminalPkiOptions, 'country' | 'seed'> | undefined
  /** Document codes that the document signer may sign: `P`, `I`, `A` and `C` unless given. */
  readonly documentTypes?: readonly string[] | undefined
  /** From the start of 2020 to the end of 2035, keys used until the end of 2024, unless given. */
  readonly dates?: {
    readonly csca?: Partial<CertificateDates> | undefined
    readonly documentSigner?: Partial<CertificateDates> | undefined
    readonly masterListSigner?: Partial<CertificateDates> | undefined
  }
}

/** Somebody who signs: a certificate and its private key. */
export interface IssuerParty {
  /** The certificate in DER. */
  readonly certificate: Uint8Array
  /** What the certificate was written from: to write another one that differs. */
  readonly content: CertificateContent
  readonly key: IssuerKey
}

/** A country's PKI. Doc 9303-12 §4. */
export interface Country {
  readonly state: string
  readonly country: string
  readonly seed: Uint8Array | string
  readonly generation: number
  readonly csca: IssuerParty
  readonly documentSigner: IssuerParty
  /** Those beside {@link documentSigner}; `issueDocument` takes one as `signer`. */
  readonly furtherDocumentSigners: readonly IssuerParty[]
  readonly masterListSigner: IssuerParty
  /** CVCA, document verifiers and terminals, if they were asked for. */
  readonly terminals?: TerminalPki | undefined
}

const cscaDefault: KeyAlgorithm = {
  kind: 'ecdsa',
  curve: 'brainpoolP384r1',
  parameters: 'explicit',
  hash: 'SHA-384',
}
const signerDefault: KeyAlgorithm = {
  kind: 'ecdsa',
  curve: 'brainpoolP256r1',
  parameters: 'explicit',
  hash: 'SHA-256',
}

const defaultDates = (): CertificateDates => ({
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2035-12-31T23:59:59Z'),
  privateKeyNotAfter: new Date('2024-12-31T23:59:59Z'),
})

/**
 * A country's PKI: a CSCA with its self-signed certificate, a document signer and a master list signer, with the
 * certificate profiles of Doc 9303-12 §7.1.1. The same options give the same bytes.
 *
 * @throws {TypeError} for a state whose two letters are not known and not given, or a key that cannot be made.
 *
 * @example
 * ```ts
 * import { createCountry } from 'emrtd/testkit'
 *
 * const utopia = createCountry({ state: 'UTO', seed: 'utopia' })
 * utopia.csca.certificate // the CSCA's certificate in DER
 * ```
 */
export function createCountry(options: CountryOptions): Country {
  const { state, seed, generation = 1 } = options
  const country = options.country ?? certificateCountriesOf(state)?.[0]
  if (country === undefined) throw new TypeError('give the two letters of this state')
  const label = (party: string): string => `${state} ${party} ${generation}`
  const common = alternativeNames(state)
  const cscaName = writeName({ country, organization: `State of ${state}`, commonName: `CSCA ${state}` })
  const cscaKey = createIssuerKey(seed, label('CSCA'), options.csca ?? cscaDefault)

  const party = (
    role: string,
    key: IssuerKey,
    subject: Uint8Array,
    given: Partial<CertificateDates> | undefined,
    own: readonly CertificateExtension[],
  ): IssuerParty => {
    const { notBefore, notAfter, privateKeyNotAfter } = { ...defaultDates(), ...given }
    const content: CertificateContent = {
      serialNumber: serialNumberFrom(seed, label(role)),
      issuer: cscaName,
      subject,
      notBefore,
      notAfter,
      publicKeyInfo: key.publicKeyInfo,
      extensions: [
        extension.authorityKeyIdentifier(cscaKey.keyIdentifier),
        extension.subjectKeyIdentifier(key.keyIdentifier),
        ...own,
        extension.privateKeyUsagePeriod(notBefore, privateKeyNotAfter),
        ...common,
      ],
    }
    return { certificate: writeCertificate(content, cscaKey), content, key }
  }
  const signer = (
    role: string,
    algorithm: KeyAlgorithm | undefined,
    dates: Partial<CertificateDates> | undefined,
    own: readonly CertificateExtension[],
  ): IssuerParty =>
    party(
      role,
      createIssuerKey(seed, label(role), algorithm ?? signerDefault),
      writeName({ country, organization: `State of ${state}`, commonName: `${role} ${state} ${generation}` }),
      dates,
      [extension.keyUsage('digitalSignature'), ...own],
    )

  const { dates = {}, documentTypes = ['P', 'I', 'A', 'C'], furtherDocumentSigners = [] } = options
  return {
    state,
    country,
    seed,
    generation,
    csca: party('CSCA', cscaKey, cscaName, dates.csca, [
      extension.keyUsage('certificateAndCrlSign'),
      extension.basicConstraints(),
    ]),
    documentSigner: signer('Document Signer', options.documentSigner, dates.documentSigner, [
      extension.documentTypeList(documentTypes),
    ]),
    furtherDocumentSigners: furtherDocumentSigners.map((own, index) =>
      signer(
        `Document Signer ${index + 2} of`,
        own.algorithm ?? options.documentSigner,
        { ...dates.documentSigner, ...own.dates },
        [extension.documentTypeList(own.documentTypes ?? documentTypes)],
      ),
    ),
    masterListSigner: signer('Master List Signer', options.masterListSigner, dates.masterListSigner, [
      extension.extendedKeyUsage('2.23.136.1.1.3'),
    ]),
    ...(options.terminals && { terminals: createTerminalPki({ country, seed, ...options.terminals }) }),
  }
}

/** A positive serial number of 8 bytes. */
export function serialNumberFrom(seed: Uint8Array | string, label: string): bigint {
  const bytes = seededBytes(seed, `serial number of ${label}`)(8)
  bytes[0] = (bytes[0]! & 0x3f) | 0x40
  return bytesToBigInt(bytes)
}

/** Contact and state code of issuer and subject, and where the CRL lies: the same for everyone in a country. */
function alternativeNames(state: string): readonly CertificateExtension[] {
  const domain = `csca.${state.toLowerCase()}.example`
  return [
    extension.subjectAltName(state, `csca@${domain}`),
    extension.issuerAltName(state, `csca@${domain}`),
    extension.crlDistributionPoint(`https://${domain}/CRLs/${state}.crl`),
  ]
}
