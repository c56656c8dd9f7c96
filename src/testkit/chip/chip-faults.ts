import { chipFaultCatalogue } from './chip-fault-catalogue.js'
import type { ChipFileName } from './chip-files.js'

/** The name of a way in which a {@link chipFaults | virtual chip} can behave oddly or wrongly. */
export type ChipFault = keyof typeof chipFaultCatalogue

/**
 * What a right terminal makes of a fault.
 *
 * - `read`: the document is read whole; the chip is only unusual.
 * - `partial`: some files cannot be read, the others are.
 * - `refused`: the step ends in an error with a code; nothing that the chip sent in it is believed.
 */
export type ChipFaultOutcome = 'read' | 'partial' | 'refused'

/** Where in the dialogue a fault shows. */
export type ChipFaultPhase =
  | 'selection'
  | 'length'
  | 'password'
  | 'bac'
  | 'pace'
  | 'secureMessaging'
  | 'transport'
  | 'file'
  | 'chipAuthentication'
  | 'activeAuthentication'
  | 'terminalAuthentication'
  | 'clone'

/** One entry of {@link chipFaults}. */
export interface ChipFaultDescription {
  readonly id: ChipFault
  readonly phase: ChipFaultPhase
  readonly outcome: ChipFaultOutcome
  /** What the chip does, in one sentence. */
  readonly description: string
  /** Present if the fault shows with these protocols only: `DH`, `IM`. */
  readonly needs: readonly string[]
}

/** A fault with its circumstances. */
export interface ChipFaultSetting {
  readonly id: ChipFault
  /** How many occasions to let pass before the first one that goes wrong; 0 by default. */
  readonly after?: number
  /** How often it goes wrong; every time by default. */
  readonly times?: number
  /** Only for commands with this instruction byte, the odd one counting as the even one. */
  readonly ins?: number
  /** Only while this file is the one selected or read. */
  readonly file?: ChipFileName
  /** A length in bytes, where the fault has one: the longest Le that is served, the size of a part; how late a response is, in milliseconds. */
  readonly limit?: number
  /** The status word, where the fault has one to choose. */
  readonly status?: number
  /** Offset into the file in bytes, where the fault has one. */
  readonly offset?: number
}

/**
 * Every way in which the virtual chip can be made odd or wrong, each in exactly one point: what real chips were seen to
 * do, and what a hostile one can try. The catalogue is closed and its ids are stable.
 *
 * @example
 * ```ts
 * import { chipFaults } from 'emrtd/testkit'
 *
 * chipFaults.filter(fault => fault.phase === 'secureMessaging').map(fault => fault.id) // ['smWrongMac', …]
 * ```
 */
export const chipFaults: readonly ChipFaultDescription[] = Object.freeze(
  (Object.keys(chipFaultCatalogue) as ChipFault[]).map(id => {
    const [phase, outcome, description, ...needs] = chipFaultCatalogue[id] as CatalogueRow
    return Object.freeze({ id, phase, outcome, description, needs: Object.freeze(needs) })
  }),
)

/** A row of the catalogue: phase, outcome, description, and what the fault needs to show. */
export type CatalogueRow = readonly [ChipFaultPhase, ChipFaultOutcome, string, ...string[]]
