import { type Command, InvalidArgumentError } from 'commander'
import { fromHex, toHex } from '../../bytes.js'
import {
  compileTrustStore,
  createTrustStore,
  formatPlace,
  loadCompiledTrustStore,
  type SourceTrust,
  type TrustListReport,
  type TrustSourceReport,
  type TrustStore,
} from '../../pki/index.js'
import { parseMoment } from '../parse-moment.js'
import { readCertificateFiles } from '../read-certificate-files.js'
import { exitUsage, InputError } from '../read-input.js'
import { readTrustFiles, sourcesOfFiles } from '../read-trust-files.js'
import {
  byState,
  isReadable,
  plural,
  printJson,
  printLines,
  refusingInput,
  repeated,
} from '../trust-command.js'
import { writeWhole } from '../write-whole.js'
import { withoutSigner } from './trust-list.js'

interface BuildOptions {
  readonly out: string
  readonly anchor?: readonly string[]
  readonly pin?: readonly string[]
  readonly asGiven?: readonly string[]
  readonly documentSigners?: true
  readonly at?: Date
  readonly json?: true
}

/** Exit code for a store that was written without a list whose signature does not hold. */
const exitPartly = 2

/**
 * Adds `build` to `emrtd trust`: makes one file of lists, certificates and CRLs, to be opened at once. Exit code 0 written, 1 nothing trusted
 * and nothing written, 2 written without what was refused, 65 for input that cannot be read.
 */
export function registerTrustBuild(trust: Command): void {
  trust
    .command('build')
    .description('make one compiled trust store of lists, certificates and CRLs')
    .argument(
      '<source...>',
      'master lists, certificates, CRLs, deviation lists (DER or PEM), LDIF exports, archives or folders of them',
    )
    .requiredOption('--out <file>', 'the file to write')
    .option(
      '--anchor <path>',
      'certificates that lists must be signed under; what is not is refused; can be repeated (default: sources are trusted as given)',
      repeated,
    )
    .option('--pin <sha256>', 'take only the certificate with this SHA-256; can be repeated', pinned)
    .option(
      '--as-given <path>',
      'a source that is trusted whatever is asked of the others; can be repeated',
      repeated,
    )
    .option('--document-signers', 'write the certificates of document signers too')
    .option(
      '--at <date>',
      'moment at which signatures must hold, and that is recorded (default: now)',
      parseMoment,
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      [
        '',
        'Whoever loads the file can demand the digest that is printed.',
        '',
        'Exit status: 0 written; 1 nothing trusted, nothing written; 2 written without what was refused; 64 wrong usage;',
        '65 a file that cannot be read.',
      ].join('\n'),
    )
    .action(async (paths: readonly string[], options: BuildOptions) => {
      process.exitCode = await refusingInput('build', options, () => build(paths, options))
    })
}

function pinned(text: string, before: readonly string[] = []): readonly string[] {
  const digits = text.replace(/[\s:]/g, '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(digits)) return [...before, digits]
  throw new InvalidArgumentError('64 hexadecimal digits expected.')
}

async function build(paths: readonly string[], options: BuildOptions): Promise<number> {
  const { out, anchor, pin, asGiven = [], at = new Date(), json } = options
  if (anchor !== undefined && pin !== undefined) {
    process.stderr.write('emrtd trust build: either --anchor or --pin\n')
    return exitUsage
  }
  const trust: SourceTrust =
    anchor !== undefined
      ? { anchors: await readCertificateFiles(anchor), at }
      : pin !== undefined
        ? { pinned: pin.map(fromHex) }
        : 'asGiven'
  const keep = { documentSigners: options.documentSigners === true }
  const [given, asked] = [await readTrustFiles(asGiven, keep), await readTrustFiles(paths, keep)]
  const store = createTrustStore([...sourcesOfFiles(given, 'asGiven'), ...sourcesOfFiles(asked, trust)])
  const leftOut = [...given, ...asked].map(file => file.leftOut)
  const reports = store.sources.map((report, i) => withLeftOut(report, leftOut[i]!))
  const isEmpty = store.anchors.length + store.crls.length + store.deviationLists.length === 0
  const file = compileTrustStore(store, { at, documentSigners: options.documentSigners })
  const compiled = loadCompiledTrustStore(file)
  if (!isEmpty) await write(out, file)
  const links = compiled.links.filter(link => isReadable(link.anchor.certificate))
  if (json) {
    printJson({
      ...(isEmpty ? {} : { file: out, bytes: file.length, digest: toHex(compiled.digest) }),
      certificates: store.anchors.length,
      states: byState(store.anchors.filter(({ certificate }) => isReadable(certificate))).size,
      crls: store.crls.length,
      deviationLists: store.deviationLists.length,
      documentSigners: store.documentSigners.length,
      documentSignersLeftOut: leftOut.reduce((sum, count) => sum + count, 0),
      sources: reports.map(sourceToJson),
    })
  } else {
    for (const report of reports) printLines(sourceToLines(report))
    printLines([...withoutSigner(links), '', ...contentToLines(store, leftOut, keep.documentSigners)])
    printLines(
      isEmpty
        ? ['nothing that is trusted: no file is written']
        : [`${out}: ${file.length} bytes`, `digest ${toHex(compiled.digest)}`],
    )
  }
  if (isEmpty) return 1
  const refused = reports.some(({ trust: how }) => how === 'refused' || how === 'partly')
  return refused ? exitPartly : 0
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeWhole(path, bytes)
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new InputError(`${path}: ${error.message}`)
    throw error
  }
}

const trustWords: Readonly<Record<TrustSourceReport['trust'], string>> = {
  asGiven: 'trusted as given',
  verified: 'signature valid',
  pinned: 'pinned certificates',
  partly: 'trusted in part',
  refused: 'REFUSED',
  notNeeded: 'verified when used',
}

/** How many failures of a source are named, and lists. */
const shown = 10

function sourceToLines(report: TrustSourceReport): readonly string[] {
  const { name, trust, certificates, documentSigners, crls, lists, failures, verification } = report
  const counts = [
    [certificates, 'certificate'],
    [documentSigners, 'document signer'],
    [crls, 'CRL'],
    [lists.filter(({ kind }) => kind === 'deviationList').length, 'deviation list'],
  ] as const
  const held = counts.filter(([count]) => count > 0).map(([count, word]) => plural(count, word))
  const why = verification === undefined ? '' : `, ${reasonOf(verification)}`
  const refused = lists.length > 1 ? lists.filter(list => list.trust === 'refused') : []
  return [
    `${name}: ${held.length === 0 ? 'nothing' : held.join(', ')}; ${trustWords[trust]}${why}`,
    ...refused.slice(0, shown).map(list => `  refused: ${listInWords(list)}`),
    ...more(refused.length, 'refused lists'),
    ...failures
      .slice(0, shown)
      .map(
        ({ place, error }) =>
          `  not used: ${[formatPlace(place), error.message].filter(part => part !== '').join(': ')}`,
      ),
    ...more(failures.length, 'items that are not used'),
  ]
}

const more = (count: number, what: string): readonly string[] =>
  count > shown ? [`  ${count - shown} more ${what}`] : []

const reasonOf = ({ reason, detail }: NonNullable<TrustSourceReport['verification']>): string =>
  [reason, detail].filter(part => part !== undefined && part !== '').join(', ')

const listInWords = ({ name, verification }: TrustListReport): string =>
  verification === undefined ? name : `${name}: ${reasonOf(verification)}`

/** A source that holds document signers and nothing else has nothing that is refused. */
function withLeftOut(report: TrustSourceReport, leftOut: number): TrustSourceReport {
  const { certificates, lists, trust } = report
  const isNotNeeded = trust === 'refused' && leftOut > 0 && certificates === 0 && lists.length === 0
  return {
    ...report,
    documentSigners: report.documentSigners + leftOut,
    ...(isNotNeeded && { trust: 'notNeeded' }),
  }
}

function contentToLines(store: TrustStore, leftOut: readonly number[], kept: boolean): readonly string[] {
  const readable = store.anchors.filter(({ certificate }) => isReadable(certificate))
  const signers = store.documentSigners.length
  const passedOver = leftOut.reduce((sum, count) => sum + count, kept ? 0 : signers)
  const counts = [
    [store.crls.length, 'CRL', ''],
    [store.deviationLists.length, 'deviation list', ''],
    [kept ? signers : 0, 'document signer', ''],
    [passedOver, 'document signer', ' left out'],
  ] as const
  return [
    `${plural(store.anchors.length, 'certificate')} of ${plural(byState(readable).size, 'state')}`,
    ...counts.flatMap(([count, word, rest]) => (count > 0 ? [`${plural(count, word)}${rest}`] : [])),
  ]
}

function sourceToJson({ failures, verification, lists, ...report }: TrustSourceReport): object {
  return {
    ...report,
    ...(verification && {
      status: verification.status,
      reason: verification.reason,
      detail: verification.detail,
    }),
    lists: lists.map(({ verification: how, ...list }) => ({
      ...list,
      ...(how && { status: how.status, reason: how.reason, detail: how.detail }),
    })),
    failures: failures.map(({ place, error }) => ({
      place: formatPlace(place),
      code: error.code,
      message: error.message,
    })),
  }
}
