import fc from 'fast-check'
import { expect } from 'vitest'
import type {
  Code39794Content,
  FaceRepresentation39794Content,
  FingerRepresentation39794Content,
  IrisRepresentation39794Content,
  ScoreOrErrorContent,
} from '../../../src/testkit/index.js'
import { bits, image } from './arbitraries.js'

const upTo = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max })
const octets = fc.uint8Array({ maxLength: 12 })
/** A record of which any field may be missing but the first `required`. */
const some = <T extends object>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  ...required: (keyof T & string)[]
): fc.Arbitrary<T> => fc.record(model, { requiredKeys: required }) as unknown as fc.Arbitrary<T>
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> => fc.array(item, { maxLength: 3 })

/** A code that its list knows, at its place or as a fallback. */
const codes = (...known: readonly number[]): fc.Arbitrary<Code39794Content> =>
  fc
    .tuple(fc.constantFrom(...known), fc.boolean())
    .map(([code, fallback]) => (fallback ? { fallback: code } : code))
const codesUpTo = (max: number): fc.Arbitrary<Code39794Content> =>
  codes(...Array.from({ length: max + 1 }, (_, i) => i))
const flags = (count: number): fc.Arbitrary<readonly (boolean | undefined)[]> =>
  fc.array(fc.option(fc.boolean(), { nil: undefined }), { minLength: count, maxLength: count })

const registryId = fc.record({ organization: upTo(65535, 1), id: upTo(65535, 1) })
const moment = some(
  {
    year: upTo(9999),
    month: upTo(12, 1),
    day: upTo(31, 1),
    hour: upTo(23),
    minute: upTo(59),
    second: upTo(59),
    millisecond: upTo(999),
  },
  'year',
)
const scoreOrError: fc.Arbitrary<ScoreOrErrorContent> = fc.oneof(
  fc.record({ score: upTo(100) }),
  fc.record({ error: codes(0) }),
)
const score = fc.tuple(scoreOrError, registryId).map(([result, algorithm]) => ({ ...result, algorithm }))
const extendedData = fc.record({ dataType: registryId, data: octets })
const padData = some({
  decision: codesUpTo(2),
  scores: few(score),
  extendedData: few(extendedData),
  captureContext: codesUpTo(2),
  supervisionLevel: codesUpTo(4),
  riskLevel: upTo(100),
  criteriaCategory: codesUpTo(2),
  parameter: octets,
  challenges: few(octets),
  captureDateTime: moment,
})
const point = fc.record({ x: bits(16), y: bits(16) })
const captureDevice = (technology: fc.Arbitrary<Code39794Content>) =>
  some({ model: registryId, technology, certifications: few(registryId) })

const angle = some({ angle: upTo(180, -180), uncertainty: upTo(180) }, 'angle')
const landmark = fc
  .tuple(
    fc.oneof(
      fc.record({ mpeg4FeaturePoint: codesUpTo(87) }),
      fc.record({ anthropometricName: codesUpTo(10) }),
      fc.record({ anthropometricPointName: codesUpTo(35) }),
      fc.record({ anthropometricPointId: codesUpTo(10) }),
    ),
    fc.oneof(
      fc.constant({}),
      fc.record({ cartesian2D: point }),
      fc.record({ textureImage: fc.record({ u: bits(16), v: bits(16) }) }),
      fc.record({ cartesian3D: fc.record({ x: bits(16), y: bits(16), z: bits(16) }) }),
    ),
  )
  .map(([kind, place]) => ({ ...kind, ...place }))

/** Any face, with any of its optional blocks. */
export const face39794: fc.Arbitrary<FaceRepresentation39794Content> = some(
  {
    representationId: bits(31),
    image,
    imageInformation: some(
      {
        // What its image says is not what an arbitrary one is.
        imageDataFormat: codesUpTo(1),
        faceImageKind: codesUpTo(1),
        postAcquisitionProcessing: flags(12),
        lossyTransformationAttempts: codesUpTo(3),
        cameraToSubjectDistance: upTo(50000),
        sensorDiagonal: upTo(2000),
        lensFocalLength: upTo(2000),
        imageSize: fc.constant({ width: 240, height: 320 }),
        faceMeasurements: some({
          headWidth: bits(16),
          interEyeDistance: bits(16),
          eyeToMouthDistance: bits(16),
          headLength: bits(16),
        }),
        imageColourSpace: codesUpTo(6),
        referenceColourMapping: some({
          schema: octets,
          definitionsAndValues: few(some({ definition: octets, value: octets })),
        }),
      },
      'imageDataFormat',
    ),
    captureDevice2D: some({ spectral: flags(3), technology: codesUpTo(6) }),
    captureDateTime: moment,
    qualities: few(score),
    padData,
    sessionId: bits(31),
    derivedFrom: bits(31),
    captureDevice: some({ model: registryId, certifications: few(registryId) }),
    identityMetadata: some({
      gender: codesUpTo(3),
      eyeColour: codesUpTo(9),
      hairColour: codesUpTo(9),
      subjectHeight: bits(16),
      properties: flags(11),
      expression: flags(6),
      pose: some({ yaw: angle, pitch: angle, roll: angle }),
    }),
    landmarks: few(landmark),
  },
  'representationId',
  'image',
  'imageInformation',
)

const positions = codes(0, 1, 2, 10, 13, 15, 20, 36, 40, 50)

/** Any finger, with any of its optional blocks. */
export const finger39794: fc.Arbitrary<FingerRepresentation39794Content> = image.chain(file =>
  some(
    {
      position: positions,
      impression: codes(0, 1, 4, 8, 24, 25, 28, 29, 41, 42),
      imageDataFormat: fc.constant(2),
      image: fc.constant(file),
      captureDateTime: moment,
      captureDevice: captureDevice(
        codes(0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22),
      ),
      qualities: few(score),
      spatialSamplingRate: fc.record({ samplesPerUnit: bits(16), unit: upTo(1) }),
      positionComputedByCaptureSystem: fc.boolean(),
      originalRotation: upTo(359),
      imageRotatedToVertical: fc.boolean(),
      imageLossilyCompressed: fc.boolean(),
      segmentations: few(
        fc.record({
          algorithm: registryId,
          segments: few(
            some(
              {
                position: positions,
                enclosingCoordinates: few(point),
                orientation: bits(8),
                qualities: few(score),
                confidence: scoreOrError,
              },
              'position',
              'enclosingCoordinates',
            ),
          ),
        }),
      ),
      annotations: few(fc.record({ position: positions, reason: codesUpTo(6) })),
      padData,
      comments: few(fc.string({ maxLength: 20 })),
      vendorSpecificData: few(extendedData),
    },
    'position',
    'impression',
    'imageDataFormat',
    'image',
  ),
)

/** Any iris, with any of its optional blocks. */
export const iris39794: fc.Arbitrary<IrisRepresentation39794Content> = some(
  {
    eye: upTo(2),
    imageKind: codes(1, 2, 3, 7),
    bitDepth: upTo(24, 8),
    imageDataFormat: fc.constant(4),
    horizontalOrientation: upTo(2),
    verticalOrientation: upTo(2),
    compressionHistory: upTo(2),
    captureDateTime: moment,
    image,
    range: fc.oneof(fc.record({ distance: upTo(65533, 2) }), fc.record({ error: upTo(2) })),
    captureDevice: captureDevice(codesUpTo(1)),
    qualities: few(score),
    rollAngle: fc.record({ angle: bits(16), uncertainty: bits(16) }),
    localisation: some({
      centreXSmallest: upTo(65535, 1),
      centreXLargest: upTo(65535, 1),
      centreYSmallest: upTo(65535, 1),
      centreYLargest: upTo(65535, 1),
      diameterSmallest: upTo(65535, 1),
      diameterLargest: upTo(65535, 1),
    }),
    padData,
  },
  'eye',
  'imageKind',
  'bitDepth',
  'imageDataFormat',
  'horizontalOrientation',
  'verticalOrientation',
  'compressionHistory',
  'captureDateTime',
  'image',
)

/** Fields that are an ENUMERATED, and those that are a code with a fallback. */
const enumerated = ['unit', 'eye', 'horizontalOrientation', 'verticalOrientation', 'compressionHistory']
const coded = [
  ...[
    'decision',
    'captureContext',
    'supervisionLevel',
    'criteriaCategory',
    'error',
    'technology',
    'position',
  ],
  ...['impression', 'imageDataFormat', 'reason', 'imageKind', 'faceImageKind', 'lossyTransformationAttempts'],
  ...['imageColourSpace', 'gender', 'eyeColour', 'hairColour', 'mpeg4FeaturePoint', 'anthropometricName'],
  ...['anthropometricPointName', 'anthropometricPointId'],
]
const named: Readonly<Record<string, string>> = {
  postAcquisitionProcessing:
    'rotated cropped downSampled whiteBalanceAdjusted multiplyCompressed interpolated contrastStretched ' +
    'poseCorrected multiViewImage ageProgressed superResolutionProcessed normalised',
  spectral: 'whiteLight nearInfrared thermal',
  properties:
    'glasses moustache beard teethVisible pupilOrIrisNotVisible mouthOpen leftEyePatch rightEyePatch darkGlasses ' +
    'biometricAbsent headCoveringsPresent',
  expression: 'neutral smile raisedEyebrows eyesLookingAwayFromTheCamera squinting frowning',
}

/** What a content must read as: codes with their names, flags by name, images with their bytes, all else as it was given. */
export function readOf(content: unknown, key = ''): unknown {
  if (content === undefined) return undefined
  if (key === 'image') return expect.objectContaining({ bytes: content })
  if (key === 'rangeError' || enumerated.includes(key)) return { code: content, name: expect.any(String) }
  if (coded.includes(key)) {
    const isFallback = typeof content === 'object'
    const code = isFallback ? (content as { readonly fallback: number }).fallback : content
    return { code, name: expect.any(String), isFallback }
  }
  if (key in named) {
    const set = (content as readonly (boolean | undefined)[]).map((flag, i) => [
      named[key]!.split(' ')[i]!,
      flag,
    ])
    return Object.fromEntries(set.filter(([, flag]) => flag !== undefined))
  }
  if (key === 'range' && typeof content === 'object' && content !== null && 'error' in content) {
    return { error: readOf(content.error, 'rangeError') }
  }
  if (typeof content !== 'object' || content === null || ArrayBuffer.isView(content)) return content
  if (Array.isArray(content)) return content.map(item => readOf(item))
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, readOf(value, name)]))
}
