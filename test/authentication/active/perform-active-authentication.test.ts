import { describe, expect, test } from 'vitest'
import { performActiveAuthentication, verifyActiveAuthentication } from '../../../src/authentication/index.js'
import { curveByName } from '../../../src/crypto/index.js'
import type { ChipFault } from '../../../src/testkit/index.js'
import { scripted } from '../../access/scripted.js'
import { backends } from '../../crypto/backends.js'
import { openByBac } from '../open-chip.js'
import { ecKey, filesOf, rsaKey, rsaSizes } from './active-authentication-keys.js'

const challenge = Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1)
const native = backends.find(([name]) => name === 'native')![1]
const ec = ecKey(curveByName('P-256')!, 'SHA-256')

describe('with the virtual chip, under secure messaging', () => {
  test.each(rsaSizes)('RSA of %i bits', async bits => {
    const key = rsaKey(bits, 'SHA-256')
    for (const extendedLength of [true, false]) {
      const { channel } = await openByBac(native, { activeAuthentication: key })
      const run = await performActiveAuthentication(channel, {
        signatureLength: extendedLength ? Math.ceil(bits / 8) : undefined,
        crypto: native,
      })
      if (!run.completed) throw run.error
      expect(run.evidence.challengeBy).toBe('reader')
      expect(verifyActiveAuthentication(run.evidence, filesOf(key), { backend: native }).status).toBe(
        'passed',
      )
    }
  })

  test("the caller's challenge", async () => {
    const { channel } = await openByBac(native, { activeAuthentication: ec })
    const { evidence } = await performActiveAuthentication(channel, { challenge, crypto: native })
    expect(evidence).toMatchObject({ completed: true, challenge, challengeBy: 'caller' })
    expect(evidence.transcript).toHaveLength(1)
    const options = { backend: native, expectedChallenge: challenge }
    expect(verifyActiveAuthentication(evidence, filesOf(ec), options).status).toBe('passed')
    await expect(performActiveAuthentication(channel, { challenge: new Uint8Array(7) })).rejects.toThrow(
      TypeError,
    )
  })

  test('two runs have two challenges', async () => {
    const { channel } = await openByBac(native, { activeAuthentication: ec })
    const [first, second] = [
      await performActiveAuthentication(channel),
      await performActiveAuthentication(channel),
    ]
    expect(first.evidence.challenge).not.toEqual(second.evidence.challenge)
  })

  test('no signature, no key, no chip', async () => {
    const code = async (faults: readonly (ChipFault | { id: ChipFault; ins: number })[], key = true) => {
      const { channel } = await openByBac(native, { ...(key && { activeAuthentication: ec }), faults })
      const run = await performActiveAuthentication(channel, { crypto: native })
      if (run.completed) throw new Error('completed')
      expect(run.evidence.completed).toBe(false)
      expect(run.evidence.signature).toBeUndefined()
      expect(run.evidence.fault?.code).toBe(run.error.code)
      return run.error.code
    }
    expect(await code(['activeAuthenticationStatusOnly'])).toBe('AUTHENTICATION_BAD_RESPONSE')
    expect(await code([], false)).toBe('APDU_STATUS')
    expect(await code([{ id: 'cardRemoved', ins: 0x88 }])).toBe('APDU_CHANNEL')
  })
})

describe('INTERNAL AUTHENTICATE as it is sent', () => {
  const short = '00880000080807060504030201' + '00'
  const long = '0088000000000808070605040302010000'
  const run = async (
    answers: readonly string[],
    options: Parameters<typeof performActiveAuthentication>[1] = {},
  ) => {
    const channel = scripted(...answers)
    const { completed } = await performActiveAuthentication(channel, {
      challenge,
      crypto: native,
      ...options,
    })
    return { sent: channel.sent, completed }
  }

  test('extended length where the signature may not fit a protected short response, and the chip takes it', async () => {
    expect((await run(['AA9000'])).sent).toEqual([short])
    expect((await run(['AA9000'], { signatureLength: 223 })).sent).toEqual([short])
    expect((await run(['AA9000'], { signatureLength: 224 })).sent).toEqual([long])
    expect((await run(['AA9000'], { signatureLength: 256, extendedLength: false })).sent).toEqual([short])
  })

  test('6700 is answered by the other length, once; not where extended length is out of the question', async () => {
    expect(await run(['6700', 'AA9000'])).toEqual({ sent: [short, long], completed: true })
    expect(await run(['6700', 'AA9000'], { signatureLength: 256 })).toEqual({
      sent: [long, short],
      completed: true,
    })
    expect(await run(['6700'])).toEqual({ sent: [short, long], completed: false })
    expect(await run(['6700', 'AA9000'], { extendedLength: false })).toEqual({
      sent: [short],
      completed: false,
    })
    expect(await run(['6982', 'AA9000'])).toEqual({ sent: [short], completed: false })
  })

  test("an error of the channel's own, as a bug is, is not taken for the chip's answer", async () => {
    const broken = { transmit: () => Promise.reject(new RangeError('a bug')) }
    await expect(performActiveAuthentication(broken, { challenge, crypto: native })).rejects.toThrow(
      RangeError,
    )
  })
})
