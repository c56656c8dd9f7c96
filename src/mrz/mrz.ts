import type { MrzDocumentType } from './document-type.js'
import type { MrzFinding } from './findings.js'
import type { MrzFieldName, MrzFormat, MrzPosition } from './layout.js'
import type { MrzDate } from './mrz-date.js'

/** One field of an MRZ. */
export interface MrzField<Value> {
  readonly name: MrzFieldName
  /** The characters of the field, fillers included. */
  readonly text: string
  /** Where they stand. One run, but for a document number that goes on in the optional data. */
  readonly positions: readonly MrzPosition[]
  readonly value: Value
  /** What there is to remark on this field. */
  readonly findings: readonly MrzFinding[]
}

/** The holder's name as the MRZ has it (Doc 9303-3 §4.6). */
export interface MrzName {
  /** Components separated by one space: `VAN DER MUELLEN`. */
  readonly primaryIdentifier: string
  /** Empty for a holder who has none. */
  readonly secondaryIdentifier: string
  /** `possible` if the name reaches the last position of its field: then it must be treated as truncated. */
  readonly truncation: 'none' | 'possible'
}

/** `unspecified` is the filler; `undefined` a character that the field may not have. */
export type MrzSex = 'female' | 'male' | 'unspecified' | undefined

/** What a check digit is computed over. */
export type MrzCheckedData = 'documentNumber' | 'dateOfBirth' | 'dateOfExpiry' | 'optionalData' | 'composite'

/** One check digit. */
export interface MrzCheckDigit {
  readonly of: MrzCheckedData
  /** The character in its place. */
  readonly printed: string
  /** The digit that the data gives. */
  readonly expected: string
  /** Whether the printed character is right. The filler is, for an empty optional data field of a passport. */
  readonly holds: boolean
}

/** The fields of an MRZ. Those that its format has not are undefined. */
export interface MrzFields {
  readonly documentCode: MrzField<string>
  readonly issuingState: MrzField<string>
  readonly name: MrzField<MrzName>
  readonly documentNumber: MrzField<string>
  readonly documentNumberCheckDigit: MrzField<MrzCheckDigit>
  readonly nationality: MrzField<string>
  readonly dateOfBirth: MrzField<MrzDate>
  readonly dateOfBirthCheckDigit: MrzField<MrzCheckDigit>
  readonly sex: MrzField<MrzSex>
  readonly dateOfExpiry: MrzField<MrzDate>
  readonly dateOfExpiryCheckDigit: MrzField<MrzCheckDigit>
  readonly optionalData: MrzField<string>
  /** TD3 only. */
  readonly optionalDataCheckDigit: MrzField<MrzCheckDigit> | undefined
  /** TD1 only. */
  readonly optionalData2: MrzField<string> | undefined
  /** Not in visas. */
  readonly compositeCheckDigit: MrzField<MrzCheckDigit> | undefined
}

/**
 * A machine readable zone, read. Plain data: it can be stored and sent as JSON. It says what is printed; whether that is
 * true of a document is for the inspection to say.
 */
export interface Mrz {
  readonly format: MrzFormat
  /** The lines as printed, each of the format's length. */
  readonly lines: readonly string[]
  /** Without fillers: `P`, `PP`, `ID`. */
  readonly documentCode: string
  /** What the document code stands for; `undefined` if nothing in this format. */
  readonly documentType: MrzDocumentType | undefined
  /** Without fillers: `D`, `UTO`. `stateByCode` names it. */
  readonly issuingState: string
  readonly primaryIdentifier: string
  /** Empty for a holder who has none. */
  readonly secondaryIdentifier: string
  /** Whole, without fillers at the end. A filler inside stands for a space or a special character. */
  readonly documentNumber: string
  /** Without fillers. */
  readonly nationality: string
  readonly dateOfBirth: MrzDate
  readonly sex: MrzSex
  readonly dateOfExpiry: MrzDate
  /** Without fillers at the end. TD3: the personal number. TD1: of the upper line. */
  readonly optionalData: string
  /** TD1: of the middle line. Otherwise undefined. */
  readonly optionalData2: string | undefined
  readonly fields: MrzFields
  /** Every check digit of the format: three on visas, four on TD1 and TD2, five on TD3. */
  readonly checkDigits: readonly MrzCheckDigit[]
  /** Whether all check digits are right. */
  readonly checkDigitsHold: boolean
  /** The findings of all fields. */
  readonly findings: readonly MrzFinding[]
}
