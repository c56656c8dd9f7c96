import { EmrtdError } from '../../errors.js'
import { type DataGroupNumber, type LdsFileName, parseEfCom, parseEfSod } from '../../lds/index.js'
import type { ReadDocumentOptions } from '../reading-options.js'
import { readingOrder } from '../reading-order.js'
import type { ReadingSession } from '../reading-session.js'

/**
 * Reads EF.SOD and EF.COM, and plans which files are read: those that the caller named, or the data groups that EF.SOD names;
 * where EF.SOD cannot be read, those of EF.COM's list, and where neither can, those that every document has. Doc 9303-10 §4.6.
 */
export async function readFileList(session: ReadingSession, { files }: ReadDocumentOptions): Promise<void> {
  const listing: readonly LdsFileName[] = ['EF.SOD', 'EF.COM']
  session.plan = files === undefined ? listing : readingOrder.filter(name => files.includes(name))
  await session.readPlanned(listing)
  if (files !== undefined) return
  const groups = dataGroupsOf(session).map((number): LdsFileName => `EF.DG${number}`)
  session.plan = readingOrder.filter(name => listing.includes(name) || groups.includes(name))
}

function dataGroupsOf(session: ReadingSession): readonly DataGroupNumber[] {
  const [sod, com] = [session.file('EF.SOD'), session.file('EF.COM')]
  return (
    (sod && parsed(() => parseEfSod(sod).securityObject.dataGroupHashes.map(({ dataGroup }) => dataGroup))) ??
    (com && parsed(() => parseEfCom(com).dataGroups)) ?? [1, 2]
  )
}

/** A list that cannot be parsed is no list: the inspection says what is wrong with it. */
function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
