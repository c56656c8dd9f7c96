import { latin1ToBytes } from '../bytes.js'
import { type CryptoBackend, deriveKey, type SymmetricCipher } from '../crypto/index.js'
import { type Mrz, type MrzInformationFields, mrzInformation } from '../mrz/index.js'

/**
 * What opens a chip: the machine readable zone (or the three fields of it that count), or a number. Doc 9303-11 §4.4.4.1 has the
 * MRZ and the card access number, TR-03110-2 §2.2 PIN and PUK.
 */
export type DocumentPassword =
  | { readonly type: 'MRZ'; readonly mrz: Mrz | MrzInformationFields }
  | { readonly type: 'CAN' | 'PIN' | 'PUK'; readonly secret: string }

/** The reference of each password in MSE:Set AT. Doc 9303-11 §4.4.4.1, TR-03110-3 §B.11.1. */
export const passwordReferences: Readonly<Record<DocumentPassword['type'], number>> = {
  MRZ: 1,
  CAN: 2,
  PIN: 3,
  PUK: 4,
}

/**
 * The hash of the MRZ information, 20 bytes. Doc 9303-11 §4.3.2, Table 14.
 *
 * @throws {EmrtdError} `MRZ_UNREPRESENTABLE` for fields that no MRZ can hold.
 */
export function hashMrzInformation(crypto: CryptoBackend, mrz: Mrz | MrzInformationFields): Uint8Array {
  const information = latin1ToBytes(mrzInformation(mrz))
  const hash = crypto.digest('SHA-1', information)
  information.fill(0)
  return hash
}

/**
 * The key Kπ from a password: with it the chip encrypts the nonce of PACE. Doc 9303-11 §9.7.3.
 *
 * @throws {TypeError} for an empty secret, or one with characters outside ISO/IEC 8859-1.
 */
export function derivePasswordKey(
  crypto: CryptoBackend,
  password: DocumentPassword,
  cipher: SymmetricCipher,
): Uint8Array {
  if (password.type !== 'MRZ' && password.secret.length === 0) throw new TypeError('an empty secret')
  const encoded =
    password.type === 'MRZ' ? hashMrzInformation(crypto, password.mrz) : latin1ToBytes(password.secret)
  const key = deriveKey(crypto, encoded, 'password', cipher)
  encoded.fill(0)
  return key
}
