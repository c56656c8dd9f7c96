import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { writeNumber } from './write-number.js'

/** One view of one finger; coded values are the standard's numbers. ISO/IEC 19794-4:2005 §7.2. */
export interface Finger19794Content {
  readonly image: Uint8Array
  /** 2, the right index finger, unless given. */
  readonly position?: number | undefined
  /** 1 unless given. */
  readonly countOfViews?: number | undefined
  /** 1 unless given. */
  readonly viewNumber?: number | undefined
  /** 254, undefined, unless given. */
  readonly quality?: number | undefined
  /** 0, live scan plain, unless given. */
  readonly impressionType?: number | undefined
  /** In pixels. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** By how many bytes the block's length lies. */
  readonly blockLengthError?: number | undefined
}

/** A finger image record. ISO/IEC 19794-4:2005 §7.1. */
export interface FingerRecord19794Content {
  readonly views: readonly Finger19794Content[]
  /** `010` unless given. */
  readonly version?: string | undefined
  readonly captureDeviceId?: number | undefined
  /** 31 unless given. */
  readonly imageAcquisitionLevel?: number | undefined
  /** 1, pixels per inch, unless given. */
  readonly scaleUnits?: number | undefined
  /** 500 unless given, as the other resolutions. */
  readonly horizontalScanResolution?: number | undefined
  readonly verticalScanResolution?: number | undefined
  readonly horizontalImageResolution?: number | undefined
  readonly verticalImageResolution?: number | undefined
  /** 8 unless given. */
  readonly pixelDepth?: number | undefined
  /** 2, WSQ, unless given. */
  readonly imageCompression?: number | undefined
  /** By how many bytes the record's length lies. */
  readonly recordLengthError?: number | undefined
  /** The number of fingers, if it is to lie. */
  readonly numberOfFingers?: number | undefined
}

/**
 * A finger image record of version 010. ISO/IEC 19794-4:2005 §7.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { writeFinger19794 } from 'emrtd/testkit'
 *
 * writeFinger19794({ views: [{ image: fromHex('ffa0ffa1') }] }).length // 50
 * ```
 */
export function writeFinger19794(record: FingerRecord19794Content): Uint8Array {
  const { views, version = '010', recordLengthError = 0 } = record
  const blocks = concatBytes(...views.map(writeView))
  const fingers = new Set(views.map(({ position = 2 }) => position)).size
  return concatBytes(
    latin1ToBytes(`FIR\0${version}\0`),
    writeNumber(32 + blocks.length + recordLengthError, 6),
    writeNumber(record.captureDeviceId ?? 0, 2),
    writeNumber(record.imageAcquisitionLevel ?? 31, 2),
    Uint8Array.of(record.numberOfFingers ?? fingers, record.scaleUnits ?? 1),
    writeNumber(record.horizontalScanResolution ?? 500, 2),
    writeNumber(record.verticalScanResolution ?? 500, 2),
    writeNumber(record.horizontalImageResolution ?? 500, 2),
    writeNumber(record.verticalImageResolution ?? 500, 2),
    Uint8Array.of(record.pixelDepth ?? 8, record.imageCompression ?? 2),
    writeNumber(0, 2),
    blocks,
  )
}

function writeView(view: Finger19794Content): Uint8Array {
  return concatBytes(
    writeNumber(14 + view.image.length + (view.blockLengthError ?? 0), 4),
    Uint8Array.of(
      view.position ?? 2,
      view.countOfViews ?? 1,
      view.viewNumber ?? 1,
      view.quality ?? 254,
      view.impressionType ?? 0,
    ),
    writeNumber(view.width ?? 0, 2),
    writeNumber(view.height ?? 0, 2),
    Uint8Array.of(0),
    view.image,
  )
}
