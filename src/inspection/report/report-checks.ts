import type { Check, CheckStatus } from '../../verdict.js'
import type { Inspection } from '../inspection.js'
import { isPartOfChip } from '../list-warnings.js'
import type { CheckRoom, Messages } from '../messages/messages.js'
import { type Html, html, nothing } from './html.js'
import { statusIcon } from './report-icons.js'
import { reasonOf, titleOf } from './report-verdict.js'

const rooms: readonly CheckRoom[] = ['PA', 'CHIP', 'MRZ', 'INSPECTION', 'ACCESS', 'LDS']

/** Every check, folded, with its explanation; those that decided against the document stand open. */
export function checksSection({ checks }: Inspection, messages: Messages, redact: boolean): Html {
  const groups = rooms.map(room => {
    const own = checks.filter(({ id }) => id.startsWith(`${room}.`))
    if (own.length === 0) return nothing
    return html`<h3>${messages.report.rooms[room]}<span class="tally">${tally(own, messages)}</span></h3>
${own.map(check => checkDetails(check, messages, redact))}`
  })
  return html`<section class="checks" aria-labelledby="emrtd-checks"><h2 id="emrtd-checks">${messages.report.checks}</h2>
${groups}</section>`
}

function tally(checks: readonly Check[], { statuses }: Messages): string {
  const order: readonly CheckStatus[] = ['failed', 'inconclusive', 'passed', 'notApplicable']
  return order
    .map(status => [checks.filter(check => check.status === status).length, statuses[status]] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ')
}

function checkDetails(check: Check, messages: Messages, redact: boolean): Html {
  const { id, status, reason, detail, clause, advisory } = check
  const { report } = messages
  const decided = status !== 'passed' && status !== 'notApplicable'
  const shownDetail = redact && id === 'INSPECTION.WATCH_LIST' ? undefined : detail
  const facts: readonly (readonly [string, Html | string | undefined])[] = [
    [report.reason, reason && html`${messages.reasons[reason]} <code>${reason}</code>`],
    [
      messages.statuses.notApplicable,
      status === 'notApplicable' ? messages.checks[id].notApplicable : undefined,
    ],
    [report.evidence, shownDetail],
    [report.clause, clause],
  ]
  return html`<details${status === 'failed' && advisory !== true ? html` open` : nothing}><summary><span class="${status}">${statusIcon(status)}</span><span><span class="title">${titleOf(check, messages)}</span>${
    decided && reason
      ? html`<span class="why">${messages.reasons[reason]}${advisory === true && !isPartOfChip(id) ? ` (${report.advisory})` : ''}</span>`
      : nothing
  }</span><span class="status ${status}">${messages.statuses[status]}</span></summary>
<div class="more"><p>${messages.checks[id].explanation}</p><dl>${facts.map(([term, value]) =>
    value === undefined ? nothing : html`<dt>${term}</dt><dd>${value}</dd>`,
  )}<dt>Id</dt><dd><code>${id}</code></dd></dl></div></details>`
}

/** The checks that were not made, or are open, and the files that were not read. */
export function notCheckedSection({ checks }: Inspection, messages: Messages): Html {
  const { report } = messages
  const left = checks.filter(({ status }) => status === 'inconclusive' || status === 'notApplicable')
  const rows = left.map(
    check =>
      html`<li><span class="${check.status}">${statusIcon(check.status)}</span><span>${titleOf(check, messages)}<span class="soft">: ${reasonOf(check, messages)}</span></span></li>`,
  )
  return html`<section aria-labelledby="emrtd-not-checked"><h2 id="emrtd-not-checked">${report.notChecked}</h2>
${rows.length === 0 ? html`<p>${report.everythingChecked}</p>` : html`<ul class="rows">${rows}</ul>`}</section>`
}
