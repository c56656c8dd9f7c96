import type { SymmetricCipher } from '../crypto/index.js'

/** The keys of a secure messaging session, as BAC, PACE or Chip Authentication agreed on them. Doc 9303-11 §9.7.1. */
export interface SessionKeys {
  readonly cipher: SymmetricCipher
  /** KSEnc: 16, 16, 24 or 32 bytes for 3DES, AES-128, AES-192 and AES-256. */
  readonly encryptionKey: Uint8Array
  /** KSMAC, as long. */
  readonly macKey: Uint8Array
  /** SSC before the first command: 8 bytes for 3DES, 16 for AES. Zero if absent, as after PACE and Chip Authentication. */
  readonly sendSequenceCounter?: Uint8Array | undefined
}
