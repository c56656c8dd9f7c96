import { encodeOid, encodeTlv } from '../../asn1/index.js'
import { bytesToBigInt, stripLeadingZeros } from '../../bytes.js'
import {
  type CryptoBackend,
  type DhPublicKey,
  deriveKey,
  dhSharedSecret,
  type EcPublicKey,
  ecdhSharedSecret,
  generatePrivateKey,
  padIso9797,
  type SymmetricCipher,
} from '../../crypto/index.js'

/** The terminal's side of a key agreement with the chip's static key. */
export interface ChipKeyAgreement {
  /** The terminal's ephemeral public key as it is sent: a point, or a number without leading zeros. Doc 9303-11 §9.4.5. */
  readonly ephemeralPublicKey: Uint8Array
  /** K, as long as a field element or the prime. Secret. */
  readonly sharedSecret: Uint8Array
}

/**
 * Agrees on a secret with the chip's static public key, which is checked: on its curve, or in its group and in the subgroup where
 * its order is known. Doc 9303-11 §6.2.1.
 *
 * @param privateKey the terminal's ephemeral key, unsigned big-endian; drawn if it is not given.
 * @throws {EmrtdError} `CRYPTO_BAD_INPUT` for a public key that is no sound one.
 *
 * @example
 * ```ts
 * import { agreeWithChip } from 'emrtd/authentication'
 * import { checkedEcPublicKey, curveByName, defaultBackend } from 'emrtd/crypto'
 *
 * const curve = curveByName('brainpoolP256r1')!
 * const chip = checkedEcPublicKey(curve, defaultBackend.ecMultiply(curve, Uint8Array.of(7)))
 * agreeWithChip(defaultBackend, chip).ephemeralPublicKey.length // 65
 * ```
 */
export function agreeWithChip(
  backend: CryptoBackend,
  publicKey: DhPublicKey | EcPublicKey,
  privateKey?: Uint8Array,
): ChipKeyAgreement {
  if (privateKey !== undefined) return agreeWith(backend, publicKey, privateKey)
  const drawn = generatePrivateKey(backend, publicKey.type === 'EC' ? publicKey.curve.n : boundOf(publicKey))
  try {
    return agreeWith(backend, publicKey, drawn)
  } finally {
    drawn.fill(0)
  }
}

function agreeWith(
  backend: CryptoBackend,
  publicKey: DhPublicKey | EcPublicKey,
  privateKey: Uint8Array,
): ChipKeyAgreement {
  if (publicKey.type === 'EC') {
    const { curve, point } = publicKey
    return {
      ephemeralPublicKey: backend.ecMultiply(curve, privateKey),
      sharedSecret: ecdhSharedSecret(backend, curve, privateKey, point),
    }
  }
  const { prime, generator, value } = publicKey
  return {
    ephemeralPublicKey: stripLeadingZeros(backend.modPow(generator, privateKey, prime)),
    sharedSecret: dhSharedSecret(backend, publicKey, privateKey, value),
  }
}

/** Private keys are below it: the order of the subgroup, or of the whole group where that is not known. */
const boundOf = ({ order, prime }: DhPublicKey): bigint =>
  order === undefined ? bytesToBigInt(prime) - 1n : bytesToBigInt(order)

/** The session keys of Chip Authentication. Secret. */
export interface ChipSessionKeys {
  readonly cipher: SymmetricCipher
  readonly encryptionKey: Uint8Array
  readonly macKey: Uint8Array
}

/**
 * The session keys of a shared secret. Doc 9303-11 §6.2.1, §9.7.1.
 *
 * @param nonce r.PICC of version 2 (TR-03110-3 §A.2.3); version 1 has none.
 *
 * @example
 * ```ts
 * import { deriveChipSessionKeys } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 *
 * deriveChipSessionKeys(defaultBackend, new Uint8Array(32), 'AES-256').macKey.length // 32
 * ```
 */
export function deriveChipSessionKeys(
  backend: CryptoBackend,
  sharedSecret: Uint8Array,
  cipher: SymmetricCipher,
  nonce?: Uint8Array,
): ChipSessionKeys {
  return {
    cipher,
    encryptionKey: deriveKey(backend, sharedSecret, 'encryption', cipher, { nonce }),
    macKey: deriveKey(backend, sharedSecret, 'mac', cipher, { nonce }),
  }
}

/**
 * The chip's authentication token of version 2: the MAC, eight bytes, over the terminal's ephemeral public key with the protocol.
 * TR-03110-3 §A.2.4, §B.1.
 *
 * @param oid the protocol.
 * @param ephemeralPublicKey as it is sent.
 *
 * @example
 * ```ts
 * import { chipAuthenticationToken, deriveChipSessionKeys } from 'emrtd/authentication'
 * import { curveByName, defaultBackend } from 'emrtd/crypto'
 *
 * const keys = deriveChipSessionKeys(defaultBackend, new Uint8Array(32), 'AES-128', new Uint8Array(8))
 * const ephemeral = defaultBackend.ecMultiply(curveByName('brainpoolP256r1')!, Uint8Array.of(7))
 * chipAuthenticationToken(defaultBackend, '0.4.0.127.0.7.2.2.3.2.2', 'EC', ephemeral, keys).length // 8
 * ```
 */
export function chipAuthenticationToken(
  backend: CryptoBackend,
  oid: string,
  type: 'DH' | 'EC',
  ephemeralPublicKey: Uint8Array,
  { cipher, macKey }: ChipSessionKeys,
): Uint8Array {
  const data = encodeTlv(
    0x7f49,
    encodeTlv(0x06, encodeOid(oid)),
    encodeTlv(type === 'EC' ? 0x86 : 0x84, ephemeralPublicKey),
  )
  return cipher === '3DES'
    ? backend.retailMac(macKey, padIso9797(data, 8))
    : backend.aesCmac(macKey, data).slice(0, 8)
}
