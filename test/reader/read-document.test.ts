import { describe, expect, test } from 'vitest'
import { EmrtdError } from '../../src/errors.js'
import type { DocumentEvidence } from '../../src/evidence.js'
import { loadEvidence, saveEvidence } from '../../src/evidence-json.js'
import { parseMrz } from '../../src/mrz/index.js'
import {
  type DocumentPassword,
  type ReadDocumentOptions,
  type ReadProgress,
  readDocument,
} from '../../src/reader/index.js'
import {
  type ChipExchange,
  createVirtualChip,
  type VirtualChipOptions,
} from '../../src/testkit/chip/index.js'
import { createCountry, issueDocument } from '../../src/testkit/index.js'
import { mrz } from '../testkit/chip/document.js'
import { differences, document, large, small } from './documents.js'

const password: DocumentPassword = { type: 'MRZ', mrz: parseMrz(mrz) }
const gm = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 } as const

async function read(
  chipOptions: Partial<VirtualChipOptions>,
  options: ReadDocumentOptions = {},
): Promise<DocumentEvidence> {
  const chip = createVirtualChip({ files: small, mrz, can: '123456', ...chipOptions })
  return readDocument(chip, { password, ...options })
}

const codeOf = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => 'read',
    error => (error instanceof EmrtdError ? error.code : error),
  )

describe('commands after access: DG1, DG2 (15 KB), DG14, DG15, EF.SOD', () => {
  const files = document({ 1: 0, 2: 15 * 1024, 14: 220, 15: 162 }, 1_150)
  const wanted = ['EF.DG1', 'EF.DG2', 'EF.DG14', 'EF.DG15', 'EF.SOD'] as const

  async function commandsAfterAccess(chip: Partial<VirtualChipOptions>): Promise<number> {
    const evidence = await read({ files, ...chip }, { files: wanted })
    expect(differences(evidence, files)).toEqual(['EF.COM'])
    const opened = evidence.steps.findIndex(({ name }) => name === 'BAC' || name === 'PACE')
    return evidence.steps.slice(opened + 1).reduce((sum, { commandCount }) => sum + commandCount, 0)
  }

  test('at most 10 with extended length', async () => {
    expect(await commandsAfterAccess({})).toBeLessThanOrEqual(10)
    expect(await commandsAfterAccess({ access: { pace: [gm] } })).toBeLessThanOrEqual(10)
  })

  test('at most 75 with blocks of 231 bytes', async () => {
    const blocks: number[] = []
    const count = await commandsAfterAccess({
      extendedLength: false,
      onExchange: ({ secured, plainResponse }) => secured && blocks.push((plainResponse?.length ?? 2) - 2),
    })
    expect(count).toBeLessThanOrEqual(75)
    expect(Math.max(...blocks)).toBe(231)
  })
})

describe('what is read', () => {
  const utopia = createCountry({ state: 'UTO', seed: 'reader' })
  const issued = issueDocument(utopia, { signingTime: new Date('2024-04-16T09:00:00Z') })

  test('the data groups that EF.SOD names, in the order that the protocols need', async () => {
    const { files } = issued
    const evidence = await read({ files: { ...files, 'EF.COM': small['EF.COM']! } })
    const names = evidence.files.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['EF.SOD', 'EF.COM', 'EF.DG1', 'EF.DG2']))
    expect(names.indexOf('EF.DG1')).toBeGreaterThan(names.indexOf('EF.SOD'))
    // EF.COM of the other document names DG14: EF.SOD wins.
    expect(evidence.unread.map(({ name }) => name)).not.toContain('EF.DG14')
  })

  test('EF.COM decides where EF.SOD cannot be read; DG1 and DG2 where neither can', async () => {
    const byCom = await read({})
    expect(differences(byCom, small)).toEqual([])
    const byNeither = await read({ faults: [{ id: 'fileRefused', file: 'EF.COM' }] })
    expect(differences(byNeither, small)).toEqual(['EF.COM', 'EF.DG14'])
  })

  test('what the caller names, in the order of reading, once', async () => {
    const evidence = await read({}, { files: ['EF.DG2', 'EF.DG1', 'EF.DG2', 'EF.DG16'] })
    const names = evidence.files.map(({ name }) => name)
    expect(names.filter(name => name.startsWith('EF.DG'))).toEqual(['EF.DG1', 'EF.DG2'])
    expect(evidence.unread).toContainEqual({
      name: 'EF.DG16',
      code: 'APDU_STATUS',
      message: 'the chip answered 6A82',
      statusWord: 0x6a82,
    })
  })

  test('guarded data groups come last, and cost nothing else', async () => {
    const files = document({ 1: 0, 2: 700, 3: 500, 14: 300 })
    const evidence = await read({ files, guardedFiles: ['EF.DG3'] })
    expect(differences(evidence, files)).toEqual(['EF.DG3'])
    expect(evidence.unread.find(({ name }) => name === 'EF.DG3')?.statusWord).toBe(0x6982)
    expect(evidence.fault).toBeUndefined()
  })

  test('a data group that is no TLV is read until it ends', async () => {
    const dg13 = Uint8Array.from({ length: 777 }, (_, index) => index + 1)
    const files = { ...small, 'EF.DG13': dg13 }
    for (const extendedLength of [true, false]) {
      const evidence = await read({ files, extendedLength }, { files: ['EF.DG13'] })
      expect(evidence.files.at(-1)).toEqual({ name: 'EF.DG13', bytes: dg13 })
    }
  })

  test('a chip that asks for nothing is read without a password', async () => {
    const chip = createVirtualChip({ files: large })
    const evidence = await readDocument(chip)
    expect(evidence.access).toEqual({ protocol: 'NONE' })
    expect(evidence.protocols).toEqual([])
    expect(differences(evidence, large)).toEqual([])
  })

  test('the evidence can be saved, has times where there is a clock, and keeps transcripts', async () => {
    let now = Date.UTC(2026, 5, 1)
    const evidence = await read({ access: { pace: [gm] } }, { clock: () => now++ })
    expect(loadEvidence(saveEvidence(evidence))).toEqual(evidence)
    expect(evidence.startedAt).toBe('2026-06-01T00:00:00.000Z')
    expect(evidence.steps.every(({ milliseconds }) => milliseconds === 1 || (milliseconds ?? 0) > 0)).toBe(
      true,
    )
    const [pace] = evidence.protocols
    expect(pace).toMatchObject({ protocol: 'PACE', password: 'MRZ', ...gm })
    expect(pace!.transcript.length).toBe(5)
    expect(evidence.steps.reduce((sum, { commandCount }) => sum + commandCount, 0)).toBe(
      evidence.commandCount,
    )
    expect((await read({})).startedAt).toBeUndefined()
  })
})

describe('which protocol', () => {
  test('PACE where it is offered, though BAC would do', async () => {
    const evidence = await read({ access: { bac: true, pace: [gm] } })
    expect(evidence.access).toEqual({ protocol: 'PACE' })
  })

  test('PACE that fails becomes BAC only if the caller says so, and that is recorded', async () => {
    const chip = { access: { bac: true, pace: [gm] }, faults: ['paceTokenWrong'] } as const
    expect(await codeOf(read(chip))).toMatch(/^ACCESS_/)
    const evidence = await read(chip, { fallBackToBac: true })
    expect(evidence.access).toMatchObject({
      protocol: 'BAC',
      fallback: { code: expect.stringMatching(/^ACCESS_/) },
    })
    expect(evidence.protocols.map(({ protocol, completed }) => [protocol, completed])).toEqual([
      ['PACE', false],
      ['BAC', true],
    ])
    expect(differences(evidence, small)).toEqual([])
  })

  test('a secret that the chip refused by PACE is not tried once more by BAC', async () => {
    const instructions: number[] = []
    const onExchange = ({ plainCommand }: ChipExchange): void =>
      void instructions.push(plainCommand?.ins ?? 0)
    const chip = { access: { bac: true, pace: [gm] }, faults: ['paceFails'], onExchange } as const
    expect(await codeOf(read(chip, { fallBackToBac: true }))).toBe('ACCESS_DENIED')
    // GET CHALLENGE is where BAC begins.
    expect(instructions).not.toContain(0x84)
  })

  test('EF.CardSecurity that is asked for, and no PACE: noted as not read', async () => {
    const evidence = await read({ access: { bac: true } }, { files: ['EF.COM', 'EF.CardSecurity'] })
    expect(evidence.access.protocol).toBe('BAC')
    expect(evidence.unread).toContainEqual(
      expect.objectContaining({ name: 'EF.CardSecurity', code: 'ACCESS_UNSUPPORTED' }),
    )
  })

  test('a broken EF.CardAccess is no reason for BAC', async () => {
    const chip = { access: { bac: true, pace: [gm] }, faults: ['cardAccessNotDer'] } as const
    expect(await codeOf(read(chip))).not.toBe('read')
    expect((await read(chip, { fallBackToBac: true })).access.protocol).toBe('BAC')
  })

  test('a wrong password is refused, and tried once', async () => {
    const access = { pace: [gm] }
    let exchanges = 0
    const onExchange = (): void => void exchanges++
    const wrong: DocumentPassword = { type: 'CAN', secret: '654321' }
    expect(await codeOf(read({ access, onExchange }, { password: wrong }))).toBe('ACCESS_DENIED')
    expect(exchanges).toBeLessThan(20)
    const born = { documentNumber: 'L898902C', dateOfBirth: '690807', dateOfExpiry: '940623' }
    const byBac = read({}, { password: { type: 'MRZ', mrz: born } })
    expect(await codeOf(byBac)).toBe('ACCESS_DENIED')
  })

  test('a wrong secret that is counted costs one try, and the error tells how many are left', async () => {
    const chip = createVirtualChip({
      files: small,
      can: '123456',
      retries: { CAN: 3 },
      access: { pace: [gm] },
    })
    const can = (secret: string): DocumentPassword => ({ type: 'CAN', secret })
    for (const left of [2, 1]) {
      const error: unknown = await readDocument(chip, { password: can('654321') }).catch(reason => reason)
      expect(error).toMatchObject({ code: 'ACCESS_DENIED', statusWord: 0x63c0 + left })
      expect(chip.triesLeft('CAN')).toBe(left)
      chip.reset()
    }
    // The last try is the caller's to use.
    const kept: unknown = await readDocument(chip, { password: can('123456') }).catch(reason => reason)
    expect(kept).toMatchObject({ code: 'ACCESS_DENIED', statusWord: 0x63c1 })
    expect(chip.triesLeft('CAN')).toBe(1)
    chip.reset()
    const evidence = await readDocument(chip, { password: can('123456'), useLastTry: true })
    expect([differences(evidence, small), chip.triesLeft('CAN')]).toEqual([[], 3])
  })

  test('no password, or one that the chip has no use for', async () => {
    expect(await codeOf(read({}, { password: undefined }))).toBe('ACCESS_DENIED')
    expect(await codeOf(read({ access: { pace: [gm] } }, { password: undefined }))).toBe('ACCESS_DENIED')
    expect(await codeOf(read({}, { password: { type: 'CAN', secret: '123456' } }))).toBe('ACCESS_UNSUPPORTED')
  })
})

describe('progress', () => {
  test('grows in every file to the total that its header tells', async () => {
    const seen: ReadProgress[] = []
    await read({ extendedLength: false }, { onProgress: progress => seen.push(progress) })
    const dg2 = seen.filter(({ file }) => file === 'EF.DG2')
    expect(dg2.length).toBeGreaterThan(2)
    expect(dg2.at(-1)).toEqual({ file: 'EF.DG2', received: 704, total: 704, fileIndex: 4, fileCount: 5 })
    for (const [index, { received }] of dg2.entries()) {
      if (index > 0) expect(received).toBeGreaterThan(dg2[index - 1]!.received)
    }
  })
})

describe('what ends a reading', () => {
  test('the signal, between two commands and during one; the files are kept', async () => {
    const controller = new AbortController()
    const evidence = await read(
      { extendedLength: false },
      {
        signal: controller.signal,
        onProgress: ({ file, received }) => file === 'EF.DG2' && received > 300 && controller.abort(),
      },
    )
    expect(evidence.fault?.code).toBe('READER_ABORTED')
    expect(differences(evidence, small)).toEqual(['EF.DG2'])
    const cut = evidence.unread.find(({ name }) => name === 'EF.DG2')
    expect(cut).toMatchObject({ code: 'READER_ABORTED' })
    expect(cut!.bytes).toEqual(small['EF.DG2']!.subarray(0, cut!.bytes!.length))

    expect(await codeOf(read({}, { signal: AbortSignal.abort() }))).toBe('READER_ABORTED')
    const silent = read({ faults: ['silence'] }, { signal: AbortSignal.timeout(20) })
    expect(await codeOf(silent)).toBe('READER_ABORTED')
  })

  test('the card is taken away in the middle of a file', async () => {
    const faults = [{ id: 'cardRemoved', ins: 0xb0, after: 16 }] as const
    const evidence = await read({ extendedLength: false, files: large, faults })
    expect(evidence.fault?.code).toBe('APDU_CHANNEL')
    expect(evidence.files.map(({ name }) => name)).toEqual(expect.arrayContaining(['EF.SOD', 'EF.COM']))
    expect(loadEvidence(saveEvidence(evidence))).toEqual(evidence)
  })

  test('limits of commands and bytes', async () => {
    const commands = await read({ files: large, extendedLength: false }, { maximumCommands: 60 })
    expect([commands.fault?.code, commands.commandCount]).toEqual(['READER_LIMIT', 60])
    const bytes = await read({ files: large }, { maximumBytes: 10_000 })
    expect(bytes.fault?.code).toBe('READER_LIMIT')
    const long = await read({ files: large }, { maximumFileLength: 50_000 })
    expect(long.unread.find(({ name }) => name === 'EF.DG3')?.code).toBe('READER_LIMIT')
    expect(long.fault).toBeUndefined()
  })
})

describe('lost frames', () => {
  const access = { pace: [gm] }
  test.each(['commandLost', 'responseLost'] as const)(
    '%s: the reading goes on in a new session',
    async id => {
      for (const [name, chip] of [
        ['BAC', {}],
        ['PACE', { access }],
      ] as const) {
        const faults = [{ id, ins: 0xb0, after: 30, times: 1 }] as const
        const evidence = await read({ ...chip, files: large, extendedLength: false, faults })
        expect(evidence.fault).toBeUndefined()
        expect(differences(evidence, large)).toEqual([])
        expect(evidence.protocols.map(({ protocol }) => protocol)).toEqual([name, name])
      }
    },
  )

  test('extended length that the reader does not carry is given up', async () => {
    const chip = createVirtualChip({ files: large, mrz })
    const evidence = await readDocument(
      {
        atr: chip.atr,
        transmit: async command => {
          if (command.length > 7 && command[4] === 0) throw new EmrtdError('APDU_CHANNEL', 'too long')
          return chip.transmit(command)
        },
      },
      { password },
    )
    expect(evidence.fault).toBeUndefined()
    expect(differences(evidence, large)).toEqual([])
  })

  test('frames that are lost again and again end it', async () => {
    const evidence = await read({ files: large, faults: [{ id: 'commandLost', ins: 0xb0, after: 12 }] })
    expect(evidence.fault?.code).toBe('APDU_CHANNEL')
    expect(evidence.commandCount).toBeLessThan(60)
  })
})
