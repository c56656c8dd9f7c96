import type { CryptoBackend } from '../crypto/index.js'
import type { TrustAnchor, TrustStore } from './trust-store-types.js'
import { verifyCertificateSignature } from './verify-certificate-signature.js'

/** Who signed an anchor. */
export interface AnchorLink {
  readonly anchor: TrustAnchor
  /**
   * `selfSigned`: its own key. `linked`: the key of `signer`, another anchor; so it is a link certificate, or of a sub-CA. `unlinked`: no
   * anchor of the store. `undecided`: a candidate is there, and the signature's algorithm is unknown.
   */
  readonly kind: 'selfSigned' | 'linked' | 'unlinked' | 'undecided'
  readonly signer: TrustAnchor | undefined
}

/**
 * Finds for each anchor of a store the anchor that signed it, by the signature: names and key identifiers only tell which ones to try,
 * its own key always among them. Doc 9303-12 §7.1.2.
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { linkAnchors, type TrustStore } from 'emrtd/pki'
 *
 * const withoutSigner = (store: TrustStore) =>
 *   linkAnchors(store, defaultBackend).filter(({ kind }) => kind === 'unlinked')
 * ```
 */
export function linkAnchors(store: TrustStore, backend: CryptoBackend): readonly AnchorLink[] {
  return store.anchors.map(anchor => {
    const own = verifyCertificateSignature(anchor.certificate, anchor.certificate, backend).status
    if (own === 'passed') return { anchor, kind: 'selfSigned', signer: anchor }
    let undecided = false
    for (const { anchor: signer } of store.findIssuers(anchor.certificate)) {
      if (signer === anchor) continue
      const { status } = verifyCertificateSignature(anchor.certificate, signer.certificate, backend)
      if (status === 'passed') return { anchor, kind: 'linked', signer }
      if (status === 'inconclusive') undecided = true
    }
    return { anchor, kind: undecided ? 'undecided' : 'unlinked', signer: undefined }
  })
}
