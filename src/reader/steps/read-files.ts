import { chipKeyFiles, commonFiles, guardedFiles } from '../reading-order.js'
import type { ReadingSession } from '../reading-session.js'

/** Reads EF.DG14 and EF.DG15, which hold the chip's keys. Doc 9303-10 §4.7.14, §4.7.15. */
export const readChipKeys = (session: ReadingSession): Promise<void> => session.readPlanned(chipKeyFiles)

/** Reads what everybody may read who knows the document. Doc 9303-10 §4.7. */
export const readCommonFiles = (session: ReadingSession): Promise<void> => session.readPlanned(commonFiles)

/** Reads EF.DG3 and EF.DG4, which most chips open after Terminal Authentication only. Doc 9303-10 §4.7.3, §4.7.4. */
export const readGuardedFiles = (session: ReadingSession): Promise<void> => session.readPlanned(guardedFiles)
