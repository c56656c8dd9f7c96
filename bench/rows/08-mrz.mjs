import { parse } from 'mrz'
import { parseMRZ } from 'mrz-fast'
import { parseMrz } from '../../dist/node/mrz.js'
import { measure } from '../measure.mjs'
import { line, timesFaster } from '../table.mjs'

// Issuing states that all contestants know. mrz-fast reads TD3 only.
const td3 = ['PPDEUERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36DEU7408122F3404159ZE184226B<<<<<16']
const td1 = [
  'I<AUTD231458907<<<<<<<<<<<<<<<',
  '7408122F1204159AUT<<<<<<<<<<<6',
  'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
]

/** Reads the value of every field of ours, whether there is something against it, and the verdict on every check digit. */
function ours({ fields, checkDigits, checkDigitsHold }) {
  let sum = checkDigitsHold ? 1 : 0
  sum += fields.documentCode.findings.length + fields.documentCode.value.length
  sum += fields.issuingState.findings.length + fields.issuingState.value.length
  sum += fields.name.findings.length + fields.name.value.primaryIdentifier.length
  sum += fields.name.value.secondaryIdentifier.length
  sum += fields.documentNumber.findings.length + fields.documentNumber.value.length
  sum += fields.nationality.findings.length + fields.nationality.value.length
  sum += fields.dateOfBirth.findings.length + fields.dateOfBirth.value.text.length
  sum += fields.sex.findings.length + fields.sex.value.length
  sum += fields.dateOfExpiry.findings.length + fields.dateOfExpiry.value.text.length
  sum += fields.optionalData.findings.length + fields.optionalData.value.length
  if (fields.optionalData2 !== undefined) {
    sum += fields.optionalData2.findings.length + fields.optionalData2.value.length
  }
  for (let i = 0; i < checkDigits.length; i++)
    sum += checkDigits[i].printed.length + (checkDigits[i].holds ? 1 : 0)
  return sum
}

/** The same of the peers' results, which have one shape: check digits are fields there. */
function theirs({ valid, details }) {
  let sum = valid ? 1 : 0
  for (let i = 0; i < details.length; i++) sum += (details[i].value?.length ?? 0) + (details[i].valid ? 1 : 0)
  return sum
}

export function run() {
  // All must say that the zones are right, or the comparison is none.
  for (const lines of [td3, td1]) {
    if (!parseMrz(lines).checkDigitsHold || !parse(lines).valid)
      throw new Error('a zone of the benchmark is wrong')
  }
  if (!parseMRZ(td3).valid) throw new Error('a zone of the benchmark is wrong')
  const passport = measure({
    emrtd: () => ours(parseMrz(td3)),
    'mrz-fast': () => theirs(parseMRZ(td3)),
    mrz: () => theirs(parse(td3)),
  })
  const card = measure({ emrtd: () => ours(parseMrz(td1)), mrz: () => theirs(parse(td1)) })
  return [
    line(8, 'parse a TD3 zone, read every field', passport, 'emrtd', 'mrz-fast', timesFaster(1)),
    line(8, 'parse a TD3 zone, read every field', passport, 'emrtd', 'mrz', timesFaster(20)),
    line(8, 'parse a TD1 zone, read every field', card, 'emrtd', 'mrz', timesFaster(20)),
  ]
}
