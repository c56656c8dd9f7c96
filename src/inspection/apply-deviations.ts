import type { CryptoBackend } from '../crypto/index.js'
import type { LdsDate } from '../lds/index.js'
import { certificateCountriesOf, type Mrz } from '../mrz/index.js'
import {
  type Certificate,
  type DeviationDescription,
  type DeviationName,
  findDeviations,
  type TrustStore,
} from '../pki/index.js'
import type { Check, CheckId } from '../verdict.js'
import type { InspectedDeviation } from './inspection.js'

/** What is known of a document when its deviations are looked for. */
export interface DeviatingDocument {
  readonly mrz: Mrz | undefined
  readonly signer: Certificate | undefined
  /** Of EF.DG12. */
  readonly dateOfIssue: LdsDate | undefined
}

/**
 * What the deviation lists of the trust store say of a document. A list speaks of its own state's documents only. Doc 9303-3 §7.3,
 * Doc 9303-12 §10.
 */
export function findKnownDeviations(
  { mrz, signer, dateOfIssue }: DeviatingDocument,
  trust: TrustStore | undefined,
  backend: CryptoBackend,
): readonly InspectedDeviation[] {
  const countries = mrz === undefined ? [signer?.country] : (certificateCountriesOf(mrz.issuingState) ?? [])
  const subject = {
    documentSigner: signer,
    documentType: mrz?.documentCode,
    documentNumber: mrz?.documentNumber,
    dateOfIssue: dateOfIssue && dayAsDate(dateOfIssue),
  }
  return (trust?.deviationLists ?? [])
    .filter(({ country }) => country !== undefined && countries.includes(country))
    .flatMap(({ list, sources }) =>
      findDeviations(list, subject, backend).flatMap(({ deviation, match }) =>
        deviation.descriptions.map(description => ({ description, match, sources })),
      ),
    )
}

function dayAsDate({ year, month, day }: LdsDate): Date | undefined {
  return year === undefined || month === undefined || day === undefined
    ? undefined
    : new Date(Date.UTC(year, month - 1, day))
}

const ofCertificates: readonly CheckId[] = [
  'PA.CERTIFICATE_PATH',
  'PA.VALIDITY',
  'PA.SIGNER_PROFILE',
  'PA.SIGNING_PERIOD',
  'PA.DOCUMENT_TYPE',
]
const ofMrzData: readonly CheckId[] = [
  'MRZ.PRINTED',
  'LDS.DG11_CONSISTENCY',
  'LDS.DG12_CONSISTENCY',
  'INSPECTION.PLAUSIBILITY',
]
const ofChip: readonly CheckId[] = [
  'CHIP.ACTIVE_AUTHENTICATION',
  'CHIP.CHIP_AUTHENTICATION',
  'CHIP.PACE_CAM',
  'CHIP.CARD_ACCESS',
]

/** Which checks a deviation explains. A deviation for national use explains none: nobody else can tell what it means. */
const explained: Readonly<Record<DeviationName, readonly CheckId[]>> = {
  CertOrKey: ofCertificates,
  'CertOrKey-DSSignature': ['PA.CERTIFICATE_PATH'],
  'CertOrKey-DSEncoding': ofCertificates,
  'CertOrKey-CSCAEncoding': ofCertificates,
  'CertOrKey-AAKeyCompromised': ['CHIP.ACTIVE_AUTHENTICATION'],
  LDS: ['LDS.FILE', 'LDS.COM_CONSISTENCY', 'PA.SOD_STRUCTURE', 'PA.SOD_SIGNATURE', 'PA.DATA_GROUP_HASH'],
  'LDS-DGMalformed': ['LDS.FILE'],
  'LDS-DGHashWrong': ['PA.DATA_GROUP_HASH'],
  'LDS-SODSignatureWrong': ['PA.SOD_SIGNATURE'],
  'LDS-COMInconsistent': ['LDS.COM_CONSISTENCY'],
  MRZ: [...ofMrzData, 'MRZ.CHECK_DIGITS'],
  'MRZ-WrongData': ofMrzData,
  'MRZ-WrongCheckDigit': ['MRZ.CHECK_DIGITS'],
  Chip: ofChip,
  NationalUse: [],
}

/**
 * The checks with what deviation lists say taken into account: a check that failed as a deviation explains is inconclusive, with the
 * deviation beside it, never passed. A chip whose Active Authentication key is known to be out proved nothing by it. Doc 9303-3 §7.3.
 */
export function applyDeviations(
  checks: readonly Check[],
  deviations: readonly InspectedDeviation[],
): readonly Check[] {
  if (deviations.length === 0) return checks
  const applied = checks.map(check => {
    const known = deviations.find(({ description }) => explains(description, check))
    return known === undefined ? check : withDeviation(check, known)
  })
  const passed = (id: CheckId): boolean => applied.some(check => check.id === id && check.status === 'passed')
  const proven =
    passed('CHIP.CHIP_AUTHENTICATION') || passed('CHIP.PACE_CAM') || passed('CHIP.ACTIVE_AUTHENTICATION')
  return applied.map(check => {
    if (check.id !== 'CHIP.AUTHENTICITY' || check.status === 'notApplicable') return check
    const only = applied.find(
      ({ id, reason }) =>
        id.startsWith('CHIP.') && id !== 'CHIP.AUTHENTICITY' && reason === 'KNOWN_DEVIATION',
    )
    if (only === undefined || proven) return check
    return {
      ...check,
      status: 'inconclusive',
      reason: 'KNOWN_DEVIATION',
      ...(only.detail && { detail: only.detail }),
    }
  })
}

function explains({ name, field }: DeviationDescription, { id, status, subject }: Check): boolean {
  if (name === undefined || !explained[name].includes(id)) return false
  if (name === 'CertOrKey-AAKeyCompromised') return status === 'passed' || status === 'failed'
  if (status !== 'failed') return false
  const ofOneFile = name === 'LDS-DGMalformed' || name === 'LDS-DGHashWrong'
  return !ofOneFile || field === undefined || subject === `DG${field}`
}

function withDeviation(check: Check, { description, match }: InspectedDeviation): Check {
  const detail = [
    `${description.name ?? description.type}${match === 'possible' ? ', if the entry is of this document' : ''}`,
    description.text,
    check.reason && `without it: ${check.reason}`,
    check.detail,
  ]
  return {
    ...check,
    status: 'inconclusive',
    reason: 'KNOWN_DEVIATION',
    detail: detail.filter(Boolean).join('; '),
  }
}
