/** The formats of Doc 9303: cards (TD1, TD2), passports (TD3) and visas (MRV-A, MRV-B). */
export type MrzFormat = 'TD1' | 'TD2' | 'TD3' | 'MRV-A' | 'MRV-B'

/** Every field that an MRZ can have. Each format has most of them. */
export type MrzFieldName =
  | 'documentCode'
  | 'issuingState'
  | 'name'
  | 'documentNumber'
  | 'documentNumberCheckDigit'
  | 'nationality'
  | 'dateOfBirth'
  | 'dateOfBirthCheckDigit'
  | 'sex'
  | 'dateOfExpiry'
  | 'dateOfExpiryCheckDigit'
  | 'optionalData'
  | 'optionalDataCheckDigit'
  | 'optionalData2'
  | 'compositeCheckDigit'

/**
 * A run of characters of one line: `lines[line].slice(start, end)`. Counted from 0, where Doc 9303 counts lines and
 * positions from 1.
 */
export interface MrzPosition {
  readonly line: number
  readonly start: number
  readonly end: number
}

/** The one place of a field, as a list: the form in which a field gives its positions. */
export type MrzPlace = readonly [MrzPosition]

/** Where each field of a format stands (Doc 9303-4 to -7). */
export interface MrzLayout {
  readonly format: MrzFormat
  readonly lineCount: number
  readonly lineLength: number
  readonly documentCode: MrzPlace
  readonly issuingState: MrzPlace
  readonly name: MrzPlace
  readonly documentNumber: MrzPlace
  readonly documentNumberCheckDigit: MrzPlace
  readonly nationality: MrzPlace
  readonly dateOfBirth: MrzPlace
  readonly dateOfBirthCheckDigit: MrzPlace
  readonly sex: MrzPlace
  readonly dateOfExpiry: MrzPlace
  readonly dateOfExpiryCheckDigit: MrzPlace
  /** TD1: of the upper line. TD3: the personal number. */
  readonly optionalData: MrzPlace
  readonly optionalDataCheckDigit?: MrzPlace
  /** TD1: of the middle line. */
  readonly optionalData2?: MrzPlace
  readonly compositeCheckDigit?: MrzPlace
  /** What the composite check digit is computed over, in this order. */
  readonly composite: readonly MrzPosition[]
  /** TD1, TD2: a document number of more than nine characters goes on in the optional data. */
  readonly longDocumentNumber: boolean
  /** The part of Doc 9303 that specifies the format. */
  readonly part: string
}

const at = (line: number, start: number, end: number): MrzPosition => Object.freeze({ line, start, end })

const place = (line: number, start: number, end: number): MrzPlace => Object.freeze([at(line, start, end)])

/** The lower line of all two-line formats up to the optional data. */
const lowerLine = {
  documentNumber: place(1, 0, 9),
  documentNumberCheckDigit: place(1, 9, 10),
  nationality: place(1, 10, 13),
  dateOfBirth: place(1, 13, 19),
  dateOfBirthCheckDigit: place(1, 19, 20),
  sex: place(1, 20, 21),
  dateOfExpiry: place(1, 21, 27),
  dateOfExpiryCheckDigit: place(1, 27, 28),
} as const

const twoLines = {
  lineCount: 2,
  documentCode: place(0, 0, 2),
  issuingState: place(0, 2, 5),
  ...lowerLine,
} as const

/** Every format's layout (Doc 9303-4 §4.2.2, -5 §4.2.2, -6 §4.2.2, -7 §4.2.2 and §7.2.2). */
export const mrzLayouts: Readonly<Record<MrzFormat, MrzLayout>> = /* @__PURE__ */ Object.freeze({
  TD1: {
    format: 'TD1',
    lineCount: 3,
    lineLength: 30,
    documentCode: place(0, 0, 2),
    issuingState: place(0, 2, 5),
    documentNumber: place(0, 5, 14),
    documentNumberCheckDigit: place(0, 14, 15),
    optionalData: place(0, 15, 30),
    dateOfBirth: place(1, 0, 6),
    dateOfBirthCheckDigit: place(1, 6, 7),
    sex: place(1, 7, 8),
    dateOfExpiry: place(1, 8, 14),
    dateOfExpiryCheckDigit: place(1, 14, 15),
    nationality: place(1, 15, 18),
    optionalData2: place(1, 18, 29),
    compositeCheckDigit: place(1, 29, 30),
    composite: [at(0, 5, 30), at(1, 0, 7), at(1, 8, 15), at(1, 18, 29)],
    name: place(2, 0, 30),
    longDocumentNumber: true,
    part: 'Doc 9303-5',
  },
  TD2: {
    format: 'TD2',
    lineLength: 36,
    ...twoLines,
    name: place(0, 5, 36),
    optionalData: place(1, 28, 35),
    compositeCheckDigit: place(1, 35, 36),
    composite: [at(1, 0, 10), at(1, 13, 20), at(1, 21, 35)],
    longDocumentNumber: true,
    part: 'Doc 9303-6',
  },
  TD3: {
    format: 'TD3',
    lineLength: 44,
    ...twoLines,
    name: place(0, 5, 44),
    optionalData: place(1, 28, 42),
    optionalDataCheckDigit: place(1, 42, 43),
    compositeCheckDigit: place(1, 43, 44),
    composite: [at(1, 0, 10), at(1, 13, 20), at(1, 21, 43)],
    longDocumentNumber: false,
    part: 'Doc 9303-4',
  },
  'MRV-A': {
    format: 'MRV-A',
    lineLength: 44,
    ...twoLines,
    name: place(0, 5, 44),
    optionalData: place(1, 28, 44),
    composite: [],
    longDocumentNumber: false,
    part: 'Doc 9303-7',
  },
  'MRV-B': {
    format: 'MRV-B',
    lineLength: 36,
    ...twoLines,
    name: place(0, 5, 36),
    optionalData: place(1, 28, 36),
    composite: [],
    longDocumentNumber: false,
    part: 'Doc 9303-7',
  },
} satisfies Record<MrzFormat, MrzLayout>)
