import { encodeTlv, readTlvs } from '../../src/asn1/index.js'
import { concatBytes } from '../../src/bytes.js'
import { padIso9797, unpadIso9797 } from '../../src/crypto/index.js'
import type { EacParty } from './eac.js'

/** Secure messaging with OpenPACE's cryptography: only the data objects of Doc 9303-11 §9.8.4 are put together here. */
export class EacSecureMessaging {
  readonly #party: EacParty
  readonly #block: 8 | 16

  constructor(party: EacParty, cipher: string) {
    this.#party = party
    this.#block = cipher === '3DES' ? 8 : 16
  }

  /** The terminal's side: a protected command. */
  async protectCommand(header: Uint8Array, data: Uint8Array, expected: Uint8Array): Promise<Uint8Array> {
    await this.#party.say('count')
    const masked = Uint8Array.of(0x0c, ...header.subarray(1))
    const objects = concatBytes(
      await this.#cryptogram(data),
      expected.length > 0 ? encodeTlv(0x97, expected) : new Uint8Array(0),
    )
    const mac = await this.#mac(concatBytes(padIso9797(masked, this.#block), objects))
    const body = concatBytes(objects, encodeTlv(0x8e, mac))
    return body.length < 0x100
      ? concatBytes(masked, Uint8Array.of(body.length), body, Uint8Array.of(0))
      : concatBytes(masked, Uint8Array.of(0, body.length >>> 8, body.length), body, Uint8Array.of(0, 0))
  }

  /** The terminal's side: data and status word of a response, or an error. */
  async openResponse(response: Uint8Array): Promise<{ data: Uint8Array; status: number }> {
    await this.#party.say('count')
    const status = response[response.length - 2]! * 256 + response[response.length - 1]!
    const { data } = await this.#open(response.subarray(0, -2), new Uint8Array(0))
    return { data, status }
  }

  /** The chip's side: header, data and Le of a protected command. */
  async openCommand(command: Uint8Array): Promise<{ data: Uint8Array; expected: number }> {
    await this.#party.say('count')
    const header = command.subarray(0, 4)
    const short = command[4] !== 0
    const body = short
      ? command.subarray(5, 5 + command[4]!)
      : command.subarray(7, 7 + command[5]! * 256 + command[6]!)
    return this.#open(body, padIso9797(header, this.#block))
  }

  /** The chip's side: a protected response. */
  async protectResponse(data: Uint8Array, status: number): Promise<Uint8Array> {
    await this.#party.say('count')
    const word = Uint8Array.of(status >>> 8, status & 0xff)
    const objects = concatBytes(await this.#cryptogram(data), encodeTlv(0x99, word))
    return concatBytes(objects, encodeTlv(0x8e, await this.#mac(objects)), word)
  }

  async #cryptogram(data: Uint8Array): Promise<Uint8Array> {
    if (data.length === 0) return data
    const encrypted = await this.#party.bytes('encrypt', padIso9797(data, this.#block))
    return encodeTlv(0x87, Uint8Array.of(1), encrypted)
  }

  async #open(body: Uint8Array, before: Uint8Array): Promise<{ data: Uint8Array; expected: number }> {
    const objects = readTlvs(body)
    const mac = objects.at(-1)
    if (mac?.tag !== 0x8e) throw new Error('no MAC')
    const computed = await this.#mac(concatBytes(before, body.subarray(0, mac.offset)))
    if (!computed.every((byte, index) => byte === mac.value[index]))
      throw new Error('OpenPACE finds another MAC')
    const cryptogram = objects.find(object => object.tag === 0x87)
    const data =
      cryptogram === undefined
        ? new Uint8Array(0)
        : unpadIso9797(await this.#party.bytes('decrypt', cryptogram.value.subarray(1)), this.#block)
    let expected = 0
    for (const byte of objects.find(object => object.tag === 0x97)?.value ?? [])
      expected = expected * 256 + byte
    return { data, expected: expected || 256 }
  }

  #mac(input: Uint8Array): Promise<Uint8Array> {
    return this.#party.bytes('mac', padIso9797(input, this.#block))
  }
}
