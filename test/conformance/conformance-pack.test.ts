import { afterAll, describe, expect, test } from 'vitest'
import { faults } from '../../src/testkit/index.js'
import { aboutOf, judge, outline, writePack } from './judge-pack.js'

const { folders, remove } = writePack()
afterAll(remove)
const sound = folders.get('sound')!

test('the sound specimen is valid', async () => {
  const { verdict, exitCode, checks } = await judge(sound)
  expect([verdict, exitCode]).toEqual(['valid', 0])
  expect(checks.filter(({ status }) => status === 'failed' || status === 'inconclusive')).toEqual([])
})

describe('each fault is judged as expected, and nothing else with it', () => {
  test.each(faults.filter(({ id }) => !id.startsWith('chip-')))('$id', async ({ id, expected }) => {
    const folder = folders.get(id)!
    expect(folder.expected).toEqual(expected)
    const { verdict, checks, exitCode } = await judge(folder)
    const usual = new Map((await judge(sound, folder)).checks.map(check => [aboutOf(check), outline(check)]))
    const told = [expected.check, ...expected.also]
    for (const check of told) usual.set(aboutOf(check), outline(check))
    const actual = new Map(checks.map(check => [aboutOf(check), outline(check)]))
    // The check that the fault is about is there in any case; of the others those that were made.
    // A file that the sound specimen does not have may be right.
    const isNew = (about: string, text: string): boolean => !usual.has(about) && text === `${about} passed`
    const others = [...actual].filter(([about, text]) => usual.get(about) !== text && !isNew(about, text))
    expect(others.map(([, text]) => text).join('\n')).toBe('')
    for (const check of told) expect(actual.get(aboutOf(check))).toBe(outline(check))
    expect([verdict, exitCode]).toEqual([
      expected.verdict,
      { valid: 0, invalid: 1, inconclusive: 2 }[expected.verdict],
    ])
  })
})
