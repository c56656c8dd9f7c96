import { describe, expect, test } from 'vitest'
import { bigIntToBytes, bytesToBigInt, concatBytes, fromHex, toHex } from '../../../src/bytes.js'
import { deriveKey, standardizedDomainParameters } from '../../../src/crypto/index.js'
import type { ChipRandomPurpose } from '../../../src/testkit/chip/chip-randomness.js'
import { createVirtualChip } from '../../../src/testkit/chip/create-virtual-chip.js'
import { mapToPoint, pseudoRandomNumber } from '../../../src/testkit/chip/integrated-mapping.js'
import { mrzInformationOfZone } from '../../../src/testkit/chip/mrz-secret.js'
import { backends, readVectors } from '../../crypto/backends.js'

const efCom = fromHex('60145F0104303130365F36063034303030305C026175')
const upper = (bytes: Uint8Array): string => toHex(bytes).toUpperCase()

/** Random bytes that are written down beforehand. */
function scripted(values: Partial<Record<ChipRandomPurpose, string>>) {
  return (length: number, purpose: ChipRandomPurpose): Uint8Array => {
    const value = fromHex(values[purpose] ?? '')
    expect(value.length, purpose).toBe(length)
    return value
  }
}

const bac = readVectors('bac').vectors
const byId = (id: string) => bac.find(vector => vector.id === id)!

describe.each(backends)('Doc 9303-11 appendix D, the chip on the %s backend', (_, crypto) => {
  test.each(bac.filter(vector => vector.id.startsWith('D.2/')).map(v => [v.id, v] as const))(
    'MRZ information of %s',
    (_id, { inputs, expected }) => {
      const lines = inputs['mrz'] as unknown as readonly string[]
      expect(mrzInformationOfZone(lines.join('\n'))).toBe(expected['MRZ_information'])
    },
  )

  test('D.3 and D.4 byte for byte', async () => {
    const { inputs, expected } = byId('D.3')
    const chip = createVirtualChip({
      files: { 'EF.COM': efCom },
      documentNumber: 'L898902C',
      dateOfBirth: '690806',
      dateOfExpiry: '940623',
      crypto,
      random: scripted({ challenge: inputs['RND_IC']!, bacKeyingMaterial: inputs['K_IC']! }),
    })
    const send = async (command: string): Promise<string> => upper(await chip.transmit(fromHex(command)))
    expect(await send('00A4040C07A0000002471001')).toBe('9000')
    expect(await send('0084000008')).toBe(`${inputs['RND_IC']}9000`)
    expect(await send(`0082000028${expected['cmd_data']}28`)).toBe(`${expected['resp_data']}9000`)
    for (const id of ['D.4/1', 'D.4/2', 'D.4/3']) {
      const step = byId(id).expected
      expect(await send(step['ProtectedAPDU']!), id).toBe(step['RAPDU'])
    }
  })
})

interface Apdu {
  readonly dir: 'T>C' | 'C>T'
  readonly apdu: string
}

describe.each(backends)('PACE worked examples, the chip on the %s backend', (_, crypto) => {
  const dialogues = ['pace_gm_ecdh', 'pace_gm_dh', 'pace_cam'].flatMap(name => readVectors(name).vectors)
  test.each(dialogues.map(vector => [vector.id, vector] as const))(
    '%s, the whole dialogue',
    async (id, vector) => {
      const { inputs } = vector
      const expected = vector.expected as unknown as { readonly apdus: readonly Apdu[] }
      const password = inputs['password'] as unknown as Readonly<Record<string, string>>
      const withoutCheckDigit = (name: string) => password[`${name}_with_check_digit`]!.slice(0, -1)
      const mapping = id === 'I.1' ? 'CAM' : 'GM'
      const parameterId = id === 'G.2' ? 0 : 13
      const chip = createVirtualChip({
        files: {},
        documentNumber: withoutCheckDigit('document_number'),
        dateOfBirth: withoutCheckDigit('date_of_birth'),
        dateOfExpiry: withoutCheckDigit('date_of_expiry'),
        crypto,
        access: { pace: [{ mapping, cipher: 'AES-128', parameterId }] },
        random: scripted({
          paceNonce: inputs['nonce_s']!,
          paceMappingKey: reduced(inputs['map_SK_IC']!, parameterId),
          paceEphemeralKey: reduced(inputs['eph_SK_IC']!, parameterId),
          staticKey: camKey,
          signatureNonce: '01'.repeat(32),
        }),
      })
      const response = await chip.transmit(fromHex('00B09C0000'))
      expect(upper(response)).toBe(`${inputs['PACEInfo'] && wrap(inputs['PACEInfo'])}9000`)
      for (let i = 0; i < expected.apdus.length; i += 2) {
        const command = expected.apdus[i]!.apdu
        const published = expected.apdus[i + 1]!.apdu
        const answer = upper(await chip.transmit(fromHex(command)))
        if (i < 8) expect(answer).toBe(published)
        else {
          // The examples' chips add the name of their CVCA, unasked; the static key of I.1 is not published.
          const token = published.slice(published.indexOf('8608'), published.indexOf('8608') + 20)
          expect(answer).toContain(token)
          expect(answer.endsWith('9000')).toBe(true)
        }
      }
      expect(chip.secured).toBe(true)
    },
  )

  test('I.1: the chip authentication data lead from the static key to the mapping key', async () => {
    const { inputs, expected } = readVectors('pace_cam').vectors[0]!
    const domain = standardizedDomainParameters(13)!
    if (domain.type !== 'EC') throw new Error('EC expected')
    const mapped = crypto.ecMultiply(
      domain.curve,
      fromHex(expected['decrypted_CA_data']!),
      point(inputs['CA_PK_IC']!),
    )
    expect(upper(mapped).endsWith(expected['map_PK_IC']!.replace(/^04/, ''))).toBe(true)
  })

  const integrated = [...readVectors('pace_im_ecdh').vectors, ...readVectors('pace_im_dh').vectors]
  test.each(integrated.map(vector => [vector.id, vector] as const))(
    '%s, step by step',
    async (id, vector) => {
      const { inputs, expected } = vector
      const parameterId = id === 'H.1' ? 13 : 0
      const chip = createVirtualChip({
        files: {},
        can: '123456',
        crypto,
        access: { pace: [{ mapping: 'IM', cipher: 'AES-128', parameterId }] },
        random: scripted({
          paceNonce: inputs['nonce_s']!,
          paceEphemeralKey: reduced(inputs['eph_SK_IC']!, parameterId),
        }),
      })
      const send = async (command: string): Promise<string> => upper(await chip.transmit(fromHex(command)))
      const arc = id === 'H.1' ? '04' : '03'
      expect(await send(`0022C1A40F800A04007F0007020204${arc}02830102`)).toBe('9000')
      const key = deriveKey(crypto, fromHex('313233343536'), 'password', 'AES-128')
      const encrypted = crypto.aesCbcEncrypt(key, new Uint8Array(16), fromHex(inputs['nonce_s']!))
      expect(await send('10860000027C0000')).toBe(`7C128010${upper(encrypted)}9000`)
      expect(await send(`10860000147C128110${inputs['nonce_t']}00`)).toBe('7C0282009000')
      const terminalKey = id === 'H.1' ? point(expected['eph_PK_IFD']!) : fromHex(expected['eph_PK_IFD']!)
      const chipKey = id === 'H.1' ? point(expected['eph_PK_IC']!) : fromHex(expected['eph_PK_IC']!)
      expect(await send(generalAuthenticate('83', terminalKey, '10'))).toContain(upper(chipKey))
      const token = expected['T_IFD']!
      expect(await send(generalAuthenticate('85', fromHex(token), '00'))).toBe(
        `7C0A8608${expected['T_IC']}9000`,
      )
    },
  )

  const derived = readVectors('pace_extra').vectors.filter(vector => vector.id.startsWith('im-derived'))
  test.each(derived.map(vector => [vector.id, vector] as const))('%s', (id, { inputs, expected }) => {
    const cipher = id.slice('im-derived-'.length) as 'AES-192' | 'AES-256' | '3DES'
    const domain = standardizedDomainParameters(13)!
    if (domain.type !== 'EC') throw new Error('EC expected')
    const s = fromHex(inputs['nonce_s']!)
    const t = fromHex(inputs['nonce_t']!)
    const number = pseudoRandomNumber(crypto, cipher, s, t, 256)
    expect(number).toBe(bytesToBigInt(fromHex(expected['R_s_t_ecdh']!)))
    const { x, y } = mapToPoint(domain.curve, number)
    const hex = (value: bigint): string => value.toString(16).padStart(64, '0').toUpperCase()
    expect(expected['mapped_generator_brainpoolP256r1']!.replace(/^04/, '')).toBe(hex(x) + hex(y))
  })
})

const camKey = '0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20'

/** The SecurityInfos around a PACEInfo that may stand alone. */
function wrap(info: string): string {
  return info.startsWith('31')
    ? info
    : `31${(info.length / 2).toString(16).padStart(2, '0').toUpperCase()}${info}`
}

/** A point of the vectors, with or without its first byte. */
function point(text: string): Uint8Array {
  const bytes = fromHex(text)
  return bytes.length % 2 === 1 ? bytes : concatBytes(Uint8Array.of(4), bytes)
}

/** Some private keys of the examples are above the order of their group: modulo it they are the same. */
function reduced(key: string, parameterId: number): string {
  const domain = standardizedDomainParameters(parameterId)!
  const order = domain.type === 'EC' ? domain.curve.n : bytesToBigInt(domain.group.order!)
  const length = Math.ceil(order.toString(2).length / 8)
  return toHex(bigIntToBytes(bytesToBigInt(fromHex(key)) % order, length))
}

function generalAuthenticate(tag: string, value: Uint8Array, cla: string): string {
  const length = (bytes: number): string =>
    (bytes < 0x80 ? '' : '81') + bytes.toString(16).padStart(2, '0').toUpperCase()
  const object = tag + length(value.length) + upper(value)
  const template = `7C${length(object.length / 2)}${object}`
  return `${cla}860000${(template.length / 2).toString(16).padStart(2, '0')}${template}00`
}
