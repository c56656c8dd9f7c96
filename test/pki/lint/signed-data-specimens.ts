import {
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  encodeTlv,
} from '../../../src/asn1/index.js'
import {
  buildDeviationList,
  buildMasterList,
  issueDocument,
  linkCertificate,
  writeLdsSecurityObject,
  writeSignedData,
} from '../../../src/testkit/index.js'
import { nextSpecimenCountry, specimenCountry } from './certificate-specimens.js'
import { soundCrls } from './crl-specimens.js'
import { parts, withLongLength, withPartAt } from './rewrite.js'

const country = specimenCountry
const signingTime = new Date('2020-02-01T00:00:00Z')
const choices = { signingTime, signerIdentifier: 'subjectKeyIdentifier' } as const
const cscas = [country.csca.certificate, linkCertificate(country, nextSpecimenCountry)]
const descriptions = [{ type: '2.23.136.1.1.7.4' }]

export type SignedFile = 'masterList' | 'deviationList' | 'efSod'

/** Sound files, by what they are. */
export const soundFiles: Readonly<Record<SignedFile, Uint8Array>> = {
  masterList: buildMasterList(country, cscas, choices),
  deviationList: buildDeviationList(country, [{ documentType: 'P', descriptions }], choices),
  efSod: issueDocument(country, { signingTime }).files['EF.SOD'],
}

/** A file that breaks one rule; `also` names rules that cannot but be broken with it. */
export interface BrokenFile {
  readonly file: SignedFile
  readonly bytes: Uint8Array
  readonly also?: readonly string[]
}

type Change = (part: Uint8Array) => readonly Uint8Array[] | Uint8Array

// Places in ContentInfo, SignedData and SignerInfo; of EF.SOD in its tag 77.
const signedData = [1, 0]
const infos = [...signedData, -1]
const changed = (file: SignedFile, places: readonly number[], change: Change): BrokenFile => ({
  file,
  bytes: withPartAt(soundFiles[file], file === 'efSod' ? [0, ...places] : places, change),
})
const inEach = (
  files: readonly SignedFile[],
  places: readonly number[],
  change: Change,
): readonly BrokenFile[] => files.map(file => changed(file, places, change))
const lists = ['masterList', 'deviationList'] as const
const all = [...lists, 'efSod'] as const
const masterListOf = (content: Uint8Array): BrokenFile => {
  const { masterListSigner, csca } = country
  const beside = [masterListSigner.certificate, csca.certificate]
  return {
    file: 'masterList',
    bytes: writeSignedData('2.23.136.1.1.2', content, masterListSigner, beside, choices),
  }
}
const sodOf = (...numbers: readonly number[]): BrokenFile => {
  const groups = new Map(numbers.map(number => [number, Uint8Array.of(number)]))
  const object = writeLdsSecurityObject(groups, 'SHA-256', 0)
  const { documentSigner } = country
  const cms = writeSignedData('2.23.136.1.1.1', object, documentSigner, [documentSigner.certificate], {
    signingTime,
  })
  return { file: 'efSod', bytes: encodeTlv(0x77, cms) }
}
const withoutCertificates: Change = () => []
const crls = encodeTlv(0xa1, soundCrls[0]!)

/** Another certificate of the CSCA under the serial number of the first. */
const reused = (): Uint8Array =>
  // notAfter: in the certificate the signed part, in that the validity.
  withPartAt(country.csca.certificate, [0, 4, 1], time => {
    const other = time.slice()
    other[3]! ^= 1
    return other
  })

/** For each rule on signed files what breaks it, and nothing else that is mandatory. */
export const brokenFiles: Readonly<Record<string, readonly BrokenFile[]>> = {
  'signed-data-version': inEach(all, [...signedData, 0], () => derInteger(1)),
  'signed-data-signer-included': inEach(all, [...signedData, 3], withoutCertificates),
  'signed-data-csca-included': inEach(lists, [...signedData, 3], set => {
    const csca = Buffer.from(country.csca.certificate)
    return encodeTlv(0xa0, ...parts(set).filter(each => csca.compare(each) !== 0))
  }),
  'signed-data-crls-absent': inEach(lists, infos, set => [crls, set]),
  'sod-crls-absent': inEach(['efSod'], infos, set => [crls, set]),
  'signed-data-signer-present': inEach(all, infos, () => derSetOf()),
  'signed-data-one-signer': inEach(all, infos, set => derSetOf(...parts(set), ...parts(set))),
  'signer-info-version': inEach(all, [...infos, 0, 0], version =>
    version[2] === 1 ? derInteger(3) : derInteger(1),
  ),
  'signer-identifier-list': [
    { file: 'masterList', bytes: buildMasterList(country, cscas, { signingTime }) },
    {
      file: 'deviationList',
      bytes: buildDeviationList(country, [{ documentType: 'P', descriptions }], { signingTime }),
    },
  ],
  'signer-identifier-sod': [
    {
      file: 'efSod',
      bytes: issueDocument(country, { signingTime, signerIdentifier: 'subjectKeyIdentifier' }).files[
        'EF.SOD'
      ],
    },
  ],
  'signed-attributes-present': inEach(all, [...infos, 0, 3], () => []).map(broken =>
    broken.file === 'efSod' ? broken : { ...broken, also: ['signing-time-present'] },
  ),
  'signing-time-present': [
    { file: 'masterList', bytes: buildMasterList(country, cscas, { ...choices, signingTime: undefined }) },
    {
      file: 'deviationList',
      bytes: buildDeviationList(country, [{ documentType: 'P', descriptions }], {
        ...choices,
        signingTime: undefined,
      }),
    },
  ],
  'unsigned-attributes-absent': inEach(['deviationList'], [...infos, 0], info =>
    derSequence(...parts(info), encodeTlv(0xa1, derSequence(derOid('1.2.3'), derSetOf(derNull())))),
  ),
  'digest-algorithm-parameters': inEach(['masterList'], [...infos, 0, 2], identifier =>
    derSequence(...parts(identifier), derNull()),
  ),
  'list-der': inEach(lists, signedData, withLongLength),
  'sod-der': inEach(['efSod'], signedData, withLongLength),
  'sod-content-type': inEach(['efSod'], [...signedData, 2, 0], () => derOid('1.2.840.113549.1.7.1')),
  'signed-data-readable': inEach(all, [...signedData, 3], set =>
    encodeTlv(0xa0, ...parts(set), derSequence()),
  ),
  'master-list-signed': [{ file: 'masterList', bytes: derSequence(derInteger(0), derSetOf(...cscas)) }],
  'master-list-version': [masterListOf(derSequence(derInteger(1), derSetOf(...cscas)))],
  'master-list-certificates-readable': [
    masterListOf(derSequence(derInteger(0), derSetOf(...cscas, derSequence()))),
  ],
  'serial-number-unique': [masterListOf(derSequence(derInteger(0), derSetOf(...cscas, reused())))],
  'deviation-list-signed': [{ file: 'deviationList', bytes: derSequence(derInteger(0), derSetOf()) }],
  'deviation-list-version': [deviationsOf(derSequence(derInteger(1), derSetOf()))],
  'deviation-list-entries-readable': [deviationsOf(derSequence(derInteger(0), derSetOf(derSequence())))],
  'sod-data-group-hashes': [{ ...sodOf(1), also: ['sod-data-groups-mandatory'] }],
  'sod-data-groups-mandatory': [sodOf(1, 3), sodOf(2, 3)],
}

function deviationsOf(content: Uint8Array): BrokenFile {
  const bytes = withPartAt(soundFiles.deviationList, [...signedData, 2, 1], () =>
    encodeTlv(0xa0, derOctetString(content)),
  )
  return { file: 'deviationList', bytes }
}
