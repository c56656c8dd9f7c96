import type { EcCurve } from '../curves.js'

/*
 * Sums of multiples of two points, for the verification of signatures: not in constant time, public numbers only. What is
 * secret is multiplied by noble (elliptic.ts), whose complete formulas take twice as many products.
 *
 * Points add up in Jacobian coordinates (x = X / Z², y = Y / Z³), with every exceptional case of the formulas looked for. Coordinates
 * are kept modulo p with either sign: BigInt's remainder has the sign of the dividend, and is zero exactly for multiples of p.
 */

/** A point that is not infinity, coordinates from 0 to p - 1. */
export interface AffinePoint {
  readonly x: bigint
  readonly y: bigint
}

/** A running sum of points of one curve; at first infinity. */
class PointSum {
  x = 1n
  y = 1n
  /** 0 for infinity. */
  z = 0n
  readonly #p: bigint
  readonly #a: bigint
  readonly #minus3: boolean
  /** a times Z⁴ where it is known, as it is after a doubling. */
  #aZ4: bigint | undefined

  constructor({ p, a }: EcCurve) {
    this.#p = p
    this.#a = a
    this.#minus3 = a === p - 3n
  }

  get isInfinity(): boolean {
    return this.z === 0n
  }

  /** Cohen, Miyaji, Ono 1998: doubling; for a = -3 with 3X² + aZ⁴ as one product. */
  double(): void {
    if (this.z === 0n) return
    const p = this.#p
    const { x, y, z } = this
    const yy = (y * y) % p
    const s = (4n * x * yy) % p
    const yyyy8 = (8n * yy * yy) % p
    let m: bigint
    if (this.#minus3) {
      const zz = (z * z) % p
      m = (3n * (x - zz) * (x + zz)) % p
    } else {
      const aZ4 = this.#aZ4 ?? (this.#a * ((z * z) % p) ** 2n) % p
      m = (3n * x * x + aZ4) % p
      this.#aZ4 = (2n * yyyy8 * aZ4) % p
    }
    this.x = (m * m - 2n * s) % p
    this.y = (m * (s - this.x) - yyyy8) % p
    this.z = (2n * y * z) % p
  }

  /** Adds a point, or its opposite. */
  add(point: AffinePoint, negative: boolean): void {
    const p = this.#p
    const y2 = negative ? -point.y : point.y
    this.#aZ4 = undefined
    if (this.z === 0n) {
      this.x = point.x
      this.y = y2
      this.z = 1n
      return
    }
    const { x, y, z } = this
    const zz = (z * z) % p
    const h = (point.x * zz - x) % p
    const r = (((y2 * z) % p) * zz - y) % p
    if (h === 0n) {
      // The same point, or its opposite.
      if (r === 0n) this.double()
      else this.z = 0n
      return
    }
    const hh = (h * h) % p
    const hhh = (h * hh) % p
    const v = (x * hh) % p
    this.x = (r * r - hhh - 2n * v) % p
    this.y = (r * (v - this.x) - y * hhh) % p
    this.z = (z * h) % p
  }
}

/** A point's odd multiples 1, 3, 5 … below 2^(width - 1): what a scalar in signed digits needs. */
interface OddMultiples {
  readonly width: number
  readonly points: readonly AffinePoint[]
}

/** Sums of a point's multiples by 2^0, 2^d, 2^2d …: entry i holds those whose bits are set in i. Lim and Lee 1994. */
interface Comb {
  readonly columns: number
  readonly points: readonly (AffinePoint | undefined)[]
}

/** What is computed once for the generator of a curve. */
interface GeneratorTables {
  readonly odd: OddMultiples
  comb?: Comb
}

const generators = new WeakMap<EcCurve, GeneratorTables>()

/** Widths for a point of one verification and for a generator; teeth of a comb. */
const pointWidth = 5
const generatorWidth = 7
const teeth = 6

/** A point that is to be multiplied often: 63 points, about 10 KB, that take as long to compute as one multiplication. */
export interface PreparedPoint {
  readonly point: AffinePoint
  readonly comb: Comb
}

/** Prepares a point of the curve for many calls of {@link multiplyPrepared}. */
export function preparePoint(curve: EcCurve, point: AffinePoint): PreparedPoint {
  return { point, comb: combOf(curve, point) }
}

/** The coordinates X and Z of a sum; undefined for infinity. */
export interface SumOfMultiples {
  readonly x: bigint
  readonly z: bigint
}

/** `u` times the generator plus `v` times `point`, scalars from 0 to n - 1. */
export function multiply(
  curve: EcCurve,
  u: bigint,
  v: bigint,
  point: AffinePoint,
): SumOfMultiples | undefined {
  const { odd } = generatorTables(curve)
  const ofPoint = oddMultiples(curve, point, pointWidth)
  const first = signedDigits(u, generatorWidth)
  const second = signedDigits(v, pointWidth)
  const sum = new PointSum(curve)
  for (let bit = Math.max(first.length, second.length) - 1; bit >= 0; bit--) {
    sum.double()
    addDigit(sum, odd, first[bit])
    addDigit(sum, ofPoint, second[bit])
  }
  return sum.isInfinity ? undefined : sum
}

/** As {@link multiply}, with a third of its work. */
export function multiplyPrepared(
  curve: EcCurve,
  u: bigint,
  v: bigint,
  prepared: PreparedPoint,
): SumOfMultiples | undefined {
  const tables = generatorTables(curve)
  tables.comb ??= combOf(curve, { x: curve.gx, y: curve.gy })
  const { columns } = tables.comb
  const first = u.toString(2).padStart(columns * teeth, '0')
  const second = v.toString(2).padStart(columns * teeth, '0')
  const sum = new PointSum(curve)
  for (let column = 0; column < columns; column++) {
    sum.double()
    addColumn(sum, tables.comb, first, column)
    addColumn(sum, prepared.comb, second, column)
  }
  return sum.isInfinity ? undefined : sum
}

function addDigit(sum: PointSum, { points }: OddMultiples, digit: number | undefined): void {
  if (digit) sum.add(points[(Math.abs(digit) - 1) >> 1]!, digit < 0)
}

function addColumn(sum: PointSum, { columns, points }: Comb, bits: string, column: number): void {
  let entry = 0
  for (let tooth = 0; tooth < teeth; tooth++)
    entry = 2 * entry + (bits.charCodeAt(tooth * columns + column) & 1)
  const point = points[entry]
  if (point !== undefined) sum.add(point, false)
}

function generatorTables(curve: EcCurve): GeneratorTables {
  let tables = generators.get(curve)
  if (tables === undefined) {
    tables = { odd: oddMultiples(curve, { x: curve.gx, y: curve.gy }, generatorWidth) }
    generators.set(curve, tables)
  }
  return tables
}

function oddMultiples(curve: EcCurve, point: AffinePoint, width: number): OddMultiples {
  const twice = new PointSum(curve)
  twice.add(point, false)
  twice.double()
  const [step] = toAffine(curve, [twice])
  const sums: PointSum[] = []
  const sum = new PointSum(curve)
  sum.add(point, false)
  for (let i = 1; i < 1 << (width - 2); i++) {
    sum.add(step!, false)
    sums.push(copyOf(curve, sum))
  }
  return { width, points: [point, ...toAffine(curve, sums)] }
}

function combOf(curve: EcCurve, point: AffinePoint): Comb {
  const columns = Math.ceil(curve.n.toString(2).length / teeth)
  const powers: PointSum[] = []
  const sum = new PointSum(curve)
  sum.add(point, false)
  for (let tooth = 1; tooth < teeth; tooth++) {
    for (let i = 0; i < columns; i++) sum.double()
    powers.push(copyOf(curve, sum))
  }
  const affine = [point, ...toAffine(curve, powers)]
  const sums: PointSum[] = []
  for (let entry = 1; entry < 1 << teeth; entry++) {
    const entrySum = new PointSum(curve)
    for (let tooth = 0; tooth < teeth; tooth++) if ((entry >> tooth) & 1) entrySum.add(affine[tooth]!, false)
    sums.push(entrySum)
  }
  return { columns, points: [undefined, ...toAffine(curve, sums)] }
}

function copyOf(curve: EcCurve, { x, y, z }: PointSum): PointSum {
  return Object.assign(new PointSum(curve), { x, y, z })
}

/** All points in affine coordinates, with one inversion (Montgomery's trick). */
function toAffine({ p }: EcCurve, sums: readonly PointSum[]): readonly AffinePoint[] {
  const products: bigint[] = []
  let product = 1n
  for (const { z } of sums) {
    products.push(product)
    product = (product * z) % p
  }
  let inverse = invert(product, p)
  const points: AffinePoint[] = []
  for (let i = sums.length - 1; i >= 0; i--) {
    const { x, y, z } = sums[i]!
    const inverseZ = (inverse * products[i]!) % p
    inverse = (inverse * z) % p
    const squared = (inverseZ * inverseZ) % p
    points.unshift({ x: modulo(x * squared, p), y: modulo(y * ((squared * inverseZ) % p), p) })
  }
  return points
}

const modulo = (value: bigint, p: bigint): bigint => {
  const rest = value % p
  return rest < 0n ? rest + p : rest
}

/** The inverse of `value` modulo a prime: Euclid's extended algorithm. */
export function invert(value: bigint, p: bigint): bigint {
  let [a, b] = [modulo(value, p), p]
  let [x, next] = [1n, 0n]
  while (b !== 0n) {
    const quotient = a / b
    ;[a, b] = [b, a - quotient * b]
    ;[x, next] = [next, x - quotient * next]
  }
  return modulo(x, p)
}

/** A scalar in digits that are 0 or odd, from -2^(width - 1) to 2^(width - 1), few of them other than 0; the lowest first. */
function signedDigits(scalar: bigint, width: number): Int8Array {
  const bits = scalar.toString(2)
  const digits = new Int8Array(bits.length + 1)
  const half = 2 ** (width - 1)
  const bitAt = (i: number): number => (i < bits.length ? bits.charCodeAt(bits.length - 1 - i) & 1 : 0)
  let carry = 0
  for (let i = 0; i <= bits.length; ) {
    if (bitAt(i) === carry) {
      i++
      continue
    }
    let value = carry
    for (let j = 0; j < width; j++) value += bitAt(i + j) * 2 ** j
    carry = value >= half ? 1 : 0
    digits[i] = value - carry * 2 * half
    i += width
  }
  return digits
}
