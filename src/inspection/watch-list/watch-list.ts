/** A document as a watch list is asked for it: what EF.DG1 says. */
export interface WatchListQuery {
  /** Without fillers: `L898902C3`. */
  readonly documentNumber: string
  /** Without fillers: `UTO`. */
  readonly issuingState: string
  /** Without fillers: `P`, `ID`. */
  readonly documentCode: string
}

/** An entry of a watch list that the document meets. */
export interface WatchListHit {
  /** What the list says of it: `stolen`. */
  readonly reason?: string
  /** Under what number the list has it. */
  readonly reference?: string
}

/**
 * A list of documents to look out for: lost and stolen ones, alerts. A border system connects its own, such as a query of
 * INTERPOL's database of stolen and lost travel documents; {@link parseWatchList} makes one of a file.
 *
 * @example
 * ```ts
 * import type { WatchList } from 'emrtd/inspection'
 *
 * const nothingStolen: WatchList = { name: 'stolen documents', lookup: async () => [] }
 * ```
 */
export interface WatchList {
  /** How reports name it. */
  readonly name: string
  /**
   * The entries that the document meets; none for a document that is not on the list. It throws or rejects where it cannot answer, and
   * should stop when the signal is aborted.
   */
  lookup(
    document: WatchListQuery,
    signal?: AbortSignal,
  ): readonly WatchListHit[] | Promise<readonly WatchListHit[]>
}

/** What a watch list answered, or why it did not. */
export interface WatchListAnswer {
  readonly list: string
  /** Undefined if there was no answer. */
  readonly hits: readonly WatchListHit[] | undefined
  /** Why there was none: the lookup failed, or took too long. */
  readonly missing?: 'failed' | 'timedOut'
}
