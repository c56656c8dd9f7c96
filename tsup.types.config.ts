import { existsSync } from 'node:fs'
import { defineConfig } from 'tsup'
import { entries, nodeEntries } from './tsup.config.js'

/** Declarations, once for both builds: they have the same types. */
export default defineConfig({
  entry: Object.fromEntries(
    Object.entries({ ...entries, ...nodeEntries }).filter(([, file]) => existsSync(file)),
  ),
  format: ['esm', 'cjs'],
  outDir: 'dist/types',
  dts: { only: true },
  clean: true,
})
