import { bigIntToBytes, bytesToBigInt } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { CryptoBackend } from './backend.js'
import type { EcCurve } from './curves.js'
import type { DhGroup } from './dh-groups.js'

/**
 * The shared secret of ECDH: the x-coordinate of the private key times the other's point, as long as a field element;
 * its leading zeros stay. Doc 9303-11 §9.6, TR-03111 §4.3.1.
 *
 * @param privateKey scalar from 1 to n - 1, unsigned big-endian.
 * @param publicPoint the other's point, uncompressed. It is checked: on the curve and not infinity.
 * @throws {EmrtdError} `CRYPTO_BAD_INPUT` for another point or scalar.
 *
 * @example
 * ```ts
 * import { curveByName, defaultBackend, ecdhSharedSecret } from 'emrtd/crypto'
 *
 * const curve = curveByName('brainpoolP256r1')!
 * const mine = Uint8Array.of(5)
 * const theirs = defaultBackend.ecMultiply(curve, Uint8Array.of(7))
 * ecdhSharedSecret(defaultBackend, curve, mine, theirs).length // 32
 * ```
 */
export function ecdhSharedSecret(
  backend: CryptoBackend,
  curve: EcCurve,
  privateKey: Uint8Array,
  publicPoint: Uint8Array,
): Uint8Array {
  const product = backend.ecMultiply(curve, privateKey, publicPoint)
  const secret = product.slice(1, 1 + curve.fieldLength)
  product.fill(0)
  return secret
}

/**
 * The shared secret of Diffie-Hellman: the other's public value to the power of the private key, as long as the
 * prime. Doc 9303-11 §9.6.
 *
 * @param privateKey exponent above 0, unsigned big-endian.
 * @param publicValue the other's public value. It is checked: from 2 to p - 2, in the subgroup where its order is
 * known.
 * @throws {EmrtdError} `CRYPTO_BAD_INPUT` for another value, or if the secret would be 1 or p - 1, which only a value
 * of small order gives.
 *
 * @example
 * ```ts
 * import { defaultBackend, dhSharedSecret, modpGroups } from 'emrtd/crypto'
 *
 * const group = modpGroups[0]!
 * const theirs = defaultBackend.modPow(group.generator, Uint8Array.of(7), group.prime)
 * dhSharedSecret(defaultBackend, group, Uint8Array.of(5), theirs).length // 128
 * ```
 */
export function dhSharedSecret(
  backend: CryptoBackend,
  group: DhGroup,
  privateKey: Uint8Array,
  publicValue: Uint8Array,
): Uint8Array {
  checkDhPublicValue(backend, group, publicValue)
  if (privateKey.every(byte => byte === 0)) throw bad('private key above 0 expected')
  const secret = backend.modPow(publicValue, privateKey, group.prime)
  checkRange(group, secret)
  return secret
}

/**
 * Refuses a public value that is not from 2 to p - 2, or not in the subgroup of order q where q is known (RFC 2631
 * §2.1.5). Needed for every value that a chip sends.
 *
 * @throws {EmrtdError} `CRYPTO_BAD_INPUT`
 *
 * @example
 * ```ts
 * import { checkDhPublicValue, defaultBackend, modpGroups } from 'emrtd/crypto'
 *
 * const group = modpGroups[0]!
 * checkDhPublicValue(defaultBackend, group, group.generator) // no error
 * ```
 */
export function checkDhPublicValue(backend: CryptoBackend, group: DhGroup, publicValue: Uint8Array): void {
  checkRange(group, publicValue)
  if (group.order === undefined) return
  if (bytesToBigInt(backend.modPow(publicValue, group.order, group.prime)) !== 1n) {
    throw bad('public value outside the subgroup')
  }
}

/**
 * A private key drawn at random: for a curve from 1 to n - 1; for a group from 1 to q - 1, or to p - 2 where q is not
 * known. As long as its bound, unsigned big-endian. SEC 1 §3.2.1.
 *
 * @param bound the key is from 1 to bound - 1: n, q or p - 1.
 *
 * @example
 * ```ts
 * import { curveByName, defaultBackend, generatePrivateKey } from 'emrtd/crypto'
 *
 * generatePrivateKey(defaultBackend, curveByName('P-256')!.n).length // 32
 * ```
 */
export function generatePrivateKey(backend: CryptoBackend, bound: bigint): Uint8Array {
  if (bound < 2n) throw new TypeError('no private key is smaller than a bound below 2')
  const length = Math.ceil(bound.toString(16).length / 2)
  // 64 bits more than the bound make what the reduction leaves of bias negligible (FIPS 186-4 §B.4.1).
  const random = backend.randomBytes(length + 8)
  const key = (bytesToBigInt(random) % (bound - 1n)) + 1n
  random.fill(0)
  return bigIntToBytes(key, length)
}

function checkRange(group: DhGroup, value: Uint8Array): void {
  const p = bytesToBigInt(group.prime)
  const y = value.length <= group.prime.length ? bytesToBigInt(value) : p
  if (y < 2n || y > p - 2n) throw bad('value from 2 to p - 2 expected')
}

function bad(message: string): EmrtdError {
  return new EmrtdError('CRYPTO_BAD_INPUT', message)
}
