/** A date of an MRZ: six characters YYMMDD, kept as printed (Doc 9303-3 §4.8). */
export interface MrzDate {
  /** As printed: `740812`, `74<<<<`. */
  readonly text: string
  /**
   * `complete`: a day of the calendar. `partial`: some of year, month and day are fillers. `unknown`: all are.
   * `invalid`: no date, or one that the calendar does not have.
   */
  readonly status: 'complete' | 'partial' | 'unknown' | 'invalid'
  /** The year's two printed digits, 0 to 99. */
  readonly yearOfCentury: number | undefined
  /** The full year. `undefined` without a reference date, or where its digits are unknown. */
  readonly year: number | undefined
  /** 1 to 12. */
  readonly month: number | undefined
  /** 1 to 31. */
  readonly day: number | undefined
  /** `1974-08-12`, `1974-08` or `1974`, as far as it is known; `undefined` if the full year is not. */
  readonly iso: string | undefined
}

/** A day of the Gregorian calendar to which two-digit years are referred. */
export interface ReferenceDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/**
 * The day that `date` means: text `YYYY-MM-DD`, or the day of a `Date` in UTC.
 *
 * @throws {TypeError} if it is no day of the calendar.
 */
export function toReferenceDay(date: string | Date): ReferenceDay {
  const text = typeof date === 'string' ? date : Number.isNaN(date.getTime()) ? '' : date.toISOString()
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T|$)/.exec(text)
  const year = Number(match?.[1])
  const month = Number(match?.[2])
  const day = Number(match?.[3])
  if (match === null || !isDay(year, month, day)) {
    throw new TypeError('a reference date is a Date or a text YYYY-MM-DD')
  }
  return { year, month, day }
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth[month - 1]!) return false
  return month !== 2 || day < 29 || isLeapYear(year)
}

/** Two digits, -1 if any is a filler, -2 for anything else. */
function twoDigits(tens: number, units: number): number {
  if (tens >= 0 && tens <= 9 && units >= 0 && units <= 9) return 10 * tens + units
  return plausible(tens) && plausible(units) ? -1 : -2
}

/** A digit or the filler. */
const plausible = (digit: number): boolean => digit === 0x3c - 0x30 || (digit >= 0 && digit <= 9)

/** Of a date of birth: the latest year that puts it not after the reference day. */
export const neverAhead = -1

/**
 * Reads the six characters `text`, which hold MRZ characters only. The year is the latest one that is not later than the
 * reference year plus `yearsAhead`, or {@link neverAhead}.
 */
export function readMrzDate(text: string, reference: ReferenceDay | undefined, yearsAhead: number): MrzDate {
  const yearOfCentury = twoDigits(text.charCodeAt(0) - 0x30, text.charCodeAt(1) - 0x30)
  const month = twoDigits(text.charCodeAt(2) - 0x30, text.charCodeAt(3) - 0x30)
  const day = twoDigits(text.charCodeAt(4) - 0x30, text.charCodeAt(5) - 0x30)
  const year =
    reference === undefined ? undefined : resolveYear(yearOfCentury, month, day, reference, yearsAhead)
  const inEveryMonth = yearOfCentury >= 0 && month > 0 && month <= 12 && day > 0 && day <= 28
  if (!inEveryMonth && !isPossible(yearOfCentury, month, day, year)) return invalid(text)
  return {
    text,
    status: inEveryMonth ? 'complete' : statusOf(yearOfCentury, month, day),
    yearOfCentury: yearOfCentury < 0 ? undefined : yearOfCentury,
    year,
    month: month < 0 ? undefined : month,
    day: day < 0 ? undefined : day,
    iso: year === undefined ? undefined : isoText(year, month, day),
  }
}

/** Whether some day of the calendar is as printed. Parts that are -1 are unknown, those that are -2 no numbers. */
function isPossible(yearOfCentury: number, month: number, day: number, year: number | undefined): boolean {
  if (yearOfCentury === -2 || month === -2 || day === -2) return false
  if (month === 0 || month > 12 || day === 0) return false
  // The month unknown, any month may have the day.
  if (day > (month < 0 ? 31 : daysInMonth[month - 1]!)) return false
  if (month !== 2 || day !== 29) return true
  // The century unknown, every fourth year may have 29 February.
  return year === undefined ? yearOfCentury < 0 || yearOfCentury % 4 === 0 : isLeapYear(year)
}

function statusOf(yearOfCentury: number, month: number, day: number): MrzDate['status'] {
  if (yearOfCentury >= 0 && month >= 0 && day >= 0) return 'complete'
  return yearOfCentury < 0 && month < 0 && day < 0 ? 'unknown' : 'partial'
}

function invalid(text: string): MrzDate {
  return {
    text,
    status: 'invalid',
    yearOfCentury: undefined,
    year: undefined,
    month: undefined,
    day: undefined,
    iso: undefined,
  }
}

function resolveYear(
  yearOfCentury: number,
  month: number,
  day: number,
  reference: ReferenceDay,
  yearsAhead: number,
): number | undefined {
  if (yearOfCentury < 0) return undefined
  const last = yearsAhead === neverAhead ? reference.year : reference.year + yearsAhead
  const year = last - ((((last - yearOfCentury) % 100) + 100) % 100)
  if (yearsAhead !== neverAhead || year < reference.year) return year
  // Born this year: not if month or day lie ahead. What is unknown may lie behind.
  const ahead = month > reference.month || (month === reference.month && day > reference.day)
  return ahead ? year - 100 : year
}

const pad = (value: number): string => (value < 10 ? `0${value}` : String(value))

function isoText(year: number, month: number, day: number): string {
  if (month < 0) return String(year)
  return day < 0 ? `${year}-${pad(month)}` : `${year}-${pad(month)}-${pad(day)}`
}

/** Whether the date is known to lie before the reference day: as a whole, or its year or month is enough to say so. */
export function isBefore(date: MrzDate, reference: ReferenceDay): boolean {
  if (date.year === undefined) return false
  if (date.year !== reference.year || date.month === undefined) return date.year < reference.year
  if (date.month !== reference.month || date.day === undefined) return date.month < reference.month
  return date.day < reference.day
}
