import { equalBytes } from '../bytes.js'
import type { CryptoBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { ReasonCode } from '../verdict.js'
import { type Certificate, fieldLeniencies, findExtension, parseCertificate } from './certificate.js'
import { type CertificateIndex, createCertificateIndex } from './certificate-index.js'
import type { SignedData, SignerInfo } from './cms.js'
import { extensionOid } from './extensions.js'
import { type CertificationPath, findCertificationPath } from './find-certification-path.js'
import { findSigners } from './find-signer.js'
import { formatName } from './name.js'
import type { Crl } from './parse-crl.js'
import type { TrustPolicy } from './trust-policy.js'
import { type PathOutcome, unknownExtension, verifyValidity } from './verify-issuer.js'
import { type CrlIssuers, verifyRevocation } from './verify-revocation.js'
import { verifySignerInfo } from './verify-signer-info.js'

/** How the signature of a list is verified. */
export interface VerifySignedListOptions {
  readonly backend: CryptoBackend
  /** The time at which the path's certificates must be valid. */
  readonly at: Date
  /** CRLs that may revoke the signer; they are verified. */
  readonly crls?: readonly Crl[] | undefined
  /** What an unknown revocation status means, as in {@link TrustPolicy}; `ifGiven` unless given. */
  readonly revocation?: TrustPolicy['revocation'] | undefined
}

/** How the verification of a list's signature ended. */
export interface SignedListVerification {
  readonly status: 'passed' | 'failed' | 'inconclusive'
  /** Why it did not pass. */
  readonly reason?: ReasonCode
  /** A sentence for a person. */
  readonly detail: string
  /** The certificate whose key made the signature; of several signers the one that decided. */
  readonly signer?: Certificate
  /** From the signer's certificate to the anchor, both included. */
  readonly path?: readonly Certificate[]
  /** Whether CRLs revoke the signer, where CRLs were given or demanded and there is a path. */
  readonly revocation?: PathOutcome
}

/** A list, and what its signer must be. */
export interface SignedList {
  /** Undefined for a list without a signature. */
  readonly signedData: SignedData | undefined
  /** Certificates that the list contains: a path may lead over them. */
  readonly certificates: readonly Certificate[]
  /** What the signer's extendedKeyUsage must name. */
  readonly purpose: string
  /** What the signer signs: `master lists`. */
  readonly what: string
}

/**
 * Verifies the signature of a list up to one of `anchors`: `verifyMasterList` and `verifyDeviationList` say what is asked for.
 */
export function verifySignedList(
  list: SignedList,
  anchors: readonly Certificate[],
  options: VerifySignedListOptions,
): SignedListVerification {
  const { signedData } = list
  if (signedData === undefined) {
    return { status: 'inconclusive', reason: 'NO_SIGNER_INFO', detail: 'the list is not signed' }
  }
  if (signedData.signerInfos.length === 0) {
    return { status: 'failed', reason: 'NO_SIGNER_INFO', detail: 'the list names no signer' }
  }
  const carried = readable(signedData.certificates)
  const search: SignerSearch = {
    list,
    signedData,
    anchors,
    known: [...carried, ...anchors],
    anchorIndex: createCertificateIndex(anchors),
    intermediateIndex: createCertificateIndex([...carried, ...list.certificates]),
    options,
  }
  let passed: SignedListVerification | undefined
  let worst: SignedListVerification | undefined
  for (const signerInfo of signedData.signerInfos) {
    const result = verifySigner(signerInfo, search)
    if (result.status === 'passed') passed ??= result
    else if (worst === undefined || (worst.status === 'inconclusive' && result.status === 'failed'))
      worst = result
  }
  return worst ?? passed!
}

interface SignerSearch {
  readonly list: SignedList
  readonly signedData: SignedData
  readonly anchors: readonly Certificate[]
  readonly known: readonly Certificate[]
  readonly anchorIndex: CertificateIndex
  readonly intermediateIndex: CertificateIndex
  readonly options: VerifySignedListOptions
}

function verifySigner(signerInfo: SignerInfo, search: SignerSearch): SignedListVerification {
  const results = findSigners(signerInfo.identifier, search.known).map(({ certificate }) => {
    try {
      return verifyBy(certificate, signerInfo, search)
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      return ended('failed', 'CERTIFICATE_MALFORMED', error.message, certificate)
    }
  })
  return (
    results.find(result => result.status === 'passed') ??
    // The candidate under which the signature holds tells more than another one that merely has the same name.
    results.find(result => result.reason !== 'SIGNATURE_INVALID') ??
    results[0] ?? {
      status: 'inconclusive',
      reason: 'SIGNER_NOT_FOUND',
      detail: 'the certificate that the signature names is neither in the list nor an anchor',
    }
  )
}

function verifyBy(signer: Certificate, signerInfo: SignerInfo, search: SignerSearch): SignedListVerification {
  const { anchors, options } = search
  const signature = verifySignerInfo(search.signedData, signerInfo, signer, options.backend)
  if (signature.status !== 'passed') {
    const reason = signature.reason ?? 'SIGNATURE_INVALID'
    return ended(signature.status, reason, 'the signature of the list does not verify', signer)
  }
  // Doc 9303-12 Table 6: critical, or others would take the certificate for one of any purpose.
  const isCritical = findExtension(signer, extensionOid.extKeyUsage)?.critical === true
  if (!isCritical || signer.extendedKeyUsage?.includes(search.list.purpose) !== true) {
    return ended('failed', 'EXTENDED_KEY_USAGE_BAD', `its signer may not sign ${search.list.what}`, signer)
  }
  if (signer.keyUsage !== undefined && !signer.keyUsage.includes('digitalSignature')) {
    return ended('failed', 'KEY_USAGE_BAD', 'keyUsage of its signer lacks digitalSignature', signer)
  }
  const unknown = unknownExtension(signer)
  if (unknown?.reason !== undefined) return ended('failed', unknown.reason, unknown.detail ?? '', signer)
  const path: Pick<CertificationPath, 'outcome' | 'certificates'> = anchors.some(anchor =>
    equalBytes(anchor.bytes, signer.bytes),
  )
    ? { outcome: { status: 'passed' }, certificates: [signer] }
    : findCertificationPath(signer, {
        anchors: search.anchorIndex,
        intermediates: search.intermediateIndex,
        backend: options.backend,
        at: options.at,
      })
  const { status, reason = 'NO_TRUST_ANCHOR', detail = 'its signer leads to no anchor' } = path.outcome
  if (status !== 'passed') return ended(status, reason, detail, signer)
  const validity = verifyValidity(path.certificates, options.at)
  if (validity.status !== 'passed') {
    const why = validity.reason ?? 'CERTIFICATE_MALFORMED'
    return { ...ended('failed', why, validity.detail ?? '', signer), path: path.certificates }
  }
  const revocation = judgeRevocation(signer, path.certificates, search)
  const { crls = [], revocation: demand = 'ifGiven' } = options
  // A signer that is an anchor itself is trusted as it is, unless a CRL that verifies says otherwise.
  const lax = demand === 'accepted' || (demand === 'ifGiven' && path.certificates.length === 1)
  const tolerated = lax || (demand === 'ifGiven' && revocation.reason === 'CRL_MISSING')
  if (revocation.status === 'failed' || (revocation.status === 'inconclusive' && !tolerated)) {
    const why = revocation.reason ?? 'CRL_MISSING'
    const state = revocation.status === 'failed' ? 'failed' : 'inconclusive'
    return { ...ended(state, why, revocation.detail ?? '', signer), path: path.certificates, revocation }
  }
  const anchor = path.certificates[path.certificates.length - 1]!
  const shown = crls.length > 0 || demand !== 'ifGiven'
  return {
    status: 'passed',
    detail: `signed by ${formatName(signer.subject)}, trusted by ${formatName(anchor.subject)}`,
    signer,
    path: path.certificates,
    ...(shown && { revocation }),
  }
}

/** CRLs count that an anchor signed, or a certificate of the path. */
function judgeRevocation(
  signer: Certificate,
  path: readonly Certificate[],
  { anchors, options }: SignerSearch,
): PathOutcome {
  const trusted = createCertificateIndex([...new Set([...anchors, ...path.slice(1)])])
  const issuers: CrlIssuers = {
    findIssuers: issued =>
      trusted
        .findIssuers(issued)
        .map(({ certificate, by }) => ({ anchor: { certificate, sources: [] }, by })),
  }
  const { status, reason, detail } = verifyRevocation(signer, options.crls ?? [], issuers, options)
  return { status, ...(reason && { reason }), ...(detail !== undefined && { detail }) }
}

function ended(
  status: 'failed' | 'inconclusive',
  reason: ReasonCode,
  detail: string,
  signer: Certificate,
): SignedListVerification {
  return { status, reason, detail, signer }
}

/** The certificates that can be parsed: one that cannot be is as good as absent. */
function readable(certificates: readonly Uint8Array[]): readonly Certificate[] {
  return certificates.flatMap(bytes => {
    try {
      return [parseCertificate(bytes, { leniencies: fieldLeniencies })]
    } catch (error) {
      if (error instanceof EmrtdError) return []
      throw error
    }
  })
}
