import { readFileSync } from 'node:fs'
import { type Profiler, Session } from 'node:inspector'
import { fileURLToPath } from 'node:url'

/** Where a file of the project stands in the bundle. */
interface Section {
  readonly file: string
  readonly start: number
  readonly end: number
}

/**
 * What code of a bundle ran, by V8's block coverage: blocks for guiding the search, characters for the report. Blocks are known by
 * where they stand.
 */
export class Coverage {
  readonly #session: Session = new Session()
  readonly #url: string
  readonly #sections: readonly Section[]
  readonly #blocks = new Set<string>()

  constructor(url: string) {
    this.#url = url
    this.#sections = sectionsOf(readFileSync(fileURLToPath(url), 'utf8'))
    this.#session.connect()
    this.#post('Profiler.enable')
    this.resume()
  }

  /** How many blocks have run in all. */
  get blockCount(): number {
    return this.#blocks.size
  }

  /** Counts from now on, of calls too: so what ran since the last look can be told from what ran before. */
  resume(): void {
    this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Code that is counted runs slowly. */
  pause(): void {
    this.#post('Profiler.stopPreciseCoverage')
  }

  /** The blocks that ran since the last look. */
  take(): ReadonlySet<string> {
    const { result } = this.#post<Profiler.TakePreciseCoverageReturnType>('Profiler.takePreciseCoverage')
    const blocks = new Set<string>()
    for (const { ranges } of result.find(({ url }) => url === this.#url)?.functions ?? []) {
      for (const { count, startOffset, endOffset } of ranges) {
        if (count > 0) blocks.add(`${startOffset}-${endOffset}`)
      }
    }
    return blocks
  }

  /** Adds what ran since the last look; gives the blocks of it that never ran before. */
  takeNew(): ReadonlySet<string> {
    const fresh = new Set([...this.take()].filter(block => !this.#blocks.has(block)))
    for (const block of fresh) this.#blocks.add(block)
    return fresh
  }

  /** How many blocks the project's files of a folder have that ran. */
  blocksIn(folder: string): number {
    const sections = this.#sections.filter(({ file }) => file.startsWith(`src/${folder}`))
    let count = 0
    for (const block of this.#blocks) {
      const start = Number(block.slice(0, block.indexOf('-')))
      if (sections.some(section => section.start <= start && start < section.end)) count++
    }
    return count
  }

  #post<T>(method: string, parameters?: object): T {
    let outcome: T | undefined
    // The session answers before the call returns.
    this.#session.post(method, parameters, (error, result) => {
      if (error) throw error
      outcome = result as T
    })
    return outcome as T
  }
}

/** The bundler writes the path of each file as a comment before it. */
function sectionsOf(bundle: string): readonly Section[] {
  const marks = [...bundle.matchAll(/^\/\/ (\S+\.(?:m?js|ts))$/gm)]
  return marks.map(({ 1: file, index }, i) => ({
    file: file!,
    start: index,
    end: marks[i + 1]?.index ?? bundle.length,
  }))
}
