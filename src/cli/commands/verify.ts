import { type Command, Option } from 'commander'
import { EmrtdError } from '../../errors.js'
import {
  type DocumentFile,
  type Inspection,
  type InspectionPolicy,
  inspect,
  inspectionPolicies,
  type PolicyName,
} from '../../inspection/index.js'
import { identifyLdsFile } from '../../lds/index.js'
import { type Mrz, parseMrz } from '../../mrz/index.js'
import type { TrustStore } from '../../pki/index.js'
import type { Verdict } from '../../verdict.js'
import { inspectionToJson } from '../inspection-to-json.js'
import { inspectionToText } from '../inspection-to-text.js'
import { parseMoment } from '../parse-moment.js'
import { readCertificateFiles } from '../read-certificate-files.js'
import { readCrls } from '../read-crls.js'
import { exitInput, InputError, type InputFile, readInputFiles } from '../read-input.js'
import { trustAsGiven, trustBySignature } from '../trust-as-given.js'

interface VerifyOptions {
  readonly trust?: readonly string[]
  readonly anchor?: readonly string[]
  readonly crl?: readonly string[]
  readonly signer?: readonly string[]
  readonly mrz?: string
  readonly policy: PolicyName
  readonly validity?: keyof typeof validities
  readonly revocation?: keyof typeof revocations
  readonly caFlag?: InspectionPolicy['caFlag']
  readonly at?: Date
  readonly json?: true
}

/** The policy's words as options have them. */
const validities = { 'at-inspection': 'atInspection', 'at-signing': 'atSigning', both: 'both' } as const
const revocations = { required: 'required', 'if-given': 'ifGiven', accepted: 'accepted' } as const

const exitCodes: Readonly<Record<Verdict, number>> = { valid: 0, invalid: 1, inconclusive: 2 }

/**
 * Adds `emrtd verify` to a program: judges a folder of files as they were read from a chip. Exit code 0 valid, 1 invalid,
 * 2 inconclusive, 64 wrong usage, 65 input that cannot be read.
 */
export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description('verify the files of a document')
    .argument('<folder>', 'folder of files as read from a chip: EF_SOD.bin, DG1.bin, 0101.bin, ...')
    .option(
      '--trust <path>',
      'master list, certificates (DER or PEM) or a folder of them; trusted as given; can be repeated',
      repeated,
    )
    .option(
      '--anchor <path>',
      'certificates that the lists of --trust must be signed under; a list that is not is left aside; can be repeated',
      repeated,
    )
    .option('--crl <path>', 'CRL (DER or PEM) or a folder of them; can be repeated', repeated)
    .option(
      '--signer <path>',
      'document signer certificates (DER or PEM), for an EF.SOD without; can be repeated',
      repeated,
    )
    .option('--mrz <text>', 'machine readable zone as printed, its lines one after the other')
    .addOption(
      new Option('--policy <name>', 'what is asked of the document')
        .choices(Object.keys(inspectionPolicies))
        .default('laboratory'),
    )
    .addOption(
      new Option(
        '--validity <when>',
        'when certificates must be valid (default: as the policy says)',
      ).choices(Object.keys(validities)),
    )
    .addOption(
      new Option(
        '--revocation <demand>',
        'whether a current CRL must be there, or hold if there is one (default: as the policy says)',
      ).choices(Object.keys(revocations)),
    )
    .addOption(
      new Option(
        '--ca-flag <demand>',
        'whether CSCA certificates must say that they are (default: as the policy says)',
      ).choices(['lenient', 'required']),
    )
    .option(
      '--at <date>',
      'moment to judge for, YYYY-MM-DD or with a time in ISO 8601 (default: now)',
      parseMoment,
    )
    .option('--json', 'print JSON')
    .action(async (folder: string, options: VerifyOptions) => {
      process.exitCode = await run(folder, options)
    })
}

const repeated = (path: string, before: readonly string[] = []): readonly string[] => [...before, path]

async function run(folder: string, options: VerifyOptions): Promise<number> {
  const { trust = [], anchor = [], crl = [], signer = [], at = new Date(), json } = options
  const { validity, revocation, caFlag } = options
  const policy: InspectionPolicy = {
    ...inspectionPolicies[options.policy],
    ...(validity && { validity: validities[validity] }),
    ...(revocation && { revocation: revocations[revocation] }),
    ...(caFlag && { caFlag }),
  }
  try {
    const { files, ignored } = recognise(await readInputFiles(folder))
    const store = await readTrust(trust, anchor, at)
    const inspection: Inspection = inspect(
      { files },
      {
        trust: store,
        crls: await readCrls(crl),
        documentSigners: await readCertificateFiles(signer),
        printedMrz: options.mrz === undefined ? undefined : readZone(options.mrz, at),
        policy,
        at,
      },
    )
    process.stdout.write(
      json
        ? `${JSON.stringify(inspectionToJson(inspection, store, ignored), null, 2)}\n`
        : inspectionToText(inspection, store, ignored),
    )
    return exitCodes[inspection.verdict]
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    if (json)
      process.stdout.write(`${JSON.stringify({ error: { code: 'INPUT', message: error.message } })}\n`)
    else process.stderr.write(`emrtd verify: ${error.message}\n`)
    return exitInput
  }
}

/** Which file of the LDS each file is; those that are none are named and left aside. */
function recognise(inputs: readonly InputFile[]): {
  readonly files: readonly DocumentFile[]
  readonly ignored: readonly string[]
} {
  const files: DocumentFile[] = []
  const ignored: string[] = []
  for (const { name: fileName, bytes } of inputs) {
    const name = identifyLdsFile(fileName, bytes)
    if (name === undefined) ignored.push(fileName)
    else files.push({ name, bytes })
  }
  if (files.length === 0) throw new InputError('no file of a document among the files given')
  return { files, ignored }
}

async function readTrust(
  paths: readonly string[],
  anchors: readonly string[],
  at: Date,
): Promise<TrustStore | undefined> {
  if (paths.length === 0) return undefined
  const files: InputFile[] = []
  for (const path of paths) files.push(...(await readInputFiles(path)))
  const store =
    anchors.length === 0
      ? trustAsGiven(files)
      : trustBySignature(files, await readCertificateFiles(anchors), at)
  const isEmpty = store.sources.every(({ certificates }) => certificates === 0)
  if (isEmpty) throw new InputError(`no certificate in ${paths.join(', ')}`)
  return store
}

function readZone(text: string, referenceDate: Date): Mrz {
  try {
    return parseMrz(text, { referenceDate })
  } catch (error) {
    if (error instanceof EmrtdError) throw new InputError(`--mrz: ${error.message}`)
    throw error
  }
}
