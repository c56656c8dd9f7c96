import { type CardChannel, sendCommand } from '../apdu/index.js'
import { encodeTlv, readTlvs, type Tlv } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { accessStatusError, badResponse } from './access-errors.js'

/** The data objects of a response, by tag. */
export type AuthenticationData = ReadonlyMap<number, Uint8Array>

/** The most data of a short command. */
const shortData = 255

/**
 * The GENERAL AUTHENTICATE commands of one run of PACE: a chain of which each step is answered. Doc 9303-11 §4.4.4.2, §4.4.4.3.
 */
export class GeneralAuthenticate {
  readonly #channel: CardChannel
  /** Whether the chip takes extended length; data that do not fit into a short command go in parts if not. */
  #extendedLength: boolean

  constructor(channel: CardChannel, extendedLength: boolean) {
    this.#channel = channel
    this.#extendedLength = extendedLength
  }

  /**
   * Sends a step and gives the data objects of the answer.
   *
   * @param content data objects; they go inside dynamic authentication data (7C).
   * @param what the step, for messages.
   * @param last whether it ends the chain.
   * @throws {EmrtdError} for a status word other than 9000, and `ACCESS_BAD_RESPONSE` for what is no dynamic authentication data.
   */
  async step(content: Uint8Array, what: string, last: boolean = false): Promise<AuthenticationData> {
    const command = {
      cla: last ? 0x00 : 0x10,
      ins: 0x86,
      p1: 0,
      p2: 0,
      data: encodeTlv(0x7c, content),
      le: 256,
    }
    const isLong = command.data.length > (this.#channel.maximumShortData ?? shortData)
    let response =
      isLong && this.#extendedLength
        ? await sendCommand(this.#channel, { ...command, le: 0x1_0000 })
        : await sendCommand(this.#channel, command, { chaining: isLong, once: last })
    if (isLong && this.#extendedLength && response.sw === 0x6700) {
      this.#extendedLength = false
      response = await sendCommand(this.#channel, command, { chaining: true })
    }
    if (response.sw !== 0x9000) throw accessStatusError(response.sw, what)
    return readAuthenticationData(response.data, what)
  }
}

function readAuthenticationData(data: Uint8Array, what: string): AuthenticationData {
  const [template, ...others] = readObjects(data, what)
  if (template?.tag !== 0x7c || others.length > 0) {
    throw badResponse(`${what}: dynamic authentication data (7C) and nothing else expected`)
  }
  const objects = new Map<number, Uint8Array>()
  for (const { tag, value } of readObjects(template.value, what)) {
    if (objects.has(tag)) throw badResponse(`${what}: data object ${tag.toString(16)} stands there twice`)
    objects.set(tag, value)
  }
  return objects
}

function readObjects(data: Uint8Array, what: string): readonly Tlv[] {
  try {
    return readTlvs(data)
  } catch (error) {
    if (error instanceof EmrtdError) throw badResponse(`${what}: the data objects cannot be read`, error)
    throw error
  }
}
