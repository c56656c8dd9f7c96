import { toHex } from '../../bytes.js'
import type { PublicKey } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { type Certificate, formatName } from '../../pki/index.js'
import type { Check, CheckId, CheckStatus } from '../../verdict.js'
import type { Inspection } from '../inspection.js'
import type { Messages } from '../messages/messages.js'
import { type Html, html, nothing } from './html.js'
import { statusIcon } from './report-icons.js'
import { titleOf } from './report-verdict.js'

/** The way from the trusted CSCA down to the data groups: who has signed whom, and what each signature was found to be. */
export function pathSection({ checks, signer }: Inspection, messages: Messages): Html {
  const { report } = messages
  const find = (id: CheckId): Check | undefined => checks.find(check => check.id === id)
  const edge = (id: CheckId): Html => edgeOf(find(id), messages)
  const certificates = signer === undefined ? [] : signer.path.length > 0 ? signer.path : [signer.certificate]
  const last = certificates.length - 1
  const nodes = certificates.map((certificate, index) => {
    const isAnchor = index === last && signer?.anchor !== undefined
    const role = isAnchor ? report.anchor : index === 0 ? report.documentSigner : report.link
    const status = isAnchor ? 'passed' : statusOf(find('PA.CERTIFICATE_PATH'))
    const sources = isAnchor ? signer.anchor?.sources : undefined
    return certificateNode(certificate, role, status, sources, messages)
  })
  const hashes = checks.filter(({ id }) => id === 'PA.DATA_GROUP_HASH')
  const chain: Html[] = []
  if (signer?.anchor === undefined) {
    chain.push(html`<li class="node absent"><p>${report.pathMissing}</p></li>`)
    if (certificates.length > 0) chain.push(edge('PA.CERTIFICATE_PATH'))
  }
  for (const [index, node] of nodes.reverse().entries()) {
    if (index > 0) chain.push(edge('PA.CERTIFICATE_PATH'))
    chain.push(node)
  }
  chain.push(edge('PA.SOD_SIGNATURE'))
  chain.push(
    html`<li class="node is-${statusOf(find('PA.SOD_STRUCTURE'))}"><p class="name">${report.securityObject}</p>${
      signer?.signedAt === undefined
        ? nothing
        : html`<dl><dt>${report.signedAt}</dt><dd>${day(signer.signedAt)}</dd></dl>`
    }</li>`,
  )
  if (hashes.length > 0) {
    chain.push(html`<li class="edge soft">${messages.checks['PA.DATA_GROUP_HASH'].title}</li>`)
    chain.push(
      html`<li class="node"><p class="role">${report.dataGroups}</p><ul class="groups">${hashes.map(
        ({ subject, status }) =>
          html`<li class="${status}">${statusIcon(status)}<span class="name">${subject}</span><span>${messages.statuses[status]}</span></li>`,
      )}</ul></li>`,
    )
  }
  return html`<section aria-labelledby="emrtd-path"><h2 id="emrtd-path">${report.path}</h2><ol class="path">${chain}</ol></section>`
}

const statusOf = (check: Check | undefined): CheckStatus => check?.status ?? 'inconclusive'

function edgeOf(check: Check | undefined, messages: Messages): Html {
  if (check === undefined) return nothing
  return html`<li class="edge"><span class="${check.status}">${statusIcon(check.status)}</span><span><span class="soft">${titleOf(check, messages)}:</span> <strong class="${check.status}">${messages.statuses[check.status]}</strong></span></li>`
}

function certificateNode(
  certificate: Certificate,
  role: string,
  status: CheckStatus,
  sources: readonly string[] | undefined,
  { report }: Messages,
): Html {
  const rows: readonly (readonly [string, string])[] = [
    [report.key, readable(() => keyText(certificate.publicKey))],
    [report.validity, readable(() => `${day(certificate.notBefore)} – ${day(certificate.notAfter)}`)],
    [report.serialNumber, readable(() => toHex(certificate.serialNumber))],
    ...(sources === undefined ? [] : [[report.sources, sources.join(', ')] as const]),
  ]
  return html`<li class="node is-${status}"><p class="role">${role}</p><p class="name">${readable(() => formatName(certificate.subject))}</p>
<dl>${rows.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl></li>`
}

/** Certificates decode lazily, and a malformed field shows itself only when it is looked at. */
function readable(read: () => string): string {
  try {
    return read()
  } catch (error) {
    if (error instanceof EmrtdError) return error.code
    throw error
  }
}

const day = (moment: Date): string => moment.toISOString().slice(0, 10)

function keyText(key: PublicKey): string {
  switch (key.type) {
    case 'RSA':
      return `RSA ${key.bits}`
    case 'EC':
      return `EC ${key.curve.name}`
    default:
      return `${key.type} ${key.prime.length * 8}`
  }
}
