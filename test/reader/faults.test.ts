import { describe, expect, test } from 'vitest'
import { verifyPaceCam } from '../../src/authentication/chip/verify-pace-cam.js'
import { defaultBackend } from '../../src/crypto/index.js'
import { EmrtdError } from '../../src/errors.js'
import type { DocumentEvidence } from '../../src/evidence.js'
import { parseEfCardSecurity } from '../../src/lds/index.js'
import { parseMrz } from '../../src/mrz/index.js'
import { readDocument } from '../../src/reader/index.js'
import {
  type ChipFault,
  type ChipFaultDescription,
  type ChipFaultSetting,
  type ChipPaceOffer,
  chipFaults,
  createVirtualChip,
} from '../../src/testkit/chip/index.js'
import { mrz } from '../testkit/chip/document.js'
import { differences, document, type Files } from './documents.js'

const plain = document({ 1: 0, 2: 2_000, 3: 500, 14: 300 }, 500)
/** Long enough for blocks and odd INS. */
const long = document({ 1: 0, 2: 3_000, 3: 34_000, 14: 300 }, 500)

const kinds = {
  BAC: undefined,
  'ECDH-GM': { mapping: 'GM', cipher: 'AES-128', parameterId: 13 },
  'ECDH-GM-3DES': { mapping: 'GM', cipher: '3DES', parameterId: 13 },
  'DH-GM': { mapping: 'GM', cipher: 'AES-128', parameterId: 0 },
  'ECDH-IM': { mapping: 'IM', cipher: 'AES-128', parameterId: 13 },
  'DH-IM': { mapping: 'IM', cipher: 'AES-128', parameterId: 0 },
  CAM: { mapping: 'CAM', cipher: 'AES-128', parameterId: 13 },
} as const satisfies Record<string, ChipPaceOffer | undefined>
type Kind = keyof typeof kinds

/** Where a fault shows, by what it needs. */
function kindsOf({ phase, needs }: ChipFaultDescription): readonly Kind[] {
  const possible: readonly Kind[] =
    phase === 'pace'
      ? ['ECDH-GM', 'DH-GM', 'ECDH-IM', 'DH-IM', 'CAM']
      : phase === 'secureMessaging' || phase === 'length'
        ? ['BAC', 'ECDH-GM']
        : ['BAC', 'ECDH-GM']
  // EF.CardAccess that is absent leads to BAC on a chip that has both.
  return possible.filter(kind =>
    needs.every(need => {
      const offer: ChipPaceOffer | undefined = kinds[kind]
      if (need === 'BAC') return kind === 'BAC' || needs.includes('PACE')
      if (need === 'PACE') return offer !== undefined
      if (need === 'ECDH') return offer !== undefined && offer.parameterId >= 8
      if (need === 'AES') return offer !== undefined && offer.cipher !== '3DES'
      if (need === 'GM') return offer?.mapping === 'GM' || offer?.mapping === 'CAM'
      return offer?.mapping === need
    }),
  )
}

async function run(
  kind: Kind,
  files: Files,
  faults: readonly ChipFaultSetting[],
  extendedLength: boolean,
): Promise<{ readonly result: DocumentEvidence | EmrtdError; readonly commandCount: number }> {
  const offer = kinds[kind]
  const withBac = kind === 'BAC' || faults.some(({ id }) => id.startsWith('cardAccess6'))
  const chip = createVirtualChip({
    files,
    mrz,
    access: { bac: withBac, pace: offer === undefined ? [] : [offer] },
    extendedLength,
    faults,
  })
  const result = await readDocument(chip, {
    password: { type: 'MRZ', mrz: parseMrz(mrz) },
    commandTimeout: 250,
  }).catch(error => {
    if (error instanceof EmrtdError) return error
    throw error
  })
  return { result, commandCount: chip.commandCount }
}

/** The reading ended in an error with a code, or it went on and each file that is missing says why; the others are right. */
function expectRefused(result: DocumentEvidence | EmrtdError, files: Files): void {
  const code = /^(ACCESS|APDU|READER|ASN1)_/
  if (result instanceof EmrtdError) {
    expect(result.code).toMatch(code)
    return
  }
  if (result.fault !== undefined) expect(result.fault.code).toMatch(code)
  const missing = differences(result, files)
  expect(missing.length).toBeGreaterThan(0)
  for (const { name } of result.files) expect(missing).not.toContain(name)
  for (const file of result.unread) expect(file.code).toMatch(code)
}

/** What shows when a chip is read. What makes sure of the chip, and clones, are judged elsewhere. */
const concerns = chipFaults.filter(({ phase }) => !phase.endsWith('Authentication') && phase !== 'clone')

/** What chips were seen to do, and the faults that do it. */
const seen: Readonly<Record<string, readonly ChipFault[]>> = {
  'SELECT MF refused': ['selectMf6982', 'selectMf6985', 'selectMf6A81', 'selectMf6A86', 'selectMf6A87'],
  'EF.CardAccess absent': ['cardAccess6283', 'cardAccess6A82'],
  'no BAC': ['bacKeyMissing'],
  'MSE:Set AT needs tag 84': ['paceNeedsParameterReference'],
  'long Le refused in plain': ['longLe6700', 'longLe6Cxx', 'longLe61xx', 'longLe6282', 'longLe6B00'],
  '231 bytes where 256 were asked': ['shortBlocks'],
  'retry counters': ['passwordBlocked', 'lastTry'],
  'PACE fails': ['paceFails', 'paceTokenWrong'],
  'odd INS past 32 KB': ['oddInsRefused', 'oddInsFromBeginningRefused'],
  'leading zeros of the shared secret': ['leadingZeroSecret'],
  'an unreadable data group': ['fileRefused', 'fileNotFound', 'fileBreaksOff'],
}

/** Only the inspection can see through these, by the key that the state has signed. */
const seenByInspection: readonly string[] = ['camOtherKey']

describe('every fault of the catalogue', () => {
  const rows = concerns.flatMap(fault => kindsOf(fault).map(kind => [fault.id, kind, fault] as const))

  test('has a chip on which it shows', () => {
    expect(concerns.filter(fault => kindsOf(fault).length === 0)).toEqual([])
  })

  test.each(Object.entries(seen))('%s: %j', (_, faults) => {
    expect(rows.map(([id]) => id)).toEqual(expect.arrayContaining([...faults]))
  })

  test.each(rows)(
    '%s with %s',
    async (id, kind, { phase, outcome }) => {
      const files = phase === 'length' ? long : plain
      const settings: readonly ChipFaultSetting[] =
        phase === 'file'
          ? [{ id, file: 'EF.DG2' }]
          : phase === 'transport'
            ? // At once, and when files are read.
              [{ id }, { id, ins: 0xb0, after: 7 }]
            : id.startsWith('longLe')
              ? [{ id }, { id, limit: 192 }]
              : [{ id }]
      const once = phase === 'pace' || phase === 'bac' || phase === 'password'
      for (const setting of settings) {
        for (const extendedLength of once ? [true] : [true, false]) {
          // What comes in one block is not read behind its first bytes.
          if (id === 'fileEmptyReads' && extendedLength) continue
          const { result, commandCount } = await run(kind, files, [setting], extendedLength)
          expect(commandCount).toBeLessThan(1_100)
          if (outcome === 'refused' && !seenByInspection.includes(id)) {
            expectRefused(result, files)
          } else if (result instanceof EmrtdError) throw result
          else {
            expect(result.fault).toBeUndefined()
            const lost = outcome !== 'partial' ? [] : [phase === 'file' ? 'EF.DG2' : 'EF.DG3']
            expect(differences(result, files)).toEqual(lost)
          }
        }
      }
    },
    20_000,
  )

  test('a clone with chip authentication mapping does not pass the check of its key', async () => {
    for (const [faults, status] of [
      [[], 'passed'],
      [[{ id: 'camOtherKey' }], 'failed'],
    ] as const) {
      const { result } = await run('CAM', plain, faults, true)
      if (result instanceof EmrtdError) throw result
      const [pace] = result.protocols
      if (pace?.protocol !== 'PACE') throw new Error('PACE expected')
      const file = result.files.find(({ name }) => name === 'EF.CardSecurity')!
      const { securityInfos } = parseEfCardSecurity(file.bytes)
      expect(verifyPaceCam(pace, securityInfos, defaultBackend).status).toBe(status)
    }
  })
})

describe('files that were read before the session broke are kept', () => {
  const broken = concerns.filter(
    ({ phase, outcome }) => (phase === 'secureMessaging' || phase === 'transport') && outcome === 'refused',
  )
  test.each(broken.map(({ id }) => [id]))('%s', async id => {
    // In the middle of EF.DG2.
    const { result } = await run('BAC', plain, [{ id, ins: 0xb0, after: 14 }], false)
    if (result instanceof EmrtdError) throw result
    const kept = ['EF.SOD', 'EF.COM', 'EF.DG14', 'EF.DG1'] as const
    expectRefused(result, plain)
    for (const name of kept) {
      expect(result.files.find(file => file.name === name)?.bytes).toEqual(plain[name])
    }
    const cut = result.unread.find(({ name }) => name === 'EF.DG2')!
    expect(cut.bytes).toEqual(plain['EF.DG2']!.subarray(0, cut.bytes!.length))
  })
})
