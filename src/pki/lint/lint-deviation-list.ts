import type { CryptoBackend } from '../../crypto/index.js'
import type { DeviationList } from '../deviation-list.js'
import { lintCertificate } from './lint-certificate.js'
import type { ListedCertificateLint } from './lint-master-list.js'
import { type CheckedRule, faultIf, type LintFinding, runRules } from './lint-rule.js'
import { readSignedDataForLint, signedDataReadable, signedDataRules } from './lint-signed-data.js'

/** What a deviation list breaks. */
export interface DeviationListLint {
  /** Of the list itself. */
  readonly findings: readonly LintFinding[]
  /** Of the certificates beside its signature. */
  readonly certificates: readonly ListedCertificateLint[]
}

/** Rules on the content of a deviation list. */
export const deviationListRules: readonly CheckedRule<DeviationList>[] = Object.freeze<
  CheckedRule<DeviationList>[]
>([
  {
    id: 'deviation-list-signed',
    clause: 'Doc 9303-12 §10',
    level: 'mandatory',
    appliesTo: ['deviationList'],
    text: 'A deviation list is a SignedData.',
    check: ({ signedData }) => faultIf(signedData === undefined, 'no signature'),
  },
  {
    id: 'deviation-list-version',
    clause: 'Doc 9303-12 §10.2',
    level: 'mandatory',
    appliesTo: ['deviationList'],
    text: 'The list is of version 0.',
    check: ({ version }) => faultIf(version !== 0, `version ${version}`),
  },
  {
    id: 'deviation-list-entries-readable',
    clause: 'Doc 9303-12 §10.2',
    level: 'mandatory',
    appliesTo: ['deviationList'],
    text: 'Every element of the list is a Deviation.',
    check: ({ failures }) => failures.map(({ index, error }) => `element ${index}: ${error.code}`),
  },
])

/**
 * Holds a deviation list, and the certificates beside its signature, against the profiles of Doc 9303-12 §7.1 and §10; its signer against
 * that of a deviation list signer.
 *
 * @example
 * ```ts
 * import { lintDeviationList, parseDeviationList } from 'emrtd/pki'
 *
 * const faults = (file: Uint8Array) =>
 *   lintDeviationList(parseDeviationList(file)).findings.map(({ rule }) => rule.id)
 * ```
 */
export function lintDeviationList(
  list: DeviationList,
  { backend }: { readonly backend?: CryptoBackend | undefined } = {},
): DeviationListLint {
  const read = list.signedData && readSignedDataForLint(list.signedData)
  return {
    findings: [
      ...runRules(deviationListRules, 'deviationList', list, signedDataReadable),
      ...(read ? runRules(signedDataRules, 'deviationList', read, signedDataReadable) : []),
    ],
    certificates: (read?.carried ?? []).map((certificate): ListedCertificateLint => {
      const kind = read?.signers.includes(certificate) ? 'deviationListSigner' : undefined
      return { certificate, place: 'carried', ...lintCertificate(certificate, { kind, backend }) }
    }),
  }
}
