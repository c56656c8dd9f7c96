import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EmrtdError } from '../../src/errors.js'
import { checkDigit, compareMrz, mrzInformation, parseMrz, transliterate } from '../../src/mrz/index.js'

describe('transliterate', () => {
  test.each([
    // Apostrophes of all kinds are left out, hyphens and commas separate.
    ["O'Connor", 'OCONNOR'],
    ['O’Connor', 'OCONNOR'],
    ['O´Connor', 'OCONNOR'],
    ['O`Connor', 'OCONNOR'],
    ['Oʼconnor', 'OCONNOR'],
    ['Marie–Elise', 'MARIE<ELISE'],
    ['Smith-\u00A0Jones', 'SMITH<JONES'],
    ['  Anna ,  Maria ', 'ANNA<MARIA'],
    ['ANNA<MARIA', 'ANNA<MARIA'],
    ['St. John (jr.)', 'ST<JOHN<JR'],
    ['', ''],
    [' -’ ', ''],
    // Not in the table, but nothing but marks on a letter that is one.
    ['Nguyễn', 'NGUYEN'],
    ['Țurcanu', 'TURCANU'],
    ['A\u030A', 'AA'],
    ['O\u0308', 'OE'],
    ['Straße', 'STRASSE'],
    ['ĳ', 'IJ'],
    ['ﬁ', 'FI'],
    ['Ａｎｎａ', 'ANNA'],
    // Cyrillic: the soft sign has no row, Ћ and Ѓ have those of letters that look like them.
    ['Ольга', 'OLGA'],
    ['Ћирић', 'CIRIC'],
    // Arabic: shapes, ligatures and marks.
    ['\uFEE3\uFEA4\uFEE4\uFEAA', 'MXHMD'],
    ['\u0645\u064F\u062D\u064E\u0645\u0651\u064E\u062F', 'MXHMMD'],
    ['\u0641\u0627\u0637\u0645\u0629', 'FAXTTMXAH'],
    ['\u0641\u0627\u0637\u0645\u0629\u0640', 'FAXTTMXAH'],
    ['\u0639\u0628\u062F \u0627\u0644\u0644\u0651\u0647', 'EBD<ALLH'],
    ['\uFDF2', 'ALLH'],
    ['\u0651\u0628', 'B'],
  ])('%s is %s', (text, mrz) => {
    expect(transliterate(text)).toBe(mrz)
  })

  test('letters by language', () => {
    expect(transliterate('Щербаков', { language: 'bulgarian' })).toBe('SHTERBAKOV')
    expect(transliterate('Хаџић Жарко', { language: 'serbian' })).toBe('HADZIC<ZARKO')
    expect(transliterate('Ѓорѓи', { language: 'macedonian' })).toBe('GJORGJI')
    expect(transliterate('Єва Йосипівна Щур', { language: 'ukrainian' })).toBe('YEVA<YOSYPIVNA<SHCHUR')
    expect(transliterate('Ёлка', { language: 'belarusian' })).toBe('IOLKA')
  })

  test.each(['Henry 8', 'Σ', '王', 'Anna\u2603', 'Ə', '٣'])('refuses %s', text => {
    try {
      transliterate(text)
    } catch (error) {
      expect(error).toBeInstanceOf(EmrtdError)
      expect((error as EmrtdError).code).toBe('MRZ_UNREPRESENTABLE')
      return
    }
    throw new Error('not refused')
  })

  test('a variant that the table does not have is misuse', () => {
    expect(() => transliterate('Ü', { variants: { Ü: 'Y' as never } })).toThrow(TypeError)
    expect(() => transliterate('Ü', { variants: { toString: 'Y' } as never })).toThrow(TypeError)
  })

  test('gives components of letters, and itself of its own result', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), text => {
        try {
          const mrz = transliterate(text)
          expect(mrz).toMatch(/^(?:[A-Z]+(?:<[A-Z]+)*)?$/)
          expect(transliterate(mrz)).toBe(mrz)
        } catch (error) {
          if (!(error instanceof EmrtdError)) throw error
        }
      }),
      { numRuns: 5000 },
    )
  })
})

describe('checkDigit', () => {
  test('of nothing it is 0', () => {
    expect(checkDigit('')).toBe('0')
    expect(checkDigit('<<<')).toBe('0')
  })

  test.each(['a', 'Ä', 'A B', '!', '\u{1F600}'])('refuses %s', text => {
    expect(() => checkDigit(text)).toThrow(EmrtdError)
  })

  test('is the sum as the clause describes it', () => {
    const values = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`${values}<`), maxLength: 60 }), text => {
        const sum = [...text].reduce(
          (total, each, i) => total + Math.max(0, values.indexOf(each)) * [7, 3, 1][i % 3]!,
          0,
        )
        expect(checkDigit(text)).toBe(String(sum % 10))
      }),
    )
  })
})

const td3 = [
  'PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F3404159ZE184226B<<<<<16',
] as const

describe('mrzInformation', () => {
  test('from fields as a person types them', () => {
    const expected = 'L898902C<369080619406236'
    for (const documentNumber of ['L898902C', 'l898902c', ' L898902C ', 'L898902C<']) {
      expect(mrzInformation({ documentNumber, dateOfBirth: '690806', dateOfExpiry: '940623' })).toBe(expected)
    }
    expect(
      mrzInformation({ documentNumber: 'L898902C', dateOfBirth: '1969-08-06', dateOfExpiry: ' 1994-06-23 ' }),
    ).toBe(expected)
    expect(mrzInformation({ documentNumber: 'AB 12', dateOfBirth: '<<<<<<', dateOfExpiry: '940623' })).toBe(
      'AB<12<<<<6<<<<<<09406236',
    )
  })

  test('from a zone, as printed', () => {
    expect(mrzInformation(parseMrz(td3))).toBe('L898902C3674081223404159')
    // A misread check digit is not repaired here.
    expect(mrzInformation(parseMrz([td3[0], td3[1].replace('C36', 'C37')]))).toBe('L898902C3774081223404159')
  })

  test.each([
    ['documentNumber', { documentNumber: '', dateOfBirth: '690806', dateOfExpiry: '940623' }],
    ['documentNumber', { documentNumber: 'A'.repeat(23), dateOfBirth: '690806', dateOfExpiry: '940623' }],
    ['dateOfBirth', { documentNumber: 'A', dateOfBirth: '06.08.69', dateOfExpiry: '940623' }],
    ['dateOfBirth', { documentNumber: 'A', dateOfBirth: '690231', dateOfExpiry: '940623' }],
    ['dateOfExpiry', { documentNumber: 'A', dateOfBirth: '690806', dateOfExpiry: '' }],
  ])('refuses %s', (field, fields) => {
    expect(() => mrzInformation(fields)).toThrow(
      expect.objectContaining({ code: 'MRZ_UNREPRESENTABLE', message: expect.stringContaining(field) }),
    )
    expect(() => mrzInformation(fields)).toThrow(EmrtdError)
  })
})

describe('compareMrz', () => {
  const compare = (...changes: readonly [string, string][]): ReturnType<typeof compareMrz> =>
    compareMrz(
      parseMrz(td3),
      parseMrz(
        changes.reduce<readonly string[]>(
          (lines, [from, to]) => lines.map(line => line.replace(from, to)),
          td3,
        ),
      ),
    )
  const differing = ({ fields }: ReturnType<typeof compareMrz>): string[] =>
    fields.filter(field => field.status !== 'equal').map(field => `${field.field} ${field.status}`)

  test('the same', () => {
    const comparison = compare()
    expect([comparison.same, comparison.onlyOptionalDataDiffers, differing(comparison)]).toEqual([
      true,
      false,
      [],
    ])
    expect(comparison.fields).toHaveLength(14)
  })

  test.each([
    ['name', 'ANNA<MARIA', 'ANNA<MARIE'],
    ['documentNumber', 'L898902C3', 'L898902C4'],
    ['nationality', '6UTO7', '6D<<7'],
    ['issuingState', 'PPUTO', 'PPD<<'],
    ['sex', '2F3', '2M3'],
    ['dateOfExpiry', '340415', '350415'],
    ['compositeCheckDigit', '<<16', '<<17'],
  ])('another %s', (field, from, to) => {
    const comparison = compare([from, to])
    expect(differing(comparison)).toEqual([`${field} different`])
    expect([comparison.same, comparison.onlyOptionalDataDiffers]).toEqual([false, false])
  })

  test('other optional data only', () => {
    const comparison = compare(['ZE184226B<<<<<16', 'ZE184226C<<<<<27'])
    expect(differing(comparison)).toEqual([
      'optionalData different',
      'optionalDataCheckDigit different',
      'compositeCheckDigit different',
    ])
    expect([comparison.same, comparison.onlyOptionalDataDiffers]).toEqual([false, true])
    expect(compare(['ZE184226B', 'ZE184226C'], ['2F3', '2M3']).onlyOptionalDataDiffers).toBe(false)
    expect(comparison.fields.find(field => field.field === 'optionalData')).toMatchObject({
      first: 'ZE184226B<<<<<',
      second: 'ZE184226C<<<<<',
    })
  })

  test('the two check digits of an empty personal number are equivalent', () => {
    const empty = (digit: string): ReturnType<typeof parseMrz> =>
      parseMrz([td3[0], `${td3[1].slice(0, 28)}${'<'.repeat(14)}${digit}4`])
    const comparison = compareMrz(empty('<'), empty('0'))
    expect([comparison.same, differing(comparison)]).toEqual([true, ['optionalDataCheckDigit equivalent']])
    expect(compareMrz(empty('<'), empty('1')).same).toBe(false)
  })

  test('another format', () => {
    const card = parseMrz([
      'I<UTOD231458907<<<<<<<<<<<<<<<',
      '7408122F1204159UTO<<<<<<<<<<<6',
      'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
    ])
    const comparison = compareMrz(parseMrz(td3), card)
    expect([comparison.same, comparison.onlyOptionalDataDiffers]).toEqual([false, false])
    expect(differing(comparison)).toContain('optionalDataCheckDigit missing')
    expect(differing(comparison)).toContain('optionalData2 missing')
  })
})
