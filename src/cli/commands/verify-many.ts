import { type BatchLine, type FoldersOptions, inspectFolders } from '../../batch/index.js'
import { InputError } from '../read-input.js'

/** How many documents ended how. */
export type BatchSummary = Readonly<Record<BatchLine['verdict'] | 'documents', number>>

/**
 * Judges a folder of folders: a line of JSON on standard output for each document, and one with the summary at the end; the progress on
 * standard error, if that is a terminal. Returns 1 if a document is invalid, otherwise 2 if one is inconclusive or unreadable, otherwise 0.
 */
export async function verifyMany(
  folder: string,
  options: Omit<FoldersOptions, 'onProgress'>,
): Promise<number> {
  const counts = { documents: 0, valid: 0, invalid: 0, inconclusive: 0, unreadable: 0 }
  const { stdout, stderr } = process
  let shownAt = 0
  const onProgress = (done: number, all: number): void => {
    if (!stderr.isTTY || (Date.now() - shownAt < 100 && done < all)) return
    shownAt = Date.now()
    stderr.write(`\r${done} of ${all} documents`)
    if (done === all) stderr.write('\n')
  }
  for await (const line of lines(folder, { ...options, onProgress })) {
    counts.documents++
    counts[line.verdict]++
    stdout.write(`${JSON.stringify(line)}\n`)
  }
  if (counts.documents === 0) throw new InputError(`${folder}: no document in the folders`)
  const summary: BatchSummary = counts
  stdout.write(`${JSON.stringify({ summary })}\n`)
  if (stderr.isTTY) stderr.write(`${summaryText(summary)}\n`)
  if (counts.invalid > 0) return 1
  return counts.inconclusive + counts.unreadable > 0 ? 2 : 0
}

async function* lines(folder: string, options: FoldersOptions): AsyncGenerator<BatchLine, void, undefined> {
  try {
    yield* inspectFolders(folder, options)
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'syscall' in error) {
      throw new InputError(
        `${folder}: ${error.code === 'ENOENT' ? 'no such file or folder' : String(error.code)}`,
      )
    }
    throw error
  }
}

function summaryText({ documents, ...verdicts }: BatchSummary): string {
  const parts = Object.entries(verdicts).filter(([, count]) => count > 0)
  return `${documents} documents: ${parts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`
}
