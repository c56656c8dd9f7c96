import { derInteger, encodeTlv } from '../../asn1/index.js'
import { concatBytes } from '../../bytes.js'

/** What EF.ATR/INFO is to say; what is undefined is left out. Doc 9303-10 Table 29. */
export interface EfAtrInfoContent {
  readonly cardCapabilities?: CardCapabilitiesContent | undefined
  readonly extendedLengthInformation?:
    | { readonly maximumCommandLength: number; readonly maximumResponseLength: number }
    | undefined
  /** Data objects behind them. */
  readonly otherObjects?: readonly Uint8Array[] | undefined
}

/** Functions that the chip has; those not given it has not. */
export interface CardCapabilitiesContent {
  readonly selectByFullDfName?: boolean | undefined
  readonly shortFileIdentifier?: boolean | undefined
  readonly recordNumber?: boolean | undefined
  readonly commandChaining?: boolean | undefined
  readonly extendedLength?: boolean | undefined
  readonly extendedLengthInformation?: boolean | undefined
}

/**
 * EF.ATR/INFO. Doc 9303-10 §3.11.1.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeEfAtrInfo } from 'emrtd/testkit'
 *
 * toHex(writeEfAtrInfo({ cardCapabilities: { extendedLength: true } })) // '4703000140'
 * ```
 */
export function writeEfAtrInfo(content: EfAtrInfoContent): Uint8Array {
  const { cardCapabilities: has, extendedLengthInformation: limits, otherObjects = [] } = content
  const bits = (...flags: readonly (readonly [boolean | undefined, number])[]): number =>
    flags.reduce((sum, [flag, bit]) => sum + (flag ? bit : 0), 0)
  const capabilities =
    has &&
    Uint8Array.of(
      bits([has.selectByFullDfName, 0x80], [has.shortFileIdentifier, 0x04], [has.recordNumber, 0x02]),
      0x01, // data units of one byte
      bits([has.commandChaining, 0x80], [has.extendedLength, 0x40], [has.extendedLengthInformation, 0x20]),
    )
  return concatBytes(
    ...(capabilities === undefined ? [] : [encodeTlv(0x47, capabilities)]),
    ...(limits === undefined
      ? []
      : [
          encodeTlv(
            0x7f66,
            derInteger(limits.maximumCommandLength),
            derInteger(limits.maximumResponseLength),
          ),
        ]),
    ...otherObjects,
  )
}
