import { bytesToLatin1 } from '../../bytes.js'
import type { EncodedImage } from '../../images/image-header.js'
import type { LdsFinding } from '../findings.js'
import type { Block39794, ExtensibleCode } from './block-39794.js'
import {
  type CaptureDevice39794,
  containerFormat,
  type DateTime39794,
  type ExtendedData,
  outerBlock,
  type PadData,
  type Point39794,
  type RegistryId,
  readCaptureDevice,
  readDateTime,
  readExtendedData,
  readPadData,
  readPoint,
  readRegistryId,
  readScore,
  readScoreOrError,
  readVersion,
  type Score39794,
  type ScoreOrError,
  type Version39794,
} from './common-39794.js'
import { checkImage } from './face-19794.js'
import { fingerPositions, readRecordImage } from './finger-19794.js'
import type { Coded } from './record-reader.js'

/** A finger image data block of ISO/IEC 39794-4:2019. Undefined is what the record does not hold. */
export interface FingerRecord39794 {
  readonly standard: 'ISO/IEC 39794-4'
  readonly bytes: Uint8Array
  readonly version: Version39794
  readonly representations: readonly FingerRepresentation39794[]
  /** Offsets count from the start of the block. */
  readonly findings: readonly LdsFinding[]
}

/** One image of one finger or of several. */
export interface FingerRepresentation39794 {
  readonly position: ExtensibleCode | undefined
  readonly impression: ExtensibleCode | undefined
  readonly imageDataFormat: ExtensibleCode | undefined
  readonly image: EncodedImage
  readonly captureDateTime: DateTime39794 | undefined
  readonly captureDevice: CaptureDevice39794 | undefined
  readonly qualities: readonly Score39794[] | undefined
  readonly spatialSamplingRate: SpatialSamplingRate | undefined
  readonly positionComputedByCaptureSystem: boolean | undefined
  /** In degrees, 0 to 359. */
  readonly originalRotation: number | undefined
  readonly imageRotatedToVertical: boolean | undefined
  readonly imageLossilyCompressed: boolean | undefined
  readonly segmentations: readonly FingerSegmentation[] | undefined
  readonly annotations: readonly FingerAnnotation[] | undefined
  readonly padData: PadData | undefined
  readonly comments: readonly string[] | undefined
  readonly vendorSpecificData: readonly ExtendedData[] | undefined
}

/** How finely the image was sampled: so many samples for each inch or centimetre. */
export interface SpatialSamplingRate {
  readonly samplesPerUnit: number | undefined
  readonly unit: Coded | undefined
}

/** Where one algorithm found fingers in the image. */
export interface FingerSegmentation {
  readonly algorithm: RegistryId | undefined
  readonly segments: readonly FingerSegment[] | undefined
}

/** One finger that was found in the image. */
export interface FingerSegment {
  readonly position: ExtensibleCode | undefined
  /** In pixels. Two are opposite corners of a rectangle, more are corners of a polygon. */
  readonly enclosingCoordinates: readonly Point39794[] | undefined
  /** 0 to 255, as the record gives it. */
  readonly orientation: number | undefined
  readonly qualities: readonly Score39794[] | undefined
  readonly confidence: ScoreOrError | undefined
}

/** Why a finger is not in the image. */
export interface FingerAnnotation {
  readonly position: ExtensibleCode | undefined
  readonly reason: ExtensibleCode | undefined
}

const impressions = {
  0: 'plainContact',
  1: 'rolledContact',
  4: 'latentImage',
  8: 'swipeContact',
  24: 'stationarySubjectContactlessPlain',
  25: 'stationarySubjectContactlessRolled',
  28: 'other',
  29: 'unknown',
  41: 'movingSubjectContactlessPlain',
  42: 'movingSubjectContactlessRolled',
}
const imageDataFormats = { 0: 'pgm', 1: 'wsq', 2: 'jpeg2000Lossy', 3: 'jpeg2000Lossless', 4: 'png' }
const technologies = {
  0: 'unknown',
  1: 'other',
  2: 'scannedInkOnPaper',
  3: 'opticalTirBrightField',
  4: 'opticalTirDarkField',
  5: 'opticalImage',
  6: 'opticalLowFrequency3DMapped',
  7: 'opticalHighFrequency3DMapped',
  9: 'capacitive',
  10: 'capacitiveRf',
  11: 'electroLuminescence',
  12: 'reflectedUltrasonic',
  13: 'impediographicUltrasonic',
  14: 'thermal',
  15: 'directPressure',
  16: 'indirectPressure',
  17: 'liveTape',
  18: 'latentImpression',
  19: 'latentPhoto',
  20: 'latentMolded',
  21: 'latentTracing',
  22: 'latentLift',
}
const units = { 0: 'inch', 1: 'cm' }
const reasons = {
  0: 'unknown',
  1: 'other',
  2: 'amputated',
  3: 'unableToPrint',
  4: 'bandaged',
  5: 'physicallyChallenged',
  6: 'diseased',
}

/**
 * Parses a finger image data block, tag 64. A block inside that cannot be read is a finding. ISO/IEC 39794-4:2019,
 * Doc 9303-10 §4.7.3.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` without representations, or an `ASN1_` code, with the offset in the block.
 *
 * @example
 * ```ts
 * import { parseFinger39794 } from 'emrtd/lds'
 *
 * const fingersOf = (block: Uint8Array) => parseFinger39794(block).representations.map(({ position }) => position?.name)
 * ```
 */
export function parseFinger39794(bytes: Uint8Array): FingerRecord39794 {
  const findings: LdsFinding[] = []
  const outer = outerBlock(bytes, 0x64, 'FingerImageDataBlock', findings)
  const version = outer.required(outer.block(0, 'versionBlock', readVersion), 'versionBlock')
  const list = outer.blocks(1, 'representationBlocks', block => readRepresentation(block, findings))
  const representations = outer.required(list, 'representationBlocks')
  outer.end()
  if (representations.length === 0) findings.push({ code: 'BIOMETRIC_NONE' })
  return { standard: 'ISO/IEC 39794-4', bytes, version, representations, findings }
}

function readRepresentation(block: Block39794, findings: LdsFinding[]): FingerRepresentation39794 {
  const imageDataFormat = block.code(2, 'imageDataFormat', imageDataFormats)
  const data = block.required(block.octets(3, 'imageData'), 'imageData')
  const offset = block.offsetOf(3)
  const image = readRecordImage(data, false, offset, findings)
  checkImage(image, containerFormat(imageDataFormat?.name), 0, 0, offset, findings)
  return {
    position: block.code(0, 'position', fingerPositions),
    impression: block.code(1, 'impression', impressions),
    imageDataFormat,
    image,
    captureDateTime: block.block(4, 'captureDateTimeBlock', readDateTime),
    captureDevice: block.block(5, 'captureDeviceBlock', device => readCaptureDevice(device, technologies)),
    qualities: block.blocks(6, 'qualityBlocks', readScore),
    spatialSamplingRate: block.block(7, 'spatialSamplingRateBlock', rate => ({
      samplesPerUnit: rate.integer(0, 'samplesPerUnit', 65535),
      unit: rate.enumerated(1, 'unitDimension', units),
    })),
    positionComputedByCaptureSystem: block.boolean(8, 'positionComputedByCaptureSystem'),
    originalRotation: block.integer(9, 'originalRotation', 359),
    imageRotatedToVertical: block.boolean(10, 'imageRotatedToVertical'),
    imageLossilyCompressed: block.boolean(11, 'imageHasBeenLossilyCompressed'),
    segmentations: block.blocks(12, 'segmentationBlocks', segmentation => ({
      algorithm: segmentation.block(0, 'algorithmIdBlock', readRegistryId),
      segments: segmentation.blocks(1, 'segmentBlocks', readSegment),
    })),
    annotations: block.blocks(13, 'annotationBlocks', annotation => ({
      position: annotation.code(0, 'position', fingerPositions),
      reason: annotation.code(1, 'reason', reasons),
    })),
    padData: block.block(14, 'pADDataBlock', readPadData),
    comments: block.list(15, 'commentBlocks', 0x1a, ({ value }) => bytesToLatin1(value)),
    vendorSpecificData: block.blocks(16, 'vendorSpecificDataBlocks', readExtendedData),
  }
}

function readSegment(block: Block39794): FingerSegment {
  return {
    position: block.code(0, 'position', fingerPositions),
    enclosingCoordinates: block.blocks(1, 'enclosingCoordinatesBlock', readPoint),
    orientation: block.integer(2, 'orientation', 255),
    qualities: block.blocks(3, 'qualityBlocks', readScore),
    confidence: block.block(4, 'confidence', readScoreOrError),
  }
}
