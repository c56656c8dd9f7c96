import { existsSync } from 'node:fs'
import type { Options } from 'tsup'
import { entries, nodeEntries } from './tsup.config.js'

/** Declarations, once for both builds: they have the same types. */
const declarations: Options = {
  entry: Object.fromEntries(
    Object.entries({ ...entries, ...nodeEntries }).filter(([, file]) => existsSync(file)),
  ),
  format: ['esm', 'cjs'],
  outDir: 'dist/types',
  dts: { only: true },
  clean: true,
}

export default declarations
