import type { EncodedImage } from '../images/image-header.js'
import { type BiometricDataGroup, readBiometricDataGroup } from './biometrics/biometric-data-group.js'
import { type FingerRecord19794, parseFinger19794 } from './biometrics/finger-19794.js'
import { type FingerRecord39794, parseFinger39794 } from './biometrics/finger-39794.js'

/** A finger record, told apart by `standard`. */
export type FingerRecord = FingerRecord19794 | FingerRecord39794

/** EF.DG3: the holder's fingers. Doc 9303-10 §4.7.3. */
export interface Dg3 extends BiometricDataGroup<FingerRecord> {
  /** Every image of every template, in order. */
  readonly images: readonly EncodedImage[]
}

/**
 * Parses EF.DG3: all templates, all images of each. A file without any is allowed. Doc 9303-10 §4.7.3.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 63, or an `ASN1_` code with the offset. A template that
 * cannot be read is a finding.
 *
 * @example
 * ```ts
 * import { parseDg3 } from 'emrtd/lds'
 *
 * const formatsOf = (file: Uint8Array) => parseDg3(file).images.map(({ format }) => format)
 * ```
 */
export function parseDg3(bytes: Uint8Array): Dg3 {
  const group = readBiometricDataGroup<FingerRecord>(bytes, {
    tag: 0x63,
    biometricType: 8,
    magic: 'FIR',
    formatType19794: 7,
    tag39794: 0x64,
    required: false,
    parse19794: parseFinger19794,
    parse39794: parseFinger39794,
  })
  const images = group.templates.flatMap(
    ({ record }) => record?.representations.map(({ image }: { readonly image: EncodedImage }) => image) ?? [],
  )
  return { ...group, images }
}
