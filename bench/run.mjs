/**
 * Runs the modules of bench/rows and prints what they measured as one table: `npm run bench [-- name...]`, a name being a module's
 * or its number. The package must be built. The table is written to bench-results.json too. With `--check` the exit code
 * is 1 if a requirement is missed; with `--docs` table and machine go into docs/performance.md.
 *
 * A module exports `run()`, which gives or resolves to lines (see table.mjs). Each module runs in a process of its own: what one
 * does to the heap and to the optimizing compiler is not another's affair.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { holds, tableOf } from './table.mjs'

const root = new URL('../', import.meta.url)
if (!existsSync(new URL('dist/node/', root))) {
  console.error('bench: dist/node is missing, run "npm run build:js" first')
  process.exit(2)
}

const parameters = process.argv.slice(2)
const wanted = parameters.filter(parameter => !parameter.startsWith('--'))
const modules = readdirSync(new URL('bench/rows/', root))
  .filter(file => file.endsWith('.mjs'))
  .map(file => file.slice(0, -'.mjs'.length))
  .filter(
    name =>
      wanted.length === 0 || wanted.some(one => name === one || Number(one) === Number.parseInt(name, 10)),
  )
  .sort()

const lines = []
for (const name of modules) {
  process.stderr.write(`${name} ...\n`)
  const output = execFileSync(
    process.execPath,
    ['--expose-gc', fileURLToPath(new URL('bench/run-module.mjs', root)), name],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 24 },
  )
  lines.push(...JSON.parse(output))
}
console.log(tableOf(lines))

const version = name =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, root), 'utf8')).version
const peers = [
  '@noble/curves',
  '@noble/hashes',
  '@noble/ciphers',
  'pkijs',
  'asn1js',
  'mrz',
  'mrz-fast',
  'esbuild',
]
const report = {
  at: new Date().toISOString(),
  node: process.version,
  openssl: process.versions.openssl,
  v8: process.versions.v8,
  processor: cpus()[0]?.model ?? 'unknown',
  processors: cpus().length,
  memory: totalmem(),
  versions: Object.fromEntries(peers.map(name => [name, version(name)])),
  lines: lines.map(entry => ({ ...entry, holds: holds(entry) })),
}
writeFileSync(new URL('bench-results.json', root), `${JSON.stringify(report, null, 2)}\n`)
const missed = report.lines.filter(entry => entry.holds === false)
const machine = `${report.processor}, ${report.processors} processors, ${(report.memory / 2 ** 30).toFixed(0)} GB; Node ${report.node.slice(1)}, V8 ${report.v8}, OpenSSL ${report.openssl}`
console.log(`\n${machine}; ${missed.length} missed`)
if (parameters.includes('--docs')) {
  const versions = Object.entries(report.versions).map(([name, number]) => `${name} ${number}`)
  writeBetween('table', `\`\`\`text\n${tableOf(lines)}\n\`\`\``)
  writeBetween('machine', `${report.at.slice(0, 10)}: ${machine}.\n\nCompared with: ${versions.join(', ')}.`)
}
if (missed.length > 0 && parameters.includes('--check')) process.exitCode = 1

/** Replaces what stands between the two comments of that name in docs/performance.md. */
function writeBetween(name, text) {
  const file = new URL('docs/performance.md', root)
  const [before, rest] = readFileSync(file, 'utf8').split(`<!-- ${name} -->\n`)
  const [, after] = rest.split(`<!-- /${name} -->`)
  writeFileSync(file, `${before}<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->${after}`)
}
