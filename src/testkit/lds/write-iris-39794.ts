import { block, blocks, type Code39794Content, code, fields, integer, octets } from './write-block-39794.js'
import {
  type CaptureDevice39794Content,
  type DateTime39794Content,
  type PadDataContent,
  type Score39794Content,
  type Version39794Content,
  writeCaptureDevice,
  writeDateTime,
  writePadData,
  writeRecord,
  writeScore,
} from './write-common-39794.js'

/** An iris image data block. */
export interface IrisRecord39794Content {
  readonly version?: Version39794Content | undefined
  readonly representations: readonly IrisRepresentation39794Content[]
}

/** One image; coded values are the standard's numbers. ISO/IEC 39794-6:2021. */
export interface IrisRepresentation39794Content {
  /** 0 unknown, 1 right, 2 left; 0 unless given. */
  readonly eye?: number | undefined
  /** 1, uncropped, unless given. */
  readonly imageKind?: Code39794Content | undefined
  /** 8 unless given. */
  readonly bitDepth?: number | undefined
  /** 2, PNG, unless given. */
  readonly imageDataFormat?: Code39794Content | undefined
  readonly horizontalOrientation?: number | undefined
  readonly verticalOrientation?: number | undefined
  readonly compressionHistory?: number | undefined
  /** The year 2024 unless given. */
  readonly captureDateTime?: DateTime39794Content | undefined
  readonly image: Uint8Array
  /** In millimetres, or the code of an error. */
  readonly range?: { readonly distance: number } | { readonly error: number } | undefined
  readonly captureDevice?: CaptureDevice39794Content | undefined
  readonly qualities?: readonly Score39794Content[] | undefined
  readonly rollAngle?: { readonly angle: number; readonly uncertainty: number } | undefined
  readonly localisation?: IrisLocalisationContent | undefined
  readonly padData?: PadDataContent | undefined
}

/** In pixels. */
export interface IrisLocalisationContent {
  readonly centreXSmallest?: number | undefined
  readonly centreXLargest?: number | undefined
  readonly centreYSmallest?: number | undefined
  readonly centreYLargest?: number | undefined
  readonly diameterSmallest?: number | undefined
  readonly diameterLargest?: number | undefined
}

/**
 * An iris image data block in its A1, as the value of the data object 7F2E. ISO/IEC 39794-6:2021.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { writeDg4, writeIris39794 } from 'emrtd/testkit'
 *
 * writeDg4([writeIris39794({ representations: [{ image: fromHex('89504e47'), eye: 1 }] })])[0] // 0x76
 * ```
 */
export function writeIris39794(record: IrisRecord39794Content): Uint8Array {
  return writeRecord(0x66, record, writeRepresentation)
}

function writeRepresentation(iris: IrisRepresentation39794Content): Uint8Array {
  return fields(
    integer(0, iris.eye ?? 0),
    code(1, iris.imageKind ?? 1),
    integer(2, iris.bitDepth ?? 8),
    code(3, iris.imageDataFormat ?? 2),
    integer(4, iris.horizontalOrientation ?? 0),
    integer(5, iris.verticalOrientation ?? 0),
    integer(6, iris.compressionHistory ?? 0),
    block(7, iris.captureDateTime ?? { year: 2024 }, writeDateTime),
    octets(8, iris.image),
    block(9, iris.range, range =>
      'distance' in range ? fields(integer(0, range.distance)) : fields(integer(1, range.error)),
    ),
    block(10, iris.captureDevice, writeCaptureDevice),
    blocks(11, iris.qualities, writeScore),
    block(12, iris.rollAngle, ({ angle, uncertainty }) => fields(integer(0, angle), integer(1, uncertainty))),
    block(13, iris.localisation, place =>
      fields(
        integer(0, place.centreXSmallest),
        integer(1, place.centreXLargest),
        integer(2, place.centreYSmallest),
        integer(3, place.centreYLargest),
        integer(4, place.diameterSmallest),
        integer(5, place.diameterLargest),
      ),
    ),
    block(14, iris.padData, writePadData),
  )
}
