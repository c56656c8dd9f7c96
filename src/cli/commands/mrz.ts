import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { readTlv, readTlvs } from '../../asn1/tlv.js'
import { EmrtdError } from '../../errors.js'
import {
  correctMrz,
  type Mrz,
  type MrzCorrection,
  type MrzInput,
  type MrzProposal,
  mrzFindingCatalogue,
  parseMrz,
  stateByCode,
} from '../../mrz/index.js'
import { fieldWords, mrzToText, place } from '../mrz-to-text.js'

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
