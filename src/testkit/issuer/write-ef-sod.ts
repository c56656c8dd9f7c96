import { derInteger, derOctetString, derSequence, encodeTlv } from '../../asn1/index.js'
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
  /** Certificates that stand before it. */
  readonly otherCertificates?: readonly Uint8Array[] | undefined
}

/** The object identifier of the LDS security object. Doc 9303-10 appendix D. */
export const ldsSecurityObjectType = '2.23.136.1.1.1'

/**
 * The LDS security object over the data groups, by number. Doc 9303-10 appendix D.2.
 *
 * @example
 * ```ts
 * import { parseLdsSecurityObject } from 'emrtd/lds'
 * import { writeLdsSecurityObject } from 'emrtd/testkit'
 *
 * const object = writeLdsSecurityObject(new Map([[1, Uint8Array.of(0x61, 0)]]), 'SHA-256', 0)
 * parseLdsSecurityObject(object).dataGroupHashes.length // 1
 * ```
 */
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
  const own = choices.embedCertificate === false ? [] : [signer.certificate]
  const certificates = [...(choices.otherCertificates ?? []), ...own]
  return encodeTlv(0x77, writeSignedData(ldsSecurityObjectType, object, signer, certificates, choices))
}
