import { DerReader, derTag } from '../../asn1/index.js'
import { bytesToLatin1, equalBytes } from '../../bytes.js'
import { fieldLeniencies } from '../certificate.js'
import { extendedKeyUsage, extensionOid, type KeyUsage } from '../extensions.js'
import { equalNames, unorderedNameKey } from '../name.js'
import { alternativeNameRules } from './alternative-name-rules.js'
import type { CertificateKind, CertificateUnderLint, WrittenExtension } from './certificate-under-lint.js'
import { type CheckedRule, faultIf } from './lint-rule.js'

type Rule = CheckedRule<CertificateUnderLint>
const table = 'Doc 9303-12 §7.1.1 table 6'

const cas: readonly CertificateKind[] = ['csca', 'link']
const listSigners: readonly CertificateKind[] = ['masterListSigner', 'deviationListSigner']
const signers: readonly CertificateKind[] = ['documentSigner', ...listSigners]
const table6: readonly CertificateKind[] = [...cas, ...signers, 'communication']
/** What tables 6, 7 and 8 ask alike. */
const tables = 'Doc 9303-12 §7.1.1 table 6, §7.1.2 table 7, §7.1.3 table 8'
const allTables: readonly CertificateKind[] = [...table6, 'barCodeSigner', 'lds2Signer']

const readerOf = (value: Uint8Array): DerReader => new DerReader(value, { leniencies: fieldLeniencies })
const written = (subject: CertificateUnderLint, oid: string): WrittenExtension | undefined =>
  subject.extensions.find(extension => extension.oid === oid)

function present(
  id: string,
  oid: string,
  name: string,
  appliesTo: readonly CertificateKind[],
  rest: Partial<Pick<Rule, 'clause' | 'later'>> = {},
): Rule {
  const text = `${name} is present.`
  const check: Rule['check'] = subject => faultIf(written(subject, oid) === undefined, `no ${name}`)
  return { id, clause: table, level: 'mandatory', appliesTo, text, check, ...rest }
}

function absent(
  id: string,
  oids: Readonly<Record<string, string>>,
  appliesTo: readonly CertificateKind[],
): Rule {
  const names = Object.keys(oids)
  const text = `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} absent.`
  const check: Rule['check'] = subject =>
    names.filter(name => written(subject, oids[name]!) !== undefined).map(name => `${name} present`)
  return { id, clause: table, level: 'mandatory', appliesTo, text, check }
}

function criticality(
  id: string,
  critical: boolean,
  oids: Readonly<Record<string, string>>,
  appliesTo: readonly CertificateKind[],
  clause = table,
): Rule {
  const names = Object.keys(oids)
  const text = `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} ${critical ? '' : 'not '}critical.`
  const check: Rule['check'] = subject =>
    names.flatMap(name => {
      const extension = written(subject, oids[name]!)
      const wrong = extension !== undefined && (extension.critical ?? false) !== critical
      return faultIf(wrong, `${name} ${critical ? 'not ' : ''}critical`)
    })
  return { id, clause, level: 'mandatory', appliesTo, text, check }
}

/** keyUsage bits that must be set, and those that may be. */
function keyUsageBits(
  id: string,
  appliesTo: readonly CertificateKind[],
  required: readonly KeyUsage[],
  permitted: readonly KeyUsage[],
): Rule {
  const text =
    required.length > 0
      ? `keyUsage is ${required.join(' and ')}, and nothing else.`
      : `keyUsage is nothing else than ${permitted.join(', ')}.`
  const check: Rule['check'] = ({ certificate: { keyUsage } }) =>
    keyUsage === undefined
      ? []
      : [
          ...required.filter(use => !keyUsage.includes(use)).map(use => `lacks ${use}`),
          ...keyUsage
            .filter(use => !required.includes(use) && !permitted.includes(use))
            .map(use => `has ${use}`),
        ]
  return { id, clause: table, level: 'mandatory', appliesTo, text, check }
}

const {
  authorityKeyIdentifier,
  subjectKeyIdentifier,
  keyUsage,
  privateKeyUsagePeriod,
  basicConstraints,
  certificatePolicies,
  cRLDistributionPoints,
  extKeyUsage,
  documentTypeList,
  nameChange,
} = extensionOid

const prohibited = {
  policyMappings: '2.5.29.33',
  policyConstraints: '2.5.29.36',
  nameConstraints: '2.5.29.30',
  inhibitAnyPolicy: '2.5.29.54',
  freshestCRL: '2.5.29.46',
  subjectDirectoryAttributes: '2.5.29.9',
  netscapeCertType: '2.16.840.1.113730.1.1',
} as const
const known: ReadonlySet<string> = new Set([...Object.values(extensionOid), ...Object.values(prohibited)])

/** Rules on the extensions of a certificate. */
export const extensionRules: readonly Rule[] = [
  present('authority-key-identifier-present', authorityKeyIdentifier, 'authorityKeyIdentifier', [
    'link',
    ...signers,
    'communication',
  ]),
  {
    id: 'authority-key-identifier-content',
    clause: tables,
    level: 'mandatory',
    appliesTo: allTables,
    text: 'authorityKeyIdentifier holds a keyIdentifier.',
    check: ({ certificate: { authorityKeyIdentifier: own } }) =>
      faultIf(own !== undefined && own.keyIdentifier === undefined, 'no keyIdentifier'),
  },
  present('subject-key-identifier-present', subjectKeyIdentifier, 'subjectKeyIdentifier', cas),
  {
    id: 'subject-key-identifier-content',
    clause: table,
    level: 'mandatory',
    appliesTo: table6,
    text: 'subjectKeyIdentifier is not empty.',
    check: ({ certificate: { subjectKeyIdentifier: own } }) => faultIf(own?.length === 0, 'empty'),
  },
  present('key-usage-present', keyUsage, 'keyUsage', table6),
  criticality('key-usage-critical', true, { keyUsage }, table6),
  keyUsageBits('key-usage-ca', cas, ['keyCertSign', 'cRLSign'], []),
  keyUsageBits('key-usage-signer', signers, ['digitalSignature'], []),
  keyUsageBits(
    'key-usage-communication',
    ['communication'],
    [],
    ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  ),
  present(
    'private-key-usage-period-present',
    privateKeyUsagePeriod,
    'privateKeyUsagePeriod',
    [...cas, 'documentSigner'],
    {
      later: true,
    },
  ),
  {
    id: 'private-key-usage-period-content',
    clause: table,
    level: 'mandatory',
    appliesTo: table6,
    text: 'privateKeyUsagePeriod has notBefore or notAfter, as GeneralizedTime.',
    check: subject => keyPeriodFaults(written(subject, privateKeyUsagePeriod)),
  },
  present('basic-constraints-present', basicConstraints, 'basicConstraints', cas),
  criticality('basic-constraints-critical', true, { basicConstraints }, cas),
  {
    id: 'basic-constraints-ca',
    clause: table,
    level: 'mandatory',
    appliesTo: cas,
    text: 'basicConstraints have cA TRUE.',
    check: ({ certificate: { basicConstraints: own } }) => faultIf(own?.ca === false, 'cA is not TRUE'),
  },
  {
    id: 'path-length-present',
    clause: table,
    level: 'mandatory',
    appliesTo: cas,
    text: 'basicConstraints have a pathLenConstraint.',
    check: ({ certificate: { basicConstraints: own } }) =>
      faultIf(own !== undefined && own.pathLength === undefined, 'no pathLenConstraint'),
  },
  {
    id: 'path-length-zero',
    clause: table,
    level: 'mandatory',
    appliesTo: cas,
    text: 'pathLenConstraint is 0.',
    later: true,
    check: ({ certificate: { basicConstraints: own } }) =>
      faultIf((own?.pathLength ?? 0) !== 0, `pathLenConstraint ${own?.pathLength}`),
  },
  absent('basic-constraints-absent', { basicConstraints }, [...signers, 'communication']),
  ...alternativeNameRules,
  present(
    'crl-distribution-points-present',
    cRLDistributionPoints,
    'cRLDistributionPoints',
    [...cas, ...signers],
    {
      later: true,
    },
  ),
  {
    id: 'crl-distribution-points-content',
    clause: 'Doc 9303-12 §7.1.1.4',
    level: 'mandatory',
    appliesTo: table6,
    text: 'cRLDistributionPoints have URIs with ldap, http or https, without reasons and cRLIssuer.',
    check: subject => distributionPointFaults(written(subject, cRLDistributionPoints)),
  },
  criticality(
    'extensions-not-critical',
    false,
    {
      authorityKeyIdentifier,
      subjectKeyIdentifier,
      privateKeyUsagePeriod,
      certificatePolicies,
      subjectAltName: extensionOid.subjectAltName,
      issuerAltName: extensionOid.issuerAltName,
      cRLDistributionPoints,
      nameChange,
      documentTypeList,
    },
    allTables,
    tables,
  ),
  present('extended-key-usage-present', extKeyUsage, 'extKeyUsage', [...listSigners, 'communication'], {
    clause: 'Doc 9303-12 §7.1.1.3',
  }),
  criticality(
    'extended-key-usage-critical',
    true,
    { extKeyUsage },
    [...listSigners, 'communication', 'barCodeSigner', 'lds2Signer'],
    tables,
  ),
  {
    id: 'extended-key-usage-list-signer',
    clause: 'Doc 9303-12 §7.1.1.3',
    level: 'mandatory',
    appliesTo: listSigners,
    text: 'extKeyUsage of a list signer includes the purpose of signing such lists.',
    check: ({ kind, certificate: { extendedKeyUsage: purposes } }) => {
      const purpose =
        extendedKeyUsage[kind === 'masterListSigner' ? 'masterListSigner' : 'deviationListSigner']
      return faultIf(purposes !== undefined && !purposes.includes(purpose), `lacks ${purpose}`)
    },
  },
  absent('extended-key-usage-absent', { extKeyUsage }, [...cas, 'documentSigner']),
  present('document-type-list-present', documentTypeList, 'documentTypeList', ['documentSigner'], {
    later: true,
  }),
  {
    id: 'document-type-list-content',
    clause: 'Doc 9303-12 §7.1.1.6',
    level: 'mandatory',
    appliesTo: ['documentSigner', 'barCodeSigner'],
    text: 'documentTypeList is of version 0 and holds PrintableStrings of one or two characters.',
    check: subject => documentTypeFaults(written(subject, documentTypeList)),
  },
  absent('document-type-list-absent', { documentTypeList }, [...cas, ...listSigners, 'communication']),
  {
    id: 'name-change-present',
    clause: 'Doc 9303-12 §7.1.1.5',
    level: 'mandatory',
    appliesTo: ['link'],
    text: 'A link certificate that changes the name has the nameChange extension.',
    later: true,
    check: subject => {
      const { issuer, subject: name } = subject.certificate
      const renamed = !equalNames(issuer, name) && written(subject, nameChange) === undefined
      const reordered = unorderedNameKey(issuer) === unorderedNameKey(name)
      return faultIf(renamed, `${reordered ? 'the name in another order' : 'another name'}, no nameChange`)
    },
  },
  {
    id: 'name-change-content',
    clause: 'Doc 9303-12 §7.1.1.5',
    level: 'mandatory',
    appliesTo: cas,
    text: 'nameChange holds NULL.',
    check: subject => {
      const value = written(subject, nameChange)?.value
      return faultIf(value !== undefined && !equalBytes(value, Uint8Array.of(5, 0)), 'not NULL')
    },
  },
  absent('name-change-absent', { nameChange }, [...signers, 'communication']),
  absent('prohibited-extensions-absent', prohibited, table6),
  {
    id: 'private-extensions-not-critical',
    clause: table,
    level: 'mandatory',
    appliesTo: table6,
    text: 'Extensions that the profile does not know are not critical.',
    check: ({ extensions }) =>
      extensions
        .filter(({ oid, critical }) => critical === true && !known.has(oid))
        .map(({ oid }) => `${oid} critical`),
  },
]

function keyPeriodFaults(extension: WrittenExtension | undefined): readonly string[] {
  if (extension === undefined) return []
  const period = readerOf(extension.value).sequence()
  const faults = faultIf(period.atEnd, 'neither notBefore nor notAfter')
  const times: string[] = []
  while (!period.atEnd) times.push(bytesToLatin1(period.content()))
  return [
    ...faults,
    ...times.filter(text => !/^\d{14}Z$/.test(text)).map(text => `not GeneralizedTime: ${text}`),
  ]
}

function distributionPointFaults(extension: WrittenExtension | undefined): readonly string[] {
  if (extension === undefined) return []
  const faults: string[] = []
  const points = readerOf(extension.value).sequence()
  let uris = 0
  while (!points.atEnd) {
    const point = points.sequence()
    const names = point.tryEnter(0xa0)?.tryEnter(0xa0)
    while (names !== undefined && !names.atEnd) {
      const { tag, content } = names.element()
      if (tag !== 0x86) continue
      uris++
      const uri = bytesToLatin1(content)
      if (!/^(ldap|http|https):/i.test(uri)) faults.push(`URI ${uri}`)
    }
    if (point.peekTag() === 0x81) {
      faults.push('reasons')
      point.skip()
    }
    if (point.peekTag() === 0xa2) faults.push('cRLIssuer')
  }
  return uris === 0 ? [...faults, 'no URI'] : faults
}

function documentTypeFaults(extension: WrittenExtension | undefined): readonly string[] {
  if (extension === undefined) return []
  const list = readerOf(extension.value).sequence()
  const faults = [...faultIf(list.integer() !== 0n, 'version is not 0')]
  const types = list.set()
  while (!types.atEnd) {
    const { tag, content } = types.element()
    if (tag !== derTag.printableString) faults.push(`type with tag ${tag.toString(16)}`)
    if (content.length < 1 || content.length > 2) faults.push(`type of ${content.length} characters`)
  }
  return faults
}
