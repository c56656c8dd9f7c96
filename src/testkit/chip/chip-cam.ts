import { encodeTlv } from '../../asn1/index.js'
import { bigIntToBytes, bytesToBigInt } from '../../bytes.js'
import { padIso9797 } from '../../crypto/index.js'
import type { ChipGroup } from './chip-group.js'
import type { ChipSurroundings } from './chip-surroundings.js'
import type { ResolvedPaceOffer } from './pace-offer.js'

/**
 * The data object with the encrypted chip authentication data of PACE-CAM: the mapping key divided by the static key,
 * modulo the order of the group. Doc 9303-11 §4.4.3.5, §4.4.5.6. Undefined where a fault leaves it out.
 */
export function chipAuthenticationData(
  { backend, faults, random }: ChipSurroundings,
  offer: ResolvedPaceOffer,
  group: ChipGroup,
  mappingKey: Uint8Array,
  staticKey: Uint8Array,
  encryptionKey: Uint8Array,
): Uint8Array | undefined {
  if (faults.due('camDataMissing')) return undefined
  const n = group.order
  const key = faults.due('camOtherKey') ? group.privateKey(random, 'fault') : staticKey
  // A relay can only pass on what the original chip made for the relay's own session with it.
  const mapped = faults.due('camRelayed') ? group.privateKey(random, 'fault') : mappingKey
  const quotient = (bytesToBigInt(mapped) * inverse(bytesToBigInt(key), n)) % n
  const length = offer.parameters.type === 'EC' ? offer.parameters.curve.orderLength : 0
  const data = faults.due('camDataWrong') ? new Uint8Array(length) : bigIntToBytes(quotient, length)
  const iv = backend.aesCbcEncrypt(encryptionKey, new Uint8Array(16), new Uint8Array(16).fill(0xff))
  let encrypted = backend.aesCbcEncrypt(encryptionKey, iv, padIso9797(data, 16))
  if (faults.due('camDataEmpty')) encrypted = new Uint8Array(0)
  if (faults.due('camDataTruncated')) encrypted = encrypted.subarray(0, encrypted.length - 1)
  return encodeTlv(faults.due('camDataWrongTag') ? 0x8b : 0x8a, encrypted)
}

/** The inverse of `value` modulo the prime `modulus`, by the extended Euclidean algorithm. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value % modulus, modulus]
  let [u, v] = [1n, 0n]
  while (a !== 0n) {
    const quotient = b / a
    ;[a, b] = [b - quotient * a, a]
    ;[u, v] = [v - quotient * u, u]
  }
  return ((v % modulus) + modulus) % modulus
}
