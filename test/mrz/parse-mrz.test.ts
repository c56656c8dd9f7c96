import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EmrtdError } from '../../src/errors.js'
import { type MrzField, type MrzFindingCode, mrzFindingCatalogue, parseMrz } from '../../src/mrz/index.js'
import { formats } from './generate.js'

const td3 = [
  'PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F3404159ZE184226B<<<<<16',
] as const
const td2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'] as const
const td1 = [
  'I<UTOD231458907<<<<<<<<<<<<<<<',
  '7408122F1204159UTO<<<<<<<<<<<6',
  'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
] as const

function refusal(input: Parameters<typeof parseMrz>[0]): EmrtdError {
  try {
    parseMrz(input)
  } catch (error) {
    expect(error).toBeInstanceOf(EmrtdError)
    return error as EmrtdError
  }
  throw new Error('parseMrz did not refuse')
}

/** The lines with `text` put in at a place. */
function patched(lines: readonly string[], line: number, start: number, text: string): string[] {
  return lines.map((each, i) =>
    i === line ? each.slice(0, start) + text + each.slice(start + text.length) : each,
  )
}

const codesOf = (lines: readonly string[], options?: Parameters<typeof parseMrz>[1]): MrzFindingCode[] =>
  parseMrz(lines, options)
    .findings.map(finding => finding.code)
    .filter(code => code !== 'STATE_SPECIMEN')

describe('forms of the input', () => {
  test.each([
    ['lines', [...td3]],
    ['one text with LF', td3.join('\n')],
    ['CR LF and an empty line at the end', `${td3.join('\r\n')}\r\n\r\n`],
    ['CR', td3.join('\r')],
    ['line separators', td3.join('\u2028')],
    ['white space around', `  \t${td3[0]}  \n\n   ${td3[1]}\t\n`],
    ['a byte order mark', `\uFEFF${td3.join('\n')}`],
    ['no line breaks', td3.join('')],
    ['no line breaks, white space around', `\n ${td3.join('')} `],
    ['joined by a space', td3.join(' ')],
    ['lines with white space', [` ${td3[0]} `, '', `${td3[1]}\r\n`]],
    ['one element with both lines', [td3.join('\n')]],
    ['bytes', new TextEncoder().encode(td3.join(''))],
    ['bytes with line breaks', new TextEncoder().encode(td3.join('\r\n'))],
  ])('%s', (_, input) => {
    const mrz = parseMrz(input)
    expect(mrz.lines).toEqual(td3)
    expect(mrz).toEqual(parseMrz(td3))
  })

  test('a card of three lines joined by spaces', () => {
    expect(parseMrz(td1.join('  ')).format).toBe('TD1')
  })

  test('the format follows length and document code', () => {
    const visa = (lines: readonly string[]): string => parseMrz(patched(lines, 0, 0, 'V<')).format
    expect([parseMrz(td1).format, parseMrz(td2).format, parseMrz(td3).format]).toEqual(['TD1', 'TD2', 'TD3'])
    expect([visa(td3), visa(td2)]).toEqual(['MRV-A', 'MRV-B'])
  })

  test('the input is neither kept nor changed', () => {
    const lines: string[] = [...td3]
    const mrz = parseMrz(lines)
    lines[0] = ''
    expect(mrz.lines[0]).toBe(td3[0])
  })

  test('the result is plain data', () => {
    const mrz = parseMrz(td1, { referenceDate: '2026-06-01' })
    expect(structuredClone(mrz)).toEqual(mrz)
    expect(JSON.parse(JSON.stringify(mrz)).fields.name.value.primaryIdentifier).toBe('ERIKSSON')
  })
})

describe('what is no MRZ', () => {
  test.each([
    ['nothing', '', 'MRZ_BAD_LENGTH', 'the input is empty'],
    ['white space', ' \n\t', 'MRZ_BAD_LENGTH', 'the input is empty'],
    ['no lines', [], 'MRZ_BAD_LENGTH', 'the input is empty'],
    [
      'a lower line too short',
      [td3[0], td3[1].slice(0, 43)],
      'MRZ_BAD_LENGTH',
      'line 2, column 44: the line has 43 characters, 44 expected',
    ],
    [
      'an upper line too long',
      [`${td3[0]}<`, td3[1]],
      'MRZ_BAD_LENGTH',
      'line 1, column 45: the line has 45 characters, 44 expected',
    ],
    [
      'a card line too short',
      [td1[0], td1[1], 'ANNA'],
      'MRZ_BAD_LENGTH',
      'line 3, column 5: the line has 4 characters, 30 expected',
    ],
    ['two lines of a card', [td1[0], td1[1]], 'MRZ_BAD_LENGTH', '2 lines of 30, 30 characters'],
    ['one line of two', td3[0], 'MRZ_BAD_LENGTH', '1 line of 44 characters'],
    ['four lines', [...td1, td1[0]], 'MRZ_BAD_LENGTH', '4 lines of 30, 30, 30, 30 characters'],
    ['a whole book', 'A'.repeat(5000), 'MRZ_BAD_LENGTH', '5000 characters are no MRZ'],
    ['a book of lines', Array.from({ length: 5000 }, () => 'A'), 'MRZ_BAD_LENGTH', 'no MRZ'],
    [
      'a small letter',
      [td3[0], td3[1].replace('L', 'l')],
      'MRZ_BAD_CHARACTER',
      'line 2, column 1: a small letter',
    ],
    [
      'a space inside',
      [td3[0].replace('<', ' '), td3[1]],
      'MRZ_BAD_CHARACTER',
      'line 1, column 14: white space',
    ],
    [
      'a letter of another script',
      [td3[0].replace('E', 'Е'), td3[1]],
      'MRZ_BAD_CHARACTER',
      'line 1, column 6: a character',
    ],
    ['a null byte', [td3[0], `${td3[1].slice(0, 43)}\0`], 'MRZ_BAD_CHARACTER', 'line 2, column 44'],
  ])('%s', (_, input, code, message) => {
    const error = refusal(input)
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })

  test('the offset is that in the input', () => {
    expect(refusal(`\n  ${td3[0]}\r\n${td3[1].replace('UTO', 'U?O')}`).offset).toBe(3 + 44 + 2 + 11)
    expect(refusal([td3[0], td3[1].replace('UTO', 'U?O')]).offset).toBe(44 + 11)
    expect(refusal(td3.join('').replace('UTO7', 'U-O7')).offset).toBe(44 + 11)
  })

  test('nothing of the zone is in the message', () => {
    const { message } = refusal([td3[0], td3[1].replace('L898902C3', 'L8?8902C3')])
    expect(message).not.toMatch(/898|ERIK/)
  })

  test('misuse is a TypeError', () => {
    expect(() => parseMrz(7 as never)).toThrow(TypeError)
    expect(() => parseMrz(null as never)).toThrow(TypeError)
    expect(() => parseMrz([1, 2] as never)).toThrow(TypeError)
    expect(() => parseMrz(td3, { referenceDate: '2026-02-30' })).toThrow(TypeError)
    expect(() => parseMrz(td3, { referenceDate: '1 June 2026' })).toThrow(TypeError)
    expect(() => parseMrz(td3, { referenceDate: new Date(Number.NaN) })).toThrow(TypeError)
    for (const expiryYearsAhead of [-1, 100, 1.5, Number.NaN]) {
      expect(() => parseMrz(td3, { expiryYearsAhead })).toThrow(TypeError)
    }
  })

  test('any text is an MRZ or refused as none', () => {
    const characters = fc.constantFrom(...'ABCXYZ019<<<<<<PVI \n')
    const shaped = fc.constantFrom(44, 36, 30).chain(length =>
      fc.array(
        fc.string({
          unit: fc.constantFrom(...'ABCDXZ0123456789<<<<<V'),
          minLength: length,
          maxLength: length,
        }),
        {
          minLength: 2,
          maxLength: 3,
        },
      ),
    )
    const inputs = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.string({ unit: characters, maxLength: 120 }),
      fc.uint8Array({ maxLength: 120 }),
      fc.array(fc.string({ unit: characters, maxLength: 46 }), { maxLength: 4 }),
      shaped,
    )
    let read = 0
    fc.assert(
      fc.property(inputs, input => {
        try {
          const mrz = parseMrz(input, { referenceDate: '2026-06-01' })
          read++
          expect(formats).toContain(mrz.format)
          for (const finding of mrz.findings)
            expect(mrzFindingCatalogue[finding.code].severity).toBe(finding.severity)
          for (const field of Object.values<MrzField<unknown> | undefined>({ ...mrz.fields })) {
            if (field === undefined) continue
            const text = field.positions
              .map(({ line, start, end }) => mrz.lines[line]!.slice(start, end))
              .join('')
            expect(text).toBe(field.text)
          }
        } catch (error) {
          if (!(error instanceof EmrtdError)) throw error
        }
      }),
      { numRuns: 20_000 },
    )
    expect(read).toBeGreaterThan(500)
  })
})

describe('fields', () => {
  test('each has its text, place and value', () => {
    const { fields } = parseMrz(td3)
    expect(fields.documentNumber).toEqual({
      name: 'documentNumber',
      text: 'L898902C3',
      positions: [{ line: 1, start: 0, end: 9 }],
      value: 'L898902C3',
      findings: [],
    })
    expect(fields.sex).toMatchObject({
      text: 'F',
      value: 'female',
      positions: [{ line: 1, start: 20, end: 21 }],
    })
    expect(fields.compositeCheckDigit).toMatchObject({
      text: '6',
      value: { of: 'composite', printed: '6', expected: '6', holds: true },
    })
    expect(fields.optionalData2).toBeUndefined()
    expect(fields.issuingState.findings).toEqual([
      {
        code: 'STATE_SPECIMEN',
        severity: 'note',
        field: 'issuingState',
        positions: [{ line: 0, start: 2, end: 5 }],
      },
    ])
  })

  test('together the fields cover every character of each format once', () => {
    const visaA = patched(td3, 0, 0, 'V<')
    const visaB = patched(td2, 0, 0, 'V<')
    for (const lines of [td1, td2, td3, visaA, visaB]) {
      const mrz = parseMrz(lines)
      const seen = mrz.lines.map(line => Array.from(line, () => 0))
      for (const field of Object.values<MrzField<unknown> | undefined>({ ...mrz.fields })) {
        for (const { line, start, end } of field?.positions ?? []) {
          for (let i = start; i < end; i++) seen[line]![i]!++
        }
      }
      expect(seen.flat().every(count => count === 1)).toBe(true)
    }
  })

  test('visas have three check digits, cards four, passports five', () => {
    const of = (lines: readonly string[]): string[] => parseMrz(lines).checkDigits.map(digit => digit.of)
    expect(of(patched(td3, 0, 0, 'V<'))).toEqual(['documentNumber', 'dateOfBirth', 'dateOfExpiry'])
    expect(of(td1)).toEqual(['documentNumber', 'dateOfBirth', 'dateOfExpiry', 'composite'])
    expect(of(td2)).toEqual(['documentNumber', 'dateOfBirth', 'dateOfExpiry', 'composite'])
    expect(of(td3)).toEqual(['documentNumber', 'dateOfBirth', 'dateOfExpiry', 'optionalData', 'composite'])
  })
})

describe('check digits', () => {
  test('one wrong character in each covered place is found', () => {
    for (const lines of [td1, td2, td3]) {
      const { fields } = parseMrz(lines)
      const covered: readonly (MrzField<unknown> | undefined)[] = [
        fields.documentNumber,
        fields.dateOfBirth,
        fields.dateOfExpiry,
        fields.optionalData,
        fields.optionalData2,
      ]
      for (const field of covered) {
        for (const { line, start, end } of field?.positions ?? []) {
          for (let i = start; i < end; i++) {
            // 9 and F differ from each other modulo 10, and one of them from what is there.
            const other = ['9', 'F'].find(
              each => parseMrz(patched(lines, line, i, each)).checkDigitsHold === false,
            )
            expect({ line, i, other }).not.toEqual({ line, i, other: undefined })
          }
        }
      }
    }
  })

  test('wrong, missing, no digit', () => {
    expect(codesOf(patched(td3, 1, 9, '7'))).toEqual(['CHECK_DIGIT_WRONG', 'CHECK_DIGIT_WRONG'])
    expect(codesOf(patched(td3, 1, 43, '7'))).toEqual(['CHECK_DIGIT_WRONG'])
    expect(codesOf(patched(td3, 1, 43, '<'))).toEqual(['CHECK_DIGIT_MISSING'])
    expect(codesOf(patched(td3, 1, 43, 'B'))).toEqual(['CHECK_DIGIT_NOT_A_DIGIT'])
    expect(codesOf(patched(td1, 1, 29, '0'))).toEqual(['CHECK_DIGIT_WRONG'])
  })

  test('a filler is the check digit of an empty personal number, and of nothing else', () => {
    const empty = patched(td3, 1, 28, '<<<<<<<<<<<<<<')
    expect(parseMrz(patched(empty, 1, 42, '<4')).checkDigitsHold).toBe(true)
    expect(parseMrz(patched(empty, 1, 42, '04')).checkDigitsHold).toBe(true)
    expect(codesOf(patched(empty, 1, 42, '14'))).toContain('CHECK_DIGIT_WRONG')
    expect(codesOf(patched(td3, 1, 42, '<'))).toContain('CHECK_DIGIT_MISSING')
    // A personal number whose digit would be 0 needs it.
    const zero = patched(td3, 1, 28, '0'.repeat(14))
    expect(codesOf(patched(zero, 1, 42, '<'))).toContain('CHECK_DIGIT_MISSING')
    expect(codesOf(patched(patched(td3, 1, 13, '<<<<<<'), 1, 19, '<'))).toContain('CHECK_DIGIT_MISSING')
  })
})

describe('long document numbers', () => {
  const long = ['I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<', 'D23145890<UTO3407127M95071227349<<<8'] as const

  test('whole, in two places, and taken out of the optional data', () => {
    const mrz = parseMrz(long)
    expect(mrz.documentNumber).toBe('D23145890734')
    expect(mrz.optionalData).toBe('')
    expect(mrz.fields.documentNumber.positions).toEqual([
      { line: 1, start: 0, end: 9 },
      { line: 1, start: 28, end: 31 },
    ])
    expect(mrz.fields.documentNumberCheckDigit).toMatchObject({
      text: '9',
      positions: [{ line: 1, start: 31, end: 32 }],
    })
    expect(mrz.fields.optionalData).toMatchObject({
      text: '<<',
      positions: [{ line: 1, start: 33, end: 35 }],
    })
    expect(codesOf(long)).toEqual(['DOCUMENT_NUMBER_CONTINUED'])
  })

  test('optional data goes on behind it', () => {
    const card = [
      'I<UTOD23145890<7349<XYZ<<<<<<<',
      '3407127M9507122UTO<<<<<<<<<<<0',
      'STEVENSON<<PETER<JOHN<<<<<<<<<',
    ]
    const mrz = parseMrz(card)
    expect([mrz.documentNumber, mrz.optionalData]).toEqual(['D23145890734', 'XYZ'])
    expect(mrz.fields.optionalData.positions).toEqual([{ line: 0, start: 20, end: 30 }])
  })

  test('a wrong check digit', () => {
    expect(codesOf(patched(long, 1, 31, '5'))).toEqual([
      'DOCUMENT_NUMBER_CONTINUED',
      'CHECK_DIGIT_WRONG',
      'CHECK_DIGIT_WRONG',
    ])
    expect(codesOf(patched(long, 1, 31, 'A'))).toContain('CHECK_DIGIT_NOT_A_DIGIT')
  })

  test('a check digit that counts the filler is wrong, and said to do so', () => {
    // 12345678, then 9: the weights of what follows shift by one if the filler is counted.
    const counted = ['I<UTO123456789<123451<<<<<<<<<', td1[1], td1[2]]
    const base = parseMrz(counted).fields.documentNumberCheckDigit.value
    expect(base.holds).toBe(false)
    const codes = Array.from({ length: 10 }, (_, digit) => codesOf(patched(counted, 0, 20, String(digit))))
    expect(codes.filter(each => each.includes('DOCUMENT_NUMBER_CHECK_DIGIT_COUNTS_FILLER'))).toHaveLength(1)
  })

  test('not closed by a filler: only if the check digit is right', () => {
    const open = (digit: string): string[] => patched(long, 1, 28, `734567${digit}`)
    const codes = Array.from({ length: 10 }, (_, digit) => codesOf(open(String(digit))))
    const long1 = codes.filter(each => each.includes('DOCUMENT_NUMBER_UNTERMINATED'))
    expect(long1).toHaveLength(1)
    expect(codes.filter(each => each.includes('CHECK_DIGIT_MISSING'))).toHaveLength(9)
  })

  test('a filler for a check digit without a continuation is a missing check digit', () => {
    expect(codesOf(patched(td2, 1, 9, '<'))).toContain('CHECK_DIGIT_MISSING')
    expect(codesOf(patched(patched(td2, 1, 9, '<'), 1, 28, '7<<'))).toContain('CHECK_DIGIT_MISSING')
    expect(codesOf(patched(patched(td2, 1, 0, 'D231458<<<'), 1, 28, '7349<'))).toContain(
      'CHECK_DIGIT_MISSING',
    )
    // Passports and visas have no long numbers.
    expect(codesOf(patched(patched(td3, 1, 9, '<'), 1, 28, '7349<'))).toContain('CHECK_DIGIT_MISSING')
  })
})

describe('names', () => {
  const named = (field: string): string[] => [`PPUTO${field.padEnd(39, '<')}`, td3[1]]
  const name = (field: string): unknown[] => {
    const mrz = parseMrz(named(field))
    return [mrz.primaryIdentifier, mrz.secondaryIdentifier, ...codesOf(named(field))]
  }

  test.each([
    ['VAN<DER<MUELLEN<<MARTIN', ['VAN DER MUELLEN', 'MARTIN']],
    ['ARKFREITH', ['ARKFREITH', '', 'NAME_SINGLE_IDENTIFIER']],
    ['SATRIYA<SUDARPA', ['SATRIYA SUDARPA', '', 'NAME_SINGLE_IDENTIFIER']],
    ['', ['', '', 'NAME_EMPTY']],
    ['<<ANNA', ['', 'ANNA', 'NAME_EMPTY', 'NAME_SEPARATORS']],
    ['<ERIKSSON<<ANNA', ['ERIKSSON', 'ANNA', 'NAME_SEPARATORS']],
    ['ERIKSSON<<<ANNA', ['ERIKSSON', 'ANNA', 'NAME_SEPARATORS']],
    ['ERIKSSON<<ANNA<<MARIA', ['ERIKSSON', 'ANNA MARIA', 'NAME_SEPARATORS']],
    ['ERIKSS0N<<ANNA', ['ERIKSS0N', 'ANNA', 'NAME_NOT_ALPHABETIC']],
    [`${'A'.repeat(20)}<<${'B'.repeat(17)}`, ['A'.repeat(20), 'B'.repeat(17), 'NAME_POSSIBLY_TRUNCATED']],
    [`${'A'.repeat(20)}<<${'B'.repeat(16)}`, ['A'.repeat(20), 'B'.repeat(16)]],
    ['A'.repeat(39), ['A'.repeat(39), '', 'NAME_POSSIBLY_TRUNCATED', 'NAME_SINGLE_IDENTIFIER']],
  ])('%s', (field, expected) => {
    expect(name(field)).toEqual(expected)
  })
})

describe('codes and sex', () => {
  test.each([
    [td3, 'PP', 'ordinaryPassport', []],
    [td3, 'P<', 'passport', ['DOCUMENT_TYPE_UNSPECIFIED']],
    [td3, 'PX', 'passport', ['DOCUMENT_TYPE_UNKNOWN']],
    [td3, 'PU', 'emergencyTravelDocument', []],
    [td3, 'I<', undefined, ['DOCUMENT_CODE_UNKNOWN']],
    [td2, 'PU', 'emergencyTravelDocument', []],
    [td2, 'PP', undefined, ['DOCUMENT_CODE_UNKNOWN']],
    [td2, 'AC', 'officialTravelDocument', ['DOCUMENT_CODE_RESERVED']],
    [td2, 'AI', 'officialTravelDocument', []],
    [td2, 'IV', 'officialTravelDocument', ['DOCUMENT_CODE_RESERVED']],
    [td1, 'AC', 'crewMemberCertificate', []],
    [td1, 'AI', 'officialTravelDocument', ['DOCUMENT_CODE_RESERVED']],
    [td1, 'CV', 'officialTravelDocument', ['DOCUMENT_CODE_RESERVED']],
    [td1, 'V<', undefined, ['DOCUMENT_CODE_UNKNOWN']],
    [td3, 'VX', 'visa', []],
  ] as const)('%#: %s', (lines, code, type, codes) => {
    const changed = patched(lines, 0, 0, code)
    expect(parseMrz(changed).documentType).toBe(type)
    expect(parseMrz(changed).fields.documentCode.findings.map(finding => finding.code)).toEqual(codes)
  })

  test.each([
    ['D<<', 'D', []],
    ['GBR', 'GBR', []],
    ['QQQ', 'QQQ', ['STATE_UNKNOWN']],
    ['D<D', 'D<D', ['STATE_MALFORMED']],
    ['<<<', '', ['STATE_MALFORMED']],
    ['F2A', 'F2A', ['STATE_MALFORMED']],
    ['ANT', 'ANT', ['STATE_DEPRECATED']],
    ['XXA', 'XXA', ['STATE_NOT_AN_ISSUER']],
    ['IAO', 'IAO', ['STATE_NOT_AN_ISSUER']],
  ])('issuing state %s', (code, value, codes) => {
    const { issuingState } = parseMrz(patched(td3, 0, 2, code)).fields
    expect([issuingState.value, issuingState.findings.map(finding => finding.code)]).toEqual([value, codes])
  })

  test('persons without a nationality have a nationality code', () => {
    expect(codesOf(patched(td3, 1, 10, 'XXA'))).toEqual([])
  })

  test('sex', () => {
    const sex = (character: string): unknown => parseMrz(patched(td3, 1, 20, character)).sex
    expect(['F', 'M', '<', 'X'].map(sex)).toEqual(['female', 'male', 'unspecified', undefined])
    expect(codesOf(patched(td3, 1, 20, 'X'))).toEqual(['SEX_UNKNOWN'])
  })

  test('fields that are empty or not left-aligned', () => {
    expect(codesOf(patched(td3, 1, 0, '<<<<<<<<<0'))).toContain('DOCUMENT_NUMBER_EMPTY')
    expect(codesOf(patched(td3, 1, 0, '<'))).toContain('FIELD_NOT_LEFT_ALIGNED')
    expect(codesOf(patched(td1, 1, 18, '<A'))).toContain('FIELD_NOT_LEFT_ALIGNED')
  })
})

test('every finding code has its entry, and is met by some zone', () => {
  // Kept in one place so that a code without a test is noticed.
  const met = new Set<string>([
    ...codesOf(patched(patched(td3, 0, 5, 'E'.repeat(39)), 0, 0, 'P<')),
    ...codesOf(patched(td3, 0, 0, 'PX')),
    ...codesOf(patched(td3, 0, 0, 'X<')),
    ...codesOf(patched(td1, 0, 0, 'AI')),
    ...['F2A', 'QQQ', 'XXX', 'ANT'].flatMap(code => codesOf(patched(td3, 0, 2, code))),
    ...['<'.repeat(39), 'A<<1<<B', '<<A'].flatMap(text => codesOf(patched(td3, 0, 5, text))),
    ...['<<<<<<<<<', '<'].flatMap(text => codesOf(patched(td3, 1, 0, text))),
    ...['74A812', '740231', '<<<<<<', '7408<<'].flatMap(text => codesOf(patched(td3, 1, 13, text))),
    ...['34A415', '<<<<<<'].flatMap(text => codesOf(patched(td3, 1, 21, text))),
    ...['X'].flatMap(text => codesOf(patched(td3, 1, 20, text))),
    ...['7', '<', 'A'].flatMap(text => codesOf(patched(td3, 1, 43, text))),
    ...codesOf(td3, { referenceDate: '2034-04-16' }),
    ...Array.from({ length: 10 }, (_, digit) =>
      codesOf(['I<UTO123456789<12345'.padEnd(30, '<').replace(/^(.{20})./, `$1${digit}`), td1[1], td1[2]]),
    ).flat(),
    ...Array.from({ length: 10 }, (_, digit) =>
      codesOf(patched(patched(td2, 1, 9, '<'), 1, 28, `734567${digit}`)),
    ).flat(),
    'STATE_SPECIMEN',
  ])
  expect([...met].sort()).toEqual(Object.keys(mrzFindingCatalogue).sort())
})
