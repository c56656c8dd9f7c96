import type { EncodedImage } from '../../images/image-header.js'
import type { LdsFinding } from '../findings.js'
import { checkImage } from './face-19794.js'
import { readRecordImage } from './finger-19794.js'
import {
  type Coded,
  coded,
  maximumRepresentations,
  RecordReader,
  tooManyRepresentations,
} from './record-reader.js'

/** An iris image record of ISO/IEC 19794-6:2005. */
export interface IrisRecord19794 {
  readonly standard: 'ISO/IEC 19794-6'
  readonly bytes: Uint8Array
  /** Three digits, `010` for the first edition. */
  readonly version: string
  /** In bytes, as the record gives it. */
  readonly recordLength: number
  readonly captureDeviceId: number
  /** Number of eyes, as the record gives it. */
  readonly numberOfSubtypes: number
  /** In bytes, 45. */
  readonly recordHeaderLength: number
  readonly horizontalOrientation: Coded
  readonly verticalOrientation: Coded
  readonly scanType: Coded
  readonly irisOcclusions: Coded
  readonly occlusionFilling: Coded
  readonly boundaryExtraction: Coded
  /** In pixels; 0 if not given. */
  readonly irisDiameter: number
  readonly imageFormat: Coded
  /** In pixels, as the record gives it. */
  readonly rawImageWidth: number
  /** In pixels, as the record gives it. */
  readonly rawImageHeight: number
  /** Bits for each sample, as the record gives it. */
  readonly intensityDepth: number
  readonly imageTransformation: Coded
  /** Sixteen bytes as they stand. */
  readonly deviceUniqueId: Uint8Array
  readonly representations: readonly IrisRepresentation19794[]
  /** Offsets count from the start of the record. */
  readonly findings: readonly LdsFinding[]
}

/** One image of one eye. ISO/IEC 19794-6:2005 §6.5. */
export interface IrisRepresentation19794 {
  /** Offset of the image's header in the record. */
  readonly offset: number
  readonly eye: Coded
  readonly imageNumber: number
  /** 0 to 100; 254 stands for undefined. */
  readonly quality: number
  /** As it stands: angle * 65536 / 360 modulo 65536; 65535 stands for undefined. */
  readonly rotationAngle: number
  /** As it stands: angle * 65536 / 180; 65535 stands for undefined. */
  readonly rotationUncertainty: number
  /** In bytes, as the header gives it. */
  readonly imageLength: number
  /** Bare pixels have the format `unknown` and no findings. */
  readonly image: EncodedImage
}

const horizontal = { 0: 'undefined', 1: 'base', 2: 'flipped' }
const scanTypes = { 0: 'undefined', 1: 'progressive', 2: 'interlaceFrame', 3: 'interlaceField' }
const occlusions = { 0: 'undefined', 1: 'processed' }
const fillings = { 0: 'zero', 1: 'unit' }
const extractions = { 0: 'undefined', 1: 'processed' }
const formats = {
  2: 'monoRaw',
  4: 'rgbRaw',
  6: 'monoJpeg',
  8: 'rgbJpeg',
  10: 'monoJpegLs',
  12: 'rgbJpegLs',
  14: 'monoJpeg2000',
  16: 'rgbJpeg2000',
}
const transformations = { 0: 'undefined', 1: 'standard' }
const eyes = { 0: 'undefined', 1: 'right', 2: 'left' }
const subtypeHeaderLength = 3
const imageHeaderLength = 11

/**
 * Parses an iris image record. Where a length or count inside disagrees with the container, the container's
 * counts and a finding says so. ISO/IEC 19794-6:2005 §6.
 *
 * @param bytes the record, `IIR` first: the value of the data object 5F2E.
 * @throws {EmrtdError} `LDS_BAD_FILE` with the offset in the record if it is none, or is cut short in its header.
 *
 * @example
 * ```ts
 * import { parseIris19794 } from 'emrtd/lds'
 *
 * const eyesOf = (record: Uint8Array) => parseIris19794(record).representations.map(({ eye }) => eye.name)
 * ```
 */
export function parseIris19794(bytes: Uint8Array): IrisRecord19794 {
  const findings: LdsFinding[] = []
  const reader = new RecordReader(bytes)
  reader.magic('IIR')
  const version = String.fromCharCode(...reader.take(4).subarray(0, 3))
  if (version !== '010') findings.push({ code: 'VERSION_UNKNOWN', offset: 4 })
  const recordLength = reader.unsigned(4)
  if (recordLength !== bytes.length) {
    const detail = `record length ${recordLength}, container ${bytes.length}`
    findings.push({ code: 'LENGTH_MISMATCH', offset: 8, detail })
  }
  const known = (value: Coded, offset: number, detail: string): Coded => {
    if (value.name === undefined) findings.push({ code: 'VALUE_UNKNOWN', offset, detail })
    return value
  }
  const captureDeviceId = reader.unsigned(2)
  const numberOfSubtypes = reader.unsigned(1)
  const recordHeaderLength = reader.unsigned(2)
  if (recordHeaderLength !== 45) {
    findings.push({
      code: 'LENGTH_MISMATCH',
      offset: 15,
      detail: `record header length ${recordHeaderLength}`,
    })
  }
  const properties = reader.unsigned(2)
  const bits = (shift: number, mask: number): number => (properties >>> shift) & mask
  const irisDiameter = reader.unsigned(2)
  const imageFormat = known(coded(reader.unsigned(2), formats), 21, 'imageFormat')
  const rawImageWidth = reader.unsigned(2)
  const rawImageHeight = reader.unsigned(2)
  const intensityDepth = reader.unsigned(1)
  const imageTransformation = known(coded(reader.unsigned(1), transformations), 28, 'imageTransformation')
  const deviceUniqueId = reader.take(16)
  const raw = imageFormat.code === 2 || imageFormat.code === 4
  const expected = imageFormat.name?.includes('Jpeg2000')
    ? 'jpeg2000'
    : imageFormat.name?.endsWith('Jpeg')
      ? 'jpeg'
      : undefined

  const representations: IrisRepresentation19794[] = []
  let subtypes = 0
  const full = (): boolean => Math.max(representations.length, subtypes) >= maximumRepresentations
  while (reader.left >= subtypeHeaderLength + imageHeaderLength && !full()) {
    const subtypeOffset = reader.offset
    const eye = known(coded(reader.unsigned(1), eyes), subtypeOffset, 'eye')
    const numberOfImages = reader.unsigned(2)
    subtypes++
    let images = 0
    while (images < numberOfImages && reader.left >= imageHeaderLength && !full()) {
      const offset = reader.offset
      const imageNumber = reader.unsigned(2)
      const quality = reader.unsigned(1)
      const rotationAngle = reader.unsigned(2)
      const rotationUncertainty = reader.unsigned(2)
      const imageLength = reader.unsigned(4)
      // Bytes that hold no further header belong to this image, whatever its length says.
      const behind = reader.left - imageLength
      const length = behind >= imageHeaderLength ? imageLength : reader.left
      if (length !== imageLength) {
        const detail = `image length ${imageLength}, container ${length}`
        findings.push({ code: 'LENGTH_MISMATCH', offset, detail })
      }
      const imageOffset = reader.offset
      const image = readRecordImage(reader.take(length), raw, imageOffset, findings)
      checkImage(image, expected, rawImageWidth, rawImageHeight, imageOffset, findings)
      images++
      representations.push({
        offset,
        eye,
        imageNumber,
        quality,
        rotationAngle,
        rotationUncertainty,
        imageLength,
        image,
      })
    }
    if (images !== numberOfImages) {
      const detail = `${numberOfImages} images announced, ${images} there`
      findings.push({ code: 'COUNT_MISMATCH', offset: subtypeOffset, detail })
    }
  }
  if (reader.left > 0) {
    findings.push(
      full() ? tooManyRepresentations(reader.offset) : { code: 'TRAILING_BYTES', offset: reader.offset },
    )
  }
  if (subtypes !== numberOfSubtypes) {
    const detail = `${numberOfSubtypes} eyes announced, ${subtypes} there`
    findings.push({ code: 'COUNT_MISMATCH', offset: 14, detail })
  }
  return {
    standard: 'ISO/IEC 19794-6',
    bytes,
    version,
    recordLength,
    captureDeviceId,
    numberOfSubtypes,
    recordHeaderLength,
    horizontalOrientation: known(coded(bits(0, 3), horizontal), 17, 'horizontalOrientation'),
    verticalOrientation: known(coded(bits(2, 3), horizontal), 17, 'verticalOrientation'),
    scanType: known(coded(bits(4, 3), scanTypes), 17, 'scanType'),
    irisOcclusions: coded(bits(6, 1), occlusions),
    occlusionFilling: coded(bits(7, 1), fillings),
    boundaryExtraction: coded(bits(8, 1), extractions),
    irisDiameter,
    imageFormat,
    rawImageWidth,
    rawImageHeight,
    intensityDepth,
    imageTransformation,
    deviceUniqueId,
    representations,
    findings,
  }
}
