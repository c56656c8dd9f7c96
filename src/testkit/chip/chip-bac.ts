import { concatBytes, equalBytes, equalBytesConstantTime } from '../../bytes.js'
import { type CryptoBackend, deriveKey, padIso9797 } from '../../crypto/index.js'
import { type ChipAnswer, status, success } from './chip-command.js'
import type { ChipRandom } from './chip-randomness.js'
import { ChipSession } from './chip-secure-messaging.js'
import type { FaultPlan } from './fault-plan.js'

/** Basic Access Control from the chip's side. Doc 9303-11 §4.3. */
export class ChipBac {
  readonly #backend: CryptoBackend
  readonly #random: ChipRandom
  readonly #faults: FaultPlan
  readonly #encryptionKey: Uint8Array
  readonly #macKey: Uint8Array

  /** @param seed K_seed, the first 16 bytes of the hash of the MRZ information. */
  constructor(backend: CryptoBackend, random: ChipRandom, faults: FaultPlan, seed: Uint8Array) {
    this.#backend = backend
    this.#random = random
    this.#faults = faults
    this.#encryptionKey = deriveKey(backend, seed, 'encryption', '3DES')
    this.#macKey = deriveKey(backend, seed, 'mac', '3DES')
  }

  /**
   * EXTERNAL AUTHENTICATE: checks the terminal's cryptogram and answers with the chip's.
   *
   * @param challenge RND.IC, 8 bytes, given out by the GET CHALLENGE before.
   * @param start called with the new session once the answer is made.
   */
  authenticate(data: Uint8Array, challenge: Uint8Array, start: (session: ChipSession) => void): ChipAnswer {
    const faults = this.#faults
    if (data.length !== 40) return status(0x6700)
    const encrypted = data.subarray(0, 32)
    if (!equalBytesConstantTime(this.#mac(encrypted), data.subarray(32))) return status(0x6300)
    const iv = new Uint8Array(8)
    const opened = this.#backend.tripleDesCbcDecrypt(this.#encryptionKey, iv, encrypted)
    const terminalNonce = opened.subarray(0, 8)
    if (!equalBytes(opened.subarray(8, 16), challenge)) return status(0x6300)
    if (faults.due('bacFails')) return status(0x6300)
    const terminalKeying = opened.subarray(16)

    const keying = this.#random(16, 'bacKeyingMaterial')
    const nonces = [challenge.slice(), terminalNonce.slice()] as const
    if (faults.due('bacWrongChipNonce')) nonces[0][0] = nonces[0][0]! ^ 1
    if (faults.due('bacWrongTerminalNonce')) nonces[1][0] = nonces[1][0]! ^ 1
    const cryptogram = this.#backend.tripleDesCbcEncrypt(
      this.#encryptionKey,
      iv,
      concatBytes(...nonces, keying),
    )
    const mac = this.#mac(cryptogram)
    if (faults.due('bacWrongMac')) mac[0] = mac[0]! ^ 1
    let response = concatBytes(cryptogram, mac)
    if (faults.due('bacReflected')) response = data.slice()
    if (faults.due('bacShort')) response = response.subarray(0, 39)
    if (faults.due('bacLong')) response = concatBytes(response, Uint8Array.of(0))
    if (faults.due('bacStatusOnly')) response = new Uint8Array(0)

    const secret = keying.map((byte, index) => byte ^ terminalKeying[index]!)
    // Doc 9303-11 §9.8.6.3: the last four bytes of each nonce.
    let counter = 0n
    for (const byte of concatBytes(challenge.subarray(4), terminalNonce.subarray(4))) {
      counter = (counter << 8n) | BigInt(byte)
    }
    const session = new ChipSession(this.#backend, '3DES', secret, counter)
    return { ...success(response), afterwards: () => start(session) }
  }

  #mac(data: Uint8Array): Uint8Array {
    return this.#backend.retailMac(this.#macKey, padIso9797(data, 8))
  }
}
