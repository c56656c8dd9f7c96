import { EmrtdError } from '../errors.js'
import { type Certificate, formatName, type LintFinding, type LintRule } from '../pki/index.js'
import { printable } from './printable.js'
import type { LintedCertificate, LintedFile } from './read-for-lint.js'

/** How many certificates break a rule. */
export interface RuleSummary {
  readonly rule: LintRule
  readonly certificates: number
  /** Those among them that the profiles of the Sixth Edition allow. */
  readonly earlierProfile: number
  readonly states: readonly string[]
}

/** The state of a certificate for a summary; `--` for one that names none. */
export function stateOf(certificate: Certificate | undefined): string {
  return read(() => certificate?.country) ?? '--'
}

/** The findings of a file's certificates by rule: what most break first, mandatory rules before others. */
export function summarizeByRule(certificates: readonly LintedCertificate[]): readonly RuleSummary[] {
  const found = new Map<string, { rule: LintRule; broken: LintedCertificate[]; earlier: number }>()
  for (const certificate of certificates) {
    const seen = new Set<string>()
    for (const { rule, earlierProfile } of certificate.findings) {
      if (seen.has(rule.id)) continue
      seen.add(rule.id)
      const entry = found.get(rule.id) ?? { rule, broken: [], earlier: 0 }
      entry.broken.push(certificate)
      if (earlierProfile) entry.earlier++
      found.set(rule.id, entry)
    }
  }
  return [...found.values()]
    .map(({ rule, broken, earlier }) => ({
      rule,
      certificates: broken.length,
      earlierProfile: earlier,
      states: [...new Set(broken.map(({ certificate }) => stateOf(certificate)))].sort(),
    }))
    .sort((a, b) => a.rule.level.localeCompare(b.rule.level) || b.certificates - a.certificates)
}

/** How many certificates of each state there are, and how many break each rule. */
export function summarizeByState(
  certificates: readonly LintedCertificate[],
): ReadonlyMap<string, { readonly certificates: number; readonly rules: ReadonlyMap<string, number> }> {
  const states = new Map<string, { certificates: number; rules: Map<string, number> }>()
  for (const { certificate, findings } of certificates) {
    const state = stateOf(certificate)
    const entry = states.get(state) ?? { certificates: 0, rules: new Map<string, number>() }
    entry.certificates++
    for (const id of new Set(findings.map(({ rule }) => rule.id))) {
      entry.rules.set(id, (entry.rules.get(id) ?? 0) + 1)
    }
    states.set(state, entry)
  }
  return new Map([...states].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A linted file for a terminal: what is wrong with it, then summaries by rule and by state, or each certificate. */
export function lintToText(file: LintedFile, details: boolean): string {
  const { path, kind, findings, certificates } = file
  const lines = [`${path}  ${kind}${certificates.length > 1 ? `, ${certificates.length} certificates` : ''}`]
  lines.push(...findings.map(findingRow))
  if (details || certificates.length === 1) {
    for (const { certificate, kind: what, findings: own } of certificates) {
      if (own.length === 0 && certificates.length > 1) continue
      const name =
        (certificate && read(() => formatName(certificate.subject))) ??
        (kind === 'efSod' ? 'the signer' : 'unreadable')
      lines.push(`  ${name}  ${what}`, ...own.map(finding => `  ${findingRow(finding)}`))
    }
  }
  if (certificates.length > 1) {
    lines.push('', 'By rule')
    for (const { rule, certificates: count, earlierProfile, states } of summarizeByRule(certificates)) {
      const earlier = earlierProfile > 0 ? `, ${earlierProfile} as the Sixth Edition allowed` : ''
      const where = states.length > 8 ? `${states.length} states` : states.join(' ')
      lines.push(
        `  ${String(count).padStart(4)}  ${rule.level.padEnd(11)}  ${rule.id}  (${rule.clause}) ${where}${earlier}`,
      )
    }
    lines.push('', 'By state')
    for (const [state, { certificates: count, rules }] of summarizeByState(certificates)) {
      const broken = [...rules].map(([id, times]) => `${id} ${times}`).join(', ')
      lines.push(`  ${state}  ${String(count).padStart(3)}  ${broken || 'nothing'}`)
    }
  }
  const all = [...findings, ...certificates.flatMap(certificate => certificate.findings)]
  const mandatory = all.filter(({ rule }) => rule.level === 'mandatory').length
  lines.push(
    '',
    `${mandatory} findings of mandatory rules, ${all.length - mandatory} of recommended ones`,
    '',
  )
  return printable(lines.join('\n'))
}

function findingRow({ rule, detail, earlierProfile }: LintFinding): string {
  const remark = earlierProfile ? '; the Sixth Edition allowed it' : ''
  return `  ${rule.level.padEnd(11)}  ${rule.id}  (${rule.clause}) ${detail}${remark}`
}

/** Certificates decode lazily: what cannot be read is undefined. */
function read<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
