import { buildMrz, checkDigit, type MrzContent } from '../../mrz/index.js'
import { writeDg1, writeDg11, writeDg12 } from '../lds/index.js'
import { type Expectation, type FaultRow, failing, fault, invalid, open, undecided, valid } from './fault.js'
import { reissued, type Specimen, withSignedDataGroup } from './specimen.js'

/** Under the strictest policy these checks decide. */
const strictly = (specimen: Specimen): Specimen => ({
  ...specimen,
  demands: { ...specimen.demands, policy: 'border' },
})

type Holder = Partial<Omit<MrzContent, 'format'>>
const withHolder = (specimen: Specimen, holder: Holder): Specimen =>
  reissued(specimen, { choices: { holder } })
const withZone = (specimen: Specimen, lines: readonly string[]): Specimen =>
  withSignedDataGroup(specimen, 1, writeDg1(lines))

/** The zone with one character of its second line replaced. */
function withCharacter(specimen: Specimen, at: number, change: (before: string) => string): Specimen {
  const [first, second] = specimen.document.mrz as readonly [string, string]
  return withZone(specimen, [first, second.slice(0, at) + change(second[at]!) + second.slice(at + 1)])
}
const nextDigit = (digit: string): string => String((Number(digit) + 1) % 10)

/** The zone of a passport with a date of expiry that no calendar has, all check digits right. */
function withExpiry(specimen: Specimen, date: string): Specimen {
  const [first, second] = specimen.document.mrz as readonly [string, string]
  const line = `${second.slice(0, 21)}${date}${checkDigit(date)}${second.slice(28, 43)}`
  const composite = checkDigit(line.slice(0, 10) + line.slice(13, 20) + line.slice(21, 43))
  return withZone(specimen, [first, line + composite])
}

/** What the zone of another document says as it is printed. */
const printing = (specimen: Specimen, holder: Holder): Specimen => {
  const { mrz } = reissued(specimen, { choices: { holder } }).document
  return strictly({ ...specimen, printedMrz: mrz })
}

const issuedOn = (specimen: Specimen, dateOfIssue: string): Specimen =>
  strictly(
    withSignedDataGroup(
      specimen,
      12,
      writeDg12({ issuingAuthority: 'PASSPORT OFFICE OF UTOPIA', dateOfIssue }),
    ),
  )

const wrongDigit = invalid('MRZ.CHECK_DIGITS', 'CHECK_DIGIT_WRONG')
const implausible = (
  reason: 'DATE_IMPOSSIBLE' | 'BORN_AFTER_ISSUE' | 'ISSUED_AFTER_INSPECTION' | 'VALIDITY_TOO_LONG',
  also: Parameters<typeof invalid>[2] = {},
): Expectation => invalid('INSPECTION.PLAUSIBILITY', reason, also)
const rightDigits = valid('MRZ.CHECK_DIGITS')

/** The machine readable zone in EF.DG1 and on the page. */
export const mrzFaults: readonly FaultRow[] = [
  ...(
    [
      ['document-number', 9, 'LDS_B_13'],
      ['date-of-birth', 19, 'LDS_B_17'],
      ['date-of-expiry', 27, 'LDS_B_21'],
      ['optional-data', 42, 'LDS_B_22'],
      ['composite', 43, 'LDS_B_23'],
    ] as const
  ).map(([name, at, source]) =>
    fault(
      `mrz-check-digit-${name}`,
      `The check digit of ${name.replaceAll('-', ' ')} in EF.DG1 is wrong.`,
      [source, 'Doc 9303-3 §4.9'],
      wrongDigit,
      specimen => strictly(withCharacter(specimen, at, nextDigit)),
    ),
  ),
  fault(
    'mrz-document-code-unknown',
    'The document code of EF.DG1 is XX, which its signer may not sign.',
    ['LDS_B_08', 'S28'],
    invalid('PA.DOCUMENT_TYPE', 'DOCUMENT_TYPE_MISMATCH'),
    specimen => {
      const [first, second] = specimen.document.mrz as readonly [string, string]
      return withZone(specimen, [`XX${first.slice(2)}`, second])
    },
  ),
  fault(
    'mrz-issuing-state-syntax',
    'The issuing state of EF.DG1 is U1O.',
    ['LDS_B_09'],
    undecided('PA.ISSUING_STATE', 'ISSUING_STATE_UNKNOWN'),
    specimen => {
      const [first, second] = specimen.document.mrz as readonly [string, string]
      return withZone(specimen, [`${first.slice(0, 2)}U1O${first.slice(5)}`, second])
    },
  ),
  fault(
    'mrz-expired',
    'The document expired the day before the inspection.',
    ['S69', 'Doc 9303-4 §4.2.2'],
    invalid('INSPECTION.EXPIRY', 'DOCUMENT_EXPIRED'),
    specimen => strictly(withHolder(specimen, { dateOfExpiry: '2026-05-31' })),
  ),
  fault(
    'mrz-expires-today',
    'The document expires on the day of the inspection: its last one.',
    ['S69', 'Doc 9303-4 §4.2.2'],
    valid('INSPECTION.EXPIRY'),
    specimen => withHolder(specimen, { dateOfExpiry: '2026-06-01' }),
  ),
  fault(
    'mrz-expiry-century',
    'The document expired in the year 99, which is 1999 by the window of 15 years.',
    ['S69', 'field 7', 'BSI TR-03135-1 §5.7.1'],
    invalid('INSPECTION.EXPIRY', 'DOCUMENT_EXPIRED', {
      also: [
        failing('INSPECTION.PLAUSIBILITY', 'ISSUED_AFTER_EXPIRY'),
        failing('LDS.DG12_CONSISTENCY', 'DG12_DIFFERS'),
      ],
    }),
    specimen => strictly(withHolder(specimen, { dateOfExpiry: '990101' })),
  ),
  fault(
    'mrz-date-of-expiry-impossible',
    'The document expires on 31 April.',
    ['LDS_B_20', 'LDS_B_19'],
    implausible('DATE_IMPOSSIBLE', {
      also: [open('INSPECTION.EXPIRY', 'DATE_UNKNOWN'), open('LDS.DG12_CONSISTENCY', 'DATE_UNKNOWN')],
    }),
    specimen => strictly(withExpiry(specimen, '340431')),
  ),
  ...(
    [
      ['day', '7408<<', 'LDS_B_25'],
      ['month', '74<<12', 'LDS_B_26'],
    ] as const
  ).map(([name, dateOfBirth, source]) =>
    fault(
      `mrz-birth-without-${name}`,
      `The ${name} of birth is not known.`,
      [source, 'S69', 'field 7', 'Doc 9303-3 §4.8'],
      rightDigits,
      specimen => withHolder(specimen, { dateOfBirth }),
    ),
  ),
  fault(
    'mrz-birth-unknown',
    'Nothing is known of the date of birth.',
    ['LDS_B_28', 'LDS_B_27', 'S69', 'field 7'],
    undecided('INSPECTION.PLAUSIBILITY', 'DATE_UNKNOWN', {
      also: [open('LDS.DG12_CONSISTENCY', 'DATE_UNKNOWN')],
    }),
    specimen => strictly(withHolder(specimen, { dateOfBirth: '<<<<<<' })),
  ),
  fault(
    'mrz-born-after-issue',
    'EF.DG12 says that the document was issued before its holder was born.',
    ['Doc 9303-10 §4.7.12'],
    implausible('BORN_AFTER_ISSUE', { also: [failing('LDS.DG12_CONSISTENCY', 'DG12_DIFFERS')] }),
    specimen => issuedOn(specimen, '19700101'),
  ),
  fault(
    'mrz-issued-after-inspection',
    'EF.DG12 says that the document was issued after the inspection.',
    ['Doc 9303-10 §4.7.12'],
    implausible('ISSUED_AFTER_INSPECTION'),
    specimen => issuedOn(specimen, '20260702'),
  ),
  fault(
    'mrz-validity-too-long',
    'The document is valid for 14 years by EF.DG12.',
    ['Doc 9303-10 §4.7.12', 'Doc 9303-4'],
    implausible('VALIDITY_TOO_LONG'),
    specimen => issuedOn(specimen, '20200301'),
  ),
  fault(
    'mrz-empty-optional-data',
    'There are no optional data, and the check digit over them is a filler.',
    ['field 7', 'Doc 9303-4 §4.2.2.2'],
    rightDigits,
    specimen => withHolder(specimen, { optionalData: '' }),
  ),
  fault(
    'mrz-empty-optional-data-zero',
    'There are no optional data, and the check digit over them is 0.',
    ['LDS_B_04', 'Doc 9303-4 §4.2.2.2'],
    rightDigits,
    specimen => {
      const content: MrzContent = {
        format: 'TD3',
        documentCode: 'P',
        issuingState: 'UTO',
        primaryIdentifier: 'ERIKSSON',
        secondaryIdentifier: 'ANNA MARIA',
        documentNumber: 'L898902C3',
        nationality: 'UTO',
        dateOfBirth: '1974-08-12',
        sex: 'female',
        dateOfExpiry: '2034-04-15',
      }
      return withZone(specimen, buildMrz(content, { emptyOptionalDataCheckDigit: '0' }))
    },
  ),
  fault(
    'mrz-without-secondary-identifier',
    'The holder has one name only.',
    ['LDS_B_03', 'Doc 9303-3 §4.6'],
    rightDigits,
    specimen =>
      withSignedDataGroup(
        withHolder(specimen, { primaryIdentifier: 'ARKFREITH', secondaryIdentifier: '' }),
        11,
        writeDg11({ fullName: 'ARKFREITH', fullDateOfBirth: '19740812' }),
      ),
  ),
  fault(
    'mrz-name-truncated',
    'The name in EF.DG1 is truncated; EF.DG11 holds it in full.',
    ['LDS_B_02', 'Doc 9303-4 §4.2.3'],
    valid('LDS.DG11_CONSISTENCY'),
    specimen =>
      withSignedDataGroup(
        withHolder(specimen, {
          primaryIdentifier: 'NILAVADHANANANDA',
          secondaryIdentifier: 'CHAYAPA DEJTHAMRONG KRASUANG',
        }),
        11,
        writeDg11({
          fullName: 'NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<KRASUANG',
          fullDateOfBirth: '19740812',
        }),
      ),
  ),
  ...(['TD1', 'TD2'] as const).map(format =>
    fault(
      `mrz-format-${format.toLowerCase()}`,
      `The document is an identity card of format ${format}.`,
      ['Doc 9303-5', 'Doc 9303-6'],
      rightDigits,
      specimen => reissued(specimen, { choices: { format } }),
    ),
  ),
  ...(['TD1', 'TD2'] as const).map(format =>
    fault(
      `mrz-long-document-number-${format.toLowerCase()}`,
      `The document number of a ${format} has twelve characters, the last of them in the optional data.`,
      ['field 7', 'Doc 9303-5 §4.2.2'],
      rightDigits,
      specimen => reissued(specimen, { choices: { format, holder: { documentNumber: 'D23145890734' } } }),
    ),
  ),
  fault(
    'mrz-printed-same',
    'The printed zone is that of EF.DG1.',
    ['Doc 9303-11 §5.1.1'],
    valid('MRZ.PRINTED'),
    specimen => ({
      ...specimen,
      printedMrz: specimen.document.mrz,
    }),
  ),
  fault(
    'mrz-printed-name-differs',
    'The printed zone has another name.',
    ['LDS_B_11', 'Doc 9303-11 §5.1.1'],
    invalid('MRZ.PRINTED', 'PRINTED_MRZ_DIFFERS'),
    specimen => printing(specimen, { secondaryIdentifier: 'BERTA MARIA' }),
  ),
  fault(
    'mrz-printed-number-differs',
    'The printed zone has another document number.',
    ['LDS_B_12', 'Doc 9303-11 §5.1.1'],
    invalid('MRZ.PRINTED', 'PRINTED_MRZ_DIFFERS'),
    specimen => printing(specimen, { documentNumber: 'L898902C4' }),
  ),
  fault(
    'mrz-printed-expiry-differs',
    'The printed zone has a later date of expiry.',
    ['LDS_B_12', 'Doc 9303-11 §5.1.1'],
    invalid('MRZ.PRINTED', 'PRINTED_MRZ_DIFFERS'),
    specimen => printing(specimen, { dateOfExpiry: '2035-04-15' }),
  ),
  fault(
    'mrz-printed-optional-data-differ',
    'Nothing but the optional data of the printed zone differs, as some states print them.',
    ['BSI TR-03135-1 §5.7.2'],
    undecided('MRZ.PRINTED', 'PRINTED_OPTIONAL_DATA_DIFFERS'),
    specimen => printing(specimen, { optionalData: '' }),
  ),
  fault(
    'dg11-birth-differs',
    'EF.DG11 has another date of birth than EF.DG1.',
    ['Doc 9303-10 §4.7.11'],
    invalid('LDS.DG11_CONSISTENCY', 'DG11_DIFFERS'),
    specimen =>
      strictly(
        withSignedDataGroup(
          specimen,
          11,
          writeDg11({ fullName: 'ERIKSSON<<ANNA<MARIA', fullDateOfBirth: '19740813' }),
        ),
      ),
  ),
  fault(
    'dg11-name-differs',
    'EF.DG11 has another name than EF.DG1.',
    ['Doc 9303-10 §4.7.11'],
    undecided('LDS.DG11_CONSISTENCY', 'DG11_DIFFERS'),
    specimen =>
      strictly(
        withSignedDataGroup(
          specimen,
          11,
          writeDg11({ fullName: 'SVENSSON<<ANNA<MARIA', fullDateOfBirth: '19740812' }),
        ),
      ),
  ),
]
