import { bigIntToBytes, bytesToBigInt, concatBytes, stripLeadingZeros } from '../../bytes.js'
import {
  type CryptoBackend,
  checkDhPublicValue,
  type DhGroup,
  type DomainParameters,
  type EcCurve,
  isOnCurve,
} from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { type ChipRandom, type ChipRandomPurpose, randomScalar } from './chip-randomness.js'
import { mapToPoint } from './integrated-mapping.js'

/** A group in which the chip agrees on keys. Elements are uncompressed points, or numbers as long as the prime. */
export interface ChipGroup {
  readonly type: 'EC' | 'DH'
  /** Length of the prime in bits. */
  readonly primeBits: number
  readonly generator: Uint8Array
  /** Private keys are below it; undefined where a group does not tell it. */
  readonly order: bigint
  privateKey(random: ChipRandom, purpose: ChipRandomPurpose): Uint8Array
  /** The generator, or another element, to the power of (times) the private key. */
  power(exponent: Uint8Array, base?: Uint8Array): Uint8Array
  /** Another's public key as it came; `CRYPTO_BAD_INPUT` unless it is a sound one. */
  read(encoded: Uint8Array): Uint8Array
  /** A public key as it is sent: a number without leading zeros. Doc 9303-11 §9.4.1. */
  encode(element: Uint8Array): Uint8Array
  /** The generator that generic mapping makes of the nonce and the shared element. Doc 9303-11 §4.4.3.3.1. */
  mapGeneric(nonce: Uint8Array, shared: Uint8Array): Uint8Array
  /** The generator that integrated mapping makes of a pseudo-random number. Doc 9303-11 §4.4.3.3.2. */
  mapIntegrated(number: bigint): Uint8Array
  /** The shared secret that an element holds: x, or the number as long as the prime. */
  secret(element: Uint8Array): Uint8Array
}

/** The group of domain parameters. */
export function chipGroup(backend: CryptoBackend, parameters: DomainParameters): ChipGroup {
  return parameters.type === 'EC' ? ecGroup(backend, parameters.curve) : dhGroup(backend, parameters.group)
}

function ecGroup(backend: CryptoBackend, curve: EcCurve): ChipGroup {
  const length = curve.fieldLength
  const point = (x: bigint, y: bigint): Uint8Array =>
    concatBytes(Uint8Array.of(4), bigIntToBytes(x, length), bigIntToBytes(y, length))
  const generator = point(curve.gx, curve.gy)
  const power = (exponent: Uint8Array, base?: Uint8Array): Uint8Array =>
    backend.ecMultiply(curve, exponent, base)
  return {
    type: 'EC',
    primeBits: curve.p.toString(2).length,
    generator,
    order: curve.n,
    privateKey: (random, purpose) => randomScalar(random, purpose, curve.n),
    power,
    read: encoded => {
      const x = bytesToBigInt(encoded.subarray(1, 1 + length))
      const y = bytesToBigInt(encoded.subarray(1 + length))
      if (encoded[0] !== 4 || encoded.length !== 1 + 2 * length || !isOnCurve(curve, x, y)) {
        throw new EmrtdError('CRYPTO_BAD_INPUT', `uncompressed point on ${curve.name} expected`)
      }
      return encoded
    },
    encode: element => element,
    mapGeneric: (nonce, shared) => {
      const scalar = bytesToBigInt(nonce) % curve.n
      return backend.ecAdd(curve, power(bigIntToBytes(scalar, curve.orderLength)), shared)
    },
    mapIntegrated: number => {
      const { x, y } = mapToPoint(curve, number)
      return point(x, y)
    },
    secret: element => element.slice(1, 1 + length),
  }
}

function dhGroup(backend: CryptoBackend, group: DhGroup): ChipGroup {
  const { prime } = group
  const p = bytesToBigInt(prime)
  const order = group.order === undefined ? p - 1n : bytesToBigInt(group.order)
  const generator = bigIntToBytes(bytesToBigInt(group.generator), prime.length)
  const power = (exponent: Uint8Array, base: Uint8Array = generator): Uint8Array =>
    backend.modPow(base, exponent, prime)
  return {
    type: 'DH',
    primeBits: p.toString(2).length,
    generator,
    order,
    privateKey: (random, purpose) => randomScalar(random, purpose, order),
    power,
    read: encoded => {
      checkDhPublicValue(backend, group, encoded)
      return bigIntToBytes(bytesToBigInt(encoded), prime.length)
    },
    encode: element => stripLeadingZeros(element),
    mapGeneric: (nonce, shared) => {
      const mapped = (bytesToBigInt(power(nonce)) * bytesToBigInt(shared)) % p
      return checkedGenerator(bigIntToBytes(mapped, prime.length))
    },
    mapIntegrated: number => {
      const cofactor = (p - 1n) / order
      const base = bigIntToBytes(number % p, prime.length)
      return checkedGenerator(power(bigIntToBytes(cofactor, prime.length), base))
    },
    secret: element => element,
  }
}

/** Doc 9303-11 §4.4.3.3.2: the mapped generator must not be 1. */
function checkedGenerator(element: Uint8Array): Uint8Array {
  if (bytesToBigInt(element) < 2n) throw new EmrtdError('CRYPTO_BAD_INPUT', 'mapped generator of order 1')
  return element
}
