import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { registerVerify } from '../../src/cli/commands/verify.js'
import type { Expectation, ExpectedCheck } from '../../src/testkit/index.js'
import { makeConformancePack } from '../../src/testkit/index.js'
import type { Check, Verdict } from '../../src/verdict.js'
import { runCommand } from '../cli/run-command.js'

/** A folder of the pack, written to the disk. */
export interface PackFolder {
  readonly id: string
  readonly path: string
  readonly given: { readonly command: readonly string[] }
  readonly expected: Expectation
}

/** The pack on the disk, and how to be rid of it. */
export function writePack(only?: readonly string[]): {
  readonly folders: ReadonlyMap<string, PackFolder>
  readonly remove: () => void
} {
  const root = mkdtempSync(join(tmpdir(), 'emrtd-pack-'))
  const folders = new Map<string, PackFolder>()
  for (const [path, bytes] of makeConformancePack({ only })) {
    const target = join(root, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
    if (!path.endsWith('/expected.json')) continue
    const { id, given, expected } = JSON.parse(new TextDecoder().decode(bytes))
    folders.set(id, { id, path: dirname(target), given, expected })
  }
  return { folders, remove: () => rmSync(root, { recursive: true }) }
}

/** What `emrtd verify --json` prints. */
export interface Judgement {
  readonly verdict: Verdict
  readonly checks: readonly Check[]
  readonly exitCode: number | string | undefined
}

const places: Readonly<Record<string, string>> = {
  '--trust': 'trust',
  '--anchor': 'anchors',
  '--crl': 'crls',
  '--signer': 'signers',
}

/** Judges a document with the command line of its folder, asking for what another folder asks for. */
export async function judge(folder: PackFolder, like: PackFolder = folder): Promise<Judgement> {
  const words = folder.given.command.map((word, i, all) => {
    const place = i === 0 ? 'document' : places[all[i - 1]!]
    return place === undefined ? word : join(folder.path, word)
  })
  const demands = like.given.command.flatMap((word, i, all) =>
    /^--(mrz|policy|validity|revocation|ca-flag)$/.test(word) ? [word, all[i + 1]!] : [],
  )
  const { out, exitCode } = await runCommand(registerVerify, 'verify', ...words, ...demands)
  return { ...JSON.parse(out), exitCode }
}

/** A check as far as an expectation speaks of it. */
export function outline(check: Check | ExpectedCheck): string {
  const { id, subject, status, reason, advisory } = check
  return [id, subject, status, reason, advisory && status !== 'passed' && 'advisory']
    .filter(Boolean)
    .join(' ')
}

/** `PA.DATA_GROUP_HASH DG2`: what a check is about. */
export function aboutOf({ id, subject }: Check | ExpectedCheck): string {
  return subject === undefined ? id : `${id} ${subject}`
}
