import {
  dateField,
  imageField,
  type ListedFieldsChoices,
  repeatedField,
  type TextContent,
  textField,
  writeListedFields,
} from './write-listed-fields.js'

/** Additional personal details; what is undefined is left out. Doc 9303-10 Table 71. */
export interface Dg11Content {
  /** 5F0E: `PRIMARY<<SECONDARY`. */
  readonly fullName?: TextContent | undefined
  /** 5F0F */
  readonly otherNames?: readonly TextContent[] | undefined
  /** 5F10 */
  readonly personalNumber?: TextContent | undefined
  /** 5F2B: eight digits. */
  readonly fullDateOfBirth?: string | undefined
  /** 5F11 */
  readonly placeOfBirth?: TextContent | undefined
  /** 5F42 */
  readonly permanentAddress?: TextContent | undefined
  /** 5F12 */
  readonly telephone?: TextContent | undefined
  /** 5F13 */
  readonly profession?: TextContent | undefined
  /** 5F14 */
  readonly title?: TextContent | undefined
  /** 5F15 */
  readonly personalSummary?: TextContent | undefined
  /** 5F16 */
  readonly proofOfCitizenship?: Uint8Array | undefined
  /** 5F17 */
  readonly otherTravelDocumentNumbers?: TextContent | undefined
  /** 5F18 */
  readonly custodyInformation?: TextContent | undefined
}

/**
 * EF.DG11: additional personal details. Doc 9303-10 §4.7.11.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeDg11 } from 'emrtd/testkit'
 *
 * toHex(writeDg11({ title: 'DR' })) // '6b095c025f145f14024452'
 * ```
 */
export function writeDg11(content: Dg11Content, choices: ListedFieldsChoices = {}): Uint8Array {
  return writeListedFields(
    0x6b,
    [
      textField(0x5f0e, content.fullName),
      repeatedField(0x5f0f, content.otherNames, choices),
      textField(0x5f10, content.personalNumber),
      dateField(0x5f2b, content.fullDateOfBirth, choices),
      textField(0x5f11, content.placeOfBirth),
      textField(0x5f42, content.permanentAddress),
      textField(0x5f12, content.telephone),
      textField(0x5f13, content.profession),
      textField(0x5f14, content.title),
      textField(0x5f15, content.personalSummary),
      imageField(0x5f16, content.proofOfCitizenship),
      textField(0x5f17, content.otherTravelDocumentNumbers),
      textField(0x5f18, content.custodyInformation),
    ],
    choices,
  )
}
