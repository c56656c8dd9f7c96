import type { Check, CheckId } from '../../verdict.js'
import type { Inspection, InspectionWarning } from '../inspection.js'
import type { Messages } from '../messages/messages.js'
import { inspectionPolicies, type PolicyName } from '../policy.js'
import { type Html, html, nothing } from './html.js'
import { statusIcon, statusOfVerdict, verdictIcon } from './report-icons.js'

/** The verdict, what brought it about, and what it does not say. */
export function verdictSection(inspection: Inspection, messages: Messages): Html {
  const { verdict, checks, at } = inspection
  const { report } = messages
  const deciding = checks.filter(({ advisory }) => advisory !== true)
  const failed = deciding.filter(({ status }) => status === 'failed')
  const open = deciding.filter(({ status }) => status === 'inconclusive')
  const limits = verdict === 'valid' ? limitsOf(inspection, messages) : []
  return html`<header class="verdict ${statusOfVerdict[verdict]}">
${verdictIcon(verdict)}
<div class="text"><h1 class="${statusOfVerdict[verdict]}">${messages.verdicts[verdict]}</h1>
<p class="lead">${messages.verdictExplanations[verdict]}</p>
<p class="meta">${report.title} · ${report.judgedFor} ${momentText(at)} · ${report.policy}: ${policyNameOf(inspection, messages)}</p></div>
${causes(report.because, failed, messages)}${causes(report.open, open, messages)}
${
  limits.length === 0
    ? nothing
    : html`<div class="reasons"><h2>${report.notSaid}</h2><ul>${limits.map(
        text => html`<li>${statusIcon('notApplicable')}<span>${text}</span></li>`,
      )}</ul></div>`
}</header>`
}

function causes(title: string, checks: readonly Check[], messages: Messages): Html {
  if (checks.length === 0) return nothing
  return html`<div class="reasons"><h2>${title}</h2><ul>${checks.map(
    check =>
      html`<li><span class="${check.status}">${statusIcon(check.status)}</span><span><strong>${titleOf(check, messages)}:</strong> <span class="${check.status}">${messages.statuses[check.status]}</span>. ${reasonOf(check, messages)}</span></li>`,
  )}</ul></div>`
}

/**
 * What a valid document is not thereby said to be.
 *
 * @example
 * ```ts
 * import { english, inspect, limitsOf } from 'emrtd/inspection'
 *
 * limitsOf(inspect({ files: [] }, { at: new Date('2030-01-01') }), english)[0] // 'That the person present is the holder: compare the portrait.'
 * ```
 */
export function limitsOf({ checks, policyDeviations }: Inspection, { report }: Messages): readonly string[] {
  const passed = (id: Check['id']): boolean =>
    checks.some(check => check.id === id && check.status === 'passed')
  const { limits } = report
  return [
    limits.holder,
    ...(passed('CHIP.AUTHENTICITY') ? [] : [limits.chip]),
    ...(passed('MRZ.PRINTED') ? [] : [limits.print]),
    ...(passed('PA.REVOCATION') ? [] : [limits.revocation]),
    ...(policyDeviations.length === 0 ? [] : [limits.weakerPolicy]),
  ]
}

/** A check's title, with what it is about. */
export function titleOf({ id, subject }: Check, messages: Messages): string {
  const { title } = messages.checks[id]
  return subject === undefined ? title : `${title}: ${subject}`
}

/**
 * Why a check did not pass, or does not apply; for that of the chip as a whole with the check that decided it.
 *
 * @example
 * ```ts
 * import { english, reasonOf } from 'emrtd/inspection'
 *
 * reasonOf({ id: 'INSPECTION.EXPIRY', status: 'failed', reason: 'DOCUMENT_EXPIRED' }, english) // 'The document has expired.'
 * ```
 */
export function reasonOf({ id, status, reason, detail }: Check, messages: Messages): string {
  const { checks, reasons, statuses } = messages
  if (reason === undefined) {
    return (status === 'notApplicable' ? checks[id].notApplicable : undefined) ?? statuses[status]
  }
  const decisive = id === 'CHIP.AUTHENTICITY' && detail !== undefined && Object.hasOwn(checks, detail)
  return decisive ? `${reasons[reason]} (${checks[detail as CheckId].title})` : reasons[reason]
}

/**
 * The name of the policy, where it is one that has a name.
 *
 * @example
 * ```ts
 * import { english, inspect, policyNameOf } from 'emrtd/inspection'
 *
 * policyNameOf(inspect({ files: [] }, { at: new Date('2030-01-01'), policy: 'border' }), english) // 'border'
 * ```
 */
export function policyNameOf({ policy }: Inspection, { report }: Messages): string {
  const names = Object.keys(inspectionPolicies) as readonly PolicyName[]
  const settings = (of: object): string =>
    JSON.stringify(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)))
  const name = names.find(each => settings(inspectionPolicies[each]) === settings(policy))
  return name === undefined ? report.policyOwn : report.policyNames[name]
}

/** `2026-06-01 12:00 UTC`, or the day alone at its beginning. */
export function momentText(moment: Date): string {
  const [day, time] = moment.toISOString().split('T') as [string, string]
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 5)} UTC`
}

/**
 * What a warning is about, in words: a file by its name, a check by its title.
 *
 * @example
 * ```ts
 * import { english, subjectOf } from 'emrtd/inspection'
 *
 * subjectOf({ code: 'FAILED_WITHOUT_DECIDING', subject: 'INSPECTION.EXPIRY' }, english) // 'Document not expired'
 * ```
 */
export function subjectOf({ code, subject }: InspectionWarning, messages: Messages): string | undefined {
  if (code !== 'FAILED_WITHOUT_DECIDING' || subject === undefined) return subject
  const [id = '', ...about] = subject.split(' ')
  if (!Object.hasOwn(messages.checks, id)) return subject
  return [messages.checks[id as CheckId].title, ...about].join(': ')
}
