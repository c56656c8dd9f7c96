import { concatBytes } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { CardChannel } from './card-channel.js'
import { encodeCommandApdu } from './command-apdu.js'
import { parseResponseApdu, type ResponseApdu } from './response-apdu.js'

/** A response of 65,536 bytes in parts of 64: chips that give less at a time are not met. */
const maximumParts = 1024
const maximumBytes = 0x1_0000

/** Whether SW1 is 61: SW2 more bytes can be fetched. */
export function hasMore(sw: number): boolean {
  return sw >>> 8 === 0x61
}

/** How many bytes SW2 of 61xx or 6Cxx names. */
export function namedLength(sw: number): number {
  return (sw & 0xff) === 0 ? 256 : sw & 0xff
}

/**
 * Fetches by GET RESPONSE what `first` (61xx) announced, and gives all parts as one response. ISO/IEC 7816-4 §5.3.4.
 *
 * @throws {EmrtdError} `APDU_BAD_RESPONSE` if the chip announces more without end, or more than 65,536 bytes in all.
 */
export async function getResponse(channel: CardChannel, first: ResponseApdu): Promise<ResponseApdu> {
  const parts = [first.data]
  let length = first.data.length
  let { sw } = first
  let corrected = false
  let le = namedLength(sw)
  for (let count = 0; hasMore(sw) || (sw >>> 8 === 0x6c && !corrected); count++) {
    if (count === maximumParts) throw tooMuch()
    corrected = sw >>> 8 === 0x6c
    le = namedLength(sw)
    const command = encodeCommandApdu({ cla: 0x00, ins: 0xc0, p1: 0, p2: 0, le })
    const part = parseResponseApdu(await channel.transmit(command))
    length += part.data.length
    if (length > maximumBytes) throw tooMuch()
    parts.push(part.data)
    // Nothing came, and no less is left: it would go on like that.
    if (part.data.length === 0 && hasMore(part.sw) && count > 0) throw tooMuch()
    sw = part.sw
  }
  return { data: concatBytes(...parts), sw }
}

function tooMuch(): EmrtdError {
  return new EmrtdError('APDU_BAD_RESPONSE', 'the chip announces more data without end')
}
