import { encodeOid, encodeTlv } from '../asn1/index.js'
import { type CryptoBackend, padIso9797, type SymmetricCipher } from '../crypto/index.js'
import type { PaceGroup } from './pace-group.js'

/**
 * The public key data object over which a token is computed: the protocol and the ephemeral public key. Doc 9303-11 §4.4.3.4, §9.4.
 *
 * @param publicKey as it is sent.
 */
export function tokenInput(oid: string, type: PaceGroup['type'], publicKey: Uint8Array): Uint8Array {
  const key = encodeTlv(type === 'EC' ? 0x86 : 0x84, publicKey)
  return encodeTlv(0x7f49, encodeTlv(0x06, encodeOid(oid)), key)
}

/** The authentication token over `input`, 8 bytes. Doc 9303-11 §4.4.3.4. */
export function authenticationToken(
  crypto: CryptoBackend,
  cipher: SymmetricCipher,
  macKey: Uint8Array,
  input: Uint8Array,
): Uint8Array {
  return cipher === '3DES'
    ? crypto.retailMac(macKey, padIso9797(input, 8))
    : crypto.aesCmac(macKey, input).slice(0, 8)
}
