import { encodeTlv } from '../../asn1/index.js'
import { latin1ToBytes } from '../../bytes.js'

/**
 * EF.DG1 around the lines of an MRZ. Doc 9303-10 §4.7.1.
 *
 * @example
 * ```ts
 * import { writeDg1 } from 'emrtd/testkit'
 *
 * writeDg1(['P<UTO'.padEnd(44, '<'), '<'.repeat(44)]).length // 93
 * ```
 */
export function writeDg1(mrz: readonly string[]): Uint8Array {
  return encodeTlv(0x61, encodeTlv(0x5f1f, latin1ToBytes(mrz.join(''))))
}
