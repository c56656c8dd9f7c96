// Writes the specimens of vectors/specimens anew: `npm run build:js && node scripts/make-specimens.mjs`. They follow from
// a seed, so that nothing changes unless the test kit does.
import { mkdirSync, writeFileSync } from 'node:fs'
import { makeSpecimens } from '../dist/node/testkit.js'

for (const [path, bytes] of makeSpecimens()) {
  const target = new URL(`../vectors/specimens/${path}`, import.meta.url)
  mkdirSync(new URL('.', target), { recursive: true })
  writeFileSync(target, bytes)
  console.log(`${path}: ${bytes.length} bytes`)
}
