import { type Tlv, tagName } from '../asn1/index.js'
import { bytesToLatin1, toHex } from '../bytes.js'
import type { LdsFinding } from './findings.js'

/** A date as data groups hold it. A part that is undefined is unknown, or the date cannot be read. Doc 9303-10 §4.7.11.1. */
export interface LdsDate {
  /** The bytes received. */
  readonly bytes: Uint8Array
  /** The characters, or the packed digits as characters: `19640812`. */
  readonly text: string
  /** In characters as Doc 9303 asks, or in packed digits (Malaysia, Taiwan). */
  readonly encoding: 'characters' | 'bcd'
  readonly year: number | undefined
  readonly month: number | undefined
  readonly day: number | undefined
}

/** A date with the time of day. Doc 9303-10 Table 73. */
export interface LdsDateTime extends LdsDate {
  readonly hour: number | undefined
  readonly minute: number | undefined
  readonly second: number | undefined
}

/**
 * A date CCYYMMDD, in 8 characters or 4 bytes of packed digits. Doc 9303-10 §4.7.11.1, §4.7.12.
 *
 * Parts of zeros are unknown; `<` and spaces in their place are taken for it as well.
 *
 * @internal
 */
export function readDate(object: Tlv, findings: LdsFinding[]): LdsDate {
  const digits = readDigits(object, 8, findings)
  return { ...digits, ...calendarDay(digits.text, object, findings) }
}

/**
 * A date and time CCYYMMDDhhmmss, in 14 characters or 7 bytes of packed digits; the time may be missing. Doc 9303-10 §4.7.12.
 *
 * @internal
 */
export function readDateTime(object: Tlv, findings: LdsFinding[]): LdsDateTime {
  const length = object.value.length
  const dateOnly = length === 8 || length === 4
  const digits = readDigits(object, dateOnly ? 8 : 14, findings)
  if (dateOnly) findings.push(finding('VALUE_TRUNCATED', object))
  const day = calendarDay(digits.text.slice(0, 8), object, findings)
  const match = /^.{8}([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/s.exec(digits.text)
  if (match === null && !dateOnly && day.year !== undefined) findings.push(finding('DATE_MALFORMED', object))
  const [hour, minute, second] = match === null ? [] : match.slice(1).map(Number)
  return { ...digits, ...day, hour, minute, second }
}

function finding(code: LdsFinding['code'], { offset, tag }: Tlv): LdsFinding {
  return { code, offset, detail: tagName(tag) }
}

function readDigits(
  object: Tlv,
  length: number,
  findings: LdsFinding[],
): Pick<LdsDate, 'bytes' | 'text' | 'encoding'> {
  const bytes = object.value
  if (bytes.length !== length / 2) return { bytes, text: bytesToLatin1(bytes), encoding: 'characters' }
  findings.push(finding('DATE_BCD', object))
  return { bytes, text: toHex(bytes), encoding: 'bcd' }
}

function calendarDay(
  text: string,
  object: Tlv,
  findings: LdsFinding[],
): Pick<LdsDate, 'year' | 'month' | 'day'> {
  const match = /^(\d{4}|<{4}| {4})(\d\d|<<| {2})(\d\d|<<| {2})$/.exec(text)
  const [year, month, day] = (match?.slice(1) ?? []).map(part => Number(part.replace(/[< ]/g, '0')))
  if (year === undefined || month === undefined || day === undefined || !isPossible(year, month, day)) {
    findings.push(finding('DATE_MALFORMED', object))
    return { year: undefined, month: undefined, day: undefined }
  }
  if (year === 0 || month === 0 || day === 0) findings.push(finding('DATE_PARTLY_UNKNOWN', object))
  return { year: year || undefined, month: month || undefined, day: day || undefined }
}

const longestMonths = [31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isPossible(year: number, month: number, day: number): boolean {
  const days = longestMonths[month]
  if (days === undefined || day > days) return false
  const leap = year === 0 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))
  return !(month === 2 && day === 29 && !leap)
}
