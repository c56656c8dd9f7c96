import { certificateCountriesOf } from '../../mrz/index.js'
import type { Certificate } from '../../pki/index.js'
import type { Check } from '../../verdict.js'

/**
 * Compares the issuing state of the MRZ with the countries of document signer and CSCA: a signer of one state never vouches
 * for a document of another. Doc 9303-11 §5.1, Doc 9303-12 §7.1.
 *
 * A document signer of another state fails even where the path is open; for a pass, every certificate of the path must
 * be of the state.
 *
 * @param issuingState as the MRZ has it; undefined if it could not be read.
 * @param signer undefined if no signer is known.
 * @param path the document signer, then the certificates up to the CSCA; empty if not established.
 *
 * @example
 * ```ts
 * import { verifyIssuingState } from 'emrtd/authentication'
 * import type { Certificate } from 'emrtd/pki'
 *
 * const german = (signer: Certificate, csca: Certificate) => verifyIssuingState('D', signer, [signer, csca])
 * ```
 */
export function verifyIssuingState(
  issuingState: string | undefined,
  signer: Certificate | undefined,
  path: readonly Certificate[],
): Check {
  const base = { id: 'PA.ISSUING_STATE', clause: 'Doc 9303-11 §5.1' } as const
  if (issuingState === undefined) return { ...base, status: 'inconclusive', reason: 'DG1_MISSING' }
  if (signer === undefined) return { ...base, status: 'inconclusive', reason: 'SIGNER_NOT_ESTABLISHED' }
  const permitted = certificateCountriesOf(issuingState)
  if (permitted === undefined) {
    return { ...base, status: 'inconclusive', reason: 'ISSUING_STATE_UNKNOWN', detail: issuingState }
  }
  const countries = (path.length === 0 ? [signer] : path).map(certificate => certificate.country)
  const foreign = countries.find(country => country !== undefined && !isOf(country, permitted))
  const detail = `${issuingState} in the MRZ, ${[...new Set(countries.map(country => country ?? 'none'))].join(' and ')} in the certificates`
  if (foreign !== undefined) return { ...base, status: 'failed', reason: 'ISSUING_STATE_MISMATCH', detail }
  if (countries.includes(undefined)) {
    return { ...base, status: 'inconclusive', reason: 'ISSUING_STATE_UNKNOWN', detail }
  }
  if (path.length === 0) return { ...base, status: 'inconclusive', reason: 'PATH_NOT_ESTABLISHED', detail }
  return { ...base, status: 'passed', detail }
}

/** Certificates have two letters; some have the three of the state. */
function isOf(country: string, permitted: readonly string[]): boolean {
  if (permitted.includes(country)) return true
  const meant = country.length === 3 ? (certificateCountriesOf(country) ?? []) : []
  return meant.some(letters => permitted.includes(letters))
}
