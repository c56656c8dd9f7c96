import { type CryptoBackend, padIso9797 } from '../crypto/index.js'
import type { SessionKeys } from './session-keys.js'

/** Length of a key in bytes, and whether the cipher is AES. */
const keyLengths = { '3DES': 16, 'AES-128': 16, 'AES-192': 24, 'AES-256': 32 } as const

/**
 * Encryption, checksum and send sequence counter of one session. The keys are copies of its own, so that
 * {@link SessionCipher.wipe} overwrites what it holds and nothing that is the caller's. Doc 9303-11 §9.8.5 to §9.8.7.
 */
export class SessionCipher {
  /** 8 bytes for 3DES, 16 for AES: of the cipher, of padding, and of the counter. */
  readonly blockLength: 8 | 16
  readonly #crypto: CryptoBackend
  readonly #encryptionKey: Uint8Array
  readonly #macKey: Uint8Array
  readonly #counter: Uint8Array
  readonly #zeros: Uint8Array

  constructor(crypto: CryptoBackend, keys: SessionKeys) {
    const { cipher, encryptionKey, macKey, sendSequenceCounter } = keys
    this.blockLength = cipher === '3DES' ? 8 : 16
    if (encryptionKey.length !== keyLengths[cipher] || macKey.length !== keyLengths[cipher]) {
      throw new TypeError(`keys of ${keyLengths[cipher]} bytes expected for ${cipher}`)
    }
    if (sendSequenceCounter !== undefined && sendSequenceCounter.length !== this.blockLength) {
      throw new TypeError(`send sequence counter of ${this.blockLength} bytes expected`)
    }
    this.#crypto = crypto
    // Not slice(): that of a Buffer is a view, and wiping it would overwrite the caller's key.
    this.#encryptionKey = new Uint8Array(encryptionKey)
    this.#macKey = new Uint8Array(macKey)
    this.#counter = new Uint8Array(this.blockLength)
    if (sendSequenceCounter !== undefined) this.#counter.set(sendSequenceCounter)
    this.#zeros = new Uint8Array(this.blockLength)
  }

  /** One step of the send sequence counter. */
  count(): void {
    for (let at = this.#counter.length - 1; at >= 0; at--) {
      this.#counter[at] = this.#counter[at]! + 1
      if (this.#counter[at] !== 0) return
    }
  }

  /** Takes one step back. */
  uncount(): void {
    for (let at = this.#counter.length - 1; at >= 0; at--) {
      const byte = this.#counter[at]!
      this.#counter[at] = byte - 1
      if (byte !== 0) return
    }
  }

  /** The checksum of 8 bytes over the counter and `message`, padded. */
  mac(message: Uint8Array): Uint8Array {
    const { blockLength } = this
    const input = new Uint8Array(blockLength * (2 + Math.floor(message.length / blockLength)))
    input.set(this.#counter)
    input.set(message, blockLength)
    input[blockLength + message.length] = 0x80
    return blockLength === 8
      ? this.#crypto.retailMac(this.#macKey, input)
      : this.#crypto.aesCmac(this.#macKey, input).subarray(0, 8)
  }

  /** The data padded and encrypted. */
  encrypt(data: Uint8Array): Uint8Array {
    const padded = padIso9797(data, this.blockLength)
    return this.blockLength === 8
      ? this.#crypto.tripleDesCbcEncrypt(this.#encryptionKey, this.#zeros, padded)
      : this.#crypto.aesCbcEncrypt(this.#encryptionKey, this.#initializationVector(), padded)
  }

  /** Whole blocks decrypted, with their padding. */
  decrypt(cryptogram: Uint8Array): Uint8Array {
    return this.blockLength === 8
      ? this.#crypto.tripleDesCbcDecrypt(this.#encryptionKey, this.#zeros, cryptogram)
      : this.#crypto.aesCbcDecrypt(this.#encryptionKey, this.#initializationVector(), cryptogram)
  }

  /** Overwrites the keys. */
  wipe(): void {
    this.#encryptionKey.fill(0)
    this.#macKey.fill(0)
    this.#counter.fill(0)
  }

  /** Doc 9303-11 §9.8.7.1: the counter, encrypted. */
  #initializationVector(): Uint8Array {
    return this.#crypto.aesCbcEncrypt(this.#encryptionKey, this.#zeros, this.#counter)
  }
}
