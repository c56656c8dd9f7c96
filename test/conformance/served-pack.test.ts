import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CardChannel } from '../../src/apdu/card-channel.js'
import { registerChip } from '../../src/cli/commands/chip.js'
import { registerRead } from '../../src/cli/commands/read.js'
import { loadEvidence } from '../../src/evidence-json.js'
import { connectTcp } from '../../src/reader/transports/tcp.js'
import {
  applyFault,
  createSpecimen,
  describeChip,
  faults,
  makeConformancePack,
  parseChipDescription,
} from '../../src/testkit/index.js'
import { runCommand } from '../cli/run-command.js'
import { readAndJudge } from './read-and-judge.js'

const sound = createSpecimen()
const ofChips = faults.filter(({ id }) => applyFault(sound, id).chip !== undefined)
/** One of each kind of key and of file that `chip.json` brings; the others differ in the fault only. */
const some: readonly string[] = [
  'chip-sound',
  'chip-cam-other-key',
  'chip-pace-token-wrong',
  'chip-sm-wrong-mac',
  'chip-file-refused',
  'chip-chip-authentication-other-key',
  'chip-active-authentication-short',
  'chip-active-authentication-der',
  'chip-authentication-key-id',
  'chip-clone-without-dg15',
  'chip-terminal-sound',
  'chip-terminal-cvca-elsewhere',
  'chip-terminal-certificate-expired',
]
const chosen = process.env['EMRTD_FULL'] === '1' ? ofChips : ofChips.filter(({ id }) => some.includes(id))

let base: string
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'emrtd-pack-'))
  for (const [path, bytes] of makeConformancePack({ only: chosen.map(({ id }) => id) })) {
    const target = join(base, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, bytes)
  }
})
afterAll(() => rm(base, { recursive: true, force: true }))

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

async function whenServed(port: number): Promise<CardChannel> {
  for (let tries = 0; ; tries++) {
    try {
      return await connectTcp({ port })
    } catch (error) {
      if (tries === 100) throw error
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

describe('emrtd chip serve plays the chips of a conformance pack', () => {
  test('a few of each kind', () => expect(chosen.length).toBeGreaterThanOrEqual(some.length))

  test.each(chosen)(
    '$id is read and judged as expected',
    async ({ id, expected }) => {
      const port = await freePort()
      const running = runCommand(registerChip, 'chip', 'serve', join(base, id), '--tcp', `${port}`)
      const channel = await whenServed(port)
      try {
        const { reading, inspection } = await readAndJudge(applyFault(sound, id), channel, 5_000)
        const { check, verdict } = expected
        const made = inspection.checks.find(({ id, subject }) => id === check.id && subject === check.subject)
        expect([inspection.verdict, made?.status, made?.reason]).toEqual([
          verdict,
          check.status,
          check.reason,
        ])
        if (expected.reading !== undefined) expect(reading).toBe(expected.reading)
      } finally {
        await channel.close?.()
        process.emit('SIGINT')
        expect((await running).exitCode).toBe(0)
      }
    },
    30_000,
  )

  test('emrtd read reads such a chip, with Active and Chip Authentication', async () => {
    const port = await freePort()
    const running = runCommand(registerChip, 'chip', 'serve', join(base, 'chip-sound'), '--tcp', `${port}`)
    await (await whenServed(port)).close?.()
    const out = join(base, 'read')
    const mrz = sound.document.mrz.join('')
    const where = ['--tcp', `localhost:${port}`, '--out', out, '--mrz', mrz]
    const { exitCode } = await runCommand(registerRead, 'read', ...where)
    process.emit('SIGINT')
    await running
    const evidence = loadEvidence(await readFile(join(out, 'evidence.json')))
    expect([exitCode, evidence.fault]).toEqual([0, undefined])
    expect(evidence.unread.map(({ name }) => name)).toEqual(['EF.CardAccess'])
    expect(evidence.protocols.map(({ protocol }) => protocol)).toEqual(
      expect.arrayContaining(['BAC', 'ACTIVE_AUTHENTICATION', 'CHIP_AUTHENTICATION']),
    )
  }, 30_000)
})

describe('emrtd read with the terminal of a folder', () => {
  const folderOf = (id: string): string => join(base, id)
  test.each([
    ['chip-terminal-sound', true],
    ['chip-terminal-certificate-expired', false],
  ])(
    '%s: guarded files are read: %s',
    async (id, admitted) => {
      const port = await freePort()
      const running = runCommand(registerChip, 'chip', 'serve', folderOf(id), '--tcp', `${port}`)
      await (await whenServed(port)).close?.()
      const out = join(base, `read ${id}`)
      const terminal = ['--terminal', join(folderOf(id), 'terminal')]
      const key = ['--terminal-key', join(folderOf(id), 'terminal.pkcs8')]
      const where = ['--tcp', `localhost:${port}`, '--out', out, '--mrz', sound.document.mrz.join('')]
      const { exitCode } = await runCommand(registerRead, 'read', ...where, ...terminal, ...key)
      process.emit('SIGINT')
      await running
      const { files, fault } = loadEvidence(await readFile(join(out, 'evidence.json')))
      const guarded = files.map(({ name }) => name).filter(name => name === 'EF.DG3' || name === 'EF.DG4')
      expect([exitCode, fault, guarded]).toEqual([0, undefined, admitted ? ['EF.DG3', 'EF.DG4'] : []])
    },
    30_000,
  )
})

describe('chip.json', () => {
  test('says all of every chip of the catalogue', () => {
    for (const { id } of ofChips) {
      const specimen = applyFault(sound, id)
      const text = JSON.stringify(describeChip(specimen))
      const { faults: settings, access } = parseChipDescription(text)
      expect([id, settings, access?.pace]).toEqual([id, specimen.chip!.faults, specimen.chip!.pace])
    }
  })

  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a fault that does not exist', '{"faults":[{"id":"none"}]}'],
    ['a way of PACE that does not exist', '{"pace":[{"mapping":"XM","cipher":"AES-128","parameterId":12}]}'],
    [
      'no hexadecimal digits',
      '{"keys":{"chipAuthentication":[{"parameterId":12,"privateKey":"0x","ciphers":[]}]}}',
    ],
    [
      'an unknown curve',
      '{"keys":{"activeAuthentication":{"type":"ECDSA","hash":"SHA-256","curve":"P-1","privateKey":""}}}',
    ],
  ])('%s is refused', async (_, text) => {
    expect(() => parseChipDescription(text)).toThrow(expect.objectContaining({ code: 'TESTKIT_BAD_REQUEST' }))
    const folder = await mkdtemp(join(base, 'bad-'))
    await writeFile(join(folder, 'chip.json'), text)
    const outcome = await runCommand(registerChip, 'chip', 'serve', folder, '--tcp', '0')
    expect(outcome).toMatchObject({ exitCode: 65, out: '' })
    expect(outcome.err).toContain('chip.json')
  })
})
