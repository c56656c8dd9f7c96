/**
 * Everything that the parsers of LDS files can remark on: a deviation from the specification that was read over. The list is
 * closed; {@link ldsFindingMeanings} says what each code means. What cannot be read at all is an `EmrtdError`.
 */
export type LdsFindingCode =
  // any file
  | 'TRAILING_BYTES'
  | 'NOT_DER'
  | 'UNKNOWN_TAG'
  | 'DUPLICATE_TAG'
  | 'TAG_ORDER'
  | 'TAG_MISSING'
  | 'TAG_LIST_MISMATCH'
  | 'TAG_LIST_MISSING'
  | 'WRAPPER_MISSING'
  | 'COUNT_MISSING'
  | 'COUNT_MISMATCH'
  | 'COUNT_OUT_OF_RANGE'
  | 'LENGTH_MISMATCH'
  | 'VALUE_MALFORMED'
  | 'VALUE_TRUNCATED'
  | 'VALUE_UNKNOWN'
  | 'VERSION_UNKNOWN'
  | 'UNKNOWN_TYPE'
  // text and dates
  | 'TEXT_NOT_UTF8'
  | 'TEXT_SEPARATORS'
  | 'DATE_BCD'
  | 'DATE_MALFORMED'
  | 'DATE_PARTLY_UNKNOWN'
  // EF.COM
  | 'COM_UNKNOWN_DATA_GROUP'
  // EF.DG1
  | 'MRZ_UNREADABLE'
  // biometrics
  | 'BIOMETRIC_FORMAT_UNKNOWN'
  | 'BIOMETRIC_FORMAT_MISMATCH'
  | 'BIOMETRIC_TYPE_MISMATCH'
  | 'BIOMETRIC_ENCRYPTED'
  | 'BIOMETRIC_UNREADABLE'
  | 'BIOMETRIC_NONE'
  | 'IMAGE_MISSING'
  | 'IMAGE_UNKNOWN_FORMAT'
  | 'IMAGE_FORMAT_MISMATCH'
  | 'IMAGE_SIZE_MISMATCH'
  | 'IMAGE_TRUNCATED'
  | 'IMAGE_HEADER_UNREADABLE'
  | 'JPEG_NOT_JFIF'
  // EF.DG13
  | 'NOT_TLV'
  // EF.DG14, EF.DG15
  | 'SECURITY_INFO_UNKNOWN'
  | 'SECURITY_INFO_MALFORMED'
  | 'PUBLIC_KEY_UNREADABLE'

/** One deviation in one file. It holds no personal data. */
export interface LdsFinding {
  readonly code: LdsFindingCode
  /** Byte offset into the file at which it was met. */
  readonly offset?: number
  /** What was expected and what was found: tags, lengths, counts, field names. Never the content of a field. */
  readonly detail?: string
}

/** What each {@link LdsFindingCode} means: a sentence for a person. */
export const ldsFindingMeanings: Readonly<Record<LdsFindingCode, string>> = Object.freeze({
  TRAILING_BYTES: 'There are bytes behind the structure.',
  NOT_DER: 'The encoding is BER where DER is required.',
  UNKNOWN_TAG: 'A data object has a tag that the file does not define.',
  DUPLICATE_TAG: 'A data object that may occur once occurs again.',
  TAG_ORDER: 'Data objects are not in the order that the file defines.',
  TAG_MISSING: 'A data object that the file must hold is missing.',
  TAG_LIST_MISMATCH: 'The tag list does not agree with the data objects that are there.',
  TAG_LIST_MISSING: 'The tag list is missing.',
  WRAPPER_MISSING: 'Data objects stand without the template that should hold them.',
  COUNT_MISSING: 'The number of instances is missing.',
  COUNT_MISMATCH: 'The number of instances does not agree with the instances that are there.',
  COUNT_OUT_OF_RANGE: 'The number of instances is outside what the file allows.',
  LENGTH_MISMATCH: "A length inside the structure does not agree with its container's length.",
  VALUE_MALFORMED: 'A value does not have the form that its field asks for.',
  VALUE_TRUNCATED: 'A value ends before it is complete.',
  VALUE_UNKNOWN: 'A coded value is none that the specification defines.',
  VERSION_UNKNOWN: 'The version is none that the specification defines.',
  UNKNOWN_TYPE: 'A block or field has a type that the specification does not define.',
  TEXT_NOT_UTF8: 'A text is not UTF-8; it was read as ISO 8859-1.',
  TEXT_SEPARATORS: 'The separators `<` of a text are not where the file asks for them.',
  DATE_BCD: 'A date is written in packed digits (BCD) instead of characters.',
  DATE_MALFORMED: 'A date does not have the form CCYYMMDD or names no day of the calendar.',
  DATE_PARTLY_UNKNOWN: 'Parts of a date are given as unknown.',
  COM_UNKNOWN_DATA_GROUP: 'The tag list of EF.COM names something that is no data group.',
  MRZ_UNREADABLE: 'The machine readable zone cannot be read.',
  BIOMETRIC_FORMAT_UNKNOWN: 'The biometric data are in a format that is not known; they are kept as bytes.',
  BIOMETRIC_FORMAT_MISMATCH: 'The header of the biometric data names another format than they have.',
  BIOMETRIC_TYPE_MISMATCH:
    'The header of the biometric data names another kind of biometric than the file holds.',
  BIOMETRIC_ENCRYPTED: 'The biometric data are encrypted; they are kept as bytes.',
  BIOMETRIC_UNREADABLE: 'The biometric data cannot be read; they are kept as bytes.',
  BIOMETRIC_NONE: 'The file holds no biometric data.',
  IMAGE_MISSING: 'There is no image where one is required.',
  IMAGE_UNKNOWN_FORMAT: 'The image begins like none of the known formats.',
  IMAGE_FORMAT_MISMATCH: 'The image has another format than its record names.',
  IMAGE_SIZE_MISMATCH: 'The image has other dimensions than its record names.',
  IMAGE_TRUNCATED: 'The image is cut short.',
  IMAGE_HEADER_UNREADABLE: "The image's own header cannot be read.",
  JPEG_NOT_JFIF: 'The JPEG image has no JFIF header.',
  NOT_TLV: 'The content is not made of data objects; it is kept as bytes.',
  SECURITY_INFO_UNKNOWN: 'A SecurityInfo has a type that is not known; it is kept as bytes.',
  SECURITY_INFO_MALFORMED: 'A SecurityInfo of a known type cannot be read; it is kept as bytes.',
  PUBLIC_KEY_UNREADABLE: 'The public key cannot be used; it is kept as bytes.',
})
