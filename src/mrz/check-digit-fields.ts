import { type MrzFieldName, type MrzFormat, type MrzLayout, type MrzPlace, mrzLayouts } from './layout.js'
import type { MrzCheckDigit, MrzCheckedData, MrzField } from './mrz.js'

/** The field that holds the check digit of each kind of data. */
const fieldNames = {
  documentNumber: 'documentNumberCheckDigit',
  dateOfBirth: 'dateOfBirthCheckDigit',
  dateOfExpiry: 'dateOfExpiryCheckDigit',
  optionalData: 'optionalDataCheckDigit',
  composite: 'compositeCheckDigit',
} as const satisfies Record<MrzCheckedData, MrzFieldName>

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** The field of a check digit: `printed` in its `place`, where `sum` is the sum of products of the data. */
export function checkDigitField(
  of: MrzCheckedData,
  place: MrzPlace,
  printed: string,
  sum: number,
  mayBeFiller = false,
): MrzField<MrzCheckDigit> {
  const expected = digits[sum % 10]!
  const holds = printed === expected || (mayBeFiller && printed === '<')
  return {
    name: fieldNames[of],
    text: printed,
    positions: place,
    value: { of, printed, expected, holds },
    findings: [],
  }
}

/** By kind of data, the ten fields of right check digits. */
export type RightCheckDigits = Readonly<Record<MrzCheckedData, readonly MrzField<MrzCheckDigit>[]>>

/**
 * The fields of right check digits, by format. They are alike in all zones of a format, so that all zones share them: half
 * of what a zone is made of need not be made.
 */
export const rightCheckDigits: Readonly<Record<MrzFormat, RightCheckDigits>> = /* @__PURE__ */ Object.freeze({
  TD1: rightFields(mrzLayouts.TD1),
  TD2: rightFields(mrzLayouts.TD2),
  TD3: rightFields(mrzLayouts.TD3),
  'MRV-A': rightFields(mrzLayouts['MRV-A']),
  'MRV-B': rightFields(mrzLayouts['MRV-B']),
})

function rightFields(layout: MrzLayout): RightCheckDigits {
  const of = (data: MrzCheckedData): readonly MrzField<MrzCheckDigit>[] => {
    const place = layout[fieldNames[data]]
    if (place === undefined) return []
    return digits.map((digit, sum) => {
      const field = checkDigitField(data, place, digit, sum)
      Object.freeze(field.value)
      Object.freeze(field.findings)
      return Object.freeze(field)
    })
  }
  return Object.freeze({
    documentNumber: of('documentNumber'),
    dateOfBirth: of('dateOfBirth'),
    dateOfExpiry: of('dateOfExpiry'),
    optionalData: of('optionalData'),
    composite: of('composite'),
  })
}
