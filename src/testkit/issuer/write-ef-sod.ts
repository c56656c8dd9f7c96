import { derInteger, derOctetString, derSequence, encodeTlv } from '../../asn1/index.js'
import { latin1ToBytes } from '../../bytes.js'
import { defaultBackend, type HashName } from '../../crypto/index.js'
import type { IssuerParty } from './create-country.js'
import { hashIdentifier } from './key-algorithm.js'
import { printableString } from './write-name.js'
import { type SignedDataChoices, writeSignedData } from './write-signed-data.js'

/** The choices of an EF.SOD. */
export interface EfSodChoices extends SignedDataChoices {
  /** The hash function of the data groups, SHA-256 unless given. */
  readonly hash?: HashName | undefined
  /** Version of the LDS security object, 0 unless given; 1 repeats the versions of LDS and Unicode. */
  readonly ldsVersion?: 0 | 1 | undefined
  /** Whether the document signer's certificate stands in the SignedData; it does unless `false` is given. */
  readonly embedCertificate?: boolean | undefined
}

/** The object identifier of the LDS security object. Doc 9303-10 appendix D. */
export const ldsSecurityObjectType = '2.23.136.1.1.1'

/** The LDS security object over the data groups, by number. Doc 9303-10 appendix D.2. */
export function writeLdsSecurityObject(
  dataGroups: ReadonlyMap<number, Uint8Array>,
  hash: HashName,
  version: 0 | 1,
): Uint8Array {
  const hashes = [...dataGroups]
    .sort(([a], [b]) => a - b)
    .map(([number, file]) =>
      derSequence(derInteger(number), derOctetString(defaultBackend.digest(hash, file))),
    )
  const versions = derSequence(printableString('0108'), printableString('040000'))
  return derSequence(
    derInteger(version),
    hashIdentifier(hash),
    derSequence(...hashes),
    ...(version === 1 ? [versions] : []),
  )
}

/**
 * EF.SOD over the data groups: tag 77 around a SignedData of the document signer's. Doc 9303-10 §4.6.2.
 *
 * @param dataGroups the whole files, by number.
 *
 * @example
 * ```ts
 * import { createCountry, writeEfSod } from 'emrtd/testkit'
 *
 * const { documentSigner } = createCountry({ state: 'UTO', seed: 'utopia' })
 * writeEfSod(new Map([[1, Uint8Array.of(0x61, 0x00)]]), documentSigner)[0] // 0x77
 * ```
 */
export function writeEfSod(
  dataGroups: ReadonlyMap<number, Uint8Array>,
  signer: IssuerParty,
  choices: EfSodChoices = {},
): Uint8Array {
  const object = writeLdsSecurityObject(dataGroups, choices.hash ?? 'SHA-256', choices.ldsVersion ?? 0)
  const certificates = choices.embedCertificate === false ? [] : [signer.certificate]
  return encodeTlv(0x77, writeSignedData(ldsSecurityObjectType, object, signer, certificates, choices))
}

/** Outer tags of the data groups; the first is that of EF.DG1. Doc 9303-10 table 37. */
export const dataGroupTags: readonly number[] = [
  0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70,
]

/** EF.COM: versions of LDS and Unicode and the tags of the data groups. Doc 9303-10 §4.6.1. */
export function writeEfCom(dataGroups: readonly number[], ldsVersion: 0 | 1): Uint8Array {
  const tags = [...dataGroups].sort((a, b) => a - b).map(number => dataGroupTags[number - 1]!)
  return encodeTlv(
    0x60,
    encodeTlv(0x5f01, latin1ToBytes(ldsVersion === 0 ? '0107' : '0108')),
    encodeTlv(0x5f36, latin1ToBytes('040000')),
    encodeTlv(0x5c, Uint8Array.from(tags)),
  )
}
