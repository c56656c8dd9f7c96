import {
  type WeierstrassPoint,
  type WeierstrassPointCons,
  weierstrass,
} from '@noble/curves/abstract/weierstrass.js'
import { EmrtdError } from '../../errors.js'
import type { EcCurve } from '../curves.js'
import { readPoint, readScalar } from '../input-checks.js'

const constructors = new WeakMap<EcCurve, WeierstrassPointCons<bigint>>()

/** noble's points of a curve of our table, made at first use. */
function pointsOf(curve: EcCurve): WeierstrassPointCons<bigint> {
  let points = constructors.get(curve)
  if (points === undefined) {
    const { p, a, b, n, h, gx, gy } = curve
    points = weierstrass({ p, a, b, n, h, Gx: gx, Gy: gy })
    constructors.set(curve, points)
  }
  return points
}

/** Scalar multiplication, as the backend interface asks for it. */
export function ecMultiply(curve: EcCurve, scalar: Uint8Array, point?: Uint8Array): Uint8Array {
  const k = readScalar(curve, scalar)
  return uncompressed(baseOf(curve, point).multiply(k))
}

/** The generator has tables with noble, also where it comes as a point. */
function baseOf(curve: EcCurve, point: Uint8Array | undefined): WeierstrassPoint<bigint> {
  const Point = pointsOf(curve)
  if (point === undefined) return Point.BASE
  const affine = readPoint(curve, point)
  return affine.x === curve.gx && affine.y === curve.gy ? Point.BASE : Point.fromAffine(affine)
}

/** Addition of points, as the backend interface asks for it. */
export function ecAdd(curve: EcCurve, a: Uint8Array, b: Uint8Array): Uint8Array {
  const Point = pointsOf(curve)
  return uncompressed(Point.fromAffine(readPoint(curve, a)).add(Point.fromAffine(readPoint(curve, b))))
}

function uncompressed(point: WeierstrassPoint<bigint>): Uint8Array {
  if (point.is0()) throw new EmrtdError('CRYPTO_BAD_INPUT', 'the result is the point at infinity')
  return point.toBytes(false)
}
