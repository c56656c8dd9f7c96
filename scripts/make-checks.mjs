// Writes docs/checks.md anew: `npm run build:js && node scripts/make-checks.mjs`.
import { writeFileSync } from 'node:fs'
import * as inspection from '../dist/node/inspection.js'
import { checksToMarkdown } from './checks-to-markdown.mjs'

writeFileSync(new URL('../docs/checks.md', import.meta.url), checksToMarkdown(inspection))
