import { expect, test } from 'vitest'
import { bundleSize, bundles } from '../scripts/bundle-sizes.mjs'

/**
 * What each subpath may weigh in a browser, in bytes: minified and gzipped, dependencies included (docs/performance.md, row 13). Who needs
 * more says in the commit what for.
 */
const budgets: Readonly<Record<string, number>> = {
  'inspect alone': 98_000,
  inspect: 110_000,
  'noble alone': 19_000,
  'emrtd/asn1': 5_500,
  'emrtd/crypto': 41_000,
  'emrtd/mrz': 21_000,
  'emrtd/pki': 78_000,
  'emrtd/lds': 88_000,
  'emrtd/apdu': 33_000,
  'emrtd/access': 44_000,
  'emrtd/authentication': 78_000,
  'emrtd/inspection': 130_000,
  'emrtd/reader': 66_000,
  'emrtd/testkit': 135_000,
  emrtd: 135_000,
}

test.each(Object.entries(bundles))('%s keeps to its budget', async (name, contents) => {
  const budget = budgets[name]
  expect(budget, `a budget for ${name}`).toBeDefined()
  const { gzipped } = await bundleSize(contents)
  expect(gzipped).toBeLessThanOrEqual(budget!)
})

test('what judges documents holds nothing of chips, and nothing that only tests need', async () => {
  const { files } = await bundleSize(bundles['inspect alone']!)
  const names = Object.keys(files)
  expect(names.length).toBeGreaterThan(50)
  for (const room of ['apdu', 'access', 'reader', 'testkit', 'cli', 'crypto/native']) {
    expect(names.filter(file => file.startsWith(`src/${room}/`))).toEqual([])
  }
  expect(names.filter(file => /pkijs|asn1js/.test(file))).toEqual([])
})
