/**
 * What a bundler makes of each subpath for the browser, and of `inspect` alone: minified, gzipped, dependencies included.
 * `test/bundle-sizes.test.ts` holds the sizes against budgets, `npm run bench` shows them.
 */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = new URL('../', import.meta.url)
const path = name => fileURLToPath(new URL(name, root))

/** What is bundled, by name: subpaths whole, and what a page would import to judge a document. */
export const bundles = {
  inspect: `export { inspect } from './src/inspection/index.ts'
export { createTrustStore } from './src/pki/index.ts'`,
  'inspect alone': `export { inspect } from './src/inspection/index.ts'`,
  'noble alone': `export { weierstrass } from '@noble/curves/abstract/weierstrass.js'
export { sha1 } from '@noble/hashes/legacy.js'
export { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
export { cbc, cmac } from '@noble/ciphers/aes.js'`,
  ...Object.fromEntries(
    [
      'asn1',
      'crypto',
      'mrz',
      'pki',
      'lds',
      'apdu',
      'access',
      'authentication',
      'inspection',
      'reader',
      'testkit',
    ].map(name => [`emrtd/${name}`, `export * from './src/${name}/index.ts'`]),
  ),
  emrtd: `export * from './src/index.ts'`,
}

/**
 * The size of a bundle in bytes.
 *
 * @param {string} contents A module of the package's root.
 * @returns {Promise<{ minified: number, gzipped: number, files: Record<string, number> }>} `files`: what each source file is of it.
 */
export async function bundleSize(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: path('.'), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'error',
    absWorkingDir: path('.'),
  })
  const [{ contents: bytes }] = outputFiles
  const [output] = Object.values(metafile.outputs)
  const files = Object.fromEntries(
    Object.entries(output.inputs).map(([name, { bytesInOutput }]) => [name, bytesInOutput]),
  )
  return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length, files }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, contents] of Object.entries(bundles)) {
    const { minified, gzipped } = await bundleSize(contents)
    console.log(`${name.padEnd(24)} ${String(minified).padStart(8)} ${String(gzipped).padStart(8)} gzipped`)
  }
}
