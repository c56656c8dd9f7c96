import { bigIntToBytes, bytesToBigInt, stripLeadingZeros } from '../bytes.js'
import {
  type CryptoBackend,
  checkDhPublicValue,
  checkedEcPublicKey,
  type DhGroup,
  type DomainParameters,
  dhSharedSecret,
  type EcCurve,
} from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { checkDhGroup } from './check-dh-group.js'
import { encodeToPoint } from './integrated-mapping.js'

/**
 * The group in which PACE agrees on keys. Its elements are uncompressed points, or numbers as long as the prime; a private key is
 * an unsigned big-endian number. Every method throws a `CRYPTO_` code for what is not sound.
 */
export interface PaceGroup {
  readonly type: DomainParameters['type']
  /** Length of the prime in bits. */
  readonly primeLength: number
  /** Private keys are from 1 to this less 1. */
  readonly bound: bigint
  /** The generator of the domain parameters. */
  readonly generator: Uint8Array
  publicKey(privateKey: Uint8Array, generator: Uint8Array): Uint8Array
  /** Another's public key as it came; refused unless it is an element other than the neutral one. Doc 9303-11 §9.4.5, §9.6. */
  readPublicKey(encoded: Uint8Array): Uint8Array
  /** A public key as it is sent: a point, or a number without leading zeros. Doc 9303-11 §9.4.5. */
  encodePublicKey(publicKey: Uint8Array): Uint8Array
  /** The element that two parties share. */
  agree(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array
  /** K of a shared element: its x-coordinate, or itself; leading zeros stay. Doc 9303-11 §9.7.1. */
  sharedSecret(element: Uint8Array): Uint8Array
  /** The generator of generic mapping: s · G + H, or g^s · h. Doc 9303-11 §4.4.3.3.1. */
  mapGenerically(nonce: Uint8Array, shared: Uint8Array): Uint8Array
  /** The generator of integrated mapping. Doc 9303-11 §4.4.3.3.2. */
  mapIntegrated(number: bigint): Uint8Array
}

/**
 * The group of domain parameters.
 *
 * @throws {EmrtdError} `CRYPTO_BAD_PARAMETERS` for a group that a chip made up itself and that is none.
 */
export function paceGroup(crypto: CryptoBackend, parameters: DomainParameters): PaceGroup {
  return parameters.type === 'EC' ? ecGroup(crypto, parameters.curve) : dhGroup(crypto, parameters.group)
}

function ecGroup(crypto: CryptoBackend, curve: EcCurve): PaceGroup {
  const multiply = (scalar: Uint8Array, point: Uint8Array): Uint8Array =>
    crypto.ecMultiply(curve, scalar, point)
  const generator = crypto.ecMultiply(curve, Uint8Array.of(1))
  return {
    type: 'EC',
    primeLength: bitLength(curve.p),
    bound: curve.n,
    generator,
    publicKey: multiply,
    // Cofactor 1 throughout: a point on the curve other than infinity, which has no such form, is in the group.
    readPublicKey: encoded => checkedEcPublicKey(curve, encoded).point,
    encodePublicKey: publicKey => publicKey,
    agree: multiply,
    sharedSecret: element => element.slice(1, 1 + curve.fieldLength),
    mapGenerically: (nonce, shared) => {
      const scalar = bigIntToBytes(bytesToBigInt(nonce) % curve.n, curve.orderLength)
      try {
        return crypto.ecAdd(curve, multiply(scalar, generator), shared)
      } finally {
        scalar.fill(0)
      }
    },
    mapIntegrated: number => encodeToPoint(crypto, curve, number),
  }
}

function dhGroup(crypto: CryptoBackend, group: DhGroup): PaceGroup {
  const { prime, generator, order } = group
  const p = bytesToBigInt(prime)
  if (order === undefined) throw new EmrtdError('CRYPTO_BAD_PARAMETERS', 'a group of unknown order')
  const q = bytesToBigInt(order)
  checkDhGroup(crypto, { ...group, order })
  const element = (value: bigint): Uint8Array => bigIntToBytes(value % p, prime.length)
  const power = (exponent: Uint8Array, base: Uint8Array): Uint8Array => crypto.modPow(base, exponent, prime)
  return {
    type: 'DH',
    primeLength: bitLength(p),
    bound: q,
    generator: element(bytesToBigInt(generator)),
    publicKey: power,
    readPublicKey: encoded => {
      checkDhPublicValue(crypto, group, encoded)
      return element(bytesToBigInt(encoded))
    },
    encodePublicKey: publicKey => stripLeadingZeros(publicKey),
    agree: (privateKey, publicKey) => dhSharedSecret(crypto, group, privateKey, publicKey),
    sharedSecret: shared => shared.slice(),
    mapGenerically: (nonce, shared) =>
      checkedGenerator(element(bytesToBigInt(power(nonce, generator)) * bytesToBigInt(shared))),
    mapIntegrated: number => {
      const cofactor = (p - 1n) / q
      return checkedGenerator(power(bigIntToBytes(cofactor, prime.length), element(number)))
    },
  }
}

/** Doc 9303-11 §4.4.3.3.2: implementations must check that the mapped generator is not 1. */
function checkedGenerator(element: Uint8Array): Uint8Array {
  if (bytesToBigInt(element) < 2n) throw new EmrtdError('CRYPTO_BAD_INPUT', 'a generator of order 1')
  return element
}

function bitLength(value: bigint): number {
  return value.toString(2).length
}
