import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { writeNumber } from './write-number.js'

/** One image of an eye. ISO/IEC 19794-6:2005 §6.5. */
export interface IrisImage19794Content {
  readonly image: Uint8Array
  /** Its place among the images of the eye, from 1, unless given. */
  readonly imageNumber?: number | undefined
  /** 254, undefined, unless given. */
  readonly quality?: number | undefined
  /** 65535, undefined, unless given. */
  readonly rotationAngle?: number | undefined
  /** 65535, undefined, unless given. */
  readonly rotationUncertainty?: number | undefined
  /** By how many bytes the image's length lies. */
  readonly imageLengthError?: number | undefined
}

/** One eye and its images. */
export interface Iris19794Content {
  /** 1 right, 2 left. */
  readonly eye: number
  readonly images: readonly IrisImage19794Content[]
  /** The number of images, if it is to lie. */
  readonly numberOfImages?: number | undefined
}

/** An iris image record; coded values are the standard's numbers, 0 unless given. ISO/IEC 19794-6:2005 §6. */
export interface IrisRecord19794Content {
  readonly eyes: readonly Iris19794Content[]
  /** `010` unless given. */
  readonly version?: string | undefined
  readonly captureDeviceId?: number | undefined
  readonly horizontalOrientation?: number | undefined
  readonly verticalOrientation?: number | undefined
  readonly scanType?: number | undefined
  readonly irisOcclusions?: number | undefined
  readonly occlusionFilling?: number | undefined
  readonly boundaryExtraction?: number | undefined
  readonly irisDiameter?: number | undefined
  /** 14, grey in JPEG 2000, unless given. */
  readonly imageFormat?: number | undefined
  readonly rawImageWidth?: number | undefined
  readonly rawImageHeight?: number | undefined
  /** 8 unless given. */
  readonly intensityDepth?: number | undefined
  readonly imageTransformation?: number | undefined
  /** Sixteen bytes, zeros unless given. */
  readonly deviceUniqueId?: Uint8Array | undefined
  /** By how many bytes the record's length lies. */
  readonly recordLengthError?: number | undefined
  /** The number of eyes, if it is to lie. */
  readonly numberOfEyes?: number | undefined
}

/**
 * An iris image record of version 010. ISO/IEC 19794-6:2005 §6.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { writeIris19794 } from 'emrtd/testkit'
 *
 * writeIris19794({ eyes: [{ eye: 1, images: [{ image: fromHex('ff4fff51') }] }] }).length // 63
 * ```
 */
export function writeIris19794(record: IrisRecord19794Content): Uint8Array {
  const { eyes, version = '010', recordLengthError = 0 } = record
  const blocks = concatBytes(...eyes.map(writeEye))
  const properties =
    (record.horizontalOrientation ?? 0) +
    4 * (record.verticalOrientation ?? 0) +
    16 * (record.scanType ?? 0) +
    64 * (record.irisOcclusions ?? 0) +
    128 * (record.occlusionFilling ?? 0) +
    256 * (record.boundaryExtraction ?? 0)
  return concatBytes(
    latin1ToBytes(`IIR\0${version}\0`),
    writeNumber(45 + blocks.length + recordLengthError, 4),
    writeNumber(record.captureDeviceId ?? 0, 2),
    writeNumber(record.numberOfEyes ?? eyes.length, 1),
    writeNumber(45, 2),
    writeNumber(properties, 2),
    writeNumber(record.irisDiameter ?? 0, 2),
    writeNumber(record.imageFormat ?? 14, 2),
    writeNumber(record.rawImageWidth ?? 0, 2),
    writeNumber(record.rawImageHeight ?? 0, 2),
    Uint8Array.of(record.intensityDepth ?? 8, record.imageTransformation ?? 0),
    record.deviceUniqueId ?? new Uint8Array(16),
    blocks,
  )
}

function writeEye({ eye, images, numberOfImages = images.length }: Iris19794Content): Uint8Array {
  return concatBytes(
    Uint8Array.of(eye),
    writeNumber(numberOfImages, 2),
    ...images.map((content, index) =>
      concatBytes(
        writeNumber(content.imageNumber ?? index + 1, 2),
        Uint8Array.of(content.quality ?? 254),
        writeNumber(content.rotationAngle ?? 65535, 2),
        writeNumber(content.rotationUncertainty ?? 65535, 2),
        writeNumber(content.image.length + (content.imageLengthError ?? 0), 4),
        content.image,
      ),
    ),
  )
}
