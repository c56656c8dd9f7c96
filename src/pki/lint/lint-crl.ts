import { type DerElement, DerReader, derTag } from '../../asn1/index.js'
import { equalBytes } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'
import { fieldLeniencies } from '../certificate.js'
import { extensionOid } from '../extensions.js'
import type { Name } from '../name.js'
import type { Crl } from '../parse-crl.js'
import { readWrittenExtensions, type WrittenExtension } from './certificate-under-lint.js'
import {
  countryInUpperCase,
  countryOfTwoLetters,
  directoryStrings,
  find,
  hashFaults,
  printableAttributes,
  timeFaults,
  writtenDefaults,
} from './field-rules.js'
import { type CheckedRule, faultIf, type LintFinding, type LintRule, runRules } from './lint-rule.js'

/** A CRL with what is lost when it is decoded. */
export interface CrlUnderLint {
  readonly crl: Crl
  /** thisUpdate and nextUpdate as written. */
  readonly times: readonly DerElement[]
  /** Whether revokedCertificates is there and empty. */
  readonly emptyList: boolean
  /** Of the CRL itself, as written. */
  readonly extensions: readonly WrittenExtension[]
}

const table9 = 'Doc 9303-12 §7.1.4 table 9'
const table10 = 'Doc 9303-12 §7.1.4 table 10'
const crlNumber = '2.5.29.20'
const prohibited: Readonly<Record<string, string>> = {
  deltaCRLIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  freshestCRL: '2.5.29.46',
}
const prohibitedInEntries: Readonly<Record<string, string>> = {
  reasonCode: '2.5.29.21',
  holdInstructionCode: '2.5.29.23',
  invalidityDate: '2.5.29.24',
  certificateIssuer: '2.5.29.29',
}
/** Extensions whose being critical, or being there, has a rule of its own. */
const judgedElsewhere: ReadonlySet<string> = new Set([
  extensionOid.authorityKeyIdentifier,
  crlNumber,
  ...Object.values(prohibited),
  ...Object.values(prohibitedInEntries),
])
const days90 = 90 * 86_400_000

const rule = (
  id: string,
  clause: string,
  text: string,
  check: CheckedRule<CrlUnderLint>['check'],
): CheckedRule<CrlUnderLint> => ({ id, clause, level: 'mandatory', appliesTo: ['crl'], text, check })

const extensionOf = ({ crl }: CrlUnderLint, oid: string): Crl['extensions'][number] | undefined =>
  crl.extensions.find(extension => extension.oid === oid)

const ofIssuer = (faults: (name: Name) => readonly string[]): CheckedRule<CrlUnderLint>['check'] => {
  return ({ crl }) => faults(crl.issuer)
}

/** What cannot be read at all. */
export const crlReadable: LintRule = {
  id: 'crl-readable',
  clause: 'RFC 5280 §5.1',
  level: 'mandatory',
  appliesTo: ['crl'],
  text: 'Every field and extension has the syntax of RFC 5280.',
}

/** Rules on CRLs. */
export const crlRules: readonly CheckedRule<CrlUnderLint>[] = Object.freeze([
  rule('crl-der', 'RFC 5280 §5.1', 'The CRL is encoded in DER.', ({ crl }) =>
    [...new Set(crl.deviations.map(({ leniency }) => leniency))]
      .filter(leniency => leniency !== 'timeFormat')
      .map(leniency => `not DER: ${leniency}`),
  ),
  rule('crl-version', table9, 'The version is 2.', ({ crl: { version } }) =>
    faultIf(version !== 2, `version ${version}`),
  ),
  rule(
    'crl-signature-algorithms-equal',
    table9,
    'The signature algorithms inside and outside of tBSCertList are the same.',
    ({ crl }) => faultIf(!equalBytes(crl.signatureAlgorithm, crl.tbsSignatureAlgorithm), 'they differ'),
  ),
  rule('crl-country-present', table9, 'The issuer has a countryName.', ({ crl: { issuer } }) =>
    faultIf(find(issuer, '2.5.4.6') === undefined, 'no countryName'),
  ),
  rule(
    'crl-country-two-letters',
    table9,
    'countryName is a code of two letters.',
    ofIssuer(countryOfTwoLetters),
  ),
  rule('crl-country-upper-case', table9, 'countryName is in upper case.', ofIssuer(countryInUpperCase)),
  rule(
    'crl-name-printable-string',
    table9,
    'countryName and serialNumber of the issuer are PrintableStrings.',
    ofIssuer(printableAttributes),
  ),
  rule(
    'crl-name-directory-string',
    table9,
    'Other attributes with DirectoryString syntax are PrintableString or UTF8String.',
    ofIssuer(directoryStrings),
  ),
  rule(
    'crl-time-encoding',
    table9,
    'Times are UTCTime with seconds and Z through 2049, GeneralizedTime with seconds, without fraction and with Z from 2050.',
    ({ times }) => times.flatMap(timeFaults),
  ),
  rule('crl-next-update-present', table9, 'nextUpdate is present.', ({ crl }) =>
    faultIf(crl.nextUpdate === undefined, 'no nextUpdate'),
  ),
  rule(
    'crl-period',
    'Doc 9303-12 §4.1.5',
    'A CRL is issued at least every 90 days: nextUpdate is no later.',
    ({ crl: { thisUpdate, nextUpdate } }) => {
      if (nextUpdate === undefined) return []
      const period = nextUpdate.getTime() - thisUpdate.getTime()
      return faultIf(period > days90, `${Math.round(period / 86_400_000)} days`)
    },
  ),
  rule(
    'crl-list-not-empty',
    table9,
    'revokedCertificates is absent if nothing is revoked.',
    ({ emptyList }) => faultIf(emptyList, 'an empty list'),
  ),
  rule(
    'crl-entry-extensions-absent',
    table10,
    'Entries have none of the extensions of RFC 5280.',
    ({ crl }) =>
      Object.entries(prohibitedInEntries).flatMap(([name, oid]) => {
        const count = crl.revoked.filter(({ extensions }) => extensions.some(own => own.oid === oid)).length
        return faultIf(count > 0, `${name} in ${count} entries`)
      }),
  ),
  rule(
    'crl-authority-key-identifier',
    table10,
    'authorityKeyIdentifier is present with a keyIdentifier, and not critical.',
    subject => {
      const extension = extensionOf(subject, extensionOid.authorityKeyIdentifier)
      if (extension === undefined) return ['no authorityKeyIdentifier']
      return [
        ...faultIf(extension.critical, 'critical'),
        ...faultIf(subject.crl.authorityKeyIdentifier?.keyIdentifier === undefined, 'no keyIdentifier'),
      ]
    },
  ),
  rule(
    'crl-number',
    table10,
    'cRLNumber is present, not critical, not negative, of at most 20 octets and no more than it needs.',
    subject => {
      const extension = extensionOf(subject, crlNumber)
      if (extension === undefined) return ['no cRLNumber']
      const number = new DerReader(extension.value, { leniencies: fieldLeniencies }).integerBytes()
      const [first = 0, second = 0x80] = number
      return [
        ...faultIf(extension.critical, 'critical'),
        ...faultIf(first >= 0x80, 'negative'),
        ...faultIf(number.length > 20, `${number.length} octets`),
        ...faultIf(first === 0 && second < 0x80, 'a superfluous octet'),
      ]
    },
  ),
  rule(
    'crl-prohibited-extensions-absent',
    table10,
    'deltaCRLIndicator, issuingDistributionPoint and freshestCRL are absent.',
    subject =>
      Object.entries(prohibited)
        .filter(([, oid]) => extensionOf(subject, oid) !== undefined)
        .map(([name]) => `${name} present`),
  ),
  rule('crl-no-default-values', table9, 'Default values of extensions are not encoded.', ({ extensions }) =>
    writtenDefaults(extensions),
  ),
  rule(
    'crl-other-extensions-not-critical',
    table10,
    'issuerAltName and private extensions, of the CRL and of its entries, are not critical.',
    ({ crl }) => {
      const all = [...crl.extensions, ...crl.revoked.flatMap(({ extensions }) => extensions)]
      const others = all.filter(({ oid, critical }) => critical && !judgedElsewhere.has(oid))
      return [...new Set(others.map(({ oid }) => `${oid} critical`))]
    },
  ),
  rule(
    'crl-hash-permitted',
    'Doc 9303-12 §4.1.6.4',
    'The hash function of the signature is SHA-224, SHA-256, SHA-384 or SHA-512.',
    ({ crl }) => hashFaults(crl.signatureAlgorithm),
  ),
])

/**
 * Holds a CRL against the profile of Doc 9303-12 §7.1.4.
 *
 * @example
 * ```ts
 * import { fieldLeniencies, lintCrl, parseCrl } from 'emrtd/pki'
 *
 * const faults = (der: Uint8Array) =>
 *   lintCrl(parseCrl(der, { leniencies: fieldLeniencies })).map(({ rule }) => rule.id)
 * ```
 */
export function lintCrl(crl: Crl): readonly LintFinding[] {
  try {
    const tbs = new DerReader(crl.tbsBytes, { leniencies: fieldLeniencies }).sequence()
    if (tbs.peekTag() === derTag.integer) tbs.skip()
    tbs.skip()
    tbs.skip()
    const times = [tbs.element()]
    if (crl.nextUpdate !== undefined) times.push(tbs.element())
    const emptyList = tbs.tryEnter(derTag.sequence)?.atEnd === true
    const extensions = readWrittenExtensions(tbs, 0xa0)
    return runRules(crlRules, 'crl', { crl, times, emptyList, extensions }, crlReadable)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return [{ rule: crlReadable, detail: `${error.code}: ${error.message}` }]
  }
}
