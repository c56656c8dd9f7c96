import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import type { CardChannel } from '../../src/apdu/card-channel.js'
import { serveVpcd } from '../../src/cli/chip-server.js'
import { loadEvidence } from '../../src/evidence-json.js'
import { connectPcsc, listPcscReaders } from '../../src/reader/transports/pcsc.js'
import { createVirtualChip, type VirtualChip, type VirtualChipOptions } from '../../src/testkit/chip/index.js'
import {
  applyFault,
  createSpecimen,
  describeChip,
  faults,
  type Specimen,
} from '../../src/testkit/faults/index.js'
import { buildCommand, spawnCommand, startCommand } from '../cli/spawn-command.js'
import { readAndJudge } from '../conformance/read-and-judge.js'
import { files, mrz } from '../testkit/chip/document.js'
import { differences, small } from './documents.js'
import { cardInReader, insertCard, type PcscRig, type ServedChip, startPcscRig } from './pcsc-rig.js'

/*
 * Everything that goes through the PC/SC service stands in this one file: there is one service and one virtual reader.
 */

let rig: PcscRig | string
let base: string
let count = 0
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'emrtd-pcsc-'))
  rig = await startPcscRig()
  if (typeof rig === 'string') console.log(`PC/SC not tested: ${rig}`)
  else await buildCommand()
})
afterAll(async () => {
  if (typeof rig !== 'string') await rig.stop()
  await rm(base, { recursive: true, force: true })
})

/** `emrtd chip serve` in a process of its own. */
async function serveByCommand(...parameters: readonly string[]): Promise<ServedChip> {
  const served = startCommand('chip', 'serve', ...parameters, '--vpcd')
  return { stop: () => served.kill('SIGTERM') }
}

/** A chip that this process plays. */
async function serveHere(chip: VirtualChip): Promise<ServedChip> {
  const server = await serveVpcd(chip, {})
  return { stop: () => server.close() }
}

/** The service, or the test is skipped. */
function ready(context: TestContext): PcscRig {
  return typeof rig === 'string' ? context.skip(rig) : rig
}

describe('PC/SC through pcscd and vpcd', () => {
  const select = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 7, 0xa0, 0, 0, 2, 0x47, 0x10, 1)
  const readDg1 = Uint8Array.of(0x00, 0xb0, 0x81, 0x00, 0x00)
  const readDg2 = Uint8Array.of(0x00, 0xb0, 0x82, 0x00, 0x00, 0x00, 0x00)

  test('lists readers, opens a card, notices that it is gone', async context => {
    const rig = ready(context)
    expect(await listPcscReaders()).toContainEqual({ name: rig.reader, cardPresent: false, atr: undefined })
    const chip = createVirtualChip({ files })
    const served = await insertCard(rig, () => serveHere(chip))
    expect(await listPcscReaders()).toContainEqual({ name: rig.reader, cardPresent: true, atr: chip.atr })
    const channel = await connectPcsc({ reader: rig.reader })
    expect(channel.atr).toEqual(chip.atr)
    expect(await channel.transmit(select)).toEqual(Uint8Array.of(0x90, 0x00))
    expect((await channel.transmit(readDg2)).subarray(0, -2)).toEqual(files['EF.DG2'])
    served.stop()
    await expect(channel.transmit(readDg1)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
    await channel.close?.()
    await cardInReader(rig, false)
    await expect(connectPcsc({ reader: rig.reader })).rejects.toMatchObject({ code: 'READER_TRANSPORT' })
  })
})

describe('programs of others see the chip that is served', () => {
  const run = promisify(execFile)
  /** What a program prints; the test is skipped where the program is not installed. */
  const output = async (context: TestContext, program: string, ...parameters: readonly string[]) => {
    const result = await run(program, [...parameters], { timeout: 20_000 }).catch(error => {
      if (error.code === 'ENOENT') return context.skip(`${program} is not installed`)
      return error as { readonly stdout: string; readonly stderr: string }
    })
    return `${result.stdout}${result.stderr}`
  }
  /** Selects the application, and gets a challenge. */
  const script = ['00A4040C07A0000002471001', '0084000008']

  let served: ServedChip | undefined
  beforeAll(async () => {
    if (typeof rig === 'string') return
    served = await insertCard(rig, () => serveByCommand('utopia-passport'))
  })
  afterAll(async () => {
    if (typeof rig === 'string') return
    served?.stop()
    await cardInReader(rig, false)
  })

  test('opensc-tool selects the application and gets a challenge', async context => {
    const rig = ready(context)
    const index = (await listPcscReaders()).findIndex(({ name }) => name === rig.reader)
    const commands = script.flatMap(command => ['-s', command])
    const told = await output(context, 'opensc-tool', '-c', 'default', '-r', `${index}`, ...commands)
    expect(told.match(/SW1=0x90, SW2=0x00/g)).toHaveLength(2)
  }, 30_000)

  test('scriptor runs a script of APDUs: the application is selected, the challenge has 8 bytes', async context => {
    const rig = ready(context)
    const file = join(base, 'apdus.txt')
    await writeFile(file, `${script.join('\n')}\n`)
    const told = await output(context, 'scriptor', '-r', rig.reader, file)
    const answers = told.split('\n').filter(line => line.startsWith('< '))
    expect(answers[0]).toMatch(/^< 90 00 /)
    expect(answers[1]).toMatch(/^< (?:[0-9A-F]{2} ){8}90 00 /)
  }, 30_000)

  test('pcsc_scan sees the card and its answer to reset', async context => {
    ready(context)
    const told = await output(context, 'pcsc_scan', '-c', '-n', '-t', '2')
    expect(told).toContain('Card inserted')
    expect(told).toMatch(/ATR: 3B /)
  }, 30_000)
})

/** A few of each phase; the whole catalogue takes minutes, as each frame waits in the virtual reader. */
const someChipFaults: readonly string[] = [
  'chip-sound',
  'chip-select-mf-6985',
  'chip-card-access-not-der',
  'chip-extended-length-refused',
  'chip-bac-fails',
  'chip-last-try',
  'chip-bac-wrong-mac',
  'chip-pace-mapping-reflected',
  'chip-pace-token-wrong',
  'chip-cam-other-key',
  'chip-sm-wrong-mac',
  'chip-sm-too-much-data',
  'chip-garbage',
  'chip-card-removed',
  'chip-file-refused',
  'chip-file-claims4-gb',
  'chip-chip-authentication-other-key',
  'chip-active-authentication-other-key',
  'chip-clone-without-dg15',
  'chip-terminal-sound',
  'chip-terminal-verifier-forged',
]

describe('chip faults are read and judged over PC/SC as in a program', () => {
  const full = process.env['EMRTD_FULL'] === '1'
  const sound = createSpecimen()
  const ofChips = faults.filter(({ id }) => applyFault(sound, id).chip !== undefined)
  const chosen = full ? ofChips : ofChips.filter(({ id }) => someChipFaults.includes(id))
  /** A chip that stays silent is waited for; a virtual reader needs 40 ms for a frame. */
  const patience = 5_000

  /** The chip in the virtual reader, by `emrtd chip serve` of its folder of the conformance pack. */
  async function serve(specimen: Specimen): Promise<ServedChip> {
    const folder = join(base, `${count++}`)
    await mkdir(join(folder, 'document'), { recursive: true })
    await writeFile(join(folder, 'chip.json'), JSON.stringify(describeChip(specimen)))
    for (const [name, bytes] of Object.entries(specimen.files)) {
      await writeFile(join(folder, 'document', `${name.replace('.', '_')}.bin`), bytes)
    }
    return serveByCommand(folder)
  }

  test('a few of each phase', () => {
    const ids = ofChips.map(({ id }) => id)
    expect(someChipFaults.filter(id => !ids.includes(id))).toEqual([])
  })

  test.for(chosen)('$id', { timeout: 60_000 }, async ({ id, expected }, context) => {
    const rig = ready(context)
    const faulty = applyFault(sound, id)
    // In long blocks, which save frames; but what shows in the middle of a file needs several.
    const several = ['chip-file-empty-reads', 'chip-sm-replayed'].includes(id)
    const extendedLength = faulty.chip?.extendedLength !== false || !several
    const specimen = { ...faulty, chip: { ...faulty.chip!, extendedLength } }
    const served = await insertCard(rig, () => serve(specimen))
    let channel: CardChannel | undefined
    try {
      channel = await connectPcsc({ reader: rig.reader })
      const { reading, inspection } = await readAndJudge(specimen, channel, patience)
      const { check, verdict } = expected
      const made = inspection.checks.find(({ id, subject }) => id === check.id && subject === check.subject)
      expect([inspection.verdict, made?.status, made?.reason]).toEqual([verdict, check.status, check.reason])
      if (expected.reading !== undefined) expect(reading).toBe(expected.reading)
    } finally {
      // Closing resets the card, which answers from its own process: a chip that is silent is taken away first.
      if (id === 'chip-silence') served.stop()
      await channel?.close?.()
      served.stop()
      await cardInReader(rig, false)
    }
  })
})

// In a process of their own: the binding resets the card in a call that blocks, and the chip answers from this process.
describe('emrtd read and emrtd readers through pcscd and vpcd', () => {
  const zone = mrz.replace('\n', '')
  const gm = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 } as const
  const makeChip = (options: Partial<VirtualChipOptions> = {}): VirtualChip =>
    createVirtualChip({ files: small, mrz, can: '123456', ...options })

  /** `emrtd read` of a chip in the virtual reader, into a new folder, with the evidence that it wrote. */
  async function read(rig: PcscRig, chip: VirtualChip, ...parameters: readonly string[]) {
    const served = await insertCard(rig, () => serveHere(chip))
    const folder = join(base, `${count++}`)
    const where = ['--reader', rig.reader, '--out', folder]
    const outcome = await spawnCommand('read', ...where, ...parameters)
    served.stop()
    await cardInReader(rig, false)
    return { ...outcome, evidence: loadEvidence(await readFile(join(folder, 'evidence.json'))) }
  }

  test('emrtd readers lists the reader', async context => {
    const rig = ready(context)
    const { exitCode, out } = await spawnCommand('readers')
    expect(exitCode).toBe(0)
    expect(out).toContain(`${rig.reader}  no card`)
    const json = await spawnCommand('readers', '--json')
    expect(JSON.parse(json.out)).toContainEqual({ name: rig.reader, cardPresent: false })
  })

  test.for([
    ['BAC', {}, ['--mrz', zone]],
    ['BAC', { extendedLength: false }, ['--mrz', zone]],
    ['PACE', { access: { pace: [gm] } }, ['--can', '123456']],
    ['PACE', { access: { pace: [{ ...gm, mapping: 'CAM' }] }, extendedLength: false }, ['--mrz', zone]],
  ] as const)(
    'emrtd read reads a chip completely with %s, %j',
    async ([protocol, options, parameters], context) => {
      const rig = ready(context)
      const { exitCode, out, evidence } = await read(rig, makeChip(options), ...parameters)
      expect([exitCode, out.split('\n')[0]]).toEqual([0, `opened by ${protocol}`])
      expect(differences(evidence, small)).toEqual([])
      expect([evidence.access, evidence.fault]).toEqual([{ protocol }, undefined])
    },
  )

  test('a card that is removed in the middle of a file ends in a coded error, the files kept', async context => {
    const rig = ready(context)
    const faults = [{ id: 'cardRemoved', ins: 0xb0, after: 14 }] as const
    const chip = makeChip({ extendedLength: false, faults })
    const { exitCode, out, evidence } = await read(rig, chip, '--mrz', zone)
    expect([exitCode, evidence.fault?.code]).toEqual([2, 'APDU_CHANNEL'])
    expect(out).toContain('APDU_CHANNEL')
    expect(differences(evidence, small)).toEqual(['EF.DG2'])
    const cut = evidence.unread.find(({ name }) => name === 'EF.DG2')
    expect(cut?.bytes?.length).toBeGreaterThan(0)
    expect(cut?.bytes).toEqual(small['EF.DG2']!.subarray(0, cut?.bytes?.length))
  })

  test('no card: status 69', async context => {
    const rig = ready(context)
    const where = ['--reader', rig.reader, '--out', join(base, `${count++}`)]
    expect((await spawnCommand('read', ...where, '--mrz', zone)).exitCode).toBe(69)
  })
})
