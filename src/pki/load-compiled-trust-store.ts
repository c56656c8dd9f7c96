import { DerReader, derTag } from '../asn1/index.js'
import { equalBytes } from '../bytes.js'
import { type CryptoBackend, defaultBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { type Certificate, fieldLeniencies, parseCertificate } from './certificate.js'
import type { Issued } from './certificate-index.js'
import {
  compiledStoreHeaderLength,
  compiledStoreMagic,
  isCompiledTrustStore,
  noSigner,
  searchIndex,
  undecidedSigner,
} from './compiled-store-index.js'
import { reportsFromJson } from './compiled-store-report.js'
import { parseDeviationList } from './deviation-list.js'
import type { AnchorLink } from './link-anchors.js'
import { equalNames, nameKey } from './name.js'
import { type Crl, parseCrl } from './parse-crl.js'
import type { TrustSourceReport } from './trust-source.js'
import type { IssuerCandidate, StoredDeviationList, TrustAnchor, TrustStore } from './trust-store-types.js'

/** A trust store that was compiled, and what was found out when it was. */
export interface CompiledTrustStore extends TrustStore {
  /** SHA-256 of the file without the digest itself, 32 bytes: who keeps it knows the file again. */
  readonly digest: Uint8Array
  /** When it was compiled, if that was recorded. */
  readonly compiledAt: Date | undefined
  /** Who signed whom, as verified when it was compiled. */
  readonly links: readonly AnchorLink[]
}

/** How {@link loadCompiledTrustStore} loads. */
export interface LoadCompiledTrustStoreOptions {
  /** Computes the digest; the runtime's default if left out. */
  readonly backend?: CryptoBackend | undefined
  /** The digest that the file must have, 32 bytes: without it a file is known to be whole, not to be yours. */
  readonly digest?: Uint8Array | undefined
}

/**
 * Opens a file that `compileTrustStore` wrote. The digest over the whole is compared first: any changed byte is refused. Certificates
 * and all else are parsed when they are asked for, indexes are looked up where they stand.
 *
 * The digest finds damage; whoever can write the file can write another digest. Keep the file as safe as the lists, or hand over the
 * digest that it must have.
 *
 * @throws {EmrtdError} `PKI_BAD_STORE` if it is no compiled store, of another version, or damaged; from the store's properties and
 * methods too if it was written wrong.
 *
 * @example
 * ```ts
 * import { type Certificate, loadCompiledTrustStore } from 'emrtd/pki'
 *
 * const issuersOf = (file: Uint8Array, signer: Certificate) => loadCompiledTrustStore(file).findIssuers(signer)
 * ```
 */
export function loadCompiledTrustStore(
  bytes: Uint8Array,
  options: LoadCompiledTrustStoreOptions = {},
): CompiledTrustStore {
  const { backend = defaultBackend, digest: expected } = options
  if (!isCompiledTrustStore(bytes)) throw bad('no compiled trust store')
  const header = bytes.subarray(0, compiledStoreMagic.length)
  if (!equalBytes(header, compiledStoreMagic)) throw bad(`compiled trust store of version ${bytes[7]}`)
  const digest = bytes.subarray(compiledStoreMagic.length, compiledStoreHeaderLength)
  const body = bytes.subarray(compiledStoreHeaderLength)
  if (!equalBytes(digest, backend.digest('SHA-256', header, body)))
    throw bad('compiled trust store is damaged')
  if (expected !== undefined && !equalBytes(digest, expected)) {
    throw bad('compiled trust store has another digest than expected')
  }
  return new LoadedTrustStore(body, digest)
}

/** Parsed once, when it is asked for. */
class StoredAnchor implements TrustAnchor {
  readonly bytes: Uint8Array
  readonly #nameNumbers: Uint8Array
  readonly #names: () => readonly string[]
  #certificate: Certificate | undefined
  #sources: readonly string[] | undefined

  constructor(bytes: Uint8Array, nameNumbers: Uint8Array, names: () => readonly string[]) {
    this.bytes = bytes
    this.#nameNumbers = nameNumbers
    this.#names = names
  }

  get certificate(): Certificate {
    this.#certificate ??= readCertificate(this.bytes)
    return this.#certificate
  }

  get sources(): readonly string[] {
    this.#sources ??= pick(this.#names(), this.#nameNumbers)
    return this.#sources
  }
}

class LoadedTrustStore implements CompiledTrustStore {
  readonly digest: Uint8Array
  readonly compiledAt: Date | undefined
  readonly #reports: Uint8Array
  readonly #names: Uint8Array
  readonly #anchors: Uint8Array
  readonly #signers: Uint8Array
  readonly #keyIdentifierIndex: Uint8Array
  readonly #nameIndex: Uint8Array
  readonly #certificateIndex: Uint8Array
  readonly #crls: Uint8Array
  readonly #deviationLists: Uint8Array
  readonly #documentSigners: Uint8Array
  readonly #held = new Map<string, unknown>()

  constructor(body: Uint8Array, digest: Uint8Array) {
    this.digest = digest
    const outer = new DerReader(body)
    const store = outer.sequence()
    outer.end()
    const at = Number(store.integer())
    this.compiledAt = at === 0 ? undefined : new Date(at)
    if (Number.isNaN(this.compiledAt?.getTime())) throw bad('moment out of range')
    this.#reports = store.content(derTag.utf8String)
    this.#names = store.raw(derTag.sequence)
    this.#anchors = store.raw(derTag.sequence)
    this.#signers = store.octetString()
    const indexes = store.sequence()
    this.#keyIdentifierIndex = indexes.octetString()
    this.#nameIndex = indexes.octetString()
    this.#certificateIndex = indexes.octetString()
    indexes.end()
    this.#crls = store.raw(derTag.sequence)
    this.#deviationLists = store.raw(derTag.sequence)
    this.#documentSigners = store.raw(derTag.sequence)
    store.end()
  }

  get sources(): readonly TrustSourceReport[] {
    return this.#once('sources', () => reportsFromJson(new TextDecoder().decode(this.#reports)))
  }

  get anchors(): readonly StoredAnchor[] {
    return this.#once('anchors', () =>
      readEach(this.#anchors, reader => {
        const anchor = reader.sequence()
        return new StoredAnchor(anchor.octetString(), anchor.octetString(), () => this.#listNames)
      }),
    )
  }

  get crls(): readonly Crl[] {
    return this.#once('crls', () =>
      readEach(this.#crls, reader => parseCrl(reader.octetString(), { leniencies: fieldLeniencies })),
    )
  }

  get deviationLists(): readonly StoredDeviationList[] {
    return this.#once('deviationLists', () =>
      readEach(this.#deviationLists, reader => {
        const stored = reader.sequence()
        const list = parseDeviationList(stored.octetString())
        const sources = pick(this.#listNames, stored.octetString())
        const country = stored.atEnd ? undefined : readText(stored)
        return { list, sources, country }
      }),
    )
  }

  get documentSigners(): readonly Certificate[] {
    return this.#once('documentSigners', () =>
      readEach(this.#documentSigners, reader => readCertificate(reader.octetString())),
    )
  }

  get links(): readonly AnchorLink[] {
    return this.#once('links', () => {
      const { anchors } = this
      const signers = readNumbers(this.#signers)
      if (signers.length !== anchors.length) throw bad('table of signers of another length')
      return anchors.map((anchor, number): AnchorLink => {
        const found = signers[number]!
        if (found === undecidedSigner) return { anchor, kind: 'undecided', signer: undefined }
        if (found === noSigner) return { anchor, kind: 'unlinked', signer: undefined }
        const signer = anchors[found]
        if (signer === undefined) throw bad('signer that is not there')
        return { anchor, kind: signer === anchor ? 'selfSigned' : 'linked', signer }
      })
    })
  }

  findIssuers(issued: Issued): readonly IssuerCandidate[] {
    const found: IssuerCandidate[] = []
    const keyIdentifier = decoded(() => issued.authorityKeyIdentifier?.keyIdentifier)
    if (keyIdentifier !== undefined) {
      for (const anchor of this.#search(this.#keyIdentifierIndex, keyIdentifier)) {
        const own = decoded(() => anchor.certificate.subjectKeyIdentifier)
        if (own !== undefined && equalBytes(own, keyIdentifier)) found.push({ anchor, by: 'keyIdentifier' })
      }
    }
    const issuer = decoded(() => ({ name: issued.issuer, key: nameKey(issued.issuer) }))
    if (issuer !== undefined) {
      for (const anchor of this.#search(this.#nameIndex, new TextEncoder().encode(issuer.key))) {
        if (found.some(candidate => candidate.anchor === anchor)) continue
        const subject = decoded(() => anchor.certificate.subject)
        if (subject !== undefined && equalNames(subject, issuer.name)) found.push({ anchor, by: 'name' })
      }
    }
    return found
  }

  findAnchor(certificate: Certificate): TrustAnchor | undefined {
    return this.#search(this.#certificateIndex, certificate.bytes).find(anchor =>
      equalBytes(anchor.bytes, certificate.bytes),
    )
  }

  get #listNames(): readonly string[] {
    return this.#once('names', () => readEach(this.#names, readText))
  }

  #search(table: Uint8Array, key: Uint8Array): readonly StoredAnchor[] {
    const { anchors } = this
    return searchIndex(table, key, anchors.length).map(number => anchors[number]!)
  }

  #once<T>(what: string, make: () => T): T {
    if (!this.#held.has(what)) this.#held.set(what, make())
    return this.#held.get(what) as T
  }
}

function readEach<T>(sequence: Uint8Array, read: (reader: DerReader) => T): readonly T[] {
  const reader = new DerReader(sequence, { maximumElements: Number.POSITIVE_INFINITY }).sequence()
  const all: T[] = []
  while (!reader.atEnd) all.push(read(reader))
  return all
}

function readCertificate(bytes: Uint8Array): Certificate {
  return parseCertificate(bytes, { leniencies: fieldLeniencies })
}

function readText(reader: DerReader): string {
  return new TextDecoder().decode(reader.content(derTag.utf8String))
}

function readNumbers(bytes: Uint8Array): readonly number[] {
  if (bytes.length % 4 !== 0) throw bad('table of broken numbers')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i))
}

function pick(names: readonly string[], numbers: Uint8Array): readonly string[] {
  return readNumbers(numbers).map(number => {
    const name = names[number]
    if (name === undefined) throw bad('name that is not there')
    return name
  })
}

function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

function bad(message: string): EmrtdError {
  return new EmrtdError('PKI_BAD_STORE', message)
}
