import {
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  encodeTlv,
  readTlv,
} from '../../asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { defaultBackend, type HashName } from '../../crypto/index.js'
import { hashIdentifier } from '../issuer/key-algorithm.js'
import { writeEfCom } from '../lds/index.js'
import {
  advisory,
  type ExpectedCheck,
  type FaultRow,
  failing,
  fault,
  invalid,
  open,
  shown,
  signerLost,
  sodLost,
  undecided,
  valid,
  zoneLost,
} from './fault.js'
import { securityObjectOf, withForgedSigner, withForgedSod } from './forge-signed-data.js'
import { dataGroupsOf, reissued, type Specimen, withFiles, withoutFiles } from './specimen.js'

const md5 = derSequence(derOid('1.2.840.113549.2.5'), derNull())
const malformed = invalid('PA.SOD_STRUCTURE', 'SOD_MALFORMED', { also: sodLost })
const everyHashOpen: readonly ExpectedCheck[] = [2, 3, 11, 12].map(number =>
  open('PA.DATA_GROUP_HASH', 'ALGORITHM_UNSUPPORTED', `DG${number}`),
)

/** The parts of an LDS security object. */
interface SecurityObject {
  readonly version: Uint8Array | null
  readonly hash: Uint8Array | null
  readonly hashes: readonly Uint8Array[]
  readonly versions: Uint8Array | null
}

const hashEntry = (number: Uint8Array | null, file: Uint8Array, hash: HashName = 'SHA-256'): Uint8Array =>
  derSequence(...(number === null ? [] : [number]), derOctetString(defaultBackend.digest(hash, file)))

const ldsVersions = derSequence(
  encodeTlv(0x13, latin1ToBytes('0108')),
  encodeTlv(0x13, latin1ToBytes('040000')),
)

/** The specimen with an EF.SOD whose LDS security object differs, signed all the same. */
function withSecurityObject(
  specimen: Specimen,
  change: (right: SecurityObject, groups: ReadonlyMap<number, Uint8Array>) => Partial<SecurityObject>,
): Specimen {
  const groups = dataGroupsOf(specimen)
  const numbers = [...groups.keys()].sort((a, b) => a - b)
  const right: SecurityObject = {
    version: derInteger(0),
    hash: hashIdentifier('SHA-256'),
    hashes: numbers.map(number => hashEntry(derInteger(number), groups.get(number)!)),
    versions: null,
  }
  const { version, hash, hashes, versions } = { ...right, ...change(right, groups) }
  const content = derSequence(
    ...(version === null ? [] : [version]),
    ...(hash === null ? [] : [hash]),
    derSequence(...hashes),
    ...(versions === null ? [] : [versions]),
  )
  return withForgedSod(specimen, { content })
}

/** The content of EF.SOD, tag 77 taken off. */
const signedDataOf = (specimen: Specimen): Uint8Array => readTlv(specimen.files['EF.SOD']!).value
const withSod = (specimen: Specimen, sod: Uint8Array): Specimen => withFiles(specimen, { 'EF.SOD': sod })

/** A length in four bytes that claims `length`. */
const claimed = (tag: number, length: number, content: Uint8Array): Uint8Array =>
  concatBytes(
    Uint8Array.of(tag, 0x84, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff),
    content,
  )

const withCom = (specimen: Specimen, ...dataGroups: readonly number[]): Specimen =>
  withFiles(specimen, { 'EF.COM': writeEfCom({ dataGroups }) })

/** What is wrong with EF.SOD around its signature: the file, the LDS security object, EF.COM beside it. */
export const sodFaults: readonly FaultRow[] = [
  fault(
    'sod-missing',
    'There is no EF.SOD.',
    ['Doc 9303-10 §4.6.2'],
    {
      ...undecided('PA.SOD_STRUCTURE', 'SOD_MISSING', { also: sodLost }),
    },
    specimen => withoutFiles(specimen, 'EF.SOD'),
  ),
  fault('sod-wrong-tag', 'EF.SOD begins with tag 78.', ['LDS_H_17'], malformed, specimen =>
    withSod(specimen, encodeTlv(0x78, signedDataOf(specimen))),
  ),
  fault(
    'sod-length-too-small',
    'The length of EF.SOD is 8 bytes less than it holds.',
    ['LDS_H_18', 'S62'],
    malformed,
    specimen => {
      const content = signedDataOf(specimen)
      return withSod(specimen, claimed(0x77, content.length - 8, content))
    },
  ),
  fault(
    'sod-length-too-big',
    'The length of EF.SOD is 8 bytes more than it holds.',
    ['LDS_H_19', 'S62'],
    malformed,
    specimen => {
      const content = signedDataOf(specimen)
      return withSod(specimen, claimed(0x77, content.length + 8, content))
    },
  ),
  fault('sod-length-4gb', 'EF.SOD claims to be 4 GB long.', ['S62'], malformed, specimen =>
    withSod(specimen, claimed(0x77, 0xffffffff, signedDataOf(specimen))),
  ),
  fault(
    'sod-nested-deeply',
    'EF.SOD holds 10,000 sequences, one in the other.',
    ['S62'],
    malformed,
    specimen => {
      const depth = 10_000
      // The lengths are right from the inside out, up to what four bytes can say.
      const parts: Uint8Array[] = []
      for (let length = 0; parts.length < depth; length += 6) {
        parts.unshift(
          Uint8Array.of(
            0x30,
            0x84,
            length >>> 24,
            (length >>> 16) & 0xff,
            (length >>> 8) & 0xff,
            length & 0xff,
          ),
        )
      }
      return withSod(specimen, encodeTlv(0x77, ...parts))
    },
  ),
  fault('sod-tag-overflow', 'A tag in EF.SOD goes on for 40 bytes.', ['S62'], malformed, specimen =>
    withSod(specimen, encodeTlv(0x77, Uint8Array.of(0x3f, ...Array<number>(40).fill(0xff), 0x01, 0x00))),
  ),
  fault(
    'sod-indefinite-length',
    'The SignedData of EF.SOD is in BER with indefinite lengths.',
    ['S62', 'field 5'],
    valid('PA.SOD_STRUCTURE'),
    specimen => {
      const contentInfo = readTlv(signedDataOf(specimen)).value
      const type = readTlv(contentInfo)
      const explicit = readTlv(contentInfo.subarray(type.bytes.length)).value
      const signedData = readTlv(explicit).value
      const end = Uint8Array.of(0, 0)
      const inner = concatBytes(Uint8Array.of(0x30, 0x80), signedData, end)
      const middle = concatBytes(Uint8Array.of(0xa0, 0x80), inner, end)
      return withSod(specimen, encodeTlv(0x77, Uint8Array.of(0x30, 0x80), type.bytes, middle, end))
    },
  ),
  fault(
    'sod-trailing-bytes',
    'Filler bytes follow EF.SOD, as a reader hands over that reads whole blocks.',
    ['Doc 9303-10 §4.6.2'],
    valid('PA.SOD_STRUCTURE'),
    specimen => withSod(specimen, concatBytes(specimen.files['EF.SOD']!, new Uint8Array(16))),
  ),
  ...(['1.2.840.113549.1.7.1', '1.3.27.1.1.1', '1.2.528.1.1006.1.20.1'] as const).map((type, i) =>
    fault(
      `sod-content-type-field-${i + 1}`,
      `The content type of EF.SOD is ${type}, as states have written it.`,
      ['field 5'],
      valid('PA.SOD_STRUCTURE'),
      specimen => withForgedSod(specimen, { contentType: type }),
    ),
  ),
  fault(
    'sod-content-type-wrong',
    'The content type of EF.SOD is that of a master list.',
    ['LDS_H_24', 'S12'],
    malformed,
    specimen => withForgedSod(specimen, { contentType: '2.23.136.1.1.2' }),
  ),
  fault('sod-content-type-missing', 'EF.SOD has no content type.', ['LDS_H_25'], malformed, specimen =>
    withForgedSod(specimen, { contentType: null }),
  ),
  fault('sod-without-version', 'SignedData has no version.', ['LDS_H_21'], malformed, specimen =>
    withForgedSod(specimen, { version: null }),
  ),
  fault(
    'sod-version-1',
    'The version of SignedData is 1, where the content type asks for 3. (TR-03105-5.1 asks for a failure.)',
    ['LDS_H_20', 'RFC 5652 §5.1'],
    valid('PA.SOD_SIGNATURE'),
    specimen => withForgedSod(specimen, { version: 1 }),
  ),
  fault(
    'sod-without-digest-algorithms',
    'SignedData has no digestAlgorithms.',
    ['LDS_H_23'],
    malformed,
    specimen => withForgedSod(specimen, { digestAlgorithms: null }),
  ),
  fault(
    'sod-digest-algorithms-lie',
    'digestAlgorithms of SignedData name MD5, which no signer uses: what the SignerInfo names counts. (TR-03105-5.1 asks for a failure.)',
    ['LDS_H_22', 'RFC 5652 §5.1'],
    valid('PA.SOD_SIGNATURE'),
    specimen => withForgedSod(specimen, { digestAlgorithms: [md5] }),
  ),

  fault(
    'sod-object-version-2',
    'The LDS security object is of version 2.',
    ['LDS_H_39', 'LDS_H_89'],
    malformed,
    specimen => withSecurityObject(specimen, () => ({ version: derInteger(2) })),
  ),
  fault(
    'sod-object-without-version',
    'The LDS security object has no version.',
    ['LDS_H_40'],
    malformed,
    specimen => withSecurityObject(specimen, () => ({ version: null })),
  ),
  fault(
    'sod-object-version-0-with-versions',
    'The LDS security object is of version 0 and has ldsVersionInfo.',
    ['S09', 'LDS_H_87'],
    malformed,
    specimen => withSecurityObject(specimen, () => ({ versions: ldsVersions })),
  ),
  fault(
    'sod-object-version-1-without-versions',
    'The LDS security object is of version 1 and has no ldsVersionInfo.',
    ['S09', 'LDS_H_88'],
    malformed,
    specimen => withSecurityObject(specimen, () => ({ version: derInteger(1) })),
  ),
  fault(
    'sod-object-version-1',
    'The LDS security object is of version 1, with ldsVersionInfo.',
    ['LDS_H_86', 'field 5'],
    valid('PA.SOD_STRUCTURE'),
    specimen => reissued(specimen, { choices: { ldsVersion: 1 } }),
  ),
  fault(
    'sod-object-hash-md5',
    'The LDS security object names MD5 as the hash function of the data groups.',
    ['S08', 'LDS_H_41'],
    undecided('PA.DATA_GROUP_HASH', 'ALGORITHM_UNSUPPORTED', { subject: 'DG1', also: everyHashOpen }),
    specimen => withSecurityObject(specimen, () => ({ hash: md5 })),
  ),
  fault(
    'sod-object-hash-unknown',
    'The LDS security object names a hash function that nobody knows.',
    ['S08', 'LDS_H_41'],
    undecided('PA.DATA_GROUP_HASH', 'ALGORITHM_UNSUPPORTED', { subject: 'DG1', also: everyHashOpen }),
    specimen => withSecurityObject(specimen, () => ({ hash: derSequence(derOid('1.3.6.1.4.1.99999.2')) })),
  ),
  fault(
    'sod-object-without-hash',
    'The LDS security object names no hash function.',
    ['LDS_H_42'],
    malformed,
    specimen => withSecurityObject(specimen, () => ({ hash: null })),
  ),
  ...(['SHA-1', 'SHA-224', 'SHA-384', 'SHA-512'] as const).map(hash =>
    fault(
      `sod-object-hash-${hash.toLowerCase()}`,
      `The data groups are hashed with ${hash}, the content of EF.SOD with SHA-256.`,
      ['S07', 'LDS_H_74'],
      valid('PA.DATA_GROUP_HASH', { subject: 'DG1' }),
      specimen => reissued(specimen, { choices: { hash } }),
    ),
  ),
  fault(
    'sod-digest-differs',
    'The content of EF.SOD is hashed with SHA-512, its attributes and the data groups with SHA-256.',
    ['S07', 'field 5', 'LDS_H_74'],
    valid('PA.SOD_SIGNATURE'),
    specimen => reissued(specimen, { choices: { digestAlgorithm: 'SHA-512' } }),
  ),
  fault(
    'sod-hash-wrong',
    'EF.SOD holds another hash for EF.DG2.',
    ['LDS_H_43', 'Doc 9303-11 §5.1'],
    invalid('PA.DATA_GROUP_HASH', 'HASH_MISMATCH', { subject: 'DG2' }),
    specimen =>
      withSecurityObject(specimen, ({ hashes }) => ({
        hashes: hashes.map((entry, i) => (i === 1 ? hashEntry(derInteger(2), new Uint8Array(8)) : entry)),
      })),
  ),
  fault(
    'sod-hash-cut',
    'The hash for EF.DG2 is right and lacks its last byte.',
    ['Doc 9303-11 §5.1'],
    invalid('PA.DATA_GROUP_HASH', 'HASH_MISMATCH', { subject: 'DG2' }),
    specimen =>
      withSecurityObject(specimen, ({ hashes }, groups) => ({
        hashes: hashes.map((entry, i) =>
          i === 1
            ? derSequence(
                derInteger(2),
                derOctetString(defaultBackend.digest('SHA-256', groups.get(2)!).subarray(0, 31)),
              )
            : entry,
        ),
      })),
  ),
  fault(
    'sod-dg1-not-listed',
    'EF.SOD holds no hash for EF.DG1.',
    ['S03', 'LDS_H_44'],
    invalid('PA.DATA_GROUP_HASH', 'DATA_GROUP_NOT_IN_SOD', {
      subject: 'DG1',
      also: [advisory(failing('LDS.COM_CONSISTENCY', 'COM_MISMATCH'))],
    }),
    specimen => withSecurityObject(specimen, ({ hashes }) => ({ hashes: hashes.slice(1) })),
  ),
  fault(
    'sod-data-group-added',
    'The chip holds an EF.DG13 that EF.SOD does not name.',
    ['S03', 'Doc 9303-11 §5.1'],
    invalid('PA.DATA_GROUP_HASH', 'DATA_GROUP_NOT_IN_SOD', { subject: 'DG13' }),
    specimen => withFiles(specimen, { 'EF.DG13': encodeTlv(0x6d, Uint8Array.of(1, 2, 3)) }),
  ),
  fault(
    'sod-data-group-withheld',
    'EF.SOD and EF.COM name an EF.DG10 that was not read.',
    ['S04', 'LDS_H_45'],
    shown('PA.DATA_GROUP_HASH', 'inconclusive', 'DATA_GROUP_NOT_READ', { subject: 'DG10' }),
    specimen =>
      withCom(
        withSecurityObject(specimen, ({ hashes }) => ({
          hashes: [...hashes, hashEntry(derInteger(10), new Uint8Array(9))],
        })),
        1,
        2,
        3,
        10,
        11,
        12,
      ),
  ),
  fault(
    'sod-dg1-withheld',
    'EF.DG1 was not read.',
    ['Doc 9303-11 §5.1'],
    undecided('PA.DATA_GROUP_HASH', 'DG1_MISSING', {
      subject: 'DG1',
      also: zoneLost,
    }),
    specimen => withoutFiles(specimen, 'EF.DG1'),
  ),
  fault(
    'sod-data-group-number-wrong',
    'The hash of EF.DG2 is listed as that of EF.DG5.',
    ['S05', 'LDS_H_46'],
    invalid('PA.DATA_GROUP_HASH', 'DATA_GROUP_NOT_IN_SOD', {
      subject: 'DG2',
      also: [
        advisory(open('PA.DATA_GROUP_HASH', 'DATA_GROUP_NOT_READ', 'DG5')),
        advisory(failing('LDS.COM_CONSISTENCY', 'COM_MISMATCH')),
      ],
    }),
    specimen =>
      withSecurityObject(specimen, ({ hashes }, groups) => ({
        hashes: hashes.map((entry, i) => (i === 1 ? hashEntry(derInteger(5), groups.get(2)!) : entry)),
      })),
  ),
  ...(
    [
      ['missing', null],
      ['zero', derInteger(0)],
      ['17', derInteger(17)],
      ['duplicate', derInteger(1)],
    ] as const
  ).map(([name, number]) =>
    fault(
      `sod-data-group-number-${name}`,
      `The number of EF.DG2 in EF.SOD is ${name}.`,
      ['S05', name === 'missing' ? 'LDS_H_47' : 'LDS_H_46'],
      malformed,
      specimen =>
        withSecurityObject(specimen, ({ hashes }, groups) => ({
          hashes: hashes.map((entry, i) => (i === 1 ? hashEntry(number, groups.get(2)!) : entry)),
        })),
    ),
  ),
  fault(
    'sod-no-hashes',
    'The LDS security object lists no data group.',
    ['Doc 9303-10 §4.6.2.3'],
    malformed,
    specimen => withSecurityObject(specimen, () => ({ hashes: [] })),
  ),

  fault(
    'sod-data-group-changed',
    'One byte of the portrait in EF.DG2 is another; it shows a picture all the same.',
    ['S64', 'LDS_H_69'],
    invalid('PA.DATA_GROUP_HASH', 'HASH_MISMATCH', { subject: 'DG2' }),
    specimen => {
      const changed = specimen.files['EF.DG2']!.slice()
      changed[changed.length - 40]! ^= 1
      return withFiles(specimen, { 'EF.DG2': changed })
    },
  ),
  fault(
    'sod-zone-changed',
    'EF.DG1 names another holder, with right check digits.',
    ['S64', 'Doc 9303-11 §5.1'],
    invalid('PA.DATA_GROUP_HASH', 'HASH_MISMATCH', {
      subject: 'DG1',
      also: [advisory(open('LDS.DG11_CONSISTENCY', 'DG11_DIFFERS'))],
    }),
    specimen => {
      const other = reissued(specimen, { choices: { holder: { secondaryIdentifier: 'BERTA' } } })
      return withFiles(specimen, { 'EF.DG1': other.files['EF.DG1']! })
    },
  ),

  fault(
    'com-lists-more',
    'EF.COM names EF.DG13, which EF.SOD does not.',
    ['S06', 'LDS_H_91'],
    shown('LDS.COM_CONSISTENCY', 'failed', 'COM_MISMATCH'),
    specimen => withCom(specimen, 1, 2, 3, 11, 12, 13),
  ),
  fault(
    'com-lists-less',
    'EF.COM does not name EF.DG12, which EF.SOD does.',
    ['S06', 'LDS_H_90'],
    shown('LDS.COM_CONSISTENCY', 'failed', 'COM_MISMATCH'),
    specimen => withCom(specimen, 1, 2, 3, 11),
  ),
  fault(
    'com-lists-others',
    'EF.COM names EF.DG13 where EF.SOD names EF.DG12.',
    ['S06', 'LDS_H_92', 'field 6'],
    shown('LDS.COM_CONSISTENCY', 'failed', 'COM_MISMATCH'),
    specimen => withCom(specimen, 1, 2, 3, 11, 13),
  ),
  fault(
    'com-unknown-tag',
    'EF.COM has a tag that is none of a data group.',
    ['field 6'],
    shown('LDS.COM_CONSISTENCY', 'failed', 'COM_MISMATCH'),
    specimen => withFiles(specimen, { 'EF.COM': writeEfCom({ tags: [0x61, 0x75, 0x63, 0x6b, 0x6c, 0x21] }) }),
  ),
  fault(
    'com-missing',
    'There is no EF.COM: EF.SOD says what the document has.',
    ['S06', 'Doc 9303-10 §4.6.1'],
    valid('PA.SOD_STRUCTURE'),
    specimen => withoutFiles(specimen, 'EF.COM'),
  ),
  fault(
    'com-wrong-tag',
    'EF.COM begins with tag 61.',
    ['LDS_A_01'],
    shown('LDS.FILE', 'failed', 'FILE_MALFORMED', { subject: 'EF.COM' }),
    specimen =>
      withFiles(specimen, {
        'EF.COM': concatBytes(Uint8Array.of(0x61), specimen.files['EF.COM']!.subarray(1)),
      }),
  ),
  fault(
    'com-without-tag-list',
    'EF.COM has no list of tags.',
    ['LDS_A_09'],
    shown('LDS.COM_CONSISTENCY', 'failed', 'COM_MISMATCH'),
    specimen => withFiles(specimen, { 'EF.COM': writeEfCom({ tags: null }) }),
  ),
  ...(
    [
      ['too-small', -2, 'LDS_A_02'],
      ['too-big', 2, 'LDS_A_03'],
    ] as const
  ).map(([name, by, source]) =>
    fault(
      `com-length-${name}`,
      `The length of EF.COM is ${name.replace('-', ' ')}.`,
      [source],
      shown('LDS.FILE', 'failed', 'FILE_MALFORMED', { subject: 'EF.COM' }),
      specimen => {
        const com = specimen.files['EF.COM']!.slice()
        com[1]! += by
        return withFiles(specimen, { 'EF.COM': com })
      },
    ),
  ),

  fault(
    'sod-certificate-missing',
    'EF.SOD embeds no certificate, and nobody has it.',
    ['S20', 'field 5'],
    undecided('PA.SOD_SIGNATURE', 'SIGNER_NOT_FOUND', { also: signerLost }),
    specimen => withForgedSod(specimen, { certificates: [] }),
  ),
  fault(
    'sod-certificate-elsewhere',
    'EF.SOD embeds no certificate; the inspection has it from elsewhere.',
    ['S20', 'LDS_H_15', 'field 5'],
    valid('PA.SOD_SIGNATURE'),
    specimen => ({
      ...withForgedSod(specimen, { certificates: [] }),
      signers: [{ name: 'dsc.cer', bytes: specimen.country.documentSigner.certificate }],
    }),
  ),
  fault(
    'sod-signer-by-key-identifier',
    'The SignerInfo names its certificate by key identifier.',
    ['field 5'],
    valid('PA.SOD_SIGNATURE'),
    specimen => reissued(specimen, { choices: { signerIdentifier: 'subjectKeyIdentifier' } }),
  ),
  fault(
    'sod-no-signing-time',
    'The signer does not say when it signed.',
    ['field 5', 'LDS_H_35'],
    {
      verdict: 'valid',
      check: { id: 'PA.SIGNING_PERIOD', status: 'notApplicable', advisory: true },
      also: [],
    },
    specimen => reissued(specimen, { choices: { signingTime: undefined } }),
  ),
  fault(
    'sod-signer-info-version',
    'The version of the SignerInfo is 3, which belongs to a key identifier, and it names issuer and serial number. (TR-03105-5.1 asks for a failure.)',
    ['S19', 'LDS_H_26', 'LDS_H_84'],
    valid('PA.SOD_SIGNATURE'),
    specimen => withForgedSigner(specimen, { version: 3 }),
  ),
  fault(
    'sod-signer-info-version-key',
    'The version of the SignerInfo is 1, and it names a key identifier. (TR-03105-5.1 asks for a failure.)',
    ['S19', 'LDS_H_85'],
    valid('PA.SOD_SIGNATURE'),
    specimen =>
      withForgedSigner(specimen, {
        identifier: encodeTlv(0x80, specimen.country.documentSigner.key.keyIdentifier),
      }),
  ),
  fault(
    'sod-object-not-der-hashes',
    'A second element follows the LDS security object.',
    ['S62'],
    malformed,
    specimen => withForgedSod(specimen, { content: concatBytes(securityObjectOf(specimen), derNull()) }),
  ),
]
