import { bytesToBigInt, equalBytes } from '../../bytes.js'
import { type CryptoBackend, checkDhPublicValue } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import {
  type ChipAuthenticationPublicKeyInfo,
  findSecurityInfos,
  type SecurityInfo,
} from '../../lds/index.js'
import type { ReasonCode } from '../../verdict.js'

/** What a reader says of a run of Chip Authentication; `ChipAuthenticationEvidence` is one. */
export interface ChipAuthenticationStatement {
  /** Whether the chip answered with the new session keys. */
  readonly completed: boolean
  /** The chip's static public key that was used: its SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array
  /** Which of several keys it is, unsigned big-endian. */
  readonly keyId?: Uint8Array | undefined
}

/** How the judgement ended; `passed` rests on the reader's word. */
export interface ChipAuthenticationVerification {
  readonly status: 'passed' | 'failed'
  readonly reason?: ReasonCode
  readonly detail?: string
  /** The key of the file that was used. */
  readonly publicKeyInfo?: ChipAuthenticationPublicKeyInfo
}

/**
 * Judges a run of Chip Authentication: it came to its end, with a key that stands in the file and is a sound one. A key agreement
 * convinces who took part in it and nobody else: that it came to its end is the reader's word. Whether the key is the document's is
 * for `verifyChipAuthenticity`. Doc 9303-11 §6.2.
 *
 * @param securityInfos of EF.DG14 or EF.CardSecurity.
 *
 * @example
 * ```ts
 * import { type ChipAuthenticationStatement, verifyChipAuthentication } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 * import { parseDg14 } from 'emrtd/lds'
 *
 * const judge = (statement: ChipAuthenticationStatement, dg14: Uint8Array) =>
 *   verifyChipAuthentication(statement, parseDg14(dg14).securityInfos, defaultBackend).status
 * ```
 */
export function verifyChipAuthentication(
  statement: ChipAuthenticationStatement,
  securityInfos: readonly SecurityInfo[],
  backend: CryptoBackend,
): ChipAuthenticationVerification {
  const { completed, publicKey: used, keyId } = statement
  const publicKeyInfo = findSecurityInfos(securityInfos, 'ChipAuthenticationPublicKeyInfo').find(
    info =>
      equalBytes(info.publicKeyBytes, used) &&
      (keyId === undefined || info.keyId === undefined || info.keyId === bytesToBigInt(keyId)),
  )
  if (publicKeyInfo === undefined) {
    return {
      status: 'failed',
      reason: 'CHIP_KEY_MISMATCH',
      detail: 'the key that was used is not in the file',
    }
  }
  const { publicKey } = publicKeyInfo
  if (publicKey === undefined) return { status: 'failed', reason: 'KEY_MALFORMED', publicKeyInfo }
  if (publicKey.type === 'DH') {
    try {
      checkDhPublicValue(backend, publicKey, publicKey.value)
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      return { status: 'failed', reason: 'KEY_MALFORMED', detail: error.message, publicKeyInfo }
    }
  }
  return completed
    ? { status: 'passed', publicKeyInfo }
    : { status: 'failed', reason: 'PROTOCOL_REFUSED', detail: 'it did not come to its end', publicKeyInfo }
}
