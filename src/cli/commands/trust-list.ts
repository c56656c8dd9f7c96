import type { Command } from 'commander'
import { toHex } from '../../bytes.js'
import { defaultBackend } from '../../crypto/index.js'
import { type AnchorLink, formatName, linkAnchors, type TrustStore } from '../../pki/index.js'
import { algorithmsToJson, certificateToCells, linkWords, tableToLines } from '../certificate-to-line.js'
import { certificateToJson } from '../inspection-to-json.js'
import { parseMoment } from '../parse-moment.js'
import { InputError } from '../read-input.js'
import { readTrustFiles, storeOfFiles } from '../read-trust-files.js'
import { stateOfCountry } from '../state-of-country.js'
import { byState, isReadable, plural, printJson, printLines, refusingInput } from '../trust-command.js'

interface ListOptions {
  readonly state?: string
  readonly at?: Date
  readonly json?: true
}

/** Adds `list` to `emrtd trust`: what lists hold, by state, with algorithms and expiry. Exit code 0, 65 for input that cannot be read. */
export function registerTrustList(trust: Command): void {
  trust
    .command('list')
    .description('what lists hold, by state')
    .argument(
      '<file...>',
      'master lists, certificates (DER or PEM), LDIF exports, compiled stores, archives or folders of them',
    )
    .option('--state <code>', 'only the certificates of this state, by its two letters')
    .option('--at <date>', 'moment for which expiry is told (default: now)', parseMoment)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExit status: 0; 64 wrong usage; 65 nothing in the files that can be read.')
    .action(async (paths: readonly string[], options: ListOptions) => {
      process.exitCode = await refusingInput('list', options, () => list(paths, options))
    })
}

async function list(
  paths: readonly string[],
  { state, at = new Date(), json }: ListOptions,
): Promise<number> {
  const store = storeOfFiles(await readTrustFiles(paths))
  const all = linkAnchors(store, defaultBackend)
  const readable = all.filter(({ anchor }) => isReadable(anchor.certificate))
  if (readable.length === 0) throw new InputError(`no certificate in ${paths.join(', ')}`)
  const states = byState(
    readable
      .map(link => ({ ...link, certificate: link.anchor.certificate }))
      .filter(({ certificate }) => state === undefined || certificate.country === state.toUpperCase()),
  )
  const unread = store.sources.reduce((sum, source) => sum + source.failures.length, 0)
  const failures = unread + all.length - readable.length
  if (json) {
    printJson({
      certificates: readable.length,
      failures,
      states: Object.fromEntries([...states].map(([code, own]) => [code, own.map(linkToJson)])),
    })
    return 0
  }
  const rows = [...states.values()].map(own =>
    own.map(({ certificate, kind }) => certificateToCells(certificate, linkWords[kind], at)),
  )
  // One table for all states, so that columns stand under one another.
  const lines = tableToLines(rows.flat())
  let next = 0
  for (const [code, own] of states) {
    printLines([`${code}  ${stateOfCountry(code)}`.trimEnd(), ...lines.slice(next, next + own.length)])
    next += own.length
  }
  const shown = [...states.values()].flat()
  printLines(withoutSigner(shown))
  printLines([...besides(store), summary(shown, states.size, failures)])
  return 0
}

function linkToJson({ anchor, kind, signer }: AnchorLink): object {
  return {
    ...certificateToJson(anchor.certificate),
    ...algorithmsToJson(anchor.certificate),
    kind: kind === 'selfSigned' ? 'root' : kind,
    ...(signer && signer !== anchor && { signedBy: certificateToJson(signer.certificate) }),
    sources: anchor.sources,
  }
}

function summary(links: readonly AnchorLink[], states: number, failures: number): string {
  const count = `${plural(links.length, 'certificate')} of ${plural(states, 'state')}`
  return `${count}, ${plural(failures, 'parse failure')}`
}

/** What a store holds that is no CSCA certificate. */
function besides({ crls, deviationLists, documentSigners }: TrustStore): readonly string[] {
  const counts = [
    [crls.length, 'CRL'],
    [deviationLists.length, 'deviation list'],
    [documentSigners.length, 'document signer'],
  ] as const
  const held = counts.filter(([count]) => count > 0).map(([count, word]) => plural(count, word))
  return held.length === 0 ? [] : [`besides: ${held.join(', ')}`]
}

/** The certificates that no certificate of the store signed, by name. */
export function withoutSigner(links: readonly AnchorLink[]): readonly string[] {
  const alone = links.filter(({ kind }) => kind === 'unlinked' || kind === 'undecided')
  if (alone.length === 0) return []
  return [
    `${plural(alone.length, 'certificate')} whose signer is not among them:`,
    ...alone.map(
      ({ anchor: { certificate } }) =>
        `  ${formatName(certificate.subject)}, serial number ${toHex(certificate.serialNumber)}`,
    ),
  ]
}
