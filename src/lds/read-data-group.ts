import { readTlv, readTlvs, type Tlv, tagName } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import type { LdsFinding } from './findings.js'

/**
 * The outer data object of a data group's file. Bytes behind it are a finding.
 *
 * @internal
 * @throws {EmrtdError} `LDS_BAD_FILE` if the tag is not `tag`, or an `ASN1_` code with the offset.
 */
export function readDataGroup(bytes: Uint8Array, tag: number, findings: LdsFinding[]): Tlv {
  const outer = readTlv(bytes)
  if (outer.tag !== tag) {
    throw new EmrtdError('LDS_BAD_FILE', `tag ${tagName(tag)} expected, ${tagName(outer.tag)} found`, {
      offset: 0,
    })
  }
  if (outer.bytes.length < bytes.length) {
    findings.push({ code: 'TRAILING_BYTES', offset: outer.bytes.length })
  }
  return outer
}

/**
 * The data objects inside `template`, a data object of `file`. Their offsets count from the start of the file.
 *
 * @internal
 * @throws {EmrtdError} an `ASN1_` code with the offset.
 */
export function readObjects(file: Uint8Array, template: Tlv): readonly Tlv[] {
  const end = template.valueOffset + template.value.length
  return readTlvs(file.subarray(0, end), template.valueOffset)
}

/**
 * The number of instances (tag 02), an INTEGER of one byte. Of several bytes their value is given, and a finding.
 *
 * @internal
 */
export function readCount(object: Tlv, findings: LdsFinding[]): number {
  if (object.value.length !== 1) {
    findings.push({ code: 'VALUE_MALFORMED', offset: object.offset, detail: 'number of instances' })
  }
  let count = 0
  for (const octet of object.value.subarray(0, 4)) count = count * 256 + octet
  return count
}

/**
 * Compares the number of instances that a file gives with those that are there.
 *
 * @internal
 */
export function checkCount(
  count: number | undefined,
  found: number,
  offset: number,
  findings: LdsFinding[],
): void {
  if (count === undefined) findings.push({ code: 'COUNT_MISSING', offset })
  else if (count !== found) {
    findings.push({ code: 'COUNT_MISMATCH', offset, detail: `${count} announced, ${found} found` })
  }
}
