import {
  type DerOptions,
  DerReader,
  derBitString,
  derNull,
  derOid,
  derSequence,
  derTag,
  derUnsigned,
} from '../asn1/index.js'
import { bytesToBigInt, compareBytes, stripLeadingZeros } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import { type EcCurve, isOnCurve } from './curves.js'
import type { DhGroup } from './dh-groups.js'
import { checkPrimeSize, parseDomainParametersOf, type QuirkListener } from './domain-parameters.js'
import type { DhPublicKey, DsaPublicKey, EcPublicKey, PublicKey, RsaPublicKey } from './keys.js'
import { type PssParameters, parsePssParameters } from './pss-parameters.js'

/** How {@link parsePublicKey} reads. */
export interface ParsePublicKeyOptions {
  /** Called for what the key has that the standards do not ask for. */
  readonly onQuirk?: QuirkListener | undefined
  /** Deviations from DER to read over. */
  readonly der?: DerOptions | undefined
}

const oids = {
  rsaEncryption: '1.2.840.113549.1.1.1',
  rsassaPss: '1.2.840.113549.1.1.10',
  dsa: '1.2.840.10040.4.1',
  ecPublicKey: '1.2.840.10045.2.1',
} as const

/**
 * Reads a SubjectPublicKeyInfo: RSA (rsaEncryption, id-RSASSA-PSS with the restrictions that it carries), EC (named
 * curve, explicit parameters, standardized id), DH (PKCS#3, X9.42, standardized id) and DSA. Doc 9303-12 §4.1.6,
 * Doc 9303-11 §9.4 and §9.5. The numbers of the key are views into `spki`.
 *
 * A key is refused unless it can be used: RSA with 1024 to 8192 bits, odd modulus, odd exponent from 3 to n - 1; an EC
 * point uncompressed and on a known curve; DH and DSA values from 2 to p - 2.
 *
 * @param spki the SubjectPublicKeyInfo.
 * @throws {EmrtdError} `CRYPTO_UNSUPPORTED_ALGORITHM` for another kind of key or an unknown curve,
 * `CRYPTO_BAD_PARAMETERS` for explicit parameters that are not a known curve's or no group, `CRYPTO_BAD_KEY` for the
 * key itself, `ASN1_…` for what is not the structure.
 *
 * @example
 * ```ts
 * import { checkedEcPublicKey, curveByName, defaultBackend, encodePublicKey, parsePublicKey } from 'emrtd/crypto'
 *
 * const curve = curveByName('brainpoolP256r1')!
 * const point = defaultBackend.ecMultiply(curve, Uint8Array.of(7))
 * const spki = encodePublicKey(checkedEcPublicKey(curve, point))
 * const quirks: string[] = []
 * const key = parsePublicKey(spki, { onQuirk: quirk => quirks.push(quirk) })
 * if (key.type === 'EC') key.curve.name // 'brainpoolP256r1'
 * ```
 */
export function parsePublicKey(spki: Uint8Array, options: ParsePublicKeyOptions = {}): PublicKey {
  const reader = new DerReader(spki, options.der)
  const fields = reader.sequence()
  reader.end()
  const algorithm = fields.sequence()
  const key = fields.bitStringBytes()
  fields.end()
  const oid = algorithm.oid()

  if (oid === oids.rsaEncryption) {
    if (algorithm.atEnd) options.onQuirk?.('rsaParametersAbsent')
    else if (algorithm.peekTag() === derTag.null) algorithm.null()
    else throw new EmrtdError('CRYPTO_BAD_PARAMETERS', 'rsaEncryption with parameters')
    algorithm.end()
    return parseRsaPublicKey(key, options)
  }
  if (oid === oids.rsassaPss) {
    const pss: PssParameters | 'any' =
      algorithm.peekTag() === derTag.sequence ? parsePssParameters(algorithm) : 'any'
    if (!algorithm.atEnd) algorithm.null()
    algorithm.end()
    return { ...parseRsaPublicKey(key, options), pss }
  }
  if (oid === oids.dsa) return parseDsaPublicKey(algorithm, key, options)

  const parsed = parseDomainParametersOf(oid, algorithm, options.onQuirk)
  if (parsed === undefined) {
    throw new EmrtdError('CRYPTO_UNSUPPORTED_ALGORITHM', `public key algorithm ${oid} is not supported`)
  }
  if (parsed.domain.type === 'DH') return parseDhPublicKey(parsed.domain.group, key, options)
  const { curve } = parsed.domain
  return checkedEcPublicKey(curve, key, parsed.form === 'explicit')
}

/**
 * An RSA key of its numbers, unsigned big-endian; leading zeros are dropped. RFC 8017 §3.1.
 *
 * @throws {EmrtdError} `CRYPTO_BAD_KEY` unless the modulus is odd with 1024 to 8192 bits and the exponent odd, at least 3
 * and smaller than the modulus.
 *
 * @example
 * ```ts
 * import { checkedRsaPublicKey } from 'emrtd/crypto'
 *
 * checkedRsaPublicKey(new Uint8Array(128).fill(0xff), Uint8Array.of(1, 0, 1)).bits // 1024
 * ```
 */
export function checkedRsaPublicKey(modulus: Uint8Array, exponent: Uint8Array): RsaPublicKey {
  const n = stripLeadingZeros(modulus)
  const e = stripLeadingZeros(exponent)
  const bits = bitLength(n)
  if (bits < 1024 || bits > 8192) throw bad(`RSA modulus of ${bits} bits; 1024 to 8192 are supported`)
  if ((n[n.length - 1]! & 1) === 0) throw bad('RSA modulus that is even')
  if (e.length === 0 || (e[e.length - 1]! & 1) === 0) throw bad('RSA exponent that is even')
  if (e.length === 1 && e[0]! < 3) throw bad('RSA exponent less than 3')
  if (compareNumbers(e, n) >= 0) {
    throw bad('RSA exponent that is not smaller than the modulus')
  }
  return { type: 'RSA', modulus: n, exponent: e, bits }
}

/**
 * An EC key of a point: uncompressed (04, x, y, each as long as the field) and on the curve.
 *
 * @throws {EmrtdError} `CRYPTO_BAD_KEY` for any other point; Doc 9303-12 §4.1.6.3 permits no compressed points.
 *
 * @example
 * ```ts
 * import { checkedEcPublicKey, curveByName, defaultBackend } from 'emrtd/crypto'
 *
 * const curve = curveByName('P-256')!
 * checkedEcPublicKey(curve, defaultBackend.ecMultiply(curve, Uint8Array.of(7))).point.length // 65
 * ```
 */
export function checkedEcPublicKey(
  curve: EcCurve,
  point: Uint8Array,
  explicitParameters: boolean = false,
): EcPublicKey {
  const { fieldLength } = curve
  if (point.length !== 1 + 2 * fieldLength || point[0] !== 4) {
    throw bad(`uncompressed point of ${curve.name} expected`)
  }
  const x = bytesToBigInt(point.subarray(1, 1 + fieldLength))
  const y = bytesToBigInt(point.subarray(1 + fieldLength))
  if (!isOnCurve(curve, x, y)) throw bad(`point that is not on ${curve.name}`)
  return { type: 'EC', curve, point, explicitParameters }
}

/**
 * A DH key of its public value, unsigned big-endian; leading zeros are dropped. NIST SP 800-56A §5.6.2.3.2.
 *
 * @throws {EmrtdError} `CRYPTO_BAD_KEY` unless the value is from 2 to p - 2. Whether it is in the subgroup is for
 * `checkDhPublicValue`, which computes.
 *
 * @example
 * ```ts
 * import { checkedDhPublicKey, modpGroups } from 'emrtd/crypto'
 *
 * checkedDhPublicKey(modpGroups[0]!, Uint8Array.of(0, 2)).value // 02
 * ```
 */
export function checkedDhPublicKey(group: DhGroup, value: Uint8Array): DhPublicKey {
  const { prime, generator, order } = group
  checkGroupElement(value, prime)
  return { type: 'DH', prime, generator, order, value: stripLeadingZeros(value) }
}

function parseRsaPublicKey(key: Uint8Array, options: ParsePublicKeyOptions): RsaPublicKey {
  const reader = new DerReader(key, options.der)
  const fields = reader.sequence()
  reader.end()
  const modulus = fields.unsignedBytes()
  const exponent = fields.unsignedBytes()
  fields.end()
  return checkedRsaPublicKey(modulus, exponent)
}

function parseDhPublicKey(group: DhGroup, key: Uint8Array, options: ParsePublicKeyOptions): DhPublicKey {
  const reader = new DerReader(key, options.der)
  const value = reader.unsignedBytes()
  reader.end()
  return checkedDhPublicKey(group, value)
}

/** Dss-Parms and DSAPublicKey, RFC 3279 §2.3.2. Parameters inherited from the issuer are not supported. */
function parseDsaPublicKey(
  algorithm: DerReader,
  key: Uint8Array,
  options: ParsePublicKeyOptions,
): DsaPublicKey {
  if (algorithm.peekTag() !== derTag.sequence) {
    throw new EmrtdError('CRYPTO_BAD_PARAMETERS', 'DSA key without parameters')
  }
  const parameters = algorithm.sequence()
  const prime = parameters.unsignedBytes()
  const order = parameters.unsignedBytes()
  const generator = parameters.unsignedBytes()
  parameters.end()
  algorithm.end()
  const reader = new DerReader(key, options.der)
  const value = reader.unsignedBytes()
  reader.end()

  checkPrimeSize(prime)
  const orderBits = bitLength(order)
  if (orderBits < 160 || orderBits > 512) {
    throw new EmrtdError('CRYPTO_BAD_PARAMETERS', `DSA subgroup order of ${orderBits} bits`)
  }
  const p = bytesToBigInt(prime)
  if ((p - 1n) % bytesToBigInt(order) !== 0n) {
    throw new EmrtdError('CRYPTO_BAD_PARAMETERS', 'DSA subgroup order that does not divide p - 1')
  }
  checkGroupElement(generator, prime)
  checkGroupElement(value, prime)
  return { type: 'DSA', prime, order, generator, value }
}

function checkGroupElement(value: Uint8Array, prime: Uint8Array): void {
  const bytes = stripLeadingZeros(value)
  const p = bytesToBigInt(prime)
  // A number longer than the prime is refused unread: it could be of any length.
  const y = bytes.length <= prime.length ? bytesToBigInt(bytes) : p
  if (y < 2n || y > p - 2n) throw bad('value that is not from 2 to p - 2')
}

/**
 * The SubjectPublicKeyInfo of an RSA or EC key in its plainest form: rsaEncryption with NULL, ecPublicKey with the
 * object identifier of the curve. Other libraries read it where they refuse explicit parameters. It is not the key's
 * original encoding: never hash or verify over it. RFC 3279 §2.3.1, RFC 5480 §2.
 *
 * @example
 * ```ts
 * import { checkedEcPublicKey, curveByName, defaultBackend, encodePublicKey } from 'emrtd/crypto'
 *
 * const curve = curveByName('P-256')!
 * const key = checkedEcPublicKey(curve, defaultBackend.ecMultiply(curve, Uint8Array.of(7)))
 * encodePublicKey(key).length // 91
 * ```
 */
export function encodePublicKey(key: RsaPublicKey | EcPublicKey): Uint8Array {
  if (key.type === 'RSA') {
    return derSequence(
      derSequence(derOid(oids.rsaEncryption), derNull()),
      derBitString(derSequence(derUnsigned(key.modulus), derUnsigned(key.exponent))),
    )
  }
  return derSequence(derSequence(derOid(oids.ecPublicKey), derOid(key.curve.oid)), derBitString(key.point))
}

/** Compares numbers without leading zeros. */
function compareNumbers(a: Uint8Array, b: Uint8Array): number {
  return a.length - b.length || compareBytes(a, b)
}

function bitLength(bytes: Uint8Array): number {
  return bytes.length * 8 - Math.clz32(bytes[0] ?? 0) + 24
}

function bad(message: string): EmrtdError {
  return new EmrtdError('CRYPTO_BAD_KEY', message)
}
