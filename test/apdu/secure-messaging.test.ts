import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CardChannel,
  createSecureMessaging,
  encodeCommandApdu,
  type SecureMessaging,
  sendCommand,
} from '../../src/apdu/index.js'
import { concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { defaultBackend, type SymmetricCipher } from '../../src/crypto/index.js'
import { type ChipAnswer, type ChipCommand, status, success } from '../../src/testkit/chip/chip-command.js'
import type { ChipFault } from '../../src/testkit/chip/chip-faults.js'
import { backends, readVectors } from '../crypto/backends.js'
import { ciphers, keysOf, SessionChip } from './session-chip.js'

const read = { cla: 0x00, ins: 0xb0, p1: 0x9e, p2: 0x00, le: 64 }
const content = Uint8Array.from({ length: 20 }, (_, at) => at)
const refusedBySession = { code: 'APDU_SECURE_MESSAGING' }

/** A session with a chip that answers every command alike. */
function open(
  answer: ChipAnswer | ((command: ChipCommand) => ChipAnswer) = success(content),
  faults: readonly ChipFault[] = [],
  cipher: SymmetricCipher = 'AES-128',
): { readonly chip: SessionChip; readonly channel: SecureMessaging } {
  const answering = typeof answer === 'function' ? answer : () => answer
  const chip = new SessionChip(defaultBackend, cipher, answering, faults)
  return { chip, channel: createSecureMessaging(chip, keysOf(defaultBackend, cipher)) }
}

/** The session is over: it says so, and sends nothing more. */
async function expectOver(channel: SecureMessaging, chip: SessionChip): Promise<void> {
  const sent = chip.received.length
  expect(channel.closed).toBe(true)
  await expect(sendCommand(channel, read)).rejects.toMatchObject(refusedBySession)
  expect(chip.received).toHaveLength(sent)
}

describe.each(backends)('Doc 9303-11 appendix D.4 on the %s backend', (_, crypto) => {
  test('byte for byte', async () => {
    const { vectors } = readVectors('bac')
    const session = vectors.find(({ id }) => id === 'D.3')!.expected
    const steps = vectors.filter(({ id }) => /^D\.4\/\d$/.test(id))
    expect(steps).toHaveLength(3)
    const sent: string[] = []
    const channel = createSecureMessaging(
      {
        async transmit(command) {
          sent.push(toHex(command).toUpperCase())
          return fromHex(steps[sent.length - 1]!.expected['RAPDU']!)
        },
      },
      {
        cipher: '3DES',
        encryptionKey: fromHex(session['KSEnc']!),
        macKey: fromHex(session['KSMAC']!),
        sendSequenceCounter: fromHex(session['SSC']!),
      },
      { crypto },
    )
    for (const { inputs, expected } of steps) {
      const response = await channel.transmit(fromHex(inputs['command']!))
      expect(sent.at(-1)).toBe(expected['ProtectedAPDU'])
      expect(toHex(response).toUpperCase()).toBe(`${expected['DecryptedData'] ?? ''}9000`)
    }
  })

  test.each(ciphers)('%s: commands arrive and answers come back, whatever their length', async cipher => {
    const byte = fc.integer({ min: 0, max: 255 })
    await fc.assert(
      fc.asyncProperty(
        byte,
        fc.uint8Array({ maxLength: 600 }),
        fc.option(fc.integer({ min: 1, max: 65_536 }), { nil: undefined }),
        fc.uint8Array({ maxLength: 600 }),
        fc.constantFrom(0x9000, 0x6282, 0x6a82, 0x6300),
        async (ins, data, le, answer, sw) => {
          const chip = new SessionChip(crypto, cipher, () => ({ data: answer, status: sw }))
          const channel = createSecureMessaging(chip, keysOf(crypto, cipher), { crypto })
          for (let round = 0; round < 2; round++) {
            const command = encodeCommandApdu({ cla: 0x00, ins, p1: 1, p2: 2, data, le })
            const response = await channel.transmit(command)
            expect(toHex(response)).toBe(toHex(answer) + sw.toString(16))
            const received = chip.received.at(-1)!
            expect(received).toMatchObject({ cla: 0x00, ins, p1: 1, p2: 2, expected: le ?? 0 })
            expect(toHex(received.data)).toBe(toHex(data))
          }
        },
      ),
      { numRuns: 20 },
    )
  })
})

describe('what a response must be', () => {
  const faults: readonly ChipFault[] = [
    'smWrongMac',
    'smMacMissing',
    'smMacShort',
    'smStatusMissing',
    'smStatusDiffers',
    'smCryptogramTruncated',
    'smPaddingIndicator',
    'smPaddingBroken',
    'smWrongTags',
    'smLengthLies',
    'smTrailingBytes',
    'smDuplicateObject',
    'smWrongOrder',
    'smOddTagForEvenIns',
    'smSequenceRepeated',
  ]
  test.each(ciphers.flatMap(cipher => faults.map(fault => [fault, cipher] as const)))(
    '%s with %s is refused, and ends the session',
    async (fault, cipher) => {
      const { chip, channel } = open(success(content), [fault], cipher)
      await expect(sendCommand(channel, read)).rejects.toMatchObject(refusedBySession)
      await expectOver(channel, chip)
    },
  )

  test('the response before, once more', async () => {
    const { chip, channel } = open()
    let kept: Uint8Array | undefined
    chip.disturbances.push(
      response => {
        kept = response
        return response
      },
      () => kept!,
    )
    await sendCommand(channel, read)
    await expect(sendCommand(channel, read)).rejects.toMatchObject(refusedBySession)
    await expectOver(channel, chip)
  })

  test('an error status word counts under its checksum only', async () => {
    const { chip, channel } = open(status(0x6a82))
    expect((await sendCommand(channel, read)).sw).toBe(0x6a82)
    chip.disturbances.push(response => concatBytes(response.subarray(0, -2), Uint8Array.of(0x69, 0x82)))
    await expect(sendCommand(channel, read)).rejects.toMatchObject(refusedBySession)
    await expectOver(channel, chip)
  })

  test.each([
    ['data in plain', concatBytes(content, Uint8Array.of(0x90, 0x00))],
    ['data in plain with an error status word', concatBytes(content, Uint8Array.of(0x6a, 0x82))],
    ['success in plain', Uint8Array.of(0x90, 0x00)],
    ['a warning in plain', Uint8Array.of(0x62, 0x83)],
    ['nothing', new Uint8Array(0)],
    ['one byte', Uint8Array.of(0x90)],
    ['a checksum of zeros', fromHex('990290008e0800000000000000009000')],
    ['a header that claims 4 GB', fromHex('8784ffffffff01990290008e0800000000000000009000')],
    ['more than any response holds', new Uint8Array(70_000)],
  ])('%s is refused, and ends the session', async (_, response) => {
    const { chip, channel } = open()
    chip.disturbances.push(() => response)
    const expected =
      response.length < 2 || response.length > 65_538 ? 'APDU_BAD_RESPONSE' : refusedBySession.code
    await expect(sendCommand(channel, read)).rejects.toMatchObject({ code: expected })
    await expectOver(channel, chip)
  })

  test('no response but the right one is taken', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ciphers),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('change', 'cut', 'insert', 'append'),
        async (cipher, where, value, way) => {
          const { chip, channel } = open(success(content), [], cipher)
          chip.disturbances.push(response => {
            const at = where % response.length
            const [before, after] = [response.subarray(0, at), response.subarray(at)]
            if (way === 'cut') return before
            if (way === 'append') return concatBytes(response, Uint8Array.of(value))
            if (way === 'insert') return concatBytes(before, Uint8Array.of(value), after)
            return concatBytes(before, Uint8Array.of(after[0]! ^ value), after.subarray(1))
          })
          const outcome = await channel.transmit(encodeCommandApdu(read)).then(toHex, error => error.code)
          // A cut can leave no more than a status word about lengths, which carries no data.
          expect(String(outcome)).toMatch(/^(APDU_SECURE_MESSAGING|APDU_BAD_RESPONSE|6282|6b00|6700|6c..)$/)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('answers below secure messaging', () => {
  test.each([[0x6700], [0x6b00], [0x6282], [0x6c40]])(
    '%i to a length: given as it is, and the session goes on',
    async sw => {
      const { channel } = open(({ expected }) =>
        expected > 223 ? { ...status(sw), plain: true } : success(content),
      )
      const response = await channel.transmit(encodeCommandApdu({ ...read, le: 256 }))
      expect([...response]).toEqual([sw >>> 8, sw & 0xff])
      expect((await sendCommand(channel, { ...read, le: 223 })).data).toEqual(content)
      expect(channel.closed).toBe(false)
    },
  )

  test('6Cxx: sendCommand asks once more with that Le', async () => {
    const { chip, channel } = open(({ expected }) =>
      expected > 223 ? { ...status(0x6cdf), plain: true } : success(content),
    )
    expect((await sendCommand(channel, { ...read, le: 256 })).data).toEqual(content)
    expect(chip.received.map(({ expected }) => expected)).toEqual([256, 223])
  })

  test('61xx with nothing to fetch: the answer to GET RESPONSE counts, and the session goes on', async () => {
    const { chip } = open(({ expected }) =>
      expected > 223 ? { ...status(0x6110), plain: true } : success(content),
    )
    const line: CardChannel = {
      transmit: async command => (command[1] === 0xc0 ? Uint8Array.of(0x69, 0x85) : chip.transmit(command)),
    }
    const channel = createSecureMessaging(line, keysOf(defaultBackend, 'AES-128'))
    expect((await sendCommand(channel, { ...read, le: 256 })).sw).toBe(0x6985)
    expect((await sendCommand(channel, { ...read, le: 223 })).data).toEqual(content)
  })

  test.each([[0x6988], [0x6987], [0x6982], [0x6a82], [0x6f00], [0x6882]])(
    '%i in plain ends the session; the error carries it',
    async sw => {
      const { chip, channel } = open()
      chip.disturbances.push(() => Uint8Array.of(sw >>> 8, sw))
      await expect(sendCommand(channel, read)).rejects.toMatchObject({ ...refusedBySession, statusWord: sw })
      await expectOver(channel, chip)
    },
  )

  test('61xx: the parts are fetched and are one response', async () => {
    const { chip } = open()
    let rest: Uint8Array = new Uint8Array(0)
    const line: CardChannel = {
      async transmit(command) {
        const whole = command[1] === 0xc0 ? rest : await chip.transmit(command)
        const part = whole.subarray(0, 16)
        rest = whole.subarray(16)
        const left = rest.length - 2
        return left > 0 ? concatBytes(part, Uint8Array.of(0x61, left)) : whole
      },
    }
    const channel = createSecureMessaging(line, keysOf(defaultBackend, 'AES-128'))
    expect((await sendCommand(channel, read)).data).toEqual(content)
    expect((await sendCommand(channel, read)).data).toEqual(content)
  })

  test('61xx without end is refused within a bound, and ends the session', async () => {
    let count = 0
    const line: CardChannel = {
      async transmit() {
        count += 1
        return Uint8Array.of(0x00, 0x61, 0xf0)
      },
    }
    const channel = createSecureMessaging(line, keysOf(defaultBackend, 'AES-128'))
    await expect(sendCommand(channel, read)).rejects.toMatchObject({ code: 'APDU_BAD_RESPONSE' })
    expect(count).toBeLessThanOrEqual(1025)
    expect(channel.closed).toBe(true)
  })
})

describe('the session', () => {
  test('a lost frame ends it', async () => {
    const lost = new Error('no field')
    const channel = createSecureMessaging(
      { transmit: () => Promise.reject(lost) },
      keysOf(defaultBackend, '3DES'),
    )
    await expect(sendCommand(channel, read)).rejects.toBe(lost)
    expect(channel.closed).toBe(true)
  })

  test('one command at a time', async () => {
    const { channel } = open()
    const first = channel.transmit(encodeCommandApdu(read))
    await expect(channel.transmit(encodeCommandApdu(read))).rejects.toBeInstanceOf(TypeError)
    await expect(first).resolves.toHaveLength(content.length + 2)
  })

  test('closing ends it, and leaves the keys of the caller and the channel below as they are', async () => {
    const { chip } = open()
    const keys = keysOf(defaultBackend, 'AES-256')
    const before = toHex(keys.encryptionKey)
    let closed = false
    const line: CardChannel = {
      transmit: command => chip.transmit(command),
      async close() {
        closed = true
      },
    }
    const channel = createSecureMessaging(line, keys)
    expect(channel.underlying).toBe(line)
    await channel.close()
    await expectOver(channel, chip)
    expect(toHex(keys.encryptionKey)).toBe(before)
    expect(closed).toBe(false)
  })

  test.skipIf(typeof Buffer === 'undefined')(
    'overwrites copies of the keys, also of those that come as a Buffer',
    async () => {
      const keys = keysOf(defaultBackend, 'AES-128')
      const encryptionKey = Buffer.from(keys.encryptionKey)
      const macKey = Buffer.from(keys.macKey)
      const channel = createSecureMessaging(
        { transmit: async () => Uint8Array.of(0x90, 0x00) },
        { ...keys, encryptionKey, macKey },
      )
      await channel.close()
      expect([toHex(encryptionKey), toHex(macKey)]).toEqual([toHex(keys.encryptionKey), toHex(keys.macKey)])
    },
  )

  test('a command that is none is refused, and changes nothing', async () => {
    const { channel } = open()
    await expect(channel.transmit(Uint8Array.of(0x00, 0xb0))).rejects.toMatchObject({
      code: 'APDU_BAD_COMMAND',
    })
    expect((await sendCommand(channel, read)).data).toEqual(content)
  })

  test('a chain of commands: each part fits into a short command', async () => {
    for (const cipher of ciphers) {
      const { chip, channel } = open(success(), [], cipher)
      const data = Uint8Array.from({ length: 700 }, (_, at) => at)
      await sendCommand(channel, { cla: 0x00, ins: 0x2a, p1: 0, p2: 0xbe, data }, { chaining: true })
      expect(chip.received.every(({ extended }) => !extended)).toBe(true)
      expect(chip.received.map(({ cla }) => cla)).toEqual([0x10, 0x10, 0x10, 0x00])
      expect(concatBytes(...chip.received.map(part => part.data))).toEqual(data)
    }
  })

  test('over another session it takes its place, on the channel below', async () => {
    const { chip, channel: before } = open()
    const again = createSecureMessaging(before, keysOf(defaultBackend, 'AES-128'))
    expect(before.closed).toBe(true)
    expect(again.underlying).toBe(chip)
    expect((await sendCommand(again, read)).data).toEqual(content)
  })

  test.each([
    [{ encryptionKey: new Uint8Array(15) }],
    [{ macKey: new Uint8Array(24) }],
    [{ sendSequenceCounter: new Uint8Array(8) }],
  ])('%o does not fit to AES-128: a mistake of the caller', part => {
    const keys = { ...keysOf(defaultBackend, 'AES-128'), ...part }
    expect(() => createSecureMessaging(open().chip, keys)).toThrow(TypeError)
  })
})
