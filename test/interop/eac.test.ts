import { afterAll, describe, expect, test } from 'vitest'
import { type DocumentPassword, performPace, selectPaceOffer } from '../../src/access/index.js'
import { type CommandApdu, sendCommand } from '../../src/apdu/index.js'
import { latin1ToBytes } from '../../src/bytes.js'
import { standardizedDomainParameters } from '../../src/crypto/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { parseEfCardAccess } from '../../src/lds/index.js'
import {
  type ChipFault,
  type ChipPaceOffer,
  createVirtualChip,
  writeEfCardAccess,
} from '../../src/testkit/chip/index.js'
import { resolvePaceOffer } from '../../src/testkit/chip/pace-offer.js'
import { buildEacParty, EacParty, eacProtocol } from './eac.js'
import { EacChip } from './eac-chip.js'
import { performEacPace } from './eac-terminal.js'

const program = buildEacParty()
const party = program === undefined ? undefined : new EacParty(program)
afterAll(() => party?.end())

const zone =
  'I<UTOD231458907<<<<<<<<<<<<<<<' + '7408122F1204159UTO<<<<<<<<<<<6' + 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'
const passwords = [
  [1, 'MRZ', zone],
  [2, 'CAN', '123456'],
  [3, 'PIN', '654321'],
  [4, 'PUK', '1234567890'],
] as const
const efCom = Uint8Array.of(0x60, 0x03, 0x5c, 0x01, 0x61)
const ids = [0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18] as const
const ciphers = ['3DES', 'AES-128', 'AES-192', 'AES-256'] as const
const combinations = ids.flatMap(parameterId =>
  ciphers.map(cipher => {
    const { type } = standardizedDomainParameters(parameterId)!
    return [
      `${type === 'EC' ? 'ECDH' : 'DH'} ${parameterId} ${cipher}`,
      { type, parameterId, cipher },
    ] as const
  }),
)

function chipWith(offer: ChipPaceOffer, faults: readonly ChipFault[] = []) {
  return createVirtualChip({
    files: { 'EF.COM': efCom },
    mrz: zone,
    can: '123456',
    pin: '654321',
    puk: '1234567890',
    access: { pace: [offer] },
    faults,
  })
}

/**
 * OpenPACE drops the leading zeros of a Diffie-Hellman secret; PKCS#3 §8, which Doc 9303-11 §9.6 names, keeps them. One run
 * in 256 over DH fails for that reason alone and is done again; the test "leading zeros" shows it without chance.
 */
async function again<T>(
  type: 'EC' | 'DH',
  run: () => Promise<T>,
  failed: (result: T) => boolean,
): Promise<T> {
  let result = await run()
  for (let tries = 0; type === 'DH' && failed(result) && tries < 2; tries++) result = await run()
  return result
}

const selectApplication = Uint8Array.of(0xa0, 0, 0, 2, 0x47, 0x10, 1)

describe.skipIf(party === undefined)('OpenPACE as the terminal of the virtual chip', () => {
  test.each(combinations)('generic mapping, %s', async (_, { type, parameterId, cipher }) => {
    const offer = { mapping: 'GM', cipher, parameterId } as const
    const chip = chipWith(offer)
    const { oid } = resolvePaceOffer(offer)
    const secret = latin1ToBytes('123456')
    const session = await again(
      type,
      () => performEacPace(party!, chip, { oid, ...offer, type, password: 2, secret }),
      result => typeof result === 'number',
    )
    if (typeof session === 'number') throw new Error(`status ${session.toString(16)}`)
    const send = async (header: readonly number[], data: Uint8Array, le: readonly number[]) =>
      session.openResponse(
        await chip.transmit(await session.protectCommand(Uint8Array.from(header), data, Uint8Array.from(le))),
      )
    expect(await send([0, 0xa4, 4, 0x0c], selectApplication, [])).toMatchObject({ status: 0x9000 })
    expect(await send([0, 0xb0, 0x9e, 0], new Uint8Array(0), [5])).toEqual({ data: efCom, status: 0x9000 })
  })

  test.each(passwords)('password %i: %s', async (password, _, text) => {
    const offer = { mapping: 'GM', cipher: 'AES-256', parameterId: 12 } as const
    const { oid } = resolvePaceOffer(offer)
    const pace = { oid, ...offer, type: 'EC', password } as const
    const run = (secret: string) =>
      performEacPace(party!, chipWith(offer), { ...pace, secret: latin1ToBytes(secret) })
    expect(await run(text)).toBeTypeOf('object')
    const other = text.replace(/[1-6]/, digit => `${Number(digit) + 1}`)
    expect(await run(other)).toBe(password === 3 ? 0x63c2 : 0x6300)
  })

  test.each([
    ['ECDH', 'EC', 12, undefined],
    ['DH', 'DH', 0, 0x6300],
  ] as const)('leading zeros of the secret over %s', async (_, type, parameterId, refused) => {
    const offer = { mapping: 'GM', cipher: 'AES-128', parameterId } as const
    const { oid } = resolvePaceOffer(offer)
    const chip = chipWith(offer, ['leadingZeroSecret'])
    const secret = latin1ToBytes('123456')
    const session = await performEacPace(party!, chip, { oid, ...offer, type, password: 2, secret })
    if (refused === undefined) expect(session).toBeTypeOf('object')
    else expect(session).toBe(refused)
  })

  // OpenPACE has the integrated mapping of a draft only (TR-03110 2.01: Icart's function of E(t, s)), which is another
  // one than Doc 9303's, and refuses it for every later version.
  test.each([
    ['DH', 0],
    ['EC', 13],
  ] as const)('it does not speak the integrated mapping over %s', async (type, id) => {
    expect(await party!.agrees('init', eacProtocol('IM', type, 'AES-128'), id, 2, latin1ToBytes('1'))).toBe(
      false,
    )
  })
})

describe.skipIf(party === undefined)('OpenPACE as the chip, the library as the terminal', () => {
  const chipOf = (parameterId: number, cipher: (typeof ciphers)[number], type: 'EC' | 'DH') => {
    const file = writeEfCardAccess([{ mapping: 'GM', cipher, parameterId }])
    const secrets = Object.fromEntries(
      passwords.map(([reference, , text]) => [reference, latin1ToBytes(text)]),
    )
    const chip = new EacChip(party!, {
      mapping: 'GM',
      type,
      cipher,
      parameterId,
      secrets,
      files: { 28: file, 30: efCom },
    })
    return { chip, offer: selectPaceOffer(parseEfCardAccess(file).securityInfos) }
  }
  const can = { type: 'CAN', secret: '123456' } as const

  test.each(combinations)('generic mapping, %s', async (_, { type, parameterId, cipher }) => {
    const { chip, offer } = chipOf(parameterId, cipher, type)
    expect(offer).toMatchObject({ mapping: 'GM', cipher, parameterId })
    const run = await again(
      type,
      () => performPace(chip, offer, can, { crypto: nativeBackend }),
      ({ completed }) => !completed,
    )
    if (!run.completed) throw run.error
    const send = (command: CommandApdu) => sendCommand(run.channel, command)
    const select = { cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: selectApplication }
    expect((await send(select)).sw).toBe(0x9000)
    expect((await send({ cla: 0, ins: 0xb0, p1: 0x9e, p2: 0, le: 5 })).data).toEqual(efCom)
    expect((await send({ cla: 0, ins: 0xb0, p1: 0x81, p2: 0, le: 5 })).sw).toBe(0x6a82)
  })

  test.each<DocumentPassword>([
    { type: 'MRZ', mrz: { documentNumber: 'D23145890', dateOfBirth: '740812', dateOfExpiry: '120415' } },
    can,
    { type: 'PIN', secret: '654321' },
    { type: 'PUK', secret: '1234567890' },
  ])('password $type', async password => {
    const { chip, offer } = chipOf(13, 'AES-128', 'EC')
    expect(await performPace(chip, offer, password)).toMatchObject({ completed: true })
    const wrong = { type: 'CAN', secret: '123457' } as const
    expect(await performPace(chip, offer, wrong)).toMatchObject({
      completed: false,
      error: { code: 'ACCESS_DENIED', statusWord: 0x6300 },
    })
  })
})
