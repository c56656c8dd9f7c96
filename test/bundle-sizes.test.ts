import { expect, test } from 'vitest'
import { bundleSize, bundles } from '../scripts/bundle-sizes.mjs'

/**
 * What each subpath may weigh in a browser, in bytes: minified and gzipped, dependencies included (docs/performance.md, row 13). Who needs
 * more says in the commit what for.
 */
const budgets: Readonly<Record<string, number>> = {
  'inspect alone': 93_900,
  inspect: 106_500,
  'noble alone': 18_000,
  'emrtd/asn1': 4_800,
  'emrtd/crypto': 38_500,
  'emrtd/mrz': 19_200,
  'emrtd/pki': 68_500,
  'emrtd/lds': 83_200,
  'emrtd/apdu': 31_000,
  'emrtd/access': 40_100,
  'emrtd/authentication': 71_100,
  'emrtd/inspection': 121_400,
  'emrtd/reader': 61_100,
  'emrtd/testkit': 126_200,
  emrtd: 126_400,
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
