import { encodeTlv } from '../../asn1/index.js'

/**
 * EF.DG13 around whatever the state puts there, data objects or not (Singapore's are none). Doc 9303-10 §4.7.13.
 *
 * @param choices `withoutTag` leaves the content without the tag 6D.
 *
 * @example
 * ```ts
 * import { fromHex, toHex } from 'emrtd'
 * import { writeDg13 } from 'emrtd/testkit'
 *
 * toHex(writeDg13(fromHex('ff'))) // '6d01ff'
 * ```
 */
export function writeDg13(
  content: Uint8Array,
  choices: { readonly withoutTag?: boolean | undefined } = {},
): Uint8Array {
  return choices.withoutTag ? content : encodeTlv(0x6d, content)
}
