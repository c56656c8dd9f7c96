import { concatBytes } from '../../bytes.js'
import type { ChipAuthentication } from './chip-authentication.js'
import type { ChipBac } from './chip-bac.js'
import { type ChipAnswer, type ChipCommand, status, success } from './chip-command.js'
import type { AccessRights, ChipFileSystem } from './chip-file-system.js'
import type { ChipPace, StartByPace } from './chip-pace.js'
import type { ChipRandom } from './chip-randomness.js'
import type { ChipSession } from './chip-secure-messaging.js'
import { dynamicAuthenticationData } from './data-objects.js'
import type { FaultPlan } from './fault-plan.js'
import type { AgreedKey, TerminalAuthentication } from './terminal-authentication.js'

/** What the commands of a chip work on. */
export interface ChipCommandParts {
  readonly random: ChipRandom
  readonly faults: FaultPlan
  readonly files: ChipFileSystem
  /** Undefined if the chip asks for no BAC. */
  readonly bac: ChipBac | undefined
  /** Undefined if the chip offers no PACE. */
  readonly pace: ChipPace | undefined
  /** Undefined if the chip has no key for Chip Authentication. */
  readonly chipAuthentication: ChipAuthentication | undefined
  /** Answers INTERNAL AUTHENTICATE; undefined if the chip has no key for Active Authentication. */
  readonly activeAuthentication: ((challenge: Uint8Array) => ChipAnswer) | undefined
  /** Undefined if the chip knows no CVCA. */
  readonly terminalAuthentication: TerminalAuthentication | undefined
  /** Whether a file may be read by a terminal that got in; Terminal Authentication guards some. */
  readonly permits: AccessRights['permits']
}

const nothing = new Uint8Array(0)

/** The commands of a chip, without their protection, and what they leave behind: challenge, chain, session. */
export class ChipCommands {
  readonly #parts: ChipCommandParts
  #session: ChipSession | undefined
  #sessionByPace = false
  #challenge: Uint8Array | undefined
  /** Data of a chain of commands so far, with the header that they belong to. */
  #chain: { readonly header: number; readonly data: Uint8Array } | undefined

  constructor(parts: ChipCommandParts) {
    this.#parts = parts
  }

  /** The session that is open. */
  get session(): ChipSession | undefined {
    return this.#session
  }

  /** After power on: everything is forgotten. */
  reset(): void {
    this.endSession()
    this.#challenge = undefined
    this.#chain = undefined
    this.#parts.files.reset()
    this.#parts.pace?.abandon()
    this.#parts.chipAuthentication?.abandon()
  }

  /** Forgets keys and rights. */
  endSession(): void {
    this.#session = undefined
    this.#sessionByPace = false
    this.#parts.pace?.endSession()
    this.#parts.terminalAuthentication?.endSession()
  }

  /**
   * Carries out one command, putting chains together first.
   *
   * @param room how many bytes of data the response can carry at most.
   */
  execute(command: ChipCommand, room: number): ChipAnswer {
    const chained = (command.cla & 0x10) !== 0
    const header = (command.ins << 16) | (command.p1 << 8) | command.p2
    const before = this.#chain?.header === header ? this.#chain.data : nothing
    this.#chain = undefined
    const data = concatBytes(before, command.data)
    if (data.length > 0x10000) return status(0x6700)
    const whole = { ...command, data }
    if (chained) {
      // The steps of PACE are a chain each of whose commands is answered; any other chain is one command in parts.
      const isStep = command.ins === 0x86 && dynamicAuthenticationData(data) !== undefined
      if (!isStep) {
        this.#chain = { header, data }
        return success()
      }
    }
    this.#parts.faults.occasion = { ins: command.ins, file: this.#parts.files.concerned(whole) }
    const refusal = this.#longLe(command)
    return refusal ?? this.#dispatch(whole, !chained, room)
  }

  #dispatch(command: ChipCommand, last: boolean, room: number): ChipAnswer {
    const { files, pace, chipAuthentication, activeAuthentication } = this.#parts
    const { ins, p1, p2 } = command
    if (ins !== 0x86) {
      pace?.abandon()
      chipAuthentication?.abandon()
    }
    const challenge = this.#challenge
    if (ins !== 0x82) this.#challenge = undefined
    switch (ins) {
      case 0xa4:
        return files.select(command, this.#rights())
      case 0xb0:
      case 0xb1:
        return files.readBinary(command, this.#rights(), room)
      case 0x84:
        return p1 === 0 && p2 === 0 ? this.#giveChallenge(command) : status(0x6a86)
      case 0x82:
        this.#challenge = undefined
        return p1 === 0 && p2 === 0 ? this.#authenticate(command.data, challenge) : status(0x6a86)
      case 0x2a:
        return this.#performSecurityOperation(command)
      case 0x88:
        if (p1 !== 0 || p2 !== 0) return status(0x6a86)
        if (activeAuthentication === undefined) return status(0x6d00)
        return this.#rights().open ? activeAuthentication(command.data) : status(0x6982)
      case 0x22:
        return this.#manageSecurityEnvironment(command)
      case 0x86:
        if (p1 !== 0 || p2 !== 0) return status(0x6a86)
        if (pace?.underWay === true) return pace.authenticate(command.data, last, this.#startByPace)
        if (chipAuthentication?.underWay !== true) return status(0x6985)
        return chipAuthentication.authenticate(command.data, this.#continueWith)
      default:
        return status(0x6d00)
    }
  }

  #manageSecurityEnvironment({ p1, p2, data }: ChipCommand): ChipAnswer {
    const { chipAuthentication, pace, terminalAuthentication } = this.#parts
    if (p1 === 0xc1 && p2 === 0xa4 && pace !== undefined) return pace.select(data)
    if (p1 === 0x81 && terminalAuthentication !== undefined) {
      // Doc 9303-11 §7.1.5: with secure messaging.
      if (this.#session === undefined) return status(0x6982)
      if (p2 === 0xb6) return terminalAuthentication.selectIssuer(data)
      if (p2 === 0xa4) return terminalAuthentication.selectTerminal(data)
    }
    const forChip = p1 === 0x41 && (p2 === 0xa4 || p2 === 0xa6)
    if (!forChip || chipAuthentication === undefined) return status(0x6a86)
    if (!this.#rights().open) return status(0x6982)
    return p2 === 0xa4
      ? chipAuthentication.select(data)
      : chipAuthentication.agreeByKat(data, this.#continueWith)
  }

  #performSecurityOperation({ p1, p2, data }: ChipCommand): ChipAnswer {
    const { terminalAuthentication } = this.#parts
    if (terminalAuthentication === undefined) return status(0x6d00)
    if (p1 !== 0x00 || p2 !== 0xbe) return status(0x6a86)
    return this.#session === undefined ? status(0x6982) : terminalAuthentication.verifyCertificate(data)
  }

  /** Chip Authentication changes the keys; what the terminal may read without Terminal Authentication stays. */
  readonly #continueWith = (session: ChipSession, terminalKey: AgreedKey): void => {
    this.#session = session
    this.#parts.terminalAuthentication?.openedByChipAuthentication(terminalKey)
  }

  readonly #startByPace: StartByPace = (session, { mapping, chipKey, terminalKey }) => {
    this.#session = session
    this.#sessionByPace = true
    this.#parts.files.reset()
    this.#parts.terminalAuthentication?.openedByPace(chipKey, mapping === 'CAM' ? terminalKey : undefined)
  }

  #giveChallenge(command: ChipCommand): ChipAnswer {
    const { faults, random } = this.#parts
    if (command.expected === 0 || command.data.length > 0) return status(0x6700)
    this.#challenge = random(8, 'challenge')
    if (faults.due('challengeShort')) return success(this.#challenge.subarray(0, 7))
    if (faults.due('challengeLong')) return success(concatBytes(this.#challenge, Uint8Array.of(0)))
    if (faults.due('challengeMissing')) return success()
    return success(this.#challenge)
  }

  #authenticate(data: Uint8Array, challenge: Uint8Array | undefined): ChipAnswer {
    const { bac, faults, files, terminalAuthentication } = this.#parts
    if (terminalAuthentication?.underWay === true) return terminalAuthentication.authenticate(data, challenge)
    if (bac === undefined || faults.due('bacKeyMissing')) return status(0x6a88)
    if (files.directory !== 'LDS1' || challenge === undefined) return status(0x6985)
    return bac.authenticate(data, challenge, session => {
      this.#session = session
      this.#sessionByPace = false
      terminalAuthentication?.endSession()
    })
  }

  /** What a chip answers that refuses a long Le in plain, below secure messaging. */
  #longLe(command: ChipCommand): ChipAnswer | undefined {
    if ((command.ins & 0xfe) !== 0xb0) return undefined
    const { faults } = this.#parts
    const words = [
      ['longLe6700', 0x6700],
      ['longLe6Cxx', 0x6c00],
      ['longLe61xx', 0x6100],
      ['longLe6282', 0x6282],
      ['longLe6B00', 0x6b00],
    ] as const
    for (const [id, base] of words) {
      if (!faults.has(id)) continue
      const setting = faults.due(id)
      const limit = setting?.limit ?? 223
      if (setting === undefined || command.expected <= limit) continue
      const shows = base === 0x6c00 || base === 0x6100
      return { data: nothing, status: shows ? base | (limit & 0xff) : base, plain: true }
    }
    return undefined
  }

  #rights(): AccessRights {
    const { bac, pace, permits } = this.#parts
    const open = this.#session !== undefined || (bac === undefined && pace === undefined)
    return { open, pace: this.#session !== undefined && this.#sessionByPace, permits }
  }
}
