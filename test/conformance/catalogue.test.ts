import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { faultsToMarkdown } from '../../scripts/faults-to-markdown.mjs'
import { applyFault, chipFaults, createSpecimen, faults, securityCases } from '../../src/testkit/index.js'
import { corpora } from '../corpora.js'

const named = new Set(faults.flatMap(({ sources }) => sources))

describe('the catalogue', () => {
  test('each id stands once, and is the name of a folder', () => {
    expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length)
    for (const { id } of faults) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(faults.length).toBeGreaterThanOrEqual(150)
  })

  test('each fault says in a sentence what is wrong, where it comes from, and what it leads to', () => {
    for (const { change, sources, expected } of faults) {
      expect(change).toMatch(/^\S.*[.)]$/)
      expect(sources.length).toBeGreaterThan(0)
      const { verdict, check } = expected
      if (verdict === 'invalid') expect(check.status).toBe('failed')
      if (verdict === 'inconclusive') expect(check.status).toBe('inconclusive')
      if (verdict === 'valid' && check.status === 'failed') expect(check.advisory).toBe(true)
    }
  })

  test('each is judged by `emrtd verify`, or read from its chip: those of chips begin with chip-', () => {
    const sound = createSpecimen()
    for (const { id, expected } of faults) {
      const served = applyFault(sound, id).chip !== undefined
      expect([id, id.startsWith('chip-'), served]).toEqual([id, served, served])
      if (expected.reading !== undefined) expect(served).toBe(true)
    }
  })

  test('every way in which the virtual chip goes wrong is one of its faults', () => {
    const sound = createSpecimen()
    const set = new Set(
      faults.flatMap(({ id }) => applyFault(sound, id).chip?.faults.map(({ id }) => id) ?? []),
    )
    expect(chipFaults.map(({ id }) => id).filter(id => !set.has(id))).toEqual([])
  })

  test('every security case has a fault', () => {
    expect(Object.keys(securityCases).filter(id => !named.has(id))).toEqual([])
  })

  test.each(Array.from({ length: 10 }, (_, i) => `field ${i + 1}`))('%s has a fault', name => {
    expect(named).toContain(name)
  })

  const table = corpora('../tables/security-cases.tsv')
  test.skipIf(table === undefined)('the table of security cases is covered', () => {
    const ids = readFileSync(table!, 'utf8')
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map(line => line.split('\t')[0])
    expect(ids.filter(id => !named.has(id!))).toEqual([])
    expect(Object.keys(securityCases)).toEqual(ids)
  })

  test('docs/conformance-pack.md is up to date (npm run build:js && node scripts/make-faults.mjs)', () => {
    expect(readFileSync('docs/conformance-pack.md', 'utf8').split('## The faults\n\n')[1]).toBe(
      faultsToMarkdown(faults),
    )
  })

  test('applyFault leaves its specimen alone, makes the same again, and knows no other id', () => {
    const sound = createSpecimen()
    const before = JSON.stringify(sound.files)
    expect(applyFault(sound, 'sod-hash-wrong').files).toEqual(
      applyFault(createSpecimen(), 'sod-hash-wrong').files,
    )
    expect(JSON.stringify(sound.files)).toBe(before)
    expect(() => applyFault(sound, 'none')).toThrow(TypeError)
  })
})
