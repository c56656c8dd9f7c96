import { encodeTlv } from '../../asn1/index.js'
import { type InstancesChoices, writeCount } from './write-displayed-images.js'

/**
 * EF.DG8, data features: the number of them and whatever data objects the state puts there. Doc 9303-10 §4.7.8.
 *
 * @param features data objects with tag and length; the number is theirs unless given.
 *
 * @example
 * ```ts
 * import { fromHex, toHex } from 'emrtd'
 * import { writeDg8 } from 'emrtd/testkit'
 *
 * toHex(writeDg8([fromHex('040100')])) // '6806020101040100'
 * ```
 */
export function writeDg8(features: readonly Uint8Array[], choices: InstancesChoices = {}): Uint8Array {
  return writeFeatures(0x68, features, choices)
}

/**
 * EF.DG9, structure features, as {@link writeDg8}. Doc 9303-10 §4.7.9.
 *
 * @example
 * ```ts
 * import { writeDg9 } from 'emrtd/testkit'
 *
 * writeDg9([])[0] // 0x69
 * ```
 */
export function writeDg9(features: readonly Uint8Array[], choices: InstancesChoices = {}): Uint8Array {
  return writeFeatures(0x69, features, choices)
}

/**
 * EF.DG10, substance features, as {@link writeDg8}. Doc 9303-10 §4.7.10.
 *
 * @example
 * ```ts
 * import { writeDg10 } from 'emrtd/testkit'
 *
 * writeDg10([])[0] // 0x6a
 * ```
 */
export function writeDg10(features: readonly Uint8Array[], choices: InstancesChoices = {}): Uint8Array {
  return writeFeatures(0x6a, features, choices)
}

function writeFeatures(tag: number, features: readonly Uint8Array[], choices: InstancesChoices): Uint8Array {
  return encodeTlv(tag, ...writeCount(features.length, choices), ...features, ...(choices.otherObjects ?? []))
}
