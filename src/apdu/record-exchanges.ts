import type { EvidenceExchange } from '../evidence.js'
import type { CardChannel } from './card-channel.js'

/** A channel that keeps what goes through it. */
export interface RecordingChannel extends CardChannel {
  /** The exchanges so far, in order; copies. */
  readonly exchanges: readonly EvidenceExchange[]
}

/** The longest response that is kept: no honest one is longer. */
const longest = 0x1_0002

/**
 * Passes commands on to `channel` and keeps each with its response: the transcript of a protocol. A command whose response did not
 * come is kept alone.
 *
 * @example
 * ```ts
 * import { type CardChannel, recordExchanges, sendCommand } from 'emrtd/apdu'
 *
 * const transcriptOf = async (channel: CardChannel) => {
 *   const recording = recordExchanges(channel)
 *   await sendCommand(recording, { cla: 0x00, ins: 0x84, p1: 0, p2: 0, le: 8 })
 *   return recording.exchanges
 * }
 * ```
 */
export function recordExchanges(channel: CardChannel): RecordingChannel {
  const exchanges: EvidenceExchange[] = []
  return {
    ...(channel.atr === undefined ? {} : { atr: channel.atr }),
    ...(channel.maximumShortData === undefined ? {} : { maximumShortData: channel.maximumShortData }),
    exchanges,
    async transmit(command) {
      const sent = new Uint8Array(command)
      let response: Uint8Array | undefined
      try {
        response = await channel.transmit(command)
        return response
      } finally {
        exchanges.push({ command: sent, ...(response && { response: response.slice(0, longest) }) })
      }
    },
  }
}
