import type { Check } from '../../verdict.js'
import type { WatchListAnswer } from './watch-list.js'

/**
 * What watch lists say of a document, one check for each list. A hit fails; a list that did not answer is inconclusive, never
 * passed. What is on a list is no less genuine for it: whether a hit decides the verdict is for the policy to say.
 *
 * @example
 * ```ts
 * import { checkWatchLists } from 'emrtd/inspection'
 *
 * checkWatchLists([{ list: 'stolen', hits: [] }])[0]?.status // 'passed'
 * checkWatchLists([{ list: 'stolen', hits: undefined, missing: 'timedOut' }])[0]?.status // 'inconclusive'
 * ```
 */
export function checkWatchLists(answers: readonly WatchListAnswer[]): readonly Check[] {
  return answers.map(({ list, hits, missing }): Check => {
    const base = { id: 'INSPECTION.WATCH_LIST', subject: list } as const
    if (hits === undefined) {
      const reason = missing === 'timedOut' ? 'WATCH_LIST_TIMED_OUT' : 'WATCH_LIST_FAILED'
      return { ...base, status: 'inconclusive', reason }
    }
    if (hits.length === 0) return { ...base, status: 'passed' }
    const detail = hits
      .map(({ reason, reference }) => [reason, reference].filter(Boolean).join(' '))
      .filter(Boolean)
      .join('; ')
    return { ...base, status: 'failed', reason: 'WATCH_LIST_HIT', ...(detail && { detail }) }
  })
}
