import {
  block,
  blocks,
  type Code39794Content,
  code,
  fields,
  flags,
  integer,
  octets,
} from './write-block-39794.js'
import {
  type DateTime39794Content,
  type PadDataContent,
  type Point39794Content,
  type RegistryIdContent,
  type Score39794Content,
  type Version39794Content,
  writeDateTime,
  writePadData,
  writePoint,
  writeRecord,
  writeRegistryId,
  writeScore,
} from './write-common-39794.js'

/** A face image data block. */
export interface FaceRecord39794Content {
  readonly version?: Version39794Content | undefined
  readonly representations: readonly FaceRepresentation39794Content[]
}

/** One representation; coded values are the standard's numbers, flags stand by number. ISO/IEC 39794-5:2019. */
export interface FaceRepresentation39794Content {
  /** 0 unless given. */
  readonly representationId?: number | undefined
  /** JPEG, JPEG 2000 or PNG. */
  readonly image: Uint8Array
  /** What its first bytes say unless given; null leaves out the whole block. */
  readonly imageInformation?: FaceImageInformation39794Content | null | undefined
  readonly captureDevice2D?:
    | {
        readonly spectral?: readonly (boolean | undefined)[] | undefined
        readonly technology?: Code39794Content | undefined
      }
    | undefined
  readonly captureDateTime?: DateTime39794Content | undefined
  readonly qualities?: readonly Score39794Content[] | undefined
  readonly padData?: PadDataContent | undefined
  readonly sessionId?: number | undefined
  readonly derivedFrom?: number | undefined
  readonly captureDevice?:
    | {
        readonly model?: RegistryIdContent | undefined
        readonly certifications?: readonly RegistryIdContent[] | undefined
      }
    | undefined
  readonly identityMetadata?: FaceIdentityMetadataContent | undefined
  readonly landmarks?: readonly FaceLandmark39794Content[] | undefined
}

/** What the record says of the image; lengths in millimetres, sizes in pixels. */
export interface FaceImageInformation39794Content {
  readonly imageDataFormat: Code39794Content
  readonly faceImageKind?: Code39794Content | undefined
  readonly postAcquisitionProcessing?: readonly (boolean | undefined)[] | undefined
  readonly lossyTransformationAttempts?: Code39794Content | undefined
  readonly cameraToSubjectDistance?: number | undefined
  readonly sensorDiagonal?: number | undefined
  readonly lensFocalLength?: number | undefined
  readonly imageSize?: { readonly width: number; readonly height: number } | undefined
  readonly faceMeasurements?: FaceMeasurements39794Content | undefined
  readonly imageColourSpace?: Code39794Content | undefined
  readonly referenceColourMapping?: ReferenceColourMappingContent | undefined
}

/** Measures of the head, in pixels. */
export interface FaceMeasurements39794Content {
  readonly headWidth?: number | undefined
  readonly interEyeDistance?: number | undefined
  readonly eyeToMouthDistance?: number | undefined
  readonly headLength?: number | undefined
}

/** Colours of a reference chart, as bytes of the caller's. */
export interface ReferenceColourMappingContent {
  readonly schema?: Uint8Array | undefined
  readonly definitionsAndValues?:
    | readonly { readonly definition?: Uint8Array | undefined; readonly value?: Uint8Array | undefined }[]
    | undefined
}

/** What the record says of the person; the height in millimetres. */
export interface FaceIdentityMetadataContent {
  readonly gender?: Code39794Content | undefined
  readonly eyeColour?: Code39794Content | undefined
  readonly hairColour?: Code39794Content | undefined
  readonly subjectHeight?: number | undefined
  readonly properties?: readonly (boolean | undefined)[] | undefined
  readonly expression?: readonly (boolean | undefined)[] | undefined
  readonly pose?:
    | {
        readonly yaw?: Angle39794Content | undefined
        readonly pitch?: Angle39794Content | undefined
        readonly roll?: Angle39794Content | undefined
      }
    | undefined
}

/** In degrees. */
export interface Angle39794Content {
  readonly angle: number
  readonly uncertainty?: number | undefined
}

/** One landmark: one kind, and at most one of the coordinates. */
export interface FaceLandmark39794Content {
  readonly mpeg4FeaturePoint?: Code39794Content | undefined
  readonly anthropometricName?: Code39794Content | undefined
  readonly anthropometricPointName?: Code39794Content | undefined
  readonly anthropometricPointId?: Code39794Content | undefined
  readonly cartesian2D?: Point39794Content | undefined
  readonly textureImage?: { readonly u: number; readonly v: number } | undefined
  readonly cartesian3D?: (Point39794Content & { readonly z: number }) | undefined
}

/**
 * A face image data block in its A1, as the value of the data object 7F2E. ISO/IEC 39794-5:2019.
 *
 * @example
 * ```ts
 * import { drawFace, encodeJpeg, writeDg2, writeFace39794 } from 'emrtd/testkit'
 *
 * writeDg2([writeFace39794({ representations: [{ image: encodeJpeg(drawFace()) }] })])[0] // 0x75
 * ```
 */
export function writeFace39794(record: FaceRecord39794Content): Uint8Array {
  return writeRecord(0x65, record, writeRepresentation)
}

function writeRepresentation(face: FaceRepresentation39794Content): Uint8Array {
  return fields(
    integer(0, face.representationId ?? 0),
    // Two CHOICEs: a representation of this edition, and in two dimensions.
    block(1, face, () => fields(block(0, face, () => fields(block(0, face, writeImage2D))))),
    block(2, face.captureDateTime, writeDateTime),
    blocks(3, face.qualities, writeScore),
    block(4, face.padData, writePadData),
    integer(5, face.sessionId),
    integer(6, face.derivedFrom),
    block(7, face.captureDevice, ({ model, certifications }) =>
      fields(block(0, model, writeRegistryId), blocks(1, certifications, writeRegistryId)),
    ),
    block(8, face.identityMetadata, writeIdentity),
    blocks(9, face.landmarks, writeLandmark),
  )
}

function writeImage2D(face: FaceRepresentation39794Content): Uint8Array {
  const information =
    face.imageInformation === undefined ? { imageDataFormat: formatOf(face.image) } : face.imageInformation
  return fields(
    octets(0, face.image),
    information === null ? undefined : block(1, information, writeInformation),
    block(2, face.captureDevice2D, ({ spectral, technology }) =>
      fields(flags(0, spectral), code(1, technology)),
    ),
  )
}

/** 2 JPEG, 3 JPEG 2000 with loss, 5 PNG. */
function formatOf(image: Uint8Array): number {
  if (image[0] === 0x89) return 5
  return image[1] === 0xd8 ? 2 : 3
}

function writeInformation(information: FaceImageInformation39794Content): Uint8Array {
  return fields(
    code(0, information.imageDataFormat),
    code(1, information.faceImageKind),
    flags(2, information.postAcquisitionProcessing),
    code(3, information.lossyTransformationAttempts),
    integer(4, information.cameraToSubjectDistance),
    integer(5, information.sensorDiagonal),
    integer(6, information.lensFocalLength),
    block(7, information.imageSize, ({ width, height }) => fields(integer(0, width), integer(1, height))),
    block(8, information.faceMeasurements, measures =>
      fields(
        integer(0, measures.headWidth),
        integer(1, measures.interEyeDistance),
        integer(2, measures.eyeToMouthDistance),
        integer(3, measures.headLength),
      ),
    ),
    code(9, information.imageColourSpace),
    block(10, information.referenceColourMapping, ({ schema, definitionsAndValues }) =>
      fields(
        octets(0, schema),
        blocks(1, definitionsAndValues, ({ definition, value }) =>
          fields(octets(0, definition), octets(1, value)),
        ),
      ),
    ),
  )
}

function writeIdentity(identity: FaceIdentityMetadataContent): Uint8Array {
  return fields(
    code(0, identity.gender),
    code(1, identity.eyeColour),
    code(2, identity.hairColour),
    integer(3, identity.subjectHeight),
    flags(4, identity.properties),
    flags(5, identity.expression),
    block(6, identity.pose, ({ yaw, pitch, roll }) =>
      fields(...[yaw, pitch, roll].map((angle, axis) => block(axis, angle, writeAngle))),
    ),
  )
}

function writeAngle({ angle, uncertainty }: Angle39794Content): Uint8Array {
  return fields(integer(0, angle), integer(1, uncertainty))
}

function writeLandmark(landmark: FaceLandmark39794Content): Uint8Array {
  const { anthropometricName, anthropometricPointName, anthropometricPointId } = landmark
  const names = [anthropometricName, anthropometricPointName, anthropometricPointId]
  const kind = fields(
    code(0, landmark.mpeg4FeaturePoint),
    names.every(name => name === undefined)
      ? undefined
      : block(1, names, all => fields(block(0, all, () => fields(...all.map((name, i) => code(i, name)))))),
  )
  const coordinates = fields(
    block(0, landmark.cartesian2D, writePoint),
    block(1, landmark.textureImage, ({ u, v }) => fields(integer(0, u), integer(1, v))),
    block(2, landmark.cartesian3D, point => fields(writePoint(point), integer(2, point.z))),
  )
  return fields(
    block(0, kind, base => fields(block(0, base, content => content))),
    coordinates.length === 0
      ? undefined
      : block(1, coordinates, base => fields(block(0, base, content => content))),
  )
}
