// Fuzzes every parser: `npm run fuzz -- --minutes 10 [--target NAME]… [--seed N] [--workers N]`. The sources and their tests' seeds are
// bundled into one file, so that V8's coverage speaks of one script; what it finds is written to `fuzz-findings`.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const bundle = `${root}node_modules/.cache/emrtd/fuzz.mjs`

await build({
  entryPoints: [`${root}test/fuzz/fuzz.ts`],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['pkijs', 'asn1js', 'smartcard'],
  absWorkingDir: root,
  logLevel: 'warning',
})
const { status } = spawnSync(process.execPath, [bundle, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
})
process.exitCode = status ?? 1
