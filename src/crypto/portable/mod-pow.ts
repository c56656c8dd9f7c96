import { bigIntToBytes, bytesToBigInt } from '../../bytes.js'
import { checkModulus, checkRsaInput } from '../input-checks.js'
import type { RsaPublicKey } from '../keys.js'

/**
 * `base ^ exponent mod modulus`. Not in constant time: its secret exponents are the terminal's ephemeral ones. A short
 * exponent (RSA verification) goes bit by bit, a long one in windows of five bits.
 */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const bits = exponent.toString(2)
  const reduced = base % modulus
  if (bits.length <= 32) {
    let result = 1n % modulus
    for (const bit of bits) {
      result = (result * result) % modulus
      if (bit === '1') result = (result * reduced) % modulus
    }
    return result
  }
  const powers: bigint[] = [1n]
  for (let i = 1; i < 1 << windowBits; i++) powers.push((powers[i - 1]! * reduced) % modulus)
  const padded = bits.padStart(Math.ceil(bits.length / windowBits) * windowBits, '0')
  let result = 1n % modulus
  for (let at = 0; at < padded.length; at += windowBits) {
    for (let i = 0; i < windowBits; i++) result = (result * result) % modulus
    result = (result * powers[Number.parseInt(padded.slice(at, at + windowBits), 2)]!) % modulus
  }
  return result
}

const windowBits = 5

/** {@link modPow} over bytes; the result is as long as the modulus. */
export function modPowBytes(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): Uint8Array {
  checkModulus(modulus)
  return bigIntToBytes(
    modPow(bytesToBigInt(base), bytesToBigInt(exponent), bytesToBigInt(modulus)),
    modulus.length,
  )
}

/** The RSA public operation, as the backend interface asks for it. */
export function rsaPublicOperation(key: RsaPublicKey, input: Uint8Array): Uint8Array {
  checkRsaInput(key, input)
  return bigIntToBytes(
    modPow(bytesToBigInt(input), bytesToBigInt(key.exponent), bytesToBigInt(key.modulus)),
    key.modulus.length,
  )
}
