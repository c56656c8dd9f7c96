import { derSequence, derUnsigned } from '../../asn1/index.js'
import { bytesToBigInt, concatBytes, stripLeadingZeros } from '../../bytes.js'
import { type CryptoBackend, type EcCurve, type HashName, hashAlgorithms } from '../../crypto/index.js'
import { type ChipAnswer, status, success } from './chip-command.js'
import { randomScalar } from './chip-randomness.js'
import type { ChipSurroundings } from './chip-surroundings.js'
import { signEcdsa } from './sign-ecdsa.js'

/** What signing needs of the chip. */
type Surroundings = Pick<ChipSurroundings, 'backend' | 'random' | 'faults'>

/** The private key for Active Authentication. Numbers are unsigned big-endian bytes. */
export type ActiveAuthenticationKey =
  | {
      readonly type: 'RSA'
      /** The modulus, whole bytes: its bits are a multiple of 8. */
      readonly modulus: Uint8Array
      readonly publicExponent: Uint8Array
      readonly privateExponent: Uint8Array
      readonly hash: HashName
      /** `implicit` is BC, for SHA-1 only; `explicit` names the hash function: 33CC, 38CC, 34CC, 36CC, 35CC. */
      readonly trailer?: 'implicit' | 'explicit'
    }
  | {
      readonly type: 'ECDSA'
      readonly curve: EcCurve
      readonly privateKey: Uint8Array
      readonly hash: HashName
    }

const trailerBytes: Readonly<Record<HashName, number>> = {
  'SHA-1': 0x33,
  'SHA-224': 0x38,
  'SHA-256': 0x34,
  'SHA-384': 0x36,
  'SHA-512': 0x35,
}

/** INTERNAL AUTHENTICATE: signs the terminal's challenge. Doc 9303-11 §6.1. */
export function answerActiveAuthentication(
  chip: Surroundings,
  key: ActiveAuthenticationKey,
  received: Uint8Array,
): ChipAnswer {
  const { faults, random } = chip
  if (received.length !== 8) return status(0x6700)
  if (faults.due('activeAuthenticationStatusOnly')) return success()
  const challenge = faults.due('activeAuthenticationReplayed') ? random(8, 'fault') : received
  return success(
    key.type === 'RSA' ? signWithRecovery(chip, key, challenge) : signChallenge(chip, key, challenge),
  )
}

function signChallenge(
  { backend, faults, random }: Surroundings,
  { curve, privateKey, hash }: ActiveAuthenticationKey & { readonly type: 'ECDSA' },
  challenge: Uint8Array,
): Uint8Array {
  const other = faults.due('activeAuthenticationOtherKey') !== undefined
  const key = other ? randomScalar(random, 'fault', curve.n) : privateKey
  const plain = signEcdsa(backend, random, curve, key, hash, challenge)
  if (!faults.due('activeAuthenticationDer')) return plain
  const half = curve.orderLength
  return derSequence(derUnsigned(plain.subarray(0, half)), derUnsigned(plain.subarray(half)))
}

/** ISO/IEC 9796-2 digital signature scheme 1 with partial recovery. Doc 9303-11 §6.1.2.2. */
function signWithRecovery(
  { backend, faults, random }: Surroundings,
  key: ActiveAuthenticationKey & { readonly type: 'RSA' },
  challenge: Uint8Array,
): Uint8Array {
  const { modulus, hash } = key
  const wrong = faults.due('activeAuthenticationWrongTrailer') !== undefined
  const implicit = hash === 'SHA-1' && key.trailer !== 'explicit' && !wrong
  const trailer = implicit ? Uint8Array.of(0xbc) : Uint8Array.of(wrong ? 0x32 : trailerBytes[hash], 0xcc)
  const other = faults.due('activeAuthenticationOtherKey') !== undefined
  const strips = faults.due('activeAuthenticationShort') !== undefined
  const length = modulus.length - hashAlgorithms[hash].length - trailer.length - 1
  for (;;) {
    const nonce = random(length, 'activeAuthenticationNonce')
    const digest = backend.digest(hash, nonce, challenge)
    const block = concatBytes(Uint8Array.of(0x6a), nonce, digest, trailer)
    // Another exponent gives what another key would give: a number that opens to nothing.
    const exponent = other ? key.publicExponent : key.privateExponent
    const signature = backend.modPow(block, exponent, modulus)
    if (!strips) return signature
    if (signature[0] === 0) return stripLeadingZeros(signature)
  }
}

/** Refuses keys that the chip cannot sign with. */
export function checkActiveAuthenticationKey(backend: CryptoBackend, key: ActiveAuthenticationKey): void {
  if (key.type === 'ECDSA') {
    backend.ecMultiply(key.curve, key.privateKey)
    return
  }
  if ((key.modulus[0] ?? 0) < 0x80) throw new TypeError('an RSA modulus of whole bytes expected')
  if (bytesToBigInt(key.privateExponent) < 2n) throw new TypeError('an RSA private exponent expected')
  if (key.trailer === 'implicit' && key.hash !== 'SHA-1') throw new TypeError('trailer BC is for SHA-1 only')
}
