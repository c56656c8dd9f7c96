import type { CryptoBackend } from '../../crypto/index.js'
import {
  type Certificate,
  type Crl,
  defaultTrustPolicy,
  type TrustPolicy,
  type TrustStore,
  verifyRevocation,
} from '../../pki/index.js'
import type { Check } from '../../verdict.js'

/** What {@link checkRevocation} judges with. */
export interface CheckRevocationOptions {
  readonly backend: CryptoBackend
  /** The moment of the inspection, at which a CRL must be current. */
  readonly at: Date
  /** CRLs beside those of the trust store. */
  readonly crls?: readonly Crl[] | undefined
  readonly policy?: Partial<TrustPolicy> | undefined
}

/**
 * Whether CRLs revoke the document signer or a CSCA that it depends on. A revoked one fails under every policy; an unknown status
 * is inconclusive, and the policy says whether that decides the verdict. Doc 9303-11 §5.1, Doc 9303-12 Appendix D.1.2.
 *
 * @param signer undefined if no signer is known.
 *
 * @example
 * ```ts
 * import { checkRevocation } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 * import type { Certificate, TrustStore } from 'emrtd/pki'
 *
 * const revocation = (signer: Certificate, trust: TrustStore) =>
 *   checkRevocation(signer, trust, { backend: defaultBackend, at: new Date('2030-01-01T00:00:00Z') })
 * ```
 */
export function checkRevocation(
  signer: Certificate | undefined,
  trust: TrustStore | undefined,
  { backend, at, crls = [], policy }: CheckRevocationOptions,
): Check {
  const base = { id: 'PA.REVOCATION', clause: 'Doc 9303-12 D.1.2' } as const
  if (signer === undefined) return { ...base, status: 'inconclusive', reason: 'SIGNER_NOT_ESTABLISHED' }
  if (trust === undefined || trust.anchors.length === 0) {
    return { ...base, status: 'inconclusive', reason: 'NO_TRUST_STORE' }
  }
  const { status, reason, detail } = verifyRevocation(signer, [...crls, ...(trust.crls ?? [])], trust, {
    backend,
    at,
  })
  const { revocation } = { ...defaultTrustPolicy, ...policy }
  const tolerated =
    status === 'inconclusive' &&
    (revocation === 'accepted' || (revocation === 'ifGiven' && reason === 'CRL_MISSING'))
  return {
    ...base,
    status,
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
    ...(tolerated && { advisory: true }),
  }
}
