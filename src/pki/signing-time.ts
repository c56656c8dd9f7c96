import { DerReader } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { fieldLeniencies } from './certificate.js'
import { cmsOid, findAttributes, type SignerInfo } from './cms.js'

/**
 * The moment at which the signer says that it signed: the signingTime attribute. Undefined if there is none (Germany, Finland,
 * Singapore, United Kingdom), if there are several, or if it cannot be read. It is worth what the signature over it is
 * worth. RFC 5652 §11.3.
 *
 * @example
 * ```ts
 * import { type SignedData, signingTimeOf } from 'emrtd/pki'
 *
 * const signedAt = (cms: SignedData) => cms.signerInfos.map(signingTimeOf)
 * ```
 */
export function signingTimeOf(signerInfo: SignerInfo): Date | undefined {
  const [attribute, ...others] = findAttributes(signerInfo, cmsOid.signingTime)
  const [value, ...more] = attribute?.values ?? []
  if (value === undefined || others.length > 0 || more.length > 0) return undefined
  try {
    const reader = new DerReader(value, { leniencies: fieldLeniencies })
    const time = reader.time()
    reader.end()
    return time
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
