import type { Fault } from '../src/testkit/index.js'

export interface CoverageRow {
  readonly state: string
  readonly by: readonly string[]
  readonly why?: string
}
export interface CoveredCases extends CoverageRow {
  readonly cases: string
}
export interface CoveredSecurityCase {
  readonly case: string
  readonly by: readonly string[]
}
export const groups: Readonly<Record<string, number>>
export function casesOf(range: string): readonly string[]
export function coverage(
  faults: readonly Fault[],
  others: readonly CoveredCases[],
): ReadonlyMap<string, CoverageRow | undefined>
export function coverageToMarkdown(rows: ReadonlyMap<string, CoverageRow | undefined>): string
export function securityCasesToMarkdown(
  securityCases: Readonly<Record<string, string>>,
  faults: readonly Fault[],
  chipFaults: readonly CoveredSecurityCase[],
): string
