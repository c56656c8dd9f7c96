import { describe, expect, test } from 'vitest'
import { performBac } from '../../src/access/index.js'
import { sendCommand, triesLeft } from '../../src/apdu/index.js'
import { fromHex, toHex } from '../../src/bytes.js'
import { defaultBackend } from '../../src/crypto/index.js'
import { parseMrz } from '../../src/mrz/index.js'
import { chipFaults, createVirtualChip, type VirtualChipOptions } from '../../src/testkit/chip/index.js'
import { backends, readVectors } from '../crypto/backends.js'
import { mrz as zone } from '../testkit/chip/document.js'
import { scripted, upper, watched, withRandom } from './scripted.js'

const efCom = fromHex('60145F0104303130365F36063034303030305C026175')
const fields = { documentNumber: 'L898902C', dateOfBirth: '690806', dateOfExpiry: '940623' }
const application = fromHex('00A4040C07A0000002471001')

const { vectors } = readVectors('bac')
const vector = (id: string) => vectors.find(each => each.id === id)!

async function chipWith(options: Partial<VirtualChipOptions> = {}) {
  const chip = createVirtualChip({ files: { 'EF.COM': efCom }, ...fields, ...options })
  await chip.transmit(application)
  return chip
}

describe.each(backends)('Doc 9303-11 appendix D on the %s backend', (_, crypto) => {
  test('D.3 and D.4 byte for byte', async () => {
    const { inputs, expected } = vector('D.3')
    const steps = ['D.4/1', 'D.4/2', 'D.4/3'].map(vector)
    const chip = scripted(
      expected['get_challenge_response']!,
      `${expected['resp_data']}9000`,
      ...steps.map(step => step.expected['RAPDU']!),
    )
    const run = await performBac(chip, fields, {
      crypto: withRandom(crypto, fromHex(inputs['RND_IFD']!), fromHex(inputs['K_IFD']!)),
    })
    if (!run.completed) throw run.error
    const read: string[] = []
    for (const step of steps) {
      const response = await run.channel.transmit(fromHex(step.inputs['command']!))
      read.push(upper(response))
    }
    expect(chip.sent).toEqual([
      expected['get_challenge_command'],
      expected['external_authenticate_command'],
      ...steps.map(step => step.expected['ProtectedAPDU']),
    ])
    expect(read).toEqual(steps.map(step => `${step.expected['DecryptedData'] ?? ''}9000`))
    expect(run.evidence).toEqual({
      protocol: 'BAC',
      completed: true,
      transcript: [
        {
          command: fromHex(expected['get_challenge_command']!),
          response: fromHex(expected['get_challenge_response']!),
        },
        {
          command: fromHex(expected['external_authenticate_command']!),
          response: fromHex(`${expected['resp_data']}9000`),
        },
      ],
    })
  })

  test('opens the virtual chip, from fields and from a zone', async () => {
    const byFields = await performBac(await chipWith(), fields, { crypto })
    expect(byFields.completed).toBe(true)
    const {
      documentNumber: _n,
      dateOfBirth: _b,
      dateOfExpiry: _e,
      ...rest
    } = fields as Record<string, string>
    const chip = createVirtualChip({ files: { 'EF.COM': efCom }, mrz: zone, ...rest })
    await chip.transmit(application)
    const run = await performBac(chip, parseMrz(zone), { crypto })
    if (!run.completed) throw run.error
    const { data } = await sendCommand(run.channel, { cla: 0, ins: 0xb0, p1: 0x9e, p2: 0, le: 256 })
    expect(data).toEqual(efCom)
  })
})

describe('what the chip answers', () => {
  test('a wrong MRZ is tried once: ACCESS_DENIED, with the status word and the transcript', async () => {
    const chip = await chipWith()
    const before = chip.commandCount
    const run = await performBac(chip, { ...fields, dateOfBirth: '690807' })
    expect(chip.commandCount - before).toBe(2)
    expect(run).toMatchObject({
      completed: false,
      error: { code: 'ACCESS_DENIED', statusWord: 0x6300 },
      evidence: { completed: false, fault: { code: 'ACCESS_DENIED', statusWord: 0x6300 } },
    })
    expect(run.evidence.transcript).toHaveLength(2)
  })

  test('a retry counter is in the error', async () => {
    const run = await performBac(scripted('0102030405060708' + '9000', '63C2'), fields)
    if (run.completed) throw new Error('denied')
    expect(triesLeft(run.error.statusWord!)).toBe(2)
    expect(run.error.code).toBe('ACCESS_DENIED')
  })

  test('6Cxx to EXTERNAL AUTHENTICATE: the secret is not tried twice', async () => {
    const chip = scripted('01020304050607089000', '6C28')
    const run = await performBac(chip, fields)
    expect(run).toMatchObject({ completed: false, error: { code: 'APDU_STATUS', statusWord: 0x6c28 } })
    expect(chip.sent).toHaveLength(2)
  })

  test('a chip without BAC: ACCESS_UNSUPPORTED', async () => {
    const pace = [{ mapping: 'GM', cipher: 'AES-128', parameterId: 13 }] as const
    const run = await performBac(await chipWith({ access: { bac: false, pace } }), fields)
    expect(run).toMatchObject({ completed: false, error: { code: 'ACCESS_UNSUPPORTED', statusWord: 0x6a88 } })
  })

  const ids = chipFaults.filter(({ phase }) => phase === 'bac').map(({ id }) => id)
  test.each(ids)('%s is refused', async id => {
    const run = await performBac(await chipWith({ faults: [id] }), fields)
    expect(run).toMatchObject({ completed: false, error: { code: 'ACCESS_BAD_RESPONSE' } })
    expect(run.evidence.transcript.length).toBeGreaterThan(0)
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
    // SELECT of the application goes before.
    for (const after of [1, 2]) {
      const chip = await chipWith({ faults: [{ id, after }] })
      const run = await performBac(chip, fields)
      expect(run).toMatchObject({ completed: false, error: { code }, evidence: { fault: { code } } })
      expect(chip.commandCount).toBeLessThan(1_100)
    }
  })

  test('what a channel throws that is no EmrtdError is passed on', async () => {
    const broken = new Error('broken')
    await expect(performBac({ transmit: () => Promise.reject(broken) }, fields)).rejects.toBe(broken)
  })

  test('fields that no MRZ can hold: refused before anything is sent', async () => {
    const chip = scripted('9000')
    await expect(performBac(chip, { ...fields, dateOfBirth: '691306' })).rejects.toMatchObject({
      code: 'MRZ_UNREPRESENTABLE',
    })
    expect(chip.sent).toEqual([])
  })

  test('the MRZ and the keys are not in what is kept or said', async () => {
    const run = await performBac(await chipWith({ faults: ['bacWrongMac'] }), fields)
    const text = JSON.stringify(run, (_, value) => (value instanceof Uint8Array ? toHex(value) : value))
    expect(text).not.toContain(fields.documentNumber)
    expect(text).not.toContain('ab94fdecf2674fdf')
  })

  test.each([
    ['completed', undefined],
    ['refused', 'bacWrongMac'],
    ['denied', 'bacFails'],
  ] as const)('keys of a run that was %s are overwritten', async (_, fault) => {
    const { backend, seen } = watched(defaultBackend)
    const chip = await chipWith({ faults: fault === undefined ? [] : [fault] })
    const run = await performBac(chip, fields, { crypto: backend })
    expect(run.completed).toBe(fault === undefined)
    expect(seen.length).toBeGreaterThan(2)
    expect(seen.filter(key => key.some(byte => byte !== 0))).toEqual([])
    if (!run.completed) return
    const before = seen.length
    await sendCommand(run.channel, { cla: 0, ins: 0xb0, p1: 0x9e, p2: 0, le: 8 })
    const own = seen.slice(before)
    expect(own.length).toBeGreaterThan(0)
    await run.channel.close()
    expect(own.filter(key => key.some(byte => byte !== 0))).toEqual([])
  })
})
