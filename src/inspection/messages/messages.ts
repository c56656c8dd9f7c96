import type { CheckId, CheckStatus, ReasonCode, Verdict } from '../../verdict.js'
import type { DetailField, WarningCode } from '../inspection.js'
import type { PolicyName, PolicySetting } from '../policy.js'

/** What persons read of a check. */
export interface CheckMessage {
  /** A few words: `Signature of EF.SOD`. */
  readonly title: string
  /** Why the check is made, in a sentence or two. */
  readonly explanation: string
  /** What was missing where the check does not apply. */
  readonly notApplicable?: string
}

/** The rooms that check ids begin with. */
export type CheckRoom = 'PA' | 'CHIP' | 'LDS' | 'MRZ' | 'ACCESS' | 'INSPECTION'

/** Words of a report around the checks. */
export interface ReportWords {
  readonly title: string
  readonly judgedFor: string
  readonly document: string
  readonly portrait: string
  readonly portraitMissing: string
  readonly portraitNotShown: string
  readonly redacted: string
  /** The mark of data that the state has signed, and of data that anybody can have written. */
  readonly signed: string
  readonly unsigned: string
  readonly unsignedExplanation: string
  readonly mrz: string
  readonly furtherDetails: string
  readonly because: string
  readonly open: string
  readonly notSaid: string
  /** What `valid` does not say, in any case and as the inspection was. */
  readonly limits: {
    readonly holder: string
    readonly print: string
    readonly chip: string
    readonly revocation: string
    readonly weakerPolicy: string
  }
  readonly checks: string
  readonly rooms: Readonly<Record<CheckRoom, string>>
  readonly reason: string
  readonly evidence: string
  readonly clause: string
  readonly advisory: string
  readonly path: string
  readonly pathMissing: string
  readonly anchor: string
  readonly link: string
  readonly documentSigner: string
  readonly securityObject: string
  readonly signedAt: string
  readonly dataGroups: string
  readonly key: string
  readonly serialNumber: string
  readonly validity: string
  readonly sources: string
  readonly notChecked: string
  readonly everythingChecked: string
  readonly warnings: string
  readonly policy: string
  readonly policyNames: Readonly<Record<PolicyName, string>>
  readonly policyOwn: string
  readonly policyStrict: string
  readonly policyDeviates: string
  /** `{strict}` and `{actual}` stand for the values. */
  readonly policyDeviation: string
  readonly decides: string
  readonly settings: Readonly<Record<PolicySetting, string>>
  readonly tr03135: string
  readonly personalData: string
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
  readonly warnings: Readonly<Record<WarningCode, string>>
  /** What each detail of holder and document is called. */
  readonly fields: Readonly<Record<DetailField, string>>
  readonly report: ReportWords
}
