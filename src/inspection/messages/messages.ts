import type { CheckId, CheckStatus, ReasonCode, Verdict } from '../../verdict.js'

/** What persons read of a check. */
export interface CheckMessage {
  /** A few words: `Signature of EF.SOD`. */
  readonly title: string
  /** Why the check is made, in a sentence or two. */
  readonly explanation: string
}

/**
 * Everything that a report says, in one language. The lists of checks and reasons are closed: a table that lacks an entry does not
 * compile. English is `english`; a translation is another such table.
 *
 * @example
 * ```ts
 * import { english, type Messages } from 'emrtd/inspection'
 *
 * const french: Messages = {
 *   ...english,
 *   language: 'fr',
 *   verdicts: { valid: 'Valide', invalid: 'Non valide', inconclusive: 'Indéterminé' },
 * }
 * ```
 */
export interface Messages {
  /** The language's tag (RFC 5646): `en`. */
  readonly language: string
  readonly verdicts: Readonly<Record<Verdict, string>>
  readonly verdictExplanations: Readonly<Record<Verdict, string>>
  readonly statuses: Readonly<Record<CheckStatus, string>>
  readonly checks: Readonly<Record<CheckId, CheckMessage>>
  /** What a reason means, and where it helps, what to do about it. */
  readonly reasons: Readonly<Record<ReasonCode, string>>
}
