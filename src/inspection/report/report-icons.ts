import type { CheckStatus, Verdict } from '../../verdict.js'
import { type Html, html } from './html.js'

/** A shape for each way to end, so that colour is never all that tells them apart. */
const shapes: Readonly<Record<CheckStatus, Html>> = {
  passed: html`<circle cx="12" cy="12" r="10" class="fill"/><path d="M7.5 12.5l3 3 6-7" class="stroke"/>`,
  failed: html`<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" class="fill"/><path d="M8.5 8.5l7 7m0-7l-7 7" class="stroke"/>`,
  inconclusive: html`<path d="M12 2.5l10.5 18h-21z" class="fill"/><path d="M12 9v5.2m0 2.3v.6" class="stroke"/>`,
  notApplicable: html`<circle cx="12" cy="12" r="9" class="ring"/><path d="M8 12h8" class="line"/>`,
}

/** The icon of a status; words beside it say the same, so it is hidden from screen readers. */
export function statusIcon(status: CheckStatus): Html {
  return html`<svg class="icon ${status}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shapes[status]}</svg>`
}

/** The icon of a verdict. */
export function verdictIcon(verdict: Verdict): Html {
  return statusIcon(statusOfVerdict[verdict])
}

/** What a verdict looks like. */
export const statusOfVerdict: Readonly<Record<Verdict, CheckStatus>> = {
  valid: 'passed',
  invalid: 'failed',
  inconclusive: 'inconclusive',
}
