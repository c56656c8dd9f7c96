import type { EmrtdError } from '../errors.js'
import type { Certificate } from './certificate.js'
import type { DeviationList } from './deviation-list.js'
import type { MasterList } from './master-list.js'
import type { Crl } from './parse-crl.js'

/** What can stand in a source of trust, each by itself. */
export type TrustItemKind =
  | 'masterList'
  | 'certificate'
  | 'documentSigner'
  | 'documentSignerList'
  | 'crl'
  | 'deviationList'

/** Where an item stands in its source. */
export interface TrustItemPlace {
  /** File in an archive, name of an LDIF record; empty for the source itself. */
  readonly name: string
  /** Line of an LDIF file, from 1. */
  readonly line?: number
  /** Byte offset in the file (of an archive: in the unpacked one). */
  readonly offset?: number
}

/** One item of a source, nothing of it verified; or why it could not be read. */
export type TrustItem = { readonly place: TrustItemPlace } & (
  | { readonly kind: 'masterList'; readonly list: MasterList }
  | { readonly kind: 'documentSignerList'; readonly list: MasterList }
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  /** A certificate that a directory holds as a document signer's: it is never an anchor. */
  | { readonly kind: 'documentSigner'; readonly certificate: Certificate }
  | { readonly kind: 'crl'; readonly crl: Crl }
  | { readonly kind: 'deviationList'; readonly list: DeviationList }
  /** `of`: what it would have been, where that can be told. */
  | { readonly kind: 'failure'; readonly of: TrustItemKind | undefined; readonly error: EmrtdError }
)

/**
 * A place for a person: `DE.ml`, `o=ml,c=UT, line 12`, `byte 4711`; empty for the source itself.
 *
 * @example
 * ```ts
 * import { formatPlace } from 'emrtd/pki'
 *
 * formatPlace({ name: 'c=UT', line: 12 }) // 'c=UT, line 12'
 * ```
 */
export function formatPlace({ name, line, offset }: TrustItemPlace): string {
  const parts = [
    ...(name === '' ? [] : [name]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(offset === undefined || offset === 0 ? [] : [`byte ${offset}`]),
  ]
  return parts.join(', ')
}
