import { bytesToBigInt, concatBytes, fromHex } from '../../bytes.js'
import type { CryptoBackend, EcCurve, SymmetricCipher } from '../../crypto/index.js'

/** c0 and c1 of Doc 9303-11 §4.4.3.3.2, for blocks of 128 and of 256 bits. */
const constants = {
  16: [fromHex('a668892a7c41e3ca739f40b057d85904'), fromHex('a4e136ac725f738b01c1f60217c188ad')],
  32: [
    fromHex('d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676'),
    fromHex('54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517'),
  ],
} as const

/** Length of a key in bytes, and of the nonce s of integrated mapping: whole blocks that hold a key. */
export const integratedMappingLengths: Readonly<
  Record<SymmetricCipher, { readonly key: number; readonly nonce: 16 | 32 }>
> = {
  '3DES': { key: 16, nonce: 16 },
  'AES-128': { key: 16, nonce: 16 },
  'AES-192': { key: 24, nonce: 32 },
  'AES-256': { key: 32, nonce: 32 },
}

/**
 * The pseudo-random number R(s, t) before its reduction modulo p. Doc 9303-11 §4.4.3.3.2, Figure 2.
 *
 * @param nonce s, the chip's, as long as {@link integratedMappingLengths} says.
 * @param key t, the terminal's, as long as a key of the cipher.
 * @param primeBits length of the prime in bits.
 */
export function pseudoRandomNumber(
  backend: CryptoBackend,
  cipher: SymmetricCipher,
  nonce: Uint8Array,
  key: Uint8Array,
  primeBits: number,
): bigint {
  const lengths = integratedMappingLengths[cipher]
  const [c0, c1] = constants[lengths.nonce]
  const encrypt = (under: Uint8Array, data: Uint8Array): Uint8Array =>
    cipher === '3DES'
      ? backend.tripleDesCbcEncrypt(under, new Uint8Array(8), data)
      : backend.aesCbcEncrypt(under, new Uint8Array(16), data)
  let chained = encrypt(key, nonce).slice(0, lengths.key)
  const parts: Uint8Array[] = []
  for (let bits = 0; bits < primeBits + 64; bits += 8 * lengths.nonce) {
    parts.push(encrypt(chained, c1))
    chained = encrypt(chained, c0).slice(0, lengths.key)
  }
  return bytesToBigInt(concatBytes(...parts))
}

/**
 * The point of a number: the simplified algorithm of Shallue, van de Woestijne and Ulas for p = 3 mod 4.
 * Doc 9303-11 appendix B.2.
 */
export function mapToPoint(curve: EcCurve, number: bigint): { readonly x: bigint; readonly y: bigint } {
  const { p, a, b } = curve
  const mod = (value: bigint): bigint => ((value % p) + p) % p
  const power = (base: bigint, exponent: bigint): bigint => {
    let result = 1n
    let square = base
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if ((rest & 1n) === 1n) result = (result * square) % p
      square = (square * square) % p
    }
    return result
  }
  const inverse = (value: bigint): bigint => power(mod(value), p - 2n)
  const right = (x: bigint): bigint => mod(x * x * x + a * x + b)

  const t = mod(number)
  const alpha = mod(-t * t)
  const x2 = mod(-b * inverse(a) * (1n + inverse(alpha + alpha * alpha)))
  const x3 = mod(alpha * x2)
  const h2 = right(x2)
  const u = mod(t * t * t * h2)
  const root = power(h2, p - 1n - (p + 1n) / 4n)
  return mod(root * root * h2) === 1n ? { x: x2, y: mod(root * h2) } : { x: x3, y: mod(root * u) }
}
