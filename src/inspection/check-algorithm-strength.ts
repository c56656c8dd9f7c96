import {
  type PublicKey,
  parseDigestAlgorithm,
  parseSignatureAlgorithm,
  resolveSignerInfoAlgorithm,
  type SignatureScheme,
} from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { EfSod } from '../lds/index.js'
import type { Certificate } from '../pki/index.js'
import type { Check } from '../verdict.js'
import type { AlgorithmLimit } from './algorithm-policy.js'

/** A signature, and when it was made. */
interface Made {
  readonly what: string
  readonly scheme: SignatureScheme
  readonly key: PublicKey
  readonly at: Date
}

/**
 * Whether the signatures that the document rests on were strong when they were made: that of EF.SOD, and those of the certificates
 * up to the trust anchor, whose own signature nothing rests on. A signature made with SHA-1 in 2008 passes; one made in 2020 does not.
 * Doc 9303-12 §4.1.6 leaves key lengths and hash functions to the state: this is what a dated policy says of them.
 *
 * @param sod undefined if it could not be read.
 * @param signedAt when EF.SOD was signed, as it says; undefined if it does not: then when its signer's certificate was issued.
 * @param path the document signer, then the certificates up to the anchor; the signer alone if there is no path.
 *
 * @example
 * ```ts
 * import { checkAlgorithmStrength, defaultAlgorithmPolicy } from 'emrtd/inspection'
 *
 * checkAlgorithmStrength(undefined, undefined, [], defaultAlgorithmPolicy).status // 'inconclusive'
 * ```
 */
export function checkAlgorithmStrength(
  sod: EfSod | undefined,
  signedAt: Date | undefined,
  path: readonly Certificate[],
  limits: readonly AlgorithmLimit[],
): Check {
  const base = { id: 'PA.ALGORITHM_STRENGTH', clause: 'Doc 9303-12 §4.1.6' } as const
  if (sod === undefined) return { ...base, status: 'inconclusive', reason: 'SOD_MISSING' }
  const signer = path[0]
  if (signer === undefined) return { ...base, status: 'inconclusive', reason: 'SIGNER_NOT_ESTABLISHED' }
  try {
    const weak = signaturesOf(sod, signedAt, signer, path).flatMap(made => weaknessesOf(made, limits))
    return weak.length === 0
      ? { ...base, status: 'passed' }
      : { ...base, status: 'failed', reason: 'ALGORITHM_WEAK', detail: [...new Set(weak)].join('; ') }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { ...base, status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED', detail: error.message }
  }
}

function signaturesOf(
  sod: EfSod,
  signedAt: Date | undefined,
  signer: Certificate,
  path: readonly Certificate[],
): readonly Made[] {
  const made: Made[] = []
  for (const { signatureAlgorithm, digestAlgorithm } of sod.signedData.signerInfos) {
    const scheme = resolveSignerInfoAlgorithm(signatureAlgorithm, parseDigestAlgorithm(digestAlgorithm))
    made.push({ what: 'EF.SOD', scheme, key: signer.publicKey, at: signedAt ?? signer.notBefore })
  }
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1]
    if (issuer === undefined) break
    const scheme = parseSignatureAlgorithm(certificate.signatureAlgorithm)
    const what = index === 0 ? 'document signer certificate' : 'CSCA certificate'
    made.push({ what, scheme, key: issuer.publicKey, at: certificate.notBefore })
  }
  return made
}

function weaknessesOf({ what, scheme, key, at }: Made, limits: readonly AlgorithmLimit[]): readonly string[] {
  const day = at.toISOString().slice(0, 10)
  const strength = strengthOf(key)
  const weak: string[] = []
  for (const { kind, hash, bits, until } of limits) {
    if (day <= until) continue
    if (kind === 'hash' ? hash === scheme.hash : kind === strength.kind && strength.bits < (bits ?? 0)) {
      weak.push(`${what} of ${day}: ${kind === 'hash' ? scheme.hash : strength.name}`)
    }
  }
  return weak
}

function strengthOf(key: PublicKey): {
  readonly kind: AlgorithmLimit['kind'] | 'dh'
  readonly bits: number
  readonly name: string
} {
  switch (key.type) {
    case 'RSA':
      return { kind: 'rsa', bits: key.bits, name: `RSA of ${key.bits} bits` }
    case 'EC':
      return { kind: 'ec', bits: key.curve.n.toString(2).length, name: key.curve.name }
    case 'DSA':
      return { kind: 'dsa', bits: key.prime.length * 8, name: `DSA of ${key.prime.length * 8} bits` }
    case 'DH':
      return { kind: 'dh', bits: key.prime.length * 8, name: 'Diffie-Hellman' }
  }
}
