import { encodeLength, encodeTlv, readTlv } from '../../asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { drawFace } from '../issuer/draw-face.js'
import { encodeJpeg } from '../issuer/encode-jpeg.js'
import {
  type BiometricHeaderContent,
  type Face19794Content,
  type FaceRecord19794Content,
  writeDg2,
  writeDg3,
  writeDg11,
  writeDg13,
  writeDg14,
  writeFace19794,
} from '../lds/index.js'
import {
  advisory,
  type Expectation,
  type FaultRow,
  failing,
  fault,
  invalid,
  shown,
  undecided,
  valid,
  zoneLost,
} from './fault.js'
import { reissued, type Specimen, withSignedDataGroup } from './specimen.js'

const unreadable = (number: number): Expectation =>
  number === 1
    ? invalid('LDS.FILE', 'FILE_MALFORMED', { subject: 'DG1', also: zoneLost })
    : shown('LDS.FILE', 'failed', 'FILE_MALFORMED', {
        subject: `DG${number}`,
        also:
          number === 11 || number === 12
            ? [{ id: `LDS.DG${number}_CONSISTENCY`, status: 'notApplicable', advisory: true }]
            : [],
      })
const readable = (number: number): Expectation => valid('LDS.FILE', { subject: `DG${number}` })

/** The specimen with a data group that was changed before it was signed. */
const changed =
  (number: number, change: (file: Uint8Array) => Uint8Array) =>
  (specimen: Specimen): Specimen =>
    withSignedDataGroup(specimen, number, change(specimen.files[`EF.DG${number}` as 'EF.DG1']!))

/** The file with a length other than that of its content. */
const claiming =
  (by: number) =>
  (file: Uint8Array): Uint8Array => {
    const { tag, value } = readTlv(file)
    return concatBytes(Uint8Array.of(tag), encodeLength(value.length + by), value)
  }

const face = (
  content: Partial<Face19794Content> = {},
  record: Partial<FaceRecord19794Content> = {},
): Uint8Array =>
  writeFace19794({
    faces: [{ image: encodeJpeg(drawFace()), gender: 2, width: 96, height: 128, colourSpace: 3, ...content }],
    ...record,
  })
const withDg2 = (specimen: Specimen, file: Uint8Array): Specimen => withSignedDataGroup(specimen, 2, file)
const withFace =
  (content: Partial<Face19794Content>, record: Partial<FaceRecord19794Content> = {}) =>
  (specimen: Specimen): Specimen =>
    withDg2(specimen, writeDg2([face(content, record)]))
const header: BiometricHeaderContent = {
  headerVersion: 0x0101,
  biometricType: 2,
  biometricSubtype: 0,
  formatOwner: 0x0101,
  formatType: 8,
}
const withHeader =
  (change: Partial<BiometricHeaderContent>) =>
  (specimen: Specimen): Specimen =>
    withDg2(specimen, writeDg2([{ header: { ...header, ...change }, record: face() }]))

/** A codestream of JPEG 2000 that claims a picture of 32,768 by 32,768, and holds none. */
const hugeJpeg2000: Uint8Array = Uint8Array.of(
  0xff,
  0x4f,
  0xff,
  0x51,
  0,
  41,
  0,
  0,
  0,
  0,
  0x80,
  0,
  0,
  0,
  0x80,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0x80,
  0,
  0,
  0,
  0x80,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  7,
  1,
  1,
  0xff,
  0xd9,
)

/** What is wrong, or odd, inside of data groups that EF.SOD covers. */
export const dataGroupFaults: readonly FaultRow[] = [
  ...(
    [
      [1, 0x62, 'LDS_B_05', 'LDS_B_06', 'LDS_B_07'],
      [2, 0x76, 'LDS_C_04', 'LDS_C_05', 'LDS_C_06'],
      [3, 0x64, 'LDS_D_04', 'LDS_D_05', 'LDS_D_06'],
      [11, 0x6a, 'S62', 'S62', 'S62'],
    ] as const
  ).flatMap(([number, tag, ...sources]) => [
    fault(
      `dg${number}-wrong-tag`,
      `EF.DG${number} begins with tag ${tag.toString(16).toUpperCase()}.`,
      [sources[0]],
      unreadable(number),
      changed(number, file => concatBytes(Uint8Array.of(tag), file.subarray(1))),
    ),
    fault(
      `dg${number}-length-too-small`,
      `The length of EF.DG${number} is 5 bytes less than it holds.`,
      [sources[1]],
      unreadable(number),
      changed(number, claiming(-5)),
    ),
    fault(
      `dg${number}-length-too-big`,
      `The length of EF.DG${number} is 5 bytes more than it holds.`,
      [sources[2]],
      unreadable(number),
      changed(number, claiming(5)),
    ),
    fault(
      `dg${number}-length-4gb`,
      `EF.DG${number} claims to be 4 GB long.`,
      ['S62'],
      unreadable(number),
      changed(number, file =>
        concatBytes(Uint8Array.of(file[0]!, 0x84, 0xff, 0xff, 0xff, 0xff), readTlv(file).value),
      ),
    ),
  ]),
  fault('dg1-without-zone', 'EF.DG1 has no MRZ data object (5F1F).', ['LDS_B_24'], unreadable(1), specimen =>
    withSignedDataGroup(
      specimen,
      1,
      encodeTlv(0x61, encodeTlv(0x5f1e, latin1ToBytes(specimen.document.mrz.join('')))),
    ),
  ),
  fault(
    'dg1-zone-short',
    'The zone in EF.DG1 lacks its last character.',
    ['Doc 9303-10 §4.7.1'],
    undecided('PA.ISSUING_STATE', 'DG1_MISSING', { also: zoneLost.slice(1) }),
    specimen =>
      withSignedDataGroup(
        specimen,
        1,
        encodeTlv(0x61, encodeTlv(0x5f1f, latin1ToBytes(specimen.document.mrz.join('').slice(0, -1)))),
      ),
  ),

  fault(
    'dg2-without-count',
    'EF.DG2 does not say how many templates it holds.',
    ['LDS_C_07'],
    readable(2),
    specimen => withDg2(specimen, writeDg2([face()], { count: null })),
  ),
  fault(
    'dg2-count-zero',
    'EF.DG2 says that it holds no template, and holds one.',
    ['S63', 'field 6'],
    readable(2),
    specimen => withDg2(specimen, writeDg2([face()], { count: 0 })),
  ),
  fault(
    'dg2-count-255',
    'EF.DG2 says that it holds 255 templates, and holds one.',
    ['S63', 'field 6'],
    readable(2),
    specimen => withDg2(specimen, writeDg2([face()], { count: 255 })),
  ),
  fault('dg2-two-templates', 'EF.DG2 holds two templates.', ['field 6'], readable(2), specimen =>
    withDg2(specimen, writeDg2([face(), face()])),
  ),
  ...[-8, -1, 1, 8].map(by =>
    fault(
      `dg2-record-length-${by < 0 ? 'minus' : 'plus'}-${Math.abs(by)}`,
      `The length of the face record is ${Math.abs(by)} too ${by < 0 ? 'small' : 'big'}.`,
      ['field 6', 'S63'],
      readable(2),
      withFace({}, { recordLengthError: by }),
    ),
  ),
  fault(
    'dg2-block-length',
    'The length of the facial record data is 8 too big, for feature points that are not there.',
    ['LDS_C_16', 'S63', 'field 6'],
    readable(2),
    withFace({ blockLengthError: 8 }),
  ),
  fault(
    'dg2-number-of-faces',
    'The record says that it holds 65,535 faces, and holds one.',
    ['S63'],
    readable(2),
    withFace({}, { numberOfFaces: 0xffff }),
  ),
  fault(
    'dg2-feature-points-lie',
    'The face says that it has 40,000 feature points, and has none.',
    ['S63'],
    readable(2),
    withFace({ numberOfFeaturePoints: 40_000 }),
  ),
  fault(
    'dg2-feature-points',
    'The face has two feature points.',
    ['LDS_C_03'],
    readable(2),
    withFace({
      featurePoints: [
        { type: 1, major: 12, minor: 1, x: 37, y: 56 },
        { type: 1, major: 12, minor: 2, x: 59, y: 56 },
      ],
    }),
  ),
  fault(
    'dg2-no-image-data',
    'The template of EF.DG2 has no biometric data block (5F2E). (TR-03105-5.1 asks for a failure.)',
    ['LDS_C_28'],
    readable(2),
    specimen => withDg2(specimen, writeDg2([{ record: null, header }])),
  ),
  fault(
    'dg2-image-empty',
    'The image in EF.DG2 has no byte.',
    ['S63', 'ISO7816_C_08'],
    readable(2),
    withFace({ image: new Uint8Array(0) }),
  ),
  fault(
    'dg2-image-cut',
    'The JPEG in EF.DG2 is cut in the middle.',
    ['S63'],
    readable(2),
    withFace({ image: encodeJpeg(drawFace()).subarray(0, 700) }),
  ),
  fault(
    'dg2-image-huge',
    'The JPEG 2000 in EF.DG2 claims 32,768 by 32,768 pixels.',
    ['S63'],
    readable(2),
    withFace({ image: hugeJpeg2000 }),
  ),
  fault(
    'dg2-jpeg-without-jfif',
    'The JPEG in EF.DG2 has no JFIF header.',
    ['field 6'],
    readable(2),
    withFace({ image: encodeJpeg(drawFace(), { withoutJfif: true }) }),
  ),
  fault(
    'dg2-format-owner-wrong',
    'The header of the template names a format owner that is not ISO.',
    ['LDS_C_08'],
    readable(2),
    withHeader({ formatOwner: 0x0999 }),
  ),
  fault(
    'dg2-format-owner-missing',
    'The header of the template names no format owner.',
    ['LDS_C_09'],
    readable(2),
    withHeader({ formatOwner: undefined }),
  ),
  fault(
    'dg2-format-type-wrong',
    'The header of the template says that it holds a finger; the record is a face.',
    ['LDS_C_10'],
    readable(2),
    withHeader({ formatType: 7 }),
  ),
  fault(
    'dg2-format-type-missing',
    'The header of the template names no format type.',
    ['LDS_C_11'],
    readable(2),
    withHeader({ formatType: undefined }),
  ),
  fault(
    'dg2-biometric-type-wrong',
    'The header of the template says that it is an iris.',
    ['LDS_C_13', 'LDS_C_12'],
    readable(2),
    withHeader({ biometricType: 0x10 }),
  ),
  fault(
    'dg2-version-wrong',
    'The face record is of version 099.',
    ['LDS_C_15', 'LDS_C_14'],
    readable(2),
    withFace({}, { version: '099' }),
  ),
  ...(
    [
      ['gender', { gender: 0x7e }, 'LDS_C_17'],
      ['eye-colour', { eyeColour: 0x7e }, 'LDS_C_18'],
      ['hair-colour', { hairColour: 0x7e }, 'LDS_C_19'],
      ['pose', { poseAngles: [200, 200, 200] }, 'LDS_C_20'],
      ['pose-uncertainty', { poseUncertainties: [200, 200, 200] }, 'LDS_C_23'],
      ['image-type', { faceImageType: 0x7e }, 'LDS_C_26'],
      ['data-type', { imageDataType: 0x7e }, 'LDS_C_27'],
    ] as const
  ).map(([name, change, source]) =>
    fault(
      `dg2-${name}-reserved`,
      `The face has a value for ${name.replace('-', ' ')} that the standard reserves.`,
      [source],
      readable(2),
      withFace(change),
    ),
  ),

  fault(
    'dg3-empty',
    'EF.DG3 holds no fingerprint: none could be taken.',
    ['Doc 9303-10 §4.7.3'],
    readable(3),
    specimen =>
      withSignedDataGroup(specimen, 3, writeDg3([], { discretionaryData: Uint8Array.of(9, 3, 0, 3) })),
  ),
  fault(
    'dg11-other-names-alone',
    'Other names in EF.DG11 (5F0F) stand without A0 around them.',
    ['field 6'],
    readable(11),
    specimen =>
      withSignedDataGroup(
        specimen,
        11,
        encodeTlv(
          0x6b,
          encodeTlv(0x5c, Uint8Array.of(0x5f, 0x0e, 0x5f, 0x0f)),
          encodeTlv(0x5f0e, latin1ToBytes('ERIKSSON<<ANNA<MARIA')),
          encodeTlv(0x5f0f, latin1ToBytes('ANNIKA')),
        ),
      ),
  ),
  fault(
    'dg11-date-in-bcd',
    'The date of birth in EF.DG11 is in BCD.',
    ['field 6'],
    valid('LDS.DG11_CONSISTENCY'),
    specimen =>
      withSignedDataGroup(
        specimen,
        11,
        encodeTlv(
          0x6b,
          encodeTlv(0x5c, Uint8Array.of(0x5f, 0x0e, 0x5f, 0x2b)),
          encodeTlv(0x5f0e, latin1ToBytes('ERIKSSON<<ANNA<MARIA')),
          encodeTlv(0x5f2b, Uint8Array.of(0x19, 0x74, 0x08, 0x12)),
        ),
      ),
  ),
  fault(
    'dg11-leading-fillers',
    'The name in EF.DG11 begins with fillers.',
    ['field 6'],
    readable(11),
    specimen => withSignedDataGroup(specimen, 11, writeDg11({ fullName: '<<ERIKSSON<<ANNA<MARIA' })),
  ),
  fault('dg13-no-tlv', 'EF.DG13 holds bytes that are no data objects.', ['field 6'], readable(13), specimen =>
    reissued(specimen, { choices: { dataGroups: { 13: writeDg13(new Uint8Array(40).fill(0xa5)) } } }),
  ),
  fault(
    'dg14-unknown-info',
    'EF.DG14 holds a SecurityInfo of a protocol that nobody knows.',
    ['field 6'],
    readable(14),
    specimen =>
      reissued(specimen, {
        choices: {
          dataGroups: {
            14: writeDg14([{ kind: 'Unknown', oid: '1.3.6.1.4.1.99999.14', data: [Uint8Array.of(2, 1, 1)] }]),
          },
        },
      }),
  ),
  ...(
    [
      [14, 0x6f, 'LDS_F_01'],
      [15, 0x70, 'LDS_I_01'],
    ] as const
  ).map(([number, tag, source]) =>
    fault(
      `dg${number}-wrong-tag`,
      `EF.DG${number} begins with tag ${tag.toString(16).toUpperCase()}.`,
      [source],
      invalid('CHIP.AUTHENTICITY', 'FILE_MALFORMED', {
        also: [
          advisory(failing('LDS.FILE', 'FILE_MALFORMED', `DG${number}`)),
          advisory(
            failing(
              number === 14 ? 'CHIP.CHIP_AUTHENTICATION' : 'CHIP.ACTIVE_AUTHENTICATION',
              'FILE_MALFORMED',
            ),
          ),
        ],
      }),
      specimen =>
        reissued(specimen, { choices: { dataGroups: { [number]: encodeTlv(tag, Uint8Array.of(0x31, 0)) } } }),
    ),
  ),
]
