import { derInteger, derOid, derSequence, derSetOf, encodeTlv } from '../../asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { hashAlgorithms } from '../../crypto/index.js'
import { type Country, type IssuerParty, serialNumberFrom } from './create-country.js'
import { createIssuerKey } from './issuer-key.js'
import { hashIdentifier } from './key-algorithm.js'
import { extension, writeCertificate } from './write-certificate.js'
import { printableString, writeName } from './write-name.js'
import { type SignedDataChoices, writeSignedData } from './write-signed-data.js'
import { writeGeneralizedTime } from './write-time.js'

/** One entry of a deviation list: which documents, and what is wrong with them. */
export interface DeviationContent {
  readonly documentType?: string | undefined
  readonly signer?:
    | { readonly issuer: Uint8Array; readonly serialNumber: bigint }
    | { readonly keyIdentifier: Uint8Array }
    /** SHA-256 of the certificate. */
    | { readonly digest: Uint8Array }
    | undefined
  readonly issued?: { readonly first: Date; readonly last: Date } | undefined
  readonly documentNumbers?: readonly string[] | undefined
  readonly descriptions: readonly {
    /** Object identifier of the deviation. */
    readonly type: string
    readonly text?: string | undefined
    /** Data group, MRZ field or field of a certificate, by number; or an extension by its object identifier. */
    readonly field?: number | string | undefined
  }[]
}

/**
 * A deviation list, signed by the country's deviation list signer; its certificate and that of its CSCA stand beside the
 * signature. Doc 9303-12 §10.
 *
 * @example
 * ```ts
 * import { buildDeviationList, createCountry } from 'emrtd/testkit'
 *
 * const utopia = createCountry({ state: 'UTO', seed: 'utopia' })
 * const { keyIdentifier } = utopia.documentSigner.key
 * buildDeviationList(utopia, [
 *   { signer: { keyIdentifier }, descriptions: [{ type: '2.23.136.1.1.7.2.2', field: 2 }] },
 * ])
 * ```
 */
export function buildDeviationList(
  country: Country,
  deviations: readonly DeviationContent[],
  choices: SignedDataChoices & { readonly signer?: IssuerParty | undefined } = {},
): Uint8Array {
  const list = derSequence(
    derInteger(0),
    hashIdentifier('SHA-256'),
    derSetOf(...deviations.map(writeDeviation)),
  )
  const signer = choices.signer ?? deviationListSigner(country)
  return writeSignedData(
    '2.23.136.1.1.7',
    list,
    signer,
    [signer.certificate, country.csca.certificate],
    choices,
  )
}

/**
 * The country's deviation list signer: as its master list signer, with a key and a purpose of its own. Doc 9303-12 §3.1.7.
 *
 * @example
 * ```ts
 * import { certificateKind, parseCertificate } from 'emrtd/pki'
 * import { createCountry, deviationListSigner } from 'emrtd/testkit'
 *
 * const { certificate } = deviationListSigner(createCountry({ state: 'UTO', seed: 'utopia' }))
 * certificateKind(parseCertificate(certificate)) // 'deviationListSigner'
 * ```
 */
export function deviationListSigner(country: Country): IssuerParty {
  const label = `${country.state} Deviation List Signer ${country.generation}`
  const { content, key: model } = country.masterListSigner
  const key = createIssuerKey(country.seed, label, model.algorithm)
  const own = [
    extension.subjectKeyIdentifier(key.keyIdentifier),
    extension.extendedKeyUsage('2.23.136.1.1.8'),
  ]
  const changed = {
    ...content,
    serialNumber: serialNumberFrom(country.seed, label),
    subject: writeName({ country: country.country, commonName: label }),
    publicKeyInfo: key.publicKeyInfo,
    extensions: content.extensions.map(each => own.find(({ oid }) => oid === each.oid) ?? each),
  }
  return { certificate: writeCertificate(changed, country.csca.key), content: changed, key }
}

function writeDeviation({ descriptions, ...documents }: DeviationContent): Uint8Array {
  const { documentType, signer, issued, documentNumbers } = documents
  return derSequence(
    derSequence(
      ...(documentType === undefined ? [] : [encodeTlv(0x80, latin1ToBytes(documentType))]),
      ...(signer === undefined ? [] : [writeSigner(signer)]),
      ...(issued === undefined
        ? []
        : [encodeTlv(0xa4, writeGeneralizedTime(issued.first), writeGeneralizedTime(issued.last))]),
      ...(documentNumbers === undefined
        ? []
        : [concatBytes(Uint8Array.of(0xa5), derSetOf(...documentNumbers.map(printableString)).subarray(1))]),
    ),
    derSetOf(
      ...descriptions.map(({ type, text, field }) =>
        derSequence(
          ...(text === undefined ? [] : [printableString(text)]),
          derOid(type),
          ...(field === undefined
            ? []
            : [encodeTlv(0xa0, typeof field === 'string' ? derOid(field) : derInteger(field))]),
        ),
      ),
    ),
  )
}

function writeSigner(signer: NonNullable<DeviationContent['signer']>): Uint8Array {
  if ('issuer' in signer) return encodeTlv(0xa1, signer.issuer, derInteger(signer.serialNumber))
  if ('keyIdentifier' in signer) return encodeTlv(0x82, signer.keyIdentifier)
  if (signer.digest.length !== hashAlgorithms['SHA-256'].length) throw new TypeError('SHA-256 expected')
  return encodeTlv(0x83, signer.digest)
}
