import type { Check, CheckId } from '../../verdict.js'
import type { KeyFileTrust } from '../verify-chip-authenticity.js'

/** What of Passive Authentication must hold for a data group to be the issuing state's. */
const needed: readonly CheckId[] = [
  'PA.SOD_STRUCTURE',
  'PA.SOD_SIGNATURE',
  'PA.CERTIFICATE_PATH',
  'PA.VALIDITY',
  'PA.SIGNER_PROFILE',
  'PA.REVOCATION',
  'PA.ISSUING_STATE',
  'PA.DOCUMENT_TYPE',
]

/**
 * Whether EF.DG14 or EF.DG15, which holds a key of the chip, is what the issuing state signed: its hash stands in EF.SOD, and all
 * that Passive Authentication decides by has passed. Doc 9303-11 §6.1.4, §6.2.2.
 *
 * @param checks of `verifyPassiveAuthentication`.
 *
 * @example
 * ```ts
 * import { type PassiveAuthentication, verifyKeyFile } from 'emrtd/authentication'
 *
 * const isSigned = ({ checks }: PassiveAuthentication) => verifyKeyFile(15, checks).status === 'passed'
 * ```
 */
export function verifyKeyFile(dataGroup: 14 | 15, checks: readonly Check[]): KeyFileTrust {
  const subject = `DG${dataGroup}`
  const hash = checks.find(check => check.id === 'PA.DATA_GROUP_HASH' && check.subject === subject)
  const { status, reason: why } = hash ?? { status: 'inconclusive', reason: 'SOD_MISSING' }
  if (status !== 'passed') {
    return {
      status: status === 'failed' ? 'failed' : 'inconclusive',
      reason: 'CHIP_KEY_NOT_SIGNED',
      ...(why !== undefined && { detail: `${subject}: ${why}` }),
    }
  }
  const open = checks.filter(
    check =>
      needed.includes(check.id) &&
      check.advisory !== true &&
      check.status !== 'passed' &&
      check.status !== 'notApplicable',
  )
  const worst = open.find(check => check.status === 'failed') ?? open[0]
  if (worst === undefined) return { status: 'passed' }
  return {
    status: worst.status === 'failed' ? 'failed' : 'inconclusive',
    reason: 'CHIP_KEY_NOT_TRUSTED',
    detail: `${worst.id}: ${worst.reason ?? worst.status}`,
  }
}
