import { type CardChannel, type CommandApdu, type ResponseApdu, sendCommand } from '../apdu/index.js'

/** The most data of a short command. */
const shortData = 255

/**
 * Sends a command whose data may be longer than a short command carries, as certificates and the keys of DH are: by extended length
 * where chip and reader take it, else in parts. A chip that answers 6700 is asked in parts as well. Doc 9303-11 §9.3.
 */
export async function sendLongCommand(
  channel: CardChannel,
  command: CommandApdu,
  extendedLength: boolean,
): Promise<ResponseApdu> {
  const isLong = (command.data?.length ?? 0) > (channel.maximumShortData ?? shortData)
  if (!isLong) return sendCommand(channel, command)
  if (extendedLength) {
    const response = await sendCommand(channel, command)
    if (response.sw !== 0x6700) return response
  }
  return sendCommand(channel, command, { chaining: true })
}
