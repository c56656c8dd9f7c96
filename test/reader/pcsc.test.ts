import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { serveVpcd } from '../../src/cli/chip-server.js'
import { loadEvidence } from '../../src/evidence-json.js'
import { connectPcsc, listPcscReaders } from '../../src/reader/transports/pcsc.js'
import { createVirtualChip, type VirtualChip, type VirtualChipOptions } from '../../src/testkit/chip/index.js'
import { buildCommand, spawnCommand } from '../cli/spawn-command.js'
import { files, mrz } from '../testkit/chip/document.js'
import { differences, small } from './documents.js'
import { cardInReader, type PcscRig, startPcscRig } from './pcsc-rig.js'

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
    const server = await serveVpcd(chip, {})
    await cardInReader(rig, true)
    expect(await listPcscReaders()).toContainEqual({ name: rig.reader, cardPresent: true, atr: chip.atr })
    const channel = await connectPcsc({ reader: rig.reader })
    expect(channel.atr).toEqual(chip.atr)
    expect(await channel.transmit(select)).toEqual(Uint8Array.of(0x90, 0x00))
    expect((await channel.transmit(readDg2)).subarray(0, -2)).toEqual(files['EF.DG2'])
    server.close()
    await expect(channel.transmit(readDg1)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
    await channel.close?.()
    await cardInReader(rig, false)
    await expect(connectPcsc({ reader: rig.reader })).rejects.toMatchObject({ code: 'READER_TRANSPORT' })
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
    const server = await serveVpcd(chip, {})
    await cardInReader(rig, true)
    const folder = join(base, `${count++}`)
    const where = ['--reader', rig.reader, '--out', folder]
    const outcome = await spawnCommand('read', ...where, ...parameters)
    server.close()
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
