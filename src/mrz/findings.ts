import type { MrzFieldName, MrzPosition } from './layout.js'

/**
 * How much a finding weighs: an `error` contradicts a "shall" of Doc 9303, a `warning` is unusual but may be a real
 * document's, a `note` says something that the reader should know of a correct zone.
 */
export type MrzFindingSeverity = 'error' | 'warning' | 'note'

/** Everything that {@link parseMrz} can remark on. The list is closed; `mrzFindingCatalogue` explains each code. */
export type MrzFindingCode =
  | 'CHECK_DIGIT_WRONG'
  | 'CHECK_DIGIT_MISSING'
  | 'CHECK_DIGIT_NOT_A_DIGIT'
  | 'DOCUMENT_CODE_UNKNOWN'
  | 'DOCUMENT_CODE_RESERVED'
  | 'DOCUMENT_TYPE_UNKNOWN'
  | 'DOCUMENT_TYPE_UNSPECIFIED'
  | 'STATE_MALFORMED'
  | 'STATE_UNKNOWN'
  | 'STATE_NOT_AN_ISSUER'
  | 'STATE_DEPRECATED'
  | 'STATE_SPECIMEN'
  | 'NAME_EMPTY'
  | 'NAME_NOT_ALPHABETIC'
  | 'NAME_SEPARATORS'
  | 'NAME_POSSIBLY_TRUNCATED'
  | 'NAME_SINGLE_IDENTIFIER'
  | 'DOCUMENT_NUMBER_EMPTY'
  | 'DOCUMENT_NUMBER_CONTINUED'
  | 'DOCUMENT_NUMBER_UNTERMINATED'
  | 'DOCUMENT_NUMBER_CHECK_DIGIT_COUNTS_FILLER'
  | 'FIELD_NOT_LEFT_ALIGNED'
  | 'DATE_MALFORMED'
  | 'DATE_IMPOSSIBLE'
  | 'DATE_OF_BIRTH_UNKNOWN'
  | 'DATE_OF_BIRTH_PARTLY_UNKNOWN'
  | 'DATE_OF_EXPIRY_UNKNOWN'
  | 'SEX_UNKNOWN'
  | 'EXPIRED'

/** One remark on one field. It holds no content of the zone. */
export interface MrzFinding {
  readonly code: MrzFindingCode
  readonly severity: MrzFindingSeverity
  readonly field: MrzFieldName
  /** Where the field stands; a long document number stands in two places. */
  readonly positions: readonly MrzPosition[]
}

/** What a code of {@link MrzFindingCode} means. */
export interface MrzFindingEntry {
  readonly severity: MrzFindingSeverity
  /** A sentence for a person. */
  readonly meaning: string
  /** The clause of Doc 9303 that decides. */
  readonly clause: string
}

const entry = (severity: MrzFindingSeverity, clause: string, meaning: string): MrzFindingEntry =>
  Object.freeze({ severity, clause, meaning })

const perPart = '9303-4 §4.2.2, -5 §4.2.2, -6 §4.2.2, -7 §4.2.2'

/**
 * Every finding code with its weight, meaning and clause. `docs/mrz.md` shows it as a table.
 *
 * @example
 * ```ts
 * import { mrzFindingCatalogue } from 'emrtd'
 *
 * mrzFindingCatalogue.CHECK_DIGIT_WRONG.clause // '9303-3 §4.9'
 * ```
 */
export const mrzFindingCatalogue: Readonly<Record<MrzFindingCode, MrzFindingEntry>> =
  /* @__PURE__ */ Object.freeze({
    CHECK_DIGIT_WRONG: entry('error', '9303-3 §4.9', 'The check digit is not the one that the data gives.'),
    CHECK_DIGIT_MISSING: entry(
      'error',
      '9303-4 §4.2.2.2 and §4.2.4, -5 §4.2.4, -6 §4.2.4',
      'A filler stands where a check digit is due. Only the one of an empty optional data field of a passport may be left out.',
    ),
    CHECK_DIGIT_NOT_A_DIGIT: entry('error', '9303-3 §4.9', 'A letter stands where a check digit is due.'),
    DOCUMENT_CODE_UNKNOWN: entry(
      'error',
      '9303-4 §4.4, -5 §4.2.2 note k, -6 §4.2.2 note k, -7 §4.2.2.1, -8',
      'The document code does not begin with the letter of a document of this size: P for TD3, A, C or I for TD1 and TD2 (also PU for TD2), V for visas.',
    ),
    DOCUMENT_CODE_RESERVED: entry(
      'error',
      '9303-5 §4.2.2 note k, -6 §4.2.2 note k',
      "The document code's second character is one that cards may not have: V; I after A (TD1); C after A (TD2).",
    ),
    DOCUMENT_TYPE_UNKNOWN: entry(
      'warning',
      '9303-4 §4.4',
      "The second character of a passport's document code is not in the list of harmonized codes. Passports issued before 2026 may have any.",
    ),
    DOCUMENT_TYPE_UNSPECIFIED: entry(
      'note',
      '9303-4 §4.4',
      "A passport's document code has no second character. Passports issued before 2028 may leave it out.",
    ),
    STATE_MALFORMED: entry(
      'error',
      '9303-3 §4.7',
      'The code is not one to three letters followed by fillers.',
    ),
    STATE_UNKNOWN: entry('error', '9303-3 §5', 'The code is not assigned.'),
    STATE_NOT_AN_ISSUER: entry(
      'error',
      '9303-3 §5 parts E, H',
      'The code is not one of a state or organization that issues documents.',
    ),
    STATE_DEPRECATED: entry('note', '9303-3 §5 part F', 'The code is no longer in ISO 3166-1.'),
    STATE_SPECIMEN: entry('note', '9303-3 §5 part G', 'The code is the one of specimen documents.'),
    NAME_EMPTY: entry('error', '9303-3 §4.6', 'The name field holds no primary identifier.'),
    NAME_NOT_ALPHABETIC: entry('error', '9303-3 §4.6', 'The name field holds a digit.'),
    NAME_SEPARATORS: entry(
      'warning',
      '9303-3 §4.6',
      'The fillers are not placed as specified: one between components, two once between primary and secondary identifier, none in front.',
    ),
    NAME_POSSIBLY_TRUNCATED: entry(
      'note',
      '9303-4 §4.2.3, -5 §4.2.3, -6 §4.2.3, -7 §4.2.3',
      'The name reaches the last position of its field: it must be treated as truncated.',
    ),
    NAME_SINGLE_IDENTIFIER: entry('note', '9303-3 §4.6', 'The holder has a primary identifier only.'),
    DOCUMENT_NUMBER_EMPTY: entry('error', perPart, 'The document number is empty.'),
    DOCUMENT_NUMBER_CONTINUED: entry(
      'note',
      '9303-5 §4.2.2 note j, -6 §4.2.2 note j',
      'The document number has more than nine characters and goes on in the optional data.',
    ),
    DOCUMENT_NUMBER_UNTERMINATED: entry(
      'warning',
      '9303-5 §4.2.2 note j, -6 §4.2.2 note j',
      'The long document number is not closed with a filler after its check digit.',
    ),
    DOCUMENT_NUMBER_CHECK_DIGIT_COUNTS_FILLER: entry(
      'warning',
      '9303-5 §4.2.4',
      'The check digit of the long document number is right only if the filler after the ninth character is counted, which the clause excludes.',
    ),
    FIELD_NOT_LEFT_ALIGNED: entry(
      'warning',
      '9303-3 §4.10',
      'The field begins with a filler but is not empty.',
    ),
    DATE_MALFORMED: entry(
      'error',
      '9303-3 §4.8',
      'The date is not six digits, with fillers for unknown parts of a birth date.',
    ),
    DATE_IMPOSSIBLE: entry('error', '9303-3 §3.8, §4.8', 'The calendar has no such date.'),
    DATE_OF_BIRTH_UNKNOWN: entry('note', '9303-3 §4.8', 'The date of birth is unknown.'),
    DATE_OF_BIRTH_PARTLY_UNKNOWN: entry('note', '9303-3 §4.8', 'Part of the date of birth is unknown.'),
    DATE_OF_EXPIRY_UNKNOWN: entry(
      'warning',
      '9303-3 §4.8',
      'The date of expiry is left out in whole or in part, for which there is no provision.',
    ),
    SEX_UNKNOWN: entry('error', perPart, 'The sex is none of F, M and the filler.'),
    EXPIRED: entry('note', perPart, 'The date of expiry lies before the reference date.'),
  } satisfies Record<MrzFindingCode, MrzFindingEntry>)
