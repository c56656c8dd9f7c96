import { describe, expect, test } from 'vitest'
import { applyFault, createSpecimen, createSpecimenChip, faults } from '../../src/testkit/index.js'
import { readAndJudge } from './read-and-judge.js'

const sound = createSpecimen()
/** Whether the reader makes sure of the chip by Active and Chip Authentication. */
const judgedSound = await readAndJudge(
  applyFault(sound, 'chip-sound'),
  createSpecimenChip(applyFault(sound, 'chip-sound')),
)
const performs = judgedSound.inspection.checks.some(
  ({ id, status }) => id === 'CHIP.AUTHENTICITY' && status === 'passed',
)
if (!performs) console.log('skipped: the reader performs neither Active nor Chip Authentication')
const ofChips = faults.filter(({ id }) => id.startsWith('chip-'))

const needsProtocols = (id: string, check: string): boolean =>
  check === 'CHIP.AUTHENTICITY' && !id.startsWith('chip-cam')

describe('each chip is read and judged as expected', () => {
  test.each(ofChips.filter(({ id, expected }) => performs || !needsProtocols(id, expected.check.id)))(
    '$id',
    async ({ id, expected }) => {
      const specimen = applyFault(sound, id)
      const { reading, inspection } = await readAndJudge(specimen, createSpecimenChip(specimen))
      const { check, verdict } = expected
      const made = inspection.checks.find(({ id, subject }) => id === check.id && subject === check.subject)
      expect(
        `${inspection.verdict} ${made?.status} ${made?.reason} ${expected.reading === undefined ? '' : reading}`,
      ).toBe(`${verdict} ${check.status} ${check.reason} ${expected.reading ?? ''}`)
    },
  )
})
