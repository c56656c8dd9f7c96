import { equalBytes } from '../../bytes.js'
import type { CryptoBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { type Dg1, type EfSod, type LdsFileName, parseDg1, parseEfSod } from '../../lds/index.js'
import {
  type Certificate,
  type CertificatePathVerification,
  type Crl,
  fieldLeniencies,
  isSelfIssued,
  parseCertificate,
  type TrustPolicy,
  type TrustStore,
  verifyCertificatePath,
} from '../../pki/index.js'
import type { Check, CheckId } from '../../verdict.js'
import { checkRevocation } from './check-revocation.js'
import { checkSigningPeriod } from './check-signing-period.js'
import { verifyDataGroupHashes } from './verify-data-group-hashes.js'
import { verifyDocumentType } from './verify-document-type.js'
import { verifyIssuingState } from './verify-issuing-state.js'
import { type SodSignature, verifySodSignature } from './verify-sod-signature.js'

/** What Passive Authentication is judged with. */
export interface PassiveAuthenticationOptions {
  /** The CSCAs. Without it the path stays open. */
  readonly trust?: TrustStore | undefined
  /** The moment of the inspection. */
  readonly at: Date
  readonly backend: CryptoBackend
  /** CRLs beside those of the trust store. */
  readonly crls?: readonly Crl[] | undefined
  /** `defaultTrustPolicy` where it says nothing. */
  readonly policy?: Partial<TrustPolicy> | undefined
  /** Document signers from elsewhere (an ICAO PKD export), for an EF.SOD that embeds none. */
  readonly documentSigners?: readonly Certificate[] | undefined
}

/** What Passive Authentication found. */
export interface PassiveAuthentication {
  readonly checks: readonly Check[]
  readonly sod: EfSod | undefined
  /** The document signer, trusted only as far as the checks say. */
  readonly signer: Certificate | undefined
  /** The document signer, then the certificates up to the CSCA; empty if no path was found. */
  readonly path: CertificatePathVerification | undefined
  /** When EF.SOD was signed, as its signer says; undefined if it does not. */
  readonly signedAt: Date | undefined
}

const clause = 'Doc 9303-11 §5.1'

/**
 * Passive Authentication: the signature of EF.SOD, the document signer's path to a CSCA of the trust store, its revocation,
 * what it may sign, and the hash of every data group. It says whether the data are what the issuing state signed; it does not say whether the chip is the
 * original. Doc 9303-11 §5.1.
 *
 * Nothing that a document holds makes it throw: what cannot be read is a check that failed.
 *
 * @param files the files as read.
 *
 * @example
 * ```ts
 * import { verifyPassiveAuthentication } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 * import type { TrustStore } from 'emrtd/pki'
 *
 * const checks = (sod: Uint8Array, dg1: Uint8Array, trust: TrustStore) =>
 *   verifyPassiveAuthentication(new Map([['EF.SOD', sod], ['EF.DG1', dg1]]), {
 *     trust,
 *     at: new Date('2030-01-01T00:00:00Z'),
 *     backend: defaultBackend,
 *   }).checks
 * ```
 */
export function verifyPassiveAuthentication(
  files: ReadonlyMap<LdsFileName, Uint8Array>,
  options: PassiveAuthenticationOptions,
): PassiveAuthentication {
  const structure = { id: 'PA.SOD_STRUCTURE', clause: 'Doc 9303-10 §4.6.2' } as const
  const bytes = files.get('EF.SOD')
  if (bytes === undefined) {
    return withoutSod({ ...structure, status: 'inconclusive', reason: 'SOD_MISSING' })
  }
  let sod: EfSod
  try {
    sod = parseEfSod(bytes)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return withoutSod({ ...structure, status: 'failed', reason: 'SOD_MALFORMED', detail: describe(error) })
  }
  const remarks = [...new Set(sod.findings.map(({ code, detail }) => (detail ? `${code} ${detail}` : code)))]
  const { trust, at, backend, policy, crls = [], documentSigners = [] } = options
  const signature = verifySodSignature(sod.signedData, documentSigners, backend, trust?.signerMemory)
  const { signer, signedAt } = signature
  const path =
    signer &&
    verifyCertificatePath(signer, trust, {
      at,
      backend,
      signedAt,
      policy,
      intermediates: otherCertificates(sod, signer),
    })
  const mrz = readMrz(files.get('EF.DG1'))
  return {
    checks: [
      { ...structure, status: 'passed', ...(remarks.length > 0 && { detail: remarks.join('; ') }) },
      signatureCheck(signature),
      ...pathChecks(path),
      checkRevocation(signer, trust, { at, backend, crls, policy }),
      checkSigningPeriod(signer, signedAt),
      guardedCheck('PA.ISSUING_STATE', () =>
        verifyIssuingState(mrz?.issuingState, signer, path?.certificates ?? []),
      ),
      guardedCheck('PA.DOCUMENT_TYPE', () => verifyDocumentType(mrz?.documentCode, signer)),
      ...verifyDataGroupHashes(sod.securityObject, files, backend),
    ],
    sod,
    signer,
    path,
    signedAt,
  }
}

/**
 * What EF.SOD embeds beside its signer is trusted in nothing; it can show that a certificate was issued by somebody who may not. Roots
 * are left out: a CSCA that nobody trusts is an unknown one.
 */
function otherCertificates(sod: EfSod, signer: Certificate): readonly Certificate[] {
  return sod.signedData.certificates.flatMap(bytes => {
    const certificate = guarded(() => {
      const parsed = parseCertificate(bytes, { leniencies: fieldLeniencies })
      return isSelfIssued(parsed) || equalBytes(bytes, signer.bytes) ? undefined : parsed
    })
    return certificate === undefined || certificate instanceof EmrtdError ? [] : [certificate]
  })
}

function withoutSod(check: Check): PassiveAuthentication {
  return { checks: [check], sod: undefined, signer: undefined, path: undefined, signedAt: undefined }
}

const describe = ({ code, message }: EmrtdError): string => `${code}: ${message}`

/** Certificates decode lazily: a malformed one may show itself anywhere. */
function guarded<T>(work: () => T): T | EmrtdError {
  try {
    return work()
  } catch (error) {
    if (error instanceof EmrtdError) return error
    throw error
  }
}

function signatureCheck({ status, reason, detail }: SodSignature): Check {
  return {
    id: 'PA.SOD_SIGNATURE',
    status,
    ...(reason !== undefined && { reason }),
    clause,
    ...(detail !== undefined && { detail }),
  }
}

function pathChecks(path: CertificatePathVerification | undefined): readonly Check[] {
  const ids = [
    ['PA.CERTIFICATE_PATH', 'path', clause],
    ['PA.VALIDITY', 'validity', 'Doc 9303-12 §7.1'],
    ['PA.SIGNER_PROFILE', 'profile', 'Doc 9303-12 §7.1'],
  ] as const satisfies readonly (readonly [CheckId, 'path' | 'validity' | 'profile', string])[]
  return ids.map(([id, part, partClause]): Check => {
    const base = { id, clause: partClause }
    if (path === undefined) return { ...base, status: 'inconclusive', reason: 'SIGNER_NOT_ESTABLISHED' }
    const { status, reason, detail } = path[part]
    return {
      ...base,
      status,
      ...(reason !== undefined && { reason }),
      ...(detail !== undefined && { detail }),
    }
  })
}

function readMrz(dg1: Uint8Array | undefined): Dg1['mrz'] | undefined {
  const read = guarded(() => (dg1 === undefined ? undefined : parseDg1(dg1).mrz))
  return read instanceof EmrtdError ? undefined : read
}

function guardedCheck(id: CheckId, make: () => Check): Check {
  const check = guarded(make)
  return check instanceof EmrtdError
    ? { id, status: 'failed', reason: 'CERTIFICATE_MALFORMED', clause, detail: describe(check) }
    : check
}
