/**
 * Runs every module of bench/rows and prints what it measured: `npm run bench [-- name...]`. The package must be built.
 * A module exports `name` and `run()`, which resolves to rows; the result is written to bench-results.json too. With
 * `--check` the exit code is 1 if a requirement is missed.
 *
 * @typedef {object} Row
 * @property {string} group What is measured: rows of one group are compared with each other.
 * @property {string} contestant Who does it; the first row of a group is ours.
 * @property {number} nanoseconds The median time of one operation.
 * @property {number} [required] How many times as long the contestant must take as ours.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

const root = new URL('../', import.meta.url)
if (!existsSync(new URL('dist/node/', root))) {
  console.error('bench: dist/node is missing, run "npm run build" first')
  process.exit(2)
}

const parameters = process.argv.slice(2)
const wanted = parameters.filter(parameter => !parameter.startsWith('--'))
const modules = readdirSync(new URL('bench/rows/', root))
  .filter(file => file.endsWith('.mjs'))
  .filter(file => wanted.length === 0 || wanted.includes(file.slice(0, -'.mjs'.length)))
  .sort()

/** @param {number} nanoseconds */
function time(nanoseconds) {
  const units = /** @type {const} */ ([
    ['s', 1e9],
    ['ms', 1e6],
    ['µs', 1e3],
    ['ns', 1],
  ])
  const [unit, size] = units.find(([, least]) => nanoseconds >= least) ?? units[3]
  return `${(nanoseconds / size).toPrecision(3)} ${unit}`
}

let missed = 0
const results = []
for (const file of modules) {
  const { name, run } = await import(new URL(`bench/rows/${file}`, root).href)
  const rows = await run()
  console.log(`\n${name}`)
  for (const group of new Set(rows.map(row => row.group))) {
    const contestants = rows.filter(row => row.group === group)
    const ours = contestants[0].nanoseconds
    console.log(`  ${group}`)
    const width = Math.max(...contestants.map(row => row.contestant.length))
    for (const { contestant, nanoseconds, required } of contestants) {
      const ratio = nanoseconds / ours
      const holds = required === undefined || ratio >= required
      if (!holds) missed++
      const verdict =
        required === undefined ? '' : `  ${holds ? 'holds' : 'MISSED'}: at least ${required} required`
      console.log(
        `    ${contestant.padEnd(width)}  ${time(nanoseconds).padStart(9)}  ${`${ratio.toFixed(2)} x`.padStart(10)}${verdict}`,
      )
      results.push({
        module: name,
        group,
        contestant,
        nanoseconds,
        ratio,
        ...(required === undefined ? {} : { required, holds }),
      })
    }
  }
}

const report = { node: process.version, processor: cpus()[0]?.model ?? 'unknown', results }
writeFileSync(new URL('bench-results.json', root), `${JSON.stringify(report, null, 2)}\n`)
if (missed > 0 && parameters.includes('--check')) process.exitCode = 1
