import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDg2, parseDg3, parseDg4 } from '../../../src/lds/index.js'
import {
  writeDg2,
  writeDg3,
  writeDg4,
  writeFace19794,
  writeFinger19794,
  writeIris19794,
} from '../../../src/testkit/index.js'
import { bits, image } from './arbitraries.js'

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined })
const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length })
const code = (value: number | undefined): object => expect.objectContaining({ code: value })
const hasTypes = (image: Uint8Array): number => (image[1] === 0xd8 ? 0 : 1)

const header = fc.record({
  headerVersion: optional(bits(16)),
  biometricSubtype: optional(bits(8)),
  creationTime: optional(bytes(7)),
  validityPeriod: optional(bytes(8)),
  creator: optional(bytes(4)),
  formatOwner: bits(16),
})

describe('what the testkit writes is read back', () => {
  test('EF.DG2: templates, headers, faces of ISO/IEC 19794-5 with every field', () => {
    const three = fc.tuple(bits(8), bits(8), bits(8))
    const face = fc.record({
      image,
      gender: fc.constantFrom(0, 1, 2, 255),
      eyeColour: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 255),
      hairColour: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255),
      propertyMask: bits(24),
      expression: fc.integer({ min: 0, max: 7 }),
      poseAngles: three,
      poseUncertainties: three,
      featurePoints: fc.array(
        fc.record({ type: bits(8), major: bits(4), minor: bits(4), x: bits(16), y: bits(16) }),
        { maxLength: 5 },
      ),
      faceImageType: fc.integer({ min: 0, max: 2 }),
      width: fc.constantFrom(0, 240),
      height: fc.constantFrom(0, 320),
      colourSpace: fc.integer({ min: 0, max: 4 }),
      sourceType: fc.integer({ min: 0, max: 7 }),
      deviceType: bits(16),
      quality: bits(16),
    })
    const template = fc.record({ header, faces: fc.array(face, { minLength: 1, maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(template, { minLength: 1, maxLength: 3 }), templates => {
        const file = writeDg2(
          templates.map(({ header: fields, faces }) => ({
            header: { ...fields, biometricType: 2, formatType: 8 },
            record: writeFace19794({ faces }),
          })),
        )
        const read = parseDg2(file)
        expect(read.findings).toEqual([])
        expect(read.declaredCount).toBe(templates.length)
        for (const [t, { header: fields, faces }] of templates.entries()) {
          const found = read.templates[t]!
          expect(found.header).toEqual({ ...fields, biometricType: 2, formatType: 8 })
          expect(found.dataTag).toBe(0x5f2e)
          expect(found.record).toMatchObject({ standard: 'ISO/IEC 19794-5', numberOfFaces: faces.length })
          for (const [f, given] of faces.entries()) {
            const there = found.record?.representations[f]
            expect(there).toMatchObject({
              image: { bytes: given.image },
              gender: code(given.gender),
              eyeColour: code(given.eyeColour),
              hairColour: code(given.hairColour),
              propertyMask: given.propertyMask,
              expression: code(given.expression),
              pose: Object.fromEntries(
                ['yaw', 'pitch', 'roll'].map((axis, i) => [
                  axis,
                  { code: given.poseAngles[i], uncertaintyCode: given.poseUncertainties[i] },
                ]),
              ),
              featurePoints: given.featurePoints,
              faceImageType: code(given.faceImageType),
              imageDataType: code(hasTypes(given.image)),
              width: given.width,
              height: given.height,
              colourSpace: code(given.colourSpace),
              sourceType: code(given.sourceType),
              deviceType: given.deviceType,
              quality: given.quality,
            })
          }
        }
        expect(read.portraits.map(portrait => portrait.bytes)).toEqual(
          templates.flatMap(({ faces }) => faces.map(given => given.image)),
        )
      }),
    )
  })

  test('EF.DG3: fingers of ISO/IEC 19794-4 with every field', () => {
    const positions = fc.uniqueArray(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15), {
      minLength: 1,
      maxLength: 4,
    })
    const fields = fc.record({
      captureDeviceId: bits(16),
      imageAcquisitionLevel: bits(16),
      scaleUnits: fc.constantFrom(1, 2),
      horizontalScanResolution: bits(16),
      verticalScanResolution: bits(16),
      horizontalImageResolution: bits(16),
      verticalImageResolution: bits(16),
      pixelDepth: bits(8),
    })
    const view = fc.record({
      quality: bits(8),
      impressionType: fc.constantFrom(0, 1, 2, 3, 4, 8, 9),
      width: fc.constantFrom(0, 240),
      height: fc.constantFrom(0, 320),
    })
    fc.assert(
      fc.property(
        positions,
        fields,
        fc.array(view, { minLength: 1, maxLength: 2 }),
        image,
        (fingers, head, views, picture) => {
          const given = fingers.flatMap(position =>
            views.map((one, i) => ({
              ...one,
              position,
              countOfViews: views.length,
              viewNumber: i + 1,
              image: picture,
            })),
          )
          const imageCompression = picture[1] === 0xd8 ? 3 : 4
          const read = parseDg3(writeDg3([writeFinger19794({ ...head, imageCompression, views: given })]))
          expect(read.findings).toEqual([])
          const record = read.templates[0]?.record
          expect(record).toMatchObject({
            ...head,
            standard: 'ISO/IEC 19794-4',
            numberOfFingers: fingers.length,
            scaleUnits: code(head.scaleUnits),
            imageCompression: code(imageCompression),
          })
          expect(record?.representations).toMatchObject(
            given.map(one => ({
              ...one,
              position: code(one.position),
              impressionType: code(one.impressionType),
              image: { bytes: picture },
            })),
          )
          expect(read.images).toHaveLength(given.length)
        },
      ),
    )
  })

  test('EF.DG4: irises of ISO/IEC 19794-6 with every field', () => {
    const fields = fc.record({
      captureDeviceId: bits(16),
      horizontalOrientation: fc.integer({ min: 0, max: 2 }),
      verticalOrientation: fc.integer({ min: 0, max: 2 }),
      scanType: bits(2),
      irisOcclusions: bits(1),
      occlusionFilling: bits(1),
      boundaryExtraction: bits(1),
      irisDiameter: bits(16),
      rawImageWidth: fc.constantFrom(0, 240),
      rawImageHeight: fc.constantFrom(0, 320),
      intensityDepth: bits(8),
      imageTransformation: bits(1),
      deviceUniqueId: bytes(16),
    })
    const picture = fc.record({
      imageNumber: bits(16),
      quality: bits(8),
      rotationAngle: bits(16),
      rotationUncertainty: bits(16),
    })
    const eyes = fc.uniqueArray(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(
        eyes,
        fields,
        fc.array(picture, { minLength: 1, maxLength: 3 }),
        image,
        (sides, head, images, file) => {
          const imageFormat = file[1] === 0xd8 ? 6 : 14
          const given = sides.map(eye => ({ eye, images: images.map(one => ({ ...one, image: file })) }))
          const read = parseDg4(writeDg4([writeIris19794({ ...head, imageFormat, eyes: given })]))
          expect(read.findings).toEqual([])
          const record = read.templates[0]?.record
          expect(record).toMatchObject({
            ...head,
            standard: 'ISO/IEC 19794-6',
            numberOfSubtypes: sides.length,
            recordHeaderLength: 45,
            horizontalOrientation: code(head.horizontalOrientation),
            verticalOrientation: code(head.verticalOrientation),
            scanType: code(head.scanType),
            irisOcclusions: code(head.irisOcclusions),
            occlusionFilling: code(head.occlusionFilling),
            boundaryExtraction: code(head.boundaryExtraction),
            imageFormat: code(imageFormat),
            imageTransformation: code(head.imageTransformation),
          })
          expect(record?.representations).toMatchObject(
            sides.flatMap(eye =>
              images.map(one => ({
                ...one,
                eye: code(eye),
                imageLength: file.length,
                image: { bytes: file },
              })),
            ),
          )
        },
      ),
    )
  })

  test('files without biometrics, and their random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), discretionaryData => {
        for (const read of [
          parseDg3(writeDg3([], { discretionaryData })),
          parseDg4(writeDg4([], { discretionaryData })),
        ]) {
          expect(read).toMatchObject({ declaredCount: 0, templates: [], discretionaryData, findings: [] })
        }
      }),
    )
  })
})
