import type { Tlv } from '../asn1/index.js'
import type { EncodedImage } from '../images/image-header.js'
import type { LdsFinding } from './findings.js'
import { type LdsDate, type LdsDateTime, readDate, readDateTime } from './lds-date.js'
import { type LdsName, readName, readText } from './lds-text.js'
import { readImageField, readListedFields } from './read-listed-fields.js'

/** EF.DG12: additional details of the document; every field is optional. Doc 9303-10 §4.7.12. */
export interface Dg12 {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** The tag list (5C) as it stands. */
  readonly tagList: readonly number[] | undefined
  /** 5F19 */
  readonly issuingAuthority: string | undefined
  /** 5F26 */
  readonly dateOfIssue: LdsDate | undefined
  /** 5F1A, inside A0. */
  readonly otherPersons: readonly LdsName[]
  /** 5F1B */
  readonly endorsementsAndObservations: string | undefined
  /** 5F1C */
  readonly taxOrExitRequirements: string | undefined
  /** 5F1D */
  readonly imageOfFront: EncodedImage | undefined
  /** 5F1E */
  readonly imageOfRear: EncodedImage | undefined
  /** 5F55 */
  readonly personalizationTime: LdsDateTime | undefined
  /** 5F56 */
  readonly personalizationSystemSerialNumber: string | undefined
  /** Data objects that Doc 9303 does not define here, and second ones. */
  readonly otherObjects: readonly Tlv[]
  readonly findings: readonly LdsFinding[]
}

const tags: readonly number[] = [0x5f19, 0x5f26, 0x5f1b, 0x5f1c, 0x5f1d, 0x5f1e, 0x5f55, 0x5f56]

/**
 * Parses EF.DG12. Doc 9303-10 §4.7.12.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 6C, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDg12 } from 'emrtd/lds'
 *
 * parseDg12(fromHex('6C0F 5C025F26 5F26083230323431303331')).dateOfIssue?.year // 2024
 * ```
 */
export function parseDg12(bytes: Uint8Array): Dg12 {
  const findings: LdsFinding[] = []
  const { tagList, fields, repeated, otherObjects } = readListedFields(bytes, 0x6c, tags, 0x5f1a, findings)
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
    issuingAuthority: read(0x5f19, readText),
    dateOfIssue: read(0x5f26, readDate),
    otherPersons: repeated.map(object => readName(object, findings)),
    endorsementsAndObservations: read(0x5f1b, readText),
    taxOrExitRequirements: read(0x5f1c, readText),
    imageOfFront: read(0x5f1d, readImageField),
    imageOfRear: read(0x5f1e, readImageField),
    personalizationTime: read(0x5f55, readDateTime),
    personalizationSystemSerialNumber: read(0x5f56, readText),
    otherObjects,
    findings,
  }
}
