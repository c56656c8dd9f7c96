import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { BatchLine, BatchOptions } from './batch-options.js'
import { findDocuments } from './find-documents.js'
import { createPathInspector, unreadable } from './inspect-path.js'

/** How {@link inspectFolders} goes about it. */
export interface FoldersOptions extends BatchOptions {
  /** How many threads: one for each processor unless given; 0 judges in this thread. */
  readonly threads?: number | undefined
  /** Called after each document. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined
}

/** How many documents a thread takes at a time: fewer messages, and no thread waits long for the last one. */
const chunkLength = 8

/**
 * Judges all documents of a folder of folders, on all processors, and gives one line for each, in the order of {@link findDocuments}.
 * A document that cannot be read, or takes its thread down, is a line that says so; the others are judged all the same.
 *
 * @throws {EmrtdError} for a trust store, CRL or certificate that cannot be read; the error of the file system for a folder that cannot.
 *
 * @example
 * ```ts
 * import { inspectFolders } from 'emrtd/batch'
 *
 * async function countValid(folder: string, trust: Uint8Array): Promise<number> {
 *   let valid = 0
 *   for await (const { verdict } of inspectFolders(folder, { trust, at: new Date() })) if (verdict === 'valid') valid++
 *   return valid
 * }
 * ```
 */
export async function* inspectFolders(
  folder: string,
  options: FoldersOptions,
): AsyncGenerator<BatchLine, void, undefined> {
  const { threads = availableParallelism(), onProgress, ...judging } = options
  // What is wrong with the options is said at once, and not by every thread.
  const inspector = createPathInspector(judging)
  const paths = await findDocuments(folder)
  let done = 0
  const counted = (line: BatchLine): BatchLine => {
    onProgress?.(++done, paths.length)
    return line
  }
  if (threads < 1 || paths.length <= 1) {
    for (const path of paths) yield counted(await inspector.inspectPath(path))
    return
  }
  const chunks: string[][] = []
  for (let at = 0; at < paths.length; at += chunkLength) chunks.push(paths.slice(at, at + chunkLength))
  const pool = new Pool(Math.min(threads, chunks.length), judging)
  try {
    const waiting = chunks.map(chunk => pool.inspect(chunk))
    for (const lines of waiting) for (const line of await lines) yield counted(line)
  } finally {
    await pool.close()
  }
}

interface Job {
  readonly paths: readonly string[]
  readonly resolve: (lines: readonly BatchLine[]) => void
}

/** Threads, each with one job at a time. One that ends is replaced, and its job split: the document at fault ends alone. */
class Pool {
  readonly #options: BatchOptions
  readonly #queue: Job[] = []
  readonly #workers = new Set<Worker>()
  readonly #idle: Worker[] = []
  #closed = false

  constructor(threads: number, options: BatchOptions) {
    this.#options = options
    for (let i = 0; i < threads; i++) this.#start()
  }

  inspect(paths: readonly string[]): Promise<readonly BatchLine[]> {
    return new Promise(resolve => {
      this.#queue.push({ paths, resolve })
      this.#next()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#workers].map(worker => worker.terminate()))
  }

  #start(): void {
    const worker = new Worker(workerFile(), { workerData: this.#options })
    this.#workers.add(worker)
    this.#idle.push(worker)
  }

  #next(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) this.#run(this.#idle.pop()!, this.#queue.shift()!)
  }

  #run(worker: Worker, { paths, resolve }: Job): void {
    const onMessage = (lines: readonly BatchLine[]): void => {
      worker.off('message', onMessage).off('exit', onExit).off('error', onError)
      this.#idle.push(worker)
      resolve(lines)
      this.#next()
    }
    const onError = (): void => {}
    const onExit = (): void => {
      this.#workers.delete(worker)
      if (this.#closed) return
      if (paths.length === 1) resolve([unreadable(paths[0]!, 'its thread ended')])
      else void Promise.all(paths.map(path => this.inspect([path]))).then(lines => resolve(lines.flat()))
      this.#start()
      this.#next()
    }
    worker.on('message', onMessage).on('exit', onExit).on('error', onError)
    worker.postMessage(paths)
  }
}

/** Beside this file in the built package, or one folder up from the command line's. */
function workerFile(): URL {
  const places = ['./batch-worker.js', '../batch-worker.js'].map(place => new URL(place, import.meta.url))
  return places.find(place => existsSync(place)) ?? places[0]!
}
