import type { EncodedImage } from '../../images/image-header.js'
import type { LdsFinding } from '../findings.js'
import type { Block39794, ExtensibleCode } from './block-39794.js'
import {
  type CaptureDevice39794,
  containerFormat,
  type DateTime39794,
  outerBlock,
  type PadData,
  readCaptureDevice,
  readDateTime,
  readPadData,
  readScore,
  readVersion,
  type Score39794,
  type Version39794,
} from './common-39794.js'
import { checkImage } from './face-19794.js'
import { readRecordImage } from './finger-19794.js'
import type { Coded } from './record-reader.js'

/** An iris image data block of ISO/IEC 39794-6:2021. Undefined is what the record does not hold. */
export interface IrisRecord39794 {
  readonly standard: 'ISO/IEC 39794-6'
  readonly bytes: Uint8Array
  readonly version: Version39794
  readonly representations: readonly IrisRepresentation39794[]
  /** Offsets count from the start of the block. */
  readonly findings: readonly LdsFinding[]
}

/** One image of one eye. */
export interface IrisRepresentation39794 {
  readonly eye: Coded | undefined
  readonly imageKind: ExtensibleCode | undefined
  /** Bits for each pixel, as the record gives it. */
  readonly bitDepth: number | undefined
  readonly imageDataFormat: ExtensibleCode | undefined
  readonly horizontalOrientation: Coded | undefined
  readonly verticalOrientation: Coded | undefined
  readonly compressionHistory: Coded | undefined
  readonly captureDateTime: DateTime39794 | undefined
  readonly image: EncodedImage
  readonly range: IrisRange | undefined
  readonly captureDevice: CaptureDevice39794 | undefined
  readonly qualities: readonly Score39794[] | undefined
  readonly rollAngle: IrisRollAngle | undefined
  readonly localisation: IrisLocalisation | undefined
  readonly padData: PadData | undefined
}

/** How far the eye was from the camera, or why that is not known. */
export interface IrisRange {
  /** In millimetres, 2 to 65533. */
  readonly distance: number | undefined
  readonly error: Coded | undefined
}

/** As the record gives them. */
export interface IrisRollAngle {
  readonly angle: number | undefined
  readonly uncertainty: number | undefined
}

/** Where the iris is in the image, the smallest and the largest estimates. In pixels. */
export interface IrisLocalisation {
  readonly centreXSmallest: number | undefined
  readonly centreXLargest: number | undefined
  readonly centreYSmallest: number | undefined
  readonly centreYLargest: number | undefined
  readonly diameterSmallest: number | undefined
  readonly diameterLargest: number | undefined
}

const eyes = { 0: 'unknown', 1: 'right', 2: 'left' }
const imageKinds = { 1: 'uncropped', 2: 'vga', 3: 'cropped', 7: 'croppedAndMasked' }
const imageDataFormats = { 0: 'pgm', 1: 'ppm', 2: 'png', 3: 'jpeg2000Lossless', 4: 'jpeg2000Lossy' }
const horizontal = { 0: 'undefined', 1: 'leftToRight', 2: 'rightToLeft' }
const vertical = { 0: 'undefined', 1: 'topToBottom', 2: 'bottomToTop' }
const histories = { 0: 'undefined', 1: 'losslessOrNone', 2: 'lossy' }
const rangingErrors = { 0: 'unassigned', 1: 'failed', 2: 'overflow' }
const technologies = { 0: 'unknown', 1: 'cmosOrCcd' }

/**
 * Parses an iris image data block, tag 66. A block inside that cannot be read is a finding. ISO/IEC 39794-6:2021,
 * Doc 9303-10 §4.7.4.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` without representations, or an `ASN1_` code, with the offset in the block.
 *
 * @example
 * ```ts
 * import { parseIris39794 } from 'emrtd/lds'
 *
 * const eyesOf = (block: Uint8Array) => parseIris39794(block).representations.map(({ eye }) => eye?.name)
 * ```
 */
export function parseIris39794(bytes: Uint8Array): IrisRecord39794 {
  const findings: LdsFinding[] = []
  const outer = outerBlock(bytes, 0x66, 'IrisImageDataBlock', findings)
  const version = outer.required(outer.block(0, 'versionBlock', readVersion), 'versionBlock')
  const list = outer.blocks(1, 'representationBlocks', block => readRepresentation(block, findings))
  const representations = outer.required(list, 'representationBlocks')
  outer.end()
  if (representations.length === 0) findings.push({ code: 'BIOMETRIC_NONE' })
  return { standard: 'ISO/IEC 39794-6', bytes, version, representations, findings }
}

function readRepresentation(block: Block39794, findings: LdsFinding[]): IrisRepresentation39794 {
  const imageDataFormat = block.code(3, 'imageDataFormat', imageDataFormats)
  const data = block.required(block.octets(8, 'irisImageData'), 'irisImageData')
  const offset = block.offsetOf(8)
  const image = readRecordImage(data, false, offset, findings)
  checkImage(image, containerFormat(imageDataFormat?.name), 0, 0, offset, findings)
  return {
    eye: block.enumerated(0, 'eyeLabelCode', eyes),
    imageKind: block.code(1, 'irisImageKind', imageKinds),
    bitDepth: block.integer(2, 'bitDepth', 24, 8),
    imageDataFormat,
    horizontalOrientation: block.enumerated(4, 'horizontalOrientationCode', horizontal),
    verticalOrientation: block.enumerated(5, 'verticalOrientationCode', vertical),
    compressionHistory: block.enumerated(6, 'compressionHistoryCode', histories),
    captureDateTime: block.block(7, 'captureDateTimeBlock', readDateTime),
    image,
    range: block.block(9, 'range', range => ({
      distance: range.integer(0, 'range', 65533, 2),
      error: range.enumerated(1, 'rangingErrorCode', rangingErrors),
    })),
    captureDevice: block.block(10, 'captureDeviceBlock', device => readCaptureDevice(device, technologies)),
    qualities: block.blocks(11, 'qualityBlocks', readScore),
    rollAngle: block.block(12, 'rollAngleBlock', roll => ({
      angle: roll.integer(0, 'angle', 65535),
      uncertainty: roll.integer(1, 'uncertainty', 65535),
    })),
    localisation: block.block(13, 'localisationBlock', readLocalisation),
    padData: block.block(14, 'pADDataBlock', readPadData),
  }
}

function readLocalisation(block: Block39794): IrisLocalisation {
  return {
    centreXSmallest: block.integer(0, 'irisCenterXSmallest', 65535, 1),
    centreXLargest: block.integer(1, 'irisCenterXLargest', 65535, 1),
    centreYSmallest: block.integer(2, 'irisCenterYSmallest', 65535, 1),
    centreYLargest: block.integer(3, 'irisCenterYLargest', 65535, 1),
    diameterSmallest: block.integer(4, 'irisDiameterSmallest', 65535, 1),
    diameterLargest: block.integer(5, 'irisDiameterLargest', 65535, 1),
  }
}
