import {
  type CardChannel,
  type ResponseApdu,
  recordExchanges,
  sendCommand,
  statusWordError,
} from '../../apdu/index.js'
import { type CryptoBackend, defaultBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { type ActiveAuthenticationEvidence, evidenceFault } from '../../evidence.js'
import type { CompletedRun, FailedRun } from '../protocol-run.js'

/** How {@link performActiveAuthentication} works. */
export interface PerformActiveAuthenticationOptions {
  /** RND.IFD, eight bytes, of whoever wants to know that the response is fresh; drawn if it is not given. */
  readonly challenge?: Uint8Array | undefined
  /** How long the signature is, in bytes, as the key of EF.DG15 says; unknown by default. */
  readonly signatureLength?: number | undefined
  /** Whether chip and reader take extended length, which RSA signatures from 2048 bits need; true by default. */
  readonly extendedLength?: boolean | undefined
  readonly crypto?: CryptoBackend | undefined
}

/** How {@link performActiveAuthentication} ended. */
export type ActiveAuthenticationRun =
  | CompletedRun<ActiveAuthenticationEvidence>
  | FailedRun<ActiveAuthenticationEvidence>

/** The most data of a short response under secure messaging. */
const shortData = 223

/**
 * Has the chip sign a challenge: INTERNAL AUTHENTICATE. The chip must be open. What the signature is worth is for
 * `verifyActiveAuthentication`, here or elsewhere. Doc 9303-11 §6.1.3.
 *
 * `APDU_STATUS`: the chip refused. `AUTHENTICATION_BAD_RESPONSE`: it gave no signature.
 *
 * @returns the evidence, challenge and signature in it; and the error if the run failed.
 * @throws {TypeError} for a challenge that has not eight bytes.
 *
 * @example
 * ```ts
 * import type { CardChannel } from 'emrtd/apdu'
 * import { performActiveAuthentication } from 'emrtd/authentication'
 *
 * const sign = async (openChip: CardChannel, challenge: Uint8Array) =>
 *   (await performActiveAuthentication(openChip, { challenge })).evidence.signature
 * ```
 */
export async function performActiveAuthentication(
  channel: CardChannel,
  options: PerformActiveAuthenticationOptions = {},
): Promise<ActiveAuthenticationRun> {
  const { crypto = defaultBackend } = options
  if (options.challenge !== undefined && options.challenge.length !== 8) {
    throw new TypeError('challenge: eight bytes expected')
  }
  const challenge = options.challenge ? new Uint8Array(options.challenge) : crypto.randomBytes(8)
  const recording = recordExchanges(channel)
  const run = {
    protocol: 'ACTIVE_AUTHENTICATION',
    challenge,
    challengeBy: options.challenge === undefined ? 'reader' : 'caller',
    transcript: recording.exchanges,
  } as const
  try {
    const { data, sw } = await internalAuthenticate(recording, challenge, options)
    if (sw !== 0x9000) throw statusWordError(sw, 'INTERNAL AUTHENTICATE')
    if (data.length === 0) throw new EmrtdError('AUTHENTICATION_BAD_RESPONSE', 'the chip gave no signature')
    return { completed: true, evidence: { ...run, completed: true, signature: data.slice() } }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { completed: false, error, evidence: { ...run, completed: false, fault: evidenceFault(error) } }
  }
}

/** The response may be longer than a short one: then Le is extended, or the chip gives it in parts. */
async function internalAuthenticate(
  channel: CardChannel,
  data: Uint8Array,
  { signatureLength = 0, extendedLength = true }: PerformActiveAuthenticationOptions,
): Promise<ResponseApdu> {
  const send = (le: number): Promise<ResponseApdu> =>
    sendCommand(channel, { cla: 0x00, ins: 0x88, p1: 0, p2: 0, data, le })
  const long = extendedLength && signatureLength > shortData
  const response = await send(long ? 0x1_0000 : 256)
  // The chip or the reader takes no extended length after all, or the length of the signature was not known.
  return response.sw === 0x6700 && extendedLength ? send(long ? 256 : 0x1_0000) : response
}
