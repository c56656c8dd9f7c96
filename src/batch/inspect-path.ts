import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { collectDocument, inspect, type NamedFile } from '../inspection/index.js'
import {
  fieldLeniencies,
  loadCompiledTrustStore,
  parseCertificate,
  parseCrl,
  type TrustStore,
} from '../pki/index.js'
import type { BatchLine, BatchOptions } from './batch-options.js'

/** The largest file that is read: no file of a document comes near it. */
const maximumFileLength = 64 * 1024 * 1024

/** Judges one document after the other with the same trust. */
export interface PathInspector {
  /**
   * Judges what lies at a path: a folder of files as read from a chip, a zip archive of one, or saved evidence. It never rejects.
   */
  inspectPath(path: string): Promise<BatchLine>
}

/**
 * Makes ready to judge documents of the disk, for the worker of a queue: the trust store is opened once.
 *
 * @throws {EmrtdError} for a trust store, CRL or certificate that cannot be read.
 *
 * @example
 * ```ts
 * import { createPathInspector } from 'emrtd/batch'
 *
 * const work = async (path: string, compiledStore: Uint8Array) =>
 *   createPathInspector({ trust: compiledStore, at: new Date(), policy: 'onboarding' }).inspectPath(path)
 * ```
 */
export function createPathInspector(options: BatchOptions): PathInspector {
  const { at, policy, crls = [], documentSigners = [] } = options
  const trust: TrustStore | undefined = options.trust && loadCompiledTrustStore(options.trust)
  const reading = { leniencies: fieldLeniencies }
  const judgedWith = {
    at,
    policy,
    trust,
    crls: crls.map(bytes => parseCrl(bytes, reading)),
    documentSigners: documentSigners.map(bytes => parseCertificate(bytes, reading)),
  }
  return {
    inspectPath: async path => {
      try {
        const { document } = collectDocument(await readFiles(path))
        if (document.files.length === 0) return unreadable(path, 'no file of a document')
        const { verdict, checks, document: found } = inspect(document, judgedWith)
        return {
          document: path,
          verdict,
          ...(found && { issuingState: found.mrz.issuingState, documentCode: found.mrz.documentCode }),
          checks: checks.filter(({ status }) => status === 'failed' || status === 'inconclusive'),
        }
      } catch (error) {
        return unreadable(path, reasonOf(error))
      }
    },
  }
}

/** A line for a document that nobody could judge. */
export function unreadable(document: string, error: string): BatchLine {
  return { document, verdict: 'unreadable', checks: [], error }
}

/** An error of the file system by its code; every other by its name alone: its message may hold what was read. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof RangeError
    ? error.message
    : `unexpected: ${error instanceof Error ? error.name : typeof error}`
}

async function readFiles(path: string): Promise<readonly NamedFile[]> {
  if (!(await stat(path)).isDirectory()) return [await readOne(path)]
  const entries = await readdir(path, { withFileTypes: true })
  const names = entries
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
  const files: NamedFile[] = []
  for (const name of names) files.push(await readOne(join(path, name)))
  return files
}

async function readOne(path: string): Promise<NamedFile> {
  const { size } = await stat(path)
  if (size > maximumFileLength) throw new RangeError(`a file of more than ${maximumFileLength} bytes`)
  return { name: basename(path), bytes: new Uint8Array(await readFile(path)) }
}
