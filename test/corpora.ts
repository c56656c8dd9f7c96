import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** The folder of real data: `EMRTD_CORPORA`, else `../shared/corpora` beside the project. */
const corporaRoot = process.env['EMRTD_CORPORA'] ?? resolve(projectRoot, '../shared/corpora')

/** Path of a file or folder of the corpora; undefined, with a note printed, where it is not on this machine. */
export function corpora(path: string): string | undefined {
  const full = resolve(corporaRoot, path)
  if (existsSync(full)) return full
  console.log(`skipped for want of corpora: ${path} (set EMRTD_CORPORA)`)
  return undefined
}
