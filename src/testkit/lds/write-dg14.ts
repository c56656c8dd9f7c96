import { derSetOf, encodeTlv } from '../../asn1/index.js'
import { type SecurityInfoContent, writeSecurityInfo } from './write-security-info.js'

/**
 * A SET of SecurityInfos in DER: the content of EF.CardAccess, EF.DG14 and EF.CardSecurity. Doc 9303-11 §9.2.
 *
 * @param infos contents, or whole SecurityInfos as they are to stand.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeSecurityInfos } from 'emrtd/testkit'
 *
 * toHex(writeSecurityInfos([{ kind: 'TerminalAuthenticationInfo' }])) // '310f300d060804007f0007020202020101'
 * ```
 */
export function writeSecurityInfos(infos: readonly (SecurityInfoContent | Uint8Array)[]): Uint8Array {
  return derSetOf(...infos.map(info => (info instanceof Uint8Array ? info : writeSecurityInfo(info))))
}

/**
 * EF.DG14: tag 6E around SecurityInfos. Doc 9303-10 §4.7.14.
 *
 * @param infos contents, or whole SecurityInfos as they are to stand.
 *
 * @example
 * ```ts
 * import { writeDg14 } from 'emrtd/testkit'
 *
 * writeDg14([{ kind: 'ChipAuthenticationInfo', keyAgreement: 'ECDH', cipher: 'AES-128' }])[0] // 0x6e
 * ```
 */
export function writeDg14(infos: readonly (SecurityInfoContent | Uint8Array)[]): Uint8Array {
  return encodeTlv(0x6e, writeSecurityInfos(infos))
}
