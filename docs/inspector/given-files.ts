import { identifyLdsFile } from '../../src/lds/index.js'

/** A file that was dropped or chosen. */
export interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** The folder that it lay in; empty for a single file. */
  readonly folder: string
}

/** Larger than any master list or PKD export. */
const maximumLength = 512 * 1024 * 1024

/** The files of a drop, those in folders included, or of a choice. */
export async function filesOf(given: DataTransfer | readonly File[]): Promise<readonly GivenFile[]> {
  if (!('items' in given)) {
    return Promise.all(given.map(file => read(file, file.webkitRelativePath.replace(/[^/]*$/, ''))))
  }
  // The list is emptied when the event is over: all entries are taken at once.
  const entries = [...given.items].flatMap(item => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return Promise.all([...given.files].map(file => read(file, '')))
  return (await Promise.all(entries.map(walk))).flat()
}

async function walk(entry: FileSystemEntry): Promise<readonly GivenFile[]> {
  if (entry.name.startsWith('.')) return []
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [await read(file, entry.fullPath.replace(/[^/]*$/, ''))]
  }
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const files: GivenFile[] = []
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return files
    for (const each of some) files.push(...(await walk(each)))
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

async function read(file: File, folder: string): Promise<GivenFile> {
  if (file.size > maximumLength) throw new Error(`${file.name} is larger than 512 MiB`)
  return { name: file.name, folder, bytes: new Uint8Array(await file.arrayBuffer()) }
}

/** One document and all lists: of several documents, each in its folder, the first. */
export function singleDocument(files: readonly GivenFile[]): {
  readonly chosen: readonly GivenFile[]
  readonly note: string
} {
  const isPart = ({ name, bytes }: GivenFile): boolean => identifyLdsFile(name, bytes) !== undefined
  const folders = [...new Set(files.filter(isPart).map(({ folder }) => folder))]
  if (folders.length < 2) return { chosen: files, note: '' }
  const [first = ''] = folders
  return {
    chosen: files.filter(file => file.folder === first || !isPart(file)),
    note: `There are ${folders.length} folders with a document: only ${first} was judged. The command emrtd verify takes them all.`,
  }
}
