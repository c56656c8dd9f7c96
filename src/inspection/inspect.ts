import {
  type ChipKeyFile,
  type KeyFileTrust,
  verifyKeyFile,
  verifyPassiveAuthentication,
} from '../authentication/index.js'
import { equalBytes } from '../bytes.js'
import { defaultBackend } from '../crypto/index.js'
import type { LdsFileName } from '../lds/index.js'
import { type Check, combineChecks } from '../verdict.js'
import { applyDeviations, findKnownDeviations } from './apply-deviations.js'
import { checkAccess } from './check-access.js'
import { checkAlgorithmStrength } from './check-algorithm-strength.js'
import { checkComConsistency } from './check-com-consistency.js'
import { checkDocumentDetails } from './check-document-details.js'
import { checkExpiry } from './check-expiry.js'
import { checkMrzDigits, checkPrintedMrz } from './check-mrz.js'
import { checkPersonalDetails } from './check-personal-details.js'
import { checkPlausibility } from './check-plausibility.js'
import { checkCardSecurity } from './chip/check-card-security.js'
import { checkChipAuthenticity, confirmChip } from './chip/check-chip-authenticity.js'
import type { DocumentFiles, Inspection, InspectOptions } from './inspection.js'
import { listDetails } from './list-details.js'
import { listWarnings } from './list-warnings.js'
import { policyDeviations, resolvePolicy, underPolicy } from './policy.js'
import { readFiles } from './read-files.js'
import { checkWatchLists } from './watch-list/check-watch-list.js'

/**
 * Inspects a document: makes every check that the files allow and adds up a verdict. It never throws on a bad document:
 * what cannot be read is a check that says so. The same files, trust store and moment always give the same result.
 * Doc 9303-11 §5.1.
 *
 * @throws {TypeError} if `at` is no date, or `challenge` not eight bytes.
 *
 * @example
 * ```ts
 * import { inspect } from 'emrtd'
 * import type { TrustStore } from 'emrtd/pki'
 *
 * const judge = (sod: Uint8Array, dg1: Uint8Array, trust: TrustStore) =>
 *   inspect(
 *     { files: [{ name: 'EF.SOD', bytes: sod }, { name: 'EF.DG1', bytes: dg1 }] },
 *     { trust, at: new Date('2030-01-01T00:00:00Z') },
 *   ).verdict
 * ```
 */
export function inspect(document: DocumentFiles, options: InspectOptions): Inspection {
  const { at, trust, documentSigners, crls, printedMrz, challenge } = options
  const { watchLists = [], backend = defaultBackend } = options
  if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw new TypeError('at: a valid date expected')
  if (challenge !== undefined && challenge.length !== 8)
    throw new TypeError('challenge: eight bytes expected')
  const policy = resolvePolicy(options.policy)
  const { files, checks: duplicates } = withoutDuplicates(document)
  const passiveOptions = { trust, at, documentSigners, crls, policy, backend }
  const passive = verifyPassiveAuthentication(files, passiveOptions)
  const { parsed, checks: read } = readFiles(files, at)
  const mrz = parsed['EF.DG1']?.mrz
  const established = passive.path?.certificates ?? []
  const path = established.length === 0 && passive.signer ? [passive.signer] : established
  const deviations = findKnownDeviations(
    { mrz, signer: passive.signer, dateOfIssue: parsed['EF.DG12']?.dateOfIssue },
    trust,
    backend,
  )
  const signed = applyDeviations(passive.checks, deviations)
  const cardSecurity = checkCardSecurity(
    files.has('EF.CardSecurity'),
    parsed['EF.CardSecurity'],
    passive.signer,
    passiveOptions,
  )
  const chip = checkChipAuthenticity(
    {
      document,
      given: new Set(files.keys()),
      parsed,
      sod: passive.sod,
      trustOf: file => trustOfKeyFile(file, signed, cardSecurity),
      challenge,
      backend,
    },
    cardSecurity,
    policy.chipAuthenticity,
  )
  const optional: readonly Check[] = [
    ...chip.checks,
    checkAlgorithmStrength(passive.sod, passive.signedAt, path, policy.algorithms),
    checkMrzDigits(mrz),
    checkPrintedMrz(mrz, printedMrz),
    checkExpiry(mrz, at),
    checkPlausibility(mrz, parsed['EF.DG12'], at),
    checkPersonalDetails(mrz, parsed['EF.DG11']),
    checkDocumentDetails(mrz, parsed['EF.DG12']),
    checkAccess(document.access, parsed['EF.CardAccess']?.securityInfos),
    ...checkWatchLists(watchLists),
  ]
  const made: readonly Check[] = [
    ...passive.checks,
    ...read.filter(
      ({ status, subject }) => status !== 'passed' || !duplicates.some(each => each.subject === subject),
    ),
    ...checkComConsistency(files.get('EF.COM'), passive.sod),
    ...duplicates,
    ...optional.map(check => underPolicy(check, policy)),
  ]
  const checks = applyDeviations(made, deviations)
  const isAuthenticated = authenticatedBy(checks)
  const portrait = parsed['EF.DG2']?.portraits[0]
  return {
    verdict: combineChecks(checks),
    checks,
    document: mrz && { mrz, authenticated: isAuthenticated('EF.DG1') },
    details: listDetails(parsed, isAuthenticated),
    portrait: portrait && {
      image: portrait,
      source: 'EF.DG2',
      authenticated: isAuthenticated('EF.DG2'),
    },
    chip: confirmChip(chip.chip, checks),
    signer: passive.signer && {
      certificate: passive.signer,
      path: passive.path?.certificates ?? [],
      anchor: passive.path?.anchor,
      signedAt: passive.signedAt,
    },
    deviations,
    warnings: listWarnings({
      document,
      parsed,
      sodFindings: passive.sod?.findings ?? [],
      checks,
      deviations,
      trust,
      anchor: passive.path?.anchor,
      path: passive.path?.certificates ?? [],
    }),
    at,
    policy,
    policyDeviations: policyDeviations(policy),
  }
}

/** A file that was given twice with the same bytes is one file; with different bytes nobody knows which is the chip's. */
function withoutDuplicates(document: DocumentFiles): {
  readonly files: ReadonlyMap<LdsFileName, Uint8Array>
  readonly checks: readonly Check[]
} {
  const files = new Map<LdsFileName, Uint8Array>()
  const checks: Check[] = []
  for (const { name, bytes } of document.files) {
    const before = files.get(name)
    if (before === undefined) files.set(name, bytes)
    else if (!equalBytes(before, bytes)) {
      checks.push({
        id: 'LDS.FILE',
        status: 'inconclusive',
        subject: name.replace(/^EF\.DG/, 'DG'),
        reason: 'FILE_DUPLICATE',
        detail: 'given twice with different content; the first was judged',
      })
    }
  }
  return { files, checks }
}

/** Whether a file that holds a key of the chip is what the issuing state signed. */
function trustOfKeyFile(file: ChipKeyFile, passive: readonly Check[], cardSecurity: Check): KeyFileTrust {
  if (file !== 'EF.CardSecurity') return verifyKeyFile(file === 'EF.DG14' ? 14 : 15, passive)
  const { status, reason = status } = cardSecurity
  if (status === 'passed') return { status }
  return {
    status: status === 'failed' ? 'failed' : 'inconclusive',
    reason: 'CHIP_KEY_NOT_TRUSTED',
    detail: `${cardSecurity.id}: ${reason}`,
  }
}

/**
 * Whether a file is what the issuing state signed: its hash, the signature over it and the signer's path passed, and nobody has
 * revoked the signer.
 */
function authenticatedBy(checks: readonly Check[]): (file: LdsFileName) => boolean {
  const passed = (id: Check['id'], subject?: string): boolean =>
    checks.some(check => check.id === id && check.subject === subject && check.status === 'passed')
  const signed =
    passed('PA.SOD_SIGNATURE') &&
    passed('PA.CERTIFICATE_PATH') &&
    passed('PA.SIGNER_PROFILE') &&
    !checks.some(({ id, status }) => id === 'PA.REVOCATION' && status === 'failed')
  return file => signed && passed('PA.DATA_GROUP_HASH', file.replace(/^EF\./, ''))
}
