import {
  derBitString,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  encodeTlv,
} from '../../asn1/index.js'
import { explicitAlgorithm } from '../chip/security-infos.js'
import type { IssuerKey } from './issuer-key.js'
import { inverse } from './rsa-key.js'

/**
 * A key of the test kit as PKCS#8 PrivateKeyInfo in DER, not encrypted, for programs that take keys from files: OpenSSL,
 * `emrtd read --terminal-key`. A key on a curve has explicit parameters. RFC 5208 §5, RFC 5915, RFC 8017 §A.1.2.
 *
 * @example
 * ```ts
 * import { createTerminalPki, writePrivateKeyInfo } from 'emrtd/testkit'
 *
 * const { terminal } = createTerminalPki({ country: 'UT', seed: 'utopia' })
 * writePrivateKeyInfo(terminal.key)[0] // 0x30
 * ```
 */
export function writePrivateKeyInfo({ secret, publicKeyInfo }: IssuerKey): Uint8Array {
  if (secret.type === 'EC') {
    const { curve, scalar } = secret
    const point = publicKeyInfo.subarray(-(1 + 2 * curve.fieldLength))
    return derSequence(
      derInteger(0),
      explicitAlgorithm({ type: 'EC', curve }),
      derOctetString(
        derSequence(derInteger(1), derOctetString(scalar), encodeTlv(0xa1, derBitString(point))),
      ),
    )
  }
  const { modulus, publicExponent, privateExponent, p, q } = secret.key
  const numbers = [modulus, publicExponent, privateExponent, p, q, privateExponent % (p - 1n)]
  return derSequence(
    derInteger(0),
    derSequence(derOid('1.2.840.113549.1.1.1'), derNull()),
    derOctetString(
      derSequence(
        derInteger(0),
        ...[...numbers, privateExponent % (q - 1n), inverse(q, p)!].map(number => derInteger(number)),
      ),
    ),
  )
}
