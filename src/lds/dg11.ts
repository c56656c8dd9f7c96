import type { Tlv } from '../asn1/index.js'
import type { EncodedImage } from '../images/image-header.js'
import type { LdsFinding } from './findings.js'
import { type LdsDate, readDate } from './lds-date.js'
import { type LdsFieldText, type LdsName, readFieldText, readName, readText } from './lds-text.js'
import { readImageField, readListedFields } from './read-listed-fields.js'

/** EF.DG11: additional personal details; every field is optional. Doc 9303-10 §4.7.11. */
export interface Dg11 {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** The tag list (5C) as it stands. */
  readonly tagList: readonly number[] | undefined
  /** 5F0E: in the holder's own script. */
  readonly fullName: LdsName | undefined
  /** 5F0F, inside A0. */
  readonly otherNames: readonly LdsName[]
  /** 5F10 */
  readonly personalNumber: string | undefined
  /** 5F2B */
  readonly fullDateOfBirth: LdsDate | undefined
  /** 5F11 */
  readonly placeOfBirth: LdsFieldText | undefined
  /** 5F42 */
  readonly permanentAddress: LdsFieldText | undefined
  /** 5F12 */
  readonly telephone: string | undefined
  /** 5F13 */
  readonly profession: string | undefined
  /** 5F14 */
  readonly title: string | undefined
  /** 5F15 */
  readonly personalSummary: string | undefined
  /** 5F16 */
  readonly proofOfCitizenship: EncodedImage | undefined
  /** 5F17 */
  readonly otherTravelDocumentNumbers: LdsFieldText | undefined
  /** 5F18 */
  readonly custodyInformation: string | undefined
  /** Data objects that Doc 9303 does not define here, and second ones. */
  readonly otherObjects: readonly Tlv[]
  readonly findings: readonly LdsFinding[]
}

const tags: readonly number[] = [
  0x5f0e, 0x5f10, 0x5f2b, 0x5f11, 0x5f42, 0x5f12, 0x5f13, 0x5f14, 0x5f15, 0x5f16, 0x5f17, 0x5f18,
]

/**
 * Parses EF.DG11. Doc 9303-10 §4.7.11.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 6B, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDg11 } from 'emrtd/lds'
 *
 * const file = parseDg11(fromHex('6B14 5C025F0E 5F0E0D534D4954483C3C4A4F484E3C4A'))
 * file.fullName?.primaryIdentifier // 'SMITH'
 * ```
 */
export function parseDg11(bytes: Uint8Array): Dg11 {
  const findings: LdsFinding[] = []
  const { tagList, fields, repeated, otherObjects } = readListedFields(bytes, 0x6b, tags, 0x5f0f, findings)
  const read = <Value>(
    tag: number,
    reader: (object: Tlv, findings: LdsFinding[]) => Value,
  ): Value | undefined => {
    const object = fields.get(tag)
    return object && reader(object, findings)
  }
  return {
    bytes,
    tagList,
    fullName: read(0x5f0e, readName),
    otherNames: repeated.map(object => readName(object, findings)),
    personalNumber: read(0x5f10, readText),
    fullDateOfBirth: read(0x5f2b, readDate),
    placeOfBirth: read(0x5f11, readFieldText),
    permanentAddress: read(0x5f42, readFieldText),
    telephone: read(0x5f12, readText),
    profession: read(0x5f13, readText),
    title: read(0x5f14, readText),
    personalSummary: read(0x5f15, readText),
    proofOfCitizenship: read(0x5f16, readImageField),
    otherTravelDocumentNumbers: read(0x5f17, readFieldText),
    custodyInformation: read(0x5f18, readText),
    otherObjects,
    findings,
  }
}
