import { encodeTlv } from '../../asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../bytes.js'

/** What an ISO/IEC 19794-5:2005 record says of its picture. */
export interface FacePicture {
  /** JPEG or JPEG 2000. */
  readonly image: Uint8Array
  readonly format: 'jpeg' | 'jpeg2000'
  /** In pixels. */
  readonly width: number
  readonly height: number
  readonly gender?: 'female' | 'male' | 'unspecified' | undefined
}

const genderCodes = { unspecified: 0, male: 1, female: 2 } as const

/** A facial record of version 010 with one picture, without feature points. ISO/IEC 19794-5:2005 §5. */
export function writeFaceRecord(picture: FacePicture): Uint8Array {
  const { image, format, width, height, gender = 'unspecified' } = picture
  const blockLength = 20 + 12 + image.length
  const information = concatBytes(
    number(blockLength, 4),
    number(0, 2), // feature points
    Uint8Array.of(genderCodes[gender], 0, 0), // eye and hair colour unspecified
    number(0, 3), // feature mask: none specified
    number(0, 2), // expression unspecified
    number(0, 3), // pose angles unspecified
    number(0, 3), // and their uncertainty
  )
  const imageInformation = concatBytes(
    Uint8Array.of(1, format === 'jpeg' ? 0 : 1), // full frontal
    number(width, 2),
    number(height, 2),
    Uint8Array.of(3, 0), // eight bits of grey; source unspecified
    number(0, 2), // device type
    number(0, 2), // quality
  )
  return concatBytes(
    latin1ToBytes('FAC\0' + '010\0'),
    number(14 + blockLength, 4),
    number(1, 2),
    information,
    imageInformation,
    image,
  )
}

/** EF.DG2 with one biometric information template around `record`. Doc 9303-10 §4.7.2, table 41. */
export function writeDg2(record: Uint8Array): Uint8Array {
  const header = encodeTlv(
    0xa1,
    encodeTlv(0x80, Uint8Array.of(0x01, 0x01)), // version of the header
    encodeTlv(0x81, Uint8Array.of(0x02)), // facial features
    encodeTlv(0x82, Uint8Array.of(0x00)),
    encodeTlv(0x87, Uint8Array.of(0x01, 0x01)), // format owner ISO/IEC JTC 1/SC 37
    encodeTlv(0x88, Uint8Array.of(0x00, 0x08)), // format type 19794-5
  )
  const template = encodeTlv(0x7f60, header, encodeTlv(0x5f2e, record))
  return encodeTlv(0x75, encodeTlv(0x7f61, encodeTlv(0x02, Uint8Array.of(1)), template))
}

function number(value: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (value / 256 ** (length - 1 - i)) & 0xff)
}
