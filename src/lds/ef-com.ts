import { readTlv, readTlvs, tagName } from '../asn1/index.js'
import { bytesToLatin1 } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import { type DataGroupNumber, dataGroupOfTag } from './file-names.js'
import type { LdsFinding } from './findings.js'

/** EF.COM: versions and the data groups that the document says it has. Nothing signs it. Doc 9303-10 §4.6.1. */
export interface EfCom {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** `0107`, as four digits; undefined if missing. */
  readonly ldsVersion: string | undefined
  /** `040000`, as six digits; undefined if missing. */
  readonly unicodeVersion: string | undefined
  /** The tag list as it stands. */
  readonly tags: readonly number[]
  /** The data groups that the tag list names, ascending. */
  readonly dataGroups: readonly DataGroupNumber[]
  readonly findings: readonly LdsFinding[]
}

/**
 * Parses EF.COM. Doc 9303-10 §4.6.1.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 60, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseEfCom } from 'emrtd/lds'
 *
 * parseEfCom(fromHex('6014 5f0104 30313037 5f3606 303430303030 5c02 6175')).dataGroups // [1, 2]
 * ```
 */
export function parseEfCom(bytes: Uint8Array): EfCom {
  const findings: LdsFinding[] = []
  const outer = readTlv(bytes)
  if (outer.tag !== 0x60) {
    throw new EmrtdError('LDS_BAD_FILE', `tag 60 expected, ${tagName(outer.tag)} found`, { offset: 0 })
  }
  if (outer.bytes.length < bytes.length) {
    findings.push({ code: 'TRAILING_BYTES', offset: outer.bytes.length })
  }
  const known = new Map<number, Uint8Array>()
  for (const { tag, value, offset } of readTlvs(outer.value)) {
    const at = outer.valueOffset + offset
    if (![0x5f01, 0x5f36, 0x5c].includes(tag)) {
      findings.push({ code: 'UNKNOWN_TAG', offset: at, detail: tagName(tag) })
    } else if (known.has(tag)) findings.push({ code: 'DUPLICATE_TAG', offset: at, detail: tagName(tag) })
    else known.set(tag, value)
  }
  for (const tag of [0x5f01, 0x5f36]) {
    if (!known.has(tag)) findings.push({ code: 'TAG_MISSING', detail: tagName(tag) })
  }
  const list = known.get(0x5c)
  if (list === undefined) findings.push({ code: 'TAG_LIST_MISSING' })
  const tags = [...(list ?? [])]
  const dataGroups = new Set<DataGroupNumber>()
  for (const tag of tags) {
    const number = dataGroupOfTag(tag)
    if (number === undefined) findings.push({ code: 'COM_UNKNOWN_DATA_GROUP', detail: tagName(tag) })
    else if (dataGroups.has(number)) findings.push({ code: 'DUPLICATE_TAG', detail: tagName(tag) })
    else dataGroups.add(number)
  }
  return {
    bytes,
    ldsVersion: digits(known.get(0x5f01), 4, findings, 'LDS version'),
    unicodeVersion: digits(known.get(0x5f36), 6, findings, 'Unicode version'),
    tags,
    dataGroups: [...dataGroups].sort((a, b) => a - b),
    findings,
  }
}

function digits(
  value: Uint8Array | undefined,
  length: number,
  findings: LdsFinding[],
  detail: string,
): string | undefined {
  if (value === undefined) return undefined
  const text = bytesToLatin1(value)
  if (text.length !== length || !/^\d*$/.test(text)) {
    findings.push({ code: 'VALUE_MALFORMED', detail })
    return undefined
  }
  return text
}
