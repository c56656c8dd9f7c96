import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EmrtdError } from '../../src/errors.js'
import {
  buildMrz,
  type Mrz,
  type MrzContent,
  type MrzFormat,
  mrzInformation,
  mrzLayouts,
  parseMrz,
  transliterate,
} from '../../src/mrz/index.js'
import { content, formats, scripts, seeded } from './generate.js'

/** What parsing must give back of what was built; undefined if it does. Plain comparisons: there are 120,000 of them. */
function lost(given: MrzContent, lines: readonly string[], mrz: Mrz): string | undefined {
  const same: Record<string, boolean> = {
    format: mrz.format === given.format,
    documentCode: mrz.documentCode === given.documentCode,
    issuingState: mrz.issuingState === given.issuingState,
    documentNumber: mrz.documentNumber === given.documentNumber,
    nationality: mrz.nationality === given.nationality,
    dateOfBirth: mrz.dateOfBirth.text === given.dateOfBirth,
    sex: mrz.sex === given.sex,
    dateOfExpiry: mrz.dateOfExpiry.text === given.dateOfExpiry,
    optionalData: mrz.optionalData === given.optionalData,
    optionalData2: mrz.optionalData2 === given.optionalData2,
    checkDigits: mrz.checkDigitsHold,
    noErrors: !mrz.findings.some(finding => finding.severity === 'error'),
    name: nameComesBack(given, mrz),
    inverse: buildMrz(mrz).join() === lines.join(),
    mrzInformation: mrzInformation(mrz) === mrzInformation(typed(given)),
  }
  return Object.keys(same).find(key => !same[key])
}

const typed = (given: MrzContent): { documentNumber: string; dateOfBirth: string; dateOfExpiry: string } => ({
  documentNumber: given.documentNumber,
  dateOfBirth: String(given.dateOfBirth),
  dateOfExpiry: String(given.dateOfExpiry),
})

const widths: Record<MrzFormat, number> = { TD1: 30, TD2: 31, TD3: 39, 'MRV-A': 39, 'MRV-B': 31 }

/** Whole if it fits. Otherwise each component shortened at its end or left out at the end, up to the last position. */
function nameComesBack(given: MrzContent, mrz: Mrz): boolean {
  const primary = transliterate(given.primaryIdentifier).split('<')
  const secondary = transliterate(given.secondaryIdentifier ?? '')
    .split('<')
    .filter(Boolean)
  const readPrimary = mrz.primaryIdentifier.split(' ')
  const readSecondary = mrz.secondaryIdentifier.split(' ').filter(Boolean)
  const whole = primary.join('<') + (secondary.length === 0 ? '' : `<<${secondary.join('<')}`)
  if (whole.length <= widths[given.format]) {
    const full = whole.length === widths[given.format]
    return (
      readPrimary.join('<') === primary.join('<') &&
      readSecondary.join('<') === secondary.join('<') &&
      mrz.fields.name.value.truncation === (full ? 'possible' : 'none')
    )
  }
  const shortened = (read: readonly string[], from: readonly string[]): boolean =>
    read.length <= from.length &&
    read.every((component, i) => component !== '' && from[i]!.startsWith(component))
  return (
    shortened(readPrimary, primary) &&
    shortened(readSecondary, secondary) &&
    (secondary.length === 0) === (readSecondary.length === 0) &&
    mrz.fields.name.value.truncation === 'possible' &&
    mrz.fields.name.text.length === widths[given.format]
  )
}

describe('build, then parse', () => {
  const each = 8_000
  for (const format of formats) {
    for (const script of scripts) {
      test(`gives the fields back: ${format}, ${script}, ${each} contents`, () => {
        const random = seeded(formats.indexOf(format) * 10 + scripts.indexOf(script))
        let truncated = 0
        for (let i = 0; i < each; i++) {
          const given = content(random, format, script)
          const lines = buildMrz(given)
          const mrz = parseMrz(lines)
          const failed = lost(given, lines, mrz)
          if (failed !== undefined) expect({ failed, given, lines }).toBeUndefined()
          if (mrz.fields.name.value.truncation === 'possible') truncated++
        }
        // The contents reach both: names that fit and names that do not.
        expect(truncated).toBeGreaterThan(each / 100)
        expect(truncated).toBeLessThan(each)
      })
    }
  }

  test('whatever can be built is read without an error; all else is refused as such', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 50 })
    const anyDate = fc.oneof(fc.stringMatching(/^[0-9<]{6}$/), fc.stringMatching(/^\d{4}-\d\d-\d\d$/))
    fc.assert(
      fc.property(
        fc.record({
          format: fc.constantFrom(...formats),
          documentCode: fc.oneof(fc.constantFrom('P', 'V', 'I', 'PP', 'AC'), fc.string({ maxLength: 3 })),
          issuingState: fc.oneof(fc.constantFrom('D', 'UTO'), fc.string({ maxLength: 4 })),
          primaryIdentifier: anyText,
          secondaryIdentifier: anyText,
          documentNumber: fc.oneof(fc.stringMatching(/^[A-Z0-9]{1,24}$/), anyText),
          nationality: fc.constantFrom('D', 'UTO', 'XXA'),
          dateOfBirth: anyDate,
          sex: fc.constantFrom('female' as const, 'male' as const, 'unspecified' as const),
          dateOfExpiry: anyDate,
          optionalData: anyText,
          optionalData2: fc.option(anyText, { nil: undefined }),
        }),
        given => {
          let lines: readonly string[]
          try {
            lines = buildMrz(given)
          } catch (error) {
            expect(error).toBeInstanceOf(EmrtdError)
            expect((error as EmrtdError).code).toBe('MRZ_UNREPRESENTABLE')
            return
          }
          const mrz = parseMrz(lines)
          expect(mrz.format).toBe(given.format)
          expect(mrz.lines.every(line => line.length === mrzLayouts[given.format].lineLength)).toBe(true)
          expect(mrz.checkDigitsHold).toBe(true)
          expect(buildMrz(mrz)).toEqual(lines)
        },
      ),
      { numRuns: 3000 },
    )
  })
})
