/** The files of a chip, by their names in Doc 9303-10 §3.11 and §4.6. */
export type ChipFileName =
  | 'EF.ATR/INFO'
  | 'EF.DIR'
  | 'EF.CardAccess'
  | 'EF.CardSecurity'
  | 'EF.COM'
  | 'EF.SOD'
  | 'EF.CVCA'
  | `EF.DG${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16}`

/** Where a file stands and how it is addressed. */
export interface ChipFilePlace {
  readonly name: ChipFileName
  /** `MF` for the master file, `LDS1` for the eMRTD application. */
  readonly directory: 'MF' | 'LDS1'
  /** File identifier, two bytes. */
  readonly identifier: number
  /** Short file identifier, five bits; undefined for a file that must be selected. */
  readonly shortIdentifier: number | undefined
}

const place = (
  name: ChipFileName,
  directory: 'MF' | 'LDS1',
  identifier: number,
  shortIdentifier: number,
): ChipFilePlace => Object.freeze({ name, directory, identifier, shortIdentifier })

/** Every file with its place. Doc 9303-10 §3.11, Table 38. */
export const chipFilePlaces: readonly ChipFilePlace[] = Object.freeze([
  place('EF.ATR/INFO', 'MF', 0x2f01, 0x01),
  place('EF.DIR', 'MF', 0x2f00, 0x1e),
  place('EF.CardAccess', 'MF', 0x011c, 0x1c),
  place('EF.CardSecurity', 'MF', 0x011d, 0x1d),
  place('EF.COM', 'LDS1', 0x011e, 0x1e),
  place('EF.SOD', 'LDS1', 0x011d, 0x1d),
  place('EF.CVCA', 'LDS1', 0x011c, 0x1c),
  ...Array.from({ length: 16 }, (_, index) =>
    place(`EF.DG${index + 1}` as ChipFileName, 'LDS1', 0x0101 + index, index + 1),
  ),
])

/** The application identifier of the eMRTD application. Doc 9303-10 §3.10. */
export const ldsApplication: Uint8Array = Uint8Array.of(0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01)
