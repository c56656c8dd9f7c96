import type { LdsFileName } from '../lds/index.js'

/** What Chip Authentication and Active Authentication need. Doc 9303-11 §6. */
export const chipKeyFiles: readonly LdsFileName[] = ['EF.DG14', 'EF.DG15']

/** What everybody may read who knows the document. */
export const commonFiles: readonly LdsFileName[] = [
  'EF.DG1',
  'EF.DG2',
  'EF.DG5',
  'EF.DG6',
  'EF.DG7',
  'EF.DG8',
  'EF.DG9',
  'EF.DG10',
  'EF.DG11',
  'EF.DG12',
  'EF.DG13',
  'EF.DG16',
  'EF.CVCA',
]

/** What most chips open after Terminal Authentication only. Doc 9303-11 §7. */
export const guardedFiles: readonly LdsFileName[] = ['EF.DG3', 'EF.DG4']

/** The files of the application in the order of reading: what tells of the others first, what may be refused last. */
export const readingOrder: readonly LdsFileName[] = [
  'EF.SOD',
  'EF.COM',
  ...chipKeyFiles,
  ...commonFiles,
  ...guardedFiles,
]
