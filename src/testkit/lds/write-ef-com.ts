import { encodeTlv } from '../../asn1/index.js'
import { latin1ToBytes } from '../../bytes.js'

/** Outer tags of the data groups; the first is that of EF.DG1. Doc 9303-10 Table 38. */
export const dataGroupTags: readonly number[] = [
  0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70,
]

/** What EF.COM is to say. */
export interface EfComContent {
  /** `0107` unless given; null leaves it out. */
  readonly ldsVersion?: string | null | undefined
  /** `040000` unless given; null leaves it out. */
  readonly unicodeVersion?: string | null | undefined
  /** Numbers of the data groups to list, in any order. */
  readonly dataGroups?: readonly number[] | undefined
  /** The tag list as it is to stand, whatever {@link dataGroups} says: unknown tags, repeated ones; null leaves it out. */
  readonly tags?: readonly number[] | null | undefined
  /** Data objects behind the tag list. */
  readonly otherObjects?: readonly Uint8Array[] | undefined
}

/**
 * EF.COM: versions of LDS and Unicode, and the tags of the data groups. Doc 9303-10 §4.6.1.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeEfCom } from 'emrtd/testkit'
 *
 * toHex(writeEfCom({ dataGroups: [1, 2] })) // '60145f0104303130375f36063034303030305c026175'
 * ```
 */
export function writeEfCom(content: EfComContent): Uint8Array {
  const { ldsVersion = '0107', unicodeVersion = '040000', dataGroups = [], otherObjects = [] } = content
  const listed = [...dataGroups].sort((a, b) => a - b).map(number => dataGroupTags[number - 1]!)
  const tags = content.tags === undefined ? listed : content.tags
  return encodeTlv(
    0x60,
    ...(ldsVersion === null ? [] : [encodeTlv(0x5f01, latin1ToBytes(ldsVersion))]),
    ...(unicodeVersion === null ? [] : [encodeTlv(0x5f36, latin1ToBytes(unicodeVersion))]),
    ...(tags === null ? [] : [encodeTlv(0x5c, Uint8Array.from(tags))]),
    ...otherObjects,
  )
}
