import { derInteger, derSequence, derSetOf } from '../../asn1/index.js'
import type { Country } from './create-country.js'
import { type SignedDataChoices, writeSignedData } from './write-signed-data.js'

/** The content type of a master list. Doc 9303-12 §9. */
export const masterListType = '2.23.136.1.1.2'

/**
 * A CSCA master list of `certificates`, signed by the country's master list signer; its certificate and that of its CSCA
 * stand beside the signature. Doc 9303-12 §9.
 *
 * @param certificates CSCA certificates in DER.
 *
 * @example
 * ```ts
 * import { buildMasterList, createCountry } from 'emrtd/testkit'
 *
 * const utopia = createCountry({ state: 'UTO', seed: 'utopia' })
 * buildMasterList(utopia, [utopia.csca.certificate]) // a CMS file as states publish it
 * ```
 */
export function buildMasterList(
  country: Country,
  certificates: readonly Uint8Array[],
  choices: SignedDataChoices = {},
): Uint8Array {
  const list = derSequence(derInteger(0), derSetOf(...certificates))
  const { masterListSigner, csca } = country
  const beside = [masterListSigner.certificate, csca.certificate]
  return writeSignedData(masterListType, list, masterListSigner, beside, choices)
}
