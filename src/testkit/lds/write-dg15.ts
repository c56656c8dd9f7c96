import { encodeTlv } from '../../asn1/index.js'

/**
 * EF.DG15: tag 6F around a SubjectPublicKeyInfo, or whatever is to stand in its place. Doc 9303-10 §4.7.15.
 *
 * @example
 * ```ts
 * import { writeDg15 } from 'emrtd/testkit'
 *
 * writeDg15(new Uint8Array(3))[0] // 0x6f
 * ```
 */
export function writeDg15(publicKeyInfo: Uint8Array): Uint8Array {
  return encodeTlv(0x6f, publicKeyInfo)
}
