import {
  block,
  blocks,
  boolean,
  type Code39794Content,
  code,
  fields,
  integer,
  list,
  octets,
} from './write-block-39794.js'
import {
  type CaptureDevice39794Content,
  type DateTime39794Content,
  type ExtendedDataContent,
  type PadDataContent,
  type Point39794Content,
  type RegistryIdContent,
  type Score39794Content,
  type ScoreOrErrorContent,
  type Version39794Content,
  writeCaptureDevice,
  writeDateTime,
  writeExtendedData,
  writePadData,
  writePoint,
  writeRecord,
  writeRegistryId,
  writeScore,
  writeScoreOrError,
} from './write-common-39794.js'

/** A finger image data block. */
export interface FingerRecord39794Content {
  readonly version?: Version39794Content | undefined
  readonly representations: readonly FingerRepresentation39794Content[]
}

/** One image; coded values are the standard's numbers. ISO/IEC 39794-4:2019. */
export interface FingerRepresentation39794Content {
  /** 0, unknown, unless given. */
  readonly position?: Code39794Content | undefined
  /** 0, plain contact, unless given. */
  readonly impression?: Code39794Content | undefined
  /** 1, WSQ, unless given. */
  readonly imageDataFormat?: Code39794Content | undefined
  readonly image: Uint8Array
  readonly captureDateTime?: DateTime39794Content | undefined
  readonly captureDevice?: CaptureDevice39794Content | undefined
  readonly qualities?: readonly Score39794Content[] | undefined
  readonly spatialSamplingRate?: { readonly samplesPerUnit: number; readonly unit: number } | undefined
  readonly positionComputedByCaptureSystem?: boolean | undefined
  readonly originalRotation?: number | undefined
  readonly imageRotatedToVertical?: boolean | undefined
  readonly imageLossilyCompressed?: boolean | undefined
  readonly segmentations?: readonly FingerSegmentationContent[] | undefined
  readonly annotations?:
    | readonly { readonly position: Code39794Content; readonly reason: Code39794Content }[]
    | undefined
  readonly padData?: PadDataContent | undefined
  readonly comments?: readonly string[] | undefined
  readonly vendorSpecificData?: readonly ExtendedDataContent[] | undefined
}

/** Where one algorithm found fingers. */
export interface FingerSegmentationContent {
  readonly algorithm: RegistryIdContent
  readonly segments: readonly FingerSegmentContent[]
}

/** One finger that was found: coordinates in pixels. */
export interface FingerSegmentContent {
  readonly position: Code39794Content
  readonly enclosingCoordinates: readonly Point39794Content[]
  readonly orientation?: number | undefined
  readonly qualities?: readonly Score39794Content[] | undefined
  readonly confidence?: ScoreOrErrorContent | undefined
}

/**
 * A finger image data block in its A1, as the value of the data object 7F2E. ISO/IEC 39794-4:2019.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { writeDg3, writeFinger39794 } from 'emrtd/testkit'
 *
 * writeDg3([writeFinger39794({ representations: [{ image: fromHex('ffa0ffa1'), position: 2 }] })])[0] // 0x63
 * ```
 */
export function writeFinger39794(record: FingerRecord39794Content): Uint8Array {
  return writeRecord(0x64, record, writeRepresentation)
}

function writeRepresentation(finger: FingerRepresentation39794Content): Uint8Array {
  return fields(
    code(0, finger.position ?? 0),
    code(1, finger.impression ?? 0),
    code(2, finger.imageDataFormat ?? 1),
    octets(3, finger.image),
    block(4, finger.captureDateTime, writeDateTime),
    block(5, finger.captureDevice, writeCaptureDevice),
    blocks(6, finger.qualities, writeScore),
    block(7, finger.spatialSamplingRate, ({ samplesPerUnit, unit }) =>
      fields(integer(0, samplesPerUnit), integer(1, unit)),
    ),
    boolean(8, finger.positionComputedByCaptureSystem),
    integer(9, finger.originalRotation),
    boolean(10, finger.imageRotatedToVertical),
    boolean(11, finger.imageLossilyCompressed),
    blocks(12, finger.segmentations, ({ algorithm, segments }) =>
      fields(block(0, algorithm, writeRegistryId), blocks(1, segments, writeSegment)),
    ),
    blocks(13, finger.annotations, ({ position, reason }) => fields(code(0, position), code(1, reason))),
    block(14, finger.padData, writePadData),
    list(15, 0x1a, finger.comments),
    blocks(16, finger.vendorSpecificData, writeExtendedData),
  )
}

function writeSegment(segment: FingerSegmentContent): Uint8Array {
  return fields(
    code(0, segment.position),
    blocks(1, segment.enclosingCoordinates, writePoint),
    integer(2, segment.orientation),
    blocks(3, segment.qualities, writeScore),
    block(4, segment.confidence, writeScoreOrError),
  )
}
