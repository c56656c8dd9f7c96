import { bytesToBigInt, concatBytes, latin1ToBytes } from '../../bytes.js'
import type { CryptoBackend } from '../../crypto/index.js'

/** What the chip needs random bytes for. */
export type ChipRandomPurpose =
  | 'challenge'
  | 'bacKeyingMaterial'
  | 'paceNonce'
  | 'paceMappingKey'
  | 'paceEphemeralKey'
  | 'activeAuthenticationNonce'
  | 'signatureNonce'
  | 'staticKey'
  | 'fault'

/** Where the chip's random bytes come from: `length` bytes for a purpose. */
export type ChipRandom = (length: number, purpose: ChipRandomPurpose) => Uint8Array

/**
 * Bytes that follow from a seed: SHA-256 over the seed and a counter. The same seed gives the same bytes everywhere.
 * For tests only: whoever knows the seed knows every key.
 */
export function randomFromSeed(backend: CryptoBackend, seed: Uint8Array): ChipRandom {
  let counter = 0
  return length => {
    const blocks: Uint8Array[] = []
    for (let made = 0; made < length; made += 32) {
      counter += 1
      const count = Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter)
      blocks.push(backend.digest('SHA-256', latin1ToBytes('emrtd virtual chip'), seed, count))
    }
    return concatBytes(...blocks).slice(0, length)
  }
}

/** A number from 1 to `bound` - 1, as long as `bound`; bits above the bound's are cut off, what does not fit is drawn again. */
export function randomScalar(random: ChipRandom, purpose: ChipRandomPurpose, bound: bigint): Uint8Array {
  const bits = (bound - 1n).toString(2).length
  const length = Math.ceil(bits / 8)
  for (let tries = 0; tries < 256; tries++) {
    const bytes = random(length, purpose).slice()
    if (bytes.length !== length) throw new TypeError(`${length} random bytes expected`)
    if (bits % 8 !== 0) bytes[0] = bytes[0]! & ((1 << (bits % 8)) - 1)
    const value = bytesToBigInt(bytes)
    if (value > 0n && value < bound) return bytes
  }
  throw new TypeError('random bytes that are not random')
}
