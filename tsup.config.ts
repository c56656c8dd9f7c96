import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import type { Options } from 'tsup'

/**
 * Every subpath of the package, by the name that `exports` in package.json gives it. One list serves both builds, the
 * declarations and the smoke test.
 */
export const entries: Readonly<Record<string, string>> = {
  index: 'src/index.ts',
  asn1: 'src/asn1/index.ts',
  crypto: 'src/crypto/index.ts',
  'crypto/portable': 'src/crypto/portable/index.ts',
  mrz: 'src/mrz/index.ts',
  pki: 'src/pki/index.ts',
  lds: 'src/lds/index.ts',
  images: 'src/images/index.ts',
  apdu: 'src/apdu/index.ts',
  authentication: 'src/authentication/index.ts',
  inspection: 'src/inspection/index.ts',
  access: 'src/access/index.ts',
  reader: 'src/reader/index.ts',
  testkit: 'src/testkit/index.ts',
}

/** What exists under Node only. */
export const nodeEntries: Readonly<Record<string, string>> = {
  'crypto/native': 'src/crypto/native/index.ts',
  'reader/pcsc': 'src/reader/transports/pcsc.ts',
  'reader/tcp': 'src/reader/transports/tcp.ts',
  batch: 'src/batch/index.ts',
  'batch-worker': 'src/batch/batch-worker.ts',
  'cli/main': 'src/cli/main.ts',
}

const present = (all: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([, file]) => existsSync(file)))

const common: Options = {
  format: ['esm', 'cjs'],
  target: 'es2022',
  splitting: true,
  sourcemap: true,
  treeshake: false,
  clean: true,
  dts: false,
  plugins: [
    {
      // tsup's pass over CommonJS names the file itself as a source, by its path on this machine.
      name: 'relative-sources',
      buildEnd({ writtenFiles }) {
        for (const { name } of writtenFiles.filter(file => file.name.endsWith('.cjs.map'))) {
          const map = JSON.parse(readFileSync(name, 'utf8')) as { readonly sources: readonly string[] }
          const folder = dirname(resolve(name))
          const sources = map.sources.map(path => (isAbsolute(path) ? relative(folder, path) : path))
          writeFileSync(name, JSON.stringify({ ...map, sources }))
        }
      },
    },
  ],
}

/** Every module that the subpaths for all platforms reach, by its path in `src`. */
function portableModules(): Record<string, string> {
  const { metafile } = buildSync({
    entryPoints: Object.values(entries),
    bundle: true,
    packages: 'external',
    platform: 'neutral',
    outdir: 'dist',
    write: false,
    metafile: true,
  })
  return Object.fromEntries(
    Object.keys(metafile.inputs).map(file => [file.replace(/^src\/|\.ts$/g, ''), file]),
  )
}

/**
 * Two builds of one source, each whole, so that whoever takes the package through one condition meets one set of
 * classes: `node` with the native backend as default, `default` with the portable one. The portable ES modules stay as many
 * files as they are in `src`: bundlers leave out files that nobody asked for, and of a file no more than they can prove idle.
 */
const builds: Options[] = [
  {
    ...common,
    entry: { ...present(entries), ...present(nodeEntries) },
    outDir: 'dist/node',
    platform: 'node',
    // `import.meta.url` in the CJS files: the batch finds its worker by it.
    shims: true,
    esbuildPlugins: [
      {
        name: 'native-backend-by-default',
        setup(build) {
          build.onResolve({ filter: /\/default-backend\.js$/ }, async args =>
            args.pluginData === 'resolved'
              ? undefined
              : build.resolve(args.path.replace(/\.js$/, '.node.js'), {
                  resolveDir: args.resolveDir,
                  kind: args.kind,
                  pluginData: 'resolved',
                }),
          )
        },
      },
    ],
  },
  { ...common, entry: present(entries), format: 'cjs', outDir: 'dist/default', platform: 'neutral' },
  {
    ...common,
    entry: portableModules(),
    format: 'esm',
    bundle: false,
    outDir: 'dist/modules',
    platform: 'neutral',
  },
]

export default builds
