import {
  type CryptoBackend,
  type EcPublicKey,
  type RsaPublicKey,
  type SignatureScheme,
  verifySignature,
} from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import type { ReasonCode } from '../../verdict.js'
import { resolveCvPublicKey } from './cv-public-key.js'
import { type CvCertificate, isSelfSignedCvCertificate } from './parse-cv-certificate.js'

/** A certificate whose key is complete, with the rights that are left of the whole chain. */
export interface CvHolder {
  readonly certificate: CvCertificate
  readonly key: RsaPublicKey | EcPublicKey
  readonly scheme: SignatureScheme
  /** The bitwise `and` of the templates from the CVCA on. Doc 9303-11 §7.1.4.3.6. */
  readonly effectiveAuthorization: Uint8Array
}

/** How {@link verifyCvChain} computes and judges. */
export interface VerifyCvChainOptions {
  readonly backend: CryptoBackend
  /** The day, `2026-06-01`, on which all but the CVCA's certificates must be valid; not looked at if it is not given. */
  readonly on?: string | undefined
}

/** How the verification of a chain ended. */
export type CvChainVerification =
  | {
      readonly status: 'passed'
      /** The last certificate of the chain. */
      readonly holder: CvHolder
    }
  | {
      readonly status: 'failed' | 'inconclusive'
      readonly reason: ReasonCode
      readonly detail: string
      /** Which certificate of the chain, from 0; -1 for the CVCA's own. */
      readonly at: number
    }

/**
 * Verifies a chain of card-verifiable certificates as a chip does: link certificates of the CVCA, then the document verifier, then
 * the terminal, each signed with the key of the one before it. Doc 9303-11 §7.1.4.3.4.
 *
 * @param trusted the CVCA's own certificate, with domain parameters; the caller vouches for it. If it is self-signed, its
 * signature is verified too.
 * @param chain from the certificate that the CVCA signed to the last one.
 *
 * @example
 * ```ts
 * import { parseCvCertificate, verifyCvChain } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 *
 * const holds = (cvca: Uint8Array, documentVerifier: Uint8Array, terminal: Uint8Array) =>
 *   verifyCvChain(parseCvCertificate(cvca), [documentVerifier, terminal].map(parseCvCertificate), {
 *     backend: defaultBackend,
 *     on: '2026-06-01',
 *   }).status === 'passed'
 * ```
 */
export function verifyCvChain(
  trusted: CvCertificate,
  chain: readonly CvCertificate[],
  options: VerifyCvChainOptions,
): CvChainVerification {
  let holder: CvHolder | undefined
  for (const [index, certificate] of [trusted, ...chain].entries()) {
    const next = step(certificate, holder, options)
    if ('reason' in next) return { ...next, at: index - 1 }
    holder = next
  }
  return { status: 'passed', holder: holder! }
}

const none = new Uint8Array(64)

type Refusal = Omit<Extract<CvChainVerification, { readonly reason: ReasonCode }>, 'at'>

function step(
  certificate: CvCertificate,
  issuer: CvHolder | undefined,
  { backend, on }: VerifyCvChainOptions,
): CvHolder | Refusal {
  const refuse = (reason: ReasonCode, detail: string): Refusal => ({ status: 'failed', reason, detail })
  const { publicKey, authorization } = certificate
  const { scheme } = publicKey
  if (scheme === undefined) {
    return {
      status: 'inconclusive',
      reason: 'ALGORITHM_UNSUPPORTED',
      detail: `public key of type ${publicKey.oid}`,
    }
  }
  let key: RsaPublicKey | EcPublicKey
  try {
    key = resolveCvPublicKey(publicKey, issuer?.key.type === 'EC' ? issuer.key.curve : undefined)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return error.code === 'CRYPTO_BAD_PARAMETERS'
      ? { status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED', detail: error.message }
      : refuse('KEY_MALFORMED', error.message)
  }
  if ((scheme.kind === 'ECDSA') !== (key.type === 'EC')) return refuse('ALGORITHM_MISMATCH', 'kind of key')
  const holder = { certificate, key, scheme, effectiveAuthorization: authorization.template }
  if (issuer === undefined) {
    if (authorization.role !== 'CVCA') return refuse('NOT_A_CA', 'the first certificate is no CVCA')
    return isSelfSignedCvCertificate(certificate) && !isSignedBy(certificate, holder, backend)
      ? refuse('ISSUER_SIGNATURE_INVALID', 'the self-signed certificate does not verify')
      : holder
  }
  const ca = issuer.certificate
  if (certificate.authorityReference.text !== ca.holderReference.text) {
    return refuse('PATH_NOT_ESTABLISHED', 'the certificate names another issuer')
  }
  if (!mayIssue(ca, certificate)) {
    return refuse('NOT_A_CA', `${ca.authorization.role} over ${authorization.role}`)
  }
  if (!isSignedBy(certificate, issuer, backend)) return refuse('ISSUER_SIGNATURE_INVALID', 'signature')
  if (on !== undefined && authorization.role !== 'CVCA') {
    if (certificate.expirationDate < on) return refuse('CERTIFICATE_EXPIRED', certificate.expirationDate)
    if (certificate.effectiveDate > on) return refuse('CERTIFICATE_NOT_YET_VALID', certificate.effectiveDate)
  }
  // A link certificate starts anew: its rights are those of the CVCA that it enables.
  if (authorization.role === 'CVCA') return holder
  // Bits of another kind of terminal mean something else: nothing is left of them.
  const above =
    issuer.certificate.authorization.oid === authorization.oid ? issuer.effectiveAuthorization : none
  return { ...holder, effectiveAuthorization: both(above, authorization.template) }
}

function isSignedBy(certificate: CvCertificate, issuer: CvHolder, backend: CryptoBackend): boolean {
  const { bodyBytes, signature } = certificate
  return verifySignature(backend, issuer.scheme, issuer.key, bodyBytes, signature).valid
}

/** A CVCA links to its next key and certifies document verifiers, and those terminals. */
function mayIssue(issuer: CvCertificate, subject: CvCertificate): boolean {
  const role = subject.authorization.role
  switch (issuer.authorization.role) {
    case 'CVCA':
      return role !== 'terminal'
    case 'domesticDocumentVerifier':
    case 'foreignDocumentVerifier':
      return role === 'terminal'
    case 'terminal':
      return false
  }
}

/** Bit by bit, the last bytes side by side; of the role bits too, as a chip does. */
function both(a: Uint8Array, b: Uint8Array): Uint8Array {
  const length = Math.min(a.length, b.length)
  const [x, y] = [a.subarray(a.length - length), b.subarray(b.length - length)]
  return x.map((byte, i) => byte & y[i]!)
}
