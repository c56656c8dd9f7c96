import type { EfCardSecurity } from '../../lds/index.js'
import type { Certificate } from '../../pki/index.js'
import { verifyCertificatePath } from '../../pki/index.js'
import type { Check } from '../../verdict.js'
import { checkRevocation } from '../passive/check-revocation.js'
import type { PassiveAuthenticationOptions } from '../passive/verify-passive-authentication.js'
import { verifySodSignature } from '../passive/verify-sod-signature.js'

/** How EF.CardSecurity was judged. */
export interface CardSecurityVerification {
  /** `CHIP.CARD_SECURITY`: passed only if signature, path, validity and profile of the signer all passed. */
  readonly check: Check
  /** Who signed it, trusted only as far as the check says. */
  readonly signer: Certificate | undefined
}

/**
 * Passive Authentication of EF.CardSecurity: its signature, the signer's path to a CSCA of the trust store, its validity, its
 * profile and its revocation, in one check. Doc 9303-11 §5.1, §9.2.11; Doc 9303-10 §3.11.4.
 *
 * @example
 * ```ts
 * import { verifyCardSecurity } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 * import { parseEfCardSecurity } from 'emrtd/lds'
 * import type { TrustStore } from 'emrtd/pki'
 *
 * const judge = (file: Uint8Array, trust: TrustStore, at: Date) =>
 *   verifyCardSecurity(parseEfCardSecurity(file), { trust, at, backend: defaultBackend }).check.status
 * ```
 */
export function verifyCardSecurity(
  cardSecurity: EfCardSecurity,
  options: PassiveAuthenticationOptions,
): CardSecurityVerification {
  const { trust, at, backend, policy, crls, documentSigners = [] } = options
  const base = {
    id: 'CHIP.CARD_SECURITY',
    subject: 'EF.CardSecurity',
    clause: 'Doc 9303-11 §9.2.11',
    advisory: true,
  } as const
  const { signer, signedAt, ...signature } = verifySodSignature(
    cardSecurity.signedData,
    documentSigners,
    backend,
    trust?.signerMemory,
  )
  if (signature.status !== 'passed') return { check: { ...base, ...signature }, signer }
  if (signer === undefined) {
    return { check: { ...base, status: 'inconclusive', reason: 'SIGNER_NOT_ESTABLISHED' }, signer }
  }
  const { path, validity, profile } = verifyCertificatePath(signer, trust, {
    backend,
    at,
    ...(signedAt && { signedAt }),
    ...(policy && { policy }),
  })
  const revocation = checkRevocation(signer, trust, { backend, at, crls, policy })
  const parts = [path, validity, profile, ...(revocation.advisory === true ? [] : [revocation])]
  const worst =
    parts.find(({ status }) => status === 'failed') ?? parts.find(({ status }) => status === 'inconclusive')
  if (worst === undefined) return { check: { ...base, status: 'passed' }, signer }
  const { status, reason, detail } = worst
  return {
    check: { ...base, status, ...(reason && { reason }), ...(detail !== undefined && { detail }) },
    signer,
  }
}
