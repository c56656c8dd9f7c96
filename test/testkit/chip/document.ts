import { encodeTlv } from '../../../src/asn1/index.js'
import { latin1ToBytes } from '../../../src/bytes.js'
import type { ChipFileName } from '../../../src/testkit/chip/index.js'

export const information = 'L898902C<369080619406236'
export const mrz =
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C<3UTO6908061F9406236ZE184226B<<<<<14'

/** Files of plausible shape and size, made of a pattern: the chip does not look inside. */
export const files: Readonly<Partial<Record<ChipFileName, Uint8Array>>> = {
  'EF.COM': encodeTlv(
    0x60,
    encodeTlv(0x5f01, latin1ToBytes('0107')),
    encodeTlv(0x5f36, latin1ToBytes('040000')),
    encodeTlv(0x5c, Uint8Array.of(0x61, 0x75, 0x63, 0x6e)),
  ),
  'EF.SOD': encodeTlv(0x77, pattern(1_800)),
  'EF.DG1': encodeTlv(0x61, encodeTlv(0x5f1f, latin1ToBytes(mrz.replace('\n', '')))),
  'EF.DG2': encodeTlv(0x75, pattern(20_000)),
  'EF.DG3': encodeTlv(0x63, pattern(80_000)),
}

export function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >>> 8)) & 0xff)
}
