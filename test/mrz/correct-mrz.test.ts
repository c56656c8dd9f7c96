import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EmrtdError } from '../../src/errors.js'
import { buildMrz, correctMrz, type MrzCorrection, parseMrz } from '../../src/mrz/index.js'
import { content, formats, pick, seeded } from './generate.js'

const td3 = [
  'PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F3404159ZE184226B<<<<<16',
] as const

const told = ({ proposals }: MrzCorrection, index = 0): string[] =>
  proposals[index]!.changes.map(
    ({ field, from, to, support }) => `${field}: ${from} -> ${to} (${support.join(', ')})`,
  )

/** The specimen with one text in place of another, in the line where it stands. */
const misread = (from: string, to: string): string[] => td3.map(line => line.replace(from, to))

describe('correctMrz', () => {
  test('leaves a right zone alone', () => {
    const correction = correctMrz(td3)
    expect(correction.status).toBe('clean')
    expect(correction.proposals).toEqual([{ mrz: parseMrz(td3), changes: [] }])
  })

  test.each([
    [
      'a date',
      misread('740812', '74O8I2'),
      [
        'dateOfBirth: O -> 0 (fieldType, checkDigit, compositeCheckDigit)',
        'dateOfBirth: I -> 1 (fieldType, checkDigit, compositeCheckDigit)',
      ],
    ],
    ['a check digit', misread('C36UTO', 'C3GUTO'), ['documentNumberCheckDigit: G -> 6 (fieldType)']],
    ['the composite check digit', misread('<<16', '<<1G'), ['compositeCheckDigit: G -> 6 (fieldType)']],
    ['the issuing state', misread('PPUTO', 'PPUT0'), ['issuingState: 0 -> O (fieldType, stateCode)']],
    ['the document code', misread('PPUTO', '8PUTO'), ['documentCode: 8 -> B (fieldType)']],
    ['the name', misread('ANNA<MARIA', 'ANNA<MAR1A'), ['name: 1 -> I (fieldType)']],
    ['fillers behind the name', misread('MARIA<<<<<<<', 'MARIA<<<<<K<'), ['name: K -> < (fillers)']],
    [
      'the document number',
      misread('L898902C3', 'L8989O2C3'),
      ['documentNumber: O -> 0 (checkDigit, compositeCheckDigit)'],
    ],
    [
      'the personal number',
      misread('ZE184226B', 'ZE18A226B'),
      ['optionalData: A -> 4 (checkDigit, compositeCheckDigit)'],
    ],
  ])('%s', (_, lines, changes) => {
    const correction = correctMrz(lines)
    expect(correction.status).toBe('corrected')
    expect(told(correction)).toEqual(changes)
    if (lines[0]![0] !== '8') expect(correction.proposals[0]!.mrz.lines).toEqual(td3)
  })

  test('a state code that can only be one', () => {
    // 0 can have been O, Q or D; D<< alone is assigned.
    const lines = buildMrz({ ...parseMrz(td3), issuingState: 'D', nationality: 'D' }).map(line =>
      line.replace('D<<', '0<<'),
    )
    const correction = correctMrz(lines)
    expect(told(correction)).toEqual([
      'issuingState: 0 -> D (fieldType, stateCode)',
      'nationality: 0 -> D (fieldType, stateCode)',
    ])
    expect(correction.proposals[0]!.mrz.nationality).toBe('D')
  })

  test('several characters of a document number', () => {
    const lines = buildMrz({ ...parseMrz(td3), documentNumber: 'CX03R71OK' })
    const correction = correctMrz([lines[0]!, lines[1]!.replace('CX03R71OK', 'CXO3R7IOK')])
    expect(correction.status).toBe('corrected')
    expect(correction.proposals[0]!.mrz.documentNumber).toBe('CX03R71OK')
    expect(told(correction)).toEqual([
      'documentNumber: O -> 0 (checkDigit, compositeCheckDigit)',
      'documentNumber: I -> 1 (checkDigit, compositeCheckDigit)',
    ])
  })

  test('says that it is ambiguous when several repairs satisfy all check digits', () => {
    const correction = correctMrz(misread('L898902C3', 'L89B9O2C3'))
    expect(correction.status).toBe('ambiguous')
    expect(correction.proposals.map(({ mrz }) => mrz.documentNumber)).toEqual(['LB9B902C3', 'L898902C3'])
    expect(
      correction.proposals.every(({ mrz, changes }) => mrz.checkDigitsHold && changes.length === 2),
    ).toBe(true)
    expect(told(correction, 0)).toEqual([
      'documentNumber: 8 -> B (checkDigit, compositeCheckDigit)',
      'documentNumber: O -> 0 (checkDigit, compositeCheckDigit)',
    ])
  })

  test('does not exchange digits for digits', () => {
    const correction = correctMrz(misread('740812', '740813'))
    expect(correction.status).toBe('uncorrected')
    expect(correction.proposals).toHaveLength(1)
    expect(correction.proposals[0]!.changes).toEqual([])
    expect(correction.proposals[0]!.mrz.checkDigitsHold).toBe(false)
    expect(correctMrz(misread('<<16', '<<17')).status).toBe('uncorrected')
    // A filler for a check digit leaves nothing to search by.
    expect(correctMrz(misread('C36UTO', 'C3<UTO')).status).toBe('uncorrected')
  })

  test('goes as far as field types allow where check digits still fail', () => {
    const correction = correctMrz(misread('740812', '74O813'))
    expect(correction.status).toBe('uncorrected')
    expect(told(correction)).toEqual(['dateOfBirth: O -> 0 (fieldType)'])
  })

  test('small letters, white space, guillemets, lost and added fillers', () => {
    const changed = (input: string | string[]): MrzCorrection['proposals'][number] => {
      const correction = correctMrz(input)
      expect(correction.status).toBe('corrected')
      expect(correction.proposals[0]!.mrz.lines).toEqual(td3)
      return correction.proposals[0]!
    }
    expect(changed(misread('L898', 'l898')).changes).toMatchObject([
      { from: 'l', to: 'L', support: ['characterSet'] },
    ])
    expect(changed(misread('UTOE', 'UTO E')).changes).toMatchObject([
      { from: ' ', to: '', support: ['characterSet'] },
    ])
    expect(changed(misread('SON<<ANNA', 'SON«ANNA')).changes).toMatchObject([
      { from: '«', to: '<<', position: { line: 0, start: 13, end: 15 } },
    ])
    expect(changed(misread('MARIA<<', 'MARIA')).changes).toMatchObject([
      { to: '<'.repeat(19), support: ['lineLength'] },
    ])
    expect(changed(misread('6B<<<<<', '6B<<<<<<<')).changes).toMatchObject([
      { to: '<<<<<', support: ['lineLength'] },
    ])
    const inOne = changed(td3.join('').replace('C36UTO', 'C36utO'))
    expect(inOne.changes.map(change => change.position)).toEqual([
      { line: 1, start: 10, end: 11 },
      { line: 1, start: 11, end: 12 },
    ])
    expect(changed(td3.join('\n').toLowerCase()).changes.length).toBeGreaterThan(20)
  })

  test('a card, whose optional data only the composite check digit covers', () => {
    const td1 = buildMrz({
      ...parseMrz(td3),
      format: 'TD1',
      documentCode: 'I',
      optionalData: '123S',
      optionalData2: 'QZ',
    })
    const correction = correctMrz([td1[0]!.replace('123S', '1235'), td1[1]!, td1[2]!])
    expect(correction.status).toBe('corrected')
    expect(told(correction)).toEqual(['optionalData: 5 -> S (compositeCheckDigit)'])
    expect(correction.proposals[0]!.mrz.lines).toEqual(td1)
  })

  test('a long document number', () => {
    const lines = buildMrz({
      ...parseMrz(td3),
      format: 'TD2',
      documentCode: 'I',
      optionalData: '',
      documentNumber: 'X23145670S34',
    })
    const correction = correctMrz([lines[0]!, lines[1]!.replace('S34', '534')])
    expect(correction.status).toBe('corrected')
    expect(correction.proposals[0]!.mrz.documentNumber).toBe('X23145670S34')
    expect(correction.proposals[0]!.changes[0]!.position).toEqual({ line: 1, start: 28, end: 29 })
  })

  test('options reach the reading of the proposals', () => {
    expect(
      correctMrz(misread('7408', '74O8'), { referenceDate: '2026-06-01' }).proposals[0]!.mrz.dateOfBirth.iso,
    ).toBe('1974-08-12')
  })

  test('refuses what has not nearly the shape, in the words of parseMrz', () => {
    for (const input of [
      '',
      'PPUTO',
      [td3[0]],
      'x'.repeat(9000),
      [td3[0], 'ANNA'],
      `${td3[0]}\n${td3[1].replace('U', 'Ü')}`,
    ]) {
      expect(() => correctMrz(input)).toThrow(EmrtdError)
    }
    expect(() => correctMrz(5 as never)).toThrow(TypeError)
    expect(() => correctMrz([td3[0], 5] as never)).toThrow(TypeError)
  })

  test('the changes of a proposal make its lines out of the input', () => {
    const random = seeded(77)
    const misreadings: Readonly<Record<string, string>> = {
      0: 'O',
      O: '0',
      1: 'I',
      I: '1',
      5: 'S',
      S: '5',
      8: 'B',
      B: '8',
      2: 'Z',
      Z: '2',
    }
    const statuses = new Map<string, number>()
    let right = 0
    for (let i = 0; i < 3000; i++) {
      const format = pick(random, formats)
      const original = buildMrz(content(random, format, 'latin'))
      const lines = [...original]
      const line = format === 'TD1' ? random(2) : 1
      const confusable = [...lines[line]!].flatMap((character, at) => (character in misreadings ? [at] : []))
      if (confusable.length === 0) continue
      const at = pick(random, confusable)
      lines[line] = lines[line]!.slice(0, at) + misreadings[lines[line]![at]!] + lines[line]!.slice(at + 1)
      const { status, proposals } = correctMrz(lines)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      for (const { mrz, changes } of proposals) {
        const made = [...lines]
        for (const { position, from, to } of changes) {
          const { line: l, start, end } = position
          expect(made[l]!.slice(start, end)).toBe(from)
          made[l] = made[l]!.slice(0, start) + to + made[l]!.slice(end)
        }
        expect(made).toEqual(mrz.lines)
        if (status === 'corrected' || status === 'ambiguous') expect(mrz.checkDigitsHold).toBe(true)
      }
      if (proposals.some(proposal => proposal.mrz.lines.join() === original.join())) right++
    }
    // What was printed is among the proposals, but where a visa's optional data has no check digit, or chance found less.
    expect(right).toBeGreaterThan(2400)
    expect(statuses.get('corrected')).toBeGreaterThan(1500)
    expect(statuses.get('ambiguous')).toBeGreaterThan(10)
  })

  test('any text is answered or refused', () => {
    const shaped = fc.constantFrom(44, 36, 30).chain(length =>
      fc.array(
        fc.string({
          unit: fc.constantFrom(...'ABDGIOQSTZ01245678<<<'),
          minLength: length - 2,
          maxLength: length + 1,
        }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    )
    fc.assert(
      fc.property(
        fc.oneof(shaped, fc.string({ unit: 'binary', maxLength: 120 }), fc.uint8Array({ maxLength: 120 })),
        input => {
          try {
            const { status, proposals } = correctMrz(input)
            expect(proposals.length).toBeGreaterThan(0)
            expect(proposals.length > 1).toBe(status === 'ambiguous')
          } catch (error) {
            if (!(error instanceof EmrtdError)) throw error
          }
        },
      ),
      { numRuns: 1500 },
    )
  })
})
