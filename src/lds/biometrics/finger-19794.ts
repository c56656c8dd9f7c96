import { type EncodedImage, readImageHeader } from '../../images/image-header.js'
import type { LdsFinding } from '../findings.js'
import { checkImage } from './face-19794.js'
import {
  type Coded,
  coded,
  maximumRepresentations,
  RecordReader,
  tooManyRepresentations,
} from './record-reader.js'

/** A finger image record of ISO/IEC 19794-4:2005. */
export interface FingerRecord19794 {
  readonly standard: 'ISO/IEC 19794-4'
  readonly bytes: Uint8Array
  /** Three digits, `010` for the first edition. */
  readonly version: string
  /** In bytes, as the record gives it. */
  readonly recordLength: number
  readonly captureDeviceId: number
  readonly imageAcquisitionLevel: number
  /** As the record gives it. */
  readonly numberOfFingers: number
  readonly scaleUnits: Coded
  /** Pixels for each unit of {@link scaleUnits}. */
  readonly horizontalScanResolution: number
  readonly verticalScanResolution: number
  readonly horizontalImageResolution: number
  readonly verticalImageResolution: number
  /** Bits for each pixel, as the record gives it. */
  readonly pixelDepth: number
  readonly imageCompression: Coded
  readonly representations: readonly FingerRepresentation19794[]
  /** Offsets count from the start of the record. */
  readonly findings: readonly LdsFinding[]
}

/** One view of one finger. ISO/IEC 19794-4:2005 §7.2. */
export interface FingerRepresentation19794 {
  /** Offset of the block in the record. */
  readonly offset: number
  /** In bytes, as the block gives it. */
  readonly blockLength: number
  readonly position: Coded
  readonly countOfViews: number
  readonly viewNumber: number
  /** 254 stands for undefined. */
  readonly quality: number
  readonly impressionType: Coded
  /** In pixels, as the record gives it. */
  readonly width: number
  /** In pixels, as the record gives it. */
  readonly height: number
  /** Uncompressed pixels have the format `unknown` and no findings. */
  readonly image: EncodedImage
}

const scaleUnits = { 1: 'inch', 2: 'cm' }
const compressions = {
  0: 'uncompressed',
  1: 'uncompressedBitPacked',
  2: 'wsq',
  3: 'jpeg',
  4: 'jpeg2000',
  5: 'png',
}
/** Fingers, palms and their combinations: one list for both standards, that of ISO/IEC JTC 1/SC 37. */
export const fingerPositions: Readonly<Record<number, string>> = {
  0: 'unknown',
  1: 'rightThumb',
  2: 'rightIndex',
  3: 'rightMiddle',
  4: 'rightRing',
  5: 'rightLittle',
  6: 'leftThumb',
  7: 'leftIndex',
  8: 'leftMiddle',
  9: 'leftRing',
  10: 'leftLittle',
  13: 'rightFourFingers',
  14: 'leftFourFingers',
  15: 'bothThumbs',
  20: 'unknownPalm',
  21: 'rightFullPalm',
  22: 'rightWritersPalm',
  23: 'leftFullPalm',
  24: 'leftWritersPalm',
  25: 'rightLowerPalm',
  26: 'rightUpperPalm',
  27: 'leftLowerPalm',
  28: 'leftUpperPalm',
  29: 'rightOther',
  30: 'leftOther',
  31: 'rightInterdigital',
  32: 'rightThenar',
  33: 'rightHypothenar',
  34: 'leftInterdigital',
  35: 'leftThenar',
  36: 'leftHypothenar',
  40: 'rightIndexAndMiddle',
  41: 'rightMiddleAndRing',
  42: 'rightRingAndLittle',
  43: 'leftIndexAndMiddle',
  44: 'leftMiddleAndRing',
  45: 'leftRingAndLittle',
  46: 'rightIndexAndLeftIndex',
  47: 'rightIndexMiddleAndRing',
  48: 'rightMiddleRingAndLittle',
  49: 'leftIndexMiddleAndRing',
  50: 'leftMiddleRingAndLittle',
}
const impressions = {
  0: 'liveScanPlain',
  1: 'liveScanRolled',
  2: 'nonLiveScanPlain',
  3: 'nonLiveScanRolled',
  4: 'latent',
  8: 'swipe',
  9: 'liveScanContactless',
}
const viewHeaderLength = 14

/**
 * Parses a finger image record. Where a length or count inside disagrees with the container, the container's
 * counts and a finding says so. ISO/IEC 19794-4:2005 §7.
 *
 * @param bytes the record, `FIR` first: the value of the data object 5F2E.
 * @throws {EmrtdError} `LDS_BAD_FILE` with the offset in the record if it is none, or is cut short in its header.
 *
 * @example
 * ```ts
 * import { parseFinger19794 } from 'emrtd/lds'
 *
 * const fingersOf = (record: Uint8Array) => parseFinger19794(record).representations.map(view => view.position.name)
 * ```
 */
export function parseFinger19794(bytes: Uint8Array): FingerRecord19794 {
  const findings: LdsFinding[] = []
  const reader = new RecordReader(bytes)
  reader.magic('FIR')
  const version = String.fromCharCode(...reader.take(4).subarray(0, 3))
  if (version !== '010') findings.push({ code: 'VERSION_UNKNOWN', offset: 4 })
  const recordLength = reader.unsigned(6)
  if (recordLength !== bytes.length) {
    const detail = `record length ${recordLength}, container ${bytes.length}`
    findings.push({ code: 'LENGTH_MISMATCH', offset: 8, detail })
  }
  const known = (value: Coded, offset: number, detail: string): Coded => {
    if (value.name === undefined) findings.push({ code: 'VALUE_UNKNOWN', offset, detail })
    return value
  }
  const captureDeviceId = reader.unsigned(2)
  const imageAcquisitionLevel = reader.unsigned(2)
  const numberOfFingers = reader.unsigned(1)
  const units = known(coded(reader.unsigned(1), scaleUnits), 19, 'scaleUnits')
  const horizontalScanResolution = reader.unsigned(2)
  const verticalScanResolution = reader.unsigned(2)
  const horizontalImageResolution = reader.unsigned(2)
  const verticalImageResolution = reader.unsigned(2)
  const pixelDepth = reader.unsigned(1)
  const imageCompression = known(coded(reader.unsigned(1), compressions), 29, 'imageCompression')
  reader.take(2)

  const representations: FingerRepresentation19794[] = []
  const fingers = new Set<number>()
  let viewsAnnounced = 0
  while (reader.left > 0) {
    const start = reader.offset
    const remaining = reader.left
    if (remaining < viewHeaderLength) {
      findings.push({ code: 'TRAILING_BYTES', offset: start })
      break
    }
    if (representations.length === maximumRepresentations) {
      findings.push(tooManyRepresentations(start))
      break
    }
    const blockLength = reader.unsigned(4)
    // What is left behind a block is another block only if a header fits; otherwise it belongs to this image.
    const another = blockLength >= viewHeaderLength && remaining - blockLength >= viewHeaderLength
    if (!another && blockLength !== remaining) {
      const detail = `finger block length ${blockLength}, container ${remaining}`
      findings.push({ code: 'LENGTH_MISMATCH', offset: start, detail })
    }
    const position = known(coded(reader.unsigned(1), fingerPositions), start + 4, 'position')
    const countOfViews = reader.unsigned(1)
    if (!fingers.has(position.code)) {
      fingers.add(position.code)
      viewsAnnounced += countOfViews
    }
    const viewNumber = reader.unsigned(1)
    const quality = reader.unsigned(1)
    const impressionType = known(coded(reader.unsigned(1), impressions), start + 8, 'impressionType')
    const width = reader.unsigned(2)
    const height = reader.unsigned(2)
    reader.take(1)
    const imageOffset = reader.offset
    const image = readRecordImage(
      reader.take((another ? blockLength : remaining) - viewHeaderLength),
      imageCompression.code < 2,
      imageOffset,
      findings,
    )
    checkImage(image, imageCompression.name, width, height, imageOffset, findings)
    representations.push({
      offset: start,
      blockLength,
      position,
      countOfViews,
      viewNumber,
      quality,
      impressionType,
      width,
      height,
      image,
    })
  }
  if (numberOfFingers !== fingers.size) {
    const detail = `${numberOfFingers} fingers announced, ${fingers.size} there`
    findings.push({ code: 'COUNT_MISMATCH', offset: 18, detail })
  }
  if (viewsAnnounced !== representations.length) {
    const detail = `${viewsAnnounced} views announced, ${representations.length} there`
    findings.push({ code: 'COUNT_MISMATCH', detail })
  }
  return {
    standard: 'ISO/IEC 19794-4',
    bytes,
    version,
    recordLength,
    captureDeviceId,
    imageAcquisitionLevel,
    numberOfFingers,
    scaleUnits: units,
    horizontalScanResolution,
    verticalScanResolution,
    horizontalImageResolution,
    verticalImageResolution,
    pixelDepth,
    imageCompression,
    representations,
    findings,
  }
}

/**
 * The image of a record, its findings added to the record's. Bare pixels (`raw`) begin like no format, so that
 * they are given no findings.
 */
export function readRecordImage(
  bytes: Uint8Array,
  raw: boolean,
  offset: number,
  findings: LdsFinding[],
): EncodedImage {
  const image = readImageHeader(bytes)
  if (raw && image.format === 'unknown' && bytes.length > 0) return { ...image, findings: [] }
  for (const finding of image.findings) findings.push({ ...finding, offset: offset + (finding.offset ?? 0) })
  return image
}
