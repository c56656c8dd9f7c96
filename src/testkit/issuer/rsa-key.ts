import { bytesToBigInt } from '../../bytes.js'
import type { SeededBytes } from './seeded-bytes.js'

/** An RSA key with its primes. RFC 8017 §3. */
export interface RsaPrivateKey {
  readonly modulus: bigint
  readonly publicExponent: bigint
  readonly privateExponent: bigint
  readonly p: bigint
  readonly q: bigint
}

/** `base ^ exponent mod modulus`, bit by bit in windows of four. Not in constant time: for test keys only. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const digits = exponent.toString(16)
  const powers: bigint[] = [1n]
  for (let i = 1; i < 16; i++) powers.push((powers[i - 1]! * base) % modulus)
  let result = 1n
  for (const digit of digits) {
    result = (result * result) % modulus
    result = (result * result) % modulus
    result = (result * result) % modulus
    result = (result * result) % modulus
    if (digit !== '0') result = (result * powers[Number.parseInt(digit, 16)]!) % modulus
  }
  return result
}

/** The inverse of `value` modulo `modulus`; undefined if they share a factor. */
export function inverse(value: bigint, modulus: bigint): bigint | undefined {
  let [r0, r1] = [modulus, ((value % modulus) + modulus) % modulus]
  let [t0, t1] = [0n, 1n]
  while (r1 !== 0n) {
    const quotient = r0 / r1
    ;[r0, r1] = [r1, r0 - quotient * r1]
    ;[t0, t1] = [t1, t0 - quotient * t1]
  }
  return r0 === 1n ? ((t0 % modulus) + modulus) % modulus : undefined
}

/** An RSA key of exactly `bits` bits, drawn from `random`. */
export function generateRsaKey(random: SeededBytes, bits: number, publicExponent: bigint): RsaPrivateKey {
  for (;;) {
    const p = generatePrime(random, Math.ceil(bits / 2))
    const q = generatePrime(random, Math.floor(bits / 2))
    const modulus = p * q
    if (p === q || modulus.toString(2).length !== bits) continue
    const order = (p - 1n) * (q - 1n)
    const privateExponent = inverse(publicExponent, order)
    if (privateExponent !== undefined) return { modulus, publicExponent, privateExponent, p, q }
  }
}

/** `value ^ d mod n` by the Chinese remainder theorem. */
export function rsaPrivateOperation(key: RsaPrivateKey, value: bigint): bigint {
  const { p, q, privateExponent } = key
  const atP = power(value % p, privateExponent % (p - 1n), p)
  const atQ = power(value % q, privateExponent % (q - 1n), q)
  const h = ((((atP - atQ) % p) + p) * inverse(q, p)!) % p
  return atQ + h * q
}

/** A prime with its two highest bits set, so that two of them make a modulus of full length. */
function generatePrime(random: SeededBytes, bits: number): bigint {
  for (;;) {
    const drawn = bytesToBigInt(random(Math.ceil(bits / 8))) & ((1n << BigInt(bits)) - 1n)
    const start = drawn | (3n << BigInt(bits - 2)) | 1n
    const residues = smallPrimes.map(prime => Number(start % BigInt(prime)))
    // Far more odd numbers than lie between two primes of 4096 bits.
    for (let step = 0; step < 20_000; step += 2) {
      if (smallPrimes.some((prime, i) => (residues[i]! + step) % prime === 0)) continue
      const candidate = start + BigInt(step)
      if (isProbablePrime(candidate, random)) return candidate
    }
  }
}

/** Miller and Rabin: base 2 first, which most composites fail, then drawn ones. */
function isProbablePrime(n: bigint, random: SeededBytes): boolean {
  let odd = n - 1n
  let twos = 0
  while ((odd & 1n) === 0n) {
    odd >>= 1n
    twos += 1
  }
  for (let round = 0; round < 6; round++) {
    const base = round === 0 ? 2n : bytesToBigInt(random(8)) + 2n
    let x = power(base % n, odd, n)
    if (x === 1n || x === n - 1n) continue
    let composite = true
    for (let i = 1; i < twos && composite; i++) {
      x = (x * x) % n
      if (x === n - 1n) composite = false
    }
    if (composite) return false
  }
  return true
}

const smallPrimes: readonly number[] = sieve(4000)

/** Odd primes below `bound`. */
function sieve(bound: number): readonly number[] {
  const composite = new Uint8Array(bound)
  const primes: number[] = []
  for (let n = 3; n < bound; n += 2) {
    if (composite[n] === 1) continue
    primes.push(n)
    for (let multiple = n * n; multiple < bound; multiple += n) composite[multiple] = 1
  }
  return primes
}
