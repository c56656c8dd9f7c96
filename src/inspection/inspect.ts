import { verifyPassiveAuthentication } from '../authentication/index.js'
import { equalBytes } from '../bytes.js'
import { defaultBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { type Dg1, type LdsFileName, parseDg1 } from '../lds/index.js'
import { type Check, combineChecks } from '../verdict.js'
import { checkComConsistency } from './check-com-consistency.js'
import type { DocumentFiles, Inspection, InspectOptions } from './inspection.js'

/**
 * Inspects a document: makes every check that the files allow and adds up a verdict. It never throws on a bad document:
 * what cannot be read is a check that says so. The same files, trust store and moment always give the same result.
 * Doc 9303-11 §5.1.
 *
 * @throws {TypeError} if `at` is no date.
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
  const { at, trust, documentSigners, crls, policy, backend = defaultBackend } = options
  if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw new TypeError('at: a valid date expected')
  const { files, checks: duplicates } = withoutDuplicates(document)
  const passive = verifyPassiveAuthentication(files, {
    trust,
    at,
    documentSigners,
    crls,
    policy,
    backend,
  })
  const dg1 = readDg1(files.get('EF.DG1'), at)
  const checks: readonly Check[] = [
    ...passive.checks,
    ...(dg1 instanceof EmrtdError ? [malformed('DG1', dg1)] : []),
    ...checkComConsistency(files.get('EF.COM'), passive.sod),
    ...duplicates,
  ]
  const mrz = dg1 instanceof EmrtdError ? undefined : dg1?.mrz
  return {
    verdict: combineChecks(checks),
    checks,
    document: mrz && { mrz, authenticated: isAuthenticated(checks) },
    signer: passive.signer && {
      certificate: passive.signer,
      path: passive.path?.certificates ?? [],
      anchor: passive.path?.anchor,
    },
    at,
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

function readDg1(bytes: Uint8Array | undefined, at: Date): Dg1 | EmrtdError | undefined {
  if (bytes === undefined) return undefined
  try {
    return parseDg1(bytes, { referenceDate: at })
  } catch (error) {
    if (error instanceof EmrtdError) return error
    throw error
  }
}

function malformed(subject: string, error: EmrtdError): Check {
  return {
    id: 'LDS.FILE',
    status: 'failed',
    subject,
    reason: 'FILE_MALFORMED',
    clause: 'Doc 9303-10 §4.7',
    detail: `${error.code}: ${error.message}`,
  }
}

/** DG1 is authentic if its hash, the signature over it and the signer's path passed, and nobody has revoked the signer. */
function isAuthenticated(checks: readonly Check[]): boolean {
  const passed = (id: Check['id'], subject?: string): boolean =>
    checks.some(check => check.id === id && check.subject === subject && check.status === 'passed')
  return (
    passed('PA.SOD_SIGNATURE') &&
    passed('PA.CERTIFICATE_PATH') &&
    passed('PA.SIGNER_PROFILE') &&
    passed('PA.DATA_GROUP_HASH', 'DG1') &&
    !checks.some(({ id, status }) => id === 'PA.REVOCATION' && status === 'failed')
  )
}
