/** A code of `EmrtdError`, the room whose section it stands in, and its comment. */
export interface ListedErrorCode {
  readonly code: string
  readonly room: string
  readonly meaning: string | undefined
}

export declare function listErrorCodes(errors: string): readonly ListedErrorCode[]

export declare function throwersOf(code: string, sources: readonly string[]): readonly string[]

/** All as text: `src/errors.ts`, the other sources, `docs/api-report.txt`. */
export declare function errorCodesToMarkdown(texts: {
  readonly errors: string
  readonly sources: readonly string[]
  readonly report: string
}): string
