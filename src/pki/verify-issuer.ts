import { DerReader } from '../asn1/index.js'
import { equalBytes } from '../bytes.js'
import type { CryptoBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { ReasonCode } from '../verdict.js'
import { type Certificate, fieldLeniencies } from './certificate.js'
import { extensionOid } from './extensions.js'
import { equalNames, formatName } from './name.js'
import type { SignerMemory } from './signer-memory.js'
import type { TrustPolicy } from './trust-policy.js'
import {
  type CertificateSignatureVerification,
  verifyCertificateSignature,
} from './verify-certificate-signature.js'

/** How one part of a certificate path's verification ended. */
export interface PathOutcome {
  readonly status: 'passed' | 'failed' | 'inconclusive'
  /** Why it did not pass. */
  readonly reason?: ReasonCode
  /** A sentence for a person. */
  readonly detail?: string
}

/** How strictly {@link verifyIssuer} takes an issuer's right to issue. */
export interface IssuerRules {
  /** CA certificates between the issuer and the end entity, link certificates not counted; 0 unless given. */
  readonly certificatesBelow?: number
  /** As in {@link TrustPolicy}; `lenient` unless given. */
  readonly caFlag?: TrustPolicy['caFlag']
  /** Remembers how the signature turned out. */
  readonly memory?: SignerMemory | undefined
}

const knownExtensions: ReadonlySet<string> = new Set(Object.values(extensionOid))

/**
 * Verifies that `issuer` issued `certificate` and had the right to: the signature, then the issuer's basicConstraints,
 * keyUsage, path length and both certificates' critical extensions. Neither validity nor trust. Doc 9303-12 §7.1 and
 * Appendix D.1.1.3, RFC 5280 §6.1.4.
 *
 * basicConstraints, their CA flag and keyUsage may be absent unless `caFlag` is `required`: CSCA certificates in use lack
 * them. No CA may stand between a CSCA and the end entity, whatever path length the CSCA permits: Appendix D.1.1.2 begins
 * with a maximum of 0. A signature that does not hold is
 * `failed` only if `issuer` is beyond doubt the one that is named: by key identifier, by name, and with a key identifier
 * that is its key's SHA-1. Otherwise another key was perhaps meant, and it is `inconclusive` with `NO_TRUST_ANCHOR`.
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { type Certificate, verifyIssuer } from 'emrtd/pki'
 *
 * const issuedBy = (signer: Certificate, csca: Certificate) =>
 *   verifyIssuer(signer, csca, defaultBackend).status === 'passed'
 * ```
 */
export function verifyIssuer(
  certificate: Certificate,
  issuer: Certificate,
  backend: CryptoBackend,
  rules: IssuerRules = {},
): PathOutcome {
  const verify = (): CertificateSignatureVerification =>
    verifyCertificateSignature(certificate, issuer, backend)
  const signature = rules.memory?.verify(certificate, issuer, verify) ?? verify()
  if (signature.status === 'inconclusive') return signature
  if (signature.status === 'failed') {
    return signature.reason !== 'KEY_MALFORMED' && isNamedIssuer(certificate, issuer, backend)
      ? failed('ISSUER_SIGNATURE_INVALID', 'the CSCA that the certificate names did not sign it')
      : {
          status: 'inconclusive',
          reason: 'NO_TRUST_ANCHOR',
          detail: 'not signed by this key; the certificate may mean another one',
        }
  }
  try {
    return judgeIssuer(issuer, rules) ?? unknownExtension(certificate) ?? { status: 'passed' }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return failed('CERTIFICATE_MALFORMED', error.message)
  }
}

/**
 * The failure `CRITICAL_EXTENSION_UNKNOWN` if the certificate has a critical extension that Doc 9303-12 does not know;
 * otherwise undefined. RFC 5280 §6.1.5 (f).
 *
 * @throws {EmrtdError} `PKI_BAD_CERTIFICATE` if its extensions cannot be read.
 */
export function unknownExtension(certificate: Certificate): PathOutcome | undefined {
  const unknown = certificate.extensions.find(({ oid, critical }) => critical && !knownExtensions.has(oid))
  if (unknown === undefined) return undefined
  return failed('CRITICAL_EXTENSION_UNKNOWN', `${unknown.oid} in ${formatName(certificate.subject)}`)
}

/**
 * The first certificate that is not valid at `at`, as a failure; `passed` if there is none. RFC 5280 §6.1.3 (a)(2).
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs'
 * import { parseCertificate, verifyValidity } from 'emrtd/pki'
 *
 * const csca = parseCertificate(new Uint8Array(readFileSync('csca.cer')))
 * verifyValidity([csca], new Date('2026-06-01')).status // 'passed'
 * ```
 */
export function verifyValidity(certificates: readonly Certificate[], at: Date): PathOutcome {
  if (Number.isNaN(at.getTime())) throw new TypeError('a valid date expected')
  try {
    for (const certificate of certificates) {
      const { notBefore, notAfter } = certificate
      const name = formatName(certificate.subject)
      if (at < notBefore) {
        return failed('CERTIFICATE_NOT_YET_VALID', `${name} is valid from ${notBefore.toISOString()}`)
      }
      if (at > notAfter) {
        return failed('CERTIFICATE_EXPIRED', `${name} was valid until ${notAfter.toISOString()}`)
      }
    }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return failed('CERTIFICATE_MALFORMED', error.message)
  }
  return { status: 'passed' }
}

function judgeIssuer(
  issuer: Certificate,
  { certificatesBelow = 0, caFlag = 'lenient' }: IssuerRules,
): PathOutcome | undefined {
  const { basicConstraints, keyUsage } = issuer
  const name = formatName(issuer.subject)
  const strict = caFlag === 'required'
  const mayCertify = keyUsage?.includes('keyCertSign')
  if (basicConstraints?.ca !== true && (strict || (basicConstraints !== undefined && mayCertify !== true))) {
    return failed('NOT_A_CA', `basicConstraints of ${name} do not make it a CA`)
  }
  if (mayCertify === false || (strict && mayCertify === undefined)) {
    return failed('KEY_USAGE_BAD', `keyUsage of ${name} lacks keyCertSign`)
  }
  if (certificatesBelow > 0) {
    const length = `${certificatesBelow} CA certificate${certificatesBelow === 1 ? '' : 's'}`
    return failed('PATH_LENGTH_EXCEEDED', `${length} below ${name}, where there may be none`)
  }
  return unknownExtension(issuer)
}

function isNamedIssuer(certificate: Certificate, issuer: Certificate, backend: CryptoBackend): boolean {
  try {
    const named = certificate.authorityKeyIdentifier?.keyIdentifier
    const own = issuer.subjectKeyIdentifier
    if (named === undefined || own === undefined || !equalBytes(named, own)) return false
    if (!equalNames(certificate.issuer, issuer.subject)) return false
    const keyInfo = new DerReader(issuer.publicKeyInfo, { leniencies: fieldLeniencies }).sequence()
    keyInfo.skip()
    return equalBytes(own, backend.digest('SHA-1', keyInfo.bitStringBytes()))
  } catch (error) {
    if (error instanceof EmrtdError) return false
    throw error
  }
}

function failed(reason: ReasonCode, detail: string): PathOutcome {
  return { status: 'failed', reason, detail }
}
