import type { CardChannel } from '../../src/apdu/card-channel.js'
import { encodeTlv, readTlvs } from '../../src/asn1/index.js'
import { concatBytes } from '../../src/bytes.js'
import type { SymmetricCipher } from '../../src/crypto/index.js'
import type { PaceMapping } from '../../src/testkit/chip/index.js'
import { type EacParty, eacProtocol } from './eac.js'
import { EacSecureMessaging } from './eac-secure-messaging.js'

/** What the chip offers and knows. */
export interface EacChipOptions {
  readonly mapping: PaceMapping
  readonly type: 'EC' | 'DH'
  readonly cipher: SymmetricCipher
  readonly parameterId: number
  /** By the reference in MSE:Set AT. For the MRZ a whole TD1 zone. */
  readonly secrets: Readonly<Record<number, Uint8Array>>
  /** By short file identifier; 1C is EF.CardAccess. */
  readonly files: Readonly<Record<number, Uint8Array>>
  /** The static key for Chip Authentication. */
  readonly chipAuthentication?: {
    readonly type: 'EC' | 'DH'
    readonly cipher: SymmetricCipher
    readonly parameterId: number
    readonly privateKey: Uint8Array
    readonly publicKey: Uint8Array
  }
  /** The certificate of the CVCA that the chip trusts; it guards file 03. */
  readonly cvca?: Uint8Array
}

/**
 * A chip whose PACE and secure messaging are OpenPACE's: what remains here is APDUs, SELECT and READ BINARY by
 * short identifier. For the library's terminal.
 */
export class EacChip implements CardChannel {
  readonly #party: EacParty
  readonly #options: EacChipOptions
  #session: EacSecureMessaging | undefined
  #step: 'nonce' | 'mapping' | 'agreement' | 'token' = 'nonce'
  #terminalKey: Uint8Array = new Uint8Array(0)
  #selected = 0
  #chipKey: Uint8Array = new Uint8Array(0)
  #authenticatedKey: Uint8Array = new Uint8Array(0)
  #terminalIsAuthentic = false

  constructor(party: EacParty, options: EacChipOptions) {
    this.#party = party
    this.#options = options
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    if ((command[0]! & 0x0c) === 0x0c) {
      if (this.#session === undefined) return word(0x6988)
      const { data, expected } = await this.#session.openCommand(command)
      const before = this.#session
      const { answer, restart } = await this.#answer(command, data, expected)
      const [sw1 = 0, sw2 = 0] = answer.subarray(-2)
      const response = await before.protectResponse(answer.subarray(0, -2), sw1 * 256 + sw2)
      if (restart !== undefined) {
        await this.#party.say('ca-session')
        this.#session = new EacSecureMessaging(this.#party, restart)
      }
      return response
    }
    this.#session = undefined
    const data = plainData(command)
    if (command[1] === 0x22) return this.#select(data)
    if (command[1] === 0x86) return this.#authenticate(data)
    return this.#files(command, data, command.at(-1) || 256)
  }

  async #select(data: Uint8Array): Promise<Uint8Array> {
    const { mapping, type, cipher, parameterId, secrets } = this.#options
    const password = readTlvs(data).find(object => object.tag === 0x83)!.value[0]!
    const secret = secrets[password]
    if (secret === undefined) return word(0x6a88)
    this.#step = 'nonce'
    const protocol = eacProtocol(mapping, type, cipher)
    return word((await this.#party.agrees('init', protocol, parameterId, password, secret)) ? 0x9000 : 0x6a80)
  }

  async #authenticate(data: Uint8Array): Promise<Uint8Array> {
    const party = this.#party
    const received = readTlvs(readTlvs(data)[0]!.value)[0]?.value ?? new Uint8Array(0)
    const answer = (tag: number, value: Uint8Array): Uint8Array =>
      concatBytes(encodeTlv(0x7c, encodeTlv(tag, value)), word(0x9000))
    switch (this.#step) {
      case 'nonce':
        this.#step = 'mapping'
        return answer(0x80, await party.bytes('nonce'))
      case 'mapping': {
        this.#step = 'agreement'
        const own = await party.bytes('mapping')
        return (await party.agrees('map', received)) ? answer(0x82, own) : word(0x6a80)
      }
      case 'agreement': {
        this.#step = 'token'
        this.#terminalKey = received
        const own = await party.bytes('ephemeral')
        this.#chipKey = own
        return (await party.agrees('agree', received)) ? answer(0x84, own) : word(0x6a80)
      }
      case 'token': {
        if (!(await party.agrees('verify', received))) return word(0x6300)
        const token = await party.bytes('token', this.#terminalKey)
        if (!(await party.agrees('session'))) return word(0x6f00)
        this.#session = new EacSecureMessaging(party, this.#options.cipher)
        return answer(0x86, token)
      }
    }
  }

  /** What is answered inside the session; `restart` names the cipher of the one that follows. */
  async #answer(
    command: Uint8Array,
    data: Uint8Array,
    expected: number,
  ): Promise<{ readonly answer: Uint8Array; readonly restart?: SymmetricCipher }> {
    const party = this.#party
    const [, ins, p1 = 0, p2 = 0] = command
    const { chipAuthentication, cvca } = this.#options
    const done = async (agreed: Promise<boolean>): Promise<{ readonly answer: Uint8Array }> => ({
      answer: word((await agreed) ? 0x9000 : 0x6300),
    })
    const value = (tag: number): Uint8Array => readTlvs(data).find(object => object.tag === tag)!.value
    if (chipAuthentication !== undefined && ins === 0x22 && p1 === 0x41) {
      const { type, cipher, parameterId, privateKey, publicKey } = chipAuthentication
      await party.agrees('ca', eacProtocol('CA', type, cipher), parameterId)
      if (!(await party.agrees('ca-static', privateKey, publicKey))) return { answer: word(0x6f00) }
      if (p2 === 0xa4) return { answer: word(0x9000) }
      return this.#agree(value(0x91), word(0x9000), cipher)
    }
    if (chipAuthentication !== undefined && ins === 0x86) {
      const key = readTlvs(readTlvs(data)[0]!.value)[0]!.value
      const answer = concatBytes(encodeTlv(0x7c), word(0x9000))
      return this.#agree(key, answer, chipAuthentication.cipher)
    }
    if (cvca !== undefined && ins === 0x22 && p1 === 0x81) {
      // OpenPACE goes by the references in the certificates.
      return { answer: word(0x9000) }
    }
    if (ins === 0x2a) return done(party.agrees('ta-import', encodeTlv(0x7f21, data)))
    if (ins === 0x84) return { answer: concatBytes(await party.bytes('ta-nonce'), word(0x9000)) }
    if (ins === 0x82) {
      const holds = party.agrees('ta-verify', this.#authenticatedKey, this.#chipKey, data)
      this.#terminalIsAuthentic = await holds
      return done(holds)
    }
    return { answer: this.#files(command, data, expected) }
  }

  async #agree(
    key: Uint8Array,
    answer: Uint8Array,
    restart: SymmetricCipher,
  ): Promise<{ readonly answer: Uint8Array; readonly restart?: SymmetricCipher }> {
    if (!(await this.#party.agrees('ca-agree', key))) return { answer: word(0x6a80) }
    this.#authenticatedKey = key
    const { cvca } = this.#options
    if (cvca !== undefined) await this.#party.agrees('ta', cvca)
    return { answer, restart }
  }

  #files(command: Uint8Array, data: Uint8Array, expected: number): Uint8Array {
    const [, ins, p1 = 0, p2 = 0] = command
    if (ins === 0xa4) {
      if (p1 === 0x02) this.#selected = data[1]!
      return word(0x9000)
    }
    if (ins !== 0xb0) return word(0x6d00)
    const short = p1 >= 0x80
    if (short) this.#selected = p1 & 0x1f
    const file = this.#options.files[this.#selected]
    if (file === undefined) return word(0x6a82)
    if (this.#options.cvca !== undefined && this.#selected === 3 && !this.#terminalIsAuthentic)
      return word(0x6982)
    const offset = short ? p2 : p1 * 256 + p2
    if (offset >= file.length) return word(0x6b00)
    return concatBytes(file.subarray(offset, offset + Math.min(expected, 223)), word(0x9000))
  }
}

function plainData(command: Uint8Array): Uint8Array {
  if (command.length <= 5) return new Uint8Array(0)
  return command[4] === 0
    ? command.subarray(7, 7 + command[5]! * 256 + command[6]!)
    : command.subarray(5, 5 + command[4]!)
}

function word(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff)
}
