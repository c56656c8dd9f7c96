import type { Command } from 'commander'
import { defaultBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import {
  type Certificate,
  formatName,
  type MasterListVerification,
  parseMasterList,
  readCertificates,
  verifyMasterList,
} from '../../pki/index.js'
import { certificateToJson } from '../inspection-to-json.js'
import { parseMoment } from '../parse-moment.js'
import { exitInput, InputError, type InputFile, readInputFile, readInputFiles } from '../read-input.js'
import { stateOfCountry } from '../state-of-country.js'
import { trustAsGiven } from '../trust-as-given.js'
import { registerTrustLint } from './trust-lint.js'

interface TrustOptions {
  readonly anchor?: string
  readonly at?: Date
  readonly json?: true
}

/**
 * Adds `emrtd trust list` and `emrtd trust verify` to a program: what lists of CSCA certificates hold, and whether a master
 * list's signature holds up to an anchor. Exit code of `verify` 0 signature valid, 1 invalid, 2 not decided; 64 wrong
 * usage, 65 input that cannot be read.
 */
export function registerTrust(program: Command): void {
  const trust = program.command('trust').description('look into lists of CSCA certificates')
  trust
    .command('list')
    .description('what lists hold, by state')
    .argument('<file...>', 'master list, or certificates in DER or PEM')
    .option('--json', 'print JSON')
    .action(async (paths: readonly string[], options: TrustOptions) => {
      process.exitCode = await refusingInput('list', options, () => list(paths, options))
    })
  trust
    .command('verify')
    .description('verify the signature of master lists')
    .argument('<file...>', 'master list')
    .option('--anchor <cert>', 'certificate (DER or PEM) that the signer must lead to')
    .option('--at <date>', 'moment to judge for, YYYY-MM-DD or ISO 8601 (default: now)', parseMoment)
    .option('--json', 'print JSON')
    .action(async (paths: readonly string[], options: TrustOptions) => {
      process.exitCode = await refusingInput('verify', options, () => verify(paths, options))
    })
  registerTrustLint(trust)
}

async function refusingInput(
  command: string,
  { json }: TrustOptions,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work()
  } catch (error) {
    const message =
      error instanceof InputError
        ? error.message
        : error instanceof EmrtdError
          ? `${error.code}: ${error.message}`
          : undefined
    if (message === undefined) throw error
    if (json) print({ error: { code: 'INPUT', message } })
    else process.stderr.write(`emrtd trust ${command}: ${message}\n`)
    return exitInput
  }
}

const print = (value: object): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

async function list(paths: readonly string[], { json }: TrustOptions): Promise<number> {
  const files: InputFile[] = []
  for (const path of paths) files.push(...(await readInputFiles(path)))
  const store = trustAsGiven(files)
  const all = store.anchors.map(({ certificate }) => certificate)
  const certificates = all.filter(isReadable)
  if (certificates.length === 0) throw new InputError(`no certificate in ${paths.join(', ')}`)
  const states = byState(certificates)
  const unread = store.sources.reduce((sum, source) => sum + source.failures.length, 0)
  const failures = unread + all.length - certificates.length
  if (json) {
    print({
      certificates: certificates.length,
      failures,
      states: Object.fromEntries([...states].map(([state, own]) => [state, own.map(certificateToJson)])),
    })
    return 0
  }
  for (const [state, own] of states) {
    process.stdout.write(`${state}  ${stateOfCountry(state)}\n`)
    for (const certificate of own) {
      const period = [certificate.notBefore, certificate.notAfter].map(date =>
        date.toISOString().slice(0, 10),
      )
      process.stdout.write(`  ${period.join(' to ')}  ${formatName(certificate.subject)}\n`)
    }
  }
  process.stdout.write(
    `${plural(certificates.length, 'certificate')} of ${plural(states.size, 'state')}, ${plural(failures, 'parse failure')}\n`,
  )
  return 0
}

/** Certificates decode lazily: one whose names or dates cannot be read is counted as a failure. */
function isReadable(certificate: Certificate): boolean {
  try {
    const { subject, issuer, notBefore } = certificate
    return [subject, issuer, notBefore].length > 0
  } catch (error) {
    if (error instanceof EmrtdError) return false
    throw error
  }
}

/** Certificates by the country of their subject, countries in order. */
function byState(certificates: readonly Certificate[]): ReadonlyMap<string, readonly Certificate[]> {
  const states = new Map<string, Certificate[]>()
  for (const certificate of certificates) {
    const state = certificate.country ?? '--'
    const own = states.get(state)
    if (own === undefined) states.set(state, [certificate])
    else own.push(certificate)
  }
  return new Map([...states].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What became of one list. */
interface ListVerification {
  readonly file: string
  /** Certificates, states, certificates that could not be read. */
  readonly counts: readonly number[]
  readonly verification: MasterListVerification
}

async function verify(
  paths: readonly string[],
  { anchor, at = new Date(), json }: TrustOptions,
): Promise<number> {
  const anchors = anchor === undefined ? [] : readAnchors(await readInputFile(anchor))
  const results: ListVerification[] = []
  for (const path of paths) {
    const masterList = parseMasterList((await readInputFile(path)).bytes)
    const { certificates, failures } = masterList
    const readable = certificates.filter(isReadable)
    const unread = failures.length + certificates.length - readable.length
    const counts = [readable.length, byState(readable).size, unread]
    const verification = verifyMasterList(masterList, anchors, { backend: defaultBackend, at })
    results.push({ file: path, counts, verification })
  }
  if (json) {
    print({
      lists: results.map(({ file, counts, verification: { status, reason, detail, signer } }) => ({
        file,
        status,
        reason,
        detail,
        signer: signer && certificateToJson(signer),
        certificates: counts[0],
        states: counts[1],
        failures: counts[2],
      })),
    })
  } else for (const result of results) process.stdout.write(verificationToText(result))
  if (results.some(({ verification: { status } }) => status === 'failed')) return 1
  return results.every(({ verification: { status } }) => status === 'passed') ? 0 : 2
}

function readAnchors({ path, bytes }: InputFile): readonly Certificate[] {
  const { certificates } = readCertificates(bytes)
  if (certificates.length === 0) throw new InputError(`${path}: no certificate`)
  return certificates
}

function verificationToText({
  file,
  counts: [certificates = 0, states = 0, failures = 0],
  verification: { status, reason, detail, signer },
}: ListVerification): string {
  const words = { passed: 'valid', failed: 'INVALID', inconclusive: 'not decided' }[status]
  return [
    file,
    `  signature ${words}${reason ? `: ${reason}` : ''}${detail ? `${reason ? ',' : ':'} ${detail}` : ''}`,
    ...(signer ? [`  signed by ${formatName(signer.subject)}`] : []),
    `  ${plural(certificates, 'certificate')} in ${plural(states, 'state')}, ${plural(failures, 'parse failure')}`,
    '',
  ].join('\n')
}
