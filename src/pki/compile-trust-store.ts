import { derInteger, derOctetString, derSequence, derUtf8String } from '../asn1/index.js'
import { concatBytes } from '../bytes.js'
import { type CryptoBackend, defaultBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import {
  compiledStoreMagic,
  type IndexRow,
  noSigner,
  undecidedSigner,
  writeIndex,
} from './compiled-store-index.js'
import { reportsToJson } from './compiled-store-report.js'
import { linkAnchors } from './link-anchors.js'
import { nameKey } from './name.js'
import type { TrustStore } from './trust-store-types.js'

/** How {@link compileTrustStore} writes. */
export interface CompileTrustStoreOptions {
  /** Verifies who signed whom; the runtime's default if left out. */
  readonly backend?: CryptoBackend | undefined
  /** The moment to be recorded; none if left out. Nothing is judged by it. */
  readonly at?: Date | undefined
  /** Whether document signers' certificates are written too: a directory has tens of thousands. False if left out. */
  readonly documentSigners?: boolean | undefined
}

/**
 * Writes a trust store as one compact file that `loadCompiledTrustStore` opens at once: certificates, CRLs and deviation lists, the
 * names of their lists, the reports on the sources with how each list's signature verified, who signed whom, and the indexes, under a
 * SHA-256 digest. docs/compiled-store.md describes the format. The same store and moment give the same bytes.
 *
 * @example
 * ```ts
 * import { compileTrustStore, createTrustStore } from 'emrtd/pki'
 *
 * const compile = (masterList: Uint8Array) =>
 *   compileTrustStore(createTrustStore([{ name: 'DE', bytes: masterList, trust: 'asGiven' }]))
 * ```
 */
export function compileTrustStore(store: TrustStore, options: CompileTrustStoreOptions = {}): Uint8Array {
  const backend = options.backend ?? defaultBackend
  const { anchors, deviationLists } = store
  const names = [...new Set([...anchors, ...deviationLists].flatMap(({ sources }) => sources))]
  const nameNumbers = new Map(names.map((name, number) => [name, number]))
  const namesOf = ({ sources }: { readonly sources: readonly string[] }): Uint8Array =>
    derOctetString(numbers(sources.map(source => nameNumbers.get(source)!)))

  const anchorNumbers = new Map(anchors.map((anchor, number) => [anchor, number]))
  const signers = linkAnchors(store, backend).map(({ kind, signer }) => {
    if (kind === 'undecided') return undecidedSigner
    return signer === undefined ? noSigner : anchorNumbers.get(signer)!
  })
  const encoder = new TextEncoder()
  const index = (keyOf: (number: number) => Uint8Array | undefined): Uint8Array =>
    derOctetString(
      writeIndex(
        anchors.flatMap((_, number): IndexRow[] => {
          const key = decoded(() => keyOf(number))
          return key === undefined ? [] : [{ key, number }]
        }),
      ),
    )
  const certificateOf = (number: number) => anchors[number]!.certificate

  const body = derSequence(
    derInteger(options.at === undefined ? 0 : options.at.getTime()),
    derUtf8String(reportsToJson(store.sources)),
    derSequence(...names.map(derUtf8String)),
    derSequence(
      ...anchors.map(anchor => derSequence(derOctetString(anchor.certificate.bytes), namesOf(anchor))),
    ),
    derOctetString(numbers(signers)),
    derSequence(
      index(number => certificateOf(number).subjectKeyIdentifier),
      index(number => encoder.encode(nameKey(certificateOf(number).subject))),
      index(number => certificateOf(number).bytes),
    ),
    derSequence(...store.crls.map(crl => derOctetString(crl.bytes))),
    derSequence(
      ...deviationLists.map(stored =>
        derSequence(
          derOctetString(stored.list.bytes),
          namesOf(stored),
          ...(stored.country === undefined ? [] : [derUtf8String(stored.country)]),
        ),
      ),
    ),
    derSequence(
      ...(options.documentSigners === true
        ? store.documentSigners.map(certificate => derOctetString(certificate.bytes))
        : []),
    ),
  )
  return concatBytes(compiledStoreMagic, backend.digest('SHA-256', compiledStoreMagic, body), body)
}

/** Numbers of 4 bytes each, big-endian. */
function numbers(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value)
  return bytes
}

/** What cannot be decoded of a certificate is not found by it, as in a store that is made of lists. */
function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
