import { DerReader } from '../asn1/index.js'
import type { LdsFinding } from './findings.js'
import { readDataGroup } from './read-data-group.js'
import type { SecurityInfo } from './security-info.js'
import { readSecurityInfos, securityInfosOptions } from './security-infos.js'

/** EF.DG14: the security protocols of the chip. Doc 9303-10 §4.7.14, Doc 9303-11 §9.2. */
export interface Dg14 {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  readonly securityInfos: readonly SecurityInfo[]
  readonly findings: readonly LdsFinding[]
}

/**
 * Parses EF.DG14: tag 6E around SecurityInfos. Doc 9303-10 §4.7.14.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 6E, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDg14 } from 'emrtd/lds'
 *
 * const file = fromHex('6E11 310F 300D 060804007F0007020202 020101')
 * parseDg14(file).securityInfos[0]?.kind // 'TerminalAuthenticationInfo'
 * ```
 */
export function parseDg14(bytes: Uint8Array): Dg14 {
  const findings: LdsFinding[] = []
  const outer = readDataGroup(bytes, 0x6e, findings)
  const options = securityInfosOptions(findings)
  const reader = new DerReader(bytes.subarray(0, outer.bytes.length), options).enter(0x6e)
  const securityInfos = readSecurityInfos(reader, findings)
  if (!reader.atEnd) findings.push({ code: 'TRAILING_BYTES', offset: reader.offset })
  return { bytes, securityInfos, findings }
}
