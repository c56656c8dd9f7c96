import type { CardChannel, SessionKeys } from '../../src/apdu/index.js'
import { concatBytes } from '../../src/bytes.js'
import { type CryptoBackend, deriveKey, type SymmetricCipher } from '../../src/crypto/index.js'
import { type ChipAnswer, type ChipCommand, readChipCommand } from '../../src/testkit/chip/chip-command.js'
import type { ChipFault, ChipFaultSetting } from '../../src/testkit/chip/chip-faults.js'
import { ChipSession } from '../../src/testkit/chip/chip-secure-messaging.js'
import { FaultPlan } from '../../src/testkit/chip/fault-plan.js'

/** The ciphers of secure messaging. */
export const ciphers: readonly SymmetricCipher[] = ['3DES', 'AES-128', 'AES-192', 'AES-256']

/** What the session keys of these tests are derived from. */
export const secret: Uint8Array = Uint8Array.from({ length: 32 }, (_, at) => 7 * at + 1)

/** The session keys of the terminal. */
export function keysOf(crypto: CryptoBackend, cipher: SymmetricCipher): SessionKeys {
  return {
    cipher,
    encryptionKey: deriveKey(crypto, secret, 'encryption', cipher),
    macKey: deriveKey(crypto, secret, 'mac', cipher),
  }
}

/** A chip that is nothing but an open session: whatever comes is opened, answered and protected. */
export class SessionChip implements CardChannel {
  /** The commands that came, without their protection. */
  readonly received: ChipCommand[] = []
  /** What it does to the next responses, in order, before they go over the line. */
  readonly disturbances: ((response: Uint8Array) => Uint8Array)[] = []
  readonly #session: ChipSession
  readonly #faults: FaultPlan
  readonly #answer: (command: ChipCommand) => ChipAnswer

  constructor(
    crypto: CryptoBackend,
    cipher: SymmetricCipher,
    answer: (command: ChipCommand) => ChipAnswer,
    faults: readonly (ChipFault | ChipFaultSetting)[] = [],
  ) {
    this.#session = new ChipSession(crypto, cipher, secret)
    this.#answer = answer
    this.#faults = new FaultPlan(faults)
  }

  async transmit(bytes: Uint8Array): Promise<Uint8Array> {
    const outer = readChipCommand(bytes)
    if (outer === undefined) throw new Error('no command')
    const { command, error } = this.#session.unprotect(outer)
    if (command === undefined) return Uint8Array.of(error >>> 8, error)
    this.received.push(command)
    const answer = this.#answer(command)
    if (answer.plain === true) {
      this.#session.uncount()
      return concatBytes(answer.data, Uint8Array.of(answer.status >>> 8, answer.status))
    }
    const response = this.#session.protect(answer, (command.ins & 1) === 1, this.#faults)
    return this.disturbances.shift()?.(response) ?? response
  }
}
