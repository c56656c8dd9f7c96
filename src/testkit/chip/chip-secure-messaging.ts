import { encodeTlv, readTlvs, type Tlv } from '../../asn1/index.js'
import { concatBytes, equalBytesConstantTime } from '../../bytes.js'
import {
  type CryptoBackend,
  deriveKey,
  padIso9797,
  type SymmetricCipher,
  unpadIso9797,
} from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import type { ChipAnswer, ChipCommand } from './chip-command.js'
import type { FaultPlan } from './fault-plan.js'

/** Status words of ISO/IEC 7816-4 for secure messaging objects that are missing or wrong. */
const objectsMissing = 0x6987
const objectsWrong = 0x6988

/** A command taken out of its protection, or the status word that ends the session. */
export type Unprotected =
  | { readonly command: ChipCommand; readonly error?: never }
  | { readonly error: number; readonly command?: never }

/** A secure messaging session from the chip's side. Doc 9303-11 §9.8. */
export class ChipSession {
  readonly cipher: SymmetricCipher
  readonly #backend: CryptoBackend
  readonly #encryptionKey: Uint8Array
  readonly #macKey: Uint8Array
  readonly #blockLength: 8 | 16
  #counter: bigint
  #lastResponse: Uint8Array | undefined

  /**
   * @param secret the shared secret from which the keys are derived.
   * @param counter start value of the send sequence counter: 0 but after BAC.
   */
  constructor(backend: CryptoBackend, cipher: SymmetricCipher, secret: Uint8Array, counter: bigint = 0n) {
    this.#backend = backend
    this.cipher = cipher
    this.#encryptionKey = deriveKey(backend, secret, 'encryption', cipher)
    this.#macKey = deriveKey(backend, secret, 'mac', cipher)
    this.#blockLength = cipher === '3DES' ? 8 : 16
    this.#counter = counter
  }

  /** Takes back the last step of the send sequence counter: the command was refused below secure messaging. */
  uncount(): void {
    this.#counter -= 1n
  }

  /** How many bytes of data a protected response of at most `length` bytes without its status word can hold. */
  capacity(length: number, odd: boolean): number {
    // DO'99' and DO'8E' need 14 bytes; the cryptogram's object a tag, a length, an indicator for even INS.
    const room = length - 14 - (odd ? 1 : 2)
    const lengthOctets = room - 1 < 0x80 ? 1 : room - 2 < 0x100 ? 2 : 3
    const blocks = Math.floor((room - lengthOctets) / this.#blockLength)
    return Math.max(0, blocks * this.#blockLength - 1)
  }

  /** Checks and decrypts a command. Any error ends the session; the caller forgets it then. */
  unprotect(command: ChipCommand): Unprotected {
    this.#counter += 1n
    const odd = (command.ins & 1) === 1
    let objects: readonly Tlv[]
    try {
      objects = readTlvs(command.data)
    } catch (error) {
      if (error instanceof EmrtdError) return { error: objectsWrong }
      throw error
    }
    const remaining = [...objects]
    const take = (tag: number): Tlv | undefined => (remaining[0]?.tag === tag ? remaining.shift() : undefined)
    const cryptogram = take(odd ? 0x85 : 0x87)
    const le = take(0x97)
    const mac = take(0x8e)
    if (mac === undefined) return { error: objectsMissing }
    if (remaining.length > 0 || mac.value.length !== 8) return { error: objectsWrong }

    const header = Uint8Array.of(command.cla, command.ins, command.p1, command.p2)
    const protectedObjects = command.data.subarray(0, mac.offset)
    const authenticated = concatBytes(padIso9797(header, this.#blockLength), protectedObjects)
    // A header with nothing behind it is padded once by ISO/IEC 7816-4 §10.2.3.1, twice by the letter of Doc 9303-11
    // §9.8.4: both are right.
    const inputs = protectedObjects.length === 0 ? [authenticated, header] : [authenticated]
    if (!inputs.some(input => equalBytesConstantTime(this.#mac(input), mac.value)))
      return { error: objectsWrong }

    let data: Uint8Array = new Uint8Array(0)
    if (cryptogram !== undefined) {
      const opened = this.#decrypt(cryptogram.value, odd)
      if (opened === undefined) return { error: objectsWrong }
      data = opened
    }
    if (le !== undefined && (le.value.length < 1 || le.value.length > 2)) return { error: objectsWrong }
    let expected = 0
    for (const byte of le?.value ?? []) expected = expected * 256 + byte
    const everything = le !== undefined && expected === 0
    if (everything) expected = le.value.length === 2 ? 0x10000 : 0x100
    const { ins, p1, p2, extended } = command
    return { command: { cla: command.cla & ~0x0c, ins, p1, p2, data, expected, everything, extended } }
  }

  /** Protects an answer. */
  protect(answer: ChipAnswer, odd: boolean, faults: FaultPlan): Uint8Array {
    const repeated = faults.due('smSequenceRepeated') !== undefined
    if (!repeated) this.#counter += 1n
    if (faults.due('smReplayed') && this.#lastResponse !== undefined) return this.#lastResponse
    const { data, status } = answer
    const statusBytes = Uint8Array.of(status >>> 8, status & 0xff)
    const inner = faults.due('smStatusDiffers') ? Uint8Array.of(0x6a, 0x82) : statusBytes

    const cryptogram = data.length === 0 ? [] : [this.#cryptogram(data, odd, faults)]
    if (data.length > 0 && faults.due('smCryptogramMissing')) cryptogram.pop()
    const statusObjects = faults.due('smStatusMissing') ? [] : [encodeTlv(0x99, inner)]
    if (faults.due('smDuplicateObject')) statusObjects.push(...statusObjects)
    const objects = faults.due('smWrongOrder')
      ? concatBytes(...statusObjects, ...cryptogram)
      : concatBytes(...cryptogram, ...statusObjects)

    const mac = this.#mac(objects)
    if (faults.due('smWrongMac')) mac[7] = mac[7]! ^ 1
    const macObject = faults.due('smMacMissing')
      ? new Uint8Array(0)
      : encodeTlv(0x8e, faults.due('smMacShort') ? mac.subarray(0, 4) : mac)
    const trailing = faults.due('smTrailingBytes') ? Uint8Array.of(0, 0) : new Uint8Array(0)
    const response = concatBytes(objects, macObject, trailing, statusBytes)
    if (faults.due('smLengthLies')) response[1] = 0x7f
    this.#lastResponse = response
    return response
  }

  #cryptogram(data: Uint8Array, odd: boolean, faults: FaultPlan): Uint8Array {
    const padded = padIso9797(data, this.#blockLength)
    if (faults.due('smPaddingBroken')) padded.fill(0, padded.length - this.#blockLength)
    let encrypted = this.#encrypt(padded)
    if (faults.due('smCryptogramTruncated')) encrypted = encrypted.subarray(0, encrypted.length - 1)
    if (odd) return encodeTlv(0x85, encrypted)
    if (faults.due('smOddTagForEvenIns')) return encodeTlv(0x85, encrypted)
    const indicator = Uint8Array.of(faults.due('smPaddingIndicator') ? 0x02 : 0x01)
    return encodeTlv(faults.due('smWrongTags') ? 0x89 : 0x87, indicator, encrypted)
  }

  #decrypt(value: Uint8Array, odd: boolean): Uint8Array | undefined {
    if (!odd && value[0] !== 0x01) return undefined
    const encrypted = odd ? value : value.subarray(1)
    if (encrypted.length === 0 || encrypted.length % this.#blockLength !== 0) return undefined
    const padded =
      this.cipher === '3DES'
        ? this.#backend.tripleDesCbcDecrypt(this.#encryptionKey, new Uint8Array(8), encrypted)
        : this.#backend.aesCbcDecrypt(this.#encryptionKey, this.#initializationVector(), encrypted)
    try {
      return unpadIso9797(padded, this.#blockLength)
    } catch (error) {
      if (error instanceof EmrtdError) return undefined
      throw error
    }
  }

  #encrypt(padded: Uint8Array): Uint8Array {
    return this.cipher === '3DES'
      ? this.#backend.tripleDesCbcEncrypt(this.#encryptionKey, new Uint8Array(8), padded)
      : this.#backend.aesCbcEncrypt(this.#encryptionKey, this.#initializationVector(), padded)
  }

  /** AES: the send sequence counter encrypted. Doc 9303-11 §9.8.7.1. */
  #initializationVector(): Uint8Array {
    return this.#backend.aesCbcEncrypt(this.#encryptionKey, new Uint8Array(16), this.#counterBytes())
  }

  #counterBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#blockLength)
    let rest = this.#counter
    for (let i = bytes.length - 1; i >= 0; i--) {
      bytes[i] = Number(rest & 0xffn)
      rest >>= 8n
    }
    return bytes
  }

  /** The checksum over the counter and `input`, padded. */
  #mac(input: Uint8Array): Uint8Array {
    const message = padIso9797(concatBytes(this.#counterBytes(), input), this.#blockLength)
    return this.cipher === '3DES'
      ? this.#backend.retailMac(this.#macKey, message)
      : this.#backend.aesCmac(this.#macKey, message).slice(0, 8)
  }
}
