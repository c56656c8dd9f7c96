import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Coverage } from './coverage.js'
import { Dice, mutate } from './mutate.js'
import { type Finding, runTarget } from './run-target.js'
import { makeFuzzTargets } from './targets.js'
import { readTotals, recordTotals } from './totals.js'

/*
 * Fuzzing guided by coverage. Each target has a worker with little memory; whatever ends the worker, or holds it up, is a finding, and
 * its input is known: it stands in memory that the worker shares.
 */

interface Job {
  readonly target: string
  readonly milliseconds: number
  /** Executions after which it is enough. */
  readonly enough: number
  readonly seed: number
  readonly shared: SharedArrayBuffer
}

interface Outcome {
  readonly target: string
  readonly executions: number
  readonly corpus: number
  readonly blocks: number
  readonly blocksOfRoom: number
  readonly room: string
  readonly findings: readonly Finding[]
}

/** Octets of the shared memory: how many runs, how long the input is, the input. */
const inputAt = 8
const sharedLength = inputAt + (1 << 17)
/** Inputs between two looks at what was reached. */
const batchLength = 256
const stuckAfter = 20_000
const maximumFindings = 5
const maximumCorpus = 4_000
/** Batches without a look at what they reach, for each with one. */
const maximumIdle = 20

async function work({ target: name, milliseconds, enough, seed, shared }: Job): Promise<Outcome> {
  const coverage = new Coverage(import.meta.url)
  const target = (await makeFuzzTargets()).find(each => each.name === name)!
  const words = new Int32Array(shared, 0, 2)
  const memory = new Uint8Array(shared, inputAt)
  const dice = new Dice(seed)
  const corpus: Uint8Array[] = [...target.seeds]
  const findings: Finding[] = []
  let executions = 0
  const run = async (input: Uint8Array): Promise<void> => {
    memory.set(input.subarray(0, memory.length))
    words[1] = input.length
    words[0] = ++executions
    let finding = await runTarget(target, input)
    if (finding !== undefined) {
      Error.stackTraceLimit = 20
      finding = (await runTarget(target, input)) ?? finding
      Error.stackTraceLimit = 0
    }
    if (finding !== undefined && !findings.some(({ what }) => sameFault(what, finding.what))) {
      findings.push({ ...finding, input: input.slice() })
    }
  }
  // Refusals are most of what happens, and a stack for each costs more than the parsing.
  Error.stackTraceLimit = 0
  for (const each of target.seeds) await run(each)
  coverage.takeNew()
  const end = Date.now() + milliseconds
  const goesOn = (): boolean => executions < enough && Date.now() < end
  let idle = 0
  while (goesOn() && findings.length < maximumFindings) {
    const batch = Array.from({ length: batchLength }, () =>
      mutate(pickLate(corpus, dice), dice, dice.pick(corpus)),
    )
    for (const input of batch) await run(input)
    const fresh = coverage.takeNew()
    if (fresh.size > 0) {
      await keepReaching(batch, fresh, run, coverage, corpus)
      idle = 0
      continue
    }
    // The longer nothing new was reached, the more is tried without looking.
    idle = Math.min(idle + 1, maximumIdle)
    coverage.pause()
    for (let left = idle * batchLength; left > 0 && goesOn(); left--) {
      await run(mutate(pickLate(corpus, dice), dice, dice.pick(corpus)))
    }
    coverage.resume()
  }
  return {
    target: name,
    executions,
    corpus: corpus.length,
    blocks: coverage.blockCount,
    blocksOfRoom: coverage.blocksIn(target.room),
    room: target.room,
    findings,
  }
}

/** The newer half of the corpus as often as the whole: what was just reached leads on. */
function pickLate(corpus: readonly Uint8Array[], dice: Dice): Uint8Array {
  const from = dice.below(2) === 0 ? 0 : corpus.length >> 1
  return corpus[from + dice.below(corpus.length - from)]!
}

/** Finds by halves which inputs of a batch reached the blocks that are wanted, and keeps them. */
async function keepReaching(
  batch: readonly Uint8Array[],
  wanted: ReadonlySet<string>,
  run: (input: Uint8Array) => Promise<void>,
  coverage: Coverage,
  corpus: Uint8Array[],
): Promise<void> {
  if (batch.length === 1) {
    corpus.push(batch[0]!.slice())
    if (corpus.length > maximumCorpus) corpus.shift()
    return
  }
  const half = batch.length >> 1
  const first = batch.slice(0, half)
  for (const input of first) await run(input)
  const ran = coverage.take()
  const reached = new Set([...wanted].filter(block => ran.has(block)))
  const left = new Set([...wanted].filter(block => !ran.has(block)))
  if (reached.size > 0) await keepReaching(first, reached, run, coverage, corpus)
  if (left.size > 0) await keepReaching(batch.slice(half), left, run, coverage, corpus)
}

/** The place in our code where it happened, without the numbers that differ from input to input. */
function sameFault(one: string, other: string): boolean {
  const place = (what: string): string =>
    what
      .replace(/\d+ (ms|bytes)/g, '')
      .split('\n')
      .slice(0, 3)
      .join('\n')
  return place(one) === place(other)
}

/** Runs one target in a worker, and takes what ends the worker for a finding. */
function supervise(limits: Omit<Job, 'shared'>): Promise<Outcome> {
  const { target } = limits
  const shared = new SharedArrayBuffer(sharedLength)
  const words = new Int32Array(shared, 0, 2)
  const job: Job = { ...limits, shared }
  const worker = new Worker(new URL(import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  return new Promise(resolve => {
    let seen = -1
    const broken = (what: string): void => {
      clearInterval(watch)
      const input = new Uint8Array(shared, inputAt).slice(0, words[1])
      const findings = [{ target, input, what }]
      const nothing = { corpus: 0, blocks: 0, blocksOfRoom: 0, room: '' }
      resolve({ target, executions: words[0]!, ...nothing, findings })
      void worker.terminate()
    }
    const watch = setInterval(() => {
      if (words[0] === seen && seen > 0) broken(`no end within ${stuckAfter / 1000} s`)
      seen = words[0]!
    }, stuckAfter)
    worker.once('message', (outcome: Outcome) => {
      clearInterval(watch)
      resolve(outcome)
      void worker.terminate()
    })
    worker.once('error', error => broken(`the worker ended: ${error.stack ?? error}`))
  })
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '1' },
      target: { type: 'string', multiple: true },
      seed: { type: 'string', default: String(Date.now() & 0x7fffffff) },
      workers: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string', default: 'fuzz-findings' },
      record: { type: 'string' },
      until: { type: 'string' },
    },
  })
  /** Read anew each time: other processes may record in the same table. */
  const left = (name: string): number => {
    const recorded = values.record === undefined ? 0 : (readTotals(values.record).get(name) ?? 0)
    return Number(values.until ?? Number.POSITIVE_INFINITY) - recorded
  }
  const names = (await makeFuzzTargets())
    .map(({ name }) => name)
    .filter(name => (values.target === undefined || values.target.includes(name)) && left(name) > 0)
  const seed = Number(values.seed)
  const workers = Math.min(Number(values.workers), names.length)
  const milliseconds = Math.ceil((Number(values.minutes) * 60_000 * workers) / names.length)
  console.log(
    `${names.length} targets, ${Math.round(milliseconds / 100) / 10} s each, ${workers} workers, seed ${seed}`,
  )
  console.log(
    `${'target'.padEnd(22)}${'executions'.padStart(12)}${'kept'.padStart(7)}  blocks reached (in its room)`,
  )
  const outcomes: Outcome[] = []
  const queue = [...names]
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
        const enough = left(name)
        if (enough <= 0) continue
        const outcome = await supervise({ target: name, milliseconds, enough, seed })
        outcomes.push(outcome)
        const { executions, corpus, blocks, blocksOfRoom, room, findings } = outcome
        const reached = `${String(blocks).padStart(6)} (${blocksOfRoom} in src/${room})`
        console.log(
          `${name.padEnd(22)}${String(executions).padStart(12)}${String(corpus).padStart(7)}  ${reached}`,
        )
        for (const finding of findings) report(finding, values.out)
        if (values.record !== undefined) recordTotals(values.record, outcome)
      }
    }),
  )
  const findings = outcomes.flatMap(outcome => outcome.findings)
  const executions = outcomes.reduce((sum, outcome) => sum + outcome.executions, 0)
  console.log(`${executions} executions, ${findings.length} findings`)
  return findings.length === 0 ? 0 : 1
}

/** A finding is written so that it can become a vector as it is. */
function report({ target, input, what }: Finding, folder: string): void {
  mkdirSync(folder, { recursive: true })
  const path = `${folder}/${target.replaceAll(/[ /]/g, '_')}-${Date.now()}.hex`
  writeFileSync(path, `${Buffer.from(input).toString('hex')}\n`)
  console.log(`\nFINDING in ${target}, input in ${path}\n${what}\n`)
}

if (isMainThread) process.exitCode = await main()
else parentPort!.postMessage(await work(workerData as Job))
