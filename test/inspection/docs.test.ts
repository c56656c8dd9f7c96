import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checksToMarkdown } from '../../scripts/checks-to-markdown.mjs'
import {
  checkIds,
  english,
  inspectionPolicies,
  optionalCheckIds,
  reasonCodes,
  warningCodes,
} from '../../src/inspection/index.js'

test('docs/checks.md is up to date (npm run build:js && node scripts/make-checks.mjs)', () => {
  const page = checksToMarkdown({ english, inspectionPolicies, optionalCheckIds })
  expect(readFileSync('docs/checks.md', 'utf8')).toBe(page)
})

test('every check, reason and warning has a sentence for a person', () => {
  for (const id of checkIds) {
    expect(id).toMatch(/^[A-Z]+\.[A-Z0-9_]+$/)
    expect(english.checks[id].title).toMatch(/^\S.*[^.]$/)
    expect(english.checks[id].explanation).toMatch(/^[A-Z].*\.$/)
  }
  for (const text of [
    ...reasonCodes.map(code => english.reasons[code]),
    ...warningCodes.map(code => english.warnings[code]),
  ]) {
    expect(text).toMatch(/^[A-Z].*\.$/)
  }
})
