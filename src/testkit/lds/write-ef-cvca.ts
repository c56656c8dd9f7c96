import { encodeTlv } from '../../asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../bytes.js'

/**
 * EF.CVCA: references to CVCA keys, the newest first, padded with zeros to 36 bytes. TR-03110-3 §A.7.2.4.
 *
 * @example
 * ```ts
 * import { writeEfCvca } from 'emrtd/testkit'
 *
 * writeEfCvca(['UTCVCA00001']).length // 36
 * ```
 */
export function writeEfCvca(references: readonly string[]): Uint8Array {
  const objects = concatBytes(...references.map(reference => encodeTlv(0x42, latin1ToBytes(reference))))
  return concatBytes(objects, new Uint8Array(Math.max(0, 36 - objects.length)))
}
