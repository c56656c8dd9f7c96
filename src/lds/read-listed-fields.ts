import { type Tlv, tagName } from '../asn1/index.js'
import { type EncodedImage, readImageHeader } from '../images/image-header.js'
import type { LdsFinding } from './findings.js'
import { checkCount, readCount, readDataGroup, readObjects } from './read-data-group.js'

/** The data objects of EF.DG11 or EF.DG12, sorted by what they are. */
export interface ListedFields {
  /** The tag list as it stands; undefined if it is missing. */
  readonly tagList: readonly number[] | undefined
  /** Those that occur once, by tag. */
  readonly fields: ReadonlyMap<number, Tlv>
  /** Those that repeat inside the template A0. */
  readonly repeated: readonly Tlv[]
  /** Those that the file does not define, and second ones of those that occur once. */
  readonly otherObjects: readonly Tlv[]
}

/**
 * Reads a file of optional data objects behind a tag list. Doc 9303-10 §4.7.11, §4.7.12.
 *
 * @internal
 * @param tags the tags that may occur once.
 * @param repeatedTag the tag that repeats inside A0.
 */
export function readListedFields(
  bytes: Uint8Array,
  outerTag: number,
  tags: readonly number[],
  repeatedTag: number,
  findings: LdsFinding[],
): ListedFields {
  const outer = readDataGroup(bytes, outerTag, findings)
  const fields = new Map<number, Tlv>()
  const repeated: Tlv[] = []
  const otherObjects: Tlv[] = []
  const bare: Tlv[] = []
  const present = new Set<number>()
  let tagList: readonly number[] | undefined
  let templates = 0
  for (const object of readObjects(bytes, outer)) {
    const { tag, offset } = object
    if (tag === 0x5c && tagList === undefined) {
      if (offset !== outer.valueOffset) findings.push({ code: 'TAG_ORDER', offset, detail: tagName(tag) })
      tagList = readTagList(object, findings)
      continue
    }
    present.add(tag)
    if (tag === 0xa0 && templates++ === 0) {
      readRepeated(bytes, object, repeatedTag, repeated, otherObjects, findings)
    } else if (tag === repeatedTag) bare.push(object)
    else if (tags.includes(tag) && !fields.has(tag)) fields.set(tag, object)
    else {
      const known = tag === 0x5c || tag === 0xa0 || tags.includes(tag)
      findings.push({ code: known ? 'DUPLICATE_TAG' : 'UNKNOWN_TAG', offset, detail: tagName(tag) })
      otherObjects.push(object)
    }
  }
  if (bare[0] !== undefined) {
    findings.push({ code: 'WRAPPER_MISSING', offset: bare[0].offset, detail: tagName(repeatedTag) })
  }
  if (tagList === undefined) findings.push({ code: 'TAG_LIST_MISSING', offset: outer.valueOffset })
  else compareTagList(tagList, present, repeatedTag, outer.valueOffset, findings)
  return { tagList, fields, repeated: [...repeated, ...bare], otherObjects }
}

/**
 * An image that a data object holds. Its findings are the file's as well, there counted from the start of the file.
 *
 * @internal
 */
export function readImageField(object: Tlv, findings: LdsFinding[]): EncodedImage {
  const image = readImageHeader(object.value)
  for (const finding of image.findings) {
    findings.push({ ...finding, offset: object.valueOffset + (finding.offset ?? 0) })
  }
  return image
}

function readRepeated(
  bytes: Uint8Array,
  template: Tlv,
  repeatedTag: number,
  repeated: Tlv[],
  otherObjects: Tlv[],
  findings: LdsFinding[],
): void {
  let count: number | undefined
  for (const object of readObjects(bytes, template)) {
    const { tag, offset } = object
    if (tag === 0x02 && count === undefined) count = readCount(object, findings)
    else if (tag === repeatedTag) repeated.push(object)
    else {
      findings.push({ code: 'UNKNOWN_TAG', offset, detail: tagName(tag) })
      otherObjects.push(object)
    }
  }
  checkCount(count, repeated.length, template.offset, findings)
}

/** Tags one after the other, each of one or two bytes. */
function readTagList({ value, offset }: Tlv, findings: LdsFinding[]): readonly number[] {
  const tags: number[] = []
  for (let at = 0; at < value.length && tags.length < maximumTags; at++) {
    const first = value[at]!
    const second = (first & 0x1f) === 0x1f ? value[at + 1] : undefined
    if ((first & 0x1f) === 0x1f && second === undefined) {
      findings.push({ code: 'VALUE_TRUNCATED', offset, detail: 'tag list' })
      break
    }
    if (second !== undefined) at++
    tags.push(second === undefined ? first : first * 256 + second)
  }
  return tags
}

/** The files define 15 tags at most; the bound keeps what is made of hostile input small. */
const maximumTags = 200

/** The template A0 is listed as itself or as what it holds, both occur. */
function compareTagList(
  tagList: readonly number[],
  present: ReadonlySet<number>,
  repeatedTag: number,
  offset: number,
  findings: LdsFinding[],
): void {
  const same = (tag: number): number => (tag === 0xa0 ? repeatedTag : tag)
  const listed = new Set(tagList.map(same))
  const found = new Set([...present].map(same))
  const names = (tags: readonly number[]): string => tags.map(tagName).join(' ') || 'none'
  const missing = [...listed].filter(tag => !found.has(tag))
  const extra = [...found].filter(tag => !listed.has(tag))
  if (missing.length === 0 && extra.length === 0) return
  findings.push({
    code: 'TAG_LIST_MISMATCH',
    offset,
    detail: `listed but missing: ${names(missing.slice(0, 20))}; there but not listed: ${names(extra.slice(0, 20))}`,
  })
}
