import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToBigInt, concatBytes } from '../../bytes.js'

/** A source of bytes: each call gives the next `length` of them. */
export type SeededBytes = (length: number) => Uint8Array

/**
 * Bytes that follow from a seed and a label: HMAC-SHA-256 under the seed over label and counter. For tests only: whoever
 * knows the seed knows every key.
 *
 * @example
 * ```ts
 * import { seededBytes } from 'emrtd/testkit'
 *
 * seededBytes('utopia', 'serial number')(8) // the same eight bytes each time
 * ```
 */
export function seededBytes(seed: Uint8Array | string, label: string): SeededBytes {
  const encoder = new TextEncoder()
  const key = typeof seed === 'string' ? encoder.encode(seed) : seed
  const prefix = encoder.encode(`emrtd issuer ${label}`)
  let counter = 0
  return length => {
    const blocks: Uint8Array[] = []
    for (let made = 0; made < length; made += 32) {
      counter += 1
      const count = Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter)
      blocks.push(hmac(sha256, key, concatBytes(prefix, count)))
    }
    return concatBytes(...blocks).slice(0, length)
  }
}

/** A number from 1 to `bound` - 1, as good as evenly spread: 64 bits more than needed are drawn and reduced. */
export function seededScalar(random: SeededBytes, bound: bigint): bigint {
  const length = Math.ceil(bound.toString(2).length / 8) + 8
  return (bytesToBigInt(random(length)) % (bound - 1n)) + 1n
}
