import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lintRulesToMarkdown } from '../../../scripts/lint-rules-to-markdown.mjs'
import { securityObjectRules } from '../../../src/lds/index.js'
import { lintRules } from '../../../src/pki/index.js'

const rules = [...lintRules, ...securityObjectRules]

test('every rule has an id of its own, a clause and a sentence', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  for (const { clause, text, appliesTo } of rules) {
    expect(clause).toMatch(/^(Doc 9303-1[02]|RFC \d+) (§|table)/)
    expect(text).toMatch(/^\S.*\.$/)
    expect(appliesTo.length).toBeGreaterThan(0)
  }
  expect(Object.isFrozen(lintRules)).toBe(true)
})

test('docs/lint-rules.md is up to date (npm run build:js && node scripts/make-lint-rules.mjs)', () => {
  expect(readFileSync('docs/lint-rules.md', 'utf8')).toBe(lintRulesToMarkdown(rules))
})
