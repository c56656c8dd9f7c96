// The process in which scripts/mutate.mjs runs test files.
import { pathToFileURL } from 'node:url'

let active = -1
let hits
let loads = 0

globalThis.__mutant = id => {
  hits?.add(id)
  return id === active
}
console.log = () => {}
// What a mutant leaves behind in the background is no case's failure.
process.on('unhandledRejection', () => {})
process.on('uncaughtException', () => {})

const load = async path => (await import(`${pathToFileURL(path).href}?${loads++}`)).plan

/** Of every table first one row, the last, then another one: where time is short, each table has its say. */
function inOrder(cases) {
  const rows = new Map()
  return cases
    .map((each, number) => ({ ...each, number }))
    .reverse()
    .map(each => {
      const row = (rows.get(each.template) ?? 0) + 1
      rows.set(each.template, row)
      return { ...each, row }
    })
    .sort((a, b) => a.row - b.row)
}

async function record({ path, backward, limit }) {
  hits = new Set()
  const started = performance.now()
  const plan = await load(path)
  for (const work of plan.before) await work()
  const loadTime = performance.now() - started
  const onLoad = [...hits]
  const failing = []
  const cases = []
  for (const { title, work, number } of backward ? inOrder(plan.cases).reverse() : inOrder(plan.cases)) {
    const began = performance.now()
    if (began - started > limit) break
    hits = new Set()
    try {
      await work()
    } catch (error) {
      failing.push(title)
      if (process.env.EMRTD_MUTATE_DEBUG) console.error(title, error)
    }
    cases.push({ title, number, ms: performance.now() - began, hits: backward ? [] : [...hits] })
  }
  for (const work of plan.after) await work()
  hits = undefined
  return { outcome: 'recorded', load: loadTime, onLoad, failing, cases }
}

async function prepared(path) {
  const plan = await load(path)
  for (const work of plan.before) await work()
  return plan
}

/** The first of the cases that fails; undefined if all pass. */
async function failing(plan, cases) {
  for (const number of cases) {
    try {
      await plan.cases[number].work()
    } catch {
      return number
    }
  }
  return undefined
}

async function tidy(plan) {
  for (const work of plan.after) {
    try {
      await work()
    } catch {
      // What a mutant left is not there to be cleared away.
    }
  }
}

/** Bundles that were loaded without a mutant, by path. */
const loaded = new Map()

/**
 * Runs cases under a mutant: first in a bundle that stays loaded. What fails there is killed if the same case passes once more without
 * the mutant: else the mutant has left something behind, and the bundle is loaded anew. `fresh` asks for a bundle that is loaded under
 * the mutant, for those that work at loading, where the other way found nothing.
 */
async function run({ path, mutant, cases, fresh }) {
  active = -1
  const plan = loaded.get(path) ?? (await prepared(path))
  loaded.set(path, plan)
  active = mutant
  const number = await failing(plan, cases)
  active = -1
  if (number !== undefined) {
    if ((await failing(plan, [number])) === undefined)
      return { outcome: 'killed', title: plan.cases[number].title }
    loaded.delete(path)
    await tidy(plan)
  } else if (!fresh) return { outcome: 'survived' }
  active = mutant
  let own
  try {
    own = await prepared(path)
  } catch {
    return { outcome: 'killed', title: 'on load' }
  }
  const again = await failing(own, cases)
  await tidy(own)
  return again === undefined
    ? { outcome: 'survived' }
    : { outcome: 'killed', title: own.cases[again]?.title ?? 'the number of cases' }
}

process.on('message', async work => {
  let answer
  try {
    answer = await (work.record ? record(work) : run(work))
  } catch (error) {
    answer = { outcome: 'broken', message: String(error?.stack ?? error) }
  }
  active = -1
  process.send(answer)
})
