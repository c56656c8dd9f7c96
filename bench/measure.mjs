/** What contestants give back goes here, so that no work can be left out. */
let kept = 0

/**
 * The median time of one operation of each contestant, in nanoseconds. They take turns, round by round, so that whatever
 * slows the machine down slows all of them.
 *
 * @param {Readonly<Record<string, () => number>>} contestants By name; each returns a number made of its whole result.
 * @param {{ rounds?: number, milliseconds?: number }} [options]
 * @returns {ReadonlyMap<string, number>}
 */
export function measure(contestants, { rounds = 21, milliseconds = 40 } = {}) {
  const entries = Object.entries(contestants)
  const repetitions = new Map(
    entries.map(([name, operation]) => [name, repetitionsFor(operation, milliseconds)]),
  )
  const times = new Map(entries.map(([name]) => [name, /** @type {number[]} */ ([])]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, operation] of entries) {
      const count = repetitions.get(name) ?? 1
      const start = process.hrtime.bigint()
      for (let i = 0; i < count; i++) kept = (kept + operation()) | 0
      times.get(name)?.push(Number(process.hrtime.bigint() - start) / count)
    }
  }
  if (kept === Number.MIN_VALUE) throw new Error('never')
  return new Map(entries.map(([name]) => [name, median(times.get(name) ?? [])]))
}

/** Warms up, and finds how often an operation fits into the time of one round. */
function repetitionsFor(operation, milliseconds) {
  let count = 1
  for (;;) {
    const start = performance.now()
    for (let i = 0; i < count; i++) kept = (kept + operation()) | 0
    const elapsed = performance.now() - start
    if (elapsed >= 4 * milliseconds) return Math.max(1, Math.round((count * milliseconds) / elapsed))
    count *= 2
  }
}

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
