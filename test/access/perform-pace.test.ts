import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DocumentPassword, type PaceRun, performPace } from '../../src/access/index.js'
import { type CardChannel, sendCommand, triesLeft } from '../../src/apdu/index.js'
import { encodeTlv } from '../../src/asn1/index.js'
import { verifyPaceCam } from '../../src/authentication/index.js'
import { concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { modpGroups, standardizedDomainParameters } from '../../src/crypto/index.js'
import { nativeBackend as crypto } from '../../src/crypto/native/index.js'
import { parseEfCardSecurity } from '../../src/lds/index.js'
import {
  type ChipFaultDescription,
  type ChipPaceOffer,
  chipFaults,
  type VirtualChip,
} from '../../src/testkit/chip/index.js'
import { chipWith, fields, offerOf, offersOf, readShort } from './pace-offers.js'
import { scripted, watched } from './scripted.js'

const gm = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 } as const
const can: DocumentPassword = { type: 'CAN', secret: '123456' }
const pin: DocumentPassword = { type: 'PIN', secret: '654321' }
const wrongPin: DocumentPassword = { type: 'PIN', secret: '111111' }
const puk: DocumentPassword = { type: 'PUK', secret: '1234567890' }
const open = (chip: CardChannel, password: DocumentPassword = can, offer: ChipPaceOffer = gm, options = {}) =>
  performPace(chip, offerOf(offer), password, { crypto, ...options })

function errorOf(run: PaceRun) {
  if (run.completed) throw new Error('completed')
  expect(run.evidence).toMatchObject({
    completed: false,
    fault: { code: run.error.code, message: run.error.message },
  })
  expect(run.evidence.fault?.statusWord).toBe(run.error.statusWord)
  return run.error
}

const commandsOf = (run: PaceRun): readonly string[] =>
  run.evidence.transcript.map(({ command }) => toHex(command))

describe('MSE:Set AT', () => {
  test('one set of parameters: it is not named', async () => {
    const run = await open(chipWith([gm]))
    expect(commandsOf(run)[0]).toBe('0022c1a40f800a04007f00070202040202830102')
  })

  test('several sets: the one is named', async () => {
    const pair = [gm, { ...gm, parameterId: 13 }]
    for (const offer of offersOf(...pair)) {
      const run = await performPace(chipWith(pair), offer, can, { crypto })
      expect(run.completed).toBe(true)
      expect(run.evidence.parameterId).toBe(offer.parameterId)
      expect(commandsOf(run)[0]).toMatch(new RegExp(`8401${toHex(Uint8Array.of(offer.parameterId!))}$`))
    }
  })

  test('one set, and the chip wants it named all the same (UA)', async () => {
    const run = await open(chipWith([gm], { faults: ['paceNeedsParameterReference'] }))
    expect(run.completed).toBe(true)
    expect(commandsOf(run).slice(0, 2)).toEqual([
      '0022c1a40f800a04007f00070202040202830102',
      '0022c1a412800a04007f0007020204020283010284010c',
    ])
  })

  test('the object 7F4C goes with it, and the names of the trust anchors come back', async () => {
    const chat = fromHex('7f4c0e060904007f000703010201530103')
    const chip = chipWith([gm])
    const line: CardChannel = {
      async transmit(command) {
        const response = await chip.transmit(command)
        if (command[0] !== 0x00 || command[1] !== 0x86) return response
        const token = response.subarray(2, -2)
        const names = ['UTCVCA00002', 'UTCVCA00001'].map((name, at) =>
          encodeTlv(0x87 + at, new TextEncoder().encode(name)),
        )
        return fromHex(`${toHex(encodeTlv(0x7c, token, ...names))}9000`)
      },
    }
    const run = await open(line, can, gm, { authorizationTemplate: chat })
    if (!run.completed) throw run.error
    expect(commandsOf(run)[0]).toContain(toHex(chat))
    expect(run.certificationAuthorityReferences.map(name => new TextDecoder().decode(name))).toEqual([
      'UTCVCA00002',
      'UTCVCA00001',
    ])
    expect(run.chipEphemeralKey).toHaveLength(65)
  })

  test('explicit parameters, on a curve and in a group', async () => {
    const offers: readonly ChipPaceOffer[] = [
      {
        mapping: 'GM',
        cipher: 'AES-256',
        parameterId: 40,
        explicitParameters: standardizedDomainParameters(16)!,
      },
      {
        mapping: 'IM',
        cipher: 'AES-192',
        parameterId: 300,
        explicitParameters: { type: 'DH', group: modpGroups[2]! },
      },
    ]
    for (const offer of offers) {
      const run = await open(chipWith([offer]), can, offer)
      expect(run.completed).toBe(true)
      expect(run.evidence.parameterId).toBe(offer.parameterId)
    }
    for (const offer of offersOf(...offers)) {
      expect((await performPace(chipWith(offers), offer, can, { crypto })).completed).toBe(true)
    }
  })
})

describe('passwords', () => {
  test('a wrong one is tried once: ACCESS_DENIED, with status word and transcript', async () => {
    const chip = chipWith([gm])
    const run = await open(chip, { type: 'CAN', secret: '123457' })
    expect(errorOf(run)).toMatchObject({ code: 'ACCESS_DENIED', statusWord: 0x6300 })
    expect(run.evidence.transcript).toHaveLength(5)
    expect(chip.commandCount).toBe(5)
  })

  test('a PIN: the tries left are in the error; the last one is left to the caller, and the CAN resumes it', async () => {
    const chip = chipWith([gm])
    const tries = async (password: DocumentPassword) =>
      triesLeft(errorOf(await open(chip, password)).statusWord!)
    expect(await tries(wrongPin)).toBe(2)
    expect(await tries(wrongPin)).toBe(1)

    // Not even the right one is tried now, unless the caller says so.
    const before = chip.commandCount
    const error = errorOf(await open(chip, pin))
    expect(error).toMatchObject({ code: 'ACCESS_DENIED', statusWord: 0x63c1 })
    expect(chip.commandCount).toBe(before + 1)
    expect(chip.triesLeft('PIN')).toBe(1)

    // The chip itself asks for the CAN first.
    expect(errorOf(await open(chip, pin, gm, { useLastTry: true }))).toMatchObject({ statusWord: 0x6985 })
    const byCan = await open(chip, can)
    if (!byCan.completed) throw byCan.error
    const byPin = await open(byCan.channel, pin, gm, { useLastTry: true })
    if (!byPin.completed) throw byPin.error
    expect(chip.triesLeft('PIN')).toBe(3)
    expect(byCan.channel.closed).toBe(true)
    expect(byPin.channel.underlying).toBe(chip)
    const command = { cla: 0, ins: 0xb0, p1: 0x9c, p2: 0, le: 16 }
    expect((await sendCommand(byPin.channel, command)).sw).toBe(0x9000)
  })

  test('a PIN that is blocked is not tried; the PUK frees it', async () => {
    const chip = chipWith([gm], { retries: { PIN: 2 } })
    expect(errorOf(await open(chip, wrongPin)).statusWord).toBe(0x63c1)
    const byCan = await open(chip, can)
    if (!byCan.completed) throw byCan.error
    const last = await open(byCan.channel, wrongPin, gm, { useLastTry: true })
    expect(errorOf(last).statusWord).toBe(0x63c0)
    for (const useLastTry of [false, true]) {
      const error = errorOf(await open(chip, pin, gm, { useLastTry }))
      expect(error).toMatchObject({ code: 'ACCESS_DENIED', statusWord: 0x63c0 })
    }
    expect((await open(chip, puk)).completed).toBe(true)
    expect(chip.triesLeft('PIN')).toBe(2)
  })

  test('6Cxx to the last step: the password is not tried twice', async () => {
    const chip = chipWith([gm])
    const line: CardChannel = {
      async transmit(command) {
        const response = await chip.transmit(command)
        return command[0] === 0x00 && command[1] === 0x86 ? Uint8Array.of(0x6c, 0x0c) : response
      },
    }
    expect(errorOf(await open(line))).toMatchObject({ code: 'APDU_STATUS', statusWord: 0x6c0c })
    expect(chip.commandCount).toBe(5)
  })

  test('one that the chip does not have: ACCESS_UNSUPPORTED', async () => {
    const { documentNumber: _, ...rest } = fields
    const chip = chipWith([gm], { ...rest, documentNumber: 'X' })
    const line = scripted('6A88')
    expect(errorOf(await open(line, puk))).toMatchObject({ code: 'ACCESS_UNSUPPORTED', statusWord: 0x6a88 })
    expect(errorOf(await open(chip, { type: 'MRZ', mrz: fields }))).toMatchObject({ code: 'ACCESS_DENIED' })
  })

  test('no secret, or none that can be encoded: a mistake of the caller, before anything is sent', async () => {
    const chip = chipWith([gm])
    await expect(open(chip, { type: 'CAN', secret: '' })).rejects.toBeInstanceOf(TypeError)
    await expect(open(chip, { type: 'PIN', secret: '12345€' })).rejects.toBeInstanceOf(TypeError)
    const mrz = { ...fields, dateOfExpiry: '991301' }
    await expect(open(chip, { type: 'MRZ', mrz })).rejects.toMatchObject({ code: 'MRZ_UNREPRESENTABLE' })
    expect(chip.commandCount).toBe(0)
  })

  test('secrets are not in what is kept or said', async () => {
    for (const password of [can, { type: 'CAN', secret: '987654' } as const]) {
      const run = await open(chipWith([gm]), password)
      const text = JSON.stringify(run, (_, value) => (value instanceof Uint8Array ? toHex(value) : value))
      expect(text).not.toContain('123456')
      expect(text).not.toContain('987654')
    }
  })
})

const kinds = {
  'ECDH-GM': gm,
  'DH-GM': { ...gm, parameterId: 0 },
  'ECDH-IM': { mapping: 'IM', cipher: 'AES-256', parameterId: 13 },
  'DH-IM': { mapping: 'IM', cipher: '3DES', parameterId: 0 },
  CAM: { mapping: 'CAM', cipher: 'AES-192', parameterId: 13 },
} as const satisfies Record<string, ChipPaceOffer>

/** Whether a fault shows with an offer. */
function shows({ needs }: ChipFaultDescription, { mapping, cipher, parameterId }: ChipPaceOffer): boolean {
  const has: Readonly<Record<string, boolean>> = {
    PACE: true,
    ECDH: parameterId >= 8,
    DH: parameterId < 8,
    GM: mapping !== 'IM',
    IM: mapping === 'IM',
    CAM: mapping === 'CAM',
    AES: cipher !== '3DES',
  }
  return needs.every(need => has[need] === true)
}

const otherCodes: Readonly<Record<string, string>> = {
  paceFails: 'ACCESS_DENIED',
  passwordBlocked: 'ACCESS_DENIED',
  lastTry: 'ACCESS_DENIED',
  paceNonceWrong: 'ACCESS_DENIED',
  paceRefused: 'APDU_STATUS',
  paceNonceRefused: 'APDU_STATUS',
  paceMappingRefused: 'APDU_STATUS',
  paceEphemeralRefused: 'APDU_STATUS',
}

describe('a hostile chip', () => {
  const faults = chipFaults.filter(
    fault => fault.phase === 'pace' || ['paceFails', 'passwordBlocked', 'lastTry'].includes(fault.id),
  )
  const rows = faults.flatMap(fault =>
    (Object.keys(kinds) as (keyof typeof kinds)[])
      .filter(kind => shows(fault, kinds[kind]))
      .map(kind => [fault.id, kind, fault.outcome] as const),
  )

  test.each(rows)('%s with %s: %s', async (id, kind, outcome) => {
    const chip = chipWith([kinds[kind]], { faults: [id] })
    const run = await open(chip, can, kinds[kind])
    // Made with another key than the chip's: a right run of PACE, which verifyPaceCam refuses.
    if (outcome === 'read' || id === 'camOtherKey') {
      expect(run.completed).toBe(true)
      return
    }
    expect(errorOf(run).code).toBe(otherCodes[id] ?? 'ACCESS_BAD_RESPONSE')
    expect(chip.commandCount).toBeLessThanOrEqual(6)
  })

  const onTheLine = [
    ['emptyResponse', 'APDU_BAD_RESPONSE'],
    ['oneByteResponse', 'APDU_BAD_RESPONSE'],
    ['hugeResponse', 'APDU_BAD_RESPONSE'],
    ['endlessMoreData', 'APDU_BAD_RESPONSE'],
    ['endlessMoreParts', 'APDU_BAD_RESPONSE'],
    ['endlessWrongLe', 'APDU_STATUS'],
    ['commandLost', 'APDU_CHANNEL'],
    ['responseLost', 'APDU_CHANNEL'],
    ['cardRemoved', 'APDU_CHANNEL'],
  ] as const
  test.each(onTheLine)('%s at any step: %s', async (id, code) => {
    for (const after of [0, 1, 2, 3, 4]) {
      const chip = chipWith([gm], { faults: [{ id, after }] })
      expect(errorOf(await open(chip))).toMatchObject({ code })
      expect(chip.commandCount).toBeLessThan(1_100)
    }
  })

  test('random bytes at any step are refused', async () => {
    for (const after of [0, 1, 2, 3, 4]) {
      const run = await open(chipWith([gm], { faults: [{ id: 'garbage', after }] }))
      expect(errorOf(run).code).toMatch(/^(ACCESS_|APDU_)/)
    }
  })

  test.each([
    ['9000', 'nothing'],
    ['7C009000', 'no nonce'],
    ['7C84FFFFFFFF80109000', 'a header that claims 4 GB'],
    ['7C1280109000', 'a header that claims more than there is'],
    ['7C0280007C0280009000', 'two templates'],
    ['7C228010000102030405060708090A0B0C0D0E0F8010000102030405060708090A0B0C0D0E0F9000', 'two nonces'],
    ['7C8280009000', 'an indefinite length'],
    ['7C808010000102030405060708090A0B0C0D0E0F00009000', 'an indefinite template'],
    [`7C52${'8050'}${'00'.repeat(0x50)}9000`, 'a nonce of five blocks'],
  ])('%s: %s', async answer => {
    const chip = scripted('9000', answer)
    expect(errorOf(await open(chip)).code).toBe('ACCESS_BAD_RESPONSE')
    expect(chip.sent).toHaveLength(2)
  })

  test('no response but the right one leads to an open chip', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<keyof typeof kinds>('ECDH-GM', 'ECDH-IM'),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('change', 'cut', 'insert', 'append'),
        async (kind, step, where, value, way) => {
          const chip = chipWith([kinds[kind]])
          let count = 0
          const line: CardChannel = {
            async transmit(command) {
              const response = await chip.transmit(command)
              if (count++ !== step) return response
              const at = where % response.length
              const [before, after] = [response.subarray(0, at), response.subarray(at)]
              if (way === 'cut') return before
              if (way === 'append') return concatBytes(response, Uint8Array.of(value))
              if (way === 'insert') return concatBytes(before, Uint8Array.of(value), after)
              return concatBytes(before, Uint8Array.of(after[0]! ^ value), after.subarray(1))
            },
          }
          expect(errorOf(await open(line, can, kinds[kind])).code).toMatch(/^(ACCESS|APDU)_/)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('chip authentication data that were changed on the way: it is verifyPaceCam that refuses them', async () => {
    const chip = chipWith([kinds.CAM])
    const line: CardChannel = {
      async transmit(command) {
        const response = await chip.transmit(command)
        if (command[0] !== 0x00 || command[1] !== 0x86) return response
        // In the first of three blocks: the padding, in the last, stays whole.
        const changed = response.slice()
        changed[changed.length - 2 - 48] = changed[changed.length - 2 - 48]! ^ 0x01
        return changed
      },
    }
    for (const [channel, status] of [
      [chip, 'passed'],
      [line, 'failed'],
    ] as const) {
      const run = await open(channel, can, kinds.CAM)
      // One time in three the number is not below the order, and refused at once.
      if (!run.completed) {
        expect(run.error.code).toBe('ACCESS_BAD_RESPONSE')
        continue
      }
      const file = await readShort(run.channel, 0x9d)
      const { securityInfos } = parseEfCardSecurity(file)
      expect(verifyPaceCam(run.evidence, securityInfos, crypto).status).toBe(status)
    }
  })

  test('what a channel throws that is no EmrtdError is passed on', async () => {
    const broken = new Error('broken')
    await expect(open({ transmit: () => Promise.reject(broken) })).rejects.toBe(broken)
  })
})

describe('keys', () => {
  const outcomes = [
    ['of a run that completed', undefined],
    ['of one that the chip refused', 'paceFails'],
    ['of one that was refused', 'paceTokenWrong'],
  ] as const
  test.each(outcomes)('%s are overwritten', async (_, fault) => {
    for (const offer of [gm, kinds.CAM]) {
      const chip: VirtualChip = chipWith([offer], { faults: fault === undefined ? [] : [fault] })
      const { backend, seen } = watched(crypto)
      const run = await open(chip, can, offer, { crypto: backend })
      expect(run.completed).toBe(fault === undefined)
      expect(seen.length).toBeGreaterThan(4)
      expect(seen.filter(key => key.some(byte => byte !== 0))).toEqual([])
      // The session has copies of its own, until it is closed.
      if (!run.completed) continue
      const before = seen.length
      expect((await sendCommand(run.channel, { cla: 0, ins: 0xb0, p1: 0x9c, p2: 0, le: 8 })).sw).toBe(0x9000)
      const own = seen.slice(before)
      expect(own.every(key => key.some(byte => byte !== 0))).toBe(true)
      await run.channel.close()
      expect(own.filter(key => key.some(byte => byte !== 0))).toEqual([])
    }
  })
})
