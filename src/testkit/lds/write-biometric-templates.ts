import { encodeTlv } from '../../asn1/index.js'
import { writeNumber } from './write-number.js'

/** The header of a biometric information template; what is undefined is left out. Doc 9303-10 Table 44. */
export interface BiometricHeaderContent {
  /** Tag 80: `0x0101`. */
  readonly headerVersion?: number | undefined
  /** Tag 81: 2 face, 8 finger, 16 iris. */
  readonly biometricType?: number | undefined
  /** Tag 82. */
  readonly biometricSubtype?: number | undefined
  /** Tag 83, seven bytes. */
  readonly creationTime?: Uint8Array | undefined
  /** Tag 85, eight bytes. */
  readonly validityPeriod?: Uint8Array | undefined
  /** Tag 86, four bytes. */
  readonly creator?: Uint8Array | undefined
  /** Tag 87: `0x0101`. */
  readonly formatOwner?: number | undefined
  /** Tag 88. */
  readonly formatType?: number | undefined
}

/** One biometric information template. */
export interface BiometricTemplateContent {
  /** Instead of the one that the record asks for; null leaves it out. */
  readonly header?: BiometricHeaderContent | null | undefined
  /** The biometric data block; null leaves it out. */
  readonly record: Uint8Array | null
  /** `5F2E` for ISO/IEC 19794, `7F2E` for ISO/IEC 39794, `7D` for encrypted data; by the record unless given. */
  readonly dataTag?: number | undefined
  /** Data objects behind the data. */
  readonly otherObjects?: readonly Uint8Array[] | undefined
}

/** What a file of biometric information templates can say beside and against them. */
export interface BiometricTemplatesChoices {
  /** The number of instances, if it is to be another than there are; null leaves it out. */
  readonly count?: number | null | undefined
  /** Tag 53: random bytes of a file without templates. */
  readonly discretionaryData?: Uint8Array | undefined
  /** Templates without the group template 7F61 around them. */
  readonly withoutGroup?: boolean | undefined
}

/** A record, or a template with more to say than what follows from its record. */
export type BiometricTemplateGiven = Uint8Array | BiometricTemplateContent

/** What tells the three kinds of biometrics apart. */
interface Kind {
  readonly tag: number
  readonly biometricType: number
  readonly biometricSubtype: number
  readonly formatType19794: number
  readonly formatType39794: number
}

const kinds = {
  face: { tag: 0x75, biometricType: 2, biometricSubtype: 0, formatType19794: 8, formatType39794: 0x2a },
  finger: { tag: 0x63, biometricType: 8, biometricSubtype: 9, formatType19794: 7, formatType39794: 0x2b },
  iris: { tag: 0x76, biometricType: 16, biometricSubtype: 1, formatType19794: 9, formatType39794: 0x2c },
} as const satisfies Readonly<Record<string, Kind>>

/**
 * EF.DG2: a template for each face record. Doc 9303-10 §4.7.2.
 *
 * @example
 * ```ts
 * import { encodeJpeg, drawFace, writeDg2, writeFace19794 } from 'emrtd/testkit'
 *
 * writeDg2([writeFace19794({ faces: [{ image: encodeJpeg(drawFace()) }] })])[0] // 0x75
 * ```
 */
export function writeDg2(
  templates: readonly BiometricTemplateGiven[],
  choices: BiometricTemplatesChoices = {},
): Uint8Array {
  return writeTemplates(kinds.face, templates, choices)
}

/**
 * EF.DG3: a template for each finger record. Doc 9303-10 §4.7.3.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeDg3 } from 'emrtd/testkit'
 *
 * toHex(writeDg3([])) // '63067f6103020100'
 * ```
 */
export function writeDg3(
  templates: readonly BiometricTemplateGiven[],
  choices: BiometricTemplatesChoices = {},
): Uint8Array {
  return writeTemplates(kinds.finger, templates, choices)
}

/**
 * EF.DG4: a template for each iris record. Doc 9303-10 §4.7.4.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeDg4 } from 'emrtd/testkit'
 *
 * toHex(writeDg4([])) // '76067f6103020100'
 * ```
 */
export function writeDg4(
  templates: readonly BiometricTemplateGiven[],
  choices: BiometricTemplatesChoices = {},
): Uint8Array {
  return writeTemplates(kinds.iris, templates, choices)
}

function writeTemplates(
  kind: Kind,
  templates: readonly BiometricTemplateGiven[],
  { count = templates.length, discretionaryData, withoutGroup }: BiometricTemplatesChoices,
): Uint8Array {
  const objects = [
    ...(count === null ? [] : [encodeTlv(0x02, writeNumber(count, 1))]),
    ...templates.map(template =>
      writeTemplate(kind, template instanceof Uint8Array ? { record: template } : template),
    ),
  ]
  const group = withoutGroup ? objects : [encodeTlv(0x7f61, ...objects)]
  return encodeTlv(kind.tag, ...group, ...(discretionaryData ? [encodeTlv(0x53, discretionaryData)] : []))
}

function writeTemplate(kind: Kind, template: BiometricTemplateContent): Uint8Array {
  const { record, otherObjects = [] } = template
  // An ISO/IEC 39794 block stands in A1, as Doc 9303-10 §4.5.6 has it; a record of ISO/IEC 19794 begins with letters.
  const newer = record?.[0] === 0xa1
  const header = template.header === undefined ? defaultHeader(kind, newer) : template.header
  const dataTag = template.dataTag ?? (newer ? 0x7f2e : 0x5f2e)
  return encodeTlv(
    0x7f60,
    ...(header === null ? [] : [writeHeader(header)]),
    ...(record === null ? [] : [encodeTlv(dataTag, record)]),
    ...otherObjects,
  )
}

function defaultHeader(kind: Kind, newer: boolean): BiometricHeaderContent {
  return {
    headerVersion: 0x0101,
    biometricType: kind.biometricType,
    biometricSubtype: kind.biometricSubtype,
    formatOwner: 0x0101,
    formatType: newer ? kind.formatType39794 : kind.formatType19794,
  }
}

function writeHeader(header: BiometricHeaderContent): Uint8Array {
  const fields: readonly (readonly [tag: number, length: number, value: number | Uint8Array | undefined])[] =
    [
      [0x80, 2, header.headerVersion],
      [0x81, 1, header.biometricType],
      [0x82, 1, header.biometricSubtype],
      [0x83, 7, header.creationTime],
      [0x85, 8, header.validityPeriod],
      [0x86, 4, header.creator],
      [0x87, 2, header.formatOwner],
      [0x88, 2, header.formatType],
    ]
  return encodeTlv(
    0xa1,
    ...fields.flatMap(([tag, length, value]) =>
      value === undefined
        ? []
        : [encodeTlv(tag, typeof value === 'number' ? writeNumber(value, length) : value)],
    ),
  )
}
