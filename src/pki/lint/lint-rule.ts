import { EmrtdError } from '../../errors.js'

/** What a rule applies to. */
export type LintSubject =
  | 'csca'
  | 'link'
  | 'documentSigner'
  | 'masterListSigner'
  | 'deviationListSigner'
  | 'barCodeSigner'
  | 'lds2Signer'
  | 'communication'
  | 'crl'
  | 'masterList'
  | 'deviationList'
  | 'efSod'

/** A requirement of Doc 9303 on a certificate, CRL or signed list. */
export interface LintRule {
  /** Stable name. */
  readonly id: string
  /** The clause that asks for it. */
  readonly clause: string
  /** Whether the clause says MUST or SHOULD. */
  readonly level: 'mandatory' | 'recommended'
  readonly appliesTo: readonly LintSubject[]
  /** What it asks for, as a sentence. */
  readonly text: string
  /** True if the profiles of the Sixth Edition did not ask for it (Doc 9303-12 Appendix C). */
  readonly later?: true
}

/** A rule with the function that looks: it returns what is wrong, a sentence for each fault, nothing if it holds. */
export interface CheckedRule<S> extends LintRule {
  /** What is wrong with the subject, a sentence for each fault. Throws {@link EmrtdError} for what cannot be read. */
  readonly check: (subject: S) => readonly string[]
}

/** A rule that something breaks. */
export interface LintFinding {
  readonly rule: LintRule
  /** What was found. */
  readonly detail: string
  /** True if the profiles of the Sixth Edition allow it, and the certificate looks as if it was made by those. */
  readonly earlierProfile?: boolean
}

/** Runs rules over a subject. What a rule cannot read is a finding of `unreadable`, once for each message. */
export function runRules<S>(
  rules: readonly CheckedRule<S>[],
  kind: LintSubject,
  subject: S,
  unreadable: LintRule,
): readonly LintFinding[] {
  const findings: LintFinding[] = []
  const broken = new Set<string>()
  for (const { check, ...rule } of rules) {
    if (!rule.appliesTo.includes(kind)) continue
    try {
      for (const detail of check(subject)) findings.push({ rule, detail })
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      broken.add(`${error.code}: ${error.message}`)
    }
  }
  return [...[...broken].map(detail => ({ rule: unreadable, detail })), ...findings]
}

/** One fault or none. */
export function faultIf(condition: boolean, detail: string): readonly string[] {
  return condition ? [detail] : []
}
