import { type ECDSA, ecdsa, type WeierstrassPoint, weierstrass } from '@noble/curves/abstract/weierstrass.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { EmrtdError } from '../../errors.js'
import type { EcCurve } from '../curves.js'
import { readPoint, readScalar } from '../input-checks.js'

const engines = new WeakMap<EcCurve, ECDSA>()

/**
 * noble's arithmetic for a curve of our table, built at first use. The hash function is never called: messages come
 * hashed, and nothing is signed here.
 */
export function engineOf(curve: EcCurve): ECDSA {
  let engine = engines.get(curve)
  if (engine === undefined) {
    const { p, a, b, n, h, gx, gy } = curve
    engine = ecdsa(weierstrass({ p, a, b, n, h, Gx: gx, Gy: gy }), sha256, { lowS: false })
    engines.set(curve, engine)
  }
  return engine
}

/** Scalar multiplication, as the backend interface asks for it. */
export function ecMultiply(curve: EcCurve, scalar: Uint8Array, point?: Uint8Array): Uint8Array {
  const k = readScalar(curve, scalar)
  const { Point } = engineOf(curve)
  const base = point === undefined ? Point.BASE : Point.fromAffine(readPoint(curve, point))
  return uncompressed(base.multiply(k))
}

/** Addition of points, as the backend interface asks for it. */
export function ecAdd(curve: EcCurve, a: Uint8Array, b: Uint8Array): Uint8Array {
  const { Point } = engineOf(curve)
  return uncompressed(Point.fromAffine(readPoint(curve, a)).add(Point.fromAffine(readPoint(curve, b))))
}

function uncompressed(point: WeierstrassPoint<bigint>): Uint8Array {
  if (point.is0()) throw new EmrtdError('CRYPTO_BAD_INPUT', 'the result is the point at infinity')
  return point.toBytes(false)
}
