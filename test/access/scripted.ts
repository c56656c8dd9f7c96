import { expect } from 'vitest'
import type { CardChannel } from '../../src/apdu/index.js'
import { bigIntToBytes, bytesToBigInt, fromHex, toHex } from '../../src/bytes.js'
import type { CryptoBackend } from '../../src/crypto/index.js'

/** Upper-case hexadecimal text, as the worked examples have it. */
export const upper = (bytes: Uint8Array): string => toHex(bytes).toUpperCase()

/** A backend, some of whose operations are others. */
function altered(crypto: CryptoBackend, operations: Partial<CryptoBackend>): CryptoBackend {
  return {
    name: crypto.name,
    digest: (hash, ...parts) => crypto.digest(hash, ...parts),
    randomBytes: length => crypto.randomBytes(length),
    rsaPublicOperation: (key, input) => crypto.rsaPublicOperation(key, input),
    verifyEcdsa: (key, hash, message, signature) => crypto.verifyEcdsa(key, hash, message, signature),
    modPow: (base, exponent, modulus) => crypto.modPow(base, exponent, modulus),
    ecMultiply: (curve, scalar, point) => crypto.ecMultiply(curve, scalar, point),
    ecAdd: (curve, a, b) => crypto.ecAdd(curve, a, b),
    aesCbcEncrypt: (key, iv, data) => crypto.aesCbcEncrypt(key, iv, data),
    aesCbcDecrypt: (key, iv, data) => crypto.aesCbcDecrypt(key, iv, data),
    aesCmac: (key, message) => crypto.aesCmac(key, message),
    tripleDesCbcEncrypt: (key, iv, data) => crypto.tripleDesCbcEncrypt(key, iv, data),
    tripleDesCbcDecrypt: (key, iv, data) => crypto.tripleDesCbcDecrypt(key, iv, data),
    retailMac: (key, data) => crypto.retailMac(key, data),
    ...operations,
  }
}

/** A backend whose random bytes are written down beforehand, in the order in which they are drawn. */
export function withRandom(crypto: CryptoBackend, ...values: readonly Uint8Array[]): CryptoBackend {
  const left = [...values]
  return altered(crypto, {
    randomBytes: length => {
      const value = left.shift()
      expect(value?.length).toBe(length)
      return value!.slice()
    },
  })
}

/** A backend that keeps the very arrays that it is given as keys and private keys, and gives as random. */
export function watched(crypto: CryptoBackend): {
  readonly backend: CryptoBackend
  readonly seen: Uint8Array[]
} {
  const seen: Uint8Array[] = []
  const keep = (key: Uint8Array): Uint8Array => {
    // Nonces and the factor 1 are no secrets.
    if (key.length > 8) seen.push(key)
    return key
  }
  const backend = altered(crypto, {
    randomBytes: length => keep(crypto.randomBytes(length)),
    ecMultiply: (curve, scalar, point) => crypto.ecMultiply(curve, keep(scalar), point),
    aesCbcEncrypt: (key, iv, data) => crypto.aesCbcEncrypt(keep(key), iv, data),
    aesCbcDecrypt: (key, iv, data) => crypto.aesCbcDecrypt(keep(key), iv, data),
    aesCmac: (key, message) => crypto.aesCmac(keep(key), message),
    tripleDesCbcEncrypt: (key, iv, data) => crypto.tripleDesCbcEncrypt(keep(key), iv, data),
    tripleDesCbcDecrypt: (key, iv, data) => crypto.tripleDesCbcDecrypt(keep(key), iv, data),
    retailMac: (key, data) => crypto.retailMac(keep(key), data),
  })
  return { backend, seen }
}

/** The random bytes from which `generatePrivateKey` makes this key, or the one that is equal to it modulo the bound. */
export function randomForKey(key: string, bound: bigint): Uint8Array {
  const value = bytesToBigInt(fromHex(key)) % bound
  return bigIntToBytes(value - 1n, Math.ceil(bound.toString(16).length / 2) + 8)
}

/** Answers by a script, the last answer for ever, and keeps what it was sent. */
export function scripted(...answers: string[]): CardChannel & { readonly sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    async transmit(command) {
      sent.push(upper(command))
      return fromHex(answers.length > 1 ? answers.shift()! : answers[0]!)
    },
  }
}
