import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveTcp } from '../../src/cli/chip-server.js'
import { registerRead } from '../../src/cli/commands/read.js'
import { progressBar, progressLine } from '../../src/cli/progress-bar.js'
import { loadEvidence } from '../../src/evidence-json.js'
import { createVirtualChip, type VirtualChip, type VirtualChipOptions } from '../../src/testkit/chip/index.js'
import { document, type Files, small } from '../reader/documents.js'
import { mrz } from '../testkit/chip/document.js'
import { runCommand } from './run-command.js'

let base: string
let count = 0
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'emrtd-read-'))
})
afterAll(() => rm(base, { recursive: true, force: true }))

const zone = mrz.replace('\n', '')
const gm = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 } as const
const makeChip = (options: Partial<VirtualChipOptions> = {}): VirtualChip =>
  createVirtualChip({ files: small, mrz, can: '123456', ...options })

/** `emrtd read` of a chip behind TCP, into a new folder. */
async function readOverTcp(chip: VirtualChip, ...parameters: readonly string[]) {
  const server = await serveTcp(chip, {})
  const out = join(base, `${count++}`)
  const outcome = await runCommand(
    registerRead,
    'read',
    '--tcp',
    `${server.port}`,
    '--out',
    out,
    ...parameters,
  )
  server.close()
  return { ...outcome, out, text: outcome.out }
}

/** The files that a folder should hold are there, whole, for the user alone. */
async function expectFiles(folder: string, files: Files, names: readonly (keyof Files)[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, `${name.startsWith('EF.DG') ? name.slice(3) : name.replace('.', '_')}.bin`)
    expect(Uint8Array.from(await readFile(path))).toEqual(files[name])
    expect((await stat(path)).mode & 0o077).toBe(0)
  }
  expect((await readdir(folder)).filter(name => name.startsWith('.'))).toEqual([])
}

describe('emrtd read', () => {
  test.each([
    ['BAC', {}, ['--mrz', zone]],
    ['BAC', {}, ['--document-number', 'L898902C', '--birth', '690806', '--expiry', '940623']],
    ['PACE', { access: { pace: [gm] } }, ['--can', '123456']],
  ])('opens by %s and writes everything', async (protocol, chip, parameters) => {
    const { exitCode, out, text, err } = await readOverTcp(makeChip(chip), ...parameters)
    expect([exitCode, err]).toEqual([0, ''])
    expect(text).toContain(`opened by ${protocol}`)
    expect(text).toContain('EF.DG2')
    await expectFiles(out, small, ['EF.COM', 'EF.SOD', 'EF.DG1', 'EF.DG2', 'EF.DG14'])
    const evidence = loadEvidence(await readFile(join(out, 'evidence.json')))
    expect(evidence.access).toEqual({ protocol })
    expect(Date.parse(evidence.startedAt ?? '')).toBeGreaterThan(Date.UTC(2020))
  })

  test('a card that is removed ends in status 2, the files kept', async () => {
    const faults = [{ id: 'cardRemoved', ins: 0xb0, after: 14 }] as const
    const chip = makeChip({ extendedLength: false, faults })
    const { exitCode, out, text } = await readOverTcp(chip, '--mrz', zone)
    expect(exitCode).toBe(2)
    expect(text).toContain('APDU_CHANNEL')
    await expectFiles(out, small, ['EF.COM', 'EF.SOD'])
    const evidence = loadEvidence(await readFile(join(out, 'evidence.json')))
    expect(evidence.fault?.code).toBe('APDU_CHANNEL')
  })

  test('--json', async () => {
    const { exitCode, text } = await readOverTcp(makeChip(), '--mrz', zone, '--json', '--files', 'SOD,DG1')
    expect(exitCode).toBe(0)
    const printed = JSON.parse(text) as { whole: boolean; files: { name: string }[]; written: string[] }
    expect(printed.whole).toBe(true)
    expect(printed.files.map(({ name }) => name)).toEqual(expect.arrayContaining(['EF.SOD', 'EF.DG1']))
    expect(printed.written).toContain('evidence.json')
  })

  test('guarded fingerprints do not spoil it, a data group that fails does', async () => {
    const files = document({ 1: 0, 2: 700, 3: 500, 14: 300 })
    expect((await readOverTcp(makeChip({ files, guardedFiles: ['EF.DG3'] }), '--mrz', zone)).exitCode).toBe(0)
    const faults = [{ id: 'fileBreaksOff', file: 'EF.DG2' }] as const
    const { exitCode, out } = await readOverTcp(makeChip({ faults }), '--mrz', zone)
    expect(exitCode).toBe(2)
    expect(await readdir(out)).toEqual(expect.arrayContaining(['DG1.bin', 'DG2.part', 'DG14.bin']))
  })

  test('a chip that refuses ends in status 1', async () => {
    const { exitCode, err, out } = await readOverTcp(makeChip({ access: { pace: [gm] } }), '--can', '111111')
    expect(exitCode).toBe(1)
    expect(err).not.toContain('111111')
    expect(await readdir(out)).toEqual([])
  })

  test.each([
    ['no check digit holds', ['--mrz', zone.replace('690806', '690807')]],
    ['no zone', ['--mrz', 'nonsense']],
    ['two secrets', ['--mrz', zone, '--can', '123456']],
    ['half of the fields', ['--document-number', 'L898902C']],
    [
      'a date in another form',
      ['--document-number', 'L898902C', '--birth', '1969-08-06', '--expiry', '940623'],
    ],
  ])('%s: status 64, and the chip is not asked', async (_, parameters) => {
    const chip = makeChip()
    const { exitCode, err } = await readOverTcp(chip, ...parameters)
    expect([exitCode, chip.commandCount]).toEqual([64, 0])
    expect(err).not.toContain('L898902C')
  })

  test('no reader: 69; a folder that is not empty: 73, and the chip is not asked', async () => {
    const out = join(base, `${count++}`)
    const nobody = await runCommand(registerRead, 'read', '--tcp', '1', '--out', out, '--mrz', zone)
    expect(nobody.exitCode).toBe(69)
    await writeFile(join(base, 'occupied'), 'x')
    const chip = makeChip()
    const server = await serveTcp(chip, {})
    const where = ['--tcp', `${server.port}`, '--mrz', zone]
    expect((await runCommand(registerRead, 'read', ...where, '--out', base)).exitCode).toBe(73)
    expect((await runCommand(registerRead, 'read', ...where, '--out', join(base, 'occupied'))).exitCode).toBe(
      73,
    )
    expect(chip.commandCount).toBe(0)
    server.close()
  })
})

describe('progress bar', () => {
  const progress = { file: 'EF.DG2', received: 10_240, total: 20_480, fileIndex: 3, fileCount: 6 } as const

  test('fits the terminal', () => {
    expect(progressLine(progress, 80)).toBe(
      'EF.DG2       [#################.................] 10,240 of 20,480 bytes  (4/6)',
    )
    for (const columns of [10, 20, 40, 60, 200])
      expect(progressLine(progress, columns).length).toBeLessThan(columns)
    expect(progressLine({ ...progress, total: undefined }, 80)).toContain('10,240 bytes')
  })

  test('is drawn on terminals only', () => {
    const written: string[] = []
    const write = (text: string): number => written.push(text)
    const bar = progressBar({ isTTY: true, columns: 80, write })
    bar.show(progress)
    bar.show(progress)
    bar.clear()
    expect(written.length).toBe(2)
    const none = progressBar({ write })
    none.show(progress)
    none.clear()
    expect(written.length).toBe(2)
  })
})
