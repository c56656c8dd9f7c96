import { describe, expect, test } from 'vitest'
import { encodeTlv, readTlvs } from '../../../src/asn1/index.js'
import { concatBytes, fromHex, toHex } from '../../../src/bytes.js'
import { type ChipExchange, createVirtualChip } from '../../../src/testkit/chip/index.js'
import { files, information, mrz } from './document.js'
import { apdu, Terminal } from './terminal.js'

const offer = { mapping: 'GM', cipher: 'AES-256', parameterId: 12 } as const
const seed = Uint8Array.of(1)

async function opened(options: object = {}) {
  const chip = createVirtualChip({ files, mrz, seed, ...options })
  const terminal = new Terminal(chip)
  await terminal.selectApplication()
  await terminal.bac(information)
  return { chip, terminal }
}

describe('access rights', () => {
  test('nothing of the application can be selected or read before access control', async () => {
    const terminal = new Terminal(createVirtualChip({ files, mrz, access: { bac: true, pace: [offer] } }))
    expect((await terminal.send(0xb0, 0x81, 0, undefined, 4)).status).toBe(0x9000) // EF.ATR/INFO: still in the MF
    await terminal.selectApplication()
    for (const identifier of [0x011e, 0x0101, 0x0102, 0x011d]) {
      const fid = Uint8Array.of(identifier >>> 8, identifier & 0xff)
      expect((await terminal.send(0xa4, 0x02, 0x0c, fid)).status).toBe(0x6982)
      expect((await terminal.send(0xb0, 0x80 | (identifier & 0x1f), 0, undefined, 4)).status).toBe(0x6982)
    }
  })

  test('a chip without secrets is open', async () => {
    const terminal = new Terminal(createVirtualChip({ files }))
    await terminal.selectApplication()
    expect(await terminal.readFile(1)).toEqual(files['EF.DG1'])
  })

  test('EF.CardAccess, EF.DIR and EF.ATR/INFO are open, EF.CardSecurity after PACE only', async () => {
    const cam = { mapping: 'CAM', cipher: 'AES-128', parameterId: 13 } as const
    const chip = createVirtualChip({ files, mrz, can: '1', access: { bac: true, pace: [cam] } })
    const terminal = new Terminal(chip)
    expect(toHex(await terminal.readFile(0x1c))).toBe(
      '3114' + '30120' + '60a04007f00070202040602' + '020102' + '02010d',
    )
    expect(toHex(await terminal.readFile(0x1e))).toBe('61094f07a0000002471001')
    expect(toHex((await terminal.send(0xb0, 0x81, 0, undefined, 0x100)).data)).toBe(
      '47038401e0' + '7f6608' + '02027fff' + '02027fff',
    )
    expect((await terminal.send(0xb0, 0x9d, 0, undefined, 4)).status).toBe(0x6982)
    await terminal.selectApplication()
    await terminal.bac(information)
    await terminal.send(0xa4, 0x00, 0x0c)
    expect((await terminal.send(0xb0, 0x9d, 0, undefined, 4)).status).toBe(0x6982)
    chip.reset()
    terminal.forget()
    const oid = '0.4.0.127.0.7.2.2.4.6.2'
    await terminal.pace({ ...cam, oid, parameters: 13, password: 2, secret: '1' })
    const security = await terminal.readFile(0x1d)
    expect(security[0]).toBe(0x30)
    expect(toHex(security)).toContain('060804007f0007030201') // id-SecurityObject
  })

  test('guarded files stay closed', async () => {
    const { terminal } = await opened({ guardedFiles: ['EF.DG3'] })
    expect((await terminal.send(0xb0, 0x83, 0, undefined, 4)).status).toBe(0x6982)
    expect((await terminal.send(0xb0, 0x82, 0, undefined, 4)).status).toBe(0x9000)
  })
})

describe('the session', () => {
  test('a plain command ends it', async () => {
    const { chip, terminal } = await opened()
    expect((await terminal.plain(fromHex('00B0810004'))).status).toBe(0x6982)
    expect(chip.secured).toBe(false)
    expect(toHex(await chip.transmit(terminal.protect(0xb0, 0x81, 0, new Uint8Array(0), 4)))).toBe('6988')
  })

  test.each([
    [
      'a wrong MAC',
      (command: Uint8Array) => command.map((byte, i) => (i === command.length - 2 ? byte ^ 1 : byte)),
      '6988',
    ],
    [
      'a changed header',
      (command: Uint8Array) => command.map((byte, i) => (i === 3 ? byte ^ 1 : byte)),
      '6988',
    ],
    ['no MAC', () => fromHex('0CB08100039701040'.concat('0')), '6987'],
    ['no objects', () => fromHex('0CB0810000'), '6987'],
    ['a length that lies', () => fromHex('0CB081000397FF0400'), '6988'],
    ['a second MAC', () => fromHex(`0CB0810014${'8E080000000000000000'.repeat(2)}00`), '6988'],
  ] as const)('%s ends it', async (_, change, status) => {
    const { chip, terminal } = await opened()
    const command = terminal.protect(0xb0, 0x81, 0, new Uint8Array(0), 4)
    expect(toHex(await chip.transmit(change(command)))).toBe(status)
    expect(chip.secured).toBe(false)
  })

  test('a command that was sent before is refused', async () => {
    const { chip, terminal } = await opened()
    const command = terminal.protect(0xb0, 0x81, 0, new Uint8Array(0), 4)
    await chip.transmit(command)
    expect(toHex(await chip.transmit(command))).toBe('6988')
  })

  test('responses fit into 256 bytes without extended length: 231 bytes with 3DES, 223 with AES', async () => {
    const { terminal } = await opened({ extendedLength: false })
    expect((await terminal.send(0xb0, 0x82, 0, undefined, 0x100)).data.length).toBe(231)
    const chip = createVirtualChip({ files, can: '1', access: { pace: [offer] }, extendedLength: false })
    const other = new Terminal(chip)
    const oid = '0.4.0.127.0.7.2.2.4.2.4'
    await other.pace({ ...offer, oid, parameters: 12, password: 2, secret: '1' })
    await other.selectApplication()
    expect((await other.send(0xb0, 0x82, 0, undefined, 0x100)).data.length).toBe(223)
    expect((await other.send(0xb1, 0, 2, fromHex('540100'), 0x100)).data.length).toBe(223)
  })

  test('commands in parts are put together, inside the session as well', async () => {
    const { terminal } = await opened()
    const aid = fromHex('A0000002471001')
    expect(
      (await terminal.send(0xa4, 0x04, 0x0c, aid.subarray(0, 3), undefined, { chained: true })).status,
    ).toBe(0x9000)
    expect((await terminal.send(0xa4, 0x04, 0x0c, aid.subarray(3))).status).toBe(0x9000)
    expect((await terminal.send(0xa4, 0x04, 0x0c, aid.subarray(3))).status).toBe(0x6a82)
  })
})

describe('READ BINARY', () => {
  const read = async (terminal: Terminal, p1: number, p2: number, le: number) => {
    const { data, status } = await terminal.send(0xb0, p1, p2, undefined, le)
    return [data.length, status.toString(16)] as const
  }

  test('the end of a file', async () => {
    const { terminal } = await opened()
    const length = files['EF.DG1']!.length
    expect(await read(terminal, 0x81, 0, length)).toEqual([length, '9000'])
    expect(await read(terminal, 0, 0, length + 1)).toEqual([length, '6282'])
    expect(await read(terminal, 0, 0, 0x100)).toEqual([length, '9000'])
    expect(await read(terminal, 0, length - 1, 1)).toEqual([1, '9000'])
    expect(await read(terminal, 0, length, 1)).toEqual([0, '6b00'])
    expect(await read(terminal, 0x7f, 0xff, 1)).toEqual([0, '6b00'])
  })

  test('P1 with its first bit set is a short identifier, never an offset', async () => {
    const { terminal } = await opened()
    await terminal.send(0xa4, 0x02, 0x0c, fromHex('0103'))
    expect(await read(terminal, 0x80, 0x00, 4)).toEqual([0, '6a82'])
    expect(await read(terminal, 0xa1, 0x00, 4)).toEqual([0, '6a86'])
    expect(await read(terminal, 0x81, 0x00, 4)).toEqual([4, '9000'])
  })

  test('odd INS: offset in DO 54, answer in DO 53, by identifier as well', async () => {
    const { terminal } = await opened()
    const file = files['EF.DG3']!
    await terminal.send(0xa4, 0x02, 0x0c, fromHex('0103'))
    for (const [p1, p2] of [
      [0, 0],
      [0, 3],
      [1, 3],
    ] as const) {
      const { data, status } = await terminal.send(0xb1, p1, p2, fromHex('540300FFFE'), 12)
      expect(status).toBe(0x9000)
      expect(readTlvs(data)[0]!.value).toEqual(file.subarray(0xfffe, 0xfffe + 10))
    }
    expect((await terminal.send(0xb1, 0, 0, fromHex('5403013885'), 12)).status).toBe(0x6b00)
    for (const wrong of ['5400', '5305', '540100540100', '54050000000000', '', '5404']) {
      expect((await terminal.send(0xb1, 0, 0, fromHex(wrong), 12)).status).toBe(0x6a80)
    }
  })

  test('no file, no Le, no such file', async () => {
    const { terminal } = await opened()
    expect(await read(terminal, 0, 0, 4)).toEqual([0, '6986'])
    expect((await terminal.send(0xb0, 0x81, 0)).status).toBe(0x6700)
    expect((await terminal.send(0xa4, 0x02, 0x0c, fromHex('0104'))).status).toBe(0x6a82)
    expect((await terminal.send(0xa4, 0x02, 0x0c, fromHex('01'))).status).toBe(0x6a80)
  })
})

describe('commands', () => {
  test.each([
    ['too short', '00B0', '6700'],
    ['Lc lies', '00A4020C0301', '6700'],
    ['extended Lc of 0', '00A4020C00000000', '6700'],
    ['unknown class', '80B0810004', '6e00'],
    ['unknown instruction', '00FE000000', '6d00'],
    ['GENERAL AUTHENTICATE out of place', '008600000002', '6700'],
    ['GENERAL AUTHENTICATE with nothing to go on', '10860000027C0000', '6985'],
    ['GET RESPONSE with nothing to fetch', '00C0000000', '6985'],
    ['SELECT that wants a file', '00A4020C023F00', '6a82'],
    ['unknown application', '00A4040C05A000000001', '6a82'],
    ['SELECT with FCI, application', '00A4040007A000000247100100', '6f098407a00000024710019000'],
    ['SELECT with FCP, master file', '00A40004023F0000', '6204830' + '23f009000'],
  ] as const)('%s', async (_, command, response) => {
    const chip = createVirtualChip({ files })
    expect(toHex(await chip.transmit(fromHex(command)))).toBe(response)
  })

  test('any bytes are answered by a status word at least', async () => {
    const { chip } = await opened()
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 167 + length * 13) & 0xff)
      expect((await chip.transmit(bytes)).length).toBeGreaterThanOrEqual(2)
    }
  })

  test('extended length is refused where the chip does not have it, and over its limit', async () => {
    const command = apdu(0, 0xb0, 0x81, 0, undefined, 300, true)
    const without = createVirtualChip({ files, extendedLength: false })
    expect(toHex(await without.transmit(command))).toBe('6700')
    const narrow = createVirtualChip({ files, extendedLength: { command: 20, response: 10 } })
    const limited = await narrow.transmit(concatBytes(fromHex('00B08100000000')))
    expect(limited.length).toBe(12)
    expect(toHex(await narrow.transmit(apdu(0, 0xa4, 4, 0x0c, new Uint8Array(16), undefined, true)))).toBe(
      '6700',
    )
  })

  test('power: off it does not answer, on again everything is forgotten', async () => {
    const { chip, terminal } = await opened()
    chip.powerOff()
    await expect(chip.transmit(fromHex('00B0810004'))).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
    chip.powerOn()
    terminal.forget()
    expect((await terminal.send(0xb0, 0x82, 0, undefined, 4)).status).toBe(0x6a82)
    await chip.close()
    await chip.close()
    await expect(chip.transmit(fromHex('00B0810004'))).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
  })

  test('the answer to reset is well-formed and tells of extended length', () => {
    const check = (atr: Uint8Array): number => atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0)
    const atr = createVirtualChip({ files }).atr
    expect(toHex(atr)).toBe(`3b8580018073${'8401e0'}${toHex(atr.subarray(-1))}`)
    expect(check(atr)).toBe(0)
    expect(toHex(createVirtualChip({ files, extendedLength: false }).atr)).toContain('8073840180')
  })

  test('a transcript holds each exchange, as sent and as meant', async () => {
    const exchanges: ChipExchange[] = []
    const { terminal } = await opened({ onExchange: (exchange: ChipExchange) => exchanges.push(exchange) })
    await terminal.send(0xb0, 0x9e, 0, undefined, 4)
    const last = exchanges.at(-1)!
    expect(exchanges.length).toBe(4)
    expect(last.secured).toBe(true)
    expect(last.plainCommand).toMatchObject({ ins: 0xb0, p1: 0x9e, expected: 4 })
    expect(toHex(last.plainResponse!)).toBe(`${toHex(files['EF.COM']!.subarray(0, 4))}9000`)
    expect(last.response).toHaveLength(encodeTlv(0x87, new Uint8Array(9)).length + 16)
  })

  test('the same seed gives the same bytes', async () => {
    const challenge = async (): Promise<string> =>
      toHex(await createVirtualChip({ files, mrz, seed }).transmit(fromHex('0084000008')))
    expect(await challenge()).toBe(await challenge())
  })
})
