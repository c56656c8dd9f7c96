import { EmrtdError } from '../../src/errors.js'
import type { FuzzTarget } from './targets.js'

/** Milliseconds for each byte of input beside the target's own: generous, for a machine that is busy. */
const millisecondsPerByte = 0.05

/** What a run showed that must not be. */
export interface Finding {
  readonly target: string
  readonly input: Uint8Array
  readonly what: string
}

/**
 * Runs a target once. Any error but `EmrtdError` is a finding, and so is a run that takes far longer than its input's length
 * explains. The first time may have met a collection of garbage, or a machine that had no time for it: what was too long is run again,
 * and then the processor's time counts.
 */
export async function runTarget(target: FuzzTarget, input: Uint8Array): Promise<Finding | undefined> {
  const limit = target.milliseconds + input.length * millisecondsPerByte
  for (let attempt = 0; ; attempt++) {
    const used = attempt === 0 ? undefined : process.cpuUsage()
    const since = performance.now()
    try {
      // Only what is asynchronous is awaited: a turn of the loop costs more than most runs.
      const outcome = target.run(input)
      if (outcome instanceof Promise) await outcome
    } catch (error) {
      if (!(error instanceof EmrtdError)) return { target: target.name, input, what: describe(error) }
    }
    const took = Math.min(
      performance.now() - since,
      used === undefined ? Number.POSITIVE_INFINITY : processorTime(used),
    )
    if (took <= limit) return undefined
    if (attempt === 2) {
      return { target: target.name, input, what: `took ${Math.round(took)} ms for ${input.length} bytes` }
    }
  }
}

/** Milliseconds that the process has computed since then, all its threads together. */
function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1_000
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : ''
  return `${error.stack}${cause}`
}
