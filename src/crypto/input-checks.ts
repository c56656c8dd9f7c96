import { bytesToBigInt } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { EcCurve } from './curves.js'
import { isOnCurve } from './curves.js'
import type { RsaPublicKey } from './keys.js'

/*
 * What both backends ask of their input, so that they refuse alike. Lengths of keys and initialization vectors are
 * the caller's own affair (`TypeError`); data, points and numbers may come from a chip (`EmrtdError`).
 */

/** AES: a key of 16, 24 or 32 bytes. */
export function checkAesKey(key: Uint8Array): void {
  if (key.length !== 16 && key.length !== 24 && key.length !== 32) {
    throw new TypeError('an AES key has 16, 24 or 32 bytes')
  }
}

/** Triple DES: a key of 16 bytes (first, second, first) or 24. */
export function checkTripleDesKey(key: Uint8Array): void {
  if (key.length !== 16 && key.length !== 24) throw new TypeError('a Triple DES key has 16 or 24 bytes')
}

/** Retail MAC: a key of 16 bytes, at least one block. */
export function checkRetailMacInput(key: Uint8Array, data: Uint8Array): void {
  if (key.length !== 16) throw new TypeError('a key for ISO/IEC 9797-1 MAC algorithm 3 has 16 bytes')
  if (data.length === 0) throw new EmrtdError('CRYPTO_BAD_INPUT', 'nothing to authenticate')
  checkBlocks(data, 8)
}

/** CBC: an initialization vector of one block, data of whole blocks. */
export function checkCbcInput(iv: Uint8Array, data: Uint8Array, blockLength: 8 | 16): void {
  if (iv.length !== blockLength) throw new TypeError(`initialization vector of ${blockLength} bytes expected`)
  checkBlocks(data, blockLength)
}

function checkBlocks(data: Uint8Array, blockLength: 8 | 16): void {
  if (data.length % blockLength !== 0) {
    throw new EmrtdError('CRYPTO_BAD_INPUT', `data of whole blocks of ${blockLength} bytes expected`)
  }
}

/** RSA: input as long as the modulus and smaller than it. */
export function checkRsaInput(key: RsaPublicKey, input: Uint8Array): void {
  const { modulus } = key
  if (input.length === modulus.length) {
    for (let i = 0; i < input.length; i++) {
      if (input[i]! < modulus[i]!) return
      if (input[i]! > modulus[i]!) break
    }
  }
  throw new EmrtdError('CRYPTO_BAD_INPUT', 'number as long as the RSA modulus and smaller than it expected')
}

/** The coordinates of an uncompressed point on the curve. */
export function readPoint(curve: EcCurve, point: Uint8Array): { readonly x: bigint; readonly y: bigint } {
  const { fieldLength } = curve
  if (point.length === 1 + 2 * fieldLength && point[0] === 4) {
    const x = bytesToBigInt(point.subarray(1, 1 + fieldLength))
    const y = bytesToBigInt(point.subarray(1 + fieldLength))
    if (isOnCurve(curve, x, y)) return { x, y }
  }
  throw new EmrtdError('CRYPTO_BAD_INPUT', `uncompressed point on ${curve.name} expected`)
}

/** A scalar from 1 to n - 1. */
export function readScalar(curve: EcCurve, scalar: Uint8Array): bigint {
  // Leading zeros are harmless, but a scalar of any length would make a hostile one costly to read.
  if (scalar.length <= 2 * curve.orderLength) {
    const value = bytesToBigInt(scalar)
    if (value > 0n && value < curve.n) return value
  }
  throw new EmrtdError('CRYPTO_BAD_INPUT', `scalar from 1 to the order of ${curve.name} expected`)
}

/** The two numbers of a plain signature, each from 1 to n - 1; undefined for anything else. */
export function readPlainSignature(
  signature: Uint8Array,
  n: bigint,
  orderLength: number,
): { readonly r: bigint; readonly s: bigint } | undefined {
  if (signature.length !== 2 * orderLength) return undefined
  const r = bytesToBigInt(signature.subarray(0, orderLength))
  const s = bytesToBigInt(signature.subarray(orderLength))
  return r > 0n && r < n && s > 0n && s < n ? { r, s } : undefined
}

/** Operands of modPow: the modulus odd and above 1. */
export function checkModulus(modulus: Uint8Array): void {
  const last = modulus[modulus.length - 1]
  if (last === undefined || (last & 1) === 0 || (last === 1 && modulus.subarray(0, -1).every(b => b === 0))) {
    throw new EmrtdError('CRYPTO_BAD_INPUT', 'odd modulus above 1 expected')
  }
}
