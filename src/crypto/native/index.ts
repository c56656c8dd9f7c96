import * as node from 'node:crypto'
import { concatBytes } from '../../bytes.js'
import type { CryptoBackend } from '../backend.js'
import type { HashName } from '../hashes.js'
import {
  checkAesKey,
  checkCbcInput,
  checkRetailMacInput,
  checkRsaInput,
  checkTripleDesKey,
  readPlainSignature,
} from '../input-checks.js'
import type { EcPublicKey, RsaPublicKey } from '../keys.js'
import { ecAdd, ecMultiply } from '../portable/elliptic.js'
import { modPowBytes, rsaPublicOperation } from '../portable/mod-pow.js'
import { verifyEcdsaDigest } from '../portable/verify-ecdsa.js'
import { encodePublicKey } from '../public-key.js'

const hashNames: Readonly<Record<HashName, string>> = {
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

/** A key as OpenSSL's object, made once; undefined if OpenSSL refuses it: the portable backend then does the work. */
const keyObjects = new WeakMap<RsaPublicKey | EcPublicKey, { readonly object: node.KeyObject | undefined }>()

function keyObjectOf(key: RsaPublicKey | EcPublicKey): node.KeyObject | undefined {
  let entry = keyObjects.get(key)
  if (entry === undefined) {
    let object: node.KeyObject | undefined
    try {
      object = node.createPublicKey({ key: Buffer.from(encodePublicKey(key)), format: 'der', type: 'spki' })
    } catch {
      // A curve that this OpenSSL was built without, or a modulus that it does not like.
    }
    entry = { object }
    keyObjects.set(key, entry)
  }
  return entry.object
}

function cipher(
  name: string,
  key: Uint8Array,
  iv: Uint8Array,
  data: Uint8Array,
  decrypt: boolean,
): Uint8Array {
  const context = decrypt ? node.createDecipheriv(name, key, iv) : node.createCipheriv(name, key, iv)
  context.setAutoPadding(false)
  // Whole blocks without padding: all of the result is there, `final` has nothing to add.
  return plain(context.update(data))
}

/** Triple DES with a two-part key. OpenSSL 3 has no single DES, but this one with both parts equal is it. */
function tripleDes(key: Uint8Array, iv: Uint8Array, data: Uint8Array, decrypt: boolean): Uint8Array {
  return cipher(key.length === 16 ? 'des-ede-cbc' : 'des-ede3-cbc', key, iv, data, decrypt)
}

/** A plain byte string of its own: no Buffer, no view into Node's pool. */
function plain(buffer: Buffer): Uint8Array {
  return buffer.byteLength === buffer.buffer.byteLength
    ? new Uint8Array(buffer.buffer as ArrayBuffer)
    : new Uint8Array(buffer)
}

function digest(hash: HashName, ...parts: readonly Uint8Array[]): Uint8Array {
  const name = hashNames[hash]
  if (parts.length === 1 && node.hash !== undefined) return plain(node.hash(name, parts[0]!, 'buffer'))
  const running = node.createHash(name)
  for (const part of parts) running.update(part)
  return plain(running.digest())
}

const zeroBlock = new Uint8Array(16)

/**
 * AES-CMAC over CBC (NIST SP 800-38B §6): node:crypto does not give OpenSSL's. One context does for all: what it makes of a zero
 * block gives the subkey, and is taken out of the chain again with the first block.
 */
function aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  checkAesKey(key)
  const context = node.createCipheriv(`aes-${8 * key.length}-cbc`, key, zeroBlock)
  context.setAutoPadding(false)
  const start = context.update(zeroBlock)
  const whole = message.length > 0 && message.length % 16 === 0
  let subkey = doubled(start)
  if (!whole) subkey = doubled(subkey)
  // Beginning and end are changed in a copy. A call costs more than to copy a few blocks, and less than to copy many.
  const middle = message.length > 1024 ? message.length - 16 - (message.length % 16) : 0
  if (middle > 0) {
    const first = message.slice(0, 16)
    xorInto(first, 0, start)
    context.update(first)
    context.update(message.subarray(16, middle))
  }
  const rest = message.length - middle
  const blocks = new Uint8Array(whole ? rest : rest - (rest % 16) + 16)
  blocks.set(message.subarray(middle))
  if (!whole) blocks[rest] = 0x80
  if (middle === 0) xorInto(blocks, 0, start)
  xorInto(blocks, blocks.length - 16, subkey)
  return new Uint8Array(context.update(blocks).subarray(-16))
}

function xorInto(target: Uint8Array, at: number, block: Uint8Array): void {
  for (let i = 0; i < 16; i++) target[at + i]! ^= block[i]!
}

/** Twice the element of GF(2^128). */
function doubled(block: Uint8Array): Uint8Array {
  const result = new Uint8Array(16)
  for (let i = 0; i < 16; i++) result[i] = (block[i]! << 1) | ((block[i + 1] ?? 0) >>> 7)
  if ((block[0]! & 0x80) !== 0) result[15]! ^= 0x87
  return result
}

/**
 * The backend over `node:crypto` (OpenSSL). What OpenSSL refuses or lacks (long RSA exponents, curves that a
 * distribution left out, hash functions that its policy bars from signatures) the portable backend's parts do. Arithmetic on
 * points and modular exponentiation have no counterpart in `node:crypto` and are the portable backend's throughout.
 *
 * @example
 * ```ts
 * import { nativeBackend } from 'emrtd/crypto/native'
 *
 * nativeBackend.digest('SHA-256', Uint8Array.of(1, 2, 3)).length // 32
 * ```
 */
export const nativeBackend: CryptoBackend = Object.freeze<CryptoBackend>({
  name: 'native',

  digest,

  randomBytes(length) {
    return plain(node.randomBytes(length))
  },

  rsaPublicOperation(key, input) {
    checkRsaInput(key, input)
    const object = keyObjectOf(key)
    if (object !== undefined) {
      try {
        return plain(node.publicDecrypt({ key: object, padding: node.constants.RSA_NO_PADDING }, input))
      } catch {
        // OpenSSL bounds the exponent: 64 bits for moduli above 3072 bits.
      }
    }
    return rsaPublicOperation(key, input)
  },

  verifyEcdsa(key, hash, message, signature) {
    const { curve } = key
    if (readPlainSignature(signature, curve.n, curve.orderLength) === undefined) return false
    const object = keyObjectOf(key)
    if (object !== undefined) {
      try {
        return node.verify(hashNames[hash], message, { key: object, dsaEncoding: 'ieee-p1363' }, signature)
      } catch {
        // A policy of this OpenSSL, such as none of SHA-1 in signatures.
      }
    }
    return verifyEcdsaDigest(key, digest(hash, message), signature)
  },

  modPow: modPowBytes,
  ecMultiply,
  ecAdd,

  aesCbcEncrypt(key, iv, data) {
    checkAesKey(key)
    checkCbcInput(iv, data, 16)
    return cipher(`aes-${8 * key.length}-cbc`, key, iv, data, false)
  },

  aesCbcDecrypt(key, iv, data) {
    checkAesKey(key)
    checkCbcInput(iv, data, 16)
    return cipher(`aes-${8 * key.length}-cbc`, key, iv, data, true)
  },

  aesCmac,

  tripleDesCbcEncrypt(key, iv, data) {
    checkTripleDesKey(key)
    checkCbcInput(iv, data, 8)
    return tripleDes(key, iv, data, false)
  },

  tripleDesCbcDecrypt(key, iv, data) {
    checkTripleDesKey(key)
    checkCbcInput(iv, data, 8)
    return tripleDes(key, iv, data, true)
  },

  retailMac(key, data) {
    checkRetailMacInput(key, data)
    const zero = zeroBlock.subarray(8)
    const chained =
      data.length === 8
        ? zero
        : tripleDes(
            concatBytes(key.subarray(0, 8), key.subarray(0, 8)),
            zero,
            data.subarray(0, -8),
            false,
          ).subarray(-8)
    return tripleDes(key, chained, data.subarray(-8), false)
  },
})
