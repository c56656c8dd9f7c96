import { type BrowserImage, imageForBrowser } from '../../images/index.js'
import { stateByCode } from '../../mrz/index.js'
import { impersonalFields } from '../detail-fields.js'
import type { DetailField, InspectedDetail, Inspection } from '../inspection.js'
import type { Messages } from '../messages/messages.js'
import { type Html, html, nothing } from './html.js'
import { statusIcon } from './report-icons.js'

const wide: ReadonlySet<DetailField> = new Set(['primaryIdentifier', 'secondaryIdentifier'])

/** What the document says of itself and its holder, file by file, each with whether the state has signed it. */
export function documentSection(
  inspection: Inspection,
  messages: Messages,
  redact: boolean,
  portrait: BrowserImage | undefined,
): Html {
  const { report } = messages
  const details = inspection.details.filter(({ field }) => !redact || impersonalFields.has(field))
  const sources = [...new Set(details.map(({ source }) => source))]
  const unsigned = details.some(({ authenticated }) => !authenticated)
  const groups = sources.map(source =>
    detailGroup(
      details.filter(each => each.source === source),
      messages,
    ),
  )
  const data = html`<div>${unsigned ? html`<p class="unsigned">${report.unsignedExplanation}</p>` : nothing}${
    redact ? html`<p class="soft group">${report.redacted}</p>` : nothing
  }${groups}</div>`
  return html`<section aria-labelledby="emrtd-document"><h2 id="emrtd-document">${report.document}</h2>
${redact ? data : html`<div class="holder">${figure(inspection, messages, portrait)}${data}</div>`}
${redact || inspection.document === undefined ? nothing : zone(inspection.document.mrz.lines, messages)}</section>`
}

function zone(lines: readonly string[], { report }: Messages): Html {
  return html`<pre tabindex="0" role="region" aria-label="${report.mrz}">${lines.join('\n')}</pre>`
}

function detailGroup(details: readonly InspectedDetail[], messages: Messages): Html {
  const [first] = details
  if (first === undefined) return nothing
  return html`<div class="group"><p class="origin"><span class="soft small">${messages.report.sources} ${first.source}</span>${mark(first.authenticated, messages)}</p>
<dl class="data">${details.map(
    ({ field, value }) =>
      html`<div${wide.has(field) ? html` class="wide"` : nothing}><dt>${messages.fields[field]}</dt><dd>${withState(field, value)}</dd></div>`,
  )}</dl></div>`
}

function mark(authenticated: boolean, { report }: Messages): Html {
  return authenticated
    ? html`<span class="mark passed">${statusIcon('passed')}${report.signed}</span>`
    : html`<span class="mark">${statusIcon('inconclusive')}${report.unsigned}</span>`
}

function withState(field: DetailField, value: string): string {
  const state = field === 'issuingState' || field === 'nationality' ? stateByCode(value) : undefined
  return state === undefined ? value : `${value} (${state.name})`
}

function figure({ portrait }: Inspection, messages: Messages, shown: BrowserImage | undefined): Html {
  const { report } = messages
  if (portrait === undefined) return html`<figure><div class="none">${report.portraitMissing}</div></figure>`
  const image = shown ?? imageForBrowser(portrait.image.bytes)
  const picture =
    image === undefined
      ? html`<div class="none">${report.portraitNotShown}</div>`
      : html`<img alt="${report.portrait}" src="data:${image.mediaType};base64,${base64(image.bytes)}">`
  return html`<figure>${picture}<figcaption>${report.portrait} ${mark(portrait.authenticated, messages)}</figcaption></figure>`
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 4648 §4. */
function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const word = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const left = bytes.length - at
    text += alphabet[word >> 18]! + alphabet[(word >> 12) & 63]!
    text += (left > 1 ? alphabet[(word >> 6) & 63]! : '=') + (left > 2 ? alphabet[word & 63]! : '=')
  }
  return text
}
