import { type PassiveAuthenticationOptions, verifyCardSecurity } from '../../authentication/index.js'
import { EmrtdError } from '../../errors.js'
import type { EfCardSecurity } from '../../lds/index.js'
import type { Certificate } from '../../pki/index.js'
import type { Check } from '../../verdict.js'

/**
 * EF.CardSecurity: its signature, its signer up to a trusted CSCA, and that signer of the state that signed EF.SOD. Whose file it is
 * decides for PACE with chip authentication mapping what EF.SOD decides for the other protocols. Doc 9303-11 §5.1, §9.2.11.
 *
 * @param given whether the file was given, readable or not.
 * @param sodSigner who signed EF.SOD, as far as it is known.
 */
export function checkCardSecurity(
  given: boolean,
  cardSecurity: EfCardSecurity | undefined,
  sodSigner: Certificate | undefined,
  options: PassiveAuthenticationOptions,
): Check {
  const base = {
    id: 'CHIP.CARD_SECURITY',
    subject: 'EF.CardSecurity',
    clause: 'Doc 9303-11 §9.2.11',
    advisory: true,
  } as const
  if (!given) return { ...base, status: 'notApplicable' }
  if (cardSecurity === undefined) return { ...base, status: 'failed', reason: 'FILE_MALFORMED' }
  try {
    const { check, signer } = verifyCardSecurity(cardSecurity, options)
    const [ours, theirs] = [signer?.country?.toUpperCase(), sodSigner?.country?.toUpperCase()]
    return check.status === 'passed' && theirs !== undefined && ours !== theirs
      ? { ...base, status: 'failed', reason: 'ISSUING_STATE_MISMATCH' }
      : check
  } catch (error) {
    // Certificates decode lazily.
    if (!(error instanceof EmrtdError)) throw error
    return { ...base, status: 'failed', reason: 'CERTIFICATE_MALFORMED', detail: error.code }
  }
}
