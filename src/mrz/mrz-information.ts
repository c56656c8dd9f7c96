import { EmrtdError } from '../errors.js'
import { checkDigit } from './check-digit.js'
import type { Mrz } from './mrz.js'
import { readMrzDate } from './mrz-date.js'

/** What a person types from a document to open its chip. */
export interface MrzInformationFields {
  /** As printed, whole, without its check digit. */
  readonly documentNumber: string
  /** `YYMMDD` as in the MRZ, fillers for unknown parts, or `YYYY-MM-DD`. */
  readonly dateOfBirth: string
  /** In the same forms. */
  readonly dateOfExpiry: string
}

/**
 * The MRZ information from which the keys for Basic Access Control and PACE are derived: document number, date of birth and
 * date of expiry, each with its check digit (Doc 9303-11 §4.3.2, §9.7.2, §9.7.3, appendix D.2). A short document number
 * is filled up to nine characters; a long one of TD1 or TD2 stands whole, without the filler in it.
 *
 * From an `Mrz` the characters are taken as they are printed, check digits included: correct a misread zone first. From three
 * fields typed by hand the check digits are computed.
 *
 * It is ASCII text, and a secret: whoever has it can open the chip.
 *
 * @throws {EmrtdError} `MRZ_UNREPRESENTABLE` for fields that no MRZ can hold.
 *
 * @example
 * ```ts
 * import { mrzInformation } from 'emrtd'
 *
 * mrzInformation({ documentNumber: 'L898902C', dateOfBirth: '690806', dateOfExpiry: '940623' })
 * // 'L898902C<369080619406236'
 * ```
 */
export function mrzInformation(source: Mrz | MrzInformationFields): string {
  if (!('fields' in source)) return fromFields(source)
  const {
    documentNumber,
    documentNumberCheckDigit,
    dateOfBirth,
    dateOfBirthCheckDigit,
    dateOfExpiry,
    dateOfExpiryCheckDigit,
  } = source.fields
  return [
    documentNumber,
    documentNumberCheckDigit,
    dateOfBirth,
    dateOfBirthCheckDigit,
    dateOfExpiry,
    dateOfExpiryCheckDigit,
  ]
    .map(field => field.text)
    .join('')
}

function fromFields(fields: MrzInformationFields): string {
  const number = fields.documentNumber
    .trim()
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '<')
    .padEnd(9, '<')
  // The longest number that a zone has room for: TD1, 9 characters and 13 in the optional data.
  if (/^<*$/.test(number) || number.length > 22) {
    throw new EmrtdError('MRZ_UNREPRESENTABLE', 'documentNumber: 1 to 22 characters expected')
  }
  const birth = toSixDigits(fields.dateOfBirth, 'dateOfBirth')
  const expiry = toSixDigits(fields.dateOfExpiry, 'dateOfExpiry')
  return [number, birth, expiry].map(text => text + checkDigit(text)).join('')
}

function toSixDigits(date: string, name: string): string {
  const text = date.trim().replace(/^\d\d(\d\d)-(\d\d)-(\d\d)$/, '$1$2$3')
  const wellFormed = /^[0-9<]{6}$/.test(text)
  if (!wellFormed || readMrzDate(text, undefined, 0).status === 'invalid') {
    throw new EmrtdError('MRZ_UNREPRESENTABLE', `${name}: a date YYMMDD or YYYY-MM-DD expected`)
  }
  return text
}
