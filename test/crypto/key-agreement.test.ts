import { createDiffieHellman, getDiffieHellman } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bigIntToBytes, bytesToBigInt, concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { curveByName, ecCurves } from '../../src/crypto/curves.js'
import { modpGroups } from '../../src/crypto/dh-groups.js'
import {
  checkDhPublicValue,
  dhSharedSecret,
  ecdhSharedSecret,
  generatePrivateKey,
} from '../../src/crypto/key-agreement.js'
import { backends, bytes, readVectors } from './backends.js'

const bad = expect.objectContaining({ code: 'CRYPTO_BAD_INPUT' })
const upper = (value: Uint8Array) => toHex(value).toUpperCase()

describe.each(backends)('key agreement, %s backend', (_, backend) => {
  it('reproduces the generic mapping over brainpoolP256r1 (Doc 9303-11 appendix G.1)', () => {
    const { inputs, expected } = readVectors('pace_gm_ecdh').vectors[0]!
    const curve = curveByName('brainpoolP256r1')!
    const point = (name: string) => concatBytes(Uint8Array.of(4), fromHex(expected[name]!))
    const scalar = (name: string) => fromHex(inputs[name]!)
    const xy = (value: Uint8Array) => upper(value.subarray(1))
    expect(xy(backend.ecMultiply(curve, scalar('map_SK_IFD')))).toBe(expected['map_PK_IFD'])
    expect(xy(backend.ecMultiply(curve, scalar('map_SK_IC')))).toBe(expected['map_PK_IC'])
    const h = backend.ecMultiply(curve, scalar('map_SK_IFD'), point('map_PK_IC'))
    expect(xy(h)).toBe(expected['map_H'])
    const generator = backend.ecAdd(curve, backend.ecMultiply(curve, scalar('nonce_s')), h)
    expect(xy(generator)).toBe(expected['mapped_generator'])
    expect(xy(backend.ecMultiply(curve, scalar('eph_SK_IC'), generator))).toBe(expected['eph_PK_IC'])
    const secret = ecdhSharedSecret(backend, curve, scalar('eph_SK_IFD'), point('eph_PK_IC'))
    expect(upper(secret)).toBe(expected['shared_secret_K'])
  })

  it('reproduces the generic mapping over the first MODP group (Doc 9303-11 appendix G.2)', () => {
    const { inputs, expected } = readVectors('pace_gm_dh').vectors[0]!
    const group = modpGroups[0]!
    const scalar = (name: string) => fromHex(inputs[name]!)
    const power = (base: Uint8Array, name: string) => backend.modPow(base, scalar(name), group.prime)
    expect(upper(power(group.generator, 'map_SK_IFD'))).toBe(expected['map_PK_IFD'])
    expect(upper(power(group.generator, 'map_SK_IC'))).toBe(expected['map_PK_IC'])
    const h = dhSharedSecret(backend, group, scalar('map_SK_IFD'), fromHex(expected['map_PK_IC']!))
    expect(upper(h)).toBe(expected['map_H'])
    const p = bytesToBigInt(group.prime)
    const mapped = (bytesToBigInt(power(group.generator, 'nonce_s')) * bytesToBigInt(h)) % p
    const generator = bigIntToBytes(mapped, 128)
    expect(upper(generator)).toBe(expected['mapped_generator'])
    expect(upper(power(generator, 'eph_SK_IC'))).toBe(expected['eph_PK_IC'])
    const secret = dhSharedSecret(backend, group, scalar('eph_SK_IFD'), fromHex(expected['eph_PK_IC']!))
    expect(upper(secret)).toBe(expected['shared_secret_K'])
  })

  it.each(ecCurves.map(curve => [curve.name, curve] as const))('agrees on %s', (_name, curve) => {
    const mine = generatePrivateKey(backend, curve.n)
    const theirs = generatePrivateKey(backend, curve.n)
    expect(mine).toHaveLength(curve.orderLength)
    const secret = ecdhSharedSecret(backend, curve, mine, backend.ecMultiply(curve, theirs))
    expect(secret).toHaveLength(curve.fieldLength)
    expect(ecdhSharedSecret(backend, curve, theirs, backend.ecMultiply(curve, mine))).toEqual(secret)
  })

  it('keeps the leading zeros of a shared secret', () => {
    const curve = curveByName('brainpoolP160r1')!
    const base = backend.ecMultiply(curve, Uint8Array.of(1))
    for (let k = 1n; ; k++) {
      const secret = ecdhSharedSecret(backend, curve, bigIntToBytes(k, 20), base)
      expect(secret).toHaveLength(20)
      if (secret[0] === 0) break
    }
  })

  it('refuses points that are no points, scalars out of range and sums that are infinity', () => {
    const curve = curveByName('P-256')!
    const point = backend.ecMultiply(curve, Uint8Array.of(5))
    const negative = concatBytes(
      point.subarray(0, 33),
      bigIntToBytes(curve.p - bytesToBigInt(point.subarray(33)), 32),
    )
    const off = point.slice()
    off[64]! ^= 1
    const compressed = concatBytes(Uint8Array.of(2 + (point[64]! & 1)), point.subarray(1, 33))
    const twist = concatBytes(Uint8Array.of(4), new Uint8Array(64))
    for (const wrong of [
      off,
      compressed,
      twist,
      new Uint8Array(0),
      Uint8Array.of(0),
      point.subarray(0, 64),
    ]) {
      expect(() => backend.ecMultiply(curve, Uint8Array.of(3), wrong)).toThrow(bad)
      expect(() => backend.ecAdd(curve, point, wrong)).toThrow(bad)
      expect(() => backend.ecAdd(curve, wrong, point)).toThrow(bad)
    }
    for (const wrong of [0n, curve.n, curve.n + 1n, 1n << 256n]) {
      expect(() => backend.ecMultiply(curve, bigIntToBytes(wrong, 33))).toThrow(bad)
      expect(() => backend.ecMultiply(curve, bigIntToBytes(wrong, 33), point)).toThrow(bad)
    }
    expect(() => backend.ecMultiply(curve, new Uint8Array(0))).toThrow(bad)
    expect(() => backend.ecMultiply(curve, new Uint8Array(1_000_000))).toThrow(bad)
    expect(() => backend.ecAdd(curve, point, negative)).toThrow(bad)
    expect(backend.ecAdd(curve, point, point)).toEqual(backend.ecMultiply(curve, Uint8Array.of(10)))
  })

  it('agrees over each MODP group and refuses values outside the subgroup', () => {
    for (const group of modpGroups) {
      const q = bytesToBigInt(group.order)
      const p = bytesToBigInt(group.prime)
      const length = group.prime.length
      const mine = generatePrivateKey(backend, q)
      const theirs = generatePrivateKey(backend, q)
      const value = backend.modPow(group.generator, theirs, group.prime)
      const secret = dhSharedSecret(backend, group, mine, value)
      const other = dhSharedSecret(backend, group, theirs, backend.modPow(group.generator, mine, group.prime))
      expect(other).toEqual(secret)
      expect(secret).toHaveLength(length)
      for (const wrong of [0n, 1n, p - 1n, p, p + 2n, bytesToBigInt(value) + p]) {
        expect(() => dhSharedSecret(backend, group, mine, bigIntToBytes(wrong, length + 1))).toThrow(bad)
      }
      // -g is in range but of order 2q
      const outside = bigIntToBytes(p - bytesToBigInt(group.generator), length)
      expect(() => checkDhPublicValue(backend, group, outside)).toThrow(bad)
      expect(() => dhSharedSecret(backend, group, new Uint8Array(20), value)).toThrow(bad)
    }
  })

  it('agrees with OpenSSL over a group whose order is not known', () => {
    const prime = getDiffieHellman('modp14').getPrime()
    const theirs = createDiffieHellman(prime, 2)
    theirs.generateKeys()
    const group = { prime: bytes(prime), generator: Uint8Array.of(2), order: undefined }
    const mine = fromHex('1122334455667788991011121314151617181920212223242526')
    const secret = dhSharedSecret(backend, group, mine, bytes(theirs.getPublicKey()))
    const value = backend.modPow(group.generator, mine, group.prime)
    expect(bytes(theirs.computeSecret(value))).toEqual(secret)
  })

  it('draws private keys from 1 to the bound', () => {
    const seen = new Set(Array.from({ length: 200 }, () => generatePrivateKey(backend, 4n)[0]))
    expect([...seen].sort()).toEqual([1, 2, 3])
    expect(() => generatePrivateKey(backend, 1n)).toThrow(TypeError)
  })
})
