import { bytesToLatin1, equalBytes } from '../bytes.js'
import { type Certificate, fieldLeniencies, parseCertificate } from './certificate.js'
import type { SignerMemory } from './signer-memory.js'
import type { TrustStore } from './trust-store-types.js'
import type { CertificateSignatureVerification } from './verify-certificate-signature.js'

/** How much {@link rememberSigners} keeps. */
export interface RememberSignersOptions {
  /** Document signers, at least 1; 1000 unless given. The one that was met longest ago makes room. */
  readonly capacity?: number | undefined
}

/**
 * The same trust store with a memory for document signers: one that comes again, byte by byte the same, is not decoded again, the
 * signatures that were verified over it are not verified again, and its key stays prepared. A state signs thousands of
 * documents with each. Doc 9303-12 §4.1.3.
 *
 * Nothing but these is remembered. Validity, revocation, policy, and the signature and hashes of every document are judged every
 * time, and a verdict is the same with the memory and without. The memory belongs to what is returned and grows up to
 * `capacity` certificates; whoever makes another trust store begins with an empty one.
 *
 * @throws {TypeError} for a capacity that is no whole number of at least 1.
 *
 * @example
 * ```ts
 * import { createTrustStore, rememberSigners } from 'emrtd/pki'
 *
 * const trust = (masterList: Uint8Array) =>
 *   rememberSigners(createTrustStore([{ name: 'master list', bytes: masterList, trust: 'asGiven' }]))
 * ```
 */
export function rememberSigners(store: TrustStore, options: RememberSignersOptions = {}): TrustStore {
  const { capacity = 1000 } = options
  if (!Number.isInteger(capacity) || capacity < 1) throw new TypeError('capacity is a whole number from 1')
  const signerMemory = new Memory(capacity)
  // What a compiled store has is read when it is asked for, and stays so.
  return {
    signerMemory,
    get sources() {
      return store.sources
    },
    get anchors() {
      return store.anchors
    },
    get crls() {
      return store.crls
    },
    get deviationLists() {
      return store.deviationLists
    },
    get documentSigners() {
      return store.documentSigners
    },
    findIssuers: issued => store.findIssuers(issued),
    findAnchor: certificate => store.findAnchor(certificate),
  }
}

interface Remembered {
  readonly certificate: Certificate
  readonly signatures: WeakMap<Certificate, CertificateSignatureVerification>
}

class Memory implements SignerMemory {
  readonly #capacity: number
  /** In the order in which they were last met. */
  readonly #signers = new Map<string, Remembered>()

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  decode(bytes: Uint8Array): Certificate {
    const key = keyOf(bytes)
    let signer = this.#signers.get(key)
    if (signer !== undefined && !equalBytes(signer.certificate.bytes, bytes)) signer = undefined
    // A copy: whoever owns the file may change it, or let go of it.
    signer ??= {
      certificate: parseCertificate(Uint8Array.from(bytes), { leniencies: fieldLeniencies }),
      signatures: new WeakMap(),
    }
    this.#signers.delete(key)
    this.#signers.set(key, signer)
    if (this.#signers.size > this.#capacity) {
      for (const oldest of this.#signers.keys()) {
        this.#signers.delete(oldest)
        break
      }
    }
    return signer.certificate
  }

  verify(
    certificate: Certificate,
    issuer: Certificate,
    verify: () => CertificateSignatureVerification,
  ): CertificateSignatureVerification {
    const signer = this.#signers.get(keyOf(certificate.bytes))
    // Only of the very object that is remembered: it was made of a copy that nobody else has.
    if (signer?.certificate !== certificate) return verify()
    let result = signer.signatures.get(issuer)
    if (result === undefined) {
      result = verify()
      signer.signatures.set(issuer, result)
    }
    return result
  }
}

/** The end of a certificate is its signature's: hardly ever the same for two. */
function keyOf(bytes: Uint8Array): string {
  return bytesToLatin1(bytes.subarray(-24))
}
