import { derNull, derOctetString, derOid, derSequence } from '../asn1/index.js'
import { equalBytes } from '../bytes.js'
import type { CryptoBackend } from './backend.js'
import { type HashName, hashAlgorithms } from './hashes.js'
import type { RsaPublicKey } from './keys.js'
import { rsaOpen } from './rsa-open.js'

/** How a PKCS#1 v1.5 signature turned out. */
export interface Pkcs1Result {
  readonly valid: boolean
  /** The DigestInfo has no NULL parameters: against RFC 8017 §9.2, found in a real master list. */
  readonly withoutNull: boolean
}

/**
 * RSASSA-PKCS1-v1_5 verification (RFC 8017 §8.2.2). The block that the signature opens to is compared, whole, with
 * the two that are accepted: DigestInfo with NULL parameters and without. Nothing in it is parsed, so nothing can
 * hide in it (CVE-2006-4339 and its successors, which small exponents invite).
 */
export function verifyRsaPkcs1(
  backend: CryptoBackend,
  hash: HashName,
  key: RsaPublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): Pkcs1Result {
  const block = rsaOpen(backend, key, signature)
  if (block === undefined) return { valid: false, withoutNull: false }
  const digest = backend.digest(hash, message)
  if (matches(block, hash, digest, true)) return { valid: true, withoutNull: false }
  return matches(block, hash, digest, false)
    ? { valid: true, withoutNull: true }
    : { valid: false, withoutNull: false }
}

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2): 00 01 FF … FF 00 DigestInfo, with eight FF at least. */
function matches(block: Uint8Array, hash: HashName, digest: Uint8Array, withNull: boolean): boolean {
  const oid = derOid(hashAlgorithms[hash].oid)
  const info = derSequence(withNull ? derSequence(oid, derNull()) : derSequence(oid), derOctetString(digest))
  if (block.length < info.length + 11) return false
  const expected = new Uint8Array(block.length).fill(0xff)
  expected[0] = 0
  expected[1] = 1
  expected[block.length - info.length - 1] = 0
  expected.set(info, block.length - info.length)
  return equalBytes(block, expected)
}
