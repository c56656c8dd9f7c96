import {
  type CardChannel,
  createSecureMessaging,
  recordExchanges,
  type SessionKeys,
  sendCommand,
  statusWordError,
} from '../apdu/index.js'
import { concatBytes, equalBytesConstantTime } from '../bytes.js'
import { type CryptoBackend, defaultBackend, deriveKey, padIso9797 } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { type BacEvidence, evidenceFault } from '../evidence.js'
import type { Mrz, MrzInformationFields } from '../mrz/index.js'
import { accessStatusError, badResponse } from './access-errors.js'
import type { CompletedAccess, FailedAccess } from './access-run.js'
import { hashMrzInformation } from './document-password.js'

/** How {@link performBac} works. */
export interface PerformBacOptions {
  /** Where RND.IFD and K.IFD come from, in this order. */
  readonly crypto?: CryptoBackend | undefined
}

/** How {@link performBac} ended. */
export type BacRun = CompletedAccess<BacEvidence> | FailedAccess<BacEvidence>

const zeros = new Uint8Array(8)

/**
 * Performs Basic Access Control: proves to the chip that the MRZ is known, and agrees on keys with it. The eMRTD application must be
 * selected. Doc 9303-11 §4.3.
 *
 * The secret is tried once; what the chip answers to it is in the error of a failed run, a retry counter (63Cx) included.
 * `ACCESS_DENIED`: the chip refused it. `ACCESS_UNSUPPORTED`: the chip has no BAC. `ACCESS_BAD_RESPONSE`: the chip does not know
 * the keys, or keeps not to the protocol. `APDU_STATUS`, `APDU_BAD_RESPONSE`, `APDU_CHANNEL`: what these say everywhere.
 *
 * @param mrz the machine readable zone, or the three fields of it from which the keys follow.
 * @returns secure messaging over `channel`, or the error; and the evidence in either case.
 * @throws {EmrtdError} `MRZ_UNREPRESENTABLE` for fields that no MRZ can hold: nothing was sent.
 *
 * @example
 * ```ts
 * import { performBac } from 'emrtd/access'
 * import type { CardChannel } from 'emrtd/apdu'
 *
 * const open = async (channel: CardChannel) => {
 *   const run = await performBac(channel, {
 *     documentNumber: 'L898902C',
 *     dateOfBirth: '690806',
 *     dateOfExpiry: '940623',
 *   })
 *   if (!run.completed) throw run.error
 *   return run.channel
 * }
 * ```
 */
export async function performBac(
  channel: CardChannel,
  mrz: Mrz | MrzInformationFields,
  { crypto = defaultBackend }: PerformBacOptions = {},
): Promise<BacRun> {
  const seed = hashMrzInformation(crypto, mrz).subarray(0, 16)
  const encryptionKey = deriveKey(crypto, seed, 'encryption', '3DES')
  const macKey = deriveKey(crypto, seed, 'mac', '3DES')
  const recording = recordExchanges(channel)
  try {
    const keys = await authenticate(recording, crypto, encryptionKey, macKey)
    const secured = createSecureMessaging(channel, keys, { crypto })
    keys.encryptionKey.fill(0)
    keys.macKey.fill(0)
    const evidence: BacEvidence = { protocol: 'BAC', completed: true, transcript: recording.exchanges }
    return { completed: true, channel: secured, evidence }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    const { exchanges: transcript } = recording
    const evidence: BacEvidence = {
      protocol: 'BAC',
      completed: false,
      fault: evidenceFault(error),
      transcript,
    }
    return { completed: false, error, evidence }
  } finally {
    for (const secret of [seed, encryptionKey, macKey]) secret.fill(0)
  }
}

/** The dialogue; gives the session keys. Doc 9303-11 §4.3.1. */
async function authenticate(
  channel: CardChannel,
  crypto: CryptoBackend,
  encryptionKey: Uint8Array,
  macKey: Uint8Array,
): Promise<SessionKeys> {
  const mac = (cryptogram: Uint8Array): Uint8Array => crypto.retailMac(macKey, padIso9797(cryptogram, 8))
  const chipNonce = await getChallenge(channel)
  const nonce = crypto.randomBytes(8)
  const keyingMaterial = crypto.randomBytes(16)
  const message = concatBytes(nonce, chipNonce, keyingMaterial)
  const cryptogram = crypto.tripleDesCbcEncrypt(encryptionKey, zeros, message)
  let opened: Uint8Array | undefined
  try {
    const response = await externalAuthenticate(channel, concatBytes(cryptogram, mac(cryptogram)))
    const answered = response.subarray(0, 32)
    if (!equalBytesConstantTime(mac(answered), response.subarray(32))) {
      throw badResponse('the checksum of the chip is wrong: it does not know the keys of this MRZ')
    }
    opened = crypto.tripleDesCbcDecrypt(encryptionKey, zeros, answered)
    // RND.IC, RND.IFD, K.IC. The order tells the chip's cryptogram from our own sent back.
    if (
      !equalBytesConstantTime(opened.subarray(0, 8), chipNonce) ||
      !equalBytesConstantTime(opened.subarray(8, 16), nonce)
    ) {
      throw badResponse('the chip returned other challenges')
    }
    const chipKeyingMaterial = opened.subarray(16)
    const seed = keyingMaterial.map((byte, at) => byte ^ chipKeyingMaterial[at]!)
    const keys: SessionKeys = {
      cipher: '3DES',
      encryptionKey: deriveKey(crypto, seed, 'encryption', '3DES'),
      macKey: deriveKey(crypto, seed, 'mac', '3DES'),
      sendSequenceCounter: concatBytes(chipNonce.subarray(4), nonce.subarray(4)),
    }
    seed.fill(0)
    return keys
  } finally {
    for (const secret of [keyingMaterial, message, opened]) secret?.fill(0)
  }
}

async function getChallenge(channel: CardChannel): Promise<Uint8Array> {
  const { data, sw } = await sendCommand(channel, { cla: 0x00, ins: 0x84, p1: 0, p2: 0, le: 8 })
  if (sw !== 0x9000) throw statusWordError(sw, 'GET CHALLENGE')
  if (data.length !== 8) throw badResponse(`challenge of ${data.length} bytes; 8 expected`)
  return data
}

async function externalAuthenticate(channel: CardChannel, data: Uint8Array): Promise<Uint8Array> {
  const command = { cla: 0x00, ins: 0x82, p1: 0, p2: 0, data, le: 40 }
  const response = await sendCommand(channel, command, { once: true })
  if (response.sw !== 0x9000) throw accessStatusError(response.sw, 'EXTERNAL AUTHENTICATE')
  if (response.data.length !== 40) {
    throw badResponse(`response of ${response.data.length} bytes to EXTERNAL AUTHENTICATE; 40 expected`)
  }
  return response.data
}
