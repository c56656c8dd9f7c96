import type { LdsFileName } from '../lds/index.js'

/** Where a file stands on a chip and how it is addressed. */
export interface FilePlace {
  readonly name: LdsFileName
  /** `MF` for the master file, `LDS1` for the eMRTD application. */
  readonly directory: 'MF' | 'LDS1'
  /** File identifier, two bytes. */
  readonly identifier: number
  /** Short file identifier, five bits; undefined for a file that must be selected. */
  readonly shortIdentifier: number | undefined
  /** The outer tag; undefined for a file of several data objects, which is read until it ends. */
  readonly tag: number | undefined
}

const dataGroupTags = [
  0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70,
] as const

const place = (
  name: LdsFileName,
  directory: 'MF' | 'LDS1',
  identifier: number,
  shortIdentifier: number,
  tag?: number,
): readonly [LdsFileName, FilePlace] => [
  name,
  Object.freeze({ name, directory, identifier, shortIdentifier, tag }),
]

/** Every file of LDS1. Doc 9303-10 §3.11, Tables 2 and 38. */
const places: ReadonlyMap<LdsFileName, FilePlace> = new Map([
  place('EF.ATR/INFO', 'MF', 0x2f01, 0x01),
  place('EF.DIR', 'MF', 0x2f00, 0x1e),
  place('EF.CardAccess', 'MF', 0x011c, 0x1c, 0x31),
  place('EF.CardSecurity', 'MF', 0x011d, 0x1d, 0x30),
  place('EF.COM', 'LDS1', 0x011e, 0x1e, 0x60),
  place('EF.SOD', 'LDS1', 0x011d, 0x1d, 0x77),
  // Filled up with zeros behind its references: it is read until it ends.
  place('EF.CVCA', 'LDS1', 0x011c, 0x1c),
  ...dataGroupTags.map((tag, index) =>
    place(`EF.DG${index + 1}` as LdsFileName, 'LDS1', 0x0101 + index, index + 1, tag),
  ),
])

/** Where a file of LDS1 stands. Doc 9303-10 §3.11, Tables 2 and 38. */
export function filePlace(name: LdsFileName): FilePlace {
  const found = places.get(name)
  if (found === undefined) throw new TypeError(`no file of LDS1: ${name}`)
  return found
}

/** The application identifier of the eMRTD application. Doc 9303-10 §3.10. */
export const ldsApplication: Uint8Array = Uint8Array.of(0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01)
