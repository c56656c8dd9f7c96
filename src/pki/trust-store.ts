import { bytesToLatin1, equalBytes } from '../bytes.js'
import { type CryptoBackend, defaultBackend } from '../crypto/index.js'
import type { Certificate } from './certificate.js'
import { createCertificateIndex } from './certificate-index.js'
import { collectSource } from './collect-trust-source.js'
import type { Crl } from './parse-crl.js'
import { readTrustSource } from './read-trust-source.js'
import type { TrustSource } from './trust-source.js'
import type { StoredDeviationList, TrustAnchor, TrustStore } from './trust-store-types.js'

export type {
  IssuerCandidate,
  SignerMemory,
  StoredDeviationList,
  TrustAnchor,
  TrustStore,
} from './trust-store-types.js'

/** How {@link createTrustStore} computes. */
export interface TrustStoreOptions {
  /** Verifies the signatures that sources ask for; the runtime's default if left out. */
  readonly backend?: CryptoBackend | undefined
}

const latin1 = new TextDecoder('latin1')

/**
 * Makes a trust store of master lists, certificates, CRLs, deviation lists, exports of the ICAO PKD and archives of these.
 * Doc 9303-12 §6.1, §9 and §10.
 *
 * Nothing that a source holds is an error: what cannot be read is reported with its place, and the rest is used. A list whose
 * signature is asked for and does not hold, or whose signer a CRL of the sources revokes, contributes nothing. Certificates are decoded, and indexes made, on the first look-up.
 *
 * @throws {TypeError} for a pinned digest that is not 32 bytes long.
 *
 * @example
 * ```ts
 * import { createTrustStore } from 'emrtd/pki'
 *
 * const trust = (masterList: Uint8Array) =>
 *   createTrustStore([{ name: 'German master list', bytes: masterList, trust: 'asGiven' }])
 * ```
 */
export function createTrustStore(
  sources: readonly TrustSource[],
  options: TrustStoreOptions = {},
): TrustStore {
  const backend = options.backend ?? defaultBackend
  const anchors = new AnchorTable()
  const crls = new Map<string, Crl>()
  const deviationLists = new Map<string, Mutable<StoredDeviationList>>()
  const documentSigners = new Map<string, Certificate>()
  const read = sources.map(source => ({
    name: source.name,
    trust: source.trust,
    items: 'bytes' in source ? [...readTrustSource(source.bytes)] : [...source.items],
  }))
  const given = read.flatMap(({ items }) => items.flatMap(item => (item.kind === 'crl' ? [item.crl] : [])))
  const reports = read.map(source =>
    collectSource(source, given, backend, {
      anchor: (certificate, name) => anchors.add(certificate, name),
      crl: crl => addOnce(crls, crl),
      deviationList: (list, country, name) =>
        addTo(deviationLists, list.bytes, name, sources => ({ list, country, sources })),
      documentSigner: certificate => addOnce(documentSigners, certificate),
    }),
  )
  const index = createCertificateIndex(anchors.all.map(anchor => anchor.certificate))
  return {
    sources: reports,
    anchors: anchors.all,
    crls: [...crls.values()],
    deviationLists: [...deviationLists.values()],
    documentSigners: [...documentSigners.values()],
    findIssuers: issued =>
      index.findIssuers(issued).map(match => ({ anchor: anchors.find(match.certificate)!, by: match.by })),
    findAnchor: certificate => anchors.find(certificate),
  }
}

/** Trust anchors, each once: found by serial number, told apart byte by byte. */
class AnchorTable {
  readonly all: Mutable<TrustAnchor>[] = []
  readonly #bySerialNumber = new Map<string, Mutable<TrustAnchor>[]>()

  find(certificate: Certificate): TrustAnchor | undefined {
    return this.#find(certificate, this.#bySerialNumber.get(serialKey(certificate)))
  }

  add(certificate: Certificate, name: string): void {
    const key = serialKey(certificate)
    const others = this.#bySerialNumber.get(key)
    const known = this.#find(certificate, others)
    if (known !== undefined) {
      if (!known.sources.includes(name)) known.sources.push(name)
      return
    }
    const anchor = { certificate, sources: [name] }
    this.all.push(anchor)
    if (others === undefined) this.#bySerialNumber.set(key, [anchor])
    else others.push(anchor)
  }

  #find(
    { bytes }: Certificate,
    candidates: readonly Mutable<TrustAnchor>[] | undefined,
  ): Mutable<TrustAnchor> | undefined {
    return candidates?.find(({ certificate }) => equalBytes(certificate.bytes, bytes))
  }
}

/** Many a CSCA has the serial number 1; the length and the signature's end tell most of these apart. */
function serialKey({ bytes, serialNumber }: Certificate): string {
  return bytesToLatin1(serialNumber) + bytesToLatin1(bytes.subarray(-8)) + bytes.length
}

type Mutable<T extends { readonly sources: readonly string[] }> = Omit<T, 'sources'> & { sources: string[] }

function addOnce<T extends { readonly bytes: Uint8Array }>(found: Map<string, T>, value: T): void {
  const key = latin1.decode(value.bytes)
  if (!found.has(key)) found.set(key, value)
}

/** What is the same byte by byte stands once, with the name of every source that holds it. */
function addTo<T extends { sources: string[] }>(
  found: Map<string, T>,
  bytes: Uint8Array,
  name: string,
  make: (sources: string[]) => T,
): void {
  const key = latin1.decode(bytes)
  const known = found.get(key)
  if (known === undefined) found.set(key, make([name]))
  else if (!known.sources.includes(name)) known.sources.push(name)
}
