import { afterAll, describe, expect, test } from 'vitest'
import { standardizedDomainParameters } from '../../src/crypto/index.js'
import { parseMrz } from '../../src/mrz/index.js'
import { type DocumentPassword, readDocument } from '../../src/reader/index.js'
import { type ChipPaceOffer, createVirtualChip } from '../../src/testkit/chip/index.js'
import { mrz } from '../testkit/chip/document.js'
import { differences, type Files, large, offers } from './documents.js'

const byMrz: DocumentPassword = { type: 'MRZ', mrz: parseMrz(mrz) }
const byCan: DocumentPassword = { type: 'CAN', secret: '123456' }

/** Reads a document whole; returns the number of commands. */
async function readWhole(
  files: Files,
  offer: ChipPaceOffer | undefined,
  extendedLength: boolean,
  password: DocumentPassword,
): Promise<number> {
  const access = offer === undefined ? { bac: true } : { bac: false, pace: [offer] }
  const chip = createVirtualChip({ files, mrz, can: '123456', access, extendedLength })
  const evidence = await readDocument(chip, { password })
  expect(evidence.fault).toBeUndefined()
  expect(differences(evidence, files)).toEqual([])
  expect(evidence.access).toEqual({ protocol: offer === undefined ? 'BAC' : 'PACE' })
  const [run] = evidence.protocols
  const { explicitParameters: _, ...named } = offer ?? {}
  expect(run).toMatchObject(
    offer === undefined
      ? { protocol: 'BAC', completed: true }
      : { protocol: 'PACE', completed: true, ...named },
  )
  expect(run!.transcript.length).toBeGreaterThan(0)
  if (offer?.mapping === 'CAM') expect(evidence.files.map(({ name }) => name)).toContain('EF.CardSecurity')
  expect(evidence.commandCount).toBe(chip.commandCount)
  return evidence.commandCount
}

const table = new Map<string, string[]>()
const note = (row: string, cell: string): void => {
  table.set(row, [...(table.get(row) ?? []), cell])
}

afterAll(() => {
  const rows = [...table].map(([row, cells]) => `${row.padEnd(12)} ${cells.join('  ')}`)
  const title =
    'commands to read DG1, DG2 (20 KB), DG3 (80 KB), DG14, EF.SOD, EF.COM: with extended length / without'
  console.log([title, ...rows].join('\n'))
})

describe('a document with DG2 of 20 KB and DG3 of 80 KB is read with every access protocol', () => {
  test('BAC', async () => {
    const counts = [
      await readWhole(large, undefined, true, byMrz),
      await readWhole(large, undefined, false, byMrz),
    ]
    note('BAC', `3DES ${counts.join('/')}`)
  })

  test.each(offers.map(offer => [offer.mapping, offer.parameterId, offer.cipher, offer] as const))(
    'PACE-%s, parameters %i, %s',
    async (mapping, parameterId, cipher, offer) => {
      const counts = [await readWhole(large, offer, true, byMrz), await readWhole(large, offer, false, byCan)]
      note(`PACE-${mapping} ${parameterId}`, `${cipher} ${counts.join('/')}`)
    },
  )

  // Parameters that the chip brings along in PACEDomainParameterInfo.
  test.each([
    ['GM', 'brainpoolP256r1', standardizedDomainParameters(13)!],
    ['IM', 'P-256', standardizedDomainParameters(12)!],
    ['GM', '2048-bit MODP', standardizedDomainParameters(2)!],
  ] as const)('PACE-%s, explicit %s', async (mapping, name, explicitParameters) => {
    const offer: ChipPaceOffer = { mapping, cipher: 'AES-128', parameterId: 42, explicitParameters }
    const counts = [await readWhole(large, offer, true, byMrz), await readWhole(large, offer, false, byMrz)]
    note('explicit', `PACE-${mapping} ${name} ${counts.join('/')}`)
  })

  test('none of the combinations of Doc 9303-11 is missing', () => {
    // 3 DH and 11 ECDH parameter sets with 4 ciphers for GM; for IM without P-224, whose prime is 1 modulo 4 (appendix B);
    // for CAM the ECDH ones with AES.
    expect(offers.length).toBe(14 * 4 + 13 * 4 + 11 * 3)
    expect([...table.values()].flat().length).toBe(1 + offers.length + 3)
  })
})
