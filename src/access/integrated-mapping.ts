import { bigIntToBytes, bytesToBigInt, concatBytes, fromHex } from '../bytes.js'
import type { CryptoBackend, EcCurve, SymmetricCipher } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'

/** Lengths in bytes: k of the key and of the terminal's nonce t, l of the chip's nonce s; and c0 and c1. */
interface MappingParameters {
  readonly keyLength: number
  readonly nonceLength: 16 | 32
  readonly c0: Uint8Array
  readonly c1: Uint8Array
}

const constants128 = {
  nonceLength: 16,
  c0: fromHex('a668892a7c41e3ca739f40b057d85904'),
  c1: fromHex('a4e136ac725f738b01c1f60217c188ad'),
} as const
const constants256 = {
  nonceLength: 32,
  c0: fromHex('d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676'),
  c1: fromHex('54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517'),
} as const

/** What integrated mapping needs with each cipher. Doc 9303-11 §4.4.3.3.2. */
export const integratedMapping: Readonly<Record<SymmetricCipher, MappingParameters>> = {
  '3DES': { keyLength: 16, ...constants128 },
  'AES-128': { keyLength: 16, ...constants128 },
  'AES-192': { keyLength: 24, ...constants256 },
  'AES-256': { keyLength: 32, ...constants256 },
}

/**
 * The pseudo-random number R(s, t), not yet reduced modulo p: n blocks of l bits, n the least for which n · l is the length of the
 * prime and 64 bits more. Doc 9303-11 §4.4.3.3.2, Figure 2.
 *
 * @param primeLength of the prime, in bits.
 */
export function pseudoRandomNumber(
  crypto: CryptoBackend,
  cipher: SymmetricCipher,
  chipNonce: Uint8Array,
  terminalNonce: Uint8Array,
  primeLength: number,
): bigint {
  const { keyLength, nonceLength, c0, c1 } = integratedMapping[cipher]
  const encrypt = (key: Uint8Array, data: Uint8Array): Uint8Array =>
    cipher === '3DES'
      ? crypto.tripleDesCbcEncrypt(key, new Uint8Array(8), data)
      : crypto.aesCbcEncrypt(key, new Uint8Array(16), data)
  const count = Math.ceil((primeLength + 64) / (8 * nonceLength))
  let key = encrypt(terminalNonce, chipNonce).subarray(0, keyLength)
  const blocks: Uint8Array[] = []
  for (let block = 0; block < count; block++) {
    blocks.push(encrypt(key, c1))
    key = encrypt(key, c0).subarray(0, keyLength)
  }
  return bytesToBigInt(concatBytes(...blocks))
}

/**
 * The point of the curve that encodes a number, uncompressed, for p = 3 mod 4 and cofactor 1. Doc 9303-11 appendix B.2. (The
 * formulas of appendix B.3 can give the other sign of y, and so other keys than the worked examples.)
 *
 * @throws {EmrtdError} `CRYPTO_BAD_INPUT` for 0, 1 and p - 1 modulo p, which have none.
 */
export function encodeToPoint(crypto: CryptoBackend, curve: EcCurve, number: bigint): Uint8Array {
  const { p, a, b, fieldLength } = curve
  const mod = (value: bigint): bigint => {
    const rest = value % p
    return rest < 0n ? rest + p : rest
  }
  const bytes = (value: bigint): Uint8Array => bigIntToBytes(value, fieldLength)
  const power = (base: bigint, exponent: bigint): bigint =>
    bytesToBigInt(crypto.modPow(bytes(base), bytes(exponent), bytes(p)))

  const t = mod(number)
  const alpha = mod(-t * t)
  const sum = mod(alpha + alpha * alpha)
  if (sum === 0n) throw new EmrtdError('CRYPTO_BAD_INPUT', 'a number that no point encodes')
  const x2 = mod(mod(-b * (1n + sum)) * power(mod(a * sum), p - 2n))
  const h2 = mod(x2 * x2 * x2 + a * x2 + b)
  const root = power(h2, p - 1n - (p + 1n) / 4n)
  const isSquare = mod(root * root * h2) === 1n
  const x = isSquare ? x2 : mod(alpha * x2)
  const y = mod(root * (isSquare ? h2 : mod(mod(t * t * t) * h2)))
  return concatBytes(Uint8Array.of(4), bytes(x), bytes(y))
}
