import type { EncodedImage } from '../../images/image-header.js'
import type { LdsFinding } from '../findings.js'
import type { Block39794, ExtensibleCode } from './block-39794.js'
import {
  containerFormat,
  type DateTime39794,
  outerBlock,
  type PadData,
  type RegistryId,
  readDateTime,
  readPadData,
  readRegistryId,
  readScore,
  readVersion,
  type Score39794,
  type Version39794,
} from './common-39794.js'
import { checkImage } from './face-19794.js'
import { type FaceLandmark39794, readLandmark } from './face-landmark-39794.js'
import { readRecordImage } from './finger-19794.js'

/** A face image data block of ISO/IEC 39794-5:2019. Undefined is what the record does not hold. */
export interface FaceRecord39794 {
  readonly standard: 'ISO/IEC 39794-5'
  readonly bytes: Uint8Array
  readonly version: Version39794
  readonly representations: readonly FaceRepresentation39794[]
  /** Offsets count from the start of the block. */
  readonly findings: readonly LdsFinding[]
}

/** One representation of the face. */
export interface FaceRepresentation39794 {
  readonly representationId: number | undefined
  readonly image: EncodedImage
  readonly imageInformation: FaceImageInformation39794 | undefined
  readonly captureDevice2D: FaceCaptureDevice2D | undefined
  readonly captureDateTime: DateTime39794 | undefined
  readonly qualities: readonly Score39794[] | undefined
  readonly padData: PadData | undefined
  readonly sessionId: number | undefined
  readonly derivedFrom: number | undefined
  readonly captureDevice: FaceCaptureDevice | undefined
  readonly identityMetadata: FaceIdentityMetadata | undefined
  readonly landmarks: readonly FaceLandmark39794[] | undefined
}

/** What the record says of the image. Distances and lengths as the record gives them. */
export interface FaceImageInformation39794 {
  readonly imageDataFormat: ExtensibleCode | undefined
  readonly faceImageKind: ExtensibleCode | undefined
  /** Which steps were taken after capture, by name. */
  readonly postAcquisitionProcessing: Readonly<Record<string, boolean>> | undefined
  readonly lossyTransformationAttempts: ExtensibleCode | undefined
  /** In millimetres. */
  readonly cameraToSubjectDistance: number | undefined
  /** In millimetres. */
  readonly sensorDiagonal: number | undefined
  /** In millimetres. */
  readonly lensFocalLength: number | undefined
  /** In pixels. */
  readonly imageSize: { readonly width: number | undefined; readonly height: number | undefined } | undefined
  /** In pixels. */
  readonly faceMeasurements: FaceMeasurements39794 | undefined
  readonly imageColourSpace: ExtensibleCode | undefined
  readonly referenceColourMapping: ReferenceColourMapping | undefined
}

/** Measures of the head, in pixels. ISO/IEC 39794-5:2019. */
export interface FaceMeasurements39794 {
  readonly headWidth: number | undefined
  readonly interEyeDistance: number | undefined
  readonly eyeToMouthDistance: number | undefined
  readonly headLength: number | undefined
}

/** How the colours of the image relate to those of a reference chart. ISO/IEC 39794-5:2019. */
export interface ReferenceColourMapping {
  readonly schema: Uint8Array | undefined
  readonly definitionsAndValues: readonly ReferenceColour[] | undefined
}

/** One patch of a reference chart: what it is and what was measured, as the record gives them. */
export interface ReferenceColour {
  readonly definition: Uint8Array | undefined
  readonly value: Uint8Array | undefined
}

/** The camera of an image in two dimensions. ISO/IEC 39794-5:2019. */
export interface FaceCaptureDevice2D {
  /** `whiteLight`, `nearInfrared`, `thermal`. */
  readonly spectral: Readonly<Record<string, boolean>> | undefined
  readonly technology: ExtensibleCode | undefined
}

/** The capture device by its maker's numbers. */
export interface FaceCaptureDevice {
  readonly model: RegistryId | undefined
  readonly certifications: readonly RegistryId[] | undefined
}

/** What the record says of the person. ISO/IEC 39794-5:2019. */
export interface FaceIdentityMetadata {
  readonly gender: ExtensibleCode | undefined
  readonly eyeColour: ExtensibleCode | undefined
  readonly hairColour: ExtensibleCode | undefined
  /** In millimetres. */
  readonly subjectHeight: number | undefined
  readonly properties: Readonly<Record<string, boolean>> | undefined
  readonly expression: Readonly<Record<string, boolean>> | undefined
  readonly pose: FacePose39794 | undefined
}

/** How the head is turned, each axis by itself. ISO/IEC 39794-5:2019. */
export interface FacePose39794 {
  readonly yaw: Angle39794 | undefined
  readonly pitch: Angle39794 | undefined
  readonly roll: Angle39794 | undefined
}

/** In degrees. */
export interface Angle39794 {
  readonly angle: number | undefined
  readonly uncertainty: number | undefined
}

const imageDataFormats = {
  0: 'unknown',
  1: 'other',
  2: 'jpeg',
  3: 'jpeg2000Lossy',
  4: 'jpeg2000Lossless',
  5: 'png',
}
const imageKinds = { 0: 'mrtd', 1: 'generalPurpose' }
const attempts = { 0: 'unknown', 1: 'zero', 2: 'one', 3: 'moreThanOne' }
const colourSpaces = {
  0: 'unknown',
  1: 'other',
  2: 'rgb24',
  3: 'rgb48',
  4: 'yuv422',
  5: 'grey8',
  6: 'grey16',
}
const processing = [
  'rotated',
  'cropped',
  'downSampled',
  'whiteBalanceAdjusted',
  'multiplyCompressed',
  'interpolated',
  'contrastStretched',
  'poseCorrected',
  'multiViewImage',
  'ageProgressed',
  'superResolutionProcessed',
  'normalised',
]
const spectra = ['whiteLight', 'nearInfrared', 'thermal']
const technologies = {
  0: 'unknown',
  1: 'staticPhotographUnknownSource',
  2: 'staticPhotographDigitalCamera',
  3: 'staticPhotographScanner',
  4: 'videoFrameUnknownSource',
  5: 'videoFrameAnalogueCamera',
  6: 'videoFrameDigitalCamera',
}
const genders = { 0: 'unknown', 1: 'other', 2: 'male', 3: 'female' }
const eyeColours = {
  0: 'unknown',
  1: 'other',
  2: 'black',
  3: 'blue',
  4: 'brown',
  5: 'grey',
  6: 'green',
  7: 'hazel',
  8: 'multiColoured',
  9: 'pink',
}
const hairColours = {
  0: 'unknown',
  1: 'other',
  2: 'bald',
  3: 'black',
  4: 'blonde',
  5: 'brown',
  6: 'grey',
  7: 'white',
  8: 'red',
  9: 'knownColoured',
}
const propertyNames = [
  'glasses',
  'moustache',
  'beard',
  'teethVisible',
  'pupilOrIrisNotVisible',
  'mouthOpen',
  'leftEyePatch',
  'rightEyePatch',
  'darkGlasses',
  'biometricAbsent',
  'headCoveringsPresent',
]
const expressionNames = [
  'neutral',
  'smile',
  'raisedEyebrows',
  'eyesLookingAwayFromTheCamera',
  'squinting',
  'frowning',
]

/**
 * Parses a face image data block, tag 65. A block inside that cannot be read is a finding. ISO/IEC 39794-5:2019,
 * Doc 9303-10 §4.5.6.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` without representations, or an `ASN1_` code, with the offset in the block.
 *
 * @example
 * ```ts
 * import { parseFace39794 } from 'emrtd/lds'
 *
 * const portraitOf = (block: Uint8Array) => parseFace39794(block).representations[0]?.image.bytes
 * ```
 */
export function parseFace39794(bytes: Uint8Array): FaceRecord39794 {
  const findings: LdsFinding[] = []
  const outer = outerBlock(bytes, 0x65, 'FaceImageDataBlock', findings)
  const version = outer.required(outer.block(0, 'versionBlock', readVersion), 'versionBlock')
  const list = outer.blocks(1, 'representationBlocks', block => readRepresentation(block, findings))
  const representations = outer.required(list, 'representationBlocks')
  outer.end()
  if (representations.length === 0) findings.push({ code: 'BIOMETRIC_NONE' })
  return { standard: 'ISO/IEC 39794-5', bytes, version, representations, findings }
}

function readRepresentation(block: Block39794, findings: LdsFinding[]): FaceRepresentation39794 {
  const picture = block.block(1, 'imageRepresentation', choice =>
    choice.block(0, 'base', base =>
      base.block(0, 'imageRepresentation2DBlock', image => readImage2D(image, findings)),
    ),
  )
  return {
    representationId: block.integer(0, 'representationId'),
    ...block.required(picture, 'imageRepresentation2DBlock'),
    captureDateTime: block.block(2, 'captureDateTimeBlock', readDateTime),
    qualities: block.blocks(3, 'qualityBlocks', readScore),
    padData: block.block(4, 'padDataBlock', readPadData),
    sessionId: block.integer(5, 'sessionId'),
    derivedFrom: block.integer(6, 'derivedFrom'),
    captureDevice: block.block(7, 'captureDeviceBlock', device => ({
      model: device.block(0, 'modelIdBlock', readRegistryId),
      certifications: device.blocks(1, 'certificationIdBlocks', readRegistryId),
    })),
    identityMetadata: block.block(8, 'identityMetadataBlock', readIdentity),
    landmarks: block.blocks(9, 'landmarkBlocks', readLandmark),
  }
}

function readImage2D(
  block: Block39794,
  findings: LdsFinding[],
): Pick<FaceRepresentation39794, 'image' | 'imageInformation' | 'captureDevice2D'> {
  const data = block.required(block.octets(0, 'representationData2D'), 'representationData2D')
  const offset = block.offsetOf(0)
  const image = readRecordImage(data, false, offset, findings)
  const imageInformation = block.block(1, 'imageInformation2DBlock', readImageInformation)
  const captureDevice2D = block.block(2, 'captureDevice2DBlock', device => ({
    spectral: device.block(0, 'captureDeviceSpectral2DBlock', flags => readFlags(flags, spectra)),
    technology: device.code(1, 'captureDeviceTechnologyId2D', technologies),
  }))
  const named = imageInformation?.imageDataFormat?.name
  const { width = 0, height = 0 } = imageInformation?.imageSize ?? {}
  checkImage(image, containerFormat(named), width, height, offset, findings)
  return { image, imageInformation, captureDevice2D }
}

function readImageInformation(block: Block39794): FaceImageInformation39794 {
  return {
    imageDataFormat: block.code(0, 'imageDataFormat', imageDataFormats),
    faceImageKind: block.code(1, 'faceImageKind2D', imageKinds),
    postAcquisitionProcessing: block.block(2, 'postAcquisitionProcessingBlock', flags =>
      readFlags(flags, processing),
    ),
    lossyTransformationAttempts: block.code(3, 'lossyTransformationAttempts', attempts),
    cameraToSubjectDistance: block.integer(4, 'cameraToSubjectDistance'),
    sensorDiagonal: block.integer(5, 'sensorDiagonal'),
    lensFocalLength: block.integer(6, 'lensFocalLength'),
    imageSize: block.block(7, 'imageSizeBlock', size => ({
      width: size.integer(0, 'width'),
      height: size.integer(1, 'height'),
    })),
    faceMeasurements: block.block(8, 'imageFaceMeasurementsBlock', measures => ({
      headWidth: measures.integer(0, 'imageHeadWidth'),
      interEyeDistance: measures.integer(1, 'imageInterEyeDistance'),
      eyeToMouthDistance: measures.integer(2, 'imageEyeToMouthDistance'),
      headLength: measures.integer(3, 'imageHeadLength'),
    })),
    imageColourSpace: block.code(9, 'imageColourSpace', colourSpaces),
    referenceColourMapping: block.block(10, 'referenceColourMappingBlock', mapping => ({
      schema: mapping.octets(0, 'referenceColourSchema'),
      definitionsAndValues: mapping.blocks(1, 'referenceColourDefinitionAndValueBlocks', colour => ({
        definition: colour.octets(0, 'referenceColourDefinition'),
        value: colour.octets(1, 'referenceColourValue'),
      })),
    })),
  }
}

function readIdentity(block: Block39794): FaceIdentityMetadata {
  return {
    gender: block.code(0, 'gender', genders),
    eyeColour: block.code(1, 'eyeColour', eyeColours),
    hairColour: block.code(2, 'hairColour', hairColours),
    subjectHeight: block.integer(3, 'subjectHeight', 65535),
    properties: block.block(4, 'propertiesBlock', flags => readFlags(flags, propertyNames)),
    expression: block.block(5, 'expressionBlock', flags => readFlags(flags, expressionNames)),
    pose: block.block(6, 'poseAngleBlock', pose => ({
      yaw: pose.block(0, 'yawAngleBlock', readAngle),
      pitch: pose.block(1, 'pitchAngleBlock', readAngle),
      roll: pose.block(2, 'rollAngleBlock', readAngle),
    })),
  }
}

/** An AngleDataBlock. ISO/IEC 39794-1. */
export function readAngle(block: Block39794): Angle39794 {
  return {
    angle: block.integer(0, 'angleValue', 180, -180),
    uncertainty: block.integer(1, 'angleUncertainty', 180),
  }
}

function readFlags(block: Block39794, names: readonly string[]): Readonly<Record<string, boolean>> {
  const flags: Record<string, boolean> = {}
  names.forEach((name, number) => {
    const value = block.boolean(number, name)
    if (value !== undefined) flags[name] = value
  })
  return flags
}
