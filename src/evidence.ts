import type { EmrtdError, EmrtdErrorCode } from './errors.js'

/**
 * What was read of a document and how: everything that an inspection needs to judge it later, elsewhere and again. It holds
 * personal data, and no key and no password. Saved by {@link saveEvidence}, loaded by {@link loadEvidence}.
 */
export interface DocumentEvidence {
  /** The answer to reset, where the transport knows one. */
  readonly atr?: Uint8Array
  /** The files that were read to their end, as the chip gave them, in the order of reading. */
  readonly files: readonly EvidenceFile[]
  /** The files that were asked for and could not be read, in the order of the attempts. */
  readonly unread: readonly UnreadFile[]
  /** How the chip let the reader in. */
  readonly access: AccessEvidence
  /** Each run of a protocol, completed or not, in order. */
  readonly protocols: readonly ProtocolEvidence[]
  /**
   * What ended the reading early: the card was removed, the session broke, the caller called it off. What was read until
   * then is in {@link files}. Absent if the reading came to its end.
   */
  readonly fault?: EvidenceFault
  /** How many command APDUs went to the chip. */
  readonly commandCount: number
  /** When the reading began, if the reader was given a clock. ISO 8601 in UTC. */
  readonly startedAt?: string
  /** The reader's steps in order, with what each took. */
  readonly steps: readonly StepEvidence[]
}

/** Every file that a chip can be asked for, by its name in Doc 9303-10. */
export type EvidenceFileName =
  | 'EF.COM'
  | 'EF.SOD'
  | 'EF.CardAccess'
  | 'EF.CardSecurity'
  | 'EF.ATR/INFO'
  | 'EF.DIR'
  | 'EF.CVCA'
  | `EF.DG${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16}`

/** A file as it was read. */
export interface EvidenceFile {
  readonly name: EvidenceFileName
  readonly bytes: Uint8Array
}

/** An error as the evidence keeps it. */
export interface EvidenceFault {
  readonly code: EmrtdErrorCode
  /** For a person. It holds no personal data. */
  readonly message: string
  /** SW1 SW2 of the chip, where it gave one. */
  readonly statusWord?: number
}

/** A file that was asked for and could not be read. */
export interface UnreadFile extends EvidenceFault {
  readonly name: EvidenceFileName
  /** The beginning of the file, where some of it was read. */
  readonly bytes?: Uint8Array
}

/** How the chip let the reader in. */
export interface AccessEvidence {
  /** `NONE` if the chip asked for nothing. */
  readonly protocol: 'PACE' | 'BAC' | 'NONE'
  /** Why PACE, which the chip offers, failed before the reader was let fall back to BAC. */
  readonly fallback?: EvidenceFault
}

/** One command of a protocol as it went to the chip, and what came back: nothing if the channel failed. */
export interface EvidenceExchange {
  readonly command: Uint8Array
  readonly response?: Uint8Array
}

/** What every run of a protocol leaves behind. */
interface ProtocolRun {
  /** Whether it came to its end. That says nothing of the chip's authenticity. */
  readonly completed: boolean
  /** Why it did not. */
  readonly fault?: EvidenceFault
  readonly transcript: readonly EvidenceExchange[]
}

/** The ciphers of secure messaging. */
export type EvidenceCipher = '3DES' | 'AES-128' | 'AES-192' | 'AES-256'

/** A run of Basic Access Control. Doc 9303-11 §4.3. */
export interface BacEvidence extends ProtocolRun {
  readonly protocol: 'BAC'
}

/** A run of PACE. Doc 9303-11 §4.4. */
export interface PaceEvidence extends ProtocolRun {
  readonly protocol: 'PACE'
  /** The protocol of the PACEInfo that was chosen. */
  readonly oid: string
  readonly mapping: 'GM' | 'IM' | 'CAM'
  readonly cipher: EvidenceCipher
  readonly parameterId?: number
  /** Which secret opened it; the secret itself is not kept. */
  readonly password: 'MRZ' | 'CAN' | 'PIN' | 'PUK'
  /** With chip authentication mapping: the chip authentication data, decrypted. Doc 9303-11 §4.4.3.3.3. */
  readonly chipAuthenticationData?: Uint8Array
  /** With chip authentication mapping: the chip's ephemeral public key of the mapping. */
  readonly chipMappingKey?: Uint8Array
}

/** A run of Chip Authentication. The reader's own word: nobody can verify it offline. Doc 9303-11 §6.2. */
export interface ChipAuthenticationEvidence extends ProtocolRun {
  readonly protocol: 'CHIP_AUTHENTICATION'
  /** The protocol that was performed; absent if the chip has a key and names none. */
  readonly oid?: string
  /** The chip's static public key that was used: its SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array
  /** Which of several keys it is. */
  readonly keyId?: Uint8Array
}

/** A run of Active Authentication. Doc 9303-11 §6.1. */
export interface ActiveAuthenticationEvidence extends ProtocolRun {
  readonly protocol: 'ACTIVE_AUTHENTICATION'
  /** RND.IFD, eight bytes. */
  readonly challenge: Uint8Array
  /** Who drew it. */
  readonly challengeBy: 'reader' | 'caller'
  /** What the chip returned; absent if it returned nothing. */
  readonly signature?: Uint8Array
}

/** A run of Terminal Authentication. Doc 9303-11 §7. */
export interface TerminalAuthenticationEvidence extends ProtocolRun {
  readonly protocol: 'TERMINAL_AUTHENTICATION'
  /** The card-verifiable certificates that were sent, from that of the chip's CVCA to the terminal's. */
  readonly certificates: readonly Uint8Array[]
}

/** One run of a protocol. */
export type ProtocolEvidence =
  | BacEvidence
  | PaceEvidence
  | ChipAuthenticationEvidence
  | ActiveAuthenticationEvidence
  | TerminalAuthenticationEvidence

/** One step of the reader: a protocol or a file. */
export interface StepEvidence {
  /** `SELECT`, a protocol, a file name. */
  readonly name: string
  /** Command APDUs that it took. */
  readonly commandCount: number
  /** Present if the reader was given a clock. */
  readonly milliseconds?: number
}

/** An error as the evidence keeps it. */
export function evidenceFault({ code, message, statusWord }: EmrtdError): EvidenceFault {
  return { code, message: message.slice(0, 1_000), ...(statusWord === undefined ? {} : { statusWord }) }
}
