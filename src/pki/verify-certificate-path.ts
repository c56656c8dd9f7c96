import type { CryptoBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { type Certificate, isSelfIssued } from './certificate.js'
import { extendedKeyUsage } from './extensions.js'
import { outcomeRank } from './find-certification-path.js'
import { equalNames, formatName } from './name.js'
import type { TrustAnchor, TrustStore } from './trust-store.js'
import { type PathOutcome, unknownExtension, verifyIssuer, verifyValidity } from './verify-issuer.js'

/** How {@link verifyCertificatePath} computes and judges. */
export interface VerifyCertificatePathOptions {
  readonly backend: CryptoBackend
  /** The time at which the path's certificates must be valid. */
  readonly at: Date
}

/** A trusted certificate that may have issued the document signer's, and whether it did. */
export interface PathCandidate {
  readonly certificate: Certificate
  /** Its subject as text. */
  readonly subject: string
  /** How it was found. */
  readonly by: 'keyIdentifier' | 'name'
  readonly outcome: PathOutcome
}

/** How the verification of a document signer's certificate ended, in its three parts. */
export interface CertificatePathVerification {
  /** Whether a trusted CSCA issued the certificate, and had the right to. */
  readonly path: PathOutcome
  /** Whether every certificate of the path is valid at the given time. */
  readonly validity: PathOutcome
  /** Whether the certificate is one for signing documents. */
  readonly profile: PathOutcome
  /** The document signer's certificate first, the anchor last; empty if the path is not established. */
  readonly certificates: readonly Certificate[]
  /** The anchor at the end of the path. */
  readonly anchor?: TrustAnchor
  /** Every anchor that was tried. */
  readonly candidates: readonly PathCandidate[]
}

/**
 * Verifies the certificate of a document signer: its path to a trusted CSCA, the validity of both, and that it may sign
 * documents. Doc 9303-11 §5.1, Doc 9303-12 §7.1 and Appendix D.1.
 *
 * A path is one step long: link certificates are no intermediate certificates, but CSCA certificates that a trust store
 * holds like any other (Doc 9303-12 §2). Every candidate of the store is tried; of several that hold, one that is valid is
 * preferred. Without a candidate that holds, the path is `failed` only for a fault that is certain: an issuer that signed it
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
    return {
      path,
      validity: verifyValidity(certificates, options.at),
      profile,
      certificates,
      anchor: pinned,
      candidates: [],
    }
  }

  const tried = store.findIssuers(documentSigner).map(({ anchor, by }) => {
    const { certificate } = anchor
    const outcome = guarded(() => verifyCandidate(documentSigner, certificate, options.backend))
    const validity = verifyValidity([documentSigner, certificate], options.at)
    const candidate: PathCandidate = { certificate, subject: subjectText(certificate), by, outcome }
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
  return notEstablished(mostSpecific(documentSigner, candidates), profile, candidates)
}

function verifyCandidate(
  documentSigner: Certificate,
  issuer: Certificate,
  backend: CryptoBackend,
): PathOutcome {
  const outcome = verifyIssuer(documentSigner, issuer, backend)
  if (outcome.status !== 'passed' || equalNames(documentSigner.issuer, issuer.subject)) return outcome
  return { status: 'passed', detail: 'the CSCA that signed it has another name than its issuer' }
}

function subjectText(certificate: Certificate): string {
  try {
    return formatName(certificate.subject)
  } catch (error) {
    if (error instanceof EmrtdError) return 'unreadable'
    throw error
  }
}

function mostSpecific(documentSigner: Certificate, candidates: readonly PathCandidate[]): PathOutcome {
  let best: PathOutcome | undefined
  for (const { outcome } of candidates) {
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
      detail: 'its extendedKeyUsage restricts it to signing lists',
    }
  }
  return { status: 'passed' }
}

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
