import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** sysexits.h: wrong usage, input that cannot be read. */
export const exitUsage = 64
export const exitInput = 65

/** The largest file that is read: no file of the LDS or trust list comes near it. */
export const maximumFileLength: number = 256 * 1024 * 1024

/** A file with its name as the user gave it. */
export interface InputFile {
  readonly path: string
  readonly name: string
  readonly bytes: Uint8Array
}

/** Input that cannot be read; the command ends with status 65 and this message. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** Reads one file. */
export async function readInputFile(path: string): Promise<InputFile> {
  return orInputError(path, async () => {
    const found = await stat(path)
    if (!found.isFile()) throw new InputError(`${path}: not a file`)
    if (found.size > maximumFileLength)
      throw new InputError(`${path}: larger than ${maximumFileLength} bytes`)
    return { path, name: basename(path), bytes: new Uint8Array(await readFile(path)) }
  })
}

/** Reads a folder's files (not those of folders in it), in the order of their names; or the one file that the path names. */
export async function readInputFiles(path: string): Promise<readonly InputFile[]> {
  const files: InputFile[] = []
  for (const file of await listInputFiles(path)) files.push(await readInputFile(file))
  return files
}

/** The paths of those files. */
export async function listInputFiles(path: string): Promise<readonly string[]> {
  return orInputError(path, async () => {
    if (!(await stat(path)).isDirectory()) return [path]
    const entries = await readdir(path, { withFileTypes: true })
    const names = entries
      .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
    return names.sort().map(name => join(path, name))
  })
}

/** Runs what reads a path; what the system refuses becomes an input error. */
export async function orInputError<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) {
      throw new InputError(`${path}: ${error.code === 'ENOENT' ? 'no such file or folder' : error.code}`)
    }
    throw error
  }
}
