import { bytesToBigInt } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'
import { readPlainSignature, readPoint } from '../input-checks.js'
import type { EcPublicKey } from '../keys.js'
import {
  type AffinePoint,
  invert,
  multiply,
  multiplyPrepared,
  type PreparedPoint,
  preparePoint,
} from './double-scalar.js'

/** What is known of a key that was used: its point, on the curve; prepared from the second use on. */
interface UsedKey {
  readonly point: AffinePoint
  prepared?: PreparedPoint
}

const usedKeys = new WeakMap<EcPublicKey, UsedKey | 'invalid'>()

/**
 * Whether `signature` (r, s in plain) is one over `digest`: SEC 1 §4.1.4. Any s in range counts, high or low; a digest longer than
 * the order is truncated. A key that is used again is prepared: CSCAs sign thousands of document signers, and a document signer
 * thousands of documents.
 */
export function verifyEcdsaDigest(key: EcPublicKey, digest: Uint8Array, signature: Uint8Array): boolean {
  const { curve } = key
  const { n, p } = curve
  const numbers = readPlainSignature(signature, n, curve.orderLength)
  if (numbers === undefined) return false
  const { r, s } = numbers
  const used = usedKeys.get(key)
  if (used === 'invalid') return false
  const point = used?.point ?? pointOf(key)
  if (point === undefined) return false
  const inverse = invert(s, n)
  const u = (leftmostBits(digest, n) * inverse) % n
  const v = (r * inverse) % n
  let sum: { readonly x: bigint; readonly z: bigint } | undefined
  if (used === undefined) {
    usedKeys.set(key, { point })
    sum = multiply(curve, u, v, point)
  } else {
    used.prepared ??= preparePoint(curve, point)
    sum = multiplyPrepared(curve, u, v, used.prepared)
  }
  if (sum === undefined) return false
  // x = X / Z² is below p, and is to be r modulo n: so x is r, or r + n where that is below p.
  const zz = (sum.z * sum.z) % p
  return (sum.x - r * zz) % p === 0n || (r + n < p && (sum.x - (r + n) * zz) % p === 0n)
}

function pointOf(key: EcPublicKey): AffinePoint | undefined {
  try {
    return readPoint(key.curve, key.point)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    usedKeys.set(key, 'invalid')
    return undefined
  }
}

/** The digest's leftmost bits, as many as the order has, as a number: SEC 1 §4.1.4 step 3. */
function leftmostBits(digest: Uint8Array, n: bigint): bigint {
  const excess = 8 * digest.length - n.toString(2).length
  const value = bytesToBigInt(digest)
  return excess > 0 ? value >> BigInt(excess) : value
}
