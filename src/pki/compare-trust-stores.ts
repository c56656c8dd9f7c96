import { equalBytes, toHex } from '../bytes.js'
import { type CryptoBackend, defaultBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { Certificate } from './certificate.js'
import { nameKey } from './name.js'
import type { TrustAnchor, TrustStore } from './trust-store-types.js'
import { verifyCertificateSignature } from './verify-certificate-signature.js'

/** A certificate that carries on what the older store has. */
export interface RenewedAnchor {
  readonly anchor: TrustAnchor
  /** The certificate of the older store that it carries on. */
  readonly predecessor: TrustAnchor
  /**
   * `sameKey`: another certificate of the same key. `linked`: a new key that a key of the older store certified, by this certificate or by
   * a link certificate of the newer store. `sameName`: a new key under a name that the older store knows, and nothing that links them.
   */
  readonly by: 'sameKey' | 'linked' | 'sameName'
}

/** In what two trust stores differ. */
export interface TrustStoreComparison {
  /** In the newer store alone, of a CSCA that the older one does not know. */
  readonly added: readonly TrustAnchor[]
  readonly renewed: readonly RenewedAnchor[]
  /** In the older store alone. */
  readonly removed: readonly TrustAnchor[]
  /** In both, byte by byte; as the newer store has them. */
  readonly kept: readonly TrustAnchor[]
}

/**
 * Compares the certificates of two trust stores: what a newer edition of a list brings, and what it leaves out. Of a certificate that is new
 * it tells whether it carries on one that was there, as the certificates of a CSCA do that changes its key. Doc 9303-12 §7.1.1.5.
 *
 * @param backend verifies who certified a new key; the runtime's default if left out.
 *
 * @example
 * ```ts
 * import { compareTrustStores, type TrustStore } from 'emrtd/pki'
 *
 * const unknownBefore = (older: TrustStore, newer: TrustStore) =>
 *   compareTrustStores(older, newer).added.map(({ certificate }) => certificate.country)
 * ```
 */
export function compareTrustStores(
  older: TrustStore,
  newer: TrustStore,
  backend: CryptoBackend = defaultBackend,
): TrustStoreComparison {
  const isIn = (store: TrustStore) => (anchor: TrustAnchor) =>
    store.findAnchor(anchor.certificate) !== undefined
  const fresh = newer.anchors.filter(anchor => !isIn(older)(anchor))
  const byKey = firstBy(older.anchors, ({ publicKeyInfo }) => toHex(publicKeyInfo))
  const byName = firstBy(older.anchors, ({ subject }) => nameKey(subject))
  const certifiers = new Map(fresh.map(anchor => [anchor, certifierOf(anchor.certificate, older, backend)]))
  const added: TrustAnchor[] = []
  const renewed: RenewedAnchor[] = []
  for (const anchor of fresh) {
    const { certificate } = anchor
    const sameKey = byKey.get(toHex(certificate.publicKeyInfo))
    const linked = sameKey === undefined ? certifierOfKey(anchor, certifiers) : undefined
    const sameName = decoded(() => byName.get(nameKey(certificate.subject)))
    const predecessor = sameKey ?? linked ?? sameName
    if (predecessor === undefined) added.push(anchor)
    else {
      const by = sameKey !== undefined ? 'sameKey' : linked !== undefined ? 'linked' : 'sameName'
      renewed.push({ anchor, predecessor, by })
    }
  }
  return {
    added,
    renewed,
    removed: older.anchors.filter(anchor => !isIn(newer)(anchor)),
    kept: newer.anchors.filter(isIn(older)),
  }
}

/** The anchor of the older store whose key signed the certificate; none for one that its own key signed. */
function certifierOf(
  certificate: Certificate,
  older: TrustStore,
  backend: CryptoBackend,
): TrustAnchor | undefined {
  return older
    .findIssuers(certificate)
    .map(({ anchor }) => anchor)
    .find(
      ({ certificate: issuer }) =>
        !equalBytes(issuer.publicKeyInfo, certificate.publicKeyInfo) &&
        verifyCertificateSignature(certificate, issuer, backend).status === 'passed',
    )
}

/** Who certified the anchor's key: by the anchor itself, or by another new certificate of that key. */
function certifierOfKey(
  anchor: TrustAnchor,
  certifiers: ReadonlyMap<TrustAnchor, TrustAnchor | undefined>,
): TrustAnchor | undefined {
  const own = certifiers.get(anchor)
  if (own !== undefined) return own
  for (const [other, certifier] of certifiers) {
    const sameKey = equalBytes(other.certificate.publicKeyInfo, anchor.certificate.publicKeyInfo)
    if (sameKey && certifier !== undefined) return certifier
  }
  return undefined
}

/** The anchors by a key; the first of several. What cannot be decoded is not found. */
function firstBy(
  anchors: readonly TrustAnchor[],
  keyOf: (certificate: Certificate) => string,
): ReadonlyMap<string, TrustAnchor> {
  const found = new Map<string, TrustAnchor>()
  for (const anchor of anchors) {
    const key = decoded(() => keyOf(anchor.certificate))
    if (key !== undefined && !found.has(key)) found.set(key, anchor)
  }
  return found
}

function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
