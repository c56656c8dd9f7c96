import type { LdsFinding } from './findings.js'
import type { SecurityInfo } from './security-info.js'
import { parseSecurityInfos } from './security-infos.js'

/** EF.CardAccess: what PACE needs. Nothing signs it. Doc 9303-10 §3.11.3, Doc 9303-11 §9.2.11. */
export interface EfCardAccess {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  readonly securityInfos: readonly SecurityInfo[]
  readonly findings: readonly LdsFinding[]
}

/**
 * Parses EF.CardAccess. A file padded behind its SET is a finding. Doc 9303-10 §3.11.3.
 *
 * @throws {EmrtdError} an `ASN1_` code with the offset if it is no SET.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseEfCardAccess } from 'emrtd/lds'
 *
 * const file = fromHex('3114 3012 060A04007F00070202040202 020102 02010D')
 * parseEfCardAccess(file).securityInfos[0]?.kind // 'PACEInfo'
 * ```
 */
export function parseEfCardAccess(bytes: Uint8Array): EfCardAccess {
  return parseSecurityInfos(bytes)
}
