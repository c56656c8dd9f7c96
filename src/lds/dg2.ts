import type { EncodedImage } from '../images/image-header.js'
import { type BiometricDataGroup, readBiometricDataGroup } from './biometrics/biometric-data-group.js'
import { type FaceRecord19794, parseFace19794 } from './biometrics/face-19794.js'
import { type FaceRecord39794, parseFace39794 } from './biometrics/face-39794.js'

/** A face record, told apart by `standard`. */
export type FaceRecord = FaceRecord19794 | FaceRecord39794

/** EF.DG2: the holder's face. Doc 9303-10 §4.7.2. */
export interface Dg2 extends BiometricDataGroup<FaceRecord> {
  /** Every portrait of every template, in order. */
  readonly portraits: readonly EncodedImage[]
}

/**
 * Parses EF.DG2: all templates, all faces of each. Doc 9303-10 §4.7.2.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 75, or an `ASN1_` code with the offset. A face that
 * cannot be read is a finding.
 *
 * @example
 * ```ts
 * import { parseDg2 } from 'emrtd/lds'
 *
 * const portraitOf = (file: Uint8Array) => parseDg2(file).portraits[0]?.bytes
 * ```
 */
export function parseDg2(bytes: Uint8Array): Dg2 {
  const group = readBiometricDataGroup<FaceRecord>(bytes, {
    tag: 0x75,
    biometricType: 2,
    magic: 'FAC',
    formatType19794: 8,
    tag39794: 0x65,
    required: true,
    parse19794: parseFace19794,
    parse39794: parseFace39794,
  })
  const portraits = group.templates.flatMap(
    ({ record }) => record?.representations.map(({ image }: { readonly image: EncodedImage }) => image) ?? [],
  )
  return { ...group, portraits }
}
