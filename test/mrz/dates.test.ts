import { describe, expect, test } from 'vitest'
import { type MrzDate, type ParseMrzOptions, parseMrz } from '../../src/mrz/index.js'

function read(birth: string, expiry: string, options: ParseMrzOptions = {}): [MrzDate, MrzDate, string[]] {
  const mrz = parseMrz(
    ['PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', `L898902C36D<<${birth}0F${expiry}0ZE184226B<<<<<10`],
    options,
  )
  const { dateOfBirth, dateOfExpiry } = mrz.fields
  return [
    mrz.dateOfBirth,
    mrz.dateOfExpiry,
    [...dateOfBirth.findings, ...dateOfExpiry.findings].map(finding => finding.code),
  ]
}

const born = (text: string, referenceDate: string): string | undefined =>
  read(text, '340415', { referenceDate })[0].iso
const expires = (text: string, referenceDate: string, expiryYearsAhead?: number): string | undefined =>
  read('740812', text, { referenceDate, expiryYearsAhead })[1].iso

describe('without a reference date', () => {
  test('the year stays as printed', () => {
    const [birth, , codes] = read('740812', '340415')
    expect(birth).toEqual({
      text: '740812',
      status: 'complete',
      yearOfCentury: 74,
      year: undefined,
      month: 8,
      day: 12,
      iso: undefined,
    })
    expect(codes).toEqual([])
  })

  test('29 February is a date in every fourth year', () => {
    expect(['000229', '040229', '960229'].map(text => read(text, '340415')[0].status)).toEqual(
      Array(3).fill('complete'),
    )
    expect(['010229', '990229'].map(text => read(text, '340415')[0].status)).toEqual(Array(2).fill('invalid'))
  })
})

describe('the century of a birth: never in the future', () => {
  test.each([
    ['740812', '2026-06-01', '1974-08-12'],
    ['260601', '2026-06-01', '2026-06-01'],
    ['260602', '2026-06-01', '1926-06-02'],
    ['260701', '2026-06-01', '1926-07-01'],
    ['260531', '2026-06-01', '2026-05-31'],
    ['270101', '2026-06-01', '1927-01-01'],
    ['000101', '2026-06-01', '2000-01-01'],
    ['991231', '1999-12-31', '1999-12-31'],
    ['000101', '1999-12-31', '1900-01-01'],
    ['000229', '2026-06-01', '2000-02-29'],
  ])('%s seen on %s is %s', (text, reference, iso) => {
    expect(born(text, reference)).toBe(iso)
  })

  test('a Date is its day in UTC', () => {
    const at = (referenceDate: Date): string | undefined => read('260601', '340415', { referenceDate })[0].iso
    expect(at(new Date('2026-06-01T00:00:00Z'))).toBe('2026-06-01')
    expect(at(new Date('2026-05-31T23:59:59Z'))).toBe('1926-06-01')
  })

  test('29 February of a year that was none is a finding', () => {
    // 1900 was no leap year: seen before 2000 the date cannot be.
    expect(read('000229', '340415', { referenceDate: '1999-06-01' })[0].status).toBe('invalid')
  })
})

describe('the century of an expiry: the latest year within the window', () => {
  test.each([
    // BSI TR-03135-1 §5.7.1 has these two.
    ['150401', '2012-05-02', undefined, '2015-04-01'],
    ['110302', '2012-05-02', undefined, '2011-03-02'],
    ['410101', '2026-06-01', undefined, '2041-01-01'],
    ['411231', '2026-06-01', undefined, '2041-12-31'],
    ['420101', '2026-06-01', undefined, '1942-01-01'],
    ['420101', '2026-06-01', 50, '2042-01-01'],
    ['760101', '2026-06-01', 50, '2076-01-01'],
    ['770101', '2026-06-01', 50, '1977-01-01'],
    ['260101', '2026-06-01', 0, '2026-01-01'],
    ['270101', '2026-06-01', 0, '1927-01-01'],
    ['250101', '2026-06-01', 99, '2125-01-01'],
    ['991231', '2026-06-01', 99, '2099-12-31'],
  ])('%s seen on %s, %s years ahead, is %s', (text, reference, years, iso) => {
    expect(expires(text, reference, years)).toBe(iso)
  })

  test('expired is a finding, from the day after', () => {
    const codes = (text: string, referenceDate: string): string[] =>
      read('740812', text, { referenceDate })[2]
    expect(codes('260601', '2026-06-01')).toEqual([])
    expect(codes('260531', '2026-06-01')).toEqual(['EXPIRED'])
    expect(codes('250601', '2026-06-01')).toEqual(['EXPIRED'])
    expect(codes('25<<<<', '2026-06-01')).toEqual(['DATE_OF_EXPIRY_UNKNOWN', 'EXPIRED'])
    expect(codes('26<<<<', '2026-06-01')).toEqual(['DATE_OF_EXPIRY_UNKNOWN'])
    expect(codes('2605<<', '2026-06-01')).toEqual(['DATE_OF_EXPIRY_UNKNOWN', 'EXPIRED'])
    expect(codes('2606<<', '2026-06-01')).toEqual(['DATE_OF_EXPIRY_UNKNOWN'])
  })
})

describe('parts that are unknown', () => {
  test.each([
    ['74<<<<', 'partial', '1974', ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
    ['7408<<', 'partial', '1974-08', ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
    ['74<<12', 'partial', '1974', ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
    ['<<0812', 'partial', undefined, ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
    ['7<0812', 'partial', undefined, ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
    ['74081<', 'partial', '1974-08', ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
    ['<<0229', 'partial', undefined, ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
    ['<<<<<<', 'unknown', undefined, ['DATE_OF_BIRTH_UNKNOWN']],
    ['26<<<<', 'partial', '2026', ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
    ['2606<<', 'partial', '2026-06', ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
    ['2607<<', 'partial', '1926-07', ['DATE_OF_BIRTH_PARTLY_UNKNOWN']],
  ])('birth %s', (text, status, iso, codes) => {
    const [birth, , found] = read(text, '340415', { referenceDate: '2026-06-01' })
    expect([birth.status, birth.iso, found]).toEqual([status, iso, codes])
  })
})

describe('what is no date', () => {
  test.each([
    ['740231', 'DATE_IMPOSSIBLE'],
    ['740230', 'DATE_IMPOSSIBLE'],
    ['740431', 'DATE_IMPOSSIBLE'],
    ['741301', 'DATE_IMPOSSIBLE'],
    ['740001', 'DATE_IMPOSSIBLE'],
    ['740100', 'DATE_IMPOSSIBLE'],
    ['740132', 'DATE_IMPOSSIBLE'],
    ['730229', 'DATE_IMPOSSIBLE'],
    ['74<<32', 'DATE_IMPOSSIBLE'],
    ['<<0431', 'DATE_IMPOSSIBLE'],
    ['<<02<<', undefined],
    ['74O812', 'DATE_MALFORMED'],
    ['XXXXXX', 'DATE_MALFORMED'],
  ])('%s', (text, code) => {
    const [birth, expiry, codes] = read(text, text)
    expect(codes.filter(each => each === code)).toHaveLength(code === undefined ? 0 : 2)
    for (const date of [birth, expiry]) {
      expect(date.text).toBe(text)
      if (code !== undefined) {
        expect(date).toEqual({
          text,
          status: 'invalid',
          yearOfCentury: undefined,
          year: undefined,
          month: undefined,
          day: undefined,
          iso: undefined,
        })
      }
    }
  })

  test('every day of the calendar and no other', () => {
    for (let year = 1950; year < 2050; year++) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day += day > 26 ? 1 : 9) {
          const moment = new Date(Date.UTC(year, month - 1, day))
          const exists =
            moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && month > 0 && month < 13
          const text = [year % 100, month, day].map(part => String(part).padStart(2, '0')).join('')
          const { iso } = read('740812', text, { referenceDate: '1950-01-01', expiryYearsAhead: 99 })[1]
          const expected = exists ? moment.toISOString().slice(0, 10) : undefined
          if (iso !== expected) expect({ text, iso }).toEqual({ text, iso: expected })
        }
      }
    }
  })
})
