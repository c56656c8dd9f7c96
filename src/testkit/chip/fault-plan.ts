import { chipFaultCatalogue } from './chip-fault-catalogue.js'
import type { ChipFault, ChipFaultSetting } from './chip-faults.js'
import type { ChipFileName } from './chip-files.js'

/** What the chip is doing when it asks whether a fault is due. */
export interface FaultOccasion {
  readonly ins?: number | undefined
  readonly file?: ChipFileName | undefined
}

/** The faults that a chip was given, and how often each was due already. */
export class FaultPlan {
  readonly #settings: readonly ChipFaultSetting[]
  readonly #occasions = new Map<ChipFaultSetting, number>()
  /** The command under way. */
  occasion: FaultOccasion = {}

  constructor(faults: readonly (ChipFault | ChipFaultSetting)[]) {
    this.#settings = faults.map(fault => (typeof fault === 'string' ? { id: fault } : fault))
    for (const { id } of this.#settings) {
      if (!Object.hasOwn(chipFaultCatalogue, id)) throw new TypeError(`no such chip fault: ${id}`)
    }
  }

  /** The setting by which this fault is due now; undefined if it is not. Asking is an occasion. */
  due(id: ChipFault): ChipFaultSetting | undefined {
    for (const setting of this.#settings) {
      if (setting.id !== id || !this.#fits(setting)) continue
      const occasion = this.#occasions.get(setting) ?? 0
      this.#occasions.set(setting, occasion + 1)
      const after = setting.after ?? 0
      if (occasion >= after && occasion < after + (setting.times ?? Number.POSITIVE_INFINITY)) return setting
    }
    return undefined
  }

  /** Whether the chip was given this fault at all. */
  has(id: ChipFault): boolean {
    return this.#settings.some(setting => setting.id === id)
  }

  #fits({ ins, file }: ChipFaultSetting): boolean {
    const now = this.occasion
    if (ins !== undefined && (now.ins === undefined || (now.ins & 0xfe) !== (ins & 0xfe))) return false
    return file === undefined || now.file === file
  }
}
