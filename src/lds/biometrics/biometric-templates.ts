import { readTlv, readTlvs, type Tlv, tagName } from '../../asn1/index.js'
import { EmrtdError } from '../../errors.js'
import type { LdsFinding } from '../findings.js'

/** The header template (A1) of one biometric information template. Doc 9303-10 §4.7.2.1, Table 44. */
export interface BiometricHeader {
  /** Tag 80, `0x0101` for ICAO's. */
  readonly headerVersion: number | undefined
  /** Tag 81: 2 face, 8 finger, 16 iris (ISO/IEC 7816-11, CBEFF). */
  readonly biometricType: number | undefined
  /** Tag 82: which finger, which eye. */
  readonly biometricSubtype: number | undefined
  /** Tag 83, seven bytes as they stand. */
  readonly creationTime: Uint8Array | undefined
  /** Tag 85, from and through, eight bytes as they stand. */
  readonly validityPeriod: Uint8Array | undefined
  /** Tag 86: who made the data, four bytes as they stand. */
  readonly creator: Uint8Array | undefined
  /** Tag 87, `0x0101` for ISO/IEC JTC 1/SC 37. */
  readonly formatOwner: number | undefined
  /** Tag 88. */
  readonly formatType: number | undefined
}

/** One biometric information template (7F60). */
export interface BiometricTemplate {
  /** Offset of the template in the file. */
  readonly offset: number
  readonly header: BiometricHeader | undefined
  /** `0x5f2e` (ISO/IEC 19794), `0x7f2e` (ISO/IEC 39794) or `0x7d` (encrypted); undefined if there are no data. */
  readonly dataTag: number | undefined
  /** The biometric data block, a view. */
  readonly data: Uint8Array | undefined
  /** Offset of {@link data} in the file. */
  readonly dataOffset: number
  /** Data objects that a template does not define. */
  readonly unknownObjects: readonly Tlv[]
}

/** The biometric information templates of a data group. */
export interface BiometricTemplates {
  /** Number of instances as the file gives it (tag 02); undefined if missing. */
  readonly declaredCount: number | undefined
  readonly templates: readonly BiometricTemplate[]
  /** Tag 53: random bytes that make the hash of an empty DG3 or DG4 differ from document to document. */
  readonly discretionaryData: Uint8Array | undefined
  readonly findings: readonly LdsFinding[]
}

const dataTags: readonly number[] = [0x5f2e, 0x7f2e, 0x7d]
const headerLengths: Readonly<Record<number, readonly [name: string, min: number, max: number]>> = {
  128: ['headerVersion', 2, 2],
  129: ['biometricType', 1, 3],
  130: ['biometricSubtype', 1, 1],
  131: ['creationTime', 7, 7],
  133: ['validityPeriod', 8, 8],
  134: ['creator', 4, 4],
  135: ['formatOwner', 2, 2],
  136: ['formatType', 2, 2],
}

/**
 * Parses the biometric information template group (7F61) of EF.DG2, EF.DG3 or EF.DG4. What the biometric data
 * blocks hold is left as bytes. The number of instances is a claim: what is there counts. Doc 9303-10 §4.7.2.1,
 * ISO/IEC 7816-11.
 *
 * @param bytes the whole file, its outer tag (75, 63 or 76) included.
 * @throws {EmrtdError} an `ASN1_` code with the offset in the file where the data objects cannot be told apart.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseBiometricTemplates } from 'emrtd/lds'
 *
 * parseBiometricTemplates(fromHex('63 06 7f61 03 020100')).declaredCount // 0
 * ```
 */
export function parseBiometricTemplates(bytes: Uint8Array): BiometricTemplates {
  const findings: LdsFinding[] = []
  const templates: BiometricTemplate[] = []
  const outer = readTlv(bytes)
  if (outer.bytes.length < bytes.length) {
    findings.push({ code: 'TRAILING_BYTES', offset: outer.bytes.length })
  }
  let declaredCount: number | undefined
  let discretionaryData: Uint8Array | undefined
  let groups = 0

  const readGroup = (content: Uint8Array, base: number, insideGroup: boolean): void => {
    for (const object of tlvsAt(content, base)) {
      const { tag, value, offset, valueOffset } = object
      if (tag === 0x7f61 && !insideGroup) {
        if (++groups > 1) findings.push({ code: 'DUPLICATE_TAG', offset, detail: '7F61' })
        readGroup(value, valueOffset, true)
      } else if (tag === 0x7f60) {
        if (!insideGroup) findings.push({ code: 'WRAPPER_MISSING', offset, detail: '7F61' })
        templates.push(readTemplate(object, findings))
      } else if (tag === 0x02) {
        if (value.length !== 1)
          findings.push({ code: 'VALUE_MALFORMED', offset, detail: 'number of instances' })
        if (declaredCount !== undefined) findings.push({ code: 'DUPLICATE_TAG', offset, detail: '02' })
        else if (templates.length > 0) findings.push({ code: 'TAG_ORDER', offset, detail: '02' })
        if (value.length > 0 && value.length <= 4) declaredCount = (declaredCount ?? 0) + number(value)
      } else if (tag === 0x53) discretionaryData ??= value
      else findings.push({ code: 'UNKNOWN_TAG', offset, detail: tagName(tag) })
    }
  }
  readGroup(outer.value, outer.valueOffset, false)

  if (groups === 0 && templates.length === 0) findings.push({ code: 'TAG_MISSING', detail: '7F61' })
  if (declaredCount === undefined) findings.push({ code: 'COUNT_MISSING' })
  else if (declaredCount !== templates.length) {
    const detail = `${declaredCount} announced, ${templates.length} there`
    findings.push({ code: 'COUNT_MISMATCH', detail })
  }
  return { declaredCount, templates, discretionaryData, findings }
}

function readTemplate(template: Tlv, findings: LdsFinding[]): BiometricTemplate {
  let header: BiometricHeader | undefined
  let data: Tlv | undefined
  const unknownObjects: Tlv[] = []
  for (const object of tlvsAt(template.value, template.valueOffset)) {
    const { tag, offset } = object
    const detail = tagName(tag)
    if (tag === 0xa1) {
      if (header !== undefined) findings.push({ code: 'DUPLICATE_TAG', offset, detail })
      else {
        if (data !== undefined) findings.push({ code: 'TAG_ORDER', offset, detail })
        header = readHeader(object, findings)
      }
    } else if (dataTags.includes(tag)) {
      if (data === undefined) data = object
      else {
        findings.push({ code: 'DUPLICATE_TAG', offset, detail })
        unknownObjects.push(object)
      }
    } else {
      findings.push({ code: 'UNKNOWN_TAG', offset, detail })
      unknownObjects.push(object)
    }
  }
  if (header === undefined) findings.push({ code: 'TAG_MISSING', offset: template.offset, detail: 'A1' })
  if (data === undefined)
    findings.push({ code: 'TAG_MISSING', offset: template.offset, detail: '5F2E or 7F2E' })
  return {
    offset: template.offset,
    header,
    dataTag: data?.tag,
    data: data?.value,
    dataOffset: data?.valueOffset ?? template.valueOffset,
    unknownObjects,
  }
}

function readHeader(template: Tlv, findings: LdsFinding[]): BiometricHeader {
  const values = new Map<number, Uint8Array>()
  let last = 0
  for (const { tag, value, offset } of tlvsAt(template.value, template.valueOffset)) {
    const detail = tagName(tag)
    const lengths = headerLengths[tag]
    if (lengths === undefined) findings.push({ code: 'UNKNOWN_TAG', offset, detail })
    else if (values.has(tag)) findings.push({ code: 'DUPLICATE_TAG', offset, detail })
    else {
      const [name, min, max] = lengths
      if (value.length < min || value.length > max) {
        findings.push({ code: 'VALUE_MALFORMED', offset, detail: name })
      }
      if (tag < last) findings.push({ code: 'TAG_ORDER', offset, detail })
      last = tag
      values.set(tag, value)
    }
  }
  for (const tag of [0x87, 0x88]) {
    if (!values.has(tag))
      findings.push({ code: 'TAG_MISSING', offset: template.offset, detail: tagName(tag) })
  }
  const small = (tag: number): number | undefined => {
    const value = values.get(tag)
    return value === undefined || value.length === 0 || value.length > 4 ? undefined : number(value)
  }
  return {
    headerVersion: small(0x80),
    biometricType: small(0x81),
    biometricSubtype: small(0x82),
    creationTime: values.get(0x83),
    validityPeriod: values.get(0x85),
    creator: values.get(0x86),
    formatOwner: small(0x87),
    formatType: small(0x88),
  }
}

/** {@link readTlvs} with offsets that count from the start of the file. */
export function tlvsAt(content: Uint8Array, base: number): readonly Tlv[] {
  try {
    return readTlvs(content).map(object => ({
      ...object,
      offset: object.offset + base,
      valueOffset: object.valueOffset + base,
    }))
  } catch (error) {
    if (!(error instanceof EmrtdError) || error.offset === undefined) throw error
    throw new EmrtdError(error.code, 'the data objects cannot be told apart', {
      offset: error.offset + base,
      cause: error,
    })
  }
}

function number(value: Uint8Array): number {
  return value.reduce((sum, byte) => sum * 256 + byte, 0)
}
