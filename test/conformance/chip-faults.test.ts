import { describe, expect, test } from 'vitest'
import {
  applyFault,
  createCountry,
  createSpecimen,
  createSpecimenChip,
  faults,
} from '../../src/testkit/index.js'
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

describe('Terminal Authentication ends as the certificates say', () => {
  /** What refuses the terminal; undefined if it is let in. */
  const ends: Readonly<Record<string, string | undefined>> = {
    'certificate-refused': 'APDU_STATUS',
    'signature-refused': 'APDU_STATUS',
    'verifier-forged': 'APDU_STATUS',
    'certificate-forged': 'APDU_STATUS',
    'other-key': 'APDU_STATUS',
    'chain-expired': 'APDU_STATUS',
    'verifier-expired': 'APDU_STATUS',
    'certificate-expired': 'APDU_STATUS',
    'verifier-missing': 'AUTHENTICATION_UNSUPPORTED',
    'cvca-unknown': 'AUTHENTICATION_UNSUPPORTED',
    'cvca-empty': 'AUTHENTICATION_UNSUPPORTED',
    'cvca-identifier': 'AUTHENTICATION_UNSUPPORTED',
    'cvca-short-identifier': 'AUTHENTICATION_UNSUPPORTED',
    'challenge-short': 'AUTHENTICATION_BAD_RESPONSE',
    'challenge-long': 'AUTHENTICATION_BAD_RESPONSE',
  }
  const ofTerminals = faults.filter(
    ({ id }) => id.startsWith('chip-terminal-') && id !== 'chip-terminal-none',
  )

  test('every refusal is one of the catalogue', () => {
    const ids = ofTerminals.map(({ id }) => id.slice('chip-terminal-'.length))
    expect(Object.keys(ends).filter(id => !ids.includes(id))).toEqual([])
  })

  test.each(ofTerminals)('$id', async ({ id }) => {
    const specimen = applyFault(sound, id)
    const { evidence } = await readAndJudge(specimen, createSpecimenChip(specimen))
    const run = evidence?.protocols.find(({ protocol }) => protocol === 'TERMINAL_AUTHENTICATION')
    const refused = ends[id.slice('chip-terminal-'.length)]
    expect([run?.completed, run?.fault?.code]).toEqual([refused === undefined, refused])
  })
})

test('faults of terminals are those of any country', async () => {
  const atlantis = createSpecimen({
    country: createCountry({ state: 'XAT', country: 'XA', seed: 'atlantis' }),
  })
  for (const id of [
    'chip-terminal-sound',
    'chip-terminal-two-link-certificates',
    'chip-terminal-cvca-three-keys',
  ]) {
    const specimen = applyFault(atlantis, id)
    const { reading } = await readAndJudge(specimen, createSpecimenChip(specimen))
    expect([id, reading]).toEqual([id, 'complete'])
  }
})
