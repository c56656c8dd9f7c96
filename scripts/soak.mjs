// Judges many documents in one process, one in ten damaged at random: `npm run soak -- --documents 100000 [--seed N]`. Fails for a
// wrong verdict, or memory that grows.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const bundle = `${root}node_modules/.cache/emrtd/soak.mjs`

await build({
  entryPoints: [`${root}test/soak/main.ts`],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['smartcard'],
  absWorkingDir: root,
  logLevel: 'warning',
})
const { status } = spawnSync(process.execPath, ['--expose-gc', bundle, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
})
process.exitCode = status ?? 1
