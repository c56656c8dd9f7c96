import { readTlv, tagName } from '../../asn1/index.js'
import { EmrtdError } from '../../errors.js'
import type { LdsFinding } from '../findings.js'
import { type BiometricTemplate, parseBiometricTemplates, tlvsAt } from './biometric-templates.js'

/** A biometric information template with its data block read. */
export interface DecodedTemplate<DecodedRecord> extends BiometricTemplate {
  /** Undefined where the block is encrypted, proprietary or unreadable; a finding says which. */
  readonly record: DecodedRecord | undefined
}

/** What EF.DG2, EF.DG3 and EF.DG4 have in common. */
export interface BiometricDataGroup<DecodedRecord> {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** Number of instances as the file gives it; undefined if missing. */
  readonly declaredCount: number | undefined
  readonly templates: readonly DecodedTemplate<DecodedRecord>[]
  /** Tag 53: random bytes in a DG3 or DG4 without biometrics. */
  readonly discretionaryData: Uint8Array | undefined
  /** Offsets count from the start of the file. */
  readonly findings: readonly LdsFinding[]
}

/** What tells one kind of biometric from the others. */
export interface BiometricKind<DecodedRecord> {
  /** Tag of the data group. */
  readonly tag: number
  /** CBEFF biometric type: 2, 8 or 16. */
  readonly biometricType: number
  /** First three characters of an ISO/IEC 19794 record. */
  readonly magic: string
  /** CBEFF format type of an ISO/IEC 19794 record. */
  readonly formatType19794: number
  /** Application tag of an ISO/IEC 39794 record. */
  readonly tag39794: number
  /** Whether a file without templates is a deviation. */
  readonly required: boolean
  readonly parse19794: (record: Uint8Array) => DecodedRecord & { readonly findings: readonly LdsFinding[] }
  readonly parse39794: (record: Uint8Array) => DecodedRecord & { readonly findings: readonly LdsFinding[] }
}

/**
 * Reads a data group of biometric templates of one kind; each data block on its own, so that one that cannot be
 * read costs only itself. Doc 9303-10 §4.5.6, §4.7.2.1.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` for another outer tag, or an `ASN1_` code with the offset.
 */
export function readBiometricDataGroup<DecodedRecord>(
  bytes: Uint8Array,
  kind: BiometricKind<DecodedRecord>,
): BiometricDataGroup<DecodedRecord> {
  const { tag } = readTlv(bytes)
  if (tag !== kind.tag) {
    throw new EmrtdError('LDS_BAD_FILE', `tag ${tagName(kind.tag)} expected, ${tagName(tag)} found`, {
      offset: 0,
    })
  }
  const group = parseBiometricTemplates(bytes)
  const findings: LdsFinding[] = [...group.findings]
  if (kind.required && group.templates.length === 0) findings.push({ code: 'BIOMETRIC_NONE' })
  const templates = group.templates.map(template => {
    checkHeader(template, kind, findings)
    return { ...template, record: readRecord(template, kind, findings) }
  })
  const { declaredCount, discretionaryData } = group
  return { bytes, declaredCount, templates, discretionaryData, findings }
}

function checkHeader<T>(template: BiometricTemplate, kind: BiometricKind<T>, findings: LdsFinding[]): void {
  const { header, offset } = template
  if (header?.biometricType !== undefined && header.biometricType !== kind.biometricType) {
    const detail = `${kind.biometricType} expected, ${header.biometricType} found`
    findings.push({ code: 'BIOMETRIC_TYPE_MISMATCH', offset, detail })
  }
}

function readRecord<T>(
  template: BiometricTemplate,
  kind: BiometricKind<T>,
  findings: LdsFinding[],
): T | undefined {
  const { data, dataTag, dataOffset, header } = template
  if (data === undefined) return undefined
  if (dataTag === 0x7d) {
    findings.push({ code: 'BIOMETRIC_ENCRYPTED', offset: dataOffset })
    return undefined
  }
  let at = dataOffset
  try {
    if (beginsWith(data, kind.magic)) {
      const named = header?.formatType
      if (dataTag === 0x7f2e || (named !== undefined && named !== kind.formatType19794)) {
        findings.push({ code: 'BIOMETRIC_FORMAT_MISMATCH', offset: at, detail: 'is ISO/IEC 19794' })
      }
      return withFindings(kind.parse19794(data), at, findings)
    }
    const block = find39794(data, dataTag, at, kind.tag39794)
    if (block !== undefined) {
      if (dataTag === 0x5f2e || header?.formatType === kind.formatType19794) {
        findings.push({ code: 'BIOMETRIC_FORMAT_MISMATCH', offset: at, detail: 'is ISO/IEC 39794' })
      }
      at = block.offset
      return withFindings(kind.parse39794(block.bytes), at, findings)
    }
    findings.push({ code: 'BIOMETRIC_FORMAT_UNKNOWN', offset: at })
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    findings.push({ code: 'BIOMETRIC_UNREADABLE', offset: at + (error.offset ?? 0), detail: error.code })
  }
  return undefined
}

/** The ISO/IEC 39794 block: in A1 as Doc 9303-10 Table 2 has it, or without that wrapper. */
function find39794(
  data: Uint8Array,
  dataTag: number | undefined,
  base: number,
  tag39794: number,
): { readonly bytes: Uint8Array; readonly offset: number } | undefined {
  if (dataTag !== 0x7f2e && data[0] !== 0xa1 && data[0] !== tag39794) return undefined
  for (const { tag, value, valueOffset, bytes, offset } of tlvsAt(data, base)) {
    if (tag === tag39794) return { bytes, offset }
    if (tag !== 0xa1) continue
    const inner = tlvsAt(value, valueOffset).find(object => object.tag === tag39794)
    if (inner !== undefined) return { bytes: inner.bytes, offset: inner.offset }
  }
  return undefined
}

function withFindings<T extends { readonly findings: readonly LdsFinding[] }>(
  record: T,
  base: number,
  findings: LdsFinding[],
): T {
  for (const finding of record.findings) findings.push({ ...finding, offset: base + (finding.offset ?? 0) })
  return record
}

function beginsWith(data: Uint8Array, magic: string): boolean {
  return [...magic].every((character, i) => data[i] === character.charCodeAt(0))
}
