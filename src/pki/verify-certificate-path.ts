import type { CryptoBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { type Certificate, isSelfIssued } from './certificate.js'
import { type CertificateIndex, createCertificateIndex } from './certificate-index.js'
import { extendedKeyUsage } from './extensions.js'
import {
  findCertificationPath,
  outcomeRank,
  type PathCandidate,
  subjectText,
} from './find-certification-path.js'
import { equalNames, formatName } from './name.js'
import { defaultTrustPolicy, type TrustPolicy } from './trust-policy.js'
import type { TrustAnchor, TrustStore } from './trust-store-types.js'
import { type PathOutcome, unknownExtension, verifyIssuer, verifyValidity } from './verify-issuer.js'

/** How {@link verifyCertificatePath} computes and judges. */
export interface VerifyCertificatePathOptions {
  readonly backend: CryptoBackend
  /** The moment of the inspection. */
  readonly at: Date
  /** When the document was signed, as far as that is known. */
  readonly signedAt?: Date | undefined
  /** {@link defaultTrustPolicy} where it says nothing. */
  readonly policy?: Partial<TrustPolicy> | undefined
  /** Link certificates that are not trusted themselves: a path may lead over them to a trusted CSCA. */
  readonly intermediates?: readonly Certificate[] | undefined
}

/** How the verification of a document signer's certificate ended, in its three parts. */
export interface CertificatePathVerification {
  /** Whether a trusted CSCA issued the certificate, and had the right to. */
  readonly path: PathOutcome
  /** Whether every certificate of the path is valid when the policy asks for it. */
  readonly validity: PathOutcome
  /** Whether the certificate is one for signing documents. */
  readonly profile: PathOutcome
  /** The document signer's certificate first, the anchor last; empty if the path is not established. */
  readonly certificates: readonly Certificate[]
  /** The anchor at the end of the path. */
  readonly anchor?: TrustAnchor
  /** Every anchor that was tried, then what a search over intermediates tried. */
  readonly candidates: readonly PathCandidate[]
}

/**
 * Verifies the certificate of a document signer: its path to a trusted CSCA, the validity of both, and that it may sign
 * documents. Doc 9303-11 §5.1, Doc 9303-12 §7.1 and Appendix D.1.
 *
 * A path is one step long: a trust store holds link certificates like any other CSCA certificate. Every candidate of the store is
 * tried; of several that hold, one that is valid is preferred. Only if none holds, and the caller gives `intermediates`, a
 * path is searched over those, in bounded work ({@link findCertificationPath}). Without a candidate that holds, the path is `failed` only for a fault that is certain: an issuer that signed it
 * and may not ({@link verifyIssuer}), or one named beyond doubt that did not sign it. A certificate that is itself in the store
 * is its own path.
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { type Certificate, type TrustStore, verifyCertificatePath } from 'emrtd/pki'
 *
 * const isTrusted = (signer: Certificate, store: TrustStore, at: Date) => {
 *   const { path, validity, profile } = verifyCertificatePath(signer, store, { backend: defaultBackend, at })
 *   return [path, validity, profile].every(({ status }) => status === 'passed')
 * }
 * ```
 */
export function verifyCertificatePath(
  documentSigner: Certificate,
  store: TrustStore | undefined,
  options: VerifyCertificatePathOptions,
): CertificatePathVerification {
  const profile = guarded(() => verifyProfile(documentSigner))
  if (store === undefined || store.anchors.length === 0) {
    return notEstablished(
      { status: 'inconclusive', reason: 'NO_TRUST_STORE', detail: 'no CSCA certificates were given' },
      profile,
      [],
    )
  }
  const pinned = store.findAnchor(documentSigner)
  if (pinned !== undefined) {
    const path = guarded(
      () =>
        unknownExtension(documentSigner) ?? {
          status: 'passed',
          detail: 'the certificate is itself in the trust store',
        },
    )
    if (path.status !== 'passed') return notEstablished(path, profile, [])
    const certificates = [documentSigner]
    const validity = judgeValidity(certificates, options)
    return { path, validity, profile, certificates, anchor: pinned, candidates: [] }
  }

  const tried = store.findIssuers(documentSigner).map(({ anchor, by }) => {
    const { certificate } = anchor
    const outcome = guarded(() => verifyCandidate(documentSigner, certificate, store, options))
    const validity = judgeValidity([documentSigner, certificate], options)
    const subject = subjectText(certificate)
    const candidate: PathCandidate = { certificate, subject, by, role: 'anchor', outcome }
    return { anchor, outcome, validity, candidate }
  })
  const candidates = tried.map(({ candidate }) => candidate)
  const holding = tried.filter(({ outcome }) => outcome.status === 'passed')
  const best = holding.find(({ validity }) => validity.status === 'passed') ?? holding[0]
  if (best !== undefined) {
    return {
      path: best.outcome,
      validity: best.validity,
      profile,
      certificates: [documentSigner, best.anchor.certificate],
      anchor: best.anchor,
      candidates,
    }
  }
  const { intermediates = [] } = options
  if (intermediates.length === 0) {
    return notEstablished(mostSpecific(documentSigner, candidates), profile, candidates)
  }
  return searchOverIntermediates(documentSigner, store, intermediates, profile, options)
}

function searchOverIntermediates(
  documentSigner: Certificate,
  store: TrustStore,
  intermediates: readonly Certificate[],
  profile: PathOutcome,
  options: VerifyCertificatePathOptions,
): CertificatePathVerification {
  const { backend, policy, signedAt } = options
  const { caFlag, validity } = { ...defaultTrustPolicy, ...policy }
  const anchors: CertificateIndex = {
    findIssuers: issued =>
      store.findIssuers(issued).map(({ anchor, by }) => ({ certificate: anchor.certificate, by })),
  }
  const at = validity === 'atSigning' && signedAt !== undefined ? signedAt : options.at
  const search = { anchors, intermediates: createCertificateIndex(intermediates), backend, at, caFlag }
  const { certificates, candidates } = findCertificationPath(documentSigner, search)
  const last = certificates[certificates.length - 1]
  if (last === undefined) {
    return notEstablished(mostSpecific(documentSigner, candidates), profile, candidates)
  }
  const anchor = store.findAnchor(last)
  return {
    path: { status: 'passed', detail: `link certificates on the way: ${certificates.length - 2}` },
    validity: judgeValidity(certificates, options),
    profile,
    certificates,
    ...(anchor && { anchor }),
    candidates,
  }
}

/** Whether the certificates were valid when the policy asks for it. */
function judgeValidity(
  certificates: readonly Certificate[],
  { at, signedAt, policy }: VerifyCertificatePathOptions,
): PathOutcome {
  const { validity } = { ...defaultTrustPolicy, ...policy }
  const now = verifyValidity(certificates, at)
  if (validity === 'atInspection' || (validity === 'both' && now.status !== 'passed')) return now
  if (signedAt === undefined || signedAt > at) {
    const detail =
      signedAt === undefined
        ? 'the document does not say when it was signed'
        : 'the document says that it was signed after the inspection'
    return { status: 'inconclusive', reason: 'SIGNING_TIME_UNKNOWN', detail }
  }
  const then = verifyValidity(certificates, signedAt)
  return then.status === 'passed'
    ? { status: 'passed', detail: `when it was signed, at ${signedAt.toISOString()}` }
    : then
}

function verifyCandidate(
  documentSigner: Certificate,
  issuer: Certificate,
  { signerMemory: memory }: TrustStore,
  { backend, policy }: VerifyCertificatePathOptions,
): PathOutcome {
  const { caFlag } = { ...defaultTrustPolicy, ...policy }
  const outcome = verifyIssuer(documentSigner, issuer, backend, { caFlag, memory })
  if (outcome.status !== 'passed' || equalNames(documentSigner.issuer, issuer.subject)) return outcome
  return { status: 'passed', detail: 'the CSCA that signed it has another name than its issuer' }
}

function mostSpecific(documentSigner: Certificate, candidates: readonly PathCandidate[]): PathOutcome {
  let best: PathOutcome | undefined
  for (const { outcome } of candidates) {
    // An intermediate certificate can have issued it and lead nowhere.
    if (outcome.status === 'passed') continue
    if (best === undefined || outcomeRank(outcome) > outcomeRank(best)) best = outcome
  }
  if (best !== undefined && best.reason !== 'NO_TRUST_ANCHOR') return best
  return guarded(() => {
    const issuer = formatName(documentSigner.issuer)
    const detail =
      candidates.length === 0
        ? `the trust store has no certificate of ${issuer}`
        : `none of ${candidates.length} certificates that could be that of ${issuer} signed it`
    return { status: 'inconclusive', reason: 'NO_TRUST_ANCHOR', detail }
  })
}

/** Doc 9303-12 §7.1: what a certificate for signing documents says of itself. */
function verifyProfile(certificate: Certificate): PathOutcome {
  if (certificate.basicConstraints?.ca === true) {
    return { status: 'failed', reason: 'SIGNER_IS_CA', detail: 'its basicConstraints make it a CA' }
  }
  if (certificate.keyUsage?.includes('keyCertSign')) {
    return { status: 'failed', reason: 'SIGNER_IS_CA', detail: 'its keyUsage lets it sign certificates' }
  }
  if (isSelfIssued(certificate)) {
    return { status: 'failed', reason: 'SIGNER_SELF_SIGNED', detail: 'it is issued by itself' }
  }
  if (certificate.keyUsage !== undefined && !certificate.keyUsage.includes('digitalSignature')) {
    return { status: 'failed', reason: 'KEY_USAGE_BAD', detail: 'its keyUsage lacks digitalSignature' }
  }
  const purposes = certificate.extendedKeyUsage
  if (purposes?.every(purpose => otherPurposes.includes(purpose))) {
    return {
      status: 'failed',
      reason: 'EXTENDED_KEY_USAGE_BAD',
      detail: `its extendedKeyUsage restricts it to another purpose: ${purposes.join(', ')}`,
    }
  }
  return { status: 'passed' }
}

/** Purposes of other certificates that a CSCA issues: lists, bar codes, LDS2, communication. */
const otherPurposes: readonly string[] = Object.values(extendedKeyUsage)

function notEstablished(
  path: PathOutcome,
  profile: PathOutcome,
  candidates: readonly PathCandidate[],
): CertificatePathVerification {
  const validity: PathOutcome = { status: 'inconclusive', reason: 'PATH_NOT_ESTABLISHED' }
  return { path, validity, profile, certificates: [], candidates }
}

/** Certificates decode lazily: a malformed one shows itself when it is asked. */
function guarded(judge: () => PathOutcome): PathOutcome {
  try {
    return judge()
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { status: 'failed', reason: 'CERTIFICATE_MALFORMED', detail: error.message }
  }
}
