import { encodeTlv } from '../../asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../bytes.js'
import {
  writeDg3,
  writeDg4,
  writeDg5,
  writeDg6,
  writeDg7,
  writeDg8,
  writeDg9,
  writeDg10,
  writeDg11,
  writeDg12,
  writeDg13,
  writeDg16,
  writeFinger19794,
  writeFinger39794,
  writeIris19794,
  writeIris39794,
} from '../lds/index.js'
import { drawFace } from './draw-face.js'
import { drawFingerprint } from './draw-fingerprint.js'
import { encodeJpeg, type GreyPicture } from './encode-jpeg.js'

/** The standard that biometric data groups follow: ISO/IEC 19794 or 39794. Doc 9303-10 §4.7.2. */
export type BiometricStandard = '19794' | '39794'

/** Right and left, as positions of fingers and as eyes have them in both standards. */
const indexFingers = [2, 7] as const
const eyes = [1, 2] as const

/**
 * Those data groups that neither the MRZ, the portrait nor the chip's keys fill: EF.DG3 to EF.DG13, and EF.DG16. Pictures are drawn;
 * what is said of the holder is that of Doc 9303's specimen.
 */
export function everyOtherDataGroup(
  biometrics: BiometricStandard,
  { fullName, fullDateOfBirth }: { readonly fullName: string; readonly fullDateOfBirth?: string | undefined },
): ReadonlyMap<number, Uint8Array> {
  const portrait = encodeJpeg(drawFace())
  const feature = encodeTlv(0x04, latin1ToBytes('UTOPIA'))
  return new Map([
    [3, biometrics === '19794' ? fingers19794() : fingers39794()],
    [4, biometrics === '19794' ? irises19794() : irises39794()],
    [5, writeDg5([portrait])],
    [6, writeDg6([portrait])],
    [7, writeDg7([encodeJpeg(drawSignature())])],
    [8, writeDg8([feature])],
    [9, writeDg9([feature])],
    [10, writeDg10([feature])],
    [11, writeDg11({ fullName, fullDateOfBirth, placeOfBirth: 'ZENITH' })],
    [12, writeDg12({ issuingAuthority: 'PASSPORT OFFICE OF UTOPIA', dateOfIssue: '20240416' })],
    [13, writeDg13(feature)],
    [16, writeDg16([{ dateRecorded: '20240416', name: 'ERIKSSON<<ERIK', telephone: '+000000' }])],
  ])
}

function fingers19794(): Uint8Array {
  return writeDg3(
    indexFingers.map((position, finger) => {
      const picture = drawFingerprint(finger)
      const { width, height } = picture
      const view = { image: encodeJpeg(picture), position, width, height }
      // 3 is JPEG.
      return writeFinger19794({ imageCompression: 3, views: [view] })
    }),
  )
}

function fingers39794(): Uint8Array {
  return writeDg3(
    indexFingers.map((position, finger) => {
      const image = writePgm(drawFingerprint(finger))
      return writeFinger39794({ representations: [{ image, position, imageDataFormat: 0 }] })
    }),
  )
}

/** EF.DG4 with both eyes, drawn. */
export function irises19794(): Uint8Array {
  return writeDg4(
    eyes.map(eye => {
      const { width, height, pixels } = drawIris(eye)
      return writeIris19794({
        // 2 is grey without compression.
        imageFormat: 2,
        rawImageWidth: width,
        rawImageHeight: height,
        eyes: [{ eye, images: [{ image: pixels }] }],
      })
    }),
  )
}

function irises39794(): Uint8Array {
  return writeDg4(
    eyes.map(eye =>
      writeIris39794({
        representations: [{ image: writePgm(drawIris(eye)), eye, imageDataFormat: 0 }],
      }),
    ),
  )
}

/** A picture of rings around a pupil, nobody's. */
function drawIris(eye: number): GreyPicture {
  return draw(96, 96, (x, y) => {
    const squared = (x - 48) ** 2 + (y - 48) ** 2
    if (squared < 12 ** 2) return 20
    if (squared > 36 ** 2) return 220
    return 90 + 40 * ((Math.floor(squared / 64) + eye) % 2)
  })
}

/** A line that swings, in place of a signature. */
function drawSignature(): GreyPicture {
  return draw(128, 32, (x, y) => (Math.abs(y - 8 - Math.abs((x % 32) - 16)) < 2 ? 30 : 245))
}

function draw(width: number, height: number, grey: (x: number, y: number) => number): GreyPicture {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) =>
    grey(at % width, Math.floor(at / width)),
  )
  return { width, height, pixels }
}

/** Portable greymap, binary. */
function writePgm({ width, height, pixels }: GreyPicture): Uint8Array {
  return concatBytes(latin1ToBytes(`P5\n${width} ${height}\n255\n`), pixels)
}
