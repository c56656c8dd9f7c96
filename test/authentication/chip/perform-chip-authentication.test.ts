import { describe, expect, test } from 'vitest'
import { sendCommand } from '../../../src/apdu/index.js'
import { encodeTlv } from '../../../src/asn1/index.js'
import {
  type ChipAuthenticationRun,
  findChipAuthenticationOffers,
  performChipAuthentication,
  verifyChipAuthentication,
} from '../../../src/authentication/index.js'
import { fromHex } from '../../../src/bytes.js'
import type { CryptoBackend } from '../../../src/crypto/index.js'
import { type Dg14, parseDg14 } from '../../../src/lds/index.js'
import type { ChipAuthenticationKey, ChipFault, VirtualChipOptions } from '../../../src/testkit/index.js'
import { scripted, upper, watched } from '../../access/scripted.js'
import { backends, readVectors } from '../../crypto/backends.js'
import { openByBac, openByPace } from '../open-chip.js'

const ciphers = ['3DES', 'AES-128', 'AES-192', 'AES-256'] as const
const parameters = [0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18] as const
const dg1 = encodeTlv(0x61, new Uint8Array(40).fill(7))

async function readShort(channel: Parameters<typeof sendCommand>[0], file: number): Promise<Uint8Array> {
  const parts: number[] = []
  for (;;) {
    const [p1, p2] = parts.length === 0 ? [0x80 | file, 0] : [parts.length >> 8, parts.length & 0xff]
    const { data, sw } = await sendCommand(channel, { cla: 0, ins: 0xb0, p1: p1!, p2: p2!, le: 200 })
    parts.push(...data)
    if (sw !== 0x9000 || data.length < 200) return Uint8Array.from(parts)
  }
}

/** Reads EF.DG14 and runs its best offer, or the one with that key. */
async function run(
  crypto: CryptoBackend,
  keys: readonly ChipAuthenticationKey[],
  options: Partial<VirtualChipOptions> & { readonly keyId?: bigint; readonly extendedLength?: boolean } = {},
): Promise<{
  readonly dg14: Dg14
  readonly result: ChipAuthenticationRun
  readonly channel: Parameters<typeof sendCommand>[0]
}> {
  const { channel } = await openByBac(crypto, {
    files: { 'EF.DG1': dg1 },
    chipAuthentication: keys,
    ...options,
  })
  const dg14 = parseDg14(await readShort(channel, 14))
  const offers = findChipAuthenticationOffers(dg14.securityInfos)
  const offer = offers.find(({ keyId }) => options.keyId === undefined || keyId === options.keyId)
  if (offer === undefined) throw new Error('no offer')
  const { extendedLength } = options
  return {
    dg14,
    channel,
    result: await performChipAuthentication(channel, offer, { crypto, extendedLength }),
  }
}

const native = backends.find(([name]) => name === 'native')![1]

describe('with the virtual chip', () => {
  const rows = parameters.flatMap(id => ciphers.map(cipher => [id, cipher] as const))
  test.each(rows)('parameters %i with %s', async (id, cipher) => {
    const { result, dg14, channel } = await run(native, [{ parameters: id, ciphers: [cipher] }])
    if (!result.completed) throw result.error
    expect(await readShort(result.channel, 1)).toEqual(dg1)
    await expect(readShort(channel, 1)).rejects.toMatchObject({ code: 'APDU_SECURE_MESSAGING' })
    const oid = `0.4.0.127.0.7.2.2.3.${id < 3 ? 1 : 2}.${ciphers.indexOf(cipher) + 1}`
    expect(result.evidence).toMatchObject({ protocol: 'CHIP_AUTHENTICATION', completed: true, oid })
    expect(result.evidence.transcript.length).toBe(cipher === '3DES' ? 2 : 3)
    expect(verifyChipAuthentication(result.evidence, dg14.securityInfos, native).status).toBe('passed')
    expect(result.terminalKey.type).toBe(id < 3 ? 'DH' : 'EC')
  })

  test.each([13, 1])('the terminal draws a key for each run: parameters %i', async id => {
    const keys = [{ parameters: id, ciphers: ['AES-128'] }] as const
    const runs = [await run(native, keys), await run(native, keys)]
    const drawn = runs.map(({ result }) => {
      if (!result.completed) throw result.error
      return result.terminalKey.publicKey
    })
    expect(drawn[0]).not.toEqual(drawn[1])
  })

  test.each(backends)('after PACE, on the %s backend', async (_, crypto) => {
    const keys = [{ parameters: 13, ciphers: ['AES-256'] }] as const
    const { channel } = await openByPace(
      crypto,
      { mapping: 'GM', cipher: 'AES-128', parameterId: 12 },
      { files: { 'EF.DG1': dg1 }, chipAuthentication: keys },
    )
    const [offer] = findChipAuthenticationOffers(parseDg14(await readShort(channel, 14)).securityInfos)
    const result = await performChipAuthentication(channel, offer!, { crypto })
    if (!result.completed) throw result.error
    expect(await readShort(result.channel, 1)).toEqual(dg1)
  })

  test('several keys: each by its name', async () => {
    const keys = [
      { parameters: 12, keyId: 1, ciphers: ['AES-128'] },
      { parameters: 13, keyId: 300, ciphers: ['AES-128', '3DES'] },
    ] as const
    for (const keyId of [1n, 300n]) {
      const { result } = await run(native, keys, { keyId })
      if (!result.completed) throw result.error
      expect(result.evidence.keyId).toEqual(keyId === 1n ? Uint8Array.of(1) : Uint8Array.of(1, 44))
    }
  })

  test('without extended length the long keys of DH go in parts', async () => {
    const keys = [{ parameters: 1, ciphers: ['AES-128'] }] as const
    const { result } = await run(native, keys, { extendedLength: false })
    expect(result.completed).toBe(true)
    const refused = await run(native, keys, { faults: ['extendedLengthRefused'] })
    expect(refused.result.completed).toBe(true)
  })

  test('a key without ChipAuthenticationInfo is tried with 3DES', async () => {
    const { inputs } = readVectors('ca').vectors.find(({ id }) => id === 'bsi-dg14')!
    const whole = parseDg14(fromHex(inputs['EF_DG14']!))
    const only = whole.securityInfos.find(({ kind }) => kind === 'ChipAuthenticationPublicKeyInfo')!
    const files = { 'EF.DG1': dg1, 'EF.DG14': encodeTlv(0x6e, encodeTlv(0x31, only.bytes)) }
    const key = { parameters: 11, ciphers: ['3DES'], privateKey: fromHex(inputs['SK_IC']!) } as const
    const { result } = await run(native, [key], { files })
    if (!result.completed) throw result.error
    expect(result.evidence.oid).toBeUndefined()
    expect(await readShort(result.channel, 1)).toEqual(dg1)
  })
})

describe('what must not come to its end', () => {
  const failed = async (faults: readonly ChipFault[], cipher: '3DES' | 'AES-128' = 'AES-128') => {
    const { result, channel } = await run(native, [{ parameters: 12, ciphers: [cipher] }], { faults })
    if (result.completed) throw new Error('completed')
    expect(result.evidence).toMatchObject({ completed: false, fault: { code: result.error.code } })
    return { code: result.error.code, goesOn: result.sessionGoesOn, channel }
  }

  test.each(['3DES', 'AES-128'] as const)('another key, or the old session: %s', async cipher => {
    for (const fault of ['chipAuthenticationOtherKey', 'chipAuthenticationOldKeys'] as const) {
      const { code, goesOn } = await failed([fault], cipher)
      expect([code, goesOn]).toEqual(['APDU_SECURE_MESSAGING', false])
    }
  })

  test('a refusal leaves the session as it was', async () => {
    const { code, goesOn, channel } = await failed(['chipAuthenticationRefused'])
    expect([code, goesOn]).toEqual(['APDU_STATUS', true])
    expect(await readShort(channel, 1)).toEqual(dg1)
  })

  test('a status word in plain that secure messaging lets through is no answer under the new keys', async () => {
    // The chip has another key and answers everything after that with 6700 in plain, as chips do to a long Le.
    const keys = [{ parameters: 12, ciphers: ['AES-128'] }] as const
    const { channel } = await openByBac(native, { chipAuthentication: keys })
    const [offer] = findChipAuthenticationOffers(parseDg14(await readShort(channel, 14)).securityInfos)
    for (const word of [0x6700, 0x6b00, 0x6282, 0x6c10, 0x6110]) {
      let sent = 0
      const liar = {
        ...channel,
        async transmit() {
          sent += 1
          return sent < 3 ? Uint8Array.of(0x90, 0x00) : Uint8Array.of(word >> 8, word & 0xff)
        },
        underlying: {
          transmit: async (command: Uint8Array) =>
            command[1] === 0xc0 ? Uint8Array.of(0x6a, 0x82) : Uint8Array.of(word >> 8, word & 0xff),
        },
        closed: false,
        close: async () => {},
      }
      const result = await performChipAuthentication(liar, offer!, { crypto: native })
      expect(result.completed).toBe(false)
    }
  })

  test('a key of small order or off its curve', async () => {
    const { dg14 } = await run(native, [{ parameters: 0, ciphers: ['AES-128'] }])
    const [offer] = findChipAuthenticationOffers(dg14.securityInfos)
    if (offer?.publicKey.type !== 'DH') throw new Error('DH')
    const value = offer.publicKey.prime.slice()
    value[value.length - 1]! -= 1
    const { channel } = await openByBac(native, {
      chipAuthentication: [{ parameters: 0, ciphers: ['AES-128'] }],
    })
    const result = await performChipAuthentication(
      channel,
      { ...offer, publicKey: { ...offer.publicKey, value } },
      { crypto: native },
    )
    expect(result).toMatchObject({
      completed: false,
      error: { code: 'CRYPTO_BAD_INPUT' },
      sessionGoesOn: true,
    })
    for (const fault of ['chipAuthenticationKeyOffCurve', 'chipAuthenticationKeySmallOrder'] as const) {
      await expect(
        run(native, [{ parameters: 12, ciphers: ['AES-128'] }], { faults: [fault] }),
      ).rejects.toThrow('no offer')
    }
  })

  test('version 2 is not this protocol', async () => {
    const { dg14, channel } = await run(native, [{ parameters: 12, ciphers: ['AES-128'] }])
    const [offer] = findChipAuthenticationOffers(dg14.securityInfos)
    const result = await performChipAuthentication(channel, { ...offer!, version: 2 }, { crypto: native })
    expect(result).toMatchObject({ completed: false, error: { code: 'AUTHENTICATION_UNSUPPORTED' } })
  })
})

describe('the commands as they are sent', () => {
  const offerOf = async (key: ChipAuthenticationKey) => {
    const { dg14 } = await run(native, [key])
    return findChipAuthenticationOffers(dg14.securityInfos)[0]!
  }
  const sentTo = async (key: ChipAuthenticationKey, ...answers: readonly string[]) => {
    const channel = scripted(...answers)
    const result = await performChipAuthentication(channel, await offerOf(key), { crypto: native })
    return { sent: channel.sent, result }
  }

  test('3DES: MSE:Set KAT with the ephemeral key and the name of the static one', async () => {
    const key = { parameters: 12, ciphers: ['3DES'], keyId: 300 } as const
    const { sent, result } = await sentTo(key, '6A80')
    expect(sent).toEqual([expect.stringMatching(/^002241A6479141(04)[0-9A-F]{128}8402012C$/)])
    expect(result).toMatchObject({
      completed: false,
      error: { code: 'APDU_STATUS', statusWord: 0x6a80 },
      sessionGoesOn: true,
    })
    expect(result.evidence.transcript.map(({ command }) => upper(command))).toEqual(sent)
  })

  test('AES: MSE:Set AT with the protocol, GENERAL AUTHENTICATE with the ephemeral key', async () => {
    const key = { parameters: 12, ciphers: ['AES-192'], keyId: 5 } as const
    const { sent, result } = await sentTo(key, '9000', '6300')
    expect(sent).toEqual([
      '002241A40F800A04007F00070202030203840105',
      expect.stringMatching(/^00860000457C438041(04)[0-9A-F]{128}00$/),
    ])
    expect(result).toMatchObject({ completed: false, error: { statusWord: 0x6300 }, sessionGoesOn: true })
    const refused = await sentTo(key, '6A80')
    expect(refused.sent).toHaveLength(1)
    expect(refused.result).toMatchObject({ completed: false, error: { statusWord: 0x6a80 } })
  })

  test('the first command under the new keys: SELECT of EF.DG14, or a byte of it where SELECT is refused', async () => {
    const key = { parameters: 12, ciphers: ['AES-128'], privateKey: Uint8Array.of(1, 6, 1, 8) } as const
    const offer = await offerOf(key)
    const confirmed = async (...faults: NonNullable<VirtualChipOptions['faults']>) => {
      const { channel } = await openByBac(native, { chipAuthentication: [key], faults })
      const result = await performChipAuthentication(channel, offer, { crypto: native })
      return { result, commands: result.evidence.transcript.slice(2).map(({ command }) => upper(command)) }
    }
    const select = '00A4020C02010E'
    const readByte = '00B08E0001'
    expect(await confirmed()).toMatchObject({ result: { completed: true }, commands: [select] })
    expect(await confirmed({ id: 'fileNotFound', file: 'EF.DG14', ins: 0xa4 })).toMatchObject({
      result: { completed: true },
      commands: [select, readByte],
    })
    expect(await confirmed({ id: 'fileNotFound', file: 'EF.DG14' })).toMatchObject({
      result: { completed: false, error: { code: 'AUTHENTICATION_BAD_RESPONSE' }, sessionGoesOn: false },
      commands: [select, readByte],
    })
  })

  test('where the session stands after each end', async () => {
    const keys = [{ parameters: 12, ciphers: ['AES-128'] }] as const
    // In the old session nothing more goes through once a frame is lost.
    const lost = await run(native, keys, { faults: [{ id: 'cardRemoved', ins: 0x22 }] })
    expect(lost.result).toMatchObject({ completed: false, sessionGoesOn: false })
    // Two exchanges before the change of keys, one after it, each once.
    const other = await run(native, keys, { faults: ['chipAuthenticationOtherKey'] })
    expect(other.result.evidence.transcript).toHaveLength(3)
    // The chip says 9000 to all, in plain, as a copy without the key may where there was no session before.
    const { sent, result } = await sentTo(keys[0], '9000')
    expect(sent).toHaveLength(3)
    expect(result).toMatchObject({ completed: false, sessionGoesOn: false })
  })

  test("an error of the channel's own, as a bug is, is not taken for the chip's answer", async () => {
    const broken = { transmit: () => Promise.reject(new RangeError('a bug')) }
    const offer = await offerOf({ parameters: 12, ciphers: ['AES-128'] })
    await expect(performChipAuthentication(broken, offer, { crypto: native })).rejects.toThrow(RangeError)
  })

  test('nothing secret is left behind a run that failed', async () => {
    for (const parameters of [0, 12]) {
      for (const cipher of ciphers) {
        const offer = await offerOf({ parameters, ciphers: [cipher] })
        const { backend, seen } = watched(native)
        const powers: Uint8Array[] = []
        const modPow: CryptoBackend['modPow'] = (...numbers) => {
          const power = backend.modPow(...numbers)
          powers.push(power)
          return power
        }
        await performChipAuthentication(scripted('9000'), offer, { crypto: { ...backend, modPow } })
        // The last power is the shared secret of DH.
        seen.push(...powers.slice(-1))
        expect(seen.length).toBeGreaterThan(2)
        expect(seen.filter(bytes => bytes.some(byte => byte !== 0))).toEqual([])
      }
    }
  })
})
