import { type CryptoBackend, defaultBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { CardChannel } from './card-channel.js'
import { parseCommandApdu } from './command-apdu.js'
import { getResponse, hasMore } from './get-response.js'
import { protectCommand } from './protect-command.js'
import { parseResponseApdu, type ResponseApdu } from './response-apdu.js'
import { SessionCipher } from './session-cipher.js'
import type { SessionKeys } from './session-keys.js'
import { describeStatusWord } from './status-word.js'
import { unprotectResponse } from './unprotect-response.js'

/** A channel under secure messaging: takes plain commands, gives plain responses. */
export interface SecureMessaging extends CardChannel {
  /** Whether the session is over, for good. */
  readonly closed: boolean
  /** The channel below, on which a new session can be opened. */
  readonly underlying: CardChannel
  /** The most data of a short command, in bytes. */
  readonly maximumShortData: number
  /** Ends the session and overwrites its keys. The channel below stays open. */
  close(): Promise<void>
}

/** How {@link createSecureMessaging} works. */
export interface SecureMessagingOptions {
  readonly crypto?: CryptoBackend | undefined
}

/**
 * Wraps a channel in secure messaging with 3DES or AES: each command that its `transmit` takes is encrypted and authenticated,
 * each response verified and decrypted. Doc 9303-11 §9.8.
 *
 * A response without the right checksum is refused whatever its status word says, and ends the session: every later command
 * throws `APDU_SECURE_MESSAGING`, and the keys are overwritten. So does a plain status word, which the error then carries as
 * `statusWord`; but for the answers that chips give below secure messaging to a length or an offset that they do not like (6Cxx,
 * 61xx with nothing to fetch, 6282, 6B00, 6700): these are given as they are, without data, the send sequence counter goes back to
 * where it was before the command, and the session goes on. A lost frame ends it, too: nobody knows what the chip has counted.
 *
 * A channel that is under secure messaging already is restarted: the new session takes the old one's place on the channel below,
 * and the old one is closed. Doc 9303-11 §9.8.2.
 *
 * The keys are copied.
 *
 * @throws {TypeError} for keys or a counter whose length is not that of the cipher.
 *
 * @example
 * ```ts
 * import { type CardChannel, createSecureMessaging, sendCommand, type SessionKeys } from 'emrtd/apdu'
 *
 * const readSecurely = (channel: CardChannel, keys: SessionKeys) =>
 *   sendCommand(createSecureMessaging(channel, keys), { cla: 0x00, ins: 0xb0, p1: 0x9e, p2: 0, le: 256 })
 * ```
 */
export function createSecureMessaging(
  channel: CardChannel,
  keys: SessionKeys,
  { crypto = defaultBackend }: SecureMessagingOptions = {},
): SecureMessaging {
  const cipher = new SessionCipher(crypto, keys)
  const line = isSecureMessaging(channel) ? channel.underlying : channel
  if (isSecureMessaging(channel)) void channel.close()
  let closed = false
  let busy = false

  const end = (): void => {
    closed = true
    cipher.wipe()
  }

  const exchange = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const command = parseCommandApdu(bytes)
    cipher.count()
    const first = parseResponseApdu(await line.transmit(protectCommand(cipher, command)))
    const response = hasMore(first.sw) ? await getResponse(line, first) : first
    if (response.data.length === 0) return plainStatus(response, first)
    cipher.count()
    return unprotectResponse(cipher, response, (command.ins & 1) === 1)
  }

  /** A status word alone, without a checksum: believed no more than that the command had no effect. */
  const plainStatus = ({ sw }: ResponseApdu, first: ResponseApdu): Uint8Array => {
    // Whatever follows a 61xx without data, the command itself was refused below secure messaging.
    if (sw !== 0x9000 && (isAboutLength(sw) || hasMore(first.sw))) {
      cipher.uncount()
      return Uint8Array.of(sw >>> 8, sw & 0xff)
    }
    throw new EmrtdError(
      'APDU_SECURE_MESSAGING',
      `the chip left secure messaging: ${describeStatusWord(sw)} in plain`,
      sw === 0x9000 ? {} : { statusWord: sw },
    )
  }

  return {
    ...(line.atr === undefined ? {} : { atr: line.atr }),
    underlying: line,
    // DO'87' with its indicator and padding, DO'97', DO'8E'.
    maximumShortData: cipher.blockLength === 8 ? 231 : 223,
    get closed() {
      return closed
    },
    async transmit(command) {
      if (closed) throw new EmrtdError('APDU_SECURE_MESSAGING', 'the secure messaging session is closed')
      if (busy) throw new TypeError('one command at a time: wait for the response before')
      busy = true
      try {
        return await exchange(command)
      } catch (error) {
        if (!(error instanceof EmrtdError && error.code === 'APDU_BAD_COMMAND')) end()
        throw error
      } finally {
        busy = false
      }
    },
    close() {
      end()
      return Promise.resolve()
    },
  }
}

function isSecureMessaging(channel: CardChannel): channel is SecureMessaging {
  return 'underlying' in channel && 'closed' in channel
}

/** Answers to a length or an offset that chips give below secure messaging. */
function isAboutLength(sw: number): boolean {
  return sw === 0x6282 || sw === 0x6b00 || sw === 0x6700 || sw >>> 8 === 0x6c
}
