import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DocumentEvidence } from '../evidence.js'
import { saveEvidence } from '../evidence-json.js'
import { InputError } from './read-input.js'
import { writeWhole } from './write-whole.js'

/** The evidence itself, beside the files. */
export const evidenceFileName = 'evidence.json'

/**
 * Makes the folder that a document is to be read into. One that holds something is refused: the files of two documents do not
 * belong together.
 *
 * @throws {InputError} if it cannot be made or is not empty.
 */
export async function prepareFolder(folder: string): Promise<void> {
  await orInputError(async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if ((await readdir(folder)).length > 0) throw new InputError(`${folder}: not empty`)
  })
}

/**
 * Writes what was read: a file each, the beginning of those that broke off as `.part`, and the evidence. Each is written under a
 * temporary name first, so that a file that is there is whole. Only the user may read them.
 *
 * @returns the names of the files.
 * @throws {InputError} if they cannot be written.
 */
export async function writeEvidence(folder: string, evidence: DocumentEvidence): Promise<readonly string[]> {
  const contents: (readonly [string, Uint8Array | string])[] = [
    ...evidence.files.map(({ name, bytes }) => [`${toolName(name)}.bin`, bytes] as const),
    ...evidence.unread.flatMap(({ name, bytes }) =>
      bytes === undefined ? [] : [[`${toolName(name)}.part`, bytes] as const],
    ),
    [evidenceFileName, saveEvidence(evidence)],
  ]
  await orInputError(async () => {
    for (const [name, content] of contents) await writeWhole(join(folder, name), content, 0o600)
  })
  return contents.map(([name]) => name)
}

/** The name that common tools give a file: `EF_SOD`, `DG1`. */
function toolName(name: string): string {
  return name.startsWith('EF.DG') ? name.slice(3) : name.replace('.', '_').replace('/', '_')
}

async function orInputError(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new InputError(error.message)
    throw error
  }
}
