import {
  derBitString,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  encodeTlv,
} from '../../src/asn1/index.js'
import { explicitAlgorithm } from '../../src/testkit/chip/security-infos.js'
import type { IssuerKey } from '../../src/testkit/issuer/issuer-key.js'

/** A key of the test kit in PKCS#8, as OpenSSL reads it. */
export function toPkcs8({ secret, publicKeyInfo }: IssuerKey): Uint8Array {
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
  const inverse = (value: bigint, prime: bigint): bigint => {
    let [a, b, u, v] = [value % prime, prime, 1n, 0n]
    while (b !== 0n) [a, b, u, v] = [b, a % b, v, u - (a / b) * v]
    return ((u % prime) + prime) % prime
  }
  const numbers = [modulus, publicExponent, privateExponent, p, q, privateExponent % (p - 1n)]
  return derSequence(
    derInteger(0),
    derSequence(derOid('1.2.840.113549.1.1.1'), derNull()),
    derOctetString(
      derSequence(
        derInteger(0),
        ...[...numbers, privateExponent % (q - 1n), inverse(q, p)].map(number => derInteger(number)),
      ),
    ),
  )
}
