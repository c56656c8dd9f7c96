import type { EncodedImage } from '../images/image-header.js'
import { type BiometricDataGroup, readBiometricDataGroup } from './biometrics/biometric-data-group.js'
import { type IrisRecord19794, parseIris19794 } from './biometrics/iris-19794.js'
import { type IrisRecord39794, parseIris39794 } from './biometrics/iris-39794.js'

/** An iris record, told apart by `standard`. */
export type IrisRecord = IrisRecord19794 | IrisRecord39794

/** EF.DG4: the holder's irises. Doc 9303-10 §4.7.4. */
export interface Dg4 extends BiometricDataGroup<IrisRecord> {
  /** Every image of every template, in order. */
  readonly images: readonly EncodedImage[]
}

/**
 * Parses EF.DG4: all templates, all images of each. A file without any is allowed. Doc 9303-10 §4.7.4.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 76, or an `ASN1_` code with the offset. A template that
 * cannot be read is a finding.
 *
 * @example
 * ```ts
 * import { parseDg4 } from 'emrtd/lds'
 *
 * const formatsOf = (file: Uint8Array) => parseDg4(file).images.map(({ format }) => format)
 * ```
 */
export function parseDg4(bytes: Uint8Array): Dg4 {
  const group = readBiometricDataGroup<IrisRecord>(bytes, {
    tag: 0x76,
    biometricType: 16,
    magic: 'IIR',
    formatType19794: 9,
    tag39794: 0x66,
    required: false,
    parse19794: parseIris19794,
    parse39794: parseIris39794,
  })
  const images = group.templates.flatMap(
    ({ record }) => record?.representations.map(({ image }: { readonly image: EncodedImage }) => image) ?? [],
  )
  return { ...group, images }
}
