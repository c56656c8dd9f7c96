// Mutation testing of the checks: docs/mutation-testing.md. Every mutant of the chosen sources is compiled into the test files' bundles
// behind a switch; a first run without mutants tells which case reaches which; then each mutant meets the cases that reach it, until one
// fails. `npm run mutate -- [prefix of a source ...] [--workers 2] [--out file] [--again file] [--tests prefix]`.
import { fork } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { mutate } from './mutants.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'node_modules/.cache/emrtd-mutants')

/** The rooms that decide whether a document is believed. */
const defaultSources = [
  'src/authentication/',
  'src/pki/',
  ...[
    'rsa-pkcs1',
    'rsa-pss',
    'rsa-open',
    'iso9796-2',
    'iso9797-padding',
    'ecdsa',
    'verify-signature',
    'pss-parameters',
  ].map(name => `src/crypto/${name}.ts`),
]

/** The tests that judge documents. They need nothing of vitest but what its stand-in has. */
const defaultTests = [
  'test/authentication/',
  'test/pki/',
  'test/crypto/',
  'test/conformance/catalogue',
  'test/inspection/chip/',
  'test/inspection/every-check',
  'test/inspection/inspect.test',
  'test/inspection/checks.test',
  'test/inspection/trust.test',
  'test/inspection/remember-signers',
  'test/testkit/chip/authentication',
  'test/reader/authentication',
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    out: { type: 'string', default: join(folder, 'result.json') },
    /** Milliseconds of the tests' own time for one mutant: files beyond are left out, and the mutant says so. */
    budget: { type: 'string', default: '60000' },
    /** Milliseconds of recording after which the further cases of a file are left out. */
    'record-limit': { type: 'string', default: '300000' },
    /** Loads each bundle anew for each mutant, which what is computed once and kept asks for. */
    fresh: { type: 'boolean', default: false },
    /** Records the cases in backward order as well, and leaves out those that fail so. */
    'check-order': { type: 'boolean', default: false },
    /** Results of an earlier run: its survivors alone are tried again. */
    again: { type: 'string' },
    tests: { type: 'string', multiple: true, default: defaultTests },
  },
})

const filesUnder = (place, ending) =>
  readdirSync(join(root, place), { recursive: true })
    .map(name => `${place}/${name}`)
    .filter(name => name.endsWith(ending))
    .sort()

const startsWithOneOf = prefixes => name => prefixes.some(prefix => name.startsWith(prefix))

/** The sources with their mutants, numbered through. */
function mutateSources() {
  const wanted = filesUnder('src', '.ts').filter(
    startsWithOneOf(positionals.length > 0 ? positionals : defaultSources),
  )
  const mutants = []
  const texts = new Map()
  for (const file of wanted) {
    const made = mutate(readFileSync(join(root, file), 'utf8'), mutants.length)
    texts.set(join(root, file), made.text)
    for (const mutant of made.mutants) mutants.push({ id: mutants.length, file, ...mutant })
  }
  return { mutants, texts }
}

async function bundle(testFiles, texts) {
  rmSync(join(folder, `bundles-${process.pid}`), { recursive: true, force: true })
  mkdirSync(join(folder, `bundles-${process.pid}`), { recursive: true })
  await Promise.all(
    testFiles.map((file, index) =>
      build({
        stdin: {
          contents: `import ${JSON.stringify(`./${file}`)}\nexport { plan } from 'vitest'`,
          resolveDir: root,
          sourcefile: 'entry.mjs',
        },
        outfile: join(folder, `bundles-${process.pid}`, `${index}.mjs`),
        bundle: true,
        format: 'esm',
        platform: 'node',
        target: 'es2022',
        packages: 'external',
        alias: { vitest: join(root, 'test/runtimes/vitest-shim.ts') },
        ignoreAnnotations: true,
        banner: { js: 'const __mutant = globalThis.__mutant;' },
        logLevel: 'error',
        plugins: [withMutants(texts)],
      }),
    ),
  )
}

const withMutants = texts => ({
  name: 'with-mutants',
  setup(build) {
    build.onResolve({ filter: /^\..*\/default-backend\.js$/ }, () => ({
      path: join(root, 'src/crypto/default-backend.node.ts'),
    }))
    build.onResolve({ filter: /^vitest$/ }, () => ({ path: join(root, 'test/runtimes/vitest-shim.ts') }))
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes('node_modules')) return undefined
      const url = JSON.stringify(pathToFileURL(path).href)
      const text = texts.get(path) ?? readFileSync(path, 'utf8')
      return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' }
    })
  },
})

/** A process that runs test files, and is replaced when one hangs, or when it has loaded so many that memory swells. */
class Runner {
  #child
  #runs = 0

  async run(work, limit) {
    if (this.#child === undefined || this.#runs >= 300) this.#start()
    this.#runs++
    const child = this.#child
    return await new Promise(resolve => {
      const end = answer => {
        clearTimeout(timer)
        child.removeAllListeners('message')
        child.removeAllListeners('exit')
        resolve(answer)
      }
      const timer = setTimeout(() => {
        this.stop()
        end({ outcome: 'timeout' })
      }, limit)
      child.once('message', end)
      child.once('exit', () => {
        this.#child = undefined
        end({ outcome: 'crashed' })
      })
      child.send(work)
    })
  }

  stop() {
    this.#child?.removeAllListeners('exit')
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }

  #start() {
    this.stop()
    this.#runs = 0
    this.#child = fork(join(root, 'scripts/run-mutant.mjs'), {
      cwd: root,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
  }
}

async function inParallel(items, work) {
  const queue = [...items]
  const runners = Array.from({ length: Number(values.workers) }, () => new Runner())
  await Promise.all(
    runners.map(async runner => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item, runner)
      runner.stop()
    }),
  )
}

/** Which cases of which file reach which mutant, and what they cost. Cases that depend on their order are told and left out. */
async function record(testFiles) {
  const recorded = []
  await inParallel([...testFiles.keys()], async (index, runner) => {
    const path = join(folder, `bundles-${process.pid}`, `${index}.mjs`)
    const began = performance.now()
    const forward = await runner.run({ path, record: true, limit: Number(values['record-limit']) }, 600_000)
    if (forward.outcome !== 'recorded') {
      console.error(`left out: ${testFiles[index]}: ${forward.message ?? forward.outcome}`)
      return
    }
    console.error(
      `${testFiles[index]}: ${Math.round(performance.now() - began)} ms, load ${Math.round(forward.load)} ms`,
    )
    const backward = values['check-order']
      ? await runner.run({ path, record: true, backward: true }, 100_000)
      : forward
    const failing = new Set([...forward.failing, ...(backward.failing ?? [])])
    for (const title of failing) console.error(`left out: ${testFiles[index]}: ${title}`)
    recorded.push({
      file: testFiles[index],
      path,
      load: forward.load,
      onLoad: new Set(forward.onLoad),
      cases: forward.cases
        .map(each => ({ ...each, hits: new Set(each.hits) }))
        .filter(({ title }) => !failing.has(title)),
    })
  })
  return recorded
}

/** How many characters two names begin with alike. */
function sharedBeginning(a, b) {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

/**
 * What is to be run for a mutant: the files first that are named most like its source, which counts where loading reaches it and so every
 * case does; then those whose cases that reach it are cheapest. Of each the quick cases first.
 */
const planFor = (recorded, { id, file: source }) =>
  recorded
    .map(({ file, path, load, onLoad, cases }) => {
      const reaching = cases.filter(({ hits }) => onLoad.has(id) || hits.has(id)).sort((a, b) => a.ms - b.ms)
      return {
        file,
        path,
        load,
        fresh: onLoad.has(id) || values.fresh,
        cases: reaching,
        cost: load + (reaching[0]?.ms ?? 0),
        kinship: sharedBeginning(basename(file), basename(source)),
      }
    })
    .filter(({ cases }) => cases.length > 0)
    .sort((a, b) => b.kinship - a.kinship || a.cost - b.cost)

async function judge(mutant, recorded, runner) {
  const plan = planFor(recorded, mutant)
  if (plan.length === 0) return { outcome: 'not reached' }
  let left = Number(values.budget)
  let leftOut = 0
  for (const { file, path, load, fresh, cases } of plan) {
    if (fresh) left -= load
    const affordable = cases.filter(({ ms }) => {
      if (ms > left) return false
      left -= ms
      return true
    })
    leftOut += cases.length - affordable.length
    if (affordable.length === 0) continue
    const ms = load + affordable.reduce((sum, each) => sum + each.ms, 0)
    const work = { path, mutant: mutant.id, fresh, cases: affordable.map(({ number }) => number) }
    const { outcome, title } = await runner.run(work, 20_000 + 10 * ms)
    if (outcome !== 'survived') return { outcome, by: title === undefined ? file : `${file}: ${title}` }
  }
  return { outcome: 'survived', ...(leftOut > 0 && { leftOut }) }
}

const killed = ({ outcome }) => outcome !== 'survived' && outcome !== 'not reached'
const roomOf = file =>
  file
    .split('/')
    .slice(0, 3)
    .join('/')
    .replace(/\/[^/]+\.ts$/, '')

function summary(results) {
  const lines = []
  const rows = key => {
    const groups = new Map()
    for (const each of results) groups.set(key(each), [...(groups.get(key(each)) ?? []), each])
    for (const [name, group] of groups) {
      const dead = group.filter(killed).length
      const unreached = group.filter(({ outcome }) => outcome === 'not reached').length
      const percent = ((100 * dead) / group.length).toFixed(1)
      lines.push(
        `${percent.padStart(5)} %  ${dead}/${group.length}${unreached > 0 ? ` (${unreached} not reached)` : ''}  ${name}`,
      )
    }
  }
  rows(({ file }) => file)
  lines.push('')
  rows(({ file }) => roomOf(file))
  rows(() => 'all')
  return lines.join('\n')
}

const nameOf = ({ file, line, column, original, mutated, kind }) =>
  JSON.stringify([file, line, column, original, mutated, kind])

async function main() {
  const { mutants, texts } = mutateSources()
  const testFiles = filesUnder('test', '.test.ts').filter(startsWithOneOf(values.tests))
  console.error(`${mutants.length} mutants in ${texts.size} files, ${testFiles.length} test files`)
  await bundle(testFiles, texts)
  const recorded = await record(testFiles)
  console.error(`recorded ${recorded.reduce((sum, { cases }) => sum + cases.length, 0)} cases`)
  const earlier = new Map()
  if (values.again !== undefined) {
    for (const each of JSON.parse(readFileSync(values.again, 'utf8'))) earlier.set(nameOf(each), each)
  }
  const results = []
  const write = () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      values.out,
      `${JSON.stringify(
        [...results].sort((a, b) => a.id - b.id),
        null,
        1,
      )}\n`,
    )
  }
  await inParallel(mutants, async (mutant, runner) => {
    const known = earlier.get(nameOf(mutant))
    const verdict =
      known !== undefined && killed(known)
        ? { outcome: known.outcome, by: known.by }
        : await judge(mutant, recorded, runner)
    results.push({ ...mutant, ...verdict })
    if (results.length % 25 === 0) {
      console.error(
        `${results.length}/${mutants.length}, alive ${results.filter(each => !killed(each)).length}`,
      )
      write()
    }
  })
  write()
  results.sort((a, b) => a.id - b.id)
  for (const each of results.filter(each => !killed(each))) {
    const { file, line, column, kind, original, mutated, outcome } = each
    console.log(`${file}:${line}:${column} ${outcome} (${kind}): ${original} => ${mutated}`)
  }
  console.log(summary(results))
  rmSync(join(folder, `bundles-${process.pid}`), { recursive: true, force: true })
  console.log(`results: ${relative(root, values.out)}`)
}

await main()
