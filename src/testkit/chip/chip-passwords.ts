import { latin1ToBytes } from '../../bytes.js'
import { type CryptoBackend, deriveKey, type SymmetricCipher } from '../../crypto/index.js'

/** The passwords of PACE. Doc 9303-11 §4.4.4.1 has the first two, TR-03110-2 §2.2 the others. */
export type ChipPassword = 'MRZ' | 'CAN' | 'PIN' | 'PUK'

/** How often each password may be wrong in a row; one that is not named is never blocked. */
export type ChipRetries = Readonly<Partial<Record<ChipPassword, number>>>

const references: readonly ChipPassword[] = ['MRZ', 'CAN', 'PIN', 'PUK']

/** The secrets that a chip knows, and how many tries are left: kept over resets. */
export class ChipPasswords {
  readonly #backend: CryptoBackend
  readonly #secrets: ReadonlyMap<ChipPassword, string>
  readonly #initial: ChipRetries
  readonly #left: Partial<Record<ChipPassword, number>>

  /** @param secrets the MRZ information under `MRZ`, the others as printed or chosen. */
  constructor(backend: CryptoBackend, secrets: ReadonlyMap<ChipPassword, string>, retries: ChipRetries) {
    this.#backend = backend
    this.#secrets = secrets
    this.#initial = { PIN: 3, ...retries }
    this.#left = { ...this.#initial }
  }

  /** The password of a reference in MSE:Set AT; undefined for one that the chip does not have. */
  byReference(reference: number): ChipPassword | undefined {
    const password = references[reference - 1]
    return password !== undefined && this.#secrets.has(password) ? password : undefined
  }

  /** The tries that are left; undefined where they are not counted. */
  triesLeft(password: ChipPassword): number | undefined {
    return this.#left[password]
  }

  /** Whether a try was lost already: MSE:Set AT says so. */
  warns(password: ChipPassword): boolean {
    return this.#left[password] !== this.#initial[password]
  }

  /** A try was wrong: one less is left. */
  failed(password: ChipPassword): void {
    const left = this.#left[password]
    if (left !== undefined) this.#left[password] = Math.max(0, left - 1)
  }

  /** A try was right: all are there again. The PUK frees the PIN as well. */
  succeeded(password: ChipPassword): void {
    const both: readonly ChipPassword[] = password === 'PUK' ? ['PUK', 'PIN'] : [password]
    for (const each of both) {
      if (this.#initial[each] !== undefined) this.#left[each] = this.#initial[each]
    }
  }

  /** The seed of the Document Basic Access Keys: 16 bytes. Doc 9303-11 §4.3.2; undefined without an MRZ. */
  basicAccessSeed(): Uint8Array | undefined {
    const information = this.#secrets.get('MRZ')
    return information === undefined
      ? undefined
      : this.#backend.digest('SHA-1', latin1ToBytes(information)).slice(0, 16)
  }

  /** The key from a password. Doc 9303-11 §9.7.3, Table 14. */
  key(password: ChipPassword, cipher: SymmetricCipher): Uint8Array {
    const text = latin1ToBytes(this.#secrets.get(password)!)
    const encoded = password === 'MRZ' ? this.#backend.digest('SHA-1', text) : text
    return deriveKey(this.#backend, encoded, 'password', cipher)
  }
}
