import { expect, test } from 'vitest'
import { soak } from './soak.js'

/*
 * The bounded form of `npm run soak`: documents of several algorithms, one in ten damaged at random, judged in one process.
 */
test('2,000 documents: no wrong verdict', () => {
  const { damaged, wrong, documents } = soak({ documents: 2_000 })
  expect(wrong).toEqual([])
  expect(documents).toBe(2_000)
  expect(damaged).toBeGreaterThan(150)
}, 60_000)
