import { equalBytes } from '../bytes.js'
import type { CryptoBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { ReasonCode } from '../verdict.js'
import { type Certificate, fieldLeniencies, parseCertificate } from './certificate.js'
import { type CertificateIndex, createCertificateIndex } from './certificate-index.js'
import type { SignedData, SignerInfo } from './cms.js'
import { extendedKeyUsage } from './extensions.js'
import { type CertificationPath, findCertificationPath } from './find-certification-path.js'
import { findSigners } from './find-signer.js'
import type { MasterList } from './master-list.js'
import { formatName } from './name.js'
import { unknownExtension, verifyValidity } from './verify-issuer.js'
import { verifySignerInfo } from './verify-signer-info.js'

/** How {@link verifyMasterList} computes and judges. */
export interface VerifyMasterListOptions {
  readonly backend: CryptoBackend
  /** The time at which the path's certificates must be valid. */
  readonly at: Date
}

/** How the verification of a master list ended. */
export interface MasterListVerification {
  readonly status: 'passed' | 'failed' | 'inconclusive'
  /** Why it did not pass. */
  readonly reason?: ReasonCode
  /** A sentence for a person. */
  readonly detail: string
  /** The certificate whose key made the signature; of several signers the one that decided. */
  readonly signer?: Certificate
  /** From the signer's certificate to the anchor, both included. */
  readonly path?: readonly Certificate[]
}

/**
 * Verifies the signature of a master list up to one of `anchors`. Doc 9303-12 §9, §7.1.1.3 and Appendix D.
 *
 * Every SignerInfo must hold. Its signer is looked for among the certificates that the list carries and the anchors; it must
 * be a master list signer by its extendedKeyUsage, and its path lead to an anchor by signatures, over link certificates
 * that the list carries or contains where need be. `inconclusive` if there is no signature (`NO_SIGNER_INFO`), its signer is
 * not there (`SIGNER_NOT_FOUND`), or nothing leads to an anchor (`NO_TRUST_ANCHOR`).
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { type Certificate, parseMasterList, verifyMasterList } from 'emrtd/pki'
 *
 * const isGenuine = (file: Uint8Array, csca: Certificate, at: Date) =>
 *   verifyMasterList(parseMasterList(file), [csca], { backend: defaultBackend, at }).status === 'passed'
 * ```
 */
export function verifyMasterList(
  list: MasterList,
  anchors: readonly Certificate[],
  options: VerifyMasterListOptions,
): MasterListVerification {
  const { signedData } = list
  if (signedData === undefined) {
    return { status: 'inconclusive', reason: 'NO_SIGNER_INFO', detail: 'the list is not signed' }
  }
  if (signedData.signerInfos.length === 0) {
    return { status: 'failed', reason: 'NO_SIGNER_INFO', detail: 'the list names no signer' }
  }
  const carried = readable(signedData.certificates)
  const search: SignerSearch = {
    signedData,
    anchors,
    known: [...carried, ...anchors],
    anchorIndex: createCertificateIndex(anchors),
    intermediateIndex: createCertificateIndex([...carried, ...list.certificates]),
    options,
  }
  let passed: MasterListVerification | undefined
  let worst: MasterListVerification | undefined
  for (const signerInfo of signedData.signerInfos) {
    const result = verifySigner(signerInfo, search)
    if (result.status === 'passed') passed ??= result
    else if (worst === undefined || (worst.status === 'inconclusive' && result.status === 'failed'))
      worst = result
  }
  return worst ?? passed!
}

interface SignerSearch {
  readonly signedData: SignedData
  readonly anchors: readonly Certificate[]
  readonly known: readonly Certificate[]
  readonly anchorIndex: CertificateIndex
  readonly intermediateIndex: CertificateIndex
  readonly options: VerifyMasterListOptions
}

function verifySigner(signerInfo: SignerInfo, search: SignerSearch): MasterListVerification {
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

function verifyBy(signer: Certificate, signerInfo: SignerInfo, search: SignerSearch): MasterListVerification {
  const { anchors, options } = search
  const signature = verifySignerInfo(search.signedData, signerInfo, signer, options.backend)
  if (signature.status !== 'passed') {
    const reason = signature.reason ?? 'SIGNATURE_INVALID'
    return ended(signature.status, reason, 'the signature of the list does not verify', signer)
  }
  if (signer.extendedKeyUsage?.includes(extendedKeyUsage.masterListSigner) !== true) {
    return ended('failed', 'EXTENDED_KEY_USAGE_BAD', 'its signer may not sign master lists', signer)
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
  const anchor = path.certificates[path.certificates.length - 1]!
  return {
    status: 'passed',
    detail: `signed by ${formatName(signer.subject)}, trusted by ${formatName(anchor.subject)}`,
    signer,
    path: path.certificates,
  }
}

function ended(
  status: 'failed' | 'inconclusive',
  reason: ReasonCode,
  detail: string,
  signer: Certificate,
): MasterListVerification {
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
