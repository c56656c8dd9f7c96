import type { CryptoBackend } from '../crypto/index.js'
import { type CertificateLint, type LintFinding, lintCertificate } from '../pki/index.js'
import { type CheckedRule, faultIf, runRules } from '../pki/lint/lint-rule.js'
import { readSignedDataForLint, signedDataReadable, signedDataRules } from '../pki/lint/lint-signed-data.js'
import type { EfSod } from './ef-sod.js'

/** What an EF.SOD breaks. */
export interface EfSodLint {
  readonly findings: readonly LintFinding[]
  /** What the certificates of its signers break, each held against the profile of a document signer. */
  readonly signers: readonly CertificateLint[]
}

/** Rules on the LDS security object. */
export const securityObjectRules: readonly CheckedRule<EfSod>[] = Object.freeze<CheckedRule<EfSod>[]>([
  {
    id: 'sod-data-group-hashes',
    clause: 'Doc 9303-10 §4.6.2.3',
    level: 'mandatory',
    appliesTo: ['efSod'],
    text: 'The LDS security object holds hashes of 2 to 16 data groups.',
    check: ({ securityObject: { dataGroupHashes } }) =>
      faultIf(dataGroupHashes.length < 2, `${dataGroupHashes.length} of them`),
  },
  {
    id: 'sod-data-groups-mandatory',
    clause: 'Doc 9303-10 §4.7.1, §4.7.2',
    level: 'mandatory',
    appliesTo: ['efSod'],
    text: 'The LDS security object holds the hashes of DG1 and DG2.',
    check: ({ securityObject: { dataGroupHashes } }) =>
      [1, 2]
        .filter(number => !dataGroupHashes.some(({ dataGroup }) => dataGroup === number))
        .map(number => `none of DG${number}`),
  },
])

/**
 * Holds an EF.SOD, and the certificates of its signers, against Doc 9303-10 §4.6.2 and Doc 9303-12 §7.1. What `parseEfSod` cannot
 * read is no EF.SOD at all.
 *
 * @example
 * ```ts
 * import { lintEfSod, parseEfSod } from 'emrtd/lds'
 *
 * const faults = (file: Uint8Array) => lintEfSod(parseEfSod(file)).findings.map(({ rule }) => rule.id)
 * ```
 */
export function lintEfSod(
  sod: EfSod,
  options: { readonly backend?: CryptoBackend | undefined } = {},
): EfSodLint {
  const read = readSignedDataForLint(sod.signedData)
  return {
    findings: [
      ...runRules(signedDataRules, 'efSod', read, signedDataReadable),
      ...runRules(securityObjectRules, 'efSod', sod, signedDataReadable),
    ],
    signers: read.signers.map(signer =>
      lintCertificate(signer, { kind: 'documentSigner', backend: options.backend }),
    ),
  }
}
