import { bigIntToBytes, bytesToBigInt, concatBytes } from '../../bytes.js'
import type { CryptoBackend, EcCurve, HashName } from '../../crypto/index.js'
import { inverse } from './chip-cam.js'
import { type ChipRandom, randomScalar } from './chip-randomness.js'

/**
 * An ECDSA signature over the hash of `message`: r and s, each as long as the order (TR-03111 §5.2.1). FIPS 186-4 §6.
 * Not in constant time: for test keys only.
 */
export function signEcdsa(
  backend: CryptoBackend,
  random: ChipRandom,
  curve: EcCurve,
  privateKey: Uint8Array,
  hash: HashName,
  message: Uint8Array,
): Uint8Array {
  const { n, orderLength, fieldLength } = curve
  const digest = backend.digest(hash, message)
  const bits = n.toString(2).length
  const excess = Math.max(0, digest.length * 8 - bits)
  const e = bytesToBigInt(digest) >> BigInt(excess)
  for (;;) {
    const k = randomScalar(random, 'signatureNonce', n)
    const point = backend.ecMultiply(curve, k)
    const r = bytesToBigInt(point.subarray(1, 1 + fieldLength)) % n
    const s = (inverse(bytesToBigInt(k), n) * (e + r * bytesToBigInt(privateKey))) % n
    if (r !== 0n && s !== 0n) return concatBytes(bigIntToBytes(r, orderLength), bigIntToBytes(s, orderLength))
  }
}
