import type { Check, CheckId } from '../verdict.js'

/** The words that BSI TR-03135-1 has for the result of a check: of §3.5.2, of a certificate's trust, of a data group. */
export type Tr03135Result =
  | 'successful'
  | 'failed'
  | 'undetermined'
  | 'not supported'
  | 'trusted'
  | 'not trusted'
  | 'identical'
  | 'not identical'
  | 'present'
  | 'not present'
  | 'non conformance'

/** One check of BSI TR-03135-1, and what the inspection says of it. */
export interface Tr03135Row {
  /** The section of version 2.5: `5.6.4.3.3`. */
  readonly section: string
  readonly check: string
  readonly result: Tr03135Result
}

type Row = readonly [section: string, check: string, id: CheckId]

const plainRows: readonly Row[] = [
  ['5.6.4.1', 'chip authenticity', 'CHIP.AUTHENTICITY'],
  ['5.6.4.1.1', 'chip authenticity, Active Authentication', 'CHIP.ACTIVE_AUTHENTICATION'],
  ['5.6.4.1.2', 'chip authenticity, Chip Authentication', 'CHIP.CHIP_AUTHENTICATION'],
  ['5.6.4.1.3', 'chip authenticity, PACE-CAM', 'CHIP.PACE_CAM'],
  ['5.6.4.2.2', "security object's signature", 'PA.SOD_SIGNATURE'],
  ['5.6.4.3.3', 'DS certificate signature', 'PA.CERTIFICATE_PATH'],
  ['5.6.4.3.4', 'validity of CSCA and DS certificates', 'PA.VALIDITY'],
  ['5.6.4.3.5', 'revocation state of the DS certificate', 'PA.REVOCATION'],
  ['5.6.4.5', 'issuing state of EF.DG1 and DS certificate', 'PA.ISSUING_STATE'],
  ['5.7.1', 'expiration of the document', 'INSPECTION.EXPIRY'],
  ['5.7.2', 'optical against electronic biographic data', 'MRZ.PRINTED'],
]

const words = {
  passed: 'successful',
  failed: 'failed',
  inconclusive: 'undetermined',
  notApplicable: 'not supported',
} as const

/**
 * The checks of an inspection in the words of BSI TR-03135-1 v2.5 §5.6 and §5.7: passed is successful, inconclusive undetermined, not applicable
 * not supported. What was not checked has no row; `aborted` does not occur, as what breaks off is judged as far as it came.
 *
 * @example
 * ```ts
 * import { toTr03135 } from 'emrtd/inspection'
 *
 * toTr03135([{ id: 'INSPECTION.EXPIRY', status: 'passed' }])
 * // [{ section: '5.7.1', check: 'expiration of the document', result: 'successful' }]
 * ```
 */
export function toTr03135(checks: readonly Check[]): readonly Tr03135Row[] {
  const find = (id: CheckId): Check | undefined => checks.find(check => check.id === id)
  const rows: Tr03135Row[] = []
  const access = find('ACCESS.PROTOCOL')
  if (access !== undefined && access.status !== 'notApplicable') {
    // Whoever was let in by the weaker protocol was let in.
    const open = access.reason === 'ACCESS_OPEN'
    rows.push({ section: '5.6.3.1', check: 'chip access', result: open ? 'not supported' : 'successful' })
  }
  for (const [section, name, id] of plainRows) {
    const check = find(id)
    if (check === undefined) continue
    if (id === 'PA.SOD_SIGNATURE') {
      rows.push({ section, check: "security object's hash value", result: hashResult(check) })
    }
    const defect = id === 'PA.VALIDITY' && check.reason === 'KNOWN_DEVIATION'
    rows.push({ section, check: name, result: defect ? 'not supported' : words[check.status] })
    if (id === 'PA.REVOCATION') rows.push(trustRow(find))
  }
  const com = find('LDS.COM_CONSISTENCY')
  rows.push({
    section: '5.6.4.4.1',
    check: 'EF.SOD against EF.COM',
    result: com?.status === 'passed' ? 'successful' : com?.status === 'failed' ? 'failed' : 'not supported',
  })
  for (const check of checks) {
    if (check.id !== 'PA.DATA_GROUP_HASH') continue
    rows.push({
      section: '5.6.4.4.2',
      check: `integrity of ${check.subject ?? ''}`,
      result: integrity(check),
    })
  }
  return rows.sort((a, b) => a.section.localeCompare(b.section, 'en', { numeric: true }))
}

/** PA.SOD_SIGNATURE is hash and signature in one: its reason tells which. */
function hashResult({ status, reason }: Check): Tr03135Result {
  if (reason?.startsWith('MESSAGE_DIGEST_') || reason === 'CONTENT_TYPE_ATTRIBUTE_BAD') return 'failed'
  return status === 'passed' || reason === 'SIGNATURE_INVALID' ? 'successful' : 'undetermined'
}

function trustRow(find: (id: CheckId) => Check | undefined): Tr03135Row {
  const parts = (['PA.CERTIFICATE_PATH', 'PA.SIGNER_PROFILE'] as const).map(id => find(id)?.status)
  const revoked = find('PA.REVOCATION')?.status === 'failed'
  const result = parts.every(status => status === 'passed') && !revoked
  const refused = revoked || parts.includes('failed')
  return {
    section: '5.6.4.3.6',
    check: 'trust status of the DS certificate',
    result: result ? 'trusted' : refused ? 'not trusted' : 'undetermined',
  }
}

function integrity({ status, reason, subject }: Check): Tr03135Result {
  if (status === 'passed') return 'identical'
  if (reason === 'DATA_GROUP_NOT_READ' || (reason === 'DG1_MISSING' && subject === 'DG1')) return 'present'
  if (reason === 'DATA_GROUP_NOT_IN_SOD' || reason === 'ALGORITHM_UNSUPPORTED') return 'non conformance'
  return 'not identical'
}
