import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Dice, mutate } from './mutate.js'
import { runTarget } from './run-target.js'
import { makeFuzzTargets } from './targets.js'

/*
 * The bounded form of `npm run fuzz`: each target, its seeds and some hundred changed inputs, the same ones every time; and every
 * input that ever was a finding.
 */
const runs = 300
const targets = await makeFuzzTargets()

describe('a parser throws EmrtdError and nothing else, in time', () => {
  test.each(targets)('$name', async target => {
    const dice = new Dice(1)
    for (const seed of target.seeds) expect(await runTarget(target, seed)).toBeUndefined()
    for (let run = 0; run < (target.costly ? runs / 15 : runs); run++) {
      const input = mutate(dice.pick(target.seeds), dice, dice.pick(target.seeds))
      const finding = await runTarget(target, input)
      expect(finding && { ...finding, input: Buffer.from(finding.input).toString('hex') }).toBeUndefined()
    }
  })

  const folder = fileURLToPath(new URL('../../vectors/fuzz/', import.meta.url))
  const findings = readdirSync(folder).filter(name => name.endsWith('.hex'))
  test.each(findings)('what was found once: %s', async name => {
    const input = new Uint8Array(Buffer.from(readFileSync(`${folder}${name}`, 'latin1').trim(), 'hex'))
    const title = name.replace(/-\d+\.hex$/, '').replaceAll('_', ' ')
    const target = targets.find(each => each.name.replaceAll('/', ' ') === title)
    expect(target).toBeDefined()
    expect(await runTarget(target!, input)).toBeUndefined()
  })
})
