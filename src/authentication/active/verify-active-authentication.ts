import { equalBytes } from '../../bytes.js'
import {
  type CryptoBackend,
  type EcPublicKey,
  type HashName,
  hashAlgorithms,
  type Iso9796Note,
  type PublicKey,
  plainFromDerSignature,
  type RsaPublicKey,
  verifyIso9796Part2,
} from '../../crypto/index.js'
import { type Dg14, type Dg15, findSecurityInfos } from '../../lds/index.js'
import type { ReasonCode } from '../../verdict.js'

/** A challenge and what the chip made of it; `ActiveAuthenticationEvidence` is one. */
export interface ActiveAuthenticationResponse {
  /** RND.IFD, eight bytes. */
  readonly challenge: Uint8Array
  /** What the chip returned; absent if it returned nothing. */
  readonly signature?: Uint8Array | undefined
}

/** The chip's files that Active Authentication needs. */
export interface ActiveAuthenticationFiles {
  readonly dg15: Dg15
  /** It names the hash function of ECDSA. */
  readonly dg14?: Dg14 | undefined
}

/** How {@link verifyActiveAuthentication} computes and compares. */
export interface VerifyActiveAuthenticationOptions {
  readonly backend: CryptoBackend
  /** The challenge that this very check was made for, kept by whoever drew it: a response to another one is a replay. */
  readonly expectedChallenge?: Uint8Array | undefined
}

/** What is remarkable about a response that holds. */
export type ActiveAuthenticationNote =
  | Iso9796Note
  /** Trailer 33CC, where Doc 9303-11 §6.1.2.2 asks for BC. */
  | 'explicitTrailerOfSha1'
  /** M1 is shorter than the signature's capacity. */
  | 'shortNonce'
  /** r and s in DER, where Doc 9303-11 §6.1.2.3 asks for the plain form (seen in PT passports). */
  | 'derSignature'
  /** Nothing names the hash function; it was found among those that the size of the curve permits. */
  | 'hashNotAnnounced'
  /** The announced hash is longer than the order of the curve, against Doc 9303-11 §6.1.2.3. */
  | 'hashLongerThanKey'

/**
 * How Active Authentication ended. `passed` says that the chip has the private key of EF.DG15, and no more: whether the key is the
 * document's is for `verifyChipAuthenticity`.
 */
export interface ActiveAuthenticationVerification {
  readonly status: 'passed' | 'failed' | 'inconclusive'
  readonly reason?: ReasonCode
  readonly detail?: string
  /** The hash function of the signature, where it holds. */
  readonly hash?: HashName
  /** With RSA: the trailer field, `BC` or `34CC`. */
  readonly trailer?: string
  readonly notes: readonly ActiveAuthenticationNote[]
}

/** Hash functions for ECDSA, in the order in which they are tried. Doc 9303-11 §6.1.2.3. */
const permittedHashes: readonly HashName[] = ['SHA-256', 'SHA-384', 'SHA-512', 'SHA-224']

/**
 * Verifies the chip's response to INTERNAL AUTHENTICATE with the public key of EF.DG15. Doc 9303-11 §6.1.
 *
 * RSA: ISO/IEC 9796-2 digital signature scheme 1, the hash as the trailer says. ECDSA: the hash that EF.DG14's
 * ActiveAuthenticationInfo names and no other; without it, those that are no longer than the key are tried, and a note says so.
 * SHA-1 with ECDSA is refused. The challenge has eight bytes.
 *
 * @example
 * ```ts
 * import { type ActiveAuthenticationResponse, verifyActiveAuthentication } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 * import { parseDg15 } from 'emrtd/lds'
 *
 * const holds = (dg15: Uint8Array, response: ActiveAuthenticationResponse) =>
 *   verifyActiveAuthentication(response, { dg15: parseDg15(dg15) }, { backend: defaultBackend }).status === 'passed'
 * ```
 */
export function verifyActiveAuthentication(
  response: ActiveAuthenticationResponse,
  files: ActiveAuthenticationFiles,
  options: VerifyActiveAuthenticationOptions,
): ActiveAuthenticationVerification {
  const { challenge, signature } = response
  const { backend, expectedChallenge } = options
  const key: PublicKey | undefined = files.dg15.publicKey
  if (challenge.length !== 8) return failed('CHALLENGE_MISMATCH', `challenge of ${challenge.length} bytes`)
  if (expectedChallenge !== undefined && !equalBytes(challenge, expectedChallenge)) {
    return failed('CHALLENGE_MISMATCH', 'the response is to another challenge than the one expected')
  }
  if (key === undefined) {
    const { findings } = files.dg15
    return findings.some(({ detail }) => detail === 'CRYPTO_UNSUPPORTED_ALGORITHM')
      ? { status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED', notes: [] }
      : failed('KEY_MALFORMED', 'the key of EF.DG15 cannot be used')
  }
  if (signature === undefined || signature.length === 0) {
    return failed('PROTOCOL_REFUSED', 'the chip returned no signature')
  }
  if (key.type === 'RSA') {
    if (key.pss !== undefined) return failed('ALGORITHM_MISMATCH', 'the key is for RSASSA-PSS only')
    return verifyRsa(backend, key, challenge, signature)
  }
  if (key.type === 'EC') return verifyEc(backend, key, files.dg14, challenge, signature)
  return failed('ALGORITHM_MISMATCH', `a ${key.type} key cannot do Active Authentication`)
}

function verifyRsa(
  backend: CryptoBackend,
  key: RsaPublicKey,
  challenge: Uint8Array,
  signature: Uint8Array,
): ActiveAuthenticationVerification {
  const result = verifyIso9796Part2(backend, key, challenge, signature)
  if (!result.valid) {
    if (result.reason === 'ALGORITHM_UNSUPPORTED') {
      return failed('ALGORITHM_NOT_PERMITTED', `trailer ${result.trailer}`)
    }
    return failed(result.reason, 'not a signature of this key over this challenge')
  }
  const { hash, trailer, recovered } = result
  const notes: ActiveAuthenticationNote[] = [...result.notes]
  if (trailer === '33CC') notes.push('explicitTrailerOfSha1')
  const capacity = Math.floor((key.bits - 8) / 8) - hashAlgorithms[hash].length - trailer.length / 2
  if (recovered.length < capacity) notes.push('shortNonce')
  return { status: 'passed', hash, trailer, notes, detail: `RSA ${key.bits}, ${hash}, trailer ${trailer}` }
}

function verifyEc(
  backend: CryptoBackend,
  key: EcPublicKey,
  dg14: Dg14 | undefined,
  challenge: Uint8Array,
  signature: Uint8Array,
): ActiveAuthenticationVerification {
  const infos = findSecurityInfos(dg14?.securityInfos ?? [], 'ActiveAuthenticationInfo')
  const schemes = infos.map(({ signatureScheme }) => signatureScheme)
  const announced = schemes.flatMap(scheme => (scheme?.kind === 'ECDSA' ? [scheme.hash] : []))
  if (infos.length > 0 && announced.length === 0) {
    // The key is EC, so what is announced cannot be how it signs; or nobody knows what it is.
    return schemes.includes(undefined)
      ? { status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED', notes: [] }
      : failed('ALGORITHM_MISMATCH', 'EF.DG14 announces a signature that an EC key cannot make')
  }
  const { curve } = key
  const keyBits = curve.n.toString(2).length
  const fits = (hash: HashName): boolean => hashAlgorithms[hash].length * 8 <= keyBits
  const tried = announced.length > 0 ? announced : permittedHashes.filter(fits)
  const found = findHash(backend, key, tried, challenge, signature)
  if (found !== undefined) {
    const { hash, der } = found
    if (hash === 'SHA-1') return failed('ALGORITHM_NOT_PERMITTED', 'ECDSA with SHA-1')
    const notes: ActiveAuthenticationNote[] = []
    if (der) notes.push('derSignature')
    if (announced.length === 0) notes.push('hashNotAnnounced')
    if (!fits(hash)) notes.push('hashLongerThanKey')
    return { status: 'passed', hash, notes, detail: `ECDSA on ${curve.name}, ${hash}` }
  }
  // Which hash it was decides nothing; it tells a wrong choice of the chip from another key.
  const others = (Object.keys(hashAlgorithms) as HashName[]).filter(hash => !tried.includes(hash))
  const other = findHash(backend, key, others, challenge, signature)
  if (other === undefined)
    return failed('SIGNATURE_INVALID', 'not a signature of this key over this challenge')
  return announced.length === 0
    ? failed('ALGORITHM_NOT_PERMITTED', `${other.hash} with ${curve.name}`)
    : failed('ALGORITHM_MISMATCH', `${other.hash}, where EF.DG14 announces ${announced.join(' or ')}`)
}

/** The first of `hashes` under which the signature holds, in plain form or in DER. */
function findHash(
  backend: CryptoBackend,
  key: EcPublicKey,
  hashes: readonly HashName[],
  challenge: Uint8Array,
  signature: Uint8Array,
): { readonly hash: HashName; readonly der: boolean } | undefined {
  const { orderLength } = key.curve
  const forms = [
    { der: false, plain: signature.length === 2 * orderLength ? signature : undefined },
    { der: true, plain: plainFromDerSignature(signature, orderLength) },
  ]
  for (const { der, plain } of forms) {
    if (plain === undefined) continue
    const hash = hashes.find(each => backend.verifyEcdsa(key, each, challenge, plain))
    if (hash !== undefined) return { hash, der }
  }
  return undefined
}

function failed(reason: ReasonCode, detail: string): ActiveAuthenticationVerification {
  return { status: 'failed', reason, detail, notes: [] }
}
