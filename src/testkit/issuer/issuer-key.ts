import { type ECDSA, ecdsa, weierstrass } from '@noble/curves/abstract/weierstrass.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import {
  derBitString,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derUnsigned,
} from '../../asn1/index.js'
import { bigIntToBytes, bytesToBigInt, concatBytes, toHex } from '../../bytes.js'
import { curveByName, type EcCurve, type HashName, hashAlgorithms } from '../../crypto/index.js'
import { explicitAlgorithm } from '../chip/security-infos.js'
import {
  type EcdsaKeyAlgorithm,
  type KeyAlgorithm,
  type RsaKeyAlgorithm,
  saltLengthOf,
  signatureAlgorithmIdentifier,
} from './key-algorithm.js'
import { generateRsaKey, type RsaPrivateKey, rsaPrivateOperation } from './rsa-key.js'
import { seededBytes, seededScalar } from './seeded-bytes.js'

/** A key pair of the issuer's. */
export interface IssuerKey {
  readonly algorithm: KeyAlgorithm
  /** The private numbers. */
  readonly secret:
    | { readonly type: 'RSA'; readonly key: RsaPrivateKey }
    | { readonly type: 'EC'; readonly curve: EcCurve; readonly scalar: Uint8Array }
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKeyInfo: Uint8Array
  /** SHA-1 of the public key's bits: RFC 5280 §4.2.1.2, method 1. */
  readonly keyIdentifier: Uint8Array
  /** AlgorithmIdentifier of its signatures in DER. */
  readonly signatureAlgorithm: Uint8Array
  /** The signature of a message; the same message gives the same signature. */
  readonly sign: (message: Uint8Array) => Uint8Array
}

const hashes: Readonly<Record<HashName, typeof sha256 | typeof sha512 | typeof sha1>> = {
  'SHA-1': sha1,
  'SHA-224': sha224,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
}

/**
 * A key pair that follows from seed, label, and kind and length of key; how it signs does not change the key. ECDSA
 * nonces are those of RFC 6979, the salt of PSS follows from key and message.
 *
 * @throws {TypeError} for a curve that the library does not know, or RSA outside 1024 to 8192 bits.
 *
 * @example
 * ```ts
 * import { createIssuerKey } from 'emrtd/testkit'
 *
 * const key = createIssuerKey('utopia', 'CSCA', {
 *   kind: 'ecdsa',
 *   curve: 'P-256',
 *   parameters: 'named',
 *   hash: 'SHA-256',
 * })
 * key.sign(new Uint8Array(3)).length // 70 or so
 * ```
 */
export function createIssuerKey(
  seed: Uint8Array | string,
  label: string,
  algorithm: KeyAlgorithm,
): IssuerKey {
  return algorithm.kind === 'rsa' ? rsaKey(seed, label, algorithm) : ecKey(seed, label, algorithm)
}

function assemble(
  algorithm: KeyAlgorithm,
  secret: IssuerKey['secret'],
  keyAlgorithm: Uint8Array,
  bits: Uint8Array,
  sign: IssuerKey['sign'],
): IssuerKey {
  return {
    algorithm,
    secret,
    publicKeyInfo: derSequence(keyAlgorithm, derBitString(bits)),
    keyIdentifier: sha1(bits),
    signatureAlgorithm: signatureAlgorithmIdentifier(algorithm),
    sign,
  }
}

function ecKey(seed: Uint8Array | string, label: string, algorithm: EcdsaKeyAlgorithm): IssuerKey {
  const curve = curveByName(algorithm.curve)
  if (curve === undefined) throw new TypeError(`unknown curve ${algorithm.curve}`)
  const engine = engineOf(curve, algorithm.hash)
  const drawn = seededScalar(seededBytes(seed, `${label} ${curve.name}`), curve.n)
  const scalar = bigIntToBytes(drawn, curve.orderLength)
  const keyAlgorithm =
    algorithm.parameters === 'explicit'
      ? explicitAlgorithm({ type: 'EC', curve })
      : derSequence(derOid('1.2.840.10045.2.1'), derOid(curve.oid))
  return assemble(
    algorithm,
    { type: 'EC', curve, scalar },
    keyAlgorithm,
    engine.getPublicKey(scalar, false),
    message => {
      const plain = engine.sign(message, scalar, { prehash: true, lowS: false, format: 'compact' })
      const half = plain.length / 2
      return derSequence(derUnsigned(plain.subarray(0, half)), derUnsigned(plain.subarray(half)))
    },
  )
}

const engines = new Map<string, ECDSA>()

/** noble's ECDSA; the nonce of RFC 6979 is made with the hash function that the message is hashed with. */
function engineOf(curve: EcCurve, hash: HashName): ECDSA {
  const name = `${curve.name} ${hash}`
  let engine = engines.get(name)
  if (engine === undefined) {
    const { p, a, b, n, h, gx, gy } = curve
    engine = ecdsa(weierstrass({ p, a, b, n, h, Gx: gx, Gy: gy }), hashes[hash], { lowS: false })
    engines.set(name, engine)
  }
  return engine
}

/** RSA keys that were made: the search for primes takes seconds, and always finds the same. */
const rsaKeys = new Map<string, RsaPrivateKey>()
const mostRsaKeys = 64

function rsaKey(seed: Uint8Array | string, label: string, algorithm: RsaKeyAlgorithm): IssuerKey {
  const { bits, exponent = 65537 } = algorithm
  if (!(bits >= 1024 && bits <= 8192)) throw new TypeError('RSA keys have 1024 to 8192 bits')
  const name = `${label} RSA ${bits} ${exponent}`
  const cached = `${typeof seed === 'string' ? `text ${seed}` : toHex(seed)} ${name}`
  let key = rsaKeys.get(cached)
  if (key === undefined) {
    key = generateRsaKey(seededBytes(seed, name), bits, BigInt(exponent))
    if (rsaKeys.size >= mostRsaKeys) rsaKeys.clear()
    rsaKeys.set(cached, key)
  }
  return rsaIssuerKey(algorithm, key)
}

/** A key pair of RSA numbers that are given; `bits` of the algorithm is the length of their modulus. */
export function rsaIssuerKey(algorithm: RsaKeyAlgorithm, made: RsaPrivateKey): IssuerKey {
  const { bits } = algorithm
  return assemble(
    algorithm,
    { type: 'RSA', key: made },
    derSequence(derOid('1.2.840.113549.1.1.1'), derNull()),
    derSequence(derInteger(made.modulus), derInteger(made.publicExponent)),
    message => {
      const encoded =
        algorithm.padding === 'pkcs1'
          ? encodePkcs1(algorithm.hash, message, Math.ceil(bits / 8))
          : encodePss(algorithm, message, made)
      return bigIntToBytes(rsaPrivateOperation(made, bytesToBigInt(encoded)), Math.ceil(bits / 8))
    },
  )
}

/** EMSA-PKCS1-v1_5. RFC 8017 §9.2. */
function encodePkcs1(hash: HashName, message: Uint8Array, length: number): Uint8Array {
  const digestInfo = derSequence(
    derSequence(derOid(hashAlgorithms[hash].oid), derNull()),
    derOctetString(hashes[hash](message)),
  )
  const padding = new Uint8Array(length - 3 - digestInfo.length).fill(0xff)
  return concatBytes(Uint8Array.of(0, 1), padding, Uint8Array.of(0), digestInfo)
}

/** EMSA-PSS. RFC 8017 §9.1.1. */
function encodePss(algorithm: RsaKeyAlgorithm, message: Uint8Array, key: RsaPrivateKey): Uint8Array {
  const hash = hashes[algorithm.hash]
  const digest = hash(message)
  const saltLength = saltLengthOf(algorithm)
  const secret = concatBytes(bigIntToBytes(key.privateExponent, Math.ceil(algorithm.bits / 8) + 1), digest)
  const salt = seededBytes(secret, 'PSS salt')(saltLength)
  const length = Math.ceil((algorithm.bits - 1) / 8)
  const seed = hash(concatBytes(new Uint8Array(8), digest, salt))
  const block = new Uint8Array(length - seed.length - 1)
  if (block.length < saltLength + 1) throw new TypeError('RSA key too short for this hash and salt')
  block[block.length - saltLength - 1] = 1
  block.set(salt, block.length - saltLength)
  for (let at = 0, counter = 0; at < block.length; at += seed.length, counter++) {
    const mask = hash(concatBytes(seed, Uint8Array.of(0, 0, 0, counter)))
    for (let i = 0; i < seed.length && at + i < block.length; i++) block[at + i]! ^= mask[i]!
  }
  block[0]! &= 0xff >>> (8 * length - (algorithm.bits - 1))
  return concatBytes(block, seed, Uint8Array.of(0xbc))
}
