import { type Tlv, tagName } from '../asn1/index.js'
import type { EncodedImage } from '../images/image-header.js'
import type { LdsFinding } from './findings.js'
import { checkCount, readCount, readDataGroup, readObjects } from './read-data-group.js'
import { readImageField } from './read-listed-fields.js'

/** EF.DG5, EF.DG6 or EF.DG7: images to be shown. Doc 9303-10 §4.7.5 to §4.7.7. */
export interface DisplayedImages {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** The number of images that the file gives. */
  readonly count: number | undefined
  readonly images: readonly EncodedImage[]
  /** Data objects that Doc 9303 does not define here. */
  readonly otherObjects: readonly Tlv[]
  readonly findings: readonly LdsFinding[]
}

/** EF.DG5: displayed portraits. Doc 9303-10 §4.7.5. */
export type Dg5 = DisplayedImages
/** EF.DG6: reserved for future use; portraits or signatures where a state puts them there. Doc 9303-10 §4.7.6. */
export type Dg6 = DisplayedImages
/** EF.DG7: displayed signatures or usual marks. Doc 9303-10 §4.7.7. */
export type Dg7 = DisplayedImages

/**
 * Parses EF.DG5: one to nine portraits to be shown (tag 5F40). Doc 9303-10 §4.7.5.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 65, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { parseDg5 } from 'emrtd/lds'
 *
 * const portrait = (file: Uint8Array) => parseDg5(file).images[0]?.bytes
 * ```
 */
export function parseDg5(bytes: Uint8Array): Dg5 {
  return parseImages(bytes, 0x65, [0x5f40], true)
}

/**
 * Parses EF.DG6, which Doc 9303 reserves: images in the tags of EF.DG5 and EF.DG7 are read, all else is kept as data
 * objects. Doc 9303-10 §4.7.6.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 66, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDg6 } from 'emrtd/lds'
 *
 * parseDg6(fromHex('6603 040100')).otherObjects.length // 1
 * ```
 */
export function parseDg6(bytes: Uint8Array): Dg6 {
  return parseImages(bytes, 0x66, [0x5f40, 0x5f43], false)
}

/**
 * Parses EF.DG7: one to nine signatures or usual marks to be shown (tag 5F43). Doc 9303-10 §4.7.7.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 67, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { parseDg7 } from 'emrtd/lds'
 *
 * const signature = (file: Uint8Array) => parseDg7(file).images[0]?.mediaType
 * ```
 */
export function parseDg7(bytes: Uint8Array): Dg7 {
  return parseImages(bytes, 0x67, [0x5f43], true)
}

function parseImages(
  bytes: Uint8Array,
  outerTag: number,
  imageTags: readonly number[],
  required: boolean,
): DisplayedImages {
  const findings: LdsFinding[] = []
  const outer = readDataGroup(bytes, outerTag, findings)
  const images: EncodedImage[] = []
  const otherObjects: Tlv[] = []
  let count: number | undefined
  for (const object of readObjects(bytes, outer)) {
    const { tag, offset } = object
    if (tag === 0x02 && count === undefined) count = readCount(object, findings)
    else if (imageTags.includes(tag)) images.push(readImageField(object, findings))
    else {
      findings.push({ code: 'UNKNOWN_TAG', offset, detail: tagName(tag) })
      otherObjects.push(object)
    }
  }
  if (required || images.length > 0) checkCount(count, images.length, outer.valueOffset, findings)
  if (required && images.length === 0) findings.push({ code: 'IMAGE_MISSING', offset: outer.valueOffset })
  if (count !== undefined && (count < 1 || count > 9)) {
    findings.push({
      code: 'COUNT_OUT_OF_RANGE',
      offset: outer.valueOffset,
      detail: `${count}, 1 to 9 expected`,
    })
  }
  return { bytes, count, images, otherObjects, findings }
}
