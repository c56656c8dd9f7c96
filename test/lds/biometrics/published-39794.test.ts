import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { encodeTlv } from '../../../src/asn1/index.js'
import { concatBytes } from '../../../src/bytes.js'
import { parseDg2, parseDg3, parseDg4, parseFinger39794, parseIris39794 } from '../../../src/lds/index.js'
import { writeDg3, writeDg4 } from '../../../src/testkit/index.js'
import { corpora } from '../../corpora.js'

/** What ICAO and ISO/IEC JTC 1/SC 37 publish: data groups of 39794-5, bare blocks of 39794-4 and -6. */
const read = (name: string): Uint8Array | undefined => {
  const path = corpora(`biometrics/${name}`)
  return path === undefined ? undefined : new Uint8Array(readFileSync(path))
}
const allFields = read('ICAO_39794_5_AP_DG2_AllFields.dat')
const mandatoryFields = read('ICAO_39794_5_AP_DG2_MandFields.dat')
const finger = read('dg3-39794-4.der')
const iris = read('dg4-39794-6.der')

const sha256 = (bytes: Uint8Array | undefined): string =>
  createHash('sha256')
    .update(bytes ?? new Uint8Array(0))
    .digest('hex')
/** A code as it stands, and as the fallback of an extension block. */
const code = (code: number, name: string): object => ({ code, name, isFallback: false })
const fallback = (code: number, name: string): object => ({ code, name, isFallback: true })
const flags = (names: string): object => Object.fromEntries(names.split(' ').map(name => [name, false]))
const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe.skipIf(allFields === undefined)('ICAO’s data groups of ISO/IEC 39794-5', () => {
  test('all fields: every block is read', () => {
    const { templates, portraits, findings } = parseDg2(allFields!)
    // The sample's own size block names the size of another picture.
    expect(findings).toEqual([{ code: 'IMAGE_SIZE_MISMATCH', offset: 111, detail: '572x731, is 413x531' }])
    const record = templates[0]?.record
    if (record?.standard !== 'ISO/IEC 39794-5') throw new TypeError('a record of ISO/IEC 39794-5 expected')
    expect(record.version).toEqual({ generation: 3, year: 2019 })
    const { image, ...rest } = record.representations[0]!
    expect(image).toBe(portraits[0])
    const registered = { organization: 1, id: 1 }
    const score = { algorithm: registered, score: 99, error: undefined }
    expect(rest).toEqual({
      representationId: 0,
      imageInformation: {
        imageDataFormat: code(3, 'jpeg2000Lossy'),
        faceImageKind: fallback(0, 'mrtd'),
        postAcquisitionProcessing: flags(
          'rotated cropped downSampled whiteBalanceAdjusted multiplyCompressed interpolated contrastStretched ' +
            'poseCorrected multiViewImage ageProgressed superResolutionProcessed normalised',
        ),
        lossyTransformationAttempts: fallback(1, 'zero'),
        cameraToSubjectDistance: 3000,
        sensorDiagonal: 43,
        lensFocalLength: 55,
        imageSize: { width: 572, height: 731 },
        faceMeasurements: { headWidth: 300, interEyeDistance: 150, eyeToMouthDistance: 180, headLength: 500 },
        imageColourSpace: fallback(2, 'rgb24'),
        referenceColourMapping: {
          schema: text('Reference Colour Schema Example'),
          definitionsAndValues: [
            {
              definition: text('Reference Colour Definition Example'),
              value: text('Reference Colour Value Example'),
            },
          ],
        },
      },
      captureDevice2D: {
        spectral: flags('whiteLight nearInfrared thermal'),
        technology: fallback(2, 'staticPhotographDigitalCamera'),
      },
      captureDateTime: { year: 2024, month: 1, day: 20, hour: 13, minute: 23, second: 9, millisecond: 908 },
      qualities: [score],
      padData: {
        decision: fallback(0, 'noAttack'),
        scores: [score],
        extendedData: [{ dataType: registered, data: text('ExtendedDataBlock data') }],
        captureContext: fallback(0, 'enrolment'),
        supervisionLevel: fallback(0, 'unknown'),
        riskLevel: 5,
        criteriaCategory: fallback(2, 'common'),
        parameter: text('PAD Parameter'),
        challenges: [text('Challenge1')],
        captureDateTime: { year: 2024, month: 1, day: 22, hour: 15, minute: 16, second: 17, millisecond: 18 },
      },
      sessionId: 9,
      derivedFrom: 0,
      captureDevice: { model: registered, certifications: [{ organization: 2, id: 2 }] },
      identityMetadata: {
        gender: fallback(3, 'female'),
        eyeColour: fallback(3, 'blue'),
        hairColour: fallback(5, 'brown'),
        subjectHeight: 1786,
        properties: flags(
          'glasses moustache beard teethVisible pupilOrIrisNotVisible mouthOpen leftEyePatch rightEyePatch ' +
            'darkGlasses biometricAbsent headCoveringsPresent',
        ),
        expression: {
          ...flags('smile raisedEyebrows eyesLookingAwayFromTheCamera squinting frowning'),
          neutral: true,
        },
        pose: {
          yaw: { angle: 2, uncertainty: 1 },
          pitch: { angle: 3, uncertainty: 1 },
          roll: { angle: 1, uncertainty: 2 },
        },
      },
      landmarks: [
        {
          mpeg4FeaturePoint: fallback(10, '2.11'),
          anthropometricName: undefined,
          anthropometricPointName: undefined,
          anthropometricPointId: undefined,
          cartesian2D: { x: 90, y: 22 },
          textureImage: undefined,
          cartesian3D: undefined,
        },
      ],
    })
  })

  test.each([
    ['all fields', allFields],
    ['mandatory fields', mandatoryFields],
  ])('%s: the image byte for byte', (_, file) => {
    const { portraits } = parseDg2(file!)
    expect(portraits).toMatchObject([
      { format: 'jp2', width: 413, height: 531, bitDepth: 8, components: 3, findings: [] },
    ])
    const image = portraits[0]!.bytes
    expect(image).toHaveLength(15000)
    // The value of the innermost data object 80 with a length of 15000 bytes, found without the parser.
    const at = Buffer.from(file!).indexOf(Buffer.from('80823a98', 'hex')) + 4
    expect(sha256(image)).toBe(sha256(file!.subarray(at, at + 15000)))
  })

  test('mandatory fields: nothing else is there', () => {
    const { templates, findings } = parseDg2(mandatoryFields!)
    expect(findings).toEqual([])
    const record = templates[0]?.record
    if (record?.standard !== 'ISO/IEC 39794-5') throw new TypeError('a record of ISO/IEC 39794-5 expected')
    const { image, representationId, imageInformation, ...rest } = record.representations[0]!
    expect(representationId).toBe(0)
    expect(Object.entries(imageInformation ?? {}).filter(([, value]) => value !== undefined)).toEqual([
      ['imageDataFormat', code(3, 'jpeg2000Lossy')],
    ])
    expect(Object.values(rest).filter(value => value !== undefined)).toEqual([])
  })
})

describe.skipIf(finger === undefined || iris === undefined)('the samples of the other parts', () => {
  test('ISO/IEC 39794-4: every block is read', () => {
    const { representations, version, findings } = parseFinger39794(finger!)
    expect([findings, version]).toEqual([[], { generation: 3, year: 2019 }])
    const { image, ...rest } = representations[0]!
    expect(image).toMatchObject({ format: 'png', width: 24, height: 24, bitDepth: 8, components: 1 })
    const at = Buffer.from(finger!).indexOf('PNG') - 1
    expect(sha256(image.bytes)).toBe(sha256(finger!.subarray(at, at + 689)))
    const { padData, ...fields } = rest
    expect(fields).toEqual({
      position: code(2, 'rightIndex'),
      impression: code(1, 'rolledContact'),
      imageDataFormat: code(4, 'png'),
      captureDateTime: { year: 2018, month: 12, day: 30, hour: 13 },
      captureDevice: {
        model: { organization: 200, id: 33 },
        technology: code(3, 'opticalTirBrightField'),
        certifications: [{ organization: 31, id: 31 }],
      },
      qualities: [
        { algorithm: { organization: 11, id: 11 }, score: 44 },
        { algorithm: { organization: 257, id: 1 }, error: code(0, 'failureToAssess') },
      ],
      spatialSamplingRate: { samplesPerUnit: 100, unit: { code: 1, name: 'cm' } },
      positionComputedByCaptureSystem: false,
      originalRotation: 35,
      imageRotatedToVertical: true,
      imageLossilyCompressed: false,
      segmentations: [
        {
          algorithm: { organization: 259, id: 1 },
          segments: [
            {
              position: code(2, 'rightIndex'),
              enclosingCoordinates: [
                { x: 0, y: 0 },
                { x: 23, y: 23 },
              ],
              confidence: { score: 100 },
            },
          ],
        },
      ],
      annotations: [{ position: code(2, 'rightIndex'), reason: code(5, 'physicallyChallenged') }],
      comments: ['ISO/IEC 39794-4 BDB encoding example', 'Small finger image'],
      vendorSpecificData: [
        { dataType: { organization: 11, id: 1 }, data: finger!.subarray(1044, 1054) },
        { dataType: { organization: 11, id: 2 }, data: finger!.subarray(1066, 1076) },
      ],
    })
    expect(padData).toEqual({
      decision: code(1, 'attack'),
      scores: [{ algorithm: { organization: 26, id: 27 }, score: 72 }],
      captureContext: code(1, 'verification'),
      supervisionLevel: code(0, 'unknown'),
      riskLevel: 37,
      criteriaCategory: code(0, 'unknown'),
      parameter: text('PAD parameter bytes'),
      challenges: [text('PAD challenge bytes')],
    })
  })

  test('ISO/IEC 39794-6: every block is read', () => {
    const { representations, version, findings } = parseIris39794(iris!)
    expect([findings, version]).toEqual([[], { generation: 3, year: 2019 }])
    const { image, ...rest } = representations[0]!
    expect(image).toMatchObject({ format: 'png', width: 640, height: 480, bitDepth: 8, components: 1 })
    expect(image.bytes).toHaveLength(148_593)
    expect(rest).toEqual({
      eye: { code: 1, name: 'right' },
      imageKind: code(2, 'vga'),
      bitDepth: 8,
      imageDataFormat: code(2, 'png'),
      horizontalOrientation: { code: 1, name: 'leftToRight' },
      verticalOrientation: { code: 1, name: 'topToBottom' },
      compressionHistory: { code: 0, name: 'undefined' },
      captureDateTime: { year: 2019, month: 9, day: 18, hour: 13 },
      range: { error: { code: 0, name: 'unassigned' } },
    })
  })

  test('in data groups', () => {
    const dg3 = parseDg3(writeDg3([encodeTlv(0xa1, finger!)]))
    expect([dg3.findings, dg3.templates[0]?.record?.standard]).toEqual([[], 'ISO/IEC 39794-4'])
    const dg4 = parseDg4(writeDg4([encodeTlv(0xa1, iris!)]))
    expect([dg4.findings, dg4.templates[0]?.record?.standard]).toEqual([[], 'ISO/IEC 39794-6'])
    expect(dg4.images.map(({ format }) => format)).toEqual(['png'])
  })

  test('nothing is copied: the images are views into the file', () => {
    const file = concatBytes(iris!)
    expect(parseIris39794(file).representations[0]?.image.bytes.buffer).toBe(file.buffer)
  })
})
