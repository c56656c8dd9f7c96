import { type EncodedImage, readImageHeader } from '../../images/image-header.js'
import type { LdsFinding } from '../findings.js'
import {
  type Coded,
  coded,
  maximumRepresentations,
  RecordReader,
  tooManyRepresentations,
} from './record-reader.js'

/** A face image record of ISO/IEC 19794-5:2005. */
export interface FaceRecord19794 {
  readonly standard: 'ISO/IEC 19794-5'
  readonly bytes: Uint8Array
  /** Three digits, `010` for the first edition. */
  readonly version: string
  /** In bytes, as the record gives it. */
  readonly recordLength: number
  /** As the record gives it. */
  readonly numberOfFaces: number
  readonly representations: readonly FaceRepresentation19794[]
  /** Offsets count from the start of the record. */
  readonly findings: readonly LdsFinding[]
}

/** One face: facial information, feature points, image information and image. ISO/IEC 19794-5:2005 §5.5 to §5.8. */
export interface FaceRepresentation19794 {
  /** Offset of the block in the record. */
  readonly offset: number
  /** In bytes, as the block gives it. */
  readonly blockLength: number
  /** As the block gives it. */
  readonly numberOfFeaturePoints: number
  readonly gender: Coded
  readonly eyeColour: Coded
  readonly hairColour: Coded
  /** The property mask as a number, bit 0 the least significant. */
  readonly propertyMask: number
  /** Names of the bits that are set. */
  readonly properties: readonly string[]
  readonly expression: Coded
  readonly pose: PoseAngles19794
  readonly featurePoints: readonly FaceFeaturePoint19794[]
  readonly faceImageType: Coded
  readonly imageDataType: Coded
  /** In pixels, as the record gives it. */
  readonly width: number
  /** In pixels, as the record gives it. */
  readonly height: number
  readonly colourSpace: Coded
  readonly sourceType: Coded
  /** Number that the maker gave to the kind of device; 0 if not given. */
  readonly deviceType: number
  /** As it stands; 0 if not given. */
  readonly quality: number
  readonly image: EncodedImage
}

/** Angles of the head as the record holds them, each in steps of two degrees with 0 for "not given". */
export interface PoseAngles19794 {
  readonly yaw: PoseAngle19794
  readonly pitch: PoseAngle19794
  readonly roll: PoseAngle19794
}

/** One angle. ISO/IEC 19794-5:2005 §5.5.8. */
export interface PoseAngle19794 {
  /** 0 to 181, as it stands. */
  readonly code: number
  /** -180 to 180; undefined if not given. */
  readonly degrees: number | undefined
  /** 0 to 181, as it stands. */
  readonly uncertaintyCode: number
  /** Half the width of the interval in degrees; undefined if not given. */
  readonly uncertaintyDegrees: number | undefined
}

/** One feature point of the face. ISO/IEC 19794-5:2005 §5.6. */
export interface FaceFeaturePoint19794 {
  /** 1 for a point of MPEG-4. */
  readonly type: number
  readonly major: number
  readonly minor: number
  /** In pixels from the left. */
  readonly x: number
  /** In pixels from the top. */
  readonly y: number
}

const genders = { 0: 'unspecified', 1: 'male', 2: 'female', 255: 'unknown' }
const eyeColours = {
  0: 'unspecified',
  1: 'black',
  2: 'blue',
  3: 'brown',
  4: 'grey',
  5: 'green',
  6: 'multiColoured',
  7: 'pink',
  255: 'unknown',
}
const hairColours = {
  0: 'unspecified',
  1: 'bald',
  2: 'black',
  3: 'blonde',
  4: 'brown',
  5: 'grey',
  6: 'white',
  7: 'red',
  8: 'green',
  9: 'blue',
  255: 'unknown',
}
const propertyNames = [
  'specified',
  'glasses',
  'moustache',
  'beard',
  'teethVisible',
  'blink',
  'mouthOpen',
  'leftEyePatch',
  'rightEyePatch',
  'bothEyePatches',
  'darkGlasses',
  'distortingMedicalCondition',
]
const expressions = {
  0: 'unspecified',
  1: 'neutral',
  2: 'smileClosedJaw',
  3: 'smileOpenJaw',
  4: 'raisedEyebrows',
  5: 'eyesLookingAway',
  6: 'squinting',
  7: 'frowning',
}
const faceImageTypes = { 0: 'basic', 1: 'fullFrontal', 2: 'tokenFrontal' }
const imageDataTypes = { 0: 'jpeg', 1: 'jpeg2000' }
const colourSpaces = { 0: 'unspecified', 1: 'rgb24', 2: 'yuv422', 3: 'grey8', 4: 'other' }
const sourceTypes = {
  0: 'unspecified',
  1: 'staticPhotographUnknownSource',
  2: 'staticPhotographDigitalCamera',
  3: 'staticPhotographScanner',
  4: 'videoFrameUnknownSource',
  5: 'videoFrameAnalogueCamera',
  6: 'videoFrameDigitalCamera',
  7: 'unknown',
}

const informationLength = 20
const imageInformationLength = 12

/**
 * Parses a face image record. Where a length inside the record disagrees with the container's, the container's
 * counts and a finding says so: real documents (NZ, UK) are off by one to eight bytes. ISO/IEC 19794-5:2005 §5.
 *
 * @param bytes the record, `FAC` first: the value of the data object 5F2E.
 * @throws {EmrtdError} `LDS_BAD_FILE` with the offset in the record if it is none, or holds not even one face.
 *
 * @example
 * ```ts
 * import { parseFace19794 } from 'emrtd/lds'
 *
 * const portraitOf = (record: Uint8Array) => parseFace19794(record).representations[0]?.image.bytes
 * ```
 */
export function parseFace19794(bytes: Uint8Array): FaceRecord19794 {
  const findings: LdsFinding[] = []
  const reader = new RecordReader(bytes)
  reader.magic('FAC')
  const version = String.fromCharCode(...reader.take(4).subarray(0, 3))
  if (version !== '010') findings.push({ code: 'VERSION_UNKNOWN', offset: 4 })
  const recordLength = reader.unsigned(4)
  if (recordLength !== bytes.length) {
    findings.push({
      code: 'LENGTH_MISMATCH',
      offset: 8,
      detail: `record length ${recordLength}, container ${bytes.length}`,
    })
  }
  const numberOfFaces = reader.unsigned(2)
  const representations: FaceRepresentation19794[] = []
  do {
    const remaining = reader.left
    const start = reader.offset
    if (representations.length === maximumRepresentations) {
      findings.push(tooManyRepresentations(start))
      break
    }
    const blockLength = peek32(bytes, start)
    const behind = remaining - blockLength
    // Another block must follow if more are announced; if none is, what looks like a whole block still is one.
    const announced = representations.length + 1 < numberOfFaces
    const another =
      behind >= informationLength + imageInformationLength &&
      blockLength >= informationLength + imageInformationLength &&
      (announced || isBlock(bytes, start + blockLength))
    if (!another && behind !== 0) {
      const detail = `face block length ${blockLength}, container ${remaining}`
      findings.push({ code: 'LENGTH_MISMATCH', offset: start, detail })
    }
    const length = another ? blockLength : remaining
    representations.push(readFace(new RecordReader(reader.take(length)), start, findings))
  } while (reader.left > 0)
  if (representations.length !== numberOfFaces) {
    const detail = `${numberOfFaces} faces announced, ${representations.length} there`
    findings.push({ code: 'COUNT_MISMATCH', offset: 12, detail })
  }
  return {
    standard: 'ISO/IEC 19794-5',
    bytes,
    version,
    recordLength,
    numberOfFaces,
    representations,
    findings,
  }
}

function readFace(block: RecordReader, offset: number, findings: LdsFinding[]): FaceRepresentation19794 {
  const blockLength = block.unsigned(4)
  const numberOfFeaturePoints = block.unsigned(2)
  const known = (value: Coded, field: string): Coded => {
    if (value.name === undefined) findings.push({ code: 'VALUE_UNKNOWN', offset, detail: field })
    return value
  }
  const gender = known(coded(block.unsigned(1), genders), 'gender')
  const eyeColour = known(coded(block.unsigned(1), eyeColours), 'eyeColour')
  const hairColour = known(coded(block.unsigned(1), hairColours), 'hairColour')
  const propertyMask = block.unsigned(3)
  const expression = known(coded(block.unsigned(2), expressions), 'expression')
  const angles = block.take(3)
  const uncertainties = block.take(3)
  const there = featurePointsThere(block.bytes, numberOfFeaturePoints)
  if (there !== numberOfFeaturePoints) {
    const detail = `${numberOfFeaturePoints} feature points announced, ${there} there`
    findings.push({ code: 'COUNT_MISMATCH', offset: offset + 4, detail })
  }
  const featurePoints: FaceFeaturePoint19794[] = []
  for (let i = 0; i < there; i++) featurePoints.push(readFeaturePoint(block))
  const faceImageType = known(coded(block.unsigned(1), faceImageTypes), 'faceImageType')
  const imageDataType = known(coded(block.unsigned(1), imageDataTypes), 'imageDataType')
  const width = block.unsigned(2)
  const height = block.unsigned(2)
  const colourSpace = known(coded(block.unsigned(1), colourSpaces), 'colourSpace')
  const sourceType = known(coded(block.unsigned(1), sourceTypes), 'sourceType')
  const deviceType = block.unsigned(2)
  const quality = block.unsigned(2)
  const imageOffset = offset + block.offset
  const image = readImageHeader(block.take(block.left))
  for (const finding of image.findings) {
    findings.push({ ...finding, offset: imageOffset + (finding.offset ?? 0) })
  }
  checkImage(image, imageDataType.name, width, height, imageOffset, findings)
  return {
    offset,
    blockLength,
    numberOfFeaturePoints,
    gender,
    eyeColour,
    hairColour,
    propertyMask,
    properties: propertyNames.filter((_, bit) => ((propertyMask >>> bit) & 1) === 1),
    expression,
    pose: {
      yaw: poseAngle(angles[0]!, uncertainties[0]!),
      pitch: poseAngle(angles[1]!, uncertainties[1]!),
      roll: poseAngle(angles[2]!, uncertainties[2]!),
    },
    featurePoints,
    faceImageType,
    imageDataType,
    width,
    height,
    colourSpace,
    sourceType,
    deviceType,
    quality,
    image,
  }
}

/** Adds findings where the image is another than its record says. A size of 0 says nothing. */
export function checkImage(
  image: EncodedImage,
  expectedFormat: string | undefined,
  width: number,
  height: number,
  offset: number,
  findings: LdsFinding[],
): void {
  const format = image.format === 'jp2' ? 'jpeg2000' : image.format
  if (format !== 'unknown' && expectedFormat !== undefined && format !== expectedFormat) {
    findings.push({ code: 'IMAGE_FORMAT_MISMATCH', offset, detail: `${expectedFormat}, is ${format}` })
  }
  if (image.width === undefined || width === 0 || height === 0) return
  if (image.width !== width || image.height !== height) {
    const detail = `${width}x${height}, is ${image.width}x${image.height}`
    findings.push({ code: 'IMAGE_SIZE_MISMATCH', offset, detail })
  }
}

/**
 * How many feature points stand before the image: as many as announced, unless no image begins there and one
 * begins behind another number.
 */
function featurePointsThere(block: Uint8Array, announced: number): number {
  const first = informationLength + imageInformationLength
  if (beginsImage(block, first + 8 * announced)) return announced
  for (let points = 0; first + 8 * points < block.length; points++) {
    if (beginsImage(block, first + 8 * points)) return points
  }
  return announced
}

function beginsImage(block: Uint8Array, at: number): boolean {
  // The first bytes are enough to tell the format; the whole image would make this quadratic.
  return at < block.length && readImageHeader(block.subarray(at, at + 12)).format !== 'unknown'
}

function readFeaturePoint(block: RecordReader): FaceFeaturePoint19794 {
  const type = block.unsigned(1)
  const point = block.unsigned(1)
  const x = block.unsigned(2)
  const y = block.unsigned(2)
  block.take(2)
  return { type, major: point >>> 4, minor: point & 0x0f, x, y }
}

/** 1 to 91 are 0 to 180 degrees, 92 to 180 are -178 to -2 degrees. */
function poseAngle(code: number, uncertaintyCode: number): PoseAngle19794 {
  const degrees = code === 0 || code > 180 ? undefined : code <= 91 ? (code - 1) * 2 : (code - 181) * 2
  const uncertain = uncertaintyCode === 0 || uncertaintyCode > 181
  return { code, degrees, uncertaintyCode, uncertaintyDegrees: uncertain ? undefined : uncertaintyCode - 1 }
}

function isBlock(bytes: Uint8Array, at: number): boolean {
  const length = peek32(bytes, at)
  if (length < informationLength + imageInformationLength || at + length > bytes.length) return false
  const points = bytes[at + 4]! * 256 + bytes[at + 5]!
  return beginsImage(bytes, at + informationLength + 8 * points + imageInformationLength)
}

function peek32(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let i = 0; i < 4; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}
