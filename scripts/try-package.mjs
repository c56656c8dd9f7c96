// The package as a new user meets it: packed, installed from the tarball into an empty folder with TypeScript, the README's code blocks pasted
// in, compiled by the strictest options under each way in which TypeScript resolves packages, and run. `node scripts/try-package.mjs`, after
// `npm run build`. It needs the npm registry.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'emrtd-try-'))
const run = (program, ...words) => {
  try {
    return execFileSync(program, words, { cwd: folder, encoding: 'utf8', timeout: 240_000 })
  } catch (error) {
    throw new Error(`${[program, ...words].join(' ')}\n${error.stdout ?? ''}${error.stderr ?? ''}`)
  }
}

/** A port that nobody listens on now. */
const freePort = () =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Plays the specimen's chip until it is killed. */
function serveChip(port) {
  const chip = spawn('npx', ['emrtd', 'chip', 'serve', 'passport', '--tcp', String(port)], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    chip.stdout.once('data', () => resolve(() => process.kill(-chip.pid)))
    chip.once('exit', status => reject(new Error(`emrtd chip serve ended with ${status}`)))
    setTimeout(() => reject(new Error('emrtd chip serve says nothing')), 60_000).unref()
  })
}

const strict = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  target: 'es2022',
  lib: ['es2023', 'dom'],
  types: ['node'],
  outDir: 'out',
}

let stop = () => {}
try {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root }),
  )
  writeFileSync(join(folder, 'package.json'), '{ "name": "new-user", "private": true, "type": "module" }')
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const tools = ['typescript', '@types/node'].map(name => `${name}@${devDependencies[name]}`)
  run('npm', 'install', '--no-audit', '--no-fund', `./${filename}`, ...tools)

  cpSync(join(root, 'vectors/specimens/utopia-passport'), join(folder, 'passport'), { recursive: true })
  cpSync(join(root, 'vectors/specimens/utopia-master-list.ml'), join(folder, 'DE_ML.ml'))
  const port = await freePort()
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code], i) => {
    const name = `readme-${i + 1}`
    writeFileSync(join(folder, `${name}.ts`), code.replaceAll('9303 }', `${port} }`))
    return name
  })
  for (const [module, moduleResolution] of [
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const compilerOptions = { ...strict, module, moduleResolution }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    run('npx', 'tsc')
    console.log(`${blocks.length} blocks of the README compile under moduleResolution ${moduleResolution}`)
  }
  stop = await serveChip(port)
  for (const name of blocks) run('node', `out/${name}.js`)
  console.log(`${blocks.length} blocks of the README run from the packed tarball`)
  const verdict = run('npx', 'emrtd', 'verify', 'passport/', '--trust', 'DE_ML.ml', '--at', '2026-06-01')
  if (!verdict.endsWith('\nvalid\n')) throw new Error(`emrtd verify ended in ${verdict.slice(-40)}`)
  console.log('emrtd verify of the packed tarball: valid')
} finally {
  stop()
  rmSync(folder, { recursive: true, force: true })
}
