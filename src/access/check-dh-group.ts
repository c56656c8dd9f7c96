import { bigIntToBytes, bytesToBigInt, equalBytes } from '../bytes.js'
import { type CryptoBackend, type DhGroup, modpGroups } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'

/** A composite number passes each round by chance once in four times at most. */
const rounds = 16

/**
 * Refuses a group for Diffie-Hellman that is not what it says: prime modulus, prime order, and a generator of that order. The groups
 * of RFC 5114 are known to be. RFC 2631 §2.2.2.
 *
 * @throws {EmrtdError} `CRYPTO_BAD_PARAMETERS`
 */
export function checkDhGroup(
  crypto: CryptoBackend,
  { prime, generator, order }: DhGroup & { readonly order: Uint8Array },
): void {
  const isKnown = modpGroups.some(
    known =>
      equalBytes(known.prime, prime) &&
      equalBytes(known.generator, generator) &&
      equalBytes(known.order, order),
  )
  if (isKnown) return
  if (bytesToBigInt(crypto.modPow(generator, order, prime)) !== 1n) {
    throw new EmrtdError('CRYPTO_BAD_PARAMETERS', 'a generator of another order')
  }
  if (!isProbablePrime(crypto, order) || !isProbablePrime(crypto, prime)) {
    throw new EmrtdError('CRYPTO_BAD_PARAMETERS', 'a modulus or an order that is not prime')
  }
}

/** The test of Miller and Rabin with random bases. FIPS 186-4 §C.3.1. */
function isProbablePrime(crypto: CryptoBackend, candidate: Uint8Array): boolean {
  const n = bytesToBigInt(candidate)
  if (n < 5n || (n & 1n) === 0n) return false
  let odd = n - 1n
  let twos = 0
  while ((odd & 1n) === 0n) {
    odd >>= 1n
    twos++
  }
  const exponent = bigIntToBytes(odd, candidate.length)
  for (let round = 0; round < rounds; round++) {
    const base = (bytesToBigInt(crypto.randomBytes(candidate.length + 8)) % (n - 3n)) + 2n
    let x = bytesToBigInt(crypto.modPow(bigIntToBytes(base, candidate.length), exponent, candidate))
    if (x === 1n || x === n - 1n) continue
    let step = 1
    for (; step < twos && x !== n - 1n; step++) x = (x * x) % n
    if (x !== n - 1n) return false
  }
  return true
}
