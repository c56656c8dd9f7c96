// Writes the table in docs/conformance-pack.md anew: `npm run build:js && node scripts/make-faults.mjs`.
import { readFileSync, writeFileSync } from 'node:fs'
import { faults } from '../dist/node/testkit.js'
import { faultsToMarkdown } from './faults-to-markdown.mjs'

const path = new URL('../docs/conformance-pack.md', import.meta.url)
const [head] = readFileSync(path, 'utf8').split('## The faults\n')
writeFileSync(path, `${head}## The faults\n\n${faultsToMarkdown(faults)}`)
