import type { Command } from 'commander'
import { defaultBackend } from '../../crypto/index.js'
import {
  type Certificate,
  type Crl,
  formatName,
  formatPlace,
  type SignedListVerification,
  type TrustItem,
  verifyDeviationList,
  verifyMasterList,
} from '../../pki/index.js'
import { certificateToJson } from '../inspection-to-json.js'
import { parseMoment } from '../parse-moment.js'
import { readCertificateFiles } from '../read-certificate-files.js'
import { InputError } from '../read-input.js'
import { readTrustFiles } from '../read-trust-files.js'
import {
  countryOf,
  isReadable,
  plural,
  printJson,
  printLines,
  refusingInput,
  repeated,
} from '../trust-command.js'

interface VerifyListOptions {
  readonly anchor?: readonly string[]
  readonly at?: Date
  readonly json?: true
}

/** What became of one list. */
interface ListVerification {
  /** The file, and the place in it of a list that is not alone. */
  readonly name: string
  /** Certificates, states and what could not be read; or entries of a deviation list. */
  readonly content:
    | { readonly certificates: number; readonly states: number; readonly failures: number }
    | number
  readonly verification: SignedListVerification
}

/**
 * Adds `verify` to `emrtd trust`: whether the signature of master lists and deviation lists holds up to an anchor. Exit code 0 every signature
 * valid, 1 one invalid, 2 one not decided, 65 for input that cannot be read.
 */
export function registerTrustVerify(trust: Command): void {
  trust
    .command('verify')
    .description('verify the signature of master lists and deviation lists')
    .argument(
      '<file...>',
      'master lists and deviation lists, CRLs that may revoke their signers; LDIF exports, archives or folders of them',
    )
    .option(
      '--anchor <path>',
      'certificates (DER or PEM) of which the signer must lead to one; can be repeated',
      repeated,
    )
    .option('--at <date>', 'moment to judge for, YYYY-MM-DD or ISO 8601 (default: now)', parseMoment)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 every signature valid; 1 one invalid; 2 one not decided; 64 wrong usage; 65 a file that cannot be read.',
    )
    .action(async (paths: readonly string[], options: VerifyListOptions) => {
      process.exitCode = await refusingInput('verify', options, () => verify(paths, options))
    })
}

async function verify(
  paths: readonly string[],
  { anchor = [], at = new Date(), json }: VerifyListOptions,
): Promise<number> {
  const anchors = await readCertificateFiles(anchor)
  const files = await readTrustFiles(paths)
  const crls = files.flatMap(({ items = [] }) =>
    items.flatMap(item => (item.kind === 'crl' ? [item.crl] : [])),
  )
  const results: ListVerification[] = []
  for (const { path, items = [] } of files) {
    const own = items.flatMap(item => verifyItem(path, item, anchors, crls, at) ?? [])
    if (own.length === 0 && paths.includes(path) && !items.some(({ kind }) => kind === 'crl')) {
      const failed = items.find(item => item.kind === 'failure')
      const why =
        failed === undefined ? 'no list with a signature' : `${failed.error.code}: ${failed.error.message}`
      throw new InputError(`${path}: ${why}`)
    }
    results.push(...own)
  }
  if (results.length === 0) throw new InputError(`no list in ${paths.join(', ')}`)
  if (json) printJson({ lists: results.map(verificationToJson) })
  else for (const result of results) printLines(verificationToLines(result))
  if (results.some(({ verification: { status } }) => status === 'failed')) return 1
  return results.every(({ verification: { status } }) => status === 'passed') ? 0 : 2
}

function verifyItem(
  path: string,
  item: TrustItem,
  anchors: readonly Certificate[],
  crls: readonly Crl[],
  at: Date,
): ListVerification | undefined {
  const options = { backend: defaultBackend, at, crls }
  const place = formatPlace(item.place)
  const name = place === '' ? path : `${path}: ${place}`
  if (item.kind === 'deviationList') {
    const verification = verifyDeviationList(item.list, anchors, options)
    return { name, content: item.list.deviations.length, verification }
  }
  if (item.kind !== 'masterList') return undefined
  const { certificates, failures } = item.list
  const readable = certificates.filter(isReadable)
  const content = {
    certificates: readable.length,
    states: new Set(readable.map(countryOf)).size,
    failures: failures.length + certificates.length - readable.length,
  }
  return { name, content, verification: verifyMasterList(item.list, anchors, options) }
}

function verificationToJson({ name, content, verification }: ListVerification): object {
  const { status, reason, detail, signer } = verification
  return {
    file: name,
    status,
    reason,
    detail,
    signer: signer && certificateToJson(signer),
    ...(typeof content === 'number' ? { deviations: content } : content),
  }
}

function verificationToLines({ name, content, verification }: ListVerification): readonly string[] {
  const { status, reason, detail, signer } = verification
  const words = { passed: 'valid', failed: 'INVALID', inconclusive: 'not decided' }[status]
  const why = [reason, detail].filter(part => part !== undefined && part !== '').join(', ')
  return [
    name,
    `  signature ${words}${why === '' ? '' : `: ${why}`}`,
    ...(signer ? [`  signed by ${formatName(signer.subject)}`] : []),
    typeof content === 'number'
      ? `  ${content} ${content === 1 ? 'entry' : 'entries'}`
      : `  ${plural(content.certificates, 'certificate')} in ${plural(content.states, 'state')}, ${plural(content.failures, 'parse failure')}`,
  ]
}
