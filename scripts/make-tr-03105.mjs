// Writes docs/tr-03105.md anew: `npm run build:js && node scripts/make-tr-03105.mjs`.
import { readFileSync, writeFileSync } from 'node:fs'
import { faults, securityCases } from '../dist/node/testkit.js'
import { coverage, coverageToMarkdown, securityCasesToMarkdown } from './tr-03105-to-markdown.mjs'

const read = path => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const path = new URL('../docs/tr-03105.md', import.meta.url)
const [head] = readFileSync(path, 'utf8').split('## Test cases\n')
const cases = coverageToMarkdown(coverage(faults, read('../test/conformance/tr-03105-cases.json')))
const security = securityCasesToMarkdown(
  securityCases,
  faults,
  read('../test/conformance/security-cases.json'),
)
writeFileSync(path, `${head}## Test cases\n\n${cases}\n## Questions of security\n\n${security}`)
