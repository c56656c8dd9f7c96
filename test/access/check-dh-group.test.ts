import { describe, expect, test } from 'vitest'
import { checkDhGroup } from '../../src/access/check-dh-group.js'
import { performPace } from '../../src/access/index.js'
import { bigIntToBytes, bytesToBigInt, fromHex } from '../../src/bytes.js'
import { modpGroups } from '../../src/crypto/index.js'
import { nativeBackend as crypto } from '../../src/crypto/native/index.js'
import { backends } from '../crypto/backends.js'
import { chipWith, offerOf } from './pace-offers.js'
import { scripted } from './scripted.js'

const known = modpGroups[0]!
const p = bytesToBigInt(known.prime)
const q = bytesToBigInt(known.order)
const bytes = (value: bigint): Uint8Array => bigIntToBytes(value, Math.ceil(value.toString(16).length / 2))
/** Another generator of the same subgroup: the group is not one of the table any more, and as good. */
const squared = bytes((bytesToBigInt(known.generator) * bytesToBigInt(known.generator)) % p)

/** The 1024-bit MODP group of RFC 2409 §6.2: a safe prime. */
const oakley = fromHex(
  'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD' +
    'EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED' +
    'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF',
)
const safe = { prime: oakley, generator: Uint8Array.of(4), order: bytes((bytesToBigInt(oakley) - 1n) / 2n) }

/** The product of two primes, with a generator of order 31: 1 modulo the one, of order 31 modulo the other. */
const composite = (() => {
  const [one, other] = [2n ** 521n - 1n, 2n ** 607n - 1n]
  const power = (base: bigint, exponent: bigint, modulus: bigint): bigint =>
    bytesToBigInt(crypto.modPow(bytes(base), bytes(exponent), bytes(modulus)))
  const root = power(3n, (one - 1n) / 31n, one)
  // other · (other^-1 modulo one) is 1 modulo one and 0 modulo other.
  const idempotent = other * power(other % one, one - 2n, one)
  const modulus = one * other
  return {
    prime: bytes(modulus),
    generator: bytes((1n + (root - 1n) * idempotent) % modulus),
    order: Uint8Array.of(31),
  }
})()

const refused = expect.objectContaining({ code: 'CRYPTO_BAD_PARAMETERS' })

describe.each(backends)('groups that a chip brings along, on the %s backend', (_, backend) => {
  test('those that are sound', () => {
    for (const group of modpGroups) expect(() => checkDhGroup(backend, group)).not.toThrow()
    expect(() => checkDhGroup(backend, { ...known, generator: squared })).not.toThrow()
    expect(() => checkDhGroup(backend, safe)).not.toThrow()
  })

  test('the composite modulus has a generator of that order', () => {
    const { generator, order, prime } = composite
    expect(bytesToBigInt(backend.modPow(generator, order, prime))).toBe(1n)
  })

  test.each([
    ['a generator of another order', { ...known, generator: Uint8Array.of(2) }],
    ['an order that is not prime', { ...known, order: bytes(q * 2n) }],
    ['another modulus', { ...known, prime: bytes(p + 2n) }],
    ['a composite modulus', composite],
    [
      'a composite order of a safe prime',
      { ...safe, generator: Uint8Array.of(2), order: bytes(bytesToBigInt(oakley) - 1n) },
    ],
  ])('%s is refused', (_what, group) => {
    expect(() => checkDhGroup(backend, group)).toThrow(refused)
  })
})

describe('PACE in a group of the chip', () => {
  const offer = (group: typeof known | typeof safe) =>
    ({
      mapping: 'GM',
      cipher: 'AES-128',
      parameterId: 50,
      explicitParameters: { type: 'DH', group },
    }) as const
  const can = { type: 'CAN', secret: '123456' } as const

  test('a sound one opens the chip', async () => {
    for (const group of [{ ...known, generator: squared }, safe]) {
      const run = await performPace(chipWith([offer(group)]), offerOf(offer(group)), can, { crypto })
      if (!run.completed) throw run.error
      expect(run.evidence.parameterId).toBe(50)
    }
  })

  test('one that is none: ACCESS_UNSUPPORTED, before anything is sent', async () => {
    const chip = scripted('9000')
    const run = await performPace(chip, offerOf(offer({ ...known, generator: Uint8Array.of(2) })), can, {
      crypto,
    })
    expect(run).toMatchObject({ completed: false, error: { code: 'ACCESS_UNSUPPORTED' } })
    expect(chip.sent).toEqual([])
  })
})
