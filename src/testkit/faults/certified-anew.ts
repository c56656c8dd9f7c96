import type { Country, IssuerParty } from '../issuer/create-country.js'
import type { IssuerKey } from '../issuer/issuer-key.js'
import type { CertificateContent } from '../issuer/write-certificate.js'
import { type CertificateForgery, forgeCertificate } from './forge-certificate.js'
import { reissued, type Specimen, withParty } from './specimen.js'

/** What of a party's certificate is to be other. */
export interface CertificateChange {
  readonly content?: ((content: CertificateContent) => CertificateContent) | undefined
  readonly forgery?: CertificateForgery | undefined
  /** Another key of the party's. */
  readonly key?: IssuerKey | undefined
  /** Who signs; the CSCA unless given. */
  readonly issuer?: IssuerKey | undefined
}

/** A party with another certificate. */
export function certifiedAnew(
  country: Country,
  role: 'csca' | 'documentSigner' | 'masterListSigner',
  change: CertificateChange,
): IssuerParty {
  const party = country[role]
  const key = change.key ?? party.key
  const content = change.content?.(party.content) ?? party.content
  const certificate = forgeCertificate(content, change.issuer ?? country.csca.key, change.forgery)
  return { certificate, content, key }
}

/** The specimen, issued under a document signer with another certificate. */
export function withDocumentSigner(specimen: Specimen, change: CertificateChange): Specimen {
  const { country } = specimen
  const party = certifiedAnew(country, 'documentSigner', change)
  return reissued(specimen, { country: withParty(country, 'documentSigner', party) })
}

/** The specimen under a CSCA with another self-signed certificate, of the same key. */
export function withCsca(specimen: Specimen, change: CertificateChange): Specimen {
  const { country } = specimen
  const party = certifiedAnew(country, 'csca', change)
  return reissued(specimen, { country: withParty(country, 'csca', party) })
}

/** A change of some fields of the content. */
export function fields(
  change: Partial<CertificateContent> | ((content: CertificateContent) => Partial<CertificateContent>),
): CertificateChange {
  return {
    content: content => ({ ...content, ...(typeof change === 'function' ? change(content) : change) }),
  }
}
