import type { CheckId, CheckStatus, ReasonCode, Verdict } from '../../verdict.js'
import type { Specimen } from './specimen.js'

/** What a fault is about. */
export type FaultFamily =
  | 'certificates'
  | 'keys'
  | 'paths'
  | 'crls'
  | 'lists'
  | 'sod'
  | 'signatures'
  | 'dataGroups'
  | 'mrz'
  | 'chip'
  | 'protocols'

/** How a right verifier ends one check. */
export interface ExpectedCheck {
  readonly id: CheckId
  /** What the check is about where it is made several times: `DG2`. */
  readonly subject?: string | undefined
  readonly status: CheckStatus
  readonly reason?: ReasonCode | undefined
  /** True if the check is shown and does not decide the verdict. */
  readonly advisory?: true | undefined
}

/** What a right verifier makes of a fault. */
export interface Expectation {
  readonly verdict: Verdict
  /** The check that the fault is about. */
  readonly check: ExpectedCheck
  /** The checks that end otherwise as a consequence; every other one ends as for the sound specimen. */
  readonly also: readonly ExpectedCheck[]
  /** Chip faults: whether the reader opens the chip and reads it to the end; see `docs/conformance-pack.md`. */
  readonly reading?: ExpectedReading | undefined
}

/**
 * How a right reader ends.
 *
 * - `complete`: every file that EF.SOD names and the chip lets it have was read.
 * - `partial`: some file could not be read, the others were.
 * - `broken`: the reading ended early; what was read until then is kept.
 * - `refused`: the chip could not be opened; nothing was read.
 */
export type ExpectedReading = 'complete' | 'partial' | 'broken' | 'refused'

/** One entry of the catalogue `faults`. */
export interface Fault {
  /** `sod-no-signer-info`; stable. */
  readonly id: string
  readonly family: FaultFamily
  /** What is other than in the sound specimen, in one sentence. */
  readonly change: string
  /**
   * Where it comes from: `S15` a line of `securityCases`, `LDS_H_37` or `ISO7816_G_23` a test case of BSI TR-03105-5.1, `field 5` a
   * thing that real documents do, by the list of `docs/conformance-pack.md`; else a clause.
   */
  readonly sources: readonly string[]
  readonly expected: Expectation
}

/** An entry with what makes it. */
export interface FaultRow extends Omit<Fault, 'family'> {
  readonly apply: (specimen: Specimen) => Specimen
}

/** A row of a family's table. */
export function fault(
  id: string,
  change: string,
  sources: readonly string[],
  expected: Expectation,
  apply: (specimen: Specimen) => Specimen,
): FaultRow {
  return { id, change, sources, expected, apply }
}

/** What a check is about, and what else follows. */
interface Circumstances {
  readonly subject?: string
  readonly also?: readonly ExpectedCheck[]
  readonly reading?: ExpectedReading
}

function expectation(
  verdict: Verdict,
  check: Omit<ExpectedCheck, 'subject'>,
  { subject, also = [], reading }: Circumstances,
): Expectation {
  return { verdict, check: { ...check, ...(subject && { subject }) }, also, ...(reading && { reading }) }
}

/** The check fails, and the document is invalid. */
export function invalid(id: CheckId, reason: ReasonCode, circumstances: Circumstances = {}): Expectation {
  return expectation('invalid', { id, status: 'failed', reason }, circumstances)
}

/** The check cannot be decided, nor can the verdict. */
export function undecided(id: CheckId, reason: ReasonCode, circumstances: Circumstances = {}): Expectation {
  return expectation('inconclusive', { id, status: 'inconclusive', reason }, circumstances)
}

/** Odd, and right all the same: the check passes, the document is valid. */
export function valid(id: CheckId, circumstances: Circumstances = {}): Expectation {
  return expectation('valid', { id, status: 'passed' }, circumstances)
}

/** The check does not pass and is shown; the document is valid by the policy. */
export function shown(
  id: CheckId,
  status: 'failed' | 'inconclusive',
  reason: ReasonCode,
  circumstances: Circumstances = {},
): Expectation {
  return expectation('valid', { id, status, reason, advisory: true }, circumstances)
}

/** A consequence: a check that fails. */
export function failing(id: CheckId, reason: ReasonCode, subject?: string): ExpectedCheck {
  return { id, status: 'failed', reason, ...(subject && { subject }) }
}

/** A consequence: a check that stays open. */
export function open(id: CheckId, reason: ReasonCode, subject?: string): ExpectedCheck {
  return { id, status: 'inconclusive', reason, ...(subject && { subject }) }
}

/** A consequence that is shown and decides nothing. */
export function advisory(check: ExpectedCheck): ExpectedCheck {
  return { ...check, advisory: true }
}

/** What follows for the others where there is no path to a CSCA. */
export const pathLost: readonly ExpectedCheck[] = [
  open('PA.VALIDITY', 'PATH_NOT_ESTABLISHED'),
  open('PA.ISSUING_STATE', 'PATH_NOT_ESTABLISHED'),
]

/** What follows for the others where EF.DG1 cannot be read. */
export const zoneLost: readonly ExpectedCheck[] = [
  open('PA.ISSUING_STATE', 'DG1_MISSING'),
  open('PA.DOCUMENT_TYPE', 'DG1_MISSING'),
  ...(
    [
      'MRZ.CHECK_DIGITS',
      'INSPECTION.EXPIRY',
      'INSPECTION.PLAUSIBILITY',
      'LDS.DG11_CONSISTENCY',
      'LDS.DG12_CONSISTENCY',
    ] as const
  ).map(id => advisory(open(id, 'DG1_MISSING'))),
]

/** What follows for the others where no certificate is known to be the signer's. */
export const signerLost: readonly ExpectedCheck[] = [
  ...(
    [
      'PA.CERTIFICATE_PATH',
      'PA.VALIDITY',
      'PA.SIGNER_PROFILE',
      'PA.REVOCATION',
      'PA.ISSUING_STATE',
      'PA.DOCUMENT_TYPE',
    ] as const
  ).map(id => open(id, 'SIGNER_NOT_ESTABLISHED')),
  advisory(open('PA.ALGORITHM_STRENGTH', 'SIGNER_NOT_ESTABLISHED')),
  { id: 'PA.SIGNING_PERIOD', status: 'notApplicable', advisory: true },
]

/** What follows for the others where EF.SOD cannot be read; the rest of Passive Authentication is not made. */
export const sodLost: readonly ExpectedCheck[] = [
  advisory(open('PA.ALGORITHM_STRENGTH', 'SOD_MISSING')),
  advisory(open('LDS.COM_CONSISTENCY', 'SOD_MISSING')),
]
