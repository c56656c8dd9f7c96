import { bytesToBigInt } from '../bytes.js'
import { type CryptoBackend, type EcCurve, unpadIso9797 } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { badResponse } from './access-errors.js'
import type { PaceOffer } from './find-pace-offers.js'
import { integratedMapping } from './integrated-mapping.js'

/** No chip sends more; the standard sets no bound but for integrated mapping. */
const longestNonce = 64

/**
 * The chip's nonce s of its cryptogram z. Doc 9303-11 §4.4.3.3.
 *
 * @param key Kπ.
 * @throws {EmrtdError} `ACCESS_BAD_RESPONSE` unless it is whole blocks, and for integrated mapping as many as the cipher asks for.
 */
export function decryptNonce(
  crypto: CryptoBackend,
  { cipher, mapping }: Pick<PaceOffer, 'cipher' | 'mapping'>,
  key: Uint8Array,
  encrypted: Uint8Array,
): Uint8Array {
  const { length } = encrypted
  const blockLength = cipher === '3DES' ? 8 : 16
  const wanted = mapping === 'IM' ? integratedMapping[cipher].nonceLength : undefined
  if (length === 0 || length > longestNonce || length % blockLength !== 0 || length !== (wanted ?? length)) {
    throw badResponse(`an encrypted nonce of ${length} bytes`)
  }
  return cipher === '3DES'
    ? crypto.tripleDesCbcDecrypt(key, new Uint8Array(8), encrypted)
    : crypto.aesCbcDecrypt(key, new Uint8Array(16), encrypted)
}

/**
 * The chip authentication data CA.IC of A.IC, without its padding. Whether they hold, `verifyPaceCam` tells.
 * Doc 9303-11 §4.4.3.5.
 *
 * @param key KSEnc.
 * @throws {EmrtdError} `ACCESS_BAD_RESPONSE` unless they are padded blocks around a number from 1 to n - 1, as long as n at most.
 */
export function decryptChipAuthenticationData(
  crypto: CryptoBackend,
  curve: EcCurve,
  key: Uint8Array,
  encrypted: Uint8Array,
): Uint8Array {
  try {
    const iv = crypto.aesCbcEncrypt(key, new Uint8Array(16), new Uint8Array(16).fill(0xff))
    const data = unpadIso9797(crypto.aesCbcDecrypt(key, iv, encrypted), 16)
    const value = bytesToBigInt(data)
    if (data.length <= curve.orderLength && value > 0n && value < curve.n) return data.slice()
  } catch (error) {
    if (error instanceof EmrtdError)
      throw badResponse('chip authentication data that are no padded blocks', error)
    throw error
  }
  throw badResponse('chip authentication data that are no number below the order of the curve')
}
