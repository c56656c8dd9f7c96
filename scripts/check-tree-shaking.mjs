// What a bundler keeps of the built package for the browser, by the names that a user imports: one function brings itself and what it calls,
// whatever else its subpath exports. Sizes are bytes, minified, dependencies included. `test/bundle-sizes.test.ts` has the whole subpaths.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What works with keys brings the whole portable backend: its caller may ask it for anything. */
const backend = ['crypto', '@noble/ciphers', '@noble/curves', '@noble/hashes']

/** Name, subpath, the most that it may weigh, and the rooms of `src` and the packages of which something may be left. */
const cases = [
  ['toHex', 'emrtd', 300, ['.']],
  ['EmrtdError', 'emrtd', 400, ['.']],
  ['parseMrz', 'emrtd', 33_000, ['.', 'mrz']],
  ['checkDigit', 'emrtd/mrz', 1_000, ['.', 'mrz']],
  ['readTlv', 'emrtd/asn1', 2_000, ['.', 'asn1']],
  ['hashByOid', 'emrtd/crypto', 1_000, ['crypto']],
  ['readZip', 'emrtd/pki', 8_000, ['.', 'pki', 'fflate']],
  ['parseEfCom', 'emrtd/lds', 4_000, ['.', 'asn1', 'lds']],
  ['parseEfSod', 'emrtd/lds', 16_000, ['.', 'asn1', 'crypto', 'lds', 'pki']],
  ['encodePng', 'emrtd/images', 8_500, ['.', 'images', 'fflate']],
  ['parseCommandApdu', 'emrtd/apdu', 1_200, ['.', 'apdu']],
  ['performBac', 'emrtd/access', 85_000, ['.', 'access', 'apdu', 'asn1', 'mrz', ...backend]],
  ['parseCvCertificate', 'emrtd/authentication', 21_000, ['.', 'asn1', 'authentication', 'crypto']],
  ['functionChannel', 'emrtd/reader', 800, ['.', 'reader']],
  ['drawFace', 'emrtd/testkit', 1_000, ['testkit']],
]

for (const [name, subpath, most, rooms] of cases) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${name} } from '${subpath}'`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'error',
    absWorkingDir: root,
  })
  const [{ contents }] = outputFiles
  const [{ inputs }] = Object.values(metafile.outputs)
  const kept = Object.keys(inputs).filter(file => file !== '<stdin>' && inputs[file].bytesInOutput > 0)
  if (process.argv.includes('--show')) console.log(name, contents.length, kept.join(' '))
  assert.ok(contents.length <= most, `${name} of ${subpath}: ${contents.length} bytes, ${most} at most`)
  const owners = kept.map(file =>
    file
      .replace(/^dist\/modules\/[^/]+$/, '.')
      .replace(/^(dist\/modules|node_modules)\/((@[^/]+\/)?[^/]+)\/.*$/, '$2'),
  )
  assert.deepEqual([...new Set(owners)].sort(), [...rooms].sort(), `what ${name} of ${subpath} brings`)
}
console.log(`tree shaking: ${cases.length} functions bring themselves only`)
