import { toHex } from '../../bytes.js'
import { type CryptoBackend, defaultBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import type { Certificate } from '../certificate.js'
import type { MasterList } from '../master-list.js'
import { formatName, nameKey } from '../name.js'
import { verifyCertificateSignature } from '../verify-certificate-signature.js'
import { type CertificateLint, lintCertificate } from './lint-certificate.js'
import { type CheckedRule, faultIf, type LintFinding, runRules } from './lint-rule.js'
import { readSignedDataForLint, signedDataReadable, signedDataRules } from './lint-signed-data.js'

/** A certificate of a list, and what it breaks. */
export interface ListedCertificateLint extends CertificateLint {
  readonly certificate: Certificate
  /** Whether it is in the list, or stands beside the signature. */
  readonly place: 'listed' | 'carried'
}

/** What a master list breaks. */
export interface MasterListLint {
  /** Of the list itself. */
  readonly findings: readonly LintFinding[]
  readonly certificates: readonly ListedCertificateLint[]
}

/** Rules on the content of a master list. */
export const masterListRules: readonly CheckedRule<MasterList>[] = Object.freeze<CheckedRule<MasterList>[]>([
  {
    id: 'master-list-signed',
    clause: 'Doc 9303-12 §9.1',
    level: 'mandatory',
    appliesTo: ['masterList'],
    text: 'A master list is a SignedData.',
    check: ({ signedData }) => faultIf(signedData === undefined, 'no signature'),
  },
  {
    id: 'master-list-version',
    clause: 'Doc 9303-12 §9.2',
    level: 'mandatory',
    appliesTo: ['masterList'],
    text: 'The list is of version 0.',
    check: ({ version }) => faultIf(version !== 0, `version ${version}`),
  },
  {
    id: 'master-list-certificates-readable',
    clause: 'Doc 9303-12 §9.2',
    level: 'mandatory',
    appliesTo: ['masterList'],
    text: 'Every element of the list is a certificate.',
    check: ({ failures }) => failures.map(({ index, error }) => `element ${index}: ${error.code}`),
  },
  {
    id: 'serial-number-unique',
    clause: 'Doc 9303-12 §7.1.1.5',
    level: 'mandatory',
    appliesTo: ['masterList'],
    text: 'A CSCA uses a serial number once.',
    check: ({ certificates }) => reusedSerialNumbers(certificates),
  },
])

/**
 * Holds a master list, every certificate in it, and those beside its signature against the profiles of Doc 9303-12 §7.1 and §9.
 * Those in the list are held against that of a CSCA, root or link; its signer against that of a master list signer.
 *
 * @example
 * ```ts
 * import { lintMasterList, parseMasterList } from 'emrtd/pki'
 *
 * const count = (file: Uint8Array) =>
 *   lintMasterList(parseMasterList(file)).certificates.filter(({ findings }) => findings.length > 0).length
 * ```
 */
export function lintMasterList(
  list: MasterList,
  options: { readonly backend?: CryptoBackend | undefined } = {},
): MasterListLint {
  const backend = options.backend ?? defaultBackend
  const { signedData } = list
  const read = signedData && readSignedDataForLint(signedData)
  return {
    findings: [
      ...runRules(masterListRules, 'masterList', list, signedDataReadable),
      ...(read ? runRules(signedDataRules, 'masterList', read, signedDataReadable) : []),
    ],
    certificates: [
      ...list.certificates.map((certificate): ListedCertificateLint => {
        const own = verifyCertificateSignature(certificate, certificate, backend).status === 'passed'
        const lint = lintCertificate(certificate, { kind: own ? 'csca' : 'link', backend })
        return { certificate, place: 'listed', ...lint }
      }),
      ...(read?.carried ?? []).map((certificate): ListedCertificateLint => {
        const kind = read?.signers.includes(certificate) ? 'masterListSigner' : undefined
        return { certificate, place: 'carried', ...lintCertificate(certificate, { kind, backend }) }
      }),
    ],
  }
}

function reusedSerialNumbers(certificates: readonly Certificate[]): readonly string[] {
  const faults: string[] = []
  const seen = new Map<string, string>()
  for (const certificate of certificates) {
    try {
      const serial = toHex(certificate.serialNumber)
      const key = `${nameKey(certificate.issuer)} ${serial}`
      const bytes = toHex(certificate.bytes)
      if ((seen.get(key) ?? bytes) !== bytes) faults.push(`${serial} of ${formatName(certificate.issuer)}`)
      seen.set(key, bytes)
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
    }
  }
  return faults
}
