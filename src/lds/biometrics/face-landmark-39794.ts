import type { Block39794, ExtensibleCode } from './block-39794.js'
import { type Point39794, readPoint } from './common-39794.js'
import {
  anthropometricIds,
  anthropometricNames,
  anthropometricPoints,
  mpeg4Points,
} from './face-landmarks.js'

/** One landmark of the face: exactly one of the kinds is given, and at most one of the coordinates. */
export interface FaceLandmark39794 {
  /** A feature point of MPEG-4, named `2.1` to `12.4`. */
  readonly mpeg4FeaturePoint: ExtensibleCode | undefined
  readonly anthropometricName: ExtensibleCode | undefined
  readonly anthropometricPointName: ExtensibleCode | undefined
  readonly anthropometricPointId: ExtensibleCode | undefined
  /** In pixels. */
  readonly cartesian2D: Point39794 | undefined
  /** In pixels of the texture image. */
  readonly textureImage: { readonly u: number | undefined; readonly v: number | undefined } | undefined
  readonly cartesian3D: (Point39794 & { readonly z: number | undefined }) | undefined
}

/** A LandmarkBlock. ISO/IEC 39794-5:2019. */
export function readLandmark(block: Block39794): FaceLandmark39794 {
  const kind = block.block(0, 'landmarkKind', choice =>
    choice.block(0, 'base', base => ({
      mpeg4FeaturePoint: base.code(0, 'mPEG4FeaturePoint', mpeg4Points),
      ...base.block(1, 'anthropometricLandmark', landmark =>
        landmark.block(0, 'base', names => ({
          anthropometricName: names.code(0, 'anthropometricLandmarkName', anthropometricNames),
          anthropometricPointName: names.code(1, 'anthropometricLandmarkPointName', anthropometricPoints),
          anthropometricPointId: names.code(2, 'anthropometricLandmarkPointId', anthropometricIds),
        })),
      ),
    })),
  )
  const coordinates = block.block(1, 'landmarkCoordinates', choice =>
    choice.block(0, 'base', base => ({
      cartesian2D: base.block(0, 'coordinateCartesian2DBlock', readPoint),
      textureImage: base.block(1, 'coordinateTextureImageBlock', point => ({
        u: point.integer(0, 'uInPixel'),
        v: point.integer(1, 'vInPixel'),
      })),
      cartesian3D: base.block(2, 'coordinateCartesian3DBlock', point => ({
        ...readPoint(point),
        z: point.integer(2, 'z', 65535),
      })),
    })),
  )
  return {
    mpeg4FeaturePoint: kind?.mpeg4FeaturePoint,
    anthropometricName: kind?.anthropometricName,
    anthropometricPointName: kind?.anthropometricPointName,
    anthropometricPointId: kind?.anthropometricPointId,
    cartesian2D: coordinates?.cartesian2D,
    textureImage: coordinates?.textureImage,
    cartesian3D: coordinates?.cartesian3D,
  }
}
