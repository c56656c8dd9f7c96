import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { readTlv, readTlvs } from '../../asn1/tlv.js'
import { EmrtdError } from '../../errors.js'
import {
  correctMrz,
  type Mrz,
  type MrzCheckedData,
  type MrzCorrection,
  type MrzDate,
  type MrzFieldName,
  type MrzInput,
  type MrzPosition,
  type MrzProposal,
  mrzFindingCatalogue,
  parseMrz,
  stateByCode,
} from '../../mrz/index.js'

/** sysexits.h: the input data was incorrect, the input cannot be read. */
const exitNoMrz = 65
const exitNoInput = 66

interface MrzCommandOptions {
  readonly json?: true
  readonly correct?: true
  readonly at?: string
}

/**
 * Adds `emrtd mrz` to a program: reads a machine readable zone, checks it and prints it, for a person or as JSON. Exit code
 * 0 if all check digits hold, 1 if one fails, 65 if the input is no MRZ, 66 if it cannot be read.
 */
export function registerMrz(program: Command): void {
  program
    .command('mrz')
    .description('read and check a machine readable zone')
    .argument(
      '<input...>',
      'the zone itself, one argument or one a line; a file that holds it as text or as EF.DG1; - for standard input',
    )
    .option('--json', 'print JSON')
    .option('--correct', 'propose repairs of misread characters')
    .option(
      '--at <date>',
      'day from which two-digit years are resolved, YYYY-MM-DD (default: today)',
      checkedDate,
    )
    .action(async (inputs: readonly string[], options: MrzCommandOptions) => {
      process.exitCode = await run(inputs, options)
    })
}

function checkedDate(text: string): string {
  const date = new Date(`${text}T00:00:00Z`)
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text))
    return text
  throw new InvalidArgumentError('A day YYYY-MM-DD expected.')
}

async function run(inputs: readonly string[], { json, correct, at }: MrzCommandOptions): Promise<number> {
  const options = { referenceDate: at ?? new Date() }
  let fromFile = false
  try {
    const read = await readInput(inputs)
    fromFile = read.fromFile
    const { input } = read
    if (correct) {
      const correction = correctMrz(input, options)
      print(json ? correctionToJson(correction) : correctionToText(correction))
      return correction.status === 'clean' || correction.status === 'corrected' ? 0 : 1
    }
    const mrz = parseMrz(input, options)
    print(json ? toJson(mrzToJson(mrz)) : mrzToText(mrz))
    return mrz.checkDigitsHold ? 0 : 1
  } catch (error) {
    if (error instanceof EmrtdError) {
      // What was no file name was taken for the zone. The argument itself stays out of the message.
      const what =
        inputs.length === 1 && !fromFile
          ? 'neither a file nor a machine readable zone'
          : 'no machine readable zone'
      return refuse(error.code, `${what}: ${error.message}`, exitNoMrz, json)
    }
    if (error instanceof Error && 'syscall' in error) return refuse('INPUT', error.message, exitNoInput, json)
    throw error
  }
}

function refuse(code: string, message: string, exitCode: number, json: true | undefined): number {
  if (json) print(toJson({ error: { code, message } }))
  else process.stderr.write(`emrtd mrz: ${message}\n`)
  return exitCode
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function readInput(
  inputs: readonly string[],
): Promise<{ readonly input: MrzInput; readonly fromFile: boolean }> {
  const [only] = inputs
  if (inputs.length > 1 || only === undefined) return { input: inputs, fromFile: false }
  if (only === '-') {
    const chunks: Uint8Array[] = []
    for await (const chunk of process.stdin)
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
    return { input: zoneIn(Buffer.concat(chunks)), fromFile: true }
  }
  try {
    return { input: zoneIn(await readFile(only)), fromFile: true }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (noFileName.includes(code)) return { input: only, fromFile: false }
    throw error
  }
}

/** There is no file of that name, or it cannot even be a name: the argument is the zone. */
const noFileName: readonly string[] = ['ENOENT', 'ENAMETOOLONG', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE']

/** The MRZ of an EF.DG1 (Doc 9303-10 §4.7.1: 61, in it 5F1F), or the bytes as they are. */
function zoneIn(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x61) return bytes
  try {
    const content = readTlvs(readTlv(bytes).value)
    return content.find(({ tag }) => tag === 0x5f1f)?.value ?? bytes
  } catch (error) {
    if (error instanceof EmrtdError) return bytes
    throw error
  }
}

const toJson = (value: unknown): string => JSON.stringify(value, null, 2)

/** An `Mrz` with what a program would have to look up: the names of states, the meaning of findings. */
function mrzToJson(mrz: Mrz): object {
  return {
    ...mrz,
    issuingStateName: stateByCode(mrz.issuingState)?.name,
    nationalityName: stateByCode(mrz.nationality)?.name,
    findings: mrz.findings.map(finding => ({ ...finding, ...mrzFindingCatalogue[finding.code] })),
  }
}

function correctionToJson({ status, proposals }: MrzCorrection): string {
  return toJson({
    status,
    proposals: proposals.map(({ mrz, changes }) => ({ changes, mrz: mrzToJson(mrz) })),
  })
}

function correctionToText({ status, proposals }: MrzCorrection): string {
  const head = {
    clean: 'Nothing to correct.',
    corrected: 'One correction found. Compare it with the document.',
    ambiguous: `Ambiguous: ${proposals.length} corrections satisfy all check digits. Compare them with the document.`,
    uncorrected: 'No correction satisfies all check digits.',
  }[status]
  return [head, ...proposals.map((proposal, i) => proposalToText(proposal, i, proposals.length))].join('\n\n')
}

function proposalToText({ mrz, changes }: MrzProposal, index: number, count: number): string {
  const list = changes.map(change => {
    const what =
      change.from.length + change.to.length > 4
        ? `${change.from.length} characters made ${change.to.length}`
        : `${show(change.from)} made ${show(change.to)}`
    const why = change.support.map(support => supportWords[support]).join(', ')
    return `  ${place(change.position)}: ${what}${change.field ? ` in ${fieldWords[change.field]}` : ''}${why ? ` (${why})` : ''}`
  })
  const title = count > 1 ? [`Correction ${index + 1} of ${count}`] : changes.length > 0 ? ['Changes'] : []
  return [...title, ...list, ...(title.length > 0 ? [''] : []), mrzToText(mrz)].join('\n')
}

const show = (text: string): string => (text === '' ? 'nothing' : text === ' ' ? 'a space' : text)

const supportWords = {
  characterSet: 'no MRZ holds it',
  lineLength: 'line length',
  fieldType: 'field type',
  stateCode: 'state code',
  fillers: 'behind the name',
  checkDigit: 'check digit',
  compositeCheckDigit: 'composite check digit',
} as const

const fieldWords: Readonly<Record<MrzFieldName, string>> = {
  documentCode: 'document code',
  issuingState: 'issuing state',
  name: 'name',
  documentNumber: 'document number',
  documentNumberCheckDigit: 'check digit of document number',
  nationality: 'nationality',
  dateOfBirth: 'date of birth',
  dateOfBirthCheckDigit: 'check digit of date of birth',
  sex: 'sex',
  dateOfExpiry: 'date of expiry',
  dateOfExpiryCheckDigit: 'check digit of date of expiry',
  optionalData: 'optional data',
  optionalDataCheckDigit: 'check digit of optional data',
  optionalData2: 'second optional data',
  compositeCheckDigit: 'composite check digit',
}

const checkedWords: Readonly<Record<MrzCheckedData, string>> = {
  documentNumber: 'document number',
  dateOfBirth: 'date of birth',
  dateOfExpiry: 'date of expiry',
  optionalData: 'optional data',
  composite: 'all together',
}

/** Lines and columns as a person counts them, from 1. */
function place({ line, start, end }: MrzPosition): string {
  return `line ${line + 1}, ${end - start > 1 ? `columns ${start + 1}-${end}` : `column ${start + 1}`}`
}

function mrzToText(mrz: Mrz): string {
  return [
    mrz.lines.map(line => `  ${line}`).join('\n'),
    table('Fields', fieldRows(mrz)),
    table(
      'Check digits',
      mrz.checkDigits.map(({ of, printed, expected, holds }) => [
        checkedWords[of],
        printed,
        holds ? 'right' : `WRONG, ${expected} expected`,
      ]),
    ),
    findingsToText(mrz),
  ].join('\n\n')
}

function fieldRows(mrz: Mrz): readonly (readonly string[])[] {
  const state = (code: string): string => [code, stateByCode(code)?.name ?? 'not assigned'].join('  ')
  const type = mrz.documentType === undefined ? 'unknown type' : words(mrz.documentType)
  const rows: (readonly [string, string])[] = [
    ['format', mrz.format],
    ['document code', `${mrz.documentCode}  ${type}`],
    ['issuing state', state(mrz.issuingState)],
    ['primary identifier', mrz.primaryIdentifier],
    ['secondary identifier', mrz.secondaryIdentifier],
    ['document number', mrz.documentNumber],
    ['nationality', state(mrz.nationality)],
    ['date of birth', dateToText(mrz.dateOfBirth)],
    ['sex', mrz.sex ?? `${mrz.fields.sex.text}  unknown`],
    ['date of expiry', dateToText(mrz.dateOfExpiry)],
    [mrz.format === 'TD3' ? 'personal number' : 'optional data', mrz.optionalData],
  ]
  if (mrz.optionalData2 !== undefined) rows.push(['second optional data', mrz.optionalData2])
  return rows.map(([name, value]) => [name, value === '' ? '-' : value])
}

/** `ordinaryPassport` as `ordinary passport`. */
const words = (name: string): string => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)

function dateToText({ text, status, iso }: MrzDate): string {
  if (status === 'invalid') return `${text}  no date`
  return iso === undefined
    ? `${text}  ${status === 'unknown' ? 'unknown' : 'year unknown'}`
    : `${iso}  (${text})`
}

function findingsToText({ findings }: Mrz): string {
  if (findings.length === 0) return 'Findings\n  none'
  const lines = findings.map(({ code, severity, field, positions }) => {
    const { meaning, clause } = mrzFindingCatalogue[code]
    const where = positions.map(place).join(' and ')
    return `  ${severity.toUpperCase()}  ${fieldWords[field]} (${where}): ${meaning}\n    ${code}, Doc ${clause}`
  })
  return ['Findings', ...lines].join('\n')
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.map((cell, i) => Math.max(cell.length, most[i] ?? 0)),
    [],
  )
  const lines = rows.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
  return [title, ...lines].join('\n')
}
