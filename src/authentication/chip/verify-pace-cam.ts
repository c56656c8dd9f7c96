import { equalBytes } from '../../bytes.js'
import type { CryptoBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import {
  type ChipAuthenticationPublicKeyInfo,
  findSecurityInfos,
  type SecurityInfo,
} from '../../lds/index.js'
import type { ReasonCode } from '../../verdict.js'

/** What PACE with chip authentication mapping leaves to be verified; `PaceEvidence` is one. */
export interface PaceCamResponse {
  /** The domain parameters: the chip's static key for them carries this keyId. */
  readonly parameterId?: number | undefined
  /** CA.IC, decrypted and without padding. */
  readonly chipAuthenticationData?: Uint8Array | undefined
  /** PK.Map,IC: the chip's ephemeral public key of the mapping, uncompressed. */
  readonly chipMappingKey?: Uint8Array | undefined
}

/**
 * How the verification ended. `passed` says that the chip has the private key of a key in EF.CardSecurity, and no more: whether the
 * key is the document's is for `verifyChipAuthenticity`.
 */
export interface PaceCamVerification {
  readonly status: 'passed' | 'failed'
  readonly reason?: ReasonCode
  readonly detail?: string
  /** The key that fits. */
  readonly publicKeyInfo?: ChipAuthenticationPublicKeyInfo
}

/**
 * Verifies the chip authentication data of PACE-CAM: PK.Map,IC must be CA.IC times the chip's static public key.
 * Doc 9303-11 §4.4.3.5.2.
 *
 * @param securityInfos of EF.CardSecurity, which `verifyCardSecurity` judges.
 *
 * @example
 * ```ts
 * import { type PaceCamResponse, verifyPaceCam } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 * import { parseEfCardSecurity } from 'emrtd/lds'
 *
 * const holds = (response: PaceCamResponse, cardSecurity: Uint8Array) =>
 *   verifyPaceCam(response, parseEfCardSecurity(cardSecurity).securityInfos, defaultBackend).status === 'passed'
 * ```
 */
export function verifyPaceCam(
  response: PaceCamResponse,
  securityInfos: readonly SecurityInfo[],
  backend: CryptoBackend,
): PaceCamVerification {
  const { chipAuthenticationData: data, chipMappingKey: mappingKey, parameterId } = response
  if (data === undefined || mappingKey === undefined) {
    return { status: 'failed', reason: 'PROTOCOL_REFUSED', detail: 'no chip authentication data' }
  }
  const keys = findSecurityInfos(securityInfos, 'ChipAuthenticationPublicKeyInfo')
  const named = keys.filter(({ keyId }) => parameterId !== undefined && keyId === BigInt(parameterId))
  const candidates = named.length > 0 ? named : keys
  if (candidates.length === 0) {
    return { status: 'failed', reason: 'CHIP_KEY_MISMATCH', detail: 'no key for chip authentication mapping' }
  }
  if (!candidates.some(({ publicKey }) => publicKey?.type === 'EC')) {
    return { status: 'failed', reason: 'KEY_MALFORMED', detail: 'no key on a curve that can be used' }
  }
  const publicKeyInfo = candidates.find(({ publicKey }) => {
    if (publicKey?.type !== 'EC' || data.length > publicKey.curve.orderLength) return false
    try {
      return equalBytes(backend.ecMultiply(publicKey.curve, data, publicKey.point), mappingKey)
    } catch (error) {
      if (error instanceof EmrtdError) return false
      throw error
    }
  })
  return publicKeyInfo === undefined
    ? { status: 'failed', reason: 'CAM_DATA_MISMATCH', detail: 'made with another key, or for another run' }
    : { status: 'passed', publicKeyInfo }
}
