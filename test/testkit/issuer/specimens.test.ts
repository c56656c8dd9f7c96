import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toHex } from '../../../src/bytes.js'
import { makeSpecimens } from '../../../src/testkit/index.js'

test.each([...makeSpecimens()])('the shipped %s is what the test kit makes', (path, bytes) => {
  const shipped = readFileSync(new URL(`../../../vectors/specimens/${path}`, import.meta.url))
  expect(toHex(shipped)).toBe(toHex(bytes))
})
