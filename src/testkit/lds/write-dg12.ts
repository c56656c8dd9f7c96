import {
  dateField,
  imageField,
  type ListedFieldsChoices,
  repeatedField,
  type TextContent,
  textField,
  writeListedFields,
} from './write-listed-fields.js'

/** Additional details of the document; what is undefined is left out. Doc 9303-10 Table 73. */
export interface Dg12Content {
  /** 5F19 */
  readonly issuingAuthority?: TextContent | undefined
  /** 5F26: eight digits. */
  readonly dateOfIssue?: string | undefined
  /** 5F1A */
  readonly otherPersons?: readonly TextContent[] | undefined
  /** 5F1B */
  readonly endorsementsAndObservations?: TextContent | undefined
  /** 5F1C */
  readonly taxOrExitRequirements?: TextContent | undefined
  /** 5F1D */
  readonly imageOfFront?: Uint8Array | undefined
  /** 5F1E */
  readonly imageOfRear?: Uint8Array | undefined
  /** 5F55: fourteen digits. */
  readonly personalizationTime?: string | undefined
  /** 5F56 */
  readonly personalizationSystemSerialNumber?: TextContent | undefined
}

/**
 * EF.DG12: additional details of the document. Doc 9303-10 §4.7.12.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeDg12 } from 'emrtd/testkit'
 *
 * toHex(writeDg12({ dateOfIssue: '20240131' })) // '6c0f5c025f265f26083230323430313331'
 * ```
 */
export function writeDg12(content: Dg12Content, choices: ListedFieldsChoices = {}): Uint8Array {
  return writeListedFields(
    0x6c,
    [
      textField(0x5f19, content.issuingAuthority),
      dateField(0x5f26, content.dateOfIssue, choices),
      repeatedField(0x5f1a, content.otherPersons, choices),
      textField(0x5f1b, content.endorsementsAndObservations),
      textField(0x5f1c, content.taxOrExitRequirements),
      imageField(0x5f1d, content.imageOfFront),
      imageField(0x5f1e, content.imageOfRear),
      dateField(0x5f55, content.personalizationTime, choices),
      textField(0x5f56, content.personalizationSystemSerialNumber),
    ],
    choices,
  )
}
