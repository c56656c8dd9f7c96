import { EmrtdError } from '../../errors.js'
import {
  type Certificate,
  decodePrivateKeyUsagePeriod,
  extensionOid,
  fieldLeniencies,
  findExtension,
} from '../../pki/index.js'
import type { Check } from '../../verdict.js'

/**
 * Whether the document was signed within the private key usage period of its signer, as far as it says when. It is best
 * practice (Doc 9303-11 §5.1.1) and never decides the verdict. That the period has ended before the inspection is normal: it is of
 * months, and the document is valid for years. `notApplicable` without a time of signing or a period.
 *
 * @param signedAt as EF.SOD's signer says; undefined if it does not.
 *
 * @example
 * ```ts
 * import { checkSigningPeriod } from 'emrtd/authentication'
 * import type { Certificate } from 'emrtd/pki'
 *
 * const inPeriod = (signer: Certificate) => checkSigningPeriod(signer, new Date('2024-04-16T09:00:00Z'))
 * ```
 */
export function checkSigningPeriod(signer: Certificate | undefined, signedAt: Date | undefined): Check {
  const base = { id: 'PA.SIGNING_PERIOD', clause: 'Doc 9303-11 §5.1.1', advisory: true } as const
  if (signer === undefined || signedAt === undefined) return { ...base, status: 'notApplicable' }
  try {
    const extension = findExtension(signer, extensionOid.privateKeyUsagePeriod)
    if (extension === undefined) return { ...base, status: 'notApplicable' }
    const { notBefore, notAfter } = decodePrivateKeyUsagePeriod(extension.value, {
      leniencies: fieldLeniencies,
    })
    const early = notBefore !== undefined && signedAt < notBefore
    const late = notAfter !== undefined && signedAt > notAfter
    const detail = `signed at ${signedAt.toISOString()}, key used from ${notBefore?.toISOString() ?? 'any time'} to ${notAfter?.toISOString() ?? 'any time'}`
    return early || late
      ? { ...base, status: 'failed', reason: 'SIGNED_OUTSIDE_KEY_PERIOD', detail }
      : { ...base, status: 'passed', detail }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { ...base, status: 'failed', reason: 'CERTIFICATE_MALFORMED', detail: error.message }
  }
}
