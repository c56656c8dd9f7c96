/** The number of a data group of LDS1, 1 to 16. */
export type DataGroupNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16

/** Every elementary file of LDS1 by its name in Doc 9303-10. */
export type LdsFileName =
  | 'EF.COM'
  | 'EF.SOD'
  | 'EF.CardAccess'
  | 'EF.CardSecurity'
  | 'EF.ATR/INFO'
  | 'EF.DIR'
  | 'EF.CVCA'
  | `EF.DG${DataGroupNumber}`

/** Outer tags of the data groups, DG1 first. Doc 9303-10 Table 35. */
export const dataGroupTags: readonly number[] = [
  0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70,
]

/**
 * The number of the data group with this outer tag; undefined for every other tag. Doc 9303-10 §4.6.1.
 *
 * @example
 * ```ts
 * import { dataGroupOfTag } from 'emrtd/lds'
 *
 * dataGroupOfTag(0x75) // 2
 * ```
 */
export function dataGroupOfTag(tag: number): DataGroupNumber | undefined {
  const index = dataGroupTags.indexOf(tag)
  return index < 0 ? undefined : ((index + 1) as DataGroupNumber)
}

/**
 * The number in the name of a data group's file; undefined for every other file. Doc 9303-10 §4.
 *
 * @example
 * ```ts
 * import { dataGroupNumber } from 'emrtd/lds'
 *
 * dataGroupNumber('EF.DG14') // 14
 * ```
 */
export function dataGroupNumber(file: LdsFileName): DataGroupNumber | undefined {
  return file.startsWith('EF.DG') ? (Number(file.slice(5)) as DataGroupNumber) : undefined
}
