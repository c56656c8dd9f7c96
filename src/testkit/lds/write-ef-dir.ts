import { encodeTlv } from '../../asn1/index.js'
import { concatBytes } from '../../bytes.js'

/** An application that the chip is to list. */
export interface ApplicationContent {
  /** The application identifier. */
  readonly aid: Uint8Array
  /** Tag 50. */
  readonly label?: Uint8Array | undefined
}

/**
 * EF.DIR: an application template for each. Doc 9303-10 §3.11.2.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { ldsApplication, writeEfDir } from 'emrtd/testkit'
 *
 * toHex(writeEfDir([{ aid: ldsApplication }])) // '61094f07a0000002471001'
 * ```
 */
export function writeEfDir(applications: readonly ApplicationContent[]): Uint8Array {
  return concatBytes(
    ...applications.map(({ aid, label }) =>
      encodeTlv(0x61, encodeTlv(0x4f, aid), ...(label === undefined ? [] : [encodeTlv(0x50, label)])),
    ),
  )
}
