import type { Command } from 'commander'
import { compareTrustStores, type RenewedAnchor, type TrustAnchor, type TrustStore } from '../../pki/index.js'
import { algorithmsToJson, certificateToCells, tableToLines } from '../certificate-to-line.js'
import { certificateToJson } from '../inspection-to-json.js'
import { parseMoment } from '../parse-moment.js'
import { InputError } from '../read-input.js'
import { readTrustFiles, storeOfFiles } from '../read-trust-files.js'
import { byState, countryOf, isReadable, printJson, printLines, refusingInput } from '../trust-command.js'

interface DiffOptions {
  readonly at?: Date
  readonly json?: true
}

const renewals: Readonly<Record<RenewedAnchor['by'], string>> = {
  sameKey: 'same key',
  linked: 'linked',
  sameName: 'same name',
}

/**
 * Adds `diff` to `emrtd trust`: which certificates a newer list adds, renews and leaves out. Exit code 0 none, 1 some, 65 for input that cannot
 * be read.
 */
export function registerTrustDiff(trust: Command): void {
  trust
    .command('diff')
    .description('what one list has and another has not: added, renewed, removed certificates')
    .argument('<older>', 'master list, certificates, LDIF export, compiled store, archive or folder of them')
    .argument('<newer>', 'as the older one')
    .option('--at <date>', 'moment for which expiry is told (default: now)', parseMoment)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      [
        '',
        'A certificate is renewed if it carries on one of the older list: another certificate of the same key, a new',
        'key that a key of the older list certified (linked), or a new key under the same name.',
        '',
        'Exit status: 0 the same certificates; 1 others; 64 wrong usage; 65 a file that cannot be read.',
      ].join('\n'),
    )
    .action(async (older: string, newer: string, options: DiffOptions) => {
      process.exitCode = await refusingInput('diff', options, () => diff(older, newer, options))
    })
}

async function diff(older: string, newer: string, { at = new Date(), json }: DiffOptions): Promise<number> {
  const { added, renewed, removed, kept } = compareTrustStores(await readStore(older), await readStore(newer))
  if (json) {
    printJson({
      added: added.map(anchorToJson),
      renewed: renewed.map(({ anchor, predecessor, by }) => ({
        ...anchorToJson(anchor),
        by,
        predecessor: anchorToJson(predecessor),
      })),
      removed: removed.map(anchorToJson),
      kept: kept.length,
    })
  } else {
    printRows(
      'added',
      added.map(anchor => ({ ...anchor, remark: '' })),
      at,
    )
    printRows(
      'renewed',
      renewed.map(({ anchor, by }) => ({ ...anchor, remark: renewals[by] })),
      at,
    )
    printRows(
      'removed',
      removed.map(anchor => ({ ...anchor, remark: '' })),
      at,
    )
    printLines([
      `${added.length} added, ${renewed.length} renewed, ${removed.length} removed, ${kept.length} in both`,
    ])
  }
  return added.length + renewed.length + removed.length === 0 ? 0 : 1
}

async function readStore(path: string): Promise<TrustStore> {
  const store = storeOfFiles(await readTrustFiles([path]))
  if (store.anchors.length === 0) throw new InputError(`no certificate in ${path}`)
  return store
}

function anchorToJson({ certificate }: TrustAnchor): object {
  return { ...certificateToJson(certificate), ...algorithmsToJson(certificate) }
}

function printRows(
  title: string,
  anchors: readonly (TrustAnchor & { readonly remark: string })[],
  at: Date,
): void {
  if (anchors.length === 0) return
  const rows = [...byState(anchors).values()]
    .flat()
    .map(({ certificate, remark }) => [
      countryOf(certificate),
      ...(isReadable(certificate) ? certificateToCells(certificate, remark, at) : ['unreadable']),
    ])
  printLines([title, ...tableToLines(rows), ''])
}
