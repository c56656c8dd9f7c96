import { type Tlv, tagName } from '../asn1/index.js'
import type { LdsFinding } from './findings.js'
import { type LdsDate, readDate } from './lds-date.js'
import { type LdsFieldText, type LdsName, readFieldText, readName, readText } from './lds-text.js'
import { checkCount, readCount, readDataGroup, readObjects } from './read-data-group.js'

/** A person to notify in an emergency. Doc 9303-10 Table 80. */
export interface PersonToNotify {
  /** 5F50 */
  readonly dateRecorded: LdsDate | undefined
  /** 5F51 */
  readonly name: LdsName | undefined
  /** 5F52 */
  readonly telephone: string | undefined
  /** 5F53 */
  readonly address: LdsFieldText | undefined
}

/** EF.DG16: persons to notify. Doc 9303-10 §4.7.16. */
export interface Dg16 {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** The number of persons that the file gives. */
  readonly count: number | undefined
  readonly persons: readonly PersonToNotify[]
  /** Data objects that Doc 9303 does not define here. */
  readonly otherObjects: readonly Tlv[]
  readonly findings: readonly LdsFinding[]
}

const fieldTags: readonly number[] = [0x5f50, 0x5f51, 0x5f52, 0x5f53]

/**
 * Parses EF.DG16: templates A1, A2 and so on, one a person. Doc 9303-10 §4.7.16.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 70, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { parseDg16 } from 'emrtd/lds'
 *
 * const telephones = (file: Uint8Array) => parseDg16(file).persons.map(person => person.telephone)
 * ```
 */
export function parseDg16(bytes: Uint8Array): Dg16 {
  const findings: LdsFinding[] = []
  const outer = readDataGroup(bytes, 0x70, findings)
  const persons: PersonToNotify[] = []
  const otherObjects: Tlv[] = []
  let count: number | undefined
  for (const object of readObjects(bytes, outer)) {
    const { tag, offset } = object
    if (tag === 0x02 && count === undefined) count = readCount(object, findings)
    else if (tag >= 0xa0 && tag <= 0xbe) {
      const expected = 0xa1 + persons.length
      if (tag !== expected) {
        const detail = `${tagName(expected)} expected, ${tagName(tag)} found`
        findings.push({ code: 'TAG_ORDER', offset, detail })
      }
      persons.push(readPerson(bytes, object, otherObjects, findings))
    } else {
      findings.push({ code: 'UNKNOWN_TAG', offset, detail: tagName(tag) })
      otherObjects.push(object)
    }
  }
  checkCount(count, persons.length, outer.valueOffset, findings)
  return { bytes, count, persons, otherObjects, findings }
}

function readPerson(
  bytes: Uint8Array,
  template: Tlv,
  otherObjects: Tlv[],
  findings: LdsFinding[],
): PersonToNotify {
  const fields = new Map<number, Tlv>()
  for (const object of readObjects(bytes, template)) {
    const { tag, offset } = object
    if (fieldTags.includes(tag) && !fields.has(tag)) fields.set(tag, object)
    else {
      const code = fields.has(tag) ? 'DUPLICATE_TAG' : 'UNKNOWN_TAG'
      findings.push({ code, offset, detail: tagName(tag) })
      otherObjects.push(object)
    }
  }
  for (const tag of fieldTags) {
    if (!fields.has(tag)) {
      findings.push({ code: 'TAG_MISSING', offset: template.offset, detail: tagName(tag) })
    }
  }
  const [date, name, telephone, address] = fieldTags.map(tag => fields.get(tag))
  return {
    dateRecorded: date && readDate(date, findings),
    name: name && readName(name, findings),
    telephone: telephone && readText(telephone, findings),
    address: address && readFieldText(address, findings),
  }
}
