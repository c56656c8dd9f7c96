import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorCodesToMarkdown, listErrorCodes } from '../scripts/error-codes-to-markdown.mjs'

const errors = readFileSync('src/errors.ts', 'utf8')
const paths = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))
const sources = paths.map(path => readFileSync(`src/${path}`, 'utf8'))

test('docs/error-codes.md is up to date (node scripts/make-error-codes.mjs)', () => {
  const page = errorCodesToMarkdown({ errors, sources, report: readFileSync('docs/api-report.txt', 'utf8') })
  expect(readFileSync('docs/error-codes.md', 'utf8')).toBe(page)
})

test('every error code has a sentence for a person, and is thrown somewhere', () => {
  const codes = listErrorCodes(errors)
  expect(codes.length).toBe(errors.match(/^ {2}\| '/gm)?.length)
  const code = sources
    .filter(text => text !== errors)
    .map(text => text.replace(/\/\*\*[\s\S]*?\*\//g, ''))
    .join('\n')
  for (const { code: name, meaning } of codes) {
    expect(meaning, name).toMatch(/^[A-Z].*[^.]\.$/)
    expect(code.includes(`'${name}'`), name).toBe(true)
  }
})
