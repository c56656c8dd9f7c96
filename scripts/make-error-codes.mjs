// Writes docs/error-codes.md anew: `node scripts/make-error-codes.mjs`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { errorCodesToMarkdown } from './error-codes-to-markdown.mjs'

const root = new URL('../', import.meta.url)
const read = path => readFileSync(new URL(path, root), 'utf8')
const sources = readdirSync(new URL('src', root), { recursive: true })
  .filter(path => path.endsWith('.ts'))
  .map(path => read(`src/${path}`))
const page = errorCodesToMarkdown({
  errors: read('src/errors.ts'),
  sources,
  report: read('docs/api-report.txt'),
})
writeFileSync(new URL('docs/error-codes.md', root), page)
