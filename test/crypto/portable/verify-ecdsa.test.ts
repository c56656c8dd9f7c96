import { weierstrass } from '@noble/curves/abstract/weierstrass.js'
import { describe, expect, it } from 'vitest'
import { bigIntToBytes, bytesToBigInt, concatBytes } from '../../../src/bytes.js'
import { type EcCurve, ecCurves } from '../../../src/crypto/curves.js'
import type { EcPublicKey } from '../../../src/crypto/keys.js'
import {
  invert,
  multiply,
  multiplyPrepared,
  preparePoint,
} from '../../../src/crypto/portable/double-scalar.js'
import { portableBackend } from '../../../src/crypto/portable/index.js'
import { verifyEcdsaDigest } from '../../../src/crypto/portable/verify-ecdsa.js'
import { seededBytes } from '../../../src/testkit/index.js'

const each = ecCurves.map(curve => [curve.name, curve] as const)

function keyOf(curve: EcCurve, scalar: bigint): EcPublicKey {
  const point = portableBackend.ecMultiply(curve, bigIntToBytes(scalar, curve.orderLength))
  return { type: 'EC', curve, point, explicitParameters: false }
}

/** A signature in plain with this key and ephemeral scalar, by the definition and noble's constant-time multiplication. */
function sign(curve: EcCurve, scalar: bigint, ephemeral: bigint, digest: Uint8Array): Uint8Array {
  const { n, orderLength, fieldLength } = curve
  const point = portableBackend.ecMultiply(curve, bigIntToBytes(ephemeral, orderLength))
  const r = bytesToBigInt(point.subarray(1, 1 + fieldLength)) % n
  const excess = 8 * digest.length - n.toString(2).length
  const h = bytesToBigInt(digest) >> BigInt(Math.max(0, excess))
  const s = (invert(ephemeral, n) * (h + r * scalar)) % n
  return concatBytes(bigIntToBytes(r, orderLength), bigIntToBytes(s, orderLength))
}

describe.each(each)('on %s', (name, curve) => {
  const random = seededBytes('verify ECDSA', name)
  const number = (): bigint => (bytesToBigInt(random(80)) % (curve.n - 1n)) + 1n

  it('a signature holds at the first use of a key, and at every later one; what is changed does not', () => {
    const scalar = number()
    const digest = random(64)
    const signature = sign(curve, scalar, number(), digest)
    const otherDigest = Uint8Array.from(digest, (byte, i) => (i === 0 ? byte ^ 0x80 : byte))
    const changed = Uint8Array.from(signature, (byte, i) => (i === signature.length - 1 ? byte ^ 1 : byte))
    const n = bigIntToBytes(curve.n, curve.orderLength)
    const zero = new Uint8Array(curve.orderLength)
    const r = signature.subarray(0, curve.orderLength)
    const s = signature.subarray(curve.orderLength)
    const wrong: readonly (readonly [Uint8Array, Uint8Array])[] = [
      [otherDigest, signature],
      [digest, changed],
      [digest, concatBytes(zero, s)],
      [digest, concatBytes(r, zero)],
      [digest, concatBytes(n, s)],
      [digest, concatBytes(r, n)],
      [digest, signature.subarray(1)],
    ]
    for (const [badDigest, badSignature] of wrong) {
      const key = keyOf(curve, scalar)
      for (let use = 0; use < 2; use++) expect(verifyEcdsaDigest(key, badDigest, badSignature)).toBe(false)
    }
    const key = keyOf(curve, scalar)
    for (let use = 0; use < 3; use++) expect(verifyEcdsaDigest(key, digest, signature)).toBe(true)
    expect(verifyEcdsaDigest(keyOf(curve, number()), digest, signature)).toBe(false)
    const lowOrHigh = concatBytes(r, bigIntToBytes(curve.n - bytesToBigInt(s), curve.orderLength))
    for (let use = 0; use < 2; use++) expect(verifyEcdsaDigest(key, digest, lowOrHigh)).toBe(true)
  })

  it('sums are those that noble computes, where its formulas meet their exceptions too', () => {
    const { p, a, b, n, h, gx, gy } = curve
    const Point = weierstrass({ p, a, b, n, h, Gx: gx, Gy: gy })
    const half = (n + 1n) / 2n
    const scalars = [0n, 1n, 33n, half, n - 1n, number()]
    // The generator itself, its opposite and its double meet equal and opposite points on the way.
    for (const of of [1n, n - 1n, 2n, number()]) {
      const point = Point.BASE.multiplyUnsafe(of)
      const affine = point.toAffine()
      const prepared = preparePoint(curve, affine)
      for (const u of scalars) {
        for (const v of [0n, n - 1n, u, (n - u) % n]) {
          const expected = Point.BASE.multiplyUnsafe((u + of * v) % n)
          for (const sum of [multiply(curve, u, v, affine), multiplyPrepared(curve, u, v, prepared)]) {
            if (expected.is0()) expect(sum).toBeUndefined()
            else expect((sum!.x - expected.toAffine().x * sum!.z ** 2n) % p).toBe(0n)
          }
        }
      }
    }
  })
})

it('a point that is not on the curve verifies nothing, and throws nothing', () => {
  const [curve] = ecCurves
  const good = keyOf(curve!, 5n)
  const point = Uint8Array.from(good.point, (byte, i) => (i === good.point.length - 1 ? byte ^ 1 : byte))
  const key: EcPublicKey = { ...good, point }
  const digest = new Uint8Array(32).fill(7)
  const signature = sign(curve!, 5n, 9n, digest)
  expect(verifyEcdsaDigest(good, digest, signature)).toBe(true)
  for (let use = 0; use < 2; use++) expect(verifyEcdsaDigest(key, digest, signature)).toBe(false)
})
