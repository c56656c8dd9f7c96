import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type CoveredCases,
  type CoveredSecurityCase,
  coverage,
  coverageToMarkdown,
  securityCasesToMarkdown,
} from '../../scripts/tr-03105-to-markdown.mjs'
import { chipFaults, faults, securityCases } from '../../src/testkit/index.js'

const read = <T>(name: string): T => JSON.parse(readFileSync(`test/conformance/${name}.json`, 'utf8')) as T
const cases = read<readonly CoveredCases[]>('tr-03105-cases')
const security = read<readonly CoveredSecurityCase[]>('security-cases')
const rows = coverage(faults, cases)
const tables = resolve(process.env['EMRTD_CORPORA'] ?? '../shared/corpora', '../tables')

/** Names of the first column. */
const idsOf = (name: string): readonly string[] =>
  readFileSync(`${tables}/${name}.tsv`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split('\t')[0]!)

describe('docs/tr-03105.md', () => {
  test('is up to date (npm run build:js && node scripts/make-tr-03105.mjs)', () => {
    expect(readFileSync('docs/tr-03105.md', 'utf8').split('## Test cases\n\n')[1]).toBe(
      `${coverageToMarkdown(rows)}\n## Questions of security\n\n${securityCasesToMarkdown(securityCases, faults, security)}`,
    )
  })

  test('leaves no case and no question open without a word', () => {
    expect([...rows].filter(([, row]) => row === undefined).map(([id]) => id)).toEqual([])
    for (const { state, by, why } of cases) {
      expect(['covered', 'in part', 'open', 'not applicable']).toContain(state)
      if (state === 'covered') expect(by.length).toBeGreaterThan(0)
      else expect(why).toBeTruthy()
    }
    const asked = new Set([...faults.flatMap(({ sources }) => sources), ...security.map(each => each.case)])
    expect(Object.keys(securityCases).filter(id => !asked.has(id))).toEqual([])
  })

  test('names tests and faults that are there', () => {
    const known = new Set([...faults, ...chipFaults].map(({ id }) => id))
    for (const reference of [...cases, ...security].flatMap(({ by }) => by)) {
      const name = reference.split(' ').at(-1)!
      expect(name.startsWith('test/') ? existsSync(name) : known.has(name), reference).toBe(true)
    }
  })

  test.skipIf(!existsSync(tables))('has every case of the tables, and no other', () => {
    expect([...rows.keys()].sort()).toEqual([...idsOf('TR-03105-5.1_v1.5_testcases')].sort())
    expect(Object.keys(securityCases)).toEqual(idsOf('security-cases'))
  })
})
