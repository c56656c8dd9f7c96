import type { Certificate, TrustAnchor, TrustStore } from '../pki/index.js'
import type { Check, CheckId } from '../verdict.js'
import type { DocumentFiles, InspectedDeviation, InspectionWarning } from './inspection.js'
import type { ParsedFiles } from './read-files.js'

/** What warnings are gathered from. */
export interface WarningSources {
  readonly document: DocumentFiles
  readonly parsed: ParsedFiles
  /** Of EF.SOD. */
  readonly sodFindings: readonly { readonly code: string }[]
  readonly checks: readonly Check[]
  readonly deviations: readonly InspectedDeviation[]
  readonly trust: TrustStore | undefined
  readonly anchor: TrustAnchor | undefined
  readonly path: readonly Certificate[]
}

/** What does not decide the verdict, and who reads it should know. */
export function listWarnings(sources: WarningSources): readonly InspectionWarning[] {
  const { document, parsed, sodFindings, checks, deviations, trust, anchor, path } = sources
  const warnings: InspectionWarning[] = []
  const warn = (code: InspectionWarning['code'], subject?: string, detail?: string): void => {
    warnings.push({ code, ...(subject && { subject }), ...(detail && { detail }) })
  }
  const { fault, unread = [] } = document
  if (fault !== undefined) warn('READING_BROKEN_OFF', undefined, fault.code)
  for (const { name, code } of unread) warn('FILE_REFUSED', name, code)
  for (const { id, reason, subject } of checks) {
    if (id !== 'PA.DATA_GROUP_HASH' || subject === undefined) continue
    const refused = unread.some(({ name }) => name === `EF.${subject}`)
    if (reason === 'DATA_GROUP_NOT_READ' && !refused) warn('FILE_NOT_READ', `EF.${subject}`)
  }
  const findings: [string, readonly { readonly code: string }[]][] = [['EF.SOD', sodFindings]]
  for (const [name, content] of Object.entries(parsed)) {
    if (content !== undefined && 'findings' in content) findings.push([name, content.findings])
  }
  for (const [name, list] of findings) {
    const codes = [...new Set(list.map(({ code }) => code))]
    if (codes.length > 0) warn('FILE_DEVIATES', name, codes.join(', '))
  }
  const chip = checks.find(({ id }) => id === 'CHIP.AUTHENTICITY')?.status
  for (const { id, status, subject, reason, advisory } of checks) {
    if (status !== 'failed' || advisory !== true || (isPartOfChip(id) && chip === 'failed')) continue
    warn('FAILED_WITHOUT_DECIDING', subject === undefined ? id : `${id} ${subject}`, reason)
  }
  for (const { description, sources } of deviations) {
    warn('DEVIATION_KNOWN', description.name ?? description.type, description.text ?? sources.join(', '))
  }
  const asGiven = anchor?.sources.filter(source => isAsGiven(source, trust)) ?? []
  if (anchor !== undefined && asGiven.length === anchor.sources.length) {
    warn('ANCHOR_AS_GIVEN', undefined, asGiven.join(', '))
  }
  if (path.length > 2) warn('PATH_OVER_LINK', undefined, `${path.length - 2}`)
  // That a chip failed is no warning: the verdict says it.
  if (chip !== 'passed' && chip !== 'failed') warn('CHIP_NOT_PROVEN')
  return warnings
}

/**
 * Whether a check is one of those that `CHIP.AUTHENTICITY` is made of: it decides through that one.
 *
 * @example
 * ```ts
 * import { isPartOfChip } from 'emrtd/inspection'
 *
 * isPartOfChip('CHIP.ACTIVE_AUTHENTICATION') // true
 * ```
 */
export function isPartOfChip(id: CheckId): boolean {
  return id.startsWith('CHIP.') && id !== 'CHIP.AUTHENTICITY' && id !== 'CHIP.CARD_ACCESS'
}

/** A name of an anchor's source is that of the trust source, followed by the place in it. */
function isAsGiven(source: string, trust: TrustStore | undefined): boolean {
  const report = trust?.sources.find(({ name }) => source === name || source.startsWith(`${name}: `))
  return report === undefined || report.trust === 'asGiven'
}
