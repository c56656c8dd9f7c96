import { equalBytes } from '../../bytes.js'
import { fieldLeniencies } from '../certificate.js'
import { decodeGeneralNames, extensionOid, type GeneralName } from '../extensions.js'
import type { CertificateKind, CertificateUnderLint, WrittenExtension } from './certificate-under-lint.js'
import { type CheckedRule, faultIf } from './lint-rule.js'

type Rule = CheckedRule<CertificateUnderLint>
const clause = 'Doc 9303-12 §7.1.1.2'
const appliesTo: readonly CertificateKind[] = [
  'csca',
  'link',
  'documentSigner',
  'masterListSigner',
  'deviationListSigner',
  'communication',
]
const both = { subjectAltName: extensionOid.subjectAltName, issuerAltName: extensionOid.issuerAltName }
const contactKinds: readonly GeneralName['kind'][] = ['rfc822Name', 'dNSName', 'uniformResourceIdentifier']

/** Locality and state of the alternative names. */
const attributeOid = { locality: '2.5.4.7', stateOrProvince: '2.5.4.8' } as const

function find({ extensions }: CertificateUnderLint, oid: string): WrittenExtension | undefined {
  return extensions.find(extension => extension.oid === oid)
}

/** What is wrong with either extension, as far as it is there. */
function eachOf(faults: (names: readonly GeneralName[]) => readonly string[]): Rule['check'] {
  return subject =>
    Object.entries(both).flatMap(([name, oid]) => {
      const extension = find(subject, oid)
      if (extension === undefined) return []
      const names = decodeGeneralNames(extension.value, { leniencies: fieldLeniencies })
      return faults(names).map(fault => `${name}: ${fault}`)
    })
}

function directoryFaults(names: readonly GeneralName[]): readonly string[] {
  const directories = names.flatMap(name => (name.kind === 'directoryName' ? [name.name] : []))
  return directories.flatMap(({ rdns }) => {
    const attributes = rdns.flat()
    const code = attributes.find(({ oid }) => oid === attributeOid.locality)?.text
    const province = attributes.find(({ oid }) => oid === attributeOid.stateOrProvince)
    const others = attributes.filter(
      ({ oid }) => oid !== attributeOid.locality && oid !== attributeOid.stateOrProvince,
    )
    return [
      ...faultIf(code === undefined, 'no localityName'),
      ...faultIf(
        code !== undefined && !/^[A-Z]{1,3}$/.test(code),
        `localityName ${code} is no code of a state`,
      ),
      ...faultIf(
        province !== undefined && !/^[A-Z]{3}$/.test(province.text ?? ''),
        `stateOrProvinceName ${province?.text} is no code of three letters`,
      ),
      ...others.map(({ oid }) => `attribute ${oid}`),
    ]
  })
}

/** Rules on subjectAltName and issuerAltName. */
export const alternativeNameRules: readonly Rule[] = [
  {
    id: 'alternative-names-present',
    clause: 'Doc 9303-12 §7.1.1 table 6',
    level: 'mandatory',
    appliesTo,
    text: 'subjectAltName and issuerAltName are present.',
    later: true,
    check: subject =>
      Object.entries(both)
        .filter(([, oid]) => find(subject, oid) === undefined)
        .map(([name]) => `no ${name}`),
  },
  {
    id: 'alternative-names-directory-name',
    clause,
    level: 'mandatory',
    appliesTo,
    text: 'subjectAltName and issuerAltName hold a directoryName.',
    check: eachOf(names => faultIf(!names.some(({ kind }) => kind === 'directoryName'), 'no directoryName')),
  },
  {
    id: 'alternative-names-state-code',
    clause,
    level: 'mandatory',
    appliesTo,
    text: 'The directoryName is a localityName with the code of the state as the MRZ has it, where need be a stateOrProvinceName with a code of three letters, and nothing else.',
    check: eachOf(directoryFaults),
  },
  {
    id: 'alternative-names-contact',
    clause,
    level: 'recommended',
    appliesTo,
    text: 'subjectAltName and issuerAltName hold a way of contact: rfc822Name, dNSName or uniformResourceIdentifier.',
    check: eachOf(names => faultIf(!names.some(({ kind }) => contactKinds.includes(kind)), 'no contact')),
  },
  {
    id: 'alternative-names-equal',
    clause,
    level: 'mandatory',
    appliesTo: ['csca'],
    text: 'subjectAltName and issuerAltName of a root are the same.',
    check: subject => {
      const [one, other] = Object.values(both).map(oid => find(subject, oid)?.value)
      return faultIf(
        one !== undefined && other !== undefined && !equalBytes(one, other),
        'subjectAltName and issuerAltName differ',
      )
    },
  },
]
