import type { Certificate } from './certificate.js'
import type { DeviationList } from './deviation-list.js'
import { extendedKeyUsage } from './extensions.js'
import {
  type SignedListVerification,
  type VerifySignedListOptions,
  verifySignedList,
} from './verify-signed-list.js'

/**
 * Verifies the signature of a deviation list up to one of `anchors`, as `verifyMasterList` does for master lists; its signer must be a
 * deviation list signer by its extendedKeyUsage. Doc 9303-12 §10, §7.1.1.3 and Appendix D.
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { type Certificate, parseDeviationList, verifyDeviationList } from 'emrtd/pki'
 *
 * const isGenuine = (file: Uint8Array, csca: Certificate, at: Date) =>
 *   verifyDeviationList(parseDeviationList(file), [csca], { backend: defaultBackend, at }).status === 'passed'
 * ```
 */
export function verifyDeviationList(
  { signedData }: DeviationList,
  anchors: readonly Certificate[],
  options: VerifySignedListOptions,
): SignedListVerification {
  const purpose = extendedKeyUsage.deviationListSigner
  return verifySignedList(
    { signedData, certificates: [], purpose, what: 'deviation lists' },
    anchors,
    options,
  )
}
