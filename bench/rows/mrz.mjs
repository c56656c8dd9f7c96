import { parse } from 'mrz'
import { parseMRZ } from 'mrz-fast'
import { parseMrz } from '../../dist/node/mrz.js'
import { measure } from '../measure.mjs'

export const name = 'machine readable zone: parse and check'

// Issuing states that all contestants know. mrz-fast reads TD3 only.
const td3 = ['PPDEUERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36DEU7408122F3404159ZE184226B<<<<<16']
const td1 = [
  'I<AUTD231458907<<<<<<<<<<<<<<<',
  '7408122F1204159AUT<<<<<<<<<<<6',
  'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
]

/** Text, place and findings of one field. */
const ofField = field => field.text.length + field.positions[0].start + field.findings.length

/** Reads every field of ours, its value, text, place and findings, and the verdict on every check digit. */
function ours({ fields, checkDigits, checkDigitsHold }) {
  let sum = checkDigitsHold ? 1 : 0
  sum += ofField(fields.documentCode) + fields.documentCode.value.length
  sum += ofField(fields.issuingState) + fields.issuingState.value.length
  sum += ofField(fields.name) + fields.name.value.primaryIdentifier.length
  sum += fields.name.value.secondaryIdentifier.length
  sum += ofField(fields.documentNumber) + fields.documentNumber.value.length
  sum += ofField(fields.documentNumberCheckDigit) + fields.documentNumberCheckDigit.value.printed.length
  sum += ofField(fields.nationality) + fields.nationality.value.length
  sum += ofField(fields.dateOfBirth) + fields.dateOfBirth.value.text.length
  sum += ofField(fields.dateOfBirthCheckDigit) + fields.dateOfBirthCheckDigit.value.printed.length
  sum += ofField(fields.sex) + fields.sex.value.length
  sum += ofField(fields.dateOfExpiry) + fields.dateOfExpiry.value.text.length
  sum += ofField(fields.dateOfExpiryCheckDigit) + fields.dateOfExpiryCheckDigit.value.printed.length
  sum += ofField(fields.optionalData) + fields.optionalData.value.length
  if (fields.optionalData2 !== undefined)
    sum += ofField(fields.optionalData2) + fields.optionalData2.value.length
  if (fields.optionalDataCheckDigit !== undefined) sum += ofField(fields.optionalDataCheckDigit)
  sum += ofField(fields.compositeCheckDigit) + fields.compositeCheckDigit.value.printed.length
  for (const digit of checkDigits) sum += digit.holds ? 1 : 0
  return sum
}

/** Reads every field of the peers' results, which have one shape: its value, place and verdict, check digits among them. */
function theirs({ valid, details, fields }) {
  let sum = valid ? 1 : 0
  for (const { value, valid: holds, start } of details) sum += (value?.length ?? 0) + start + (holds ? 1 : 0)
  sum +=
    fields.documentCode.length + fields.issuingState.length + fields.lastName.length + fields.firstName.length
  sum +=
    fields.documentNumber.length + fields.nationality.length + fields.birthDate.length + fields.sex.length
  return sum + fields.expirationDate.length
}

function group(title, contestants, required) {
  const times = measure(contestants)
  return [...times].map(([contestant, nanoseconds]) => ({
    group: title,
    contestant,
    nanoseconds,
    ...(contestant in required ? { required: required[contestant] } : {}),
  }))
}

export async function run() {
  // All must say that the zones are right, or the comparison is none.
  for (const lines of [td3, td1]) {
    if (!parseMrz(lines).checkDigitsHold || !parse(lines).valid)
      throw new Error('a zone of the benchmark is wrong')
  }
  if (!parseMRZ(td3).valid) throw new Error('a zone of the benchmark is wrong')
  return [
    ...group(
      'TD3',
      {
        emrtd: () => ours(parseMrz(td3)),
        'mrz-fast': () => theirs(parseMRZ(td3)),
        mrz: () => theirs(parse(td3)),
      },
      { 'mrz-fast': 1, mrz: 20 },
    ),
    ...group('TD1', { emrtd: () => ours(parseMrz(td1)), mrz: () => theirs(parse(td1)) }, { mrz: 20 }),
  ]
}
