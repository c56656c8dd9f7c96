import { rename, rm, stat, writeFile } from 'node:fs/promises'

/**
 * Writes a file under a temporary name beside its own and renames it: whatever goes wrong meanwhile - a full disk, the end of the
 * process - a file of that name is whole, or what it was before. What is no plain file (`/dev/stdout`) is written as it is.
 */
export async function writeWhole(path: string, content: Uint8Array | string, mode = 0o666): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (there !== undefined && !there.isFile()) return writeFile(path, content)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await writeFile(temporary, content, { mode, flag: 'wx' })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
