import { EmrtdError } from '../errors.js'
import { cmsLeniencies, parseSignedData, type SignedData } from '../pki/index.js'
import type { LdsFinding } from './findings.js'
import type { SecurityInfo } from './security-info.js'
import { parseSecurityInfos } from './security-infos.js'

/** EF.CardSecurity as received; nothing of it is verified. Doc 9303-10 §3.11.4, TR-03110-3 §A.1.2.5. */
export interface EfCardSecurity {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** What `verifySignerInfo` takes. */
  readonly signedData: SignedData
  readonly securityInfos: readonly SecurityInfo[]
  /** Offsets of findings in the SecurityInfos count from the start of `signedData.content`. */
  readonly findings: readonly LdsFinding[]
}

/** Content type id-SecurityObject. TR-03110-3 §A.1.2.5. */
export const securityObjectType = '0.4.0.127.0.7.3.2.1'

/**
 * Parses EF.CardSecurity: a CMS SignedData around SecurityInfos. BER that issuing states have written is read over and
 * reported. Doc 9303-11 §9.2.11, TR-03110-3 §A.1.2.5.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the content type is not id-SecurityObject, a `PKI_` or `ASN1_` code with the
 * offset otherwise.
 *
 * @example
 * ```ts
 * import { findSecurityInfos, parseEfCardSecurity } from 'emrtd/lds'
 *
 * const keys = (file: Uint8Array) =>
 *   findSecurityInfos(parseEfCardSecurity(file).securityInfos, 'ChipAuthenticationPublicKeyInfo')
 * ```
 */
export function parseEfCardSecurity(bytes: Uint8Array): EfCardSecurity {
  const signedData = parseSignedData(bytes, { leniencies: [...cmsLeniencies, 'trailingBytes'] })
  const findings: LdsFinding[] = signedData.deviations.map(({ leniency, offset }) =>
    leniency === 'trailingBytes'
      ? { code: 'TRAILING_BYTES', offset }
      : { code: 'NOT_DER', offset, detail: leniency },
  )
  if (signedData.contentType !== securityObjectType) {
    throw new EmrtdError('LDS_BAD_FILE', `content type ${signedData.contentType}`, { offset: 0 })
  }
  const content = parseSecurityInfos(signedData.content)
  return {
    bytes,
    signedData,
    securityInfos: content.securityInfos,
    findings: [...findings, ...content.findings],
  }
}
