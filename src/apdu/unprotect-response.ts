import { readTlv } from '../asn1/index.js'
import { concatBytes, equalBytesConstantTime } from '../bytes.js'
import { unpadIso9797 } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { ResponseApdu } from './response-apdu.js'
import type { SessionCipher } from './session-cipher.js'

/** The checksum's data object: tag, length, eight bytes. It ends the response. */
const macObjectLength = 10

/**
 * A response under secure messaging as a plain one: data, SW1, SW2. Its objects are DO'87' (DO'85' for an odd INS) where there are
 * data, DO'99' with the status word once more, and DO'8E', in this order and nothing else; the checksum is verified before
 * anything else is looked at. The counter has made its step before. Doc 9303-11 §9.8.4.
 *
 * @param odd whether INS of the command is odd.
 * @throws {EmrtdError} `APDU_SECURE_MESSAGING` if it is not exactly that.
 */
export function unprotectResponse(cipher: SessionCipher, response: ResponseApdu, odd: boolean): Uint8Array {
  const { data, sw } = response
  const macAt = data.length - macObjectLength
  if (macAt < 0 || data[macAt] !== 0x8e || data[macAt + 1] !== 8)
    throw refuse("no checksum in DO'8E' at the end")
  const authenticated = data.subarray(0, macAt)
  if (!equalBytesConstantTime(cipher.mac(authenticated), data.subarray(macAt + 2)))
    throw refuse('wrong checksum')

  let statusAt = 0
  let plain: Uint8Array | undefined
  if (authenticated[0] === (odd ? 0x85 : 0x87)) {
    const object = readCryptogram(authenticated)
    statusAt = object.bytes.length
    plain = decrypt(cipher, odd ? object.value : withoutIndicator(object.value))
  }
  const status = authenticated.subarray(statusAt)
  if (status.length !== 4 || status[0] !== 0x99 || status[1] !== 2) throw refuse("DO'99' expected")
  if (status[2] !== sw >>> 8 || status[3] !== (sw & 0xff)) throw refuse("DO'99' and the status word differ")
  return concatBytes(plain ?? new Uint8Array(0), status.subarray(2))
}

function readCryptogram(bytes: Uint8Array): ReturnType<typeof readTlv> {
  try {
    return readTlv(bytes)
  } catch (error) {
    if (error instanceof EmrtdError) throw refuse('the cryptogram runs past the response', error)
    throw error
  }
}

/** DO'87' begins with the padding indicator 01: padding by ISO/IEC 9797-1 method 2. */
function withoutIndicator(value: Uint8Array): Uint8Array {
  if (value[0] !== 0x01) throw refuse('padding indicator 01 expected')
  return value.subarray(1)
}

function decrypt(cipher: SessionCipher, cryptogram: Uint8Array): Uint8Array {
  if (cryptogram.length === 0 || cryptogram.length % cipher.blockLength !== 0) {
    throw refuse('the cryptogram is not whole blocks')
  }
  try {
    return unpadIso9797(cipher.decrypt(cryptogram), cipher.blockLength)
  } catch (error) {
    if (error instanceof EmrtdError) throw refuse('wrong padding', error)
    throw error
  }
}

function refuse(what: string, cause?: EmrtdError): EmrtdError {
  return new EmrtdError('APDU_SECURE_MESSAGING', `response under secure messaging refused: ${what}`, {
    cause,
  })
}
