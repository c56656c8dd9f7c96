import { describe, expect, test } from 'vitest'
import { equalBytes } from '../../../src/bytes.js'
import { modpGroups, standardizedDomainParameters } from '../../../src/crypto/index.js'
import {
  type ChipPaceOffer,
  createVirtualChip,
  type VirtualChipOptions,
} from '../../../src/testkit/chip/index.js'
import { resolvePaceOffer } from '../../../src/testkit/chip/pace-offer.js'
import { files, information, mrz } from './document.js'
import { Terminal } from './terminal.js'

const ciphers = ['3DES', 'AES-128', 'AES-192', 'AES-256'] as const
const ids = [0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18] as const
const seed = Uint8Array.of(9, 3, 0, 3)

function defined(offer: ChipPaceOffer): boolean {
  try {
    resolvePaceOffer(offer)
    return true
  } catch {
    return false
  }
}

const offers = ids.flatMap(parameterId =>
  (['GM', 'IM', 'CAM'] as const).flatMap(mapping =>
    ciphers.map(cipher => ({ mapping, cipher, parameterId })).filter(defined),
  ),
)

function chipWith(options: Partial<VirtualChipOptions>) {
  return createVirtualChip({ files, mrz, can: '123456', seed, ...options })
}

async function pace(terminal: Terminal, offer: ChipPaceOffer, extended = false) {
  const { oid, mapping, cipher, parameters } = resolvePaceOffer(offer)
  return terminal.pace({ oid, mapping, cipher, parameters, password: 2, secret: '123456', extended })
}

async function readAll(terminal: Terminal, extended: boolean): Promise<void> {
  expect((await terminal.selectApplication()).status).toBe(0x9000)
  for (const [name, identifier] of [
    ['EF.COM', 0x1e],
    ['EF.SOD', 0x1d],
    ['EF.DG1', 1],
    ['EF.DG2', 2],
    ['EF.DG3', 3],
  ] as const) {
    const read = await terminal.readFile(identifier, extended ? 20_000 : 0xdf, { extended })
    expect(equalBytes(read, files[name]!), name).toBe(true)
  }
}

describe('PACE: mapping x parameters x cipher', () => {
  test('the combinations that Doc 9303-11 defines, and no other', () => {
    // 3 groups x 2 mappings x 4 ciphers; 11 curves x (4 GM + 3 CAM); integrated mapping on all but P-224.
    expect(offers.length).toBe(3 * 2 * 4 + 11 * 7 + 10 * 4)
  })

  test.each(offers.map(offer => [`${offer.mapping} ${offer.parameterId} ${offer.cipher}`, offer] as const))(
    '%s, with and without extended length',
    async (_, offer) => {
      for (const extendedLength of [true, false]) {
        const terminal = new Terminal(chipWith({ access: { pace: [offer] }, extendedLength }))
        const last = await pace(terminal, offer, extendedLength)
        expect(last.status).toBe(0x9000)
        expect((await terminal.selectApplication()).status).toBe(0x9000)
        expect(await terminal.readFile(0x1e)).toEqual(files['EF.COM'])
      }
    },
  )

  test.each(ciphers)('a whole document with %s, blocks long and short', async cipher => {
    for (const extended of [true, false]) {
      const offer = { mapping: 'GM', cipher, parameterId: 12 } as const
      const terminal = new Terminal(chipWith({ access: { pace: [offer] }, extendedLength: extended }))
      await pace(terminal, offer)
      await readAll(terminal, extended)
    }
  })

  test.each([
    [
      'EC',
      {
        mapping: 'GM',
        cipher: 'AES-128',
        parameterId: 40,
        explicitParameters: standardizedDomainParameters(13)!,
      },
    ],
    [
      'DH',
      {
        mapping: 'IM',
        cipher: 'AES-256',
        parameterId: 41,
        explicitParameters: { type: 'DH', group: modpGroups[2]! },
      },
    ],
  ] as const)('explicit parameters: %s', async (_, offer) => {
    const terminal = new Terminal(chipWith({ access: { pace: [offer] } }))
    expect((await pace(terminal, offer)).status).toBe(0x9000)
  })

  test('the reference of the parameters is needed where there are two sets, and chooses', async () => {
    const pair = [12, 13].map(parameterId => ({ mapping: 'GM', cipher: 'AES-128', parameterId }) as const)
    const { oid } = resolvePaceOffer(pair[0]!)
    const options = {
      oid,
      mapping: 'GM',
      cipher: 'AES-128',
      parameters: 13,
      password: 2,
      secret: '123456',
    } as const
    const terminal = new Terminal(chipWith({ access: { pace: pair } }))
    expect((await terminal.pace(options)).status).toBe(0x6a88)
    expect((await terminal.pace({ ...options, reference: 11 })).status).toBe(0x6a88)
    expect((await terminal.pace({ ...options, reference: 13 })).status).toBe(0x9000)
  })

  test('every password opens, another secret does not', async () => {
    const offer = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 } as const
    const { oid } = resolvePaceOffer(offer)
    const secrets = [information, '123456', '654321', '1234567890']
    const chip = chipWith({ access: { pace: [offer] }, pin: '654321', puk: '1234567890' })
    const run = (password: number, secret: string) =>
      new Terminal(chip).pace({ ...offer, oid, parameters: 12, password, secret })
    for (const [index, secret] of secrets.entries()) {
      chip.reset()
      expect((await run(index + 1, secret)).status).toBe(0x9000)
      chip.reset()
      const refused = (await run(index + 1, '000000')).status
      expect(refused).toBe(index === 2 ? 0x63c2 : 0x6300)
      expect(chip.secured).toBe(false)
    }
    chip.reset()
    expect((await run(5, 'x')).status).toBe(0x6a88)
  })

  test('a PIN with one try left needs the CAN first, and one without is blocked until the PUK', async () => {
    const offer = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 } as const
    const { oid } = resolvePaceOffer(offer)
    const chip = chipWith({ access: { pace: [offer] }, pin: '654321', puk: '1234567890' })
    let terminal = new Terminal(chip)
    const run = (password: number, secret: string) =>
      terminal.pace({ ...offer, oid, parameters: 12, password, secret })
    const restart = () => {
      chip.reset()
      terminal = new Terminal(chip)
    }
    expect((await run(3, '000000')).status).toBe(0x63c2)
    expect((await run(3, '000000')).status).toBe(0x63c1)
    expect((await run(3, '654321')).status).toBe(0x6985)
    expect((await run(2, '123456')).status).toBe(0x9000)
    expect((await run(3, '654321')).status).toBe(0x9000)
    expect(chip.triesLeft('PIN')).toBe(3)
    restart()
    await run(3, '000000')
    await run(3, '000000')
    await run(2, '123456')
    expect((await run(3, '000000')).status).toBe(0x63c0)
    restart()
    expect(chip.triesLeft('PIN')).toBe(0)
    expect((await run(3, '654321')).status).toBe(0x6983)
    expect((await run(4, '1234567890')).status).toBe(0x9000)
    expect(chip.triesLeft('PIN')).toBe(3)
  })

  test('combinations that Doc 9303 does not define are refused', () => {
    for (const offer of [
      { mapping: 'CAM', cipher: '3DES', parameterId: 12 },
      { mapping: 'CAM', cipher: 'AES-128', parameterId: 0 },
      { mapping: 'IM', cipher: 'AES-128', parameterId: 10 },
      { mapping: 'GM', cipher: 'AES-128', parameterId: 7 },
      {
        mapping: 'GM',
        cipher: 'AES-128',
        parameterId: 20,
        explicitParameters: standardizedDomainParameters(12)!,
      },
    ] as const) {
      expect(() => chipWith({ access: { pace: [offer] } })).toThrow(TypeError)
    }
    expect(() => createVirtualChip({ files, access: { bac: true } })).toThrow(TypeError)
    expect(() => createVirtualChip({ files, dateOfBirth: '690806' })).toThrow(TypeError)
    expect(() => createVirtualChip({ files: { 'EF.DG17': new Uint8Array(2) } as never })).toThrow(TypeError)
  })
})

describe('Basic Access Control', () => {
  test.each([true, false])('a whole document, extended length %s', async extended => {
    const terminal = new Terminal(chipWith({ extendedLength: extended }))
    await terminal.selectApplication()
    expect((await terminal.bac(information)).status).toBe(0x9000)
    await readAll(terminal, extended)
  })

  test('the wrong key, a missing challenge and a used one are refused', async () => {
    const chip = chipWith({})
    const terminal = new Terminal(chip)
    await terminal.selectApplication()
    expect((await terminal.bac('X898902C<369080619406236')).status).toBe(0x6300)
    expect((await terminal.send(0x82, 0, 0, new Uint8Array(40), 40)).status).toBe(0x6985)
    await terminal.send(0x84, 0, 0, undefined, 8)
    expect((await terminal.send(0x82, 0, 0, new Uint8Array(39), 40)).status).toBe(0x6700)
    expect((await terminal.send(0x82, 0, 0, new Uint8Array(40), 40)).status).toBe(0x6985)
    expect((await terminal.bac(information)).status).toBe(0x9000)
  })

  test('a chip without BAC says 6A88', async () => {
    const offer = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 } as const
    const terminal = new Terminal(chipWith({ access: { pace: [offer] } }))
    await terminal.selectApplication()
    expect((await terminal.bac(information)).status).toBe(0x6a88)
  })
})
