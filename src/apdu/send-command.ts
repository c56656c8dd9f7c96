import type { CardChannel } from './card-channel.js'
import { type CommandApdu, encodeCommandApdu } from './command-apdu.js'
import { getResponse, hasMore, namedLength } from './get-response.js'
import { parseResponseApdu, type ResponseApdu } from './response-apdu.js'

/** How {@link sendCommand} sends. */
export interface SendCommandOptions {
  /**
   * Whether data that do not fit into a short command go by command chaining (CLA bit 10) instead of extended length.
   * ISO/IEC 7816-4 §5.3.3. False by default.
   */
  readonly chaining?: boolean | undefined
  /**
   * Whether the command goes out once and never again, also after 6Cxx: for what a chip may count, as a try of a secret is.
   * False by default.
   */
  readonly once?: boolean | undefined
}

/** The most data of a short command. */
const shortData = 255

/**
 * Sends a command and gives the whole response: what the chip announces by 61xx is fetched by GET RESPONSE, and a command that it
 * refuses by 6Cxx is sent once more with the Le that it named. ISO/IEC 7816-4 §5.3.
 *
 * Any other status word is the caller's to judge.
 *
 * @throws {EmrtdError} `APDU_BAD_RESPONSE` for a response without a status word or one that does not end, and what the channel
 * throws.
 *
 * @example
 * ```ts
 * import { type CardChannel, sendCommand } from 'emrtd/apdu'
 *
 * const getChallenge = async (channel: CardChannel) =>
 *   (await sendCommand(channel, { cla: 0x00, ins: 0x84, p1: 0, p2: 0, le: 8 })).data
 * ```
 */
export async function sendCommand(
  channel: CardChannel,
  command: CommandApdu,
  { chaining = false, once = false }: SendCommandOptions = {},
): Promise<ResponseApdu> {
  const room = channel.maximumShortData ?? shortData
  const { data } = command
  if (!chaining || data === undefined || data.length <= room) return sendOne(channel, command, once)
  const { cla, ins, p1, p2 } = command
  let at = 0
  for (; data.length - at > room; at += room) {
    const part = data.subarray(at, at + room)
    const response = await sendOne(channel, { cla: cla | 0x10, ins, p1, p2, data: part }, once)
    if (response.sw !== 0x9000) return response
  }
  return sendOne(channel, { ...command, data: data.subarray(at) }, once)
}

async function sendOne(channel: CardChannel, command: CommandApdu, once: boolean): Promise<ResponseApdu> {
  const response = parseResponseApdu(await channel.transmit(encodeCommandApdu(command)))
  if (hasMore(response.sw)) return getResponse(channel, response)
  if (once || response.sw >>> 8 !== 0x6c || response.data.length > 0) return response
  const le = namedLength(response.sw)
  if (le === command.le) return response
  const second = parseResponseApdu(await channel.transmit(encodeCommandApdu({ ...command, le })))
  return hasMore(second.sw) ? getResponse(channel, second) : second
}
