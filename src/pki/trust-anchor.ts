import type { Certificate } from './certificate.js'

/** A certificate that is trusted. */
export interface TrustAnchor {
  readonly certificate: Certificate
  /** Names of the lists and files that hold it; of a list in an archive or directory: `pkd.ldif: o=ml,c=UT, line 12`. */
  readonly sources: readonly string[]
}

/** A trust anchor that may have issued a certificate: only the signature decides. */
export interface IssuerCandidate {
  readonly anchor: TrustAnchor
  /** `keyIdentifier`: its SKI is the certificate's AKI; `name`: only its subject is the certificate's issuer. */
  readonly by: 'keyIdentifier' | 'name'
}
