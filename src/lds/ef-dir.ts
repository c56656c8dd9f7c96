import { readTlv, readTlvs, type Tlv, tagName } from '../asn1/index.js'
import { toHex } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { LdsFinding } from './findings.js'

/** Applications of Doc 9303-10 Table 31. */
export type EmrtdApplication = 'LDS1 eMRTD' | 'Travel Records' | 'Visa Records' | 'Additional Biometrics'

/** One application that the chip lists. */
export interface ApplicationTemplate {
  /** The application identifier, 5 to 16 bytes. */
  readonly aid: Uint8Array
  /** Which of Doc 9303's applications it is; undefined for any other. */
  readonly name: EmrtdApplication | undefined
  /** The label (tag 50), if there is one. */
  readonly label: Uint8Array | undefined
}

/** EF.DIR: the applications on the chip. Nothing signs it. Doc 9303-10 §3.11.2. */
export interface EfDir {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  readonly applications: readonly ApplicationTemplate[]
  readonly findings: readonly LdsFinding[]
}

const names: Readonly<Record<string, EmrtdApplication>> = {
  a0000002471001: 'LDS1 eMRTD',
  a0000002472001: 'Travel Records',
  a0000002472002: 'Visa Records',
  a0000002472003: 'Additional Biometrics',
}

/**
 * Parses EF.DIR: application templates one after the other. Zeros behind them are padding. Doc 9303-10 §3.11.2,
 * ISO/IEC 7816-4 §12.2.3.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if there is no application template, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseEfDir } from 'emrtd/lds'
 *
 * parseEfDir(fromHex('6109 4F07A0000002471001')).applications[0]?.name // 'LDS1 eMRTD'
 * ```
 */
export function parseEfDir(bytes: Uint8Array): EfDir {
  const findings: LdsFinding[] = []
  const applications: ApplicationTemplate[] = []
  let at = 0
  for (let count = 0; at < bytes.length && bytes[at] !== 0; count++) {
    if (count === maximumObjects) {
      throw new EmrtdError('ASN1_LIMIT', `more than ${maximumObjects} data objects`, { offset: at })
    }
    const object = readTlv(bytes, at)
    at += object.bytes.length
    if (object.tag === 0x61) {
      const application = readTemplate(object, readTlvs(bytes.subarray(0, at), object.valueOffset), findings)
      if (application !== undefined) applications.push(application)
    } else if (object.tag === 0x4f) {
      findings.push({ code: 'WRAPPER_MISSING', offset: object.offset, detail: tagName(0x61) })
      applications.push(readTemplate(object, [object], findings)!)
    } else findings.push({ code: 'UNKNOWN_TAG', offset: object.offset, detail: tagName(object.tag) })
  }
  if (applications.length === 0) {
    throw new EmrtdError('LDS_BAD_FILE', 'no application template (tag 61)', { offset: 0 })
  }
  if (bytes.subarray(at).some(octet => octet !== 0)) findings.push({ code: 'TRAILING_BYTES', offset: at })
  return { bytes, applications, findings }
}

/** A chip has a handful; the bound keeps hostile input small. */
const maximumObjects = 100

function readTemplate(
  template: Tlv,
  objects: readonly Tlv[],
  findings: LdsFinding[],
): ApplicationTemplate | undefined {
  const aid = objects.find(({ tag }) => tag === 0x4f)?.value
  if (aid === undefined) {
    findings.push({ code: 'TAG_MISSING', offset: template.offset, detail: tagName(0x4f) })
    return undefined
  }
  if (aid.length < 5 || aid.length > 16) {
    findings.push({ code: 'VALUE_MALFORMED', offset: template.offset, detail: 'application identifier' })
  }
  const label = objects.find(({ tag }) => tag === 0x50)?.value
  return { aid, name: aid.length === 7 ? names[toHex(aid)] : undefined, label }
}
