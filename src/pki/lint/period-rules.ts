import { fieldLeniencies } from '../certificate.js'
import { decodePrivateKeyUsagePeriod, extendedKeyUsage, extensionOid } from '../extensions.js'
import type { CertificateKind, CertificateUnderLint } from './certificate-under-lint.js'
import { find } from './field-rules.js'
import { type CheckedRule, faultIf } from './lint-rule.js'

type Rule = CheckedRule<CertificateUnderLint>
const day = 86_400_000
const year = 365.25

const cas: readonly CertificateKind[] = ['csca', 'link']
const compact: readonly CertificateKind[] = ['lds2Signer', 'barCodeSigner']

/** Days of the private key usage period, of which a missing end is that of the certificate. */
function keyDays({ certificate }: CertificateUnderLint): number | undefined {
  const extension = certificate.extensions.find(({ oid }) => oid === extensionOid.privateKeyUsagePeriod)
  if (extension === undefined) return undefined
  const { notBefore, notAfter } = decodePrivateKeyUsagePeriod(extension.value, {
    leniencies: fieldLeniencies,
  })
  const [from, to] = [notBefore ?? certificate.notBefore, notAfter ?? certificate.notAfter]
  return (to.getTime() - from.getTime()) / day
}

const inYears = (days: number): string => `${(days / year).toFixed(1)} years`

/** Recommended periods, with a month of tolerance, and the profiles of LDS2 and bar code signers. */
export const periodRules: readonly Rule[] = [
  {
    id: 'csca-key-period',
    clause: 'Doc 9303-12 §4.1.1 table 1',
    level: 'recommended',
    appliesTo: cas,
    text: 'The private key of a CSCA is used for 3 to 5 years.',
    check: subject => {
      const days = keyDays(subject)
      if (days === undefined) return []
      return faultIf(days < 3 * year - 31 || days > 5 * year + 31, inYears(days))
    },
  },
  {
    id: 'csca-validity',
    clause: 'Doc 9303-12 §4.1.1 table 1',
    level: 'recommended',
    appliesTo: ['csca'],
    text: 'The certificate of a CSCA is valid for 13 to 15 years, for documents of 10.',
    check: ({ certificate: { notBefore, notAfter } }) => {
      const days = (notAfter.getTime() - notBefore.getTime()) / day
      return faultIf(days < 13 * year - 31 || days > 15 * year + 31, inYears(days))
    },
  },
  {
    id: 'document-signer-key-period',
    clause: 'Doc 9303-12 §4.1.1 table 1',
    level: 'recommended',
    appliesTo: ['documentSigner'],
    text: 'The private key of a document signer is used for up to 3 months.',
    check: subject => {
      const days = keyDays(subject)
      if (days === undefined) return []
      return faultIf(days > 93 + 31, `${Math.round(days)} days`)
    },
  },
  {
    id: 'compact-extensions',
    clause: 'Doc 9303-12 §7.1.2 table 7, §7.1.3 table 8',
    level: 'mandatory',
    appliesTo: compact,
    text: 'LDS2 and bar code signers have authorityKeyIdentifier and extKeyUsage, bar code signers perhaps documentTypeList, and nothing else.',
    check: ({ extensions, kind }) => {
      const oids = extensions.map(({ oid }) => oid)
      const required = [extensionOid.authorityKeyIdentifier, extensionOid.extKeyUsage]
      const permitted: readonly string[] =
        kind === 'barCodeSigner' ? [...required, extensionOid.documentTypeList] : required
      return [
        ...required.filter(oid => !oids.includes(oid)).map(oid => `no ${oid}`),
        ...oids.filter(oid => !permitted.includes(oid)).map(oid => `${oid} present`),
      ]
    },
  },
  {
    id: 'compact-purposes',
    clause: 'Doc 9303-12 §7.1.2, §7.1.3',
    level: 'mandatory',
    appliesTo: compact,
    text: 'extKeyUsage of LDS2 and bar code signers names nothing else than their purposes.',
    check: ({ kind, certificate: { extendedKeyUsage: purposes = [] } }) => {
      const { barCodeSigner, lds2TravelStampSigner, lds2VisaSigner, lds2BiometricsSigner } = extendedKeyUsage
      const own: readonly string[] =
        kind === 'barCodeSigner'
          ? [barCodeSigner]
          : [lds2TravelStampSigner, lds2VisaSigner, lds2BiometricsSigner]
      return purposes.filter(purpose => !own.includes(purpose)).map(purpose => `purpose ${purpose}`)
    },
  },
  {
    id: 'compact-subject',
    clause: 'Doc 9303-12 §7.1.2, §7.1.3',
    level: 'mandatory',
    appliesTo: compact,
    text: 'The subject of LDS2 and bar code signers is countryName and commonName: at most 9 characters, or two upper case letters in a PrintableString.',
    check: ({ kind, certificate: { subject } }) => {
      const others = subject.rdns.flat().filter(({ oid }) => oid !== '2.5.4.3' && oid !== '2.5.4.6')
      const name = find(subject, '2.5.4.3')
      const wrong =
        kind === 'lds2Signer'
          ? (name?.text ?? '').length > 9
          : name?.tag !== 0x13 || !/^[A-Z]{2}$/.test(name.text ?? '')
      return [
        ...others.map(({ oid }) => `attribute ${oid}`),
        ...faultIf(wrong && name !== undefined, `commonName ${name?.text}`),
      ]
    },
  },
]
