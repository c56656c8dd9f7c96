import type { CryptoBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { type Certificate, findExtension } from '../certificate.js'
import { extensionOid } from '../extensions.js'
import {
  type CertificateKind,
  type CertificateUnderLint,
  certificateKind,
  readForLint,
} from './certificate-under-lint.js'
import { extensionRules } from './extension-rules.js'
import { certificateReadable, fieldRules } from './field-rules.js'
import { type CheckedRule, type LintFinding, runRules } from './lint-rule.js'
import { periodRules } from './period-rules.js'

/** The rules that a certificate is held against, whatever its kind. */
export const certificateRules: readonly CheckedRule<CertificateUnderLint>[] = Object.freeze([
  ...fieldRules,
  ...extensionRules,
  ...periodRules,
])

/** How {@link lintCertificate} looks. */
export interface LintCertificateOptions {
  /** What the certificate is for; by what it says of itself unless given ({@link certificateKind}). */
  readonly kind?: CertificateKind | undefined
  /** Tells roots from link certificates. */
  readonly backend?: CryptoBackend | undefined
}

/** What a certificate breaks. */
export interface CertificateLint {
  readonly kind: CertificateKind
  readonly findings: readonly LintFinding[]
}

/**
 * Holds a certificate against the profile of Doc 9303-12 §7.1 for its kind. Findings never decide Passive Authentication: most
 * certificates of real states break a rule, and documents under them verify.
 *
 * Nothing that a certificate holds is an error: what cannot be read is a finding of `certificate-readable`.
 *
 * @example
 * ```ts
 * import { lintCertificate, parseCertificate } from 'emrtd/pki'
 *
 * const faults = (der: Uint8Array) =>
 *   lintCertificate(parseCertificate(der)).findings.map(({ rule, detail }) => `${rule.id}: ${detail}`)
 * ```
 */
export function lintCertificate(
  certificate: Certificate,
  options: LintCertificateOptions = {},
): CertificateLint {
  let kind = options.kind ?? 'documentSigner'
  try {
    kind = options.kind ?? certificateKind(certificate, options.backend)
    const findings = runRules(certificateRules, kind, readForLint(certificate, kind), certificateReadable)
    return { kind, findings: isOfEarlierProfile(certificate) ? findings.map(markEarlier) : findings }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { kind, findings: [{ rule: certificateReadable, detail: `${error.code}: ${error.message}` }] }
  }
}

/** The Sixth Edition forbade both alternative names, the Seventh demands them. Doc 9303-12 Appendix C, table C-2. */
function isOfEarlierProfile(certificate: Certificate): boolean {
  return [extensionOid.subjectAltName, extensionOid.issuerAltName].every(
    oid => findExtension(certificate, oid) === undefined,
  )
}

function markEarlier(finding: LintFinding): LintFinding {
  return finding.rule.later === true ? { ...finding, earlierProfile: true } : finding
}
