/** What contestants give back goes here, so that no work can be left out. */
let kept = 0

/**
 * Times contestants that do the same work. They take turns, round by round, in an order that turns with them, so that
 * whatever slows the machine down slows all of them.
 *
 * @template {string} Name
 * @param {Readonly<Record<Name, () => number>>} contestants By name; each returns a number made of its whole result.
 * @param {{ rounds?: number, milliseconds?: number }} [options] How many rounds, and how long each contestant works in one.
 * @returns {{ time: (name: Name) => number, ratio: (name: Name, to: Name) => number }} `time`: the median time of one
 * operation in nanoseconds; `ratio`: the median, over the rounds, of how many times as long `name` took as `to`.
 */
export function measure(contestants, { rounds = 21, milliseconds = 30 } = {}) {
  const entries = Object.entries(contestants)
  const repetitions = new Map(
    entries.map(([name, operation]) => [name, repetitionsFor(operation, milliseconds)]),
  )
  const times = new Map(entries.map(([name]) => [name, /** @type {number[]} */ ([])]))
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < entries.length; i++) {
      const [name, operation] = entries[(i + round) % entries.length]
      const count = repetitions.get(name) ?? 1
      const start = process.hrtime.bigint()
      for (let j = 0; j < count; j++) kept = (kept + operation()) | 0
      times.get(name)?.push(Number(process.hrtime.bigint() - start) / count)
    }
  }
  if (kept === Number.MIN_VALUE) throw new Error('never')
  return summary(times)
}

/** As {@link measure}, for contestants that resolve to their number. */
export async function measureAsync(contestants, { rounds = 21, milliseconds = 30 } = {}) {
  const entries = Object.entries(contestants)
  const repeat = async (operation, count) => {
    const start = process.hrtime.bigint()
    for (let i = 0; i < count; i++) kept = (kept + (await operation())) | 0
    return Number(process.hrtime.bigint() - start)
  }
  const repetitions = new Map()
  for (const [name, operation] of entries) {
    let count = 1
    for (;;) {
      const elapsed = (await repeat(operation, count)) / 1e6
      if (elapsed >= 4 * milliseconds) {
        repetitions.set(name, Math.max(1, Math.round((count * milliseconds) / elapsed)))
        break
      }
      count *= 2
    }
  }
  const times = new Map(entries.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < entries.length; i++) {
      const [name, operation] = entries[(i + round) % entries.length]
      const count = repetitions.get(name)
      times.get(name).push((await repeat(operation, count)) / count)
    }
  }
  return summary(times)
}

/** @param {ReadonlyMap<string, readonly number[]>} times */
function summary(times) {
  const of = name => times.get(name) ?? []
  return {
    time: name => median(of(name)),
    ratio: (name, to) => median(of(name).map((time, round) => time / of(to)[round])),
  }
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

/** @param {readonly number[]} values */
export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
