// The process in which scripts/mutate.mjs runs test files. Each run loads its bundle anew, so that no state of another mutant stays.
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

async function record({ path, backward, limit }) {
  hits = new Set()
  const started = performance.now()
  const plan = await load(path)
  for (const work of plan.before) await work()
  const loadTime = performance.now() - started
  const onLoad = [...hits]
  const failing = []
  const cases = []
  for (const { title, work } of backward ? [...plan.cases].reverse() : plan.cases) {
    const began = performance.now()
    if (began - started > limit) break
    hits = new Set()
    try {
      await work()
    } catch (error) {
      failing.push(title)
      if (process.env.EMRTD_MUTATE_DEBUG) console.error(title, error)
    }
    cases.push({ title, ms: performance.now() - began, hits: backward ? [] : [...hits] })
  }
  for (const work of plan.after) await work()
  hits = undefined
  return { outcome: 'recorded', load: loadTime, onLoad, failing, cases }
}

async function run({ path, mutant, cases }) {
  active = mutant
  let plan
  try {
    plan = await load(path)
    for (const work of plan.before) await work()
  } catch {
    return { outcome: 'killed', title: 'on load' }
  }
  try {
    for (const number of cases) {
      const { title, work } = plan.cases[number] ?? { title: 'the number of cases' }
      try {
        await work()
      } catch {
        return { outcome: 'killed', title }
      }
    }
    return { outcome: 'survived' }
  } finally {
    for (const work of plan.after) await Promise.resolve(work()).catch(() => {})
  }
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
