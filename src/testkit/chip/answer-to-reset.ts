import { encodeTlv } from '../../asn1/index.js'
import { concatBytes } from '../../bytes.js'

/** How long the APDUs of a chip may be, in bytes. */
export interface ExtendedLength {
  /** Longest command APDU, at most 65,535. */
  readonly command: number
  /** Longest response APDU without its status word, at most 65,536. */
  readonly response: number
}

/** The three bytes of card capabilities. ISO/IEC 7816-4 §12.1.1.9, Doc 9303-10 Table 29. */
function cardCapabilities(extended: boolean): Uint8Array {
  // DF by full name, short identifiers; data unit of one byte; chaining, extended length and where it is told.
  return Uint8Array.of(0x84, 0x01, extended ? 0xe0 : 0x80)
}

/**
 * The answer to reset that a PC/SC reader gives for a contactless chip (PC/SC part 3 §3.1.3.2.3.1): historical bytes
 * with the card capabilities.
 */
export function answerToReset(extended: boolean): Uint8Array {
  const historical = concatBytes(Uint8Array.of(0x80, 0x73), cardCapabilities(extended))
  const body = concatBytes(Uint8Array.of(0x80 | historical.length, 0x80, 0x01), historical)
  const check = body.reduce((sum, byte) => sum ^ byte, 0)
  return concatBytes(Uint8Array.of(0x3b), body, Uint8Array.of(check))
}

/** EF.ATR/INFO: card capabilities and, with extended length, its limits. Doc 9303-10 §3.11.1. */
export function writeEfAtrInfo(extended: ExtendedLength | undefined): Uint8Array {
  const capabilities = encodeTlv(0x47, cardCapabilities(extended !== undefined))
  if (extended === undefined) return capabilities
  const limit = (value: number): Uint8Array =>
    encodeTlv(0x02, value > 0xffff ? Uint8Array.of(1, 0, 0) : Uint8Array.of(value >>> 8, value))
  return concatBytes(capabilities, encodeTlv(0x7f66, limit(extended.command), limit(extended.response)))
}
