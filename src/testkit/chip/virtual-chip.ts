import type { CardChannel } from '../../apdu/card-channel.js'
import { concatBytes } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'
import type { ExtendedLength } from './answer-to-reset.js'
import { type ChipAnswer, type ChipCommand, readChipCommand } from './chip-command.js'
import type { ChipCommands } from './chip-commands.js'
import type { ChipPasswords } from './chip-passwords.js'
import type { ChipRandom } from './chip-randomness.js'
import type { FaultPlan } from './fault-plan.js'

/** One command and its response, as they went over the line and as they were meant. */
export interface ChipExchange {
  readonly command: Uint8Array
  /** Undefined where the chip did not answer. */
  readonly response: Uint8Array | undefined
  /** Whether the command came inside a secure messaging session. */
  readonly secured: boolean
  /** The command without its protection; undefined if it could not be read. */
  readonly plainCommand: ChipCommand | undefined
  /** The answer without its protection. */
  readonly plainResponse: Uint8Array | undefined
}

/** The parts that {@link VirtualChip} is made of. */
export interface VirtualChipParts {
  readonly atr: Uint8Array
  readonly random: ChipRandom
  readonly faults: FaultPlan
  readonly commands: ChipCommands
  readonly passwords: ChipPasswords
  readonly extendedLength: ExtendedLength | undefined
  readonly onExchange: ((exchange: ChipExchange) => void) | undefined
}

/** A command and an answer without their protection. */
interface Meaning {
  readonly secured: boolean
  readonly command: ChipCommand | undefined
  readonly answer: ChipAnswer | undefined
}

const nothing = new Uint8Array(0)
const nothingMeant: Meaning = { secured: false, command: undefined, answer: undefined }

/**
 * A software eMRTD that answers APDUs: the chip's side of Doc 9303-10 and 9303-11, with code of its own. Made by
 * {@link createVirtualChip}.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { createCountry, createVirtualChip, issueDocument } from 'emrtd/testkit'
 *
 * const { files, mrz } = issueDocument(createCountry({ state: 'UTO', seed: 'utopia' }))
 * const chip = createVirtualChip({ files, mrz: mrz.join('\n') })
 * await chip.transmit(fromHex('00a4040c07a0000002471001')) // Uint8Array.of(0x90, 0x00)
 * chip.commandCount // 1
 * ```
 */
export class VirtualChip implements CardChannel {
  readonly #parts: VirtualChipParts
  #powered = true
  /** What GET RESPONSE fetches. */
  #pending: Uint8Array | undefined
  #commandCount = 0
  #oddity = 0
  #last: Meaning | undefined

  /** @internal {@link createVirtualChip} makes them. */
  constructor(parts: VirtualChipParts) {
    this.#parts = parts
  }

  /** The answer to reset. */
  get atr(): Uint8Array {
    return this.#parts.atr
  }

  /** How many commands came since the chip was made. */
  get commandCount(): number {
    return this.#commandCount
  }

  /** Whether a secure messaging session is open, for tests. */
  get secured(): boolean {
    return this.#parts.commands.session !== undefined
  }

  /** How many tries a password has left; undefined where they are not counted. Survives a reset. */
  triesLeft(password: Parameters<ChipPasswords['triesLeft']>[0]): number | undefined {
    return this.#parts.passwords.triesLeft(password)
  }

  /** Powers the chip on, or resets it: sessions and selections are gone. */
  powerOn(): void {
    this.#powered = true
    this.#pending = undefined
    this.#parts.commands.reset()
  }

  /** Powers the chip off: it answers no more until {@link powerOn}. */
  powerOff(): void {
    this.powerOn()
    this.#powered = false
  }

  /** The same as {@link powerOn}. */
  reset(): void {
    this.powerOn()
  }

  /** Ends the connection: {@link powerOff}. */
  async close(): Promise<void> {
    this.powerOff()
  }

  /**
   * Answers one command APDU.
   *
   * @throws {EmrtdError} `APDU_CHANNEL` if the chip has no power, or a fault makes the frame be lost.
   */
  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const { faults, onExchange } = this.#parts
    if (!this.#powered) throw new EmrtdError('APDU_CHANNEL', 'the chip has no power')
    this.#commandCount += 1
    this.#last = undefined
    faults.occasion = { ins: command[1] }
    let response: Uint8Array | undefined
    try {
      response = await this.#overTheLine(command.slice())
      return response
    } finally {
      const { secured, command: plainCommand, answer } = this.#last ?? nothingMeant
      const plainResponse =
        answer && concatBytes(answer.data, Uint8Array.of(answer.status >>> 8, answer.status & 0xff))
      onExchange?.({ command, response, secured, plainCommand, plainResponse })
    }
  }

  /** The faults of the line around what the chip answers. */
  async #overTheLine(command: Uint8Array): Promise<Uint8Array> {
    const { faults, random } = this.#parts
    if (faults.due('cardRemoved')) {
      this.powerOff()
      throw new EmrtdError('APDU_CHANNEL', 'the card was removed')
    }
    if (faults.due('commandLost')) throw new EmrtdError('APDU_CHANNEL', 'the command was lost')
    if (faults.due('silence')) return new Promise(() => {})
    const late = faults.due('lateResponse')
    if (late !== undefined) await new Promise(resolve => setTimeout(resolve, late.limit ?? 30))
    this.#oddity += 1
    if (faults.due('endlessMoreData')) return Uint8Array.of(0x61, this.#oddity & 0xff)
    if (faults.due('endlessMoreParts')) return Uint8Array.of(0x00, 0x61, 0xf0)
    if (faults.due('endlessWrongLe')) return Uint8Array.of(0x6c, 1 + (this.#oddity % 255))
    const response = this.#respond(command)
    if (faults.due('responseLost')) throw new EmrtdError('APDU_CHANNEL', 'the response was lost')
    if (faults.due('emptyResponse')) return nothing
    if (faults.due('oneByteResponse')) return Uint8Array.of(0x90)
    if (faults.due('garbage')) return random(32, 'fault')
    if (faults.due('hugeResponse')) return concatBytes(new Uint8Array(70_000), Uint8Array.of(0x90, 0x00))
    return response
  }

  #respond(bytes: Uint8Array): Uint8Array {
    const { faults, extendedLength } = this.#parts
    const outer = readChipCommand(bytes)
    if (outer === undefined) return word(0x6700)
    if (outer.extended) {
      const limit = extendedLength?.command ?? 0
      if (bytes.length > limit || faults.due('extendedLengthRefused')) return word(0x6700)
    }
    // GET RESPONSE fetches the rest of a response below secure messaging.
    if (outer.ins === 0xc0 && outer.cla === 0x00) return this.#nextPart(outer.expected)
    this.#pending = undefined
    const secured = (outer.cla & 0x0c) === 0x0c
    const response = secured ? this.#respondSecurely(outer) : this.#respondPlainly(outer)
    const parts = faults.due('responseInParts')
    const body = response.length - 2
    const size = parts === undefined ? Math.max(outer.expected, 0x100) : (parts.limit ?? 64)
    if (body <= size) return response
    this.#pending = response
    return this.#nextPart(size)
  }

  #respondPlainly(command: ChipCommand): Uint8Array {
    const { commands } = this.#parts
    // Doc 9303-11 §9.8.3: a plain command ends the session.
    commands.endSession()
    if ((command.cla & ~0x10) !== 0) return word(0x6e00)
    const room = Math.min(command.expected, this.#longestResponse(command))
    const answer = commands.execute(command, room)
    this.#last = { secured: false, command, answer }
    answer.afterwards?.()
    return concatBytes(answer.data, word(answer.status))
  }

  #respondSecurely(outer: ChipCommand): Uint8Array {
    const { commands, faults } = this.#parts
    const { session } = commands
    if (session === undefined) return word(0x6988)
    const opened = session.unprotect(outer)
    if (opened.error !== undefined) {
      commands.endSession()
      return word(opened.error)
    }
    const { command } = opened
    const odd = (command.ins & 1) === 1
    const longest = Math.min(Math.max(outer.expected, 0x100), this.#longestResponse(outer))
    const room = Math.min(command.expected, session.capacity(longest, odd))
    const answer = commands.execute(command, room)
    this.#last = { secured: true, command, answer }
    if (answer.plain === true) {
      session.uncount()
      return concatBytes(answer.data, word(answer.status))
    }
    if (faults.due('smPlainError')) {
      commands.endSession()
      return word(0x6988)
    }
    if (faults.due('smPlainSuccess')) return word(0x9000)
    if (faults.due('smPlainData')) {
      return concatBytes(answer.data.length > 0 ? answer.data : Uint8Array.of(0), word(0x9000))
    }
    const response = session.protect(answer, odd, faults)
    answer.afterwards?.()
    return response
  }

  #longestResponse(command: ChipCommand): number {
    return command.extended ? (this.#parts.extendedLength?.response ?? 0x100) : 0x100
  }

  #nextPart(size: number): Uint8Array {
    const pending = this.#pending
    if (pending === undefined) return word(0x6985)
    const parts = this.#parts.faults.due('responseInParts')
    const length = Math.min(size || 0x100, parts?.limit ?? (parts === undefined ? 0x10000 : 64))
    const body = pending.length - 2
    if (body <= length) {
      this.#pending = undefined
      return pending
    }
    const rest = pending.subarray(length)
    this.#pending = rest
    const left = rest.length - 2
    return concatBytes(pending.subarray(0, length), Uint8Array.of(0x61, left > 0xff ? 0 : left))
  }
}

function word(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff)
}
