import {
  english,
  type InspectedDetail,
  type Inspection,
  impersonalFields,
  isPartOfChip,
  limitsOf,
  policyNameOf,
  reasonOf,
  subjectOf,
} from '../inspection/index.js'
import { formatName, type TrustStore } from '../pki/index.js'
import type { Check, CheckStatus, Verdict } from '../verdict.js'
import { type Ink, ink, type TerminalStyle, wrap } from './terminal-style.js'

const words: Readonly<Record<CheckStatus, string>> = {
  passed: 'passed',
  failed: 'FAILED',
  inconclusive: 'open',
  notApplicable: 'n/a',
}
const inks: Readonly<Record<CheckStatus, Ink>> = {
  passed: 'green',
  failed: 'red',
  inconclusive: 'yellow',
  notApplicable: 'grey',
}
const verdictInks: Readonly<Record<Verdict, Ink>> = { valid: 'green', invalid: 'red', inconclusive: 'yellow' }

/** How {@link inspectionToText} writes. */
export interface InspectionTextOptions {
  readonly trust: TrustStore | undefined
  /** Files that are no part of the document. */
  readonly ignored: readonly string[]
  readonly style: TerminalStyle
  /** Leaves out what tells who the holder is. */
  readonly redact?: boolean
}

/** An inspection as a person reads it on a terminal: the document, every check, the signer, why, the verdict last. */
export function inspectionToText(inspection: Inspection, options: InspectionTextOptions): string {
  const { trust, ignored, style, redact = false } = options
  const { verdict, at, checks, signer, warnings } = inspection
  const lines: string[] = []
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length === 0) return
    lines.push(ink(title, 'bold', style), ...rows.map(row => `  ${row}`.trimEnd()), '')
  }
  const inset: TerminalStyle = { ...style, width: style.width && style.width - 2 }
  const paragraphs = (texts: readonly string[]): readonly string[] =>
    texts.flatMap(text => wrap(text, 2, inset))
  for (const [title, rows] of documentSections(inspection.details, redact)) {
    section(
      title,
      rows.flatMap(row => wrap(row, 22, inset)),
    )
  }
  section(
    'Checks',
    checks.flatMap(check => checkRows(check, redact, inset)),
  )
  if (signer !== undefined) {
    section(
      'Signed by',
      paragraphs([
        formatName(signer.certificate.subject),
        ...signer.path.slice(1).map(certificate => `under ${formatName(certificate.subject)}`),
        ...(signer.anchor ? [`trusted because of ${signer.anchor.sources.join(', ')}`] : []),
      ]),
    )
  }
  section(
    'Trust',
    paragraphs(
      trust?.sources.map(
        ({ name, certificates, failures, trust: how }) =>
          `${name}: ${certificates} certificate${certificates === 1 ? '' : 's'}, ${how === 'asGiven' ? 'trusted as given' : how}${failures.length > 0 ? `, ${failures.length} unreadable` : ''}`,
      ) ?? ['none given'],
    ),
  )
  section('Not part of a document', ignored)
  section(
    english.report.warnings,
    paragraphs(
      warnings.map(warning => {
        const about = subjectOf(warning, english)
        const { code, detail } = warning
        return `${about === undefined ? '' : `${about}: `}${english.warnings[code]}${detail === undefined ? '' : ` (${detail})`}`
      }),
    ),
  )
  const deciding = checks.filter(({ advisory }) => advisory !== true)
  const because = (status: CheckStatus): readonly string[] =>
    paragraphs(deciding.filter(check => check.status === status).map(reasonText))
  section(english.report.because, because('failed'))
  section(english.report.open, because('inconclusive'))
  section('Less than the strictest policy asks for', paragraphs(policyRows(inspection)))
  if (verdict === 'valid') section(english.report.notSaid, paragraphs(limitsOf(inspection, english)))
  const moment = at.toISOString().replace('.000Z', 'Z')
  lines.push(...wrap(`Judged for ${moment}, policy ${policyNameOf(inspection, english)}`, 2, style))
  lines.push(ink(verdict, verdictInks[verdict], style))
  return `${lines.join('\n')}\n`
}

function documentSections(
  details: readonly InspectedDetail[],
  redact: boolean,
): readonly (readonly [string, readonly string[]])[] {
  const shown = details.filter(({ field }) => !redact || impersonalFields.has(field))
  return [...new Set(shown.map(({ source }) => source))].map(source => {
    const own = shown.filter(each => each.source === source)
    const signed = own.every(({ authenticated }) => authenticated)
    const title = source === 'EF.DG1' ? 'Document' : `Details of ${source}`
    const rows = own.map(({ field, value }) => `${english.fields[field].padEnd(22)}${value}`)
    return [
      `${title}${signed ? ', signed by the state' : ' (as it says of itself: not authenticated)'}`,
      rows,
    ]
  })
}

function checkRows(check: Check, redact: boolean, style: TerminalStyle): readonly string[] {
  const { id, status, reason, clause, detail, advisory } = check
  const title = titleOf(check)
  const remarks = [
    reason,
    redact && id === 'INSPECTION.WATCH_LIST' ? undefined : detail,
    advisory && !isPartOfChip(id) && (status === 'failed' || status === 'inconclusive')
      ? 'does not decide the verdict'
      : undefined,
  ]
  const remark = remarks.filter(text => text !== undefined).join(', ')
  const word = ink(words[status].padEnd(8), inks[status], style)
  if (style.width === undefined) return [`${word}${title.padEnd(35)}  ${(clause ?? '').padEnd(22)}${remark}`]
  const room = style.width - 8
  const note = clause ?? ''
  const aside = title.length + note.length + 1 <= room ? note : ''
  const [first = '', ...rest] = wrap(title, 0, { ...style, width: room })
  const gap = aside === '' ? '' : ' '.repeat(room - first.length - aside.length)
  const below = remark === '' ? [] : wrap(remark, 0, { ...style, width: room })
  return [
    `${word}${first}${gap}${ink(aside, aside === '' ? undefined : 'grey', style)}`,
    ...rest.map(line => `        ${line}`),
    ...below.map(line => ink(`        ${line}`, 'grey', style)),
  ]
}

function reasonText(check: Check): string {
  return `${titleOf(check)}: ${english.statuses[check.status]}. ${reasonOf(check, english)}`
}

function titleOf({ id, subject }: Check): string {
  const { title } = english.checks[id]
  if (subject === undefined) return title
  return id === 'INSPECTION.WATCH_LIST' ? `${title}: ${subject}` : `${title} of ${subject}`
}

/** Where the policy asks for less than the strictest one. */
function policyRows({ policyDeviations }: Inspection): readonly string[] {
  const { report, checks } = english
  const shown = policyDeviations.filter(({ setting }) => Object.hasOwn(checks, setting))
  const others = policyDeviations.filter(({ setting }) => !Object.hasOwn(checks, setting))
  return [
    ...others.map(({ setting, actual, strict }) => {
      const values = report.policyDeviation.replace('{actual}', actual).replace('{strict}', strict)
      return `${report.settings[setting as keyof typeof report.settings]}: ${values}`
    }),
    ...(shown.length === 0
      ? []
      : [
          `Shown only: ${shown.map(({ setting }) => checks[setting as keyof typeof checks].title).join('; ')}`,
        ]),
  ]
}
