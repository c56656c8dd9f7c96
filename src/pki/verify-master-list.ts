import type { Certificate } from './certificate.js'
import { extendedKeyUsage } from './extensions.js'
import type { MasterList } from './master-list.js'
import {
  type SignedListVerification,
  type VerifySignedListOptions,
  verifySignedList,
} from './verify-signed-list.js'

/** How {@link verifyMasterList} computes and judges. */
export type VerifyMasterListOptions = VerifySignedListOptions

/** How the verification of a master list ended. */
export type MasterListVerification = SignedListVerification

/**
 * Verifies the signature of a master list up to one of `anchors`. Doc 9303-12 §9, §7.1.1.3 and Appendix D.
 *
 * Every SignerInfo must hold. Its signer is looked for among the certificates that the list carries and the anchors; it must
 * be a master list signer by its extendedKeyUsage, and its path lead to an anchor by signatures, over link certificates
 * that the list carries or contains where need be. `inconclusive` if there is no signature (`NO_SIGNER_INFO`), its signer is
 * not there (`SIGNER_NOT_FOUND`), or nothing leads to an anchor (`NO_TRUST_ANCHOR`). Of the CRLs that are given those count that an
 * anchor or a certificate of the path signed: a signer that one lists is revoked.
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
  { signedData, certificates }: MasterList,
  anchors: readonly Certificate[],
  options: VerifyMasterListOptions,
): MasterListVerification {
  const purpose = extendedKeyUsage.masterListSigner
  return verifySignedList({ signedData, certificates, purpose, what: 'master lists' }, anchors, options)
}
