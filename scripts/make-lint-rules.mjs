// Writes docs/lint-rules.md anew: `npm run build:js && node scripts/make-lint-rules.mjs`.
import { writeFileSync } from 'node:fs'
import { securityObjectRules } from '../dist/node/lds.js'
import { lintRules } from '../dist/node/pki.js'
import { lintRulesToMarkdown } from './lint-rules-to-markdown.mjs'

const page = lintRulesToMarkdown([...lintRules, ...securityObjectRules])
writeFileSync(new URL('../docs/lint-rules.md', import.meta.url), page)
