import { derBitString, derOctetString, derSequence, encodeTlv } from '../../src/asn1/index.js'
import { fromHex } from '../../src/bytes.js'
import { curveByName, defaultBackend } from '../../src/crypto/index.js'
import type { LdsFileName } from '../../src/lds/index.js'
import { explicitAlgorithm, standardizedAlgorithm } from '../../src/testkit/chip/security-infos.js'
import {
  createCountry,
  drawFace,
  drawFaceJpeg2000,
  encodeJpeg,
  issueCardSecurity,
  issueDocument,
  ldsApplication,
  type SecurityInfoContent,
  writeDg2,
  writeDg3,
  writeDg4,
  writeDg5,
  writeDg6,
  writeDg7,
  writeDg8,
  writeDg9,
  writeDg10,
  writeDg11,
  writeDg12,
  writeDg13,
  writeDg16,
  writeEfAtrInfo,
  writeEfCvca,
  writeEfDir,
  writeFace19794,
  writeFace39794,
  writeFinger19794,
  writeFinger39794,
  writeIris19794,
  writeIris39794,
  writeSecurityInfos,
} from '../../src/testkit/index.js'

const utopia = createCountry({ state: 'UTO', seed: 'full specimens' })
const jpeg = encodeJpeg(drawFace())
const foreign = encodeTlv(0x5f7e, Uint8Array.of(1))

const header = {
  headerVersion: 0x0101,
  creationTime: fromHex('20240105112345'),
  validityPeriod: fromHex('2024010520290105'),
  creator: fromHex('01030001'),
  formatOwner: 0x0101,
}
const face = {
  image: jpeg,
  poseAngles: [1, 2, 3],
  poseUncertainties: [1, 2, 3],
  featurePoints: [{ type: 1, major: 2, minor: 1, x: 3, y: 4 }],
} as const

const curve = curveByName('brainpoolP256r1')!
const publicKeyInfo = derSequence(
  explicitAlgorithm({ type: 'EC', curve }),
  derBitString(defaultBackend.ecMultiply(curve, Uint8Array.of(5))),
)
const algorithm = standardizedAlgorithm(13)
const efDir = writeEfDir([{ aid: ldsApplication, label: Uint8Array.of(0x41) }])

/** A SecurityInfo of every kind with every optional field. */
export const everySecurityInfo: readonly SecurityInfoContent[] = [
  { kind: 'PACEInfo', keyAgreement: 'ECDH', mapping: 'GM', cipher: 'AES-128', parameterId: 13 },
  { kind: 'PACEDomainParameterInfo', keyAgreement: 'ECDH', mapping: 'GM', algorithm, parameterId: 13 },
  { kind: 'ActiveAuthenticationInfo', signatureAlgorithm: '0.4.0.127.0.7.1.1.4.1.3' },
  { kind: 'ChipAuthenticationInfo', keyAgreement: 'ECDH', cipher: 'AES-128', keyId: 1 },
  { kind: 'ChipAuthenticationDomainParameterInfo', keyAgreement: 'ECDH', algorithm, keyId: 1 },
  { kind: 'ChipAuthenticationPublicKeyInfo', keyAgreement: 'ECDH', publicKeyInfo, keyId: 1 },
  { kind: 'TerminalAuthenticationInfo', efCvca: { fileId: 0x011c, shortFileId: 0x1c } },
  { kind: 'EFDIRInfo', efDir },
  {
    kind: 'PasswordInfo',
    password: 'PIN',
    passwordId: 3,
    options: {
      flags: [0, 1],
      resumingPasswords: [2],
      resettingPasswords: [4],
      changingPasswords: [3],
      type: 1,
      minimumLength: 5,
      storedLength: 6,
      maximumLength: 6,
      paddingCharacter: 0x20,
    },
  },
  { kind: 'PSAInfo', hash: 'SHA-256', ps1Authorization: 0, ps2Authorization: 1, keyId: 1 },
  { kind: 'PSPublicKeyInfo', publicKeyInfo, parameterId: 13, keyId: 1 },
  {
    kind: 'RestrictedIdentificationInfo',
    keyAgreement: 'ECDH',
    hash: 'SHA-256',
    keyId: 1,
    authorizedOnly: false,
    maximumKeyLength: 256,
  },
  { kind: 'RestrictedIdentificationDomainParameterInfo', keyAgreement: 'ECDH', algorithm },
  {
    kind: 'CardInfo',
    url: 'https://example.org/',
    efCardInfo: { fileId: 0x2f03, shortFileId: 3 },
    supportedTrVersion: 'Version 2.21',
    supportedTerminalTypes: [{ terminalType: '1.2.3', authorizations: ['1.2.3.4'] }],
    maximumSessionContexts: 2,
    envelope: true,
  },
  {
    kind: 'EIDSecurityInfo',
    hash: 'SHA-256',
    dataGroupHashes: [{ dataGroup: 1, hash: Uint8Array.of(1) }],
    versions: { eid: '1.0', unicode: '4.0.0' },
  },
  {
    kind: 'PrivilegedTerminalInfo',
    securityInfos: [{ kind: 'ChipAuthenticationInfo', keyAgreement: 'ECDH', cipher: 'AES-128' }],
  },
]

const { files } = issueDocument(utopia, {
  activeAuthentication: { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' },
  chipAuthentication: { curve: 'P-256' },
  ldsVersion: 1,
  signingTime: new Date('2024-05-01T00:00:00Z'),
})

/** Every file with every field that it can have; biometrics as ISO/IEC 19794 has them. */
export const fullSpecimens: Readonly<Record<LdsFileName, Uint8Array>> = {
  'EF.COM': files['EF.COM'],
  'EF.SOD': files['EF.SOD'],
  'EF.CardAccess': writeSecurityInfos(everySecurityInfo),
  'EF.CardSecurity': issueCardSecurity(everySecurityInfo, utopia.documentSigner),
  'EF.ATR/INFO': writeEfAtrInfo({
    cardCapabilities: { extendedLength: true, extendedLengthInformation: true },
    extendedLengthInformation: { maximumCommandLength: 1000, maximumResponseLength: 1000 },
    otherObjects: [foreign],
  }),
  'EF.DIR': efDir,
  'EF.CVCA': writeEfCvca(['UTCVCA00001']),
  'EF.DG1': files['EF.DG1'],
  'EF.DG2': writeDg2([
    {
      header: { ...header, biometricType: 2, biometricSubtype: 0, formatType: 8 },
      record: writeFace19794({ faces: [face] }),
    },
  ]),
  'EF.DG3': writeDg3(
    [
      {
        header: { ...header, biometricType: 8, biometricSubtype: 9, formatType: 7 },
        record: writeFinger19794({ imageCompression: 3, views: [{ image: jpeg }] }),
      },
    ],
    { discretionaryData: Uint8Array.of(1) },
  ),
  'EF.DG4': writeDg4(
    [
      {
        header: { ...header, biometricType: 16, biometricSubtype: 1, formatType: 9 },
        record: writeIris19794({ imageFormat: 6, eyes: [{ eye: 1, images: [{ image: jpeg }] }] }),
      },
    ],
    { discretionaryData: Uint8Array.of(1) },
  ),
  'EF.DG5': writeDg5([jpeg], { otherObjects: [foreign] }),
  'EF.DG6': writeDg6([jpeg], { otherObjects: [foreign] }),
  'EF.DG7': writeDg7([jpeg], { otherObjects: [foreign] }),
  'EF.DG8': writeDg8([foreign]),
  'EF.DG9': writeDg9([foreign]),
  'EF.DG10': writeDg10([foreign]),
  'EF.DG11': writeDg11(
    {
      fullName: 'ERIKSSON<<ANNA<MARIA',
      otherNames: ['A<<B'],
      personalNumber: '1',
      fullDateOfBirth: '19740812',
      placeOfBirth: 'ZENITH',
      permanentAddress: 'X<Y',
      telephone: '1',
      profession: 'PILOT',
      title: 'DR',
      personalSummary: 'NONE',
      proofOfCitizenship: jpeg,
      otherTravelDocumentNumbers: 'A1<B2',
      custodyInformation: 'NONE',
    },
    { otherObjects: [foreign] },
  ),
  'EF.DG12': writeDg12(
    {
      issuingAuthority: 'UTOPIA',
      dateOfIssue: '20240416',
      otherPersons: ['A<<B'],
      endorsementsAndObservations: 'NONE',
      taxOrExitRequirements: 'NONE',
      imageOfFront: jpeg,
      imageOfRear: jpeg,
      personalizationTime: '20240416090000',
      personalizationSystemSerialNumber: '1',
    },
    { otherObjects: [foreign] },
  ),
  'EF.DG13': writeDg13(derOctetString(Uint8Array.of(1))),
  'EF.DG14': files['EF.DG14']!,
  'EF.DG15': files['EF.DG15']!,
  'EF.DG16': writeDg16([{ dateRecorded: '20240416', name: 'A<<B', telephone: '1', address: 'X<Y' }], {
    otherObjects: [foreign],
  }),
}

const registered = { organization: 1, id: 2 }
const moment = { year: 2024, month: 1, day: 2, hour: 3, minute: 4, second: 5, millisecond: 6 }
const scores = [{ algorithm: registered, score: 90 }]
const some = Uint8Array.of(1)
const padData = {
  decision: 0,
  scores,
  extendedData: [{ dataType: registered, data: some }],
  captureContext: 0,
  supervisionLevel: 0,
  riskLevel: 1,
  criteriaCategory: 0,
  parameter: some,
  challenges: [some],
  captureDateTime: moment,
}
const captureDevice = { model: registered, technology: 0, certifications: [registered] }
const angle = { angle: 1, uncertainty: 2 }
const allSet = (count: number): readonly boolean[] => Array.from({ length: count }, () => true)
const point = { x: 1, y: 2 }

/** The same of ISO/IEC 39794: every block with every field. */
export const full39794: Readonly<Record<'EF.DG2' | 'EF.DG3' | 'EF.DG4', Uint8Array>> = {
  'EF.DG2': writeDg2([
    writeFace39794({
      representations: [
        {
          image: jpeg,
          imageInformation: {
            imageDataFormat: 2,
            faceImageKind: 0,
            postAcquisitionProcessing: allSet(12),
            lossyTransformationAttempts: 0,
            cameraToSubjectDistance: 1,
            sensorDiagonal: 1,
            lensFocalLength: 1,
            imageSize: { width: 96, height: 128 },
            faceMeasurements: { headWidth: 1, interEyeDistance: 1, eyeToMouthDistance: 1, headLength: 1 },
            imageColourSpace: 5,
            referenceColourMapping: {
              schema: some,
              definitionsAndValues: [{ definition: some, value: some }],
            },
          },
          captureDevice2D: { spectral: allSet(3), technology: 0 },
          captureDateTime: moment,
          qualities: scores,
          padData,
          sessionId: 1,
          derivedFrom: 1,
          captureDevice: { model: registered, certifications: [registered] },
          identityMetadata: {
            gender: 3,
            eyeColour: 4,
            hairColour: 5,
            subjectHeight: 1700,
            properties: allSet(11),
            expression: allSet(6),
            pose: { yaw: angle, pitch: angle, roll: angle },
          },
          landmarks: [
            { mpeg4FeaturePoint: 1, cartesian2D: point },
            { anthropometricName: 1, textureImage: { u: 1, v: 2 } },
            { anthropometricPointName: 1, cartesian3D: { ...point, z: 3 } },
            { anthropometricPointId: 1 },
          ],
        },
      ],
    }),
  ]),
  'EF.DG3': writeDg3([
    writeFinger39794({
      representations: [
        {
          image: drawFaceJpeg2000(),
          imageDataFormat: 3,
          captureDateTime: moment,
          captureDevice,
          qualities: scores,
          spatialSamplingRate: { samplesPerUnit: 500, unit: 0 },
          positionComputedByCaptureSystem: true,
          originalRotation: 1,
          imageRotatedToVertical: true,
          imageLossilyCompressed: false,
          segmentations: [
            {
              algorithm: registered,
              segments: [
                {
                  position: 1,
                  enclosingCoordinates: [point, point],
                  orientation: 1,
                  qualities: scores,
                  confidence: { score: 1 },
                },
              ],
            },
          ],
          annotations: [{ position: 2, reason: 2 }],
          padData,
          comments: ['a'],
          vendorSpecificData: [{ dataType: registered, data: some }],
        },
      ],
    }),
  ]),
  'EF.DG4': writeDg4([
    writeIris39794({
      representations: [
        {
          image: drawFaceJpeg2000(),
          imageDataFormat: 3,
          captureDateTime: moment,
          range: { distance: 100 },
          captureDevice,
          qualities: scores,
          rollAngle: angle,
          localisation: {
            centreXSmallest: 1,
            centreXLargest: 1,
            centreYSmallest: 1,
            centreYLargest: 1,
            diameterSmallest: 1,
            diameterLargest: 1,
          },
          padData,
        },
      ],
    }),
  ]),
}
