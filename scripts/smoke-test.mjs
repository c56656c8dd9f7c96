// The built package as its users meet it: every subpath by `import` and by `require`, one EmrtdError for all of them.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const root = new URL('..', import.meta.url)
const { name, exports, dependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

const zone = readFileSync(new URL('vectors/specimens/utopia-passport.mrz', root), 'utf8')

async function check(kind, load) {
  for (const subpath of Object.keys(exports)) {
    if (subpath === './package.json') continue
    const module = await load(name + subpath.slice(1))
    assert.ok(Object.keys(module).length > 0, `${kind} ${subpath} exports nothing`)
  }
  const emrtd = await load(name)
  assert.equal(emrtd.parseMrz(zone).format, 'TD3')
  const { readTlv } = await load(`${name}/asn1`)
  assert.throws(
    () => readTlv(Uint8Array.of(0x30, 5)),
    error => error instanceof emrtd.EmrtdError,
  )
  const { defaultBackend } = await load(`${name}/crypto`)
  assert.equal(defaultBackend.name, 'native')
}

await check('import', specifier => import(specifier))
await check('require', specifier => require(specifier))

const portable = await import(new URL('dist/modules/crypto/index.js', root))
assert.equal(portable.defaultBackend.name, 'portable')
for (const [subpath, { node, default: others }] of Object.entries(exports)) {
  if (node === undefined || others === undefined) continue
  const [forNode, forOthers, required] = await Promise.all(
    [node.import, others.import, others.require].map(each => import(new URL(each.default, root))),
  )
  const names = Object.keys(forNode).sort()
  assert.deepEqual(Object.keys(forOthers).sort(), names, `${subpath} in the portable build`)
  assert.deepEqual(
    Object.keys(required.default).sort(),
    names,
    `${subpath} in the portable build, by require`,
  )
}

// The builds for browsers take nothing from Node: their own files and the runtime dependencies, no more.
const imported = /(?:from|import|require)\s*\(?\s*["']([^."'][^"']*)["']/g
const filesOf = folder =>
  readdirSync(new URL(folder, root), { recursive: true }).map(file => `${folder}/${file}`)
for (const file of [...filesOf('dist/default'), ...filesOf('dist/modules')]) {
  if (!/\.c?js$/.test(file)) continue
  const code = readFileSync(new URL(file, root), 'utf8')
  for (const [, specifier] of code.matchAll(imported)) {
    const owner = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    assert.ok(owner in dependencies, `${file} imports ${specifier}`)
  }
}

const cli = (...words) => execFileSync(process.execPath, ['dist/node/cli/main.js', ...words], { cwd: root })
assert.match(cli('mrz', 'vectors/specimens/utopia-passport.mrz').toString(), /ERIKSSON/)
const verdict = cli(
  'verify',
  'vectors/specimens/utopia-passport',
  '--trust',
  'vectors/specimens/utopia-csca.cer',
  '--at',
  '2026-06-01',
)
assert.match(verdict.toString(), /\nvalid\n$/)

// What the packed tarball holds: every file that `exports` and `bin` name, what a reader of the package needs, nothing else.
const pack = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root })
const packed = JSON.parse(pack.toString())[0].files.map(file => file.path)
const named = JSON.stringify(exports).match(/\.\/dist\/[^"]+/g) ?? []
for (const file of [
  ...named,
  './dist/node/cli/main.js',
  './README.md',
  './LICENSE',
  './CHANGELOG.md',
  './SECURITY.md',
]) {
  assert.ok(packed.includes(file.slice(2)), `${file} is not in the package`)
}

// Each script has its map, and each map the text of every source as it is here: `src` is not in the package.
let sources = 0
for (const file of filesOf('dist').filter(path => /\.c?js$/.test(path))) {
  const code = readFileSync(new URL(file, root), 'utf8')
  const [, name] =
    /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(code) ?? assert.fail(`${file} names no source map`)
  const place = new URL(name, new URL(file, root))
  assert.ok(
    packed.includes(`${file}.map`) && place.href.endsWith(`${file}.map`),
    `${file}.map is not in the package`,
  )
  const map = JSON.parse(readFileSync(place, 'utf8'))
  map.sources.forEach((source, i) => {
    assert.ok(!/^([/\\]|\w+:)/.test(source), `${file}.map names ${source}`)
    const path = relative(fileURLToPath(root), fileURLToPath(new URL(source, place)))
    // What tsup adds to CommonJS.
    if (path === file || path.startsWith('node_modules/tsup/')) return
    assert.match(path, /^src\//, `${file}.map`)
    assert.equal(map.sourcesContent[i], readFileSync(new URL(path, root), 'utf8'), `${file}.map: ${path}`)
    sources++
  })
}
assert.ok(sources > 1000, `${sources} sources in the maps`)

const others = packed.filter(
  file =>
    !/^(dist\/.*\.(c?js|d\.c?ts)(\.map)?|(README|CHANGELOG|SECURITY)\.md|LICENSE|package\.json)$/.test(file),
)
assert.deepEqual(others, [], 'files that no user needs are in the package')

console.log(
  `smoke test of the built package: ${Object.keys(exports).length - 1} subpaths as ESM and as CJS, ${sources} sources in maps`,
)
