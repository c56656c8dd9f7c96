import { english, type Inspection } from '../inspection/index.js'
import { formatName, type TrustStore } from '../pki/index.js'
import type { Check, CheckStatus } from '../verdict.js'

const words: Readonly<Record<CheckStatus, string>> = {
  passed: 'passed',
  failed: 'FAILED',
  inconclusive: 'open',
  notApplicable: 'n/a',
}

/** An inspection as a person reads it on a terminal: the document, every check, the signer, the verdict last. */
export function inspectionToText(
  { verdict, at, checks, document, signer }: Inspection,
  trust: TrustStore | undefined,
  ignored: readonly string[],
): string {
  const lines: string[] = []
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) lines.push(title, ...rows.map(row => `  ${row}`.trimEnd()), '')
  }
  if (document !== undefined) {
    const { mrz, authenticated } = document
    section(`Document${authenticated ? '' : ' (as it says of itself: not authenticated)'}`, [
      `${mrz.documentCode} ${mrz.documentNumber}, issued by ${mrz.issuingState}`,
      `${mrz.primaryIdentifier}, ${mrz.secondaryIdentifier}`,
      `born ${mrz.dateOfBirth.iso ?? mrz.dateOfBirth.text}, ${mrz.sex ?? 'sex unknown'}, ${mrz.nationality}`,
      `expires ${mrz.dateOfExpiry.iso ?? mrz.dateOfExpiry.text}`,
    ])
  }
  section('Checks', checks.map(checkRow))
  if (signer !== undefined) {
    section('Signed by', [
      formatName(signer.certificate.subject),
      ...signer.path.slice(1).map(certificate => `under ${formatName(certificate.subject)}`),
      ...(signer.anchor ? [`trusted because of ${signer.anchor.sources.join(', ')}`] : []),
    ])
  }
  section(
    'Trust',
    trust?.sources.map(
      ({ name, certificates, failures, trust: how }) =>
        `${name}: ${certificates} certificate${certificates === 1 ? '' : 's'}, ${how === 'asGiven' ? 'trusted as given' : how}${failures.length > 0 ? `, ${failures.length} unreadable` : ''}`,
    ) ?? ['none given'],
  )
  section('Not part of a document', ignored)
  lines.push(`Judged for ${at.toISOString().replace('.000Z', 'Z')}`, verdict)
  return `${lines.join('\n')}\n`
}

function checkRow({ id, status, subject, reason, clause, detail, advisory }: Check): string {
  const { title: name } = english.checks[id]
  const title = subject === undefined ? name : `${name} of ${subject}`
  const remarks = [
    reason,
    detail,
    advisory && status !== 'passed' ? 'does not decide the verdict' : undefined,
  ]
  const remark = remarks.filter(text => text !== undefined).join(', ')
  return `${words[status].padEnd(8)}${title.padEnd(34)}${(clause ?? '').padEnd(22)}${remark}`
}
