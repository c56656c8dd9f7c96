import { readTlv, tagName } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { cmsLeniencies, parseSignedData, type SignedData } from '../pki/index.js'
import type { LdsFinding } from './findings.js'
import { type LdsSecurityObject, parseLdsSecurityObject } from './lds-security-object.js'

/** EF.SOD as received; nothing of it is verified. Doc 9303-10 §4.6.2. */
export interface EfSod {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  readonly signedData: SignedData
  readonly securityObject: LdsSecurityObject
  readonly findings: readonly LdsFinding[]
}

/** Content type id-icao-mrtd-security-ldsSecurityObject. */
export const ldsSecurityObjectType = '2.23.136.1.1.1'

/** Content types that issuing states have put in its place, and who did. */
const otherContentTypes: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.7.1': 'id-data (China)',
  '1.3.27.1.1.1': 'object identifier of a draft (Belgium, France)',
  '1.2.528.1.1006.1.20.1': 'national object identifier (Netherlands)',
}

/**
 * Parses EF.SOD: tag 77 around a CMS SignedData around the LDS security object. BER that issuing states have written is read
 * over and reported. Doc 9303-10 §4.6.2.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 77 or the content type none of an LDS security object, a
 * `PKI_` or `ASN1_` code with the offset otherwise.
 *
 * @example
 * ```ts
 * import { parseEfSod } from 'emrtd/lds'
 *
 * const hashFunction = (file: Uint8Array) => parseEfSod(file).securityObject.hash
 * ```
 */
export function parseEfSod(bytes: Uint8Array): EfSod {
  const outer = readTlv(bytes)
  if (outer.tag !== 0x77) {
    throw new EmrtdError('LDS_BAD_FILE', `tag 77 expected, ${tagName(outer.tag)} found`, { offset: 0 })
  }
  const findings: LdsFinding[] = []
  if (outer.bytes.length < bytes.length) {
    findings.push({ code: 'TRAILING_BYTES', offset: outer.bytes.length })
  }
  const signedData = parseSignedData(outer.value, { leniencies: cmsLeniencies })
  for (const { leniency, offset } of signedData.deviations) {
    findings.push({ code: 'NOT_DER', offset: outer.valueOffset + offset, detail: leniency })
  }
  if (signedData.contentType !== ldsSecurityObjectType) {
    const known = otherContentTypes[signedData.contentType]
    if (known === undefined) {
      throw new EmrtdError('LDS_BAD_FILE', `content type ${signedData.contentType}`, {
        offset: outer.valueOffset,
      })
    }
    findings.push({ code: 'VALUE_UNKNOWN', detail: `content type: ${known}` })
  }
  return { bytes, signedData, securityObject: parseLdsSecurityObject(signedData.content), findings }
}
