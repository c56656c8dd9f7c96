import { derNull, derOctetString, derOid, derSequence } from '../asn1/index.js'
import { equalBytes } from '../bytes.js'
import type { CryptoBackend } from './backend.js'
import { type HashName, hashAlgorithms } from './hashes.js'
import type { RsaPublicKey } from './keys.js'
import { rsaOpen } from './rsa-open.js'

/**
 * How a PKCS#1 v1.5 signature turned out. `withoutNull`: it holds, and the DigestInfo has no NULL parameters, against RFC 8017 §9.2
 * (found in a real master list).
 */
export type Pkcs1Result = 'valid' | 'withoutNull' | 'invalid'

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
  if (block === undefined) return 'invalid'
  const digest = backend.digest(hash, message)
  if (matches(block, hash, digest, true)) return 'valid'
  return matches(block, hash, digest, false) ? 'withoutNull' : 'invalid'
}

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2): 00 01 FF … FF 00 DigestInfo, with eight FF at least. */
function matches(block: Uint8Array, hash: HashName, digest: Uint8Array, withNull: boolean): boolean {
  const prefix = prefixOf(hash, withNull)
  const infoAt = block.length - prefix.length - digest.length
  if (infoAt < 11) return false
  const expected = new Uint8Array(block.length).fill(0xff)
  expected[0] = 0
  expected[1] = 1
  expected[infoAt - 1] = 0
  expected.set(prefix, infoAt)
  expected.set(digest, infoAt + prefix.length)
  return equalBytes(block, expected)
}

const prefixes = new Map<string, Uint8Array>()

/** DigestInfo up to the digest: the same for every digest of a hash function. */
function prefixOf(hash: HashName, withNull: boolean): Uint8Array {
  const name = withNull ? hash : `${hash} without NULL`
  let prefix = prefixes.get(name)
  if (prefix === undefined) {
    const { oid, length } = hashAlgorithms[hash]
    const algorithm = withNull ? derSequence(derOid(oid), derNull()) : derSequence(derOid(oid))
    prefix = derSequence(algorithm, derOctetString(new Uint8Array(length))).slice(0, -length)
    prefixes.set(name, prefix)
  }
  return prefix
}
