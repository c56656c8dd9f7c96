import { expect } from 'vitest'
import type { CardChannel } from '../../src/apdu/index.js'
import { bigIntToBytes, bytesToBigInt, fromHex, toHex } from '../../src/bytes.js'
import type { CryptoBackend } from '../../src/crypto/index.js'

/** Upper-case hexadecimal text, as the worked examples have it. */
export const upper = (bytes: Uint8Array): string => toHex(bytes).toUpperCase()

/** A backend whose random bytes are written down beforehand, in the order in which they are drawn. */
export function withRandom(crypto: CryptoBackend, ...values: readonly Uint8Array[]): CryptoBackend {
  const left = [...values]
  return {
    name: crypto.name,
    digest: (hash, ...parts) => crypto.digest(hash, ...parts),
    randomBytes: length => {
      const value = left.shift()
      expect(value?.length).toBe(length)
      return value!.slice()
    },
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
  }
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
