import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveVpcd } from '../../src/cli/chip-server.js'
import { connectPcsc, listPcscReaders } from '../../src/reader/transports/pcsc.js'
import { createVirtualChip } from '../../src/testkit/chip/index.js'
import { files } from '../testkit/chip/document.js'
import { cardInReader, type PcscRig, startPcscRig } from './pcsc-rig.js'

const select = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 7, 0xa0, 0, 0, 2, 0x47, 0x10, 1)
const readDg1 = Uint8Array.of(0x00, 0xb0, 0x81, 0x00, 0x00)
const readDg2 = Uint8Array.of(0x00, 0xb0, 0x82, 0x00, 0x00, 0x00, 0x00)

/*
 * Everything that goes through the PC/SC service, in one file: there is one service and one virtual reader.
 */
describe('PC/SC through pcscd and vpcd', () => {
  let rig: PcscRig | string
  beforeAll(async () => {
    rig = await startPcscRig()
    if (typeof rig === 'string') console.log(`PC/SC not tested: ${rig}`)
  })
  afterAll(async () => {
    if (typeof rig !== 'string') await rig.stop()
  })

  test('lists readers, opens a card, notices that it is gone', async context => {
    if (typeof rig === 'string') return context.skip(rig)
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
