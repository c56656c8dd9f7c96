import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { writeNumber } from './write-number.js'

/** A feature point of a face. ISO/IEC 19794-5:2005 §5.6. */
export interface FeaturePointContent {
  readonly type: number
  readonly major: number
  readonly minor: number
  readonly x: number
  readonly y: number
}

/** One face; coded values are the standard's numbers, 0 (unspecified) unless given. ISO/IEC 19794-5:2005 §5.5 to §5.8. */
export interface Face19794Content {
  /** JPEG or JPEG 2000. */
  readonly image: Uint8Array
  readonly gender?: number | undefined
  readonly eyeColour?: number | undefined
  readonly hairColour?: number | undefined
  /** 24 bits. */
  readonly propertyMask?: number | undefined
  readonly expression?: number | undefined
  /** Yaw, pitch, roll. */
  readonly poseAngles?: readonly [number, number, number] | undefined
  readonly poseUncertainties?: readonly [number, number, number] | undefined
  readonly featurePoints?: readonly FeaturePointContent[] | undefined
  /** 1, full frontal, unless given. */
  readonly faceImageType?: number | undefined
  /** 0 JPEG, 1 JPEG 2000; by the image unless given. */
  readonly imageDataType?: number | undefined
  /** In pixels. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly colourSpace?: number | undefined
  readonly sourceType?: number | undefined
  readonly deviceType?: number | undefined
  readonly quality?: number | undefined
  /** By how many bytes the block's length lies. */
  readonly blockLengthError?: number | undefined
  /** The number of feature points, if it is to lie. */
  readonly numberOfFeaturePoints?: number | undefined
}

/** A face image record. */
export interface FaceRecord19794Content {
  readonly faces: readonly Face19794Content[]
  /** `010` unless given. */
  readonly version?: string | undefined
  /** By how many bytes the record's length lies. */
  readonly recordLengthError?: number | undefined
  /** The number of faces, if it is to lie. */
  readonly numberOfFaces?: number | undefined
}

/**
 * A face image record of version 010. ISO/IEC 19794-5:2005 §5.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { writeFace19794 } from 'emrtd/testkit'
 *
 * writeFace19794({ faces: [{ image: fromHex('ffd8ffd9'), gender: 2 }] }).length // 50
 * ```
 */
export function writeFace19794(record: FaceRecord19794Content): Uint8Array {
  const { faces, version = '010', recordLengthError = 0, numberOfFaces = faces.length } = record
  const blocks = concatBytes(...faces.map(writeBlock))
  return concatBytes(
    latin1ToBytes(`FAC\0${version}\0`),
    writeNumber(14 + blocks.length + recordLengthError, 4),
    writeNumber(numberOfFaces, 2),
    blocks,
  )
}

function writeBlock(face: Face19794Content): Uint8Array {
  const points = face.featurePoints ?? []
  const content = concatBytes(
    writeNumber(face.numberOfFeaturePoints ?? points.length, 2),
    Uint8Array.of(face.gender ?? 0, face.eyeColour ?? 0, face.hairColour ?? 0),
    writeNumber(face.propertyMask ?? 0, 3),
    writeNumber(face.expression ?? 0, 2),
    Uint8Array.from(face.poseAngles ?? [0, 0, 0]),
    Uint8Array.from(face.poseUncertainties ?? [0, 0, 0]),
    ...points.map(({ type, major, minor, x, y }) =>
      concatBytes(
        Uint8Array.of(type, major * 16 + minor),
        writeNumber(x, 2),
        writeNumber(y, 2),
        writeNumber(0, 2),
      ),
    ),
    Uint8Array.of(face.faceImageType ?? 1, face.imageDataType ?? (face.image[1] === 0xd8 ? 0 : 1)),
    writeNumber(face.width ?? 0, 2),
    writeNumber(face.height ?? 0, 2),
    Uint8Array.of(face.colourSpace ?? 0, face.sourceType ?? 0),
    writeNumber(face.deviceType ?? 0, 2),
    writeNumber(face.quality ?? 0, 2),
    face.image,
  )
  return concatBytes(writeNumber(4 + content.length + (face.blockLengthError ?? 0), 4), content)
}
