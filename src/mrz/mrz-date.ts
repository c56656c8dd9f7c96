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

/** Two digits, -1 if any is a filler, NaN for anything else. */
function twoDigits(text: string, start: number): number {
  const tens = text.charCodeAt(start) - 0x30
  const units = text.charCodeAt(start + 1) - 0x30
  if (tens >= 0 && tens <= 9 && units >= 0 && units <= 9) return 10 * tens + units
  const filler = 0x3c - 0x30
  const plausible = (digit: number): boolean => digit === filler || (digit >= 0 && digit <= 9)
  return plausible(tens) && plausible(units) ? -1 : Number.NaN
}

/** How the year of a two-digit date is found. */
export interface YearRule {
  readonly reference: ReferenceDay | undefined
  /** `birth`: the latest year that puts the date not after the reference day. A number: the latest year not later than the reference year plus it. */
  readonly latest: 'birth' | number
}

/** Reads the six characters `text`, which hold MRZ characters only. */
export function readMrzDate(text: string, rule: YearRule): MrzDate {
  const yearOfCentury = twoDigits(text, 0)
  const month = twoDigits(text, 2)
  const day = twoDigits(text, 4)
  if (Number.isNaN(yearOfCentury + month + day) || month === 0 || month > 12 || day === 0)
    return invalid(text)
  // The month unknown, any month may have the day; the century unknown, only 29 February of a year that is never leap is out.
  const longest = month < 0 ? 31 : daysInMonth[month - 1]!
  if (day > longest) return invalid(text)
  const year = resolveYear(yearOfCentury, month, day, rule)
  if (month === 2 && day === 29) {
    const possible = year === undefined ? yearOfCentury < 0 || yearOfCentury % 4 === 0 : isLeapYear(year)
    if (!possible) return invalid(text)
  }
  return {
    text,
    status:
      yearOfCentury < 0 || month < 0 || day < 0 ? (text === '<<<<<<' ? 'unknown' : 'partial') : 'complete',
    yearOfCentury: yearOfCentury < 0 ? undefined : yearOfCentury,
    year,
    month: month < 0 ? undefined : month,
    day: day < 0 ? undefined : day,
    iso: year === undefined ? undefined : isoText(year, month, day),
  }
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
  { reference, latest }: YearRule,
): number | undefined {
  if (reference === undefined || yearOfCentury < 0) return undefined
  const last = latest === 'birth' ? reference.year : reference.year + latest
  const year = last - ((((last - yearOfCentury) % 100) + 100) % 100)
  if (latest !== 'birth' || year < reference.year) return year
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
