import { EmrtdError } from '../errors.js'
import { weightedSum } from './check-digit.js'
import { checkSums } from './check-sums.js'
import { type MrzFieldName, type MrzFormat, type MrzLayout, type MrzPlace, mrzLayouts } from './layout.js'
import { readMrzDate } from './mrz-date.js'
import { trimFillers } from './mrz-name.js'
import { type TransliterateOptions, transliterate } from './transliterate.js'
import { type NameTruncation, toNameField } from './truncate-name.js'

/** What an MRZ is built from. An `Mrz` that was read is such a content. */
export interface MrzContent {
  readonly format: MrzFormat
  /** One or two characters: `P`, `PP`, `ID`, `V`. */
  readonly documentCode: string
  /** One to three letters: `D`, `UTO`. */
  readonly issuingState: string
  /** In Latin, Cyrillic or Arabic letters, as {@link transliterate} takes it. */
  readonly primaryIdentifier: string
  readonly secondaryIdentifier?: string | undefined
  /** Up to nine characters; TD1 up to 22, TD2 up to 14. Spaces and special characters become fillers. */
  readonly documentNumber: string
  /** One to three letters. */
  readonly nationality: string
  /** `YYMMDD` with fillers for unknown parts, `YYYY-MM-DD`, `YYYY-MM`, `YYYY`, or a date that was read. */
  readonly dateOfBirth: string | { readonly text: string }
  readonly sex: 'female' | 'male' | 'unspecified' | undefined
  /** In the same forms. */
  readonly dateOfExpiry: string | { readonly text: string }
  /** TD3: the personal number. TD1: of the upper line. */
  readonly optionalData?: string | undefined
  /** TD1: of the middle line. */
  readonly optionalData2?: string | undefined
}

/** The choices that Doc 9303 leaves to who builds an MRZ. */
export interface BuildMrzOptions extends TransliterateOptions {
  /** How a name is shortened that does not fit. */
  readonly truncation?: NameTruncation | undefined
  /** TD3: the check digit of an empty personal number, the filler unless given (Doc 9303-4 §4.2.2.2). */
  readonly emptyOptionalDataCheckDigit?: '<' | '0' | undefined
}

/**
 * The lines of a machine readable zone with all its check digits (Doc 9303-3 §4, Doc 9303-4 to -7 §4.2): names
 * transliterated and shortened if they must be, document numbers of more than nine characters continued in the optional
 * data of TD1 and TD2. `parseMrz` gives back what went in.
 *
 * @throws {EmrtdError} `MRZ_UNREPRESENTABLE`, naming the field, for content that the format cannot hold.
 * @throws {TypeError} for another format than the five.
 *
 * @example
 * ```ts
 * import { buildMrz } from 'emrtd'
 *
 * buildMrz({
 *   format: 'TD3',
 *   documentCode: 'PP',
 *   issuingState: 'UTO',
 *   primaryIdentifier: 'Eriksson',
 *   secondaryIdentifier: 'Anna Maria',
 *   documentNumber: 'L898902C3',
 *   nationality: 'UTO',
 *   dateOfBirth: '1974-08-12',
 *   sex: 'female',
 *   dateOfExpiry: '2034-04-15',
 *   optionalData: 'ZE184226B',
 * })
 * // ['PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3404159ZE184226B<<<<<16']
 * ```
 */
export function buildMrz(content: MrzContent, options: BuildMrzOptions = {}): readonly string[] {
  const layout = Object.hasOwn(mrzLayouts, content.format) ? mrzLayouts[content.format] : undefined
  if (layout === undefined) throw new TypeError('an MRZ has the format TD1, TD2, TD3, MRV-A or MRV-B')
  const lines = Array.from({ length: layout.lineCount }, () => '<'.repeat(layout.lineLength))
  const put = (place: MrzPlace, text: string): void => {
    const [{ line, start }] = place
    lines[line] = lines[line]!.slice(0, start) + text + lines[line]!.slice(start + text.length)
  }
  put(layout.documentCode, toDocumentCode(content.documentCode, layout))
  put(layout.issuingState, toStateCode(content.issuingState, 'issuingState'))
  put(layout.name, toName(content, layout, options))
  const { number, checkDigit, optionalData } = toDocumentNumber(content, layout)
  put(layout.documentNumber, number)
  put(layout.optionalData, optionalData)
  if (layout.optionalData2 !== undefined) {
    put(layout.optionalData2, toOptionalData(content.optionalData2, layout.optionalData2, 'optionalData2'))
  } else if (content.optionalData2) {
    throw unrepresentable('optionalData2', `${layout.format} has one optional data field only`)
  }
  put(layout.nationality, toStateCode(content.nationality, 'nationality'))
  put(layout.dateOfBirth, toDate(content.dateOfBirth, 'dateOfBirth'))
  put(layout.sex, toSex(content.sex))
  put(layout.dateOfExpiry, toDate(content.dateOfExpiry, 'dateOfExpiry'))
  const sums = checkSums(lines, layout)
  put(layout.documentNumberCheckDigit, checkDigit ?? digit(sums.documentNumber))
  put(layout.dateOfBirthCheckDigit, digit(sums.dateOfBirth))
  put(layout.dateOfExpiryCheckDigit, digit(sums.dateOfExpiry))
  if (layout.optionalDataCheckDigit !== undefined) {
    const empty = trimFillers(optionalData) === ''
    put(
      layout.optionalDataCheckDigit,
      empty ? (options.emptyOptionalDataCheckDigit ?? '<') : digit(sums.optionalData),
    )
  }
  if (layout.compositeCheckDigit !== undefined) {
    put(layout.compositeCheckDigit, digit(checkSums(lines, layout).composite))
  }
  return lines
}

const digit = (sum: number): string => String(sum % 10)

function unrepresentable(field: MrzFieldName, why: string): EmrtdError {
  return new EmrtdError('MRZ_UNREPRESENTABLE', `${field}: ${why}`)
}

const widthOf = (place: MrzPlace): number => place[0].end - place[0].start

function toDocumentCode(code: string, layout: MrzLayout): string {
  if (!/^[A-Z][A-Z0-9]?<?$/.test(code) || code.length > 2) {
    throw unrepresentable('documentCode', 'a letter and at most one more character expected')
  }
  // The letter decides how the zone is read: a passport with V would be a visa.
  const visa = layout.format === 'MRV-A' || layout.format === 'MRV-B'
  if (layout.format !== 'TD1' && visa !== code.startsWith('V')) {
    throw unrepresentable('documentCode', 'visas begin with V, other documents do not')
  }
  return code.padEnd(2, '<')
}

function toStateCode(code: string, field: 'issuingState' | 'nationality'): string {
  if (!/^[A-Z]{1,3}<*$/.test(code) || code.length > 3) {
    throw unrepresentable(field, 'one to three capital letters expected')
  }
  return code.padEnd(3, '<')
}

function toName(content: MrzContent, layout: MrzLayout, options: BuildMrzOptions): string {
  const components = (identifier: string): readonly string[] =>
    transliterate(identifier, options).split('<').filter(Boolean)
  const primary = components(content.primaryIdentifier)
  if (primary.length === 0) throw unrepresentable('name', 'the primary identifier is empty')
  const secondary = components(content.secondaryIdentifier ?? '')
  return toNameField(primary, secondary, widthOf(layout.name), options.truncation ?? 'initials')
}

/** Letters and digits; everything else is a filler, as it is for spaces and special characters of numbers. */
function toNumber(text: string): string {
  return trimFillers(text.toUpperCase().replace(/[^A-Z0-9]/g, '<'))
}

function toOptionalData(
  text: string | undefined,
  place: MrzPlace,
  field: 'optionalData' | 'optionalData2',
): string {
  const data = toNumber(text ?? '')
  if (data.length > widthOf(place)) throw unrepresentable(field, `more than ${widthOf(place)} characters`)
  return data.padEnd(widthOf(place), '<')
}

function toDocumentNumber(
  content: MrzContent,
  layout: MrzLayout,
): { readonly number: string; readonly checkDigit: string | undefined; readonly optionalData: string } {
  const number = toNumber(content.documentNumber)
  if (/^<*$/.test(number)) throw unrepresentable('documentNumber', 'it is empty')
  const width = widthOf(layout.documentNumber)
  if (number.length <= width) {
    const optionalData = toOptionalData(content.optionalData, layout.optionalData, 'optionalData')
    return { number: number.padEnd(width, '<'), checkDigit: undefined, optionalData }
  }
  if (!layout.longDocumentNumber) throw unrepresentable('documentNumber', `more than ${width} characters`)
  // Doc 9303-5 §4.2.2 note j, -6 note j: the others, the check digit, a filler; then what else there is.
  const rest = number.slice(width)
  const room = widthOf(layout.optionalData)
  if (rest.length + 2 > room)
    throw unrepresentable('documentNumber', `more than ${width + room - 2} characters`)
  if (number[width - 1] === '<' || rest.includes('<')) {
    throw unrepresentable('documentNumber', 'fillers where it is continued would end it')
  }
  const checkDigit = digit(weightedSum(number, 0, number.length, 0))
  const data = `${rest}${checkDigit}<${toNumber(content.optionalData ?? '')}`
  if (data.length > room) throw unrepresentable('optionalData', 'the document number leaves no room for it')
  return { number: number.slice(0, width), checkDigit: '<', optionalData: data.padEnd(room, '<') }
}

function toDate(date: MrzContent['dateOfBirth'], field: 'dateOfBirth' | 'dateOfExpiry'): string {
  const given = typeof date === 'string' ? date : date.text
  const iso = /^\d\d(\d\d)(?:-(\d\d)(?:-(\d\d))?)?$/.exec(given)
  const text = iso === null ? given : `${iso[1]}${iso[2] ?? '<<'}${iso[3] ?? '<<'}`
  const wellFormed = /^[0-9<]{6}$/.test(text)
  // The full year tells more about 29 February than its two digits.
  const reference = iso === null ? undefined : { year: Number(given.slice(0, 4)), month: 12, day: 31 }
  if (!wellFormed || readMrzDate(text, reference, 0).status === 'invalid') {
    throw unrepresentable(field, 'a date YYMMDD or YYYY-MM-DD of the calendar expected')
  }
  return text
}

function toSex(sex: MrzContent['sex']): string {
  switch (sex) {
    case 'female':
      return 'F'
    case 'male':
      return 'M'
    case 'unspecified':
      return '<'
    default:
      throw unrepresentable('sex', 'female, male or unspecified expected')
  }
}
