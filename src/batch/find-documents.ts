import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { identifyLdsFile } from '../lds/index.js'

/**
 * The documents in a folder of folders, in the order of their names: each folder that holds files of a chip by their names, or files and
 * no folder; each zip archive and each file of evidence (`.zip`, `.json`) beside such folders. A folder of a document is not searched for more.
 *
 * @throws the error of the file system if the folder cannot be read.
 *
 * @example
 * ```ts
 * import { findDocuments } from 'emrtd/batch'
 *
 * const count = async (folder: string) => (await findDocuments(folder)).length
 * ```
 */
export async function findDocuments(folder: string): Promise<readonly string[]> {
  const found: string[] = []
  await search(folder, found, true)
  return found
}

const nothing = new Uint8Array()

async function search(folder: string, found: string[], isRoot: boolean): Promise<void> {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const files = entries.filter(entry => entry.isFile())
  const folders = entries.filter(entry => entry.isDirectory())
  const ofChip = files.some(({ name }) => identifyLdsFile(name, nothing) !== undefined)
  if (ofChip || (!isRoot && folders.length === 0)) {
    found.push(folder)
    return
  }
  for (const { name } of [...folders, ...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, name)
    if (folders.some(entry => entry.name === name)) await search(path, found, false)
    else if (/\.(zip|json)$/i.test(name)) found.push(path)
  }
}
