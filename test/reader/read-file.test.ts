import { describe, expect, test } from 'vitest'
import { parseMrz } from '../../src/mrz/index.js'
import { type ReadDocumentOptions, readDocument } from '../../src/reader/index.js'
import {
  type ChipFaultSetting,
  createVirtualChip,
  type VirtualChipOptions,
} from '../../src/testkit/chip/index.js'
import { mrz } from '../testkit/chip/document.js'
import { differences, document, type Files, large, small } from './documents.js'

/** Reads a chip that asks for nothing; `lengths` are those of the responses to READ BINARY. */
async function read(files: Files, chip: Partial<VirtualChipOptions> = {}, options: ReadDocumentOptions = {}) {
  const lengths: number[] = []
  const commands: number[][] = []
  const evidence = await readDocument(
    createVirtualChip({
      files,
      onExchange: ({ command, response }) => {
        if ((command[1]! & 0xfe) !== 0xb0) return
        commands.push([...command])
        lengths.push((response?.length ?? 2) - 2)
      },
      ...chip,
    }),
    options,
  )
  return { evidence, lengths, commands }
}

describe('blocks', () => {
  test('are as long as EF.ATR/INFO allows', async () => {
    const { evidence, lengths } = await read(large)
    expect([differences(evidence, large), evidence.fault]).toEqual([[], undefined])
    expect(Math.max(...lengths)).toBe(16_384)
    const shorter = await read(large, { extendedLength: { command: 2_000, response: 1_048 } })
    expect([differences(shorter.evidence, large), Math.max(...shorter.lengths)]).toEqual([[], 1_000])
    const wanted = await read(large, {}, { maximumBlockLength: 4_000 })
    expect([differences(wanted.evidence, large), Math.max(...wanted.lengths)]).toEqual([[], 4_000])
  })

  test('are short where the chip states no sizes, unless the caller does', async () => {
    const chip = { extendedLengthIn: 'ATR' } as const
    const short = await read(small, chip)
    expect([differences(short.evidence, small), Math.max(...short.lengths)]).toEqual([[], 256])
    const long = await read(small, chip, { maximumBlockLength: 600 })
    expect([differences(long.evidence, small), Math.max(...long.lengths)]).toEqual([[], 600])
    const cannot = await read(small, { extendedLength: false }, { maximumBlockLength: 600 })
    expect([differences(cannot.evidence, small), Math.max(...cannot.lengths)]).toEqual([[], 256])
  })

  test.each([
    [231, 231],
    [230, 223],
    [200, 192],
    [191, 128],
    [128, 128],
  ])('step down to what the chip takes: Le to %i is %i', async (limit, length) => {
    for (const id of ['longLe6700', 'longLe6282', 'longLe6B00', 'longLe61xx'] as const) {
      const faults: readonly ChipFaultSetting[] = [{ id, limit }]
      const { evidence, lengths } = await read(large, { extendedLength: false, faults })
      expect([id, differences(evidence, large)]).toEqual([id, []])
      expect([id, Math.max(...lengths)]).toEqual([id, length])
      // Each size is refused once, not for each file.
      expect(lengths.filter(answered => answered === 0).length).toBeLessThan(14)
    }
  })

  test('follow what the chip gives', async () => {
    const faults = [{ id: 'shortBlocks', limit: 180 }] as const
    const { evidence, commands } = await read(large, { extendedLength: false, faults })
    expect(differences(evidence, large)).toEqual([])
    expect(new Set(commands.slice(-400, -1).map(command => command.at(-1)))).toContain(180)
  })
})

describe('more bytes than were asked', () => {
  test.each([true, false])(
    'the file is unread, and the others are read (extended length %s)',
    async extendedLength => {
      for (const files of [small, large]) {
        const faults = [{ id: 'smTooMuchData', file: 'EF.DG2' }] as const
        const { evidence } = await read(files, { extendedLength, faults })
        expect([differences(evidence, files), evidence.fault]).toEqual([['EF.DG2'], undefined])
        const unread = evidence.unread.find(({ name }) => name === 'EF.DG2')
        expect([unread?.code, unread?.bytes]).toEqual(['APDU_BAD_RESPONSE', undefined])
      }
    },
  )

  test('in the middle of a file: its beginning is kept and is no file', async () => {
    const faults = [{ id: 'smTooMuchData', file: 'EF.DG2', after: 2, times: 1 }] as const
    const { evidence } = await read(large, { extendedLength: false, faults })
    expect(differences(evidence, large)).toEqual(['EF.DG2'])
    const { code, bytes } = evidence.unread.find(({ name }) => name === 'EF.DG2')!
    expect([code, bytes]).toEqual(['APDU_BAD_RESPONSE', large['EF.DG2']!.subarray(0, 512)])
  })

  test('of EF.CardAccess are no reason to go on without PACE', async () => {
    const faults = [{ id: 'smTooMuchData', file: 'EF.CardAccess' }] as const
    const pace = [{ mapping: 'GM', cipher: 'AES-128', parameterId: 12 }] as const
    const chip = createVirtualChip({ files: small, mrz, access: { bac: true, pace }, faults })
    const password = { type: 'MRZ', mrz: parseMrz(mrz) } as const
    await expect(readDocument(chip, { password })).rejects.toMatchObject({ code: 'ACCESS_UNSUPPORTED' })
  })
})

describe('long files', () => {
  test('are read with odd INS from 32,768 bytes on, and never with an offset that reads as a file', async () => {
    for (const extendedLength of [true, false]) {
      const { evidence, commands } = await read(large, { extendedLength })
      expect(differences(evidence, large)).toEqual([])
      const dg3 = commands.findIndex(command => command[2] === 0x83)
      for (const [, ins, p1] of commands.slice(dg3 + 1)) {
        if (ins === 0xb0) expect(p1).toBeLessThan(0x80)
        else expect([ins, p1]).toEqual([0xb1, 0])
      }
      expect(commands.slice(dg3).some(([, ins]) => ins === 0xb1)).toBe(true)
    }
  })

  test.each([32_763, 32_764, 32_765, 33_000])('%i bytes in the data object', async length => {
    const files = document({ 1: 0, 2: length })
    for (const extendedLength of [true, false]) {
      expect(differences((await read(files, { extendedLength })).evidence, files)).toEqual([])
    }
  })
})

describe('the end of a file', () => {
  test.each(['endOfFile6B00', 'endOfFile6Cxx', 'endOfFile6282'] as const)('%s', async id => {
    const files: Files = { ...small, 'EF.DG13': Uint8Array.from({ length: 777 }, (_, index) => index + 1) }
    for (const extendedLength of [true, false]) {
      const { evidence } = await read(files, { extendedLength, faults: [id] })
      expect(differences(evidence, files)).toEqual(['EF.DG13'])
      // EF.COM does not name it.
      const named = await read(files, { extendedLength, faults: [id] }, { files: ['EF.DG13'] })
      expect(named.evidence.files.at(-1)).toEqual({ name: 'EF.DG13', bytes: files['EF.DG13'] })
    }
  })

  test.each([2, 3, 4, 5, 126, 127, 128, 129, 252, 253, 254, 255, 256, 257, 511, 512])(
    'a file whose value is %i bytes long',
    async length => {
      const files = document({ 1: 0, 2: length })
      for (const faults of [[], ['endOfFile6B00'], ['longLe6700']] as const) {
        const { evidence } = await read(files, { extendedLength: false, faults })
        expect(differences(evidence, files)).toEqual([])
      }
    },
  )

  test('of a file that is no TLV and breaks off is no end', async () => {
    const files: Files = { ...small, 'EF.DG13': Uint8Array.from({ length: 777 }, (_, index) => index + 1) }
    const faults = [{ id: 'fileBreaksOff', file: 'EF.DG13' }] as const
    const { evidence } = await read(files, { extendedLength: false, faults }, { files: ['EF.DG13'] })
    expect(evidence.unread.at(-1)).toMatchObject({ name: 'EF.DG13', statusWord: 0x6f00 })
    expect(evidence.unread.at(-1)?.bytes).toEqual(files['EF.DG13']!.subarray(0, 388))
  })
})
