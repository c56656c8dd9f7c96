import type { CardChannel } from '../../apdu/card-channel.js'
import { EmrtdError } from '../../errors.js'

/**
 * Any function that carries a command APDU to a chip and brings its response back, as a channel: a plug-in of a phone, a
 * reader's own library, a recording.
 *
 * What the function throws, other than an `EmrtdError`, becomes `READER_TRANSPORT`; so does an answer that is no
 * `Uint8Array`.
 *
 * @param transmit gets the raw command, gives the raw response: data, SW1, SW2.
 *
 * @example
 * ```ts
 * import { functionChannel } from 'emrtd/reader'
 *
 * const channel = functionChannel(async command => Uint8Array.of(0x6d, 0x00))
 * ```
 */
export function functionChannel(
  transmit: (command: Uint8Array) => Uint8Array | Promise<Uint8Array>,
  { atr, close }: Pick<CardChannel, 'atr' | 'close'> = {},
): CardChannel {
  return {
    async transmit(command) {
      let response: Uint8Array
      try {
        response = await transmit(command)
      } catch (error) {
        if (error instanceof EmrtdError) throw error
        throw new EmrtdError('READER_TRANSPORT', 'the transport failed', { cause: error })
      }
      if (!(response instanceof Uint8Array)) {
        throw new EmrtdError('READER_TRANSPORT', 'the transport gave no bytes')
      }
      return response
    },
    ...(atr === undefined ? {} : { atr }),
    ...(close === undefined ? {} : { close }),
  }
}
