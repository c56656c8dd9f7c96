import type { ReasonCode } from '../verdict.js'

/** A protocol in which a chip shows that it has a private key. Doc 9303-11 §6. */
export type ChipProtocol = 'ACTIVE_AUTHENTICATION' | 'CHIP_AUTHENTICATION' | 'PACE_CAM'

/** The files that hold public keys of a chip. */
export type ChipKeyFile = 'EF.DG14' | 'EF.DG15' | 'EF.CardSecurity'

/**
 * A protocol that completed: whoever answered has the private key to `publicKey`. That says nothing of whose chip it is: everybody
 * can make a key. {@link AuthenticChip} says it.
 */
export interface CompletedChipProtocol {
  readonly protocol: ChipProtocol
  /** The public key: its SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array
  /** Where it stands. */
  readonly keyFile: ChipKeyFile
  /**
   * True if nobody but who spoke with the chip can know that it completed: the transcripts of Chip Authentication and of chip
   * authentication mapping can be made up without the chip. Doc 9303-11 §6.2.
   */
  readonly readersWord: boolean
}

/** Whether a file is what the issuing state signed, up to a trusted CSCA. */
export interface KeyFileTrust {
  readonly status: 'passed' | 'failed' | 'inconclusive'
  /** Why it is not trusted. */
  readonly reason?: ReasonCode
  readonly detail?: string
}

declare const verified: unique symbol

/**
 * A chip that is the original: it has a private key whose public key the issuing state signed. Only {@link verifyChipAuthenticity}
 * makes one.
 */
export interface AuthenticChip {
  readonly [verified]: true
  /** What shows it: protocols whose key stands in a file that is trusted; one at least. */
  readonly proofs: readonly CompletedChipProtocol[]
}

/**
 * Binds what a chip showed to what the issuing state signed: the chip is authentic if a protocol completed with a key out of a file
 * that is trusted; any one is enough. Undefined if none did. Doc 9303-11 §6.1.4, §6.2.2.
 *
 * @param completed the protocols that completed.
 * @param trustOf how Passive Authentication of a file ended: `verifyKeyFile`, `verifyCardSecurity`.
 *
 * @example
 * ```ts
 * import { type CompletedChipProtocol, verifyChipAuthenticity } from 'emrtd/authentication'
 *
 * const publicKey = Uint8Array.of(0x30, 0x00)
 * const clone: CompletedChipProtocol = { protocol: 'ACTIVE_AUTHENTICATION', publicKey, keyFile: 'EF.DG15', readersWord: false }
 * verifyChipAuthenticity([clone], () => ({ status: 'failed', reason: 'CHIP_KEY_NOT_SIGNED' })) // undefined
 * ```
 */
export function verifyChipAuthenticity(
  completed: readonly CompletedChipProtocol[],
  trustOf: (file: ChipKeyFile) => KeyFileTrust,
): AuthenticChip | undefined {
  const proofs = completed.filter(({ keyFile }) => trustOf(keyFile).status === 'passed')
  return proofs.length === 0 ? undefined : ({ proofs } as unknown as AuthenticChip)
}
