import { describe, expect, test } from 'vitest'
import { EmrtdError } from '../../src/errors.js'
import { type BuildMrzOptions, buildMrz, type MrzContent, parseMrz } from '../../src/mrz/index.js'

const passport: MrzContent = {
  format: 'TD3',
  documentCode: 'PP',
  issuingState: 'UTO',
  primaryIdentifier: 'Eriksson',
  secondaryIdentifier: 'Anna Maria',
  documentNumber: 'L898902C3',
  nationality: 'UTO',
  dateOfBirth: '1974-08-12',
  sex: 'female',
  dateOfExpiry: '2034-04-15',
  optionalData: 'ZE 184226/B',
}
const card: MrzContent = { ...passport, format: 'TD1', documentCode: 'I', optionalData: undefined }

const lower = (change: Partial<MrzContent>, options?: BuildMrzOptions): string =>
  buildMrz({ ...passport, ...change }, options)[1]!

function refusal(content: MrzContent, options?: BuildMrzOptions): string {
  try {
    buildMrz(content, options)
  } catch (error) {
    expect(error).toBeInstanceOf(EmrtdError)
    expect((error as EmrtdError).code).toBe('MRZ_UNREPRESENTABLE')
    return (error as EmrtdError).message
  }
  throw new Error('buildMrz did not refuse')
}

describe('buildMrz', () => {
  test('special characters of numbers become fillers', () => {
    expect(buildMrz(passport)[1]).toMatch(/^L898902C36UTO7408122F3404159ZE<184226<B<<<..$/)
    expect(lower({ documentNumber: 'ab-12 34' })).toMatch(/^AB<12<34</)
  })

  test('dates in their forms', () => {
    for (const [given, text] of [
      ['740812', '740812'],
      ['1974-08-12', '740812'],
      ['1974-08', '7408<<'],
      ['1974', '74<<<<'],
      ['<<<<<<', '<<<<<<'],
      ['2000-02-29', '000229'],
      ['000229', '000229'],
    ] as const) {
      expect(lower({ dateOfBirth: given }).slice(13, 19)).toBe(text)
    }
    expect(lower({ dateOfBirth: parseMrz(buildMrz(passport)).dateOfBirth }).slice(13, 19)).toBe('740812')
  })

  test('sex', () => {
    expect((['female', 'male', 'unspecified'] as const).map(sex => lower({ sex })[20])).toEqual([
      'F',
      'M',
      '<',
    ])
  })

  test('the check digit of an empty personal number is a choice', () => {
    expect(lower({ optionalData: '' })).toMatch(/<{15}\d$/)
    expect(lower({ optionalData: '' }, { emptyOptionalDataCheckDigit: '0' })).toMatch(/<{14}0\d$/)
    const [filler, zero] = (['<', '0'] as const).map(choice =>
      parseMrz(buildMrz({ ...passport, optionalData: '' }, { emptyOptionalDataCheckDigit: choice })),
    )
    expect(filler!.fields.compositeCheckDigit!.text).toBe(zero!.fields.compositeCheckDigit!.text)
  })

  test('document numbers as long as there is room', () => {
    const number = 'A1B2C3D4E5F6G7H8I9J0K1'
    const longest = buildMrz({ ...card, documentNumber: number })
    expect(longest[0]).toMatch(/^I<UTOA1B2C3D4E<5F6G7H8I9J0K1\d<$/)
    expect(parseMrz(longest).documentNumber).toBe(number)
    const onTd2 = buildMrz({ ...card, format: 'TD2', documentNumber: number.slice(0, 14) })
    expect(parseMrz(onTd2).documentNumber).toBe(number.slice(0, 14))
    const shared = parseMrz(buildMrz({ ...card, documentNumber: number.slice(0, 12), optionalData: 'REST' }))
    expect([shared.documentNumber, shared.optionalData]).toEqual([number.slice(0, 12), 'REST'])
  })

  test('names in other scripts, and the choices of their transliteration', () => {
    expect(
      buildMrz(
        { ...passport, primaryIdentifier: 'Müller', secondaryIdentifier: 'Jörg' },
        { variants: { Ü: 'UXX' } },
      )[0],
    ).toMatch(/^PPUTOMUXXLLER<<JOERG<+$/)
    expect(
      buildMrz(
        { ...passport, primaryIdentifier: 'Гончар', secondaryIdentifier: 'Юлія' },
        { language: 'ukrainian' },
      )[0],
    ).toMatch(/^PPUTOHONCHAR<<YULIIA<+$/)
  })

  test('names shortened', () => {
    const upper = (primary: string, secondary: string): string =>
      buildMrz({ ...passport, primaryIdentifier: primary, secondaryIdentifier: secondary })[0]!.slice(5)
    // A single long component is cut, not made an initial, until one letter of the other identifier has room.
    expect(upper('A'.repeat(50), 'Bo')).toBe(`${'A'.repeat(36)}<<B`)
    expect(upper('A'.repeat(50), '')).toBe('A'.repeat(39))
    expect(upper('A'.repeat(20), `${'B'.repeat(30)} Cc`)).toBe(`${'A'.repeat(20)}<<${'B'.repeat(15)}<C`)
    // What an initial frees is given back.
    expect(upper(`${'A'.repeat(30)} ${'B'.repeat(10)}`, 'Al')).toBe(`${'A'.repeat(30)}<${'B'.repeat(4)}<<AL`)
    // Components that not even fit as initials are left out.
    expect(upper('A'.repeat(30), 'Bb Cc Dd Ee Ff Gg Hh')).toBe(`${'A'.repeat(30)}<<B<C<D<E`)
    expect(upper('Aa Bb Cc Dd Ee Ff Gg Hh Ii Jj Kk Ll Mm Nn Oo Pp Qq Rr Ss Tt Uu', 'Zz')).toHaveLength(39)
  })

  test.each([
    ['documentCode', { ...passport, documentCode: '' }],
    ['documentCode', { ...passport, documentCode: 'PPP' }],
    ['documentCode', { ...passport, documentCode: 'p' }],
    ['documentCode', { ...passport, documentCode: 'V' }],
    ['documentCode', { ...passport, format: 'MRV-A' as const }],
    ['issuingState', { ...passport, issuingState: '' }],
    ['issuingState', { ...passport, issuingState: 'UTOP' }],
    ['nationality', { ...passport, nationality: 'd' }],
    ['name', { ...passport, primaryIdentifier: '' }],
    ['name', { ...passport, primaryIdentifier: '-’.' }],
    ['name', { ...passport, primaryIdentifier: 'Henry 8' }],
    ['name', { ...passport, secondaryIdentifier: 'Σωκράτης' }],
    ['documentNumber', { ...passport, documentNumber: '' }],
    ['documentNumber', { ...passport, documentNumber: ' - ' }],
    ['documentNumber', { ...passport, documentNumber: 'L898902C34' }],
    ['documentNumber', { ...card, documentNumber: 'A'.repeat(23) }],
    ['documentNumber', { ...card, format: 'TD2' as const, documentNumber: 'A'.repeat(15) }],
    ['documentNumber', { ...card, documentNumber: '123456789-1' }],
    ['documentNumber', { ...card, documentNumber: '12345678-91' }],
    ['optionalData', { ...card, documentNumber: 'A'.repeat(20), optionalData: 'TOOLONG' }],
    ['optionalData', { ...passport, optionalData: 'A'.repeat(15) }],
    ['optionalData2', { ...card, optionalData2: 'A'.repeat(12) }],
    ['optionalData2', { ...passport, optionalData2: 'A' }],
    ['dateOfBirth', { ...passport, dateOfBirth: '1974-02-30' }],
    ['dateOfBirth', { ...passport, dateOfBirth: '1900-02-29' }],
    ['dateOfBirth', { ...passport, dateOfBirth: '12.08.1974' }],
    ['dateOfExpiry', { ...passport, dateOfExpiry: '' }],
    ['sex', { ...passport, sex: undefined }],
  ])('refuses, naming %s', (field, content) => {
    const message = refusal(content)
    expect(message).toContain(field)
  })

  test('refuses lengths that do not end the name with a letter', () => {
    const long = { ...passport, primaryIdentifier: 'A'.repeat(30), secondaryIdentifier: 'B'.repeat(30) }
    expect(refusal(long, { truncation: { primary: [20], secondary: [10] } })).toContain('position 39')
    expect(buildMrz(long, { truncation: { primary: [20], secondary: [17] } })[0]).toMatch(/A{20}<<B{17}$/)
    // They are for names that do not fit only.
    expect(buildMrz(passport, { truncation: { primary: [1], secondary: [1] } })).toEqual(buildMrz(passport))
    expect(
      refusal({
        ...passport,
        primaryIdentifier: 'A',
        secondaryIdentifier: 'B C D E F G H I J K L M N O P Q R S T U V',
      }),
    ).toContain('position 39')
  })

  test('another format is misuse', () => {
    for (const format of ['TD4', '__proto__', undefined]) {
      expect(() => buildMrz({ ...passport, format: format as never })).toThrow(TypeError)
    }
  })
})
