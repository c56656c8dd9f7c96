import type { BrowserImage } from '../../images/index.js'
import type { Inspection } from '../inspection.js'
import { english } from '../messages/english.js'
import type { Messages } from '../messages/messages.js'
import { toTr03135 } from '../tr-03135.js'
import { type Html, html, nothing } from './html.js'
import { checksSection, notCheckedSection } from './report-checks.js'
import { documentSection } from './report-document.js'
import { statusIcon } from './report-icons.js'
import { pathSection } from './report-path.js'
import { reportStyles } from './report-styles.js'
import { policyNameOf, subjectOf, verdictSection } from './report-verdict.js'

/** How a report is written. */
export interface ReportOptions {
  /** The words: English unless given. */
  readonly messages?: Messages | undefined
  /** Leaves out everything that tells who the holder is: portrait, data, MRZ. */
  readonly redact?: boolean | undefined
  /** The portrait as a browser can show it. A JPEG or PNG of EF.DG2 is shown as it is; JPEG 2000 has to be converted by the caller, with `imageForBrowser`. */
  readonly portrait?: BrowserImage | undefined
}

/**
 * An inspection as one page of HTML for persons: verdict, data, certificate path, every check with its explanation, and what was not checked. It
 * needs nothing beside itself: no script, no style sheet, no picture from elsewhere, and its content security policy allows none.
 * The same inspection gives the same text.
 *
 * @example
 * ```ts
 * import { inspect, inspectionToHtml } from 'emrtd/inspection'
 *
 * const page = inspectionToHtml(inspect({ files: [] }, { at: new Date('2030-01-01') }), { redact: true })
 * page.startsWith('<!doctype html>') // true
 * ```
 */
export function inspectionToHtml(inspection: Inspection, options: ReportOptions = {}): string {
  const { messages = english } = options
  const { report, verdicts } = messages
  const policy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
  const ground =
    ':root{color-scheme:light dark}body{margin:0;background:#f5f5f1}@media (prefers-color-scheme:dark){body{background:#15181b}}@media print{body{background:#fff}}'
  return `<!doctype html>
<html lang="${html`${messages.language}`.html}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${html`${verdicts[inspection.verdict]} · ${report.title}`.html}</title>
<style>${ground}${reportStyles}</style>
</head>
<body>
${inspectionToHtmlPart(inspection, options)}
</body>
</html>
`
}

/**
 * The same report as a `main` element, for a page that shows it in itself and carries {@link reportStyles}. All text in it is escaped.
 *
 * @example
 * ```ts
 * import { inspect, inspectionToHtmlPart } from 'emrtd/inspection'
 *
 * inspectionToHtmlPart(inspect({ files: [] }, { at: new Date('2030-01-01') })).startsWith('<main') // true
 * ```
 */
export function inspectionToHtmlPart(inspection: Inspection, options: ReportOptions = {}): string {
  const { messages = english, redact = false, portrait } = options
  const { report } = messages
  return html`<main class="emrtd-report" lang="${messages.language}">
${verdictSection(inspection, messages)}
${documentSection(inspection, messages, redact, portrait)}
${pathSection(inspection, messages)}
${checksSection(inspection, messages, redact)}
${notCheckedSection(inspection, messages)}
${warningsSection(inspection, messages)}
${policySection(inspection, messages)}
${tr03135Section(inspection, messages)}
<footer>${redact ? report.redacted : report.personalData}</footer>
</main>`.html
}

function warningsSection({ warnings }: Inspection, messages: Messages): Html {
  if (warnings.length === 0) return nothing
  const rows = warnings.map(warning => {
    const about = subjectOf(warning, messages)
    const subject = about === undefined ? nothing : html`<strong>${about}:</strong> `
    const { code, detail } = warning
    const remark = detail === undefined ? nothing : html` <span class="soft small">${detail}</span>`
    return html`<li><span class="inconclusive">${statusIcon('inconclusive')}</span><span>${subject}${messages.warnings[code]}${remark}</span></li>`
  })
  return html`<section aria-labelledby="emrtd-warnings"><h2 id="emrtd-warnings">${messages.report.warnings}</h2><ul class="rows">${rows}</ul></section>`
}

function policySection(inspection: Inspection, messages: Messages): Html {
  const { report } = messages
  const { policyDeviations } = inspection
  const rows = policyDeviations.map(({ setting, strict, actual }) => {
    const isSetting = Object.hasOwn(report.settings, setting)
    const name = isSetting
      ? report.settings[setting as keyof typeof report.settings]
      : messages.checks[setting as keyof typeof messages.checks].title
    const text = isSetting
      ? report.policyDeviation.replace('{actual}', actual).replace('{strict}', strict)
      : report.decides
    return html`<tr><th scope="row">${name}</th><td>${text}</td></tr>`
  })
  return html`<section aria-labelledby="emrtd-policy"><h2 id="emrtd-policy">${report.policy}: ${policyNameOf(inspection, messages)}</h2>
${
  rows.length === 0
    ? html`<p>${report.policyStrict}</p>`
    : html`<p>${report.policyDeviates}</p><table><tbody>${rows}</tbody></table>`
}</section>`
}

function tr03135Section({ checks }: Inspection, { report }: Messages): Html {
  const rows = toTr03135(checks).map(
    ({ section, check, result }) =>
      html`<tr><th scope="row">§${section}</th><td>${check}</td><td>${result}</td></tr>`,
  )
  return html`<details class="fold"><summary>${report.tr03135}</summary><table><tbody>${rows}</tbody></table></details>`
}
