import { derInteger, derOctetString, derOid, derSequence, derSetOf, encodeTlv } from '../../asn1/index.js'
import { concatBytes } from '../../bytes.js'
import { defaultBackend, type HashName } from '../../crypto/index.js'
import type { IssuerParty } from './create-country.js'
import { hashIdentifier } from './key-algorithm.js'
import { writeTime } from './write-time.js'

/** How a SignedData names its signer. RFC 5652 §5.3. */
export type SignerIdentifierKind = 'issuerAndSerialNumber' | 'subjectKeyIdentifier'

/** The choices that Doc 9303-10 §4.6.2.2 leaves to who signs. */
export interface SignedDataChoices {
  /** `issuerAndSerialNumber` unless given. */
  readonly signerIdentifier?: SignerIdentifierKind | undefined
  /** The hash function of the content; that of the signature unless given. */
  readonly digestAlgorithm?: HashName | undefined
  /** The signingTime attribute; none unless given. */
  readonly signingTime?: Date | undefined
}

/**
 * A ContentInfo with a SignedData of version 3 by one signer. RFC 5652 §5, Doc 9303-10 §4.6.2.2.
 *
 * @param certificates in DER, in the order in which they are to stand.
 *
 * @example
 * ```ts
 * import { parseSignedData } from 'emrtd/pki'
 * import { createCountry, writeSignedData } from 'emrtd/testkit'
 *
 * const { documentSigner } = createCountry({ state: 'UTO', seed: 'utopia' })
 * const content = Uint8Array.of(0x30, 0)
 * const cms = writeSignedData('2.23.136.1.1.1', content, documentSigner, [documentSigner.certificate])
 * parseSignedData(cms).contentType // '2.23.136.1.1.1'
 * ```
 */
export function writeSignedData(
  contentType: string,
  content: Uint8Array,
  signer: IssuerParty,
  certificates: readonly Uint8Array[],
  choices: SignedDataChoices = {},
): Uint8Array {
  const { key } = signer
  const digestAlgorithm = choices.digestAlgorithm ?? key.algorithm.hash
  const digestIdentifier = hashIdentifier(digestAlgorithm)
  const { signingTime } = choices
  const signedAttributes = derSetOf(
    attribute('1.2.840.113549.1.9.3', derOid(contentType)),
    attribute('1.2.840.113549.1.9.4', derOctetString(defaultBackend.digest(digestAlgorithm, content))),
    ...(signingTime === undefined ? [] : [attribute('1.2.840.113549.1.9.5', writeTime(signingTime))]),
  )
  const byKey = choices.signerIdentifier === 'subjectKeyIdentifier'
  const signerInfo = derSequence(
    derInteger(byKey ? 3 : 1),
    byKey
      ? encodeTlv(0x80, key.keyIdentifier)
      : derSequence(signer.content.issuer, derInteger(signer.content.serialNumber)),
    digestIdentifier,
    // In the SignerInfo the SET has the implicit tag [0]; it is signed under its own.
    concatBytes(Uint8Array.of(0xa0), signedAttributes.subarray(1)),
    key.signatureAlgorithm,
    derOctetString(key.sign(signedAttributes)),
  )
  const signedData = derSequence(
    derInteger(3),
    derSetOf(digestIdentifier),
    derSequence(derOid(contentType), encodeTlv(0xa0, derOctetString(content))),
    ...(certificates.length === 0 ? [] : [encodeTlv(0xa0, ...certificates)]),
    derSetOf(signerInfo),
  )
  return derSequence(derOid('1.2.840.113549.1.7.2'), encodeTlv(0xa0, signedData))
}

function attribute(oid: string, value: Uint8Array): Uint8Array {
  return derSequence(derOid(oid), derSetOf(value))
}
