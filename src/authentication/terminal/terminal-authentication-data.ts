import { concatBytes, stripLeadingZeros } from '../../bytes.js'
import type { CryptoBackend, DhPublicKey, EcPublicKey } from '../../crypto/index.js'

/**
 * The compressed form of an ephemeral public key, Comp(PK): the x-coordinate of a point, as long as a field element; the SHA-1 hash
 * of a DH public value. Doc 9303-11 §7.1.4.1.3, §7.1.4.2.3.
 *
 * @param publicKey as it is sent: the point 04, x, y; or the number, leading zeros or not.
 *
 * @example
 * ```ts
 * import { compressPublicKey } from 'emrtd/authentication'
 * import { curveByName, defaultBackend } from 'emrtd/crypto'
 *
 * const point = defaultBackend.ecMultiply(curveByName('P-256')!, Uint8Array.of(7))
 * compressPublicKey(defaultBackend, 'EC', point).length // 32
 * ```
 */
export function compressPublicKey(
  backend: CryptoBackend,
  type: (EcPublicKey | DhPublicKey)['type'],
  publicKey: Uint8Array,
): Uint8Array {
  return type === 'EC'
    ? publicKey.slice(1, 1 + ((publicKey.length - 1) >> 1))
    : backend.digest('SHA-1', stripLeadingZeros(publicKey))
}

/**
 * What the terminal signs in Terminal Authentication: ID.IC, the chip's challenge, the compressed ephemeral public key, and in
 * version 2 the auxiliary data. Doc 9303-11 §7.1.2, TR-03110-2 §3.3.
 *
 * @param chipIdentifier ID.IC: {@link documentNumberIdentifier} after BAC; {@link compressPublicKey} of the chip's ephemeral key
 * after PACE.
 * @param challenge what GET CHALLENGE gave, 8 bytes.
 * @param compressedKey {@link compressPublicKey} of the terminal's ephemeral key of Chip Authentication.
 *
 * @example
 * ```ts
 * import { documentNumberIdentifier, terminalAuthenticationData } from 'emrtd/authentication'
 *
 * const chip = documentNumberIdentifier('L898902C36')
 * terminalAuthenticationData(chip, new Uint8Array(8), new Uint8Array(32)).length // 50
 * ```
 */
export function terminalAuthenticationData(
  chipIdentifier: Uint8Array,
  challenge: Uint8Array,
  compressedKey: Uint8Array,
  auxiliaryData: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return concatBytes(chipIdentifier, challenge, compressedKey, auxiliaryData)
}

/**
 * ID.IC after BAC: the document number with its check digit, as the MRZ has them, fillers and all. Doc 9303-11 §7.1.2.
 *
 * @example
 * ```ts
 * import { documentNumberIdentifier } from 'emrtd/authentication'
 *
 * documentNumberIdentifier('L898902C36').length // 10
 * ```
 */
export function documentNumberIdentifier(documentNumberWithCheckDigit: string): Uint8Array {
  if (!/^[A-Z0-9<]{9,}[0-9]$/.test(documentNumberWithCheckDigit)) {
    throw new TypeError('a document number of nine characters or more with its check digit expected')
  }
  return new TextEncoder().encode(documentNumberWithCheckDigit)
}
