import type { Mrz } from '../../mrz/index.js'
import type { WatchList, WatchListAnswer, WatchListQuery } from './watch-list.js'

/** How long {@link consultWatchLists} waits. */
export interface ConsultOptions {
  /** Ends the waiting: `AbortSignal.timeout(2000)`. Lists that have not answered by then have not answered. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks every watch list for a document, all at once. A list that fails, or does not answer before the signal is aborted, is told apart
 * from one that has no entry: the inspection leaves its check open then. The error itself is not kept, as it may hold what was
 * asked. It never rejects.
 *
 * @param mrz of EF.DG1.
 *
 * @example
 * ```ts
 * import type { Mrz } from 'emrtd'
 * import { consultWatchLists, type WatchList } from 'emrtd/inspection'
 *
 * const ask = (mrz: Mrz, lists: readonly WatchList[]) =>
 *   consultWatchLists(mrz, lists, { signal: AbortSignal.timeout(2000) })
 * ```
 */
export async function consultWatchLists(
  mrz: Mrz,
  lists: readonly WatchList[],
  { signal }: ConsultOptions = {},
): Promise<readonly WatchListAnswer[]> {
  const { documentNumber, issuingState, documentCode } = mrz
  return Promise.all(lists.map(list => ask(list, { documentNumber, issuingState, documentCode }, signal)))
}

async function ask(
  list: WatchList,
  query: WatchListQuery,
  signal: AbortSignal | undefined,
): Promise<WatchListAnswer> {
  const timedOut = { list: list.name, hits: undefined, missing: 'timedOut' } as const
  if (signal?.aborted) return timedOut
  let stop = (): void => {}
  try {
    const answer = (async () => list.lookup(query, signal))()
    const aborted = new Promise<undefined>(resolve => {
      stop = () => resolve(undefined)
      signal?.addEventListener('abort', stop, { once: true })
    })
    const hits = await Promise.race([answer, aborted])
    if (hits === undefined) {
      // Nobody waits for it any longer; its failure is no failure of the process.
      answer.catch(() => undefined)
      return timedOut
    }
    if (!Array.isArray(hits)) return { list: list.name, hits: undefined, missing: 'failed' }
    return { list: list.name, hits }
  } catch {
    return signal?.aborted ? timedOut : { list: list.name, hits: undefined, missing: 'failed' }
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
