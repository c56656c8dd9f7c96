import type { CompletedAccess, CompletedPace, FailedAccess } from '../access/index.js'
import {
  type CardChannel,
  type CommandApdu,
  type ResponseApdu,
  type SecureMessaging,
  sendCommand,
  statusWordError,
} from '../apdu/index.js'
import type { TerminalBinding } from '../authentication/index.js'
import { EmrtdError } from '../errors.js'
import {
  type AccessEvidence,
  type DocumentEvidence,
  type EvidenceFault,
  type EvidenceFile,
  evidenceFault,
  type ProtocolEvidence,
  type StepEvidence,
  type UnreadFile,
} from '../evidence.js'
import type { LdsFileName } from '../lds/index.js'
import { BlockPlan } from './block-plan.js'
import { efCvcaPlace } from './ef-cvca-place.js'
import { type ChipHabits, FileInterrupted } from './file-access.js'
import { filePlace, ldsApplication } from './file-places.js'
import type { GuardedChannel } from './guard-channel.js'
import { readFile } from './read-file.js'
import type { ReadProgress } from './reading-options.js'

/** How often a session is opened anew for one document after frames were lost. */
const maximumReopenings = 2

/** What the steps of {@link readDocument} work on: the channel as it is now, and the evidence as it grows. */
export class ReadingSession {
  /** The line to the chip, below secure messaging. */
  readonly line: GuardedChannel
  /** The line, or the secure messaging over it. */
  channel: CardChannel
  access: AccessEvidence = { protocol: 'NONE' }
  blocks: BlockPlan = new BlockPlan(256)
  /** Whether the chip says that it takes extended length, and the caller does not forbid it. */
  extendedLength = false
  /** What PACE left for Terminal Authentication; undefined if it was not performed. */
  pace: CompletedPace | undefined
  /** The terminal's ephemeral key of Chip Authentication; undefined if it was not performed. */
  terminalKey: TerminalBinding['terminalKey'] | undefined
  /**
   * Opens the application again with what opened it before; undefined while it is not open, and once a protocol bound the
   * session to the chip, which a new session would undo.
   */
  openAgain: (() => Promise<void>) | undefined
  readonly protocols: ProtocolEvidence[] = []
  readonly files: EvidenceFile[] = []
  readonly unread: UnreadFile[] = []
  readonly steps: StepEvidence[] = []
  fault: EvidenceFault | undefined
  /** The files of the application that are read, in the order of reading; it grows once EF.SOD was read. */
  plan: readonly LdsFileName[] = []
  readonly #habits: ChipHabits = { shortIdentifiersRefused: false, crossingEndRefused: false }
  readonly #clock: (() => number) | undefined
  readonly #startedAt: number | undefined
  readonly #maximumFileLength: number
  readonly #onProgress: ((progress: ReadProgress) => void) | undefined
  #reopenings = 0
  #secured: SecureMessaging | undefined

  constructor(
    line: GuardedChannel,
    options: {
      readonly clock?: (() => number) | undefined
      readonly maximumFileLength: number
      readonly onProgress?: ((progress: ReadProgress) => void) | undefined
    },
  ) {
    this.line = line
    this.channel = line
    this.#clock = options.clock
    this.#startedAt = options.clock?.()
    this.#maximumFileLength = options.maximumFileLength
    this.#onProgress = options.onProgress
  }

  /** Sends a command over the channel as it is now. */
  send(command: CommandApdu): Promise<ResponseApdu> {
    return sendCommand(this.channel, command)
  }

  /** Runs a step and notes what it took. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.line.commandCount
    const since = this.#clock?.()
    try {
      return await work()
    } finally {
      const now = this.#clock?.()
      this.steps.push({
        name,
        commandCount: this.line.commandCount - before,
        ...(since === undefined || now === undefined ? {} : { milliseconds: Math.max(0, now - since) }),
      })
    }
  }

  /** SELECT of the master file. Chips that are in it already refuse it in many ways. Doc 9303-10 §3.6.1.1. */
  async selectMasterFile(): Promise<void> {
    await this.send({ cla: 0x00, ins: 0xa4, p1: 0x00, p2: 0x0c, data: Uint8Array.of(0x3f, 0x00) })
  }

  /**
   * SELECT of the eMRTD application. Doc 9303-10 §3.6.1.2.
   *
   * @throws {EmrtdError} `APDU_STATUS` if the chip has none, or keeps it back.
   */
  async selectApplication(): Promise<void> {
    const { sw } = await this.send({ cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x0c, data: ldsApplication })
    if (sw !== 0x9000) throw statusWordError(sw, 'SELECT of the eMRTD application')
  }

  /**
   * Runs BAC or PACE as a step of its own, puts its evidence down whether it came to its end or not, and goes on inside secure
   * messaging.
   *
   * @throws {EmrtdError} the error of a run that failed.
   */
  async runAccess<Completed extends CompletedAccess<ProtocolEvidence>>(
    name: string,
    perform: () => Promise<Completed | FailedAccess<ProtocolEvidence>>,
  ): Promise<Completed> {
    const run = await this.step(name, perform)
    this.protocols.push(run.evidence)
    if (!run.completed) throw run.error
    this.secure(run.channel)
    return run
  }

  /** Whether secure messaging has ended for good. */
  get isOver(): boolean {
    return this.#secured?.closed === true
  }

  /** Whether a file was read, or could not be. */
  wasTried(name: LdsFileName): boolean {
    return [...this.files, ...this.unread].some(file => file.name === name)
  }

  /** Ends secure messaging and overwrites its keys. */
  close(): void {
    void this.#secured?.close()
    this.#secured = undefined
    this.channel = this.line
  }

  /** Goes on inside secure messaging; a session that was open before is over. */
  secure(channel: SecureMessaging): void {
    this.close()
    this.#secured = channel
    this.channel = channel
  }

  /** The bytes of a file that was read. */
  file(name: LdsFileName): Uint8Array | undefined {
    return this.files.find(file => file.name === name)?.bytes
  }

  /** Reads those of `names` that are planned and were not tried yet, in the order of `names`. */
  async readPlanned(names: readonly LdsFileName[]): Promise<void> {
    for (const name of names) {
      if (this.plan.includes(name) && !this.wasTried(name)) await this.readFile(name)
    }
  }

  /**
   * Reads a file into the evidence, or notes why it cannot be read.
   *
   * @throws {EmrtdError} if the session ended; what was read of the file is noted before.
   */
  async readFile(name: LdsFileName): Promise<void> {
    const place = name === 'EF.CVCA' ? efCvcaPlace(this.file('EF.DG14')) : filePlace(name)
    const onProgress = (received: number, total: number | undefined): void =>
      this.#onProgress?.({
        file: name,
        received,
        total,
        fileIndex: Math.max(0, this.plan.indexOf(name)),
        fileCount: Math.max(1, this.plan.length),
      })
    await this.step(name, async () => {
      try {
        const outcome = await readFile(
          {
            send: command => this.send(command),
            reopen: (error, extended) => this.#reopen(error, extended),
            blocks: this.blocks,
            habits: this.#habits,
            maximumLength: this.#maximumFileLength,
            onProgress,
          },
          place,
        )
        if ('code' in outcome) this.unread.push({ name, ...outcome })
        else this.files.push({ name, bytes: outcome.bytes })
      } catch (error) {
        if (!(error instanceof FileInterrupted)) throw error
        const { cause, bytes } = error
        if (cause instanceof EmrtdError) {
          this.unread.push({ name, ...evidenceFault(cause), ...(bytes.length > 0 && { bytes }) })
        }
        throw cause
      }
    })
  }

  /** The evidence as it stands. */
  evidence(): DocumentEvidence {
    const { atr } = this.line
    return {
      ...(atr === undefined ? {} : { atr }),
      files: this.files,
      unread: this.unread,
      access: this.access,
      protocols: this.protocols,
      ...(this.fault === undefined ? {} : { fault: this.fault }),
      commandCount: this.line.commandCount,
      ...(this.#startedAt === undefined ? {} : { startedAt: new Date(this.#startedAt).toISOString() }),
      steps: this.steps,
    }
  }

  async #reopen(error: unknown, extended: boolean): Promise<ResponseApdu | 'again' | undefined> {
    if (!(error instanceof EmrtdError) || this.openAgain === undefined || this.line.ended) return undefined
    const answered = error.code === 'APDU_SECURE_MESSAGING' ? error.statusWord : undefined
    if (error.code !== 'APDU_CHANNEL' && answered === undefined) return undefined
    if (this.#reopenings >= maximumReopenings) return undefined
    this.#reopenings += 1
    // Not every reader carries extended length, and one that does not says no more than that it failed.
    if (extended) this.blocks.settle(256)
    this.close()
    try {
      await this.openAgain()
    } catch (failure) {
      if (failure instanceof EmrtdError) return undefined
      throw failure
    }
    return answered === undefined ? 'again' : { data: new Uint8Array(0), sw: answered }
  }
}
