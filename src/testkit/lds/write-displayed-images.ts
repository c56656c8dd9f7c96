import { encodeTlv } from '../../asn1/index.js'
import { writeNumber } from './write-number.js'

/** What a file of instances can say against what is there. */
export interface InstancesChoices {
  /** The number of instances, if it is to be another than there are; null leaves it out. */
  readonly count?: number | null | undefined
  /** Data objects behind those of the file. */
  readonly otherObjects?: readonly Uint8Array[] | undefined
}

/** The number of instances (tag 02), unless it is left out. */
export function writeCount(there: number, { count = there }: InstancesChoices): readonly Uint8Array[] {
  return count === null ? [] : [encodeTlv(0x02, writeNumber(count, 1))]
}

/**
 * EF.DG5: portraits to be shown. Doc 9303-10 §4.7.5.
 *
 * @example
 * ```ts
 * import { fromHex, toHex } from 'emrtd'
 * import { writeDg5 } from 'emrtd/testkit'
 *
 * toHex(writeDg5([fromHex('ffd8ffd9')])) // '650a0201015f4004ffd8ffd9'
 * ```
 */
export function writeDg5(images: readonly Uint8Array[], choices: InstancesChoices = {}): Uint8Array {
  return writeImages(0x65, 0x5f40, images, choices)
}

/**
 * EF.DG6, which Doc 9303 reserves: images as in EF.DG5, or whatever data objects are given. Doc 9303-10 §4.7.6.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeDg6 } from 'emrtd/testkit'
 *
 * toHex(writeDg6([], { count: null })) // '6600'
 * ```
 */
export function writeDg6(images: readonly Uint8Array[], choices: InstancesChoices = {}): Uint8Array {
  return writeImages(0x66, 0x5f40, images, choices)
}

/**
 * EF.DG7: signatures or usual marks to be shown. Doc 9303-10 §4.7.7.
 *
 * @example
 * ```ts
 * import { fromHex, toHex } from 'emrtd'
 * import { writeDg7 } from 'emrtd/testkit'
 *
 * toHex(writeDg7([fromHex('ffd8ffd9')])) // '670a0201015f4304ffd8ffd9'
 * ```
 */
export function writeDg7(images: readonly Uint8Array[], choices: InstancesChoices = {}): Uint8Array {
  return writeImages(0x67, 0x5f43, images, choices)
}

function writeImages(
  tag: number,
  imageTag: number,
  images: readonly Uint8Array[],
  choices: InstancesChoices,
): Uint8Array {
  return encodeTlv(
    tag,
    ...writeCount(images.length, choices),
    ...images.map(image => encodeTlv(imageTag, image)),
    ...(choices.otherObjects ?? []),
  )
}
