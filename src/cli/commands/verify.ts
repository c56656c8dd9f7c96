import { type Command, InvalidArgumentError, Option } from 'commander'
import { EmrtdError } from '../../errors.js'
import { type BrowserImage, imageForBrowser, loadOpenJpeg } from '../../images/index.js'
import {
  collectDocument,
  type Inspection,
  type InspectionPolicy,
  inspect,
  inspectionPolicies,
  inspectionToHtml,
  type PolicyName,
} from '../../inspection/index.js'
import { type Mrz, parseMrz } from '../../mrz/index.js'
import { compileTrustStore } from '../../pki/index.js'
import type { Verdict } from '../../verdict.js'
import { inspectionToJson } from '../inspection-to-json.js'
import { inspectionToText } from '../inspection-to-text.js'
import { parseChallenge } from '../parse-challenge.js'
import { parseMoment } from '../parse-moment.js'
import { readCertificateFiles } from '../read-certificate-files.js'
import { readCrls } from '../read-crls.js'
import { exitInput, InputError, readInputFiles } from '../read-input.js'
import { readTrust } from '../read-trust.js'
import { terminalStyle } from '../terminal-style.js'
import { writeWhole } from '../write-whole.js'
import { verifyMany } from './verify-many.js'

interface VerifyOptions {
  readonly trust?: readonly string[]
  readonly anchor?: readonly string[]
  readonly crl?: readonly string[]
  readonly signer?: readonly string[]
  readonly mrz?: string
  readonly challenge?: Uint8Array
  readonly policy: PolicyName
  readonly validity?: keyof typeof validities
  readonly revocation?: keyof typeof revocations
  readonly caFlag?: InspectionPolicy['caFlag']
  readonly at?: Date
  readonly json?: true
  readonly html?: string
  readonly redact?: true
  readonly jsonLines?: true
  readonly threads?: number
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
    .argument(
      '<document>',
      'folder of files as read from a chip (EF_SOD.bin, DG1.bin, 0101.bin, ...), zip archive of one, or saved evidence',
    )
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
    .option(
      '--challenge <hex>',
      'the challenge of Active Authentication that you asked for; then who read the chip is not believed',
      parseChallenge,
    )
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
    .option('--html <file>', 'write a report for persons as one HTML page, beside what is printed')
    .option('--redact', 'leave out what tells who the holder is')
    .option(
      '--json-lines',
      'take a folder of folders, and print a line of JSON for each document, a summary last',
    )
    .option(
      '--threads <count>',
      'how many threads --json-lines uses (default: one for each processor)',
      readCount,
    )
    .action(async (folder: string, options: VerifyOptions) => {
      process.exitCode = await run(folder, options)
    })
}

const repeated = (path: string, before: readonly string[] = []): readonly string[] => [...before, path]

function readCount(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('A number of threads expected.')
  return Number(text)
}

async function run(folder: string, options: VerifyOptions): Promise<number> {
  const { trust = [], anchor = [], crl = [], signer = [], at = new Date(), json, redact = false } = options
  const { validity, revocation, caFlag } = options
  const policy: InspectionPolicy = {
    ...inspectionPolicies[options.policy],
    ...(validity && { validity: validities[validity] }),
    ...(revocation && { revocation: revocations[revocation] }),
    ...(caFlag && { caFlag }),
  }
  try {
    if (options.jsonLines) {
      const { html, mrz, challenge } = options
      if (json || [html, mrz, challenge].some(option => option !== undefined)) {
        throw new InputError('--json-lines goes without --json, --html, --mrz and --challenge')
      }
      const store = await readTrust(trust, anchor, at)
      return await verifyMany(folder, {
        trust: store && compileTrustStore(store),
        crls: (await readCrls(crl)).map(({ bytes }) => bytes),
        documentSigners: (await readCertificateFiles(signer)).map(({ bytes }) => bytes),
        policy,
        at,
        threads: options.threads,
      })
    }
    const { document, others } = collectDocument(await readInputFiles(folder))
    if (document.files.length === 0) throw new InputError('no file of a document among the files given')
    const ignored = others.map(({ name }) => name)
    const store = await readTrust(trust, anchor, at)
    const inspection: Inspection = inspect(document, {
      trust: store,
      crls: await readCrls(crl),
      documentSigners: await readCertificateFiles(signer),
      printedMrz: options.mrz === undefined ? undefined : readZone(options.mrz, at),
      policy,
      challenge: options.challenge,
      at,
    })
    if (options.html !== undefined) {
      await write(
        options.html,
        inspectionToHtml(inspection, { redact, portrait: await portraitOf(inspection) }),
      )
    }
    const style = terminalStyle(process.stdout, process.env)
    process.stdout.write(
      json
        ? `${JSON.stringify(inspectionToJson(inspection, { trust: store, ignored, redact }), null, 2)}\n`
        : inspectionToText(inspection, { trust: store, ignored, redact, style }),
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

function readZone(text: string, referenceDate: Date): Mrz {
  try {
    return parseMrz(text, { referenceDate })
  } catch (error) {
    if (error instanceof EmrtdError) throw new InputError(`--mrz: ${error.message}`)
    throw error
  }
}

/** The portrait as a browser shows it; a picture that nobody can show is no reason to have no report. */
async function portraitOf({ portrait }: Inspection): Promise<BrowserImage | undefined> {
  if (portrait === undefined) return undefined
  const { format, bytes } = portrait.image
  try {
    const encoded = format === 'jpeg2000' || format === 'jp2'
    return imageForBrowser(bytes, encoded ? { openJpeg: await loadOpenJpeg() } : {})
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, text)
  } catch (error) {
    throw new InputError(`${path}: cannot be written`, { cause: error })
  }
}
