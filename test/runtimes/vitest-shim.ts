import * as matchers from '@vitest/expect'
import * as chai from 'chai'

/*
 * As much of vitest as the tests of vectors use, for runtimes in which vitest does not run: the same test files, bundled with this in
 * its place.
 */
chai.use(matchers.JestExtend)
chai.use(matchers.JestChaiExpect)
chai.use(matchers.JestAsymmetricMatchers)

type Work = (...parameters: never[]) => unknown

interface Case {
  readonly title: string
  readonly work: () => unknown
  /** The same for all rows of a table. */
  readonly template: string
}

const cases: Case[] = []
const before: (() => unknown)[] = []
const after: (() => unknown)[] = []
const titles: string[] = []

const fill = (title: string, row: readonly unknown[]): string =>
  title.replace(/%[sdijo]|\$(\w+)/g, (_, name?: string) =>
    String(name === undefined ? row[0] : (row[0] as Record<string, unknown>)?.[name]),
  )

const rowOf = (row: unknown): readonly unknown[] => (Array.isArray(row) ? row : [row])

function push(title: string, work: () => unknown, written: Work): void {
  cases.push({ title: [...titles, title].join(' > '), work, template: String(written) })
}

function define(title: string, ...rest: readonly unknown[]): void {
  const work = rest.find(each => typeof each === 'function') as Work
  push(title, work as () => unknown, work)
}

const testEach =
  (rows: readonly unknown[]) =>
  (title: string, ...rest: readonly unknown[]): void => {
    const work = rest.find(each => typeof each === 'function') as Work
    for (const row of rows) push(fill(title, rowOf(row)), () => work(...(rowOf(row) as never[])), work)
  }

function group(title: string, ...rest: readonly unknown[]): void {
  const work = rest.find(each => typeof each === 'function') as Work
  titles.push(title)
  ;(work as () => void)()
  titles.pop()
}

const describeEach =
  (rows: readonly unknown[]) =>
  (title: string, work: Work): void => {
    for (const row of rows) {
      const values = rowOf(row) as never[]
      group(fill(title, values), () => work(...values))
    }
  }

/** What a test file may call in place of `test` and `describe`. */
interface Definer {
  (title: string, work: Work): void
  readonly each: (rows: readonly unknown[]) => (title: string, work: Work) => void
  readonly for: Definer['each']
  readonly skip: Definer
  readonly skipIf: (condition: unknown) => Definer
  readonly runIf: (condition: unknown) => Definer
}

function definer(
  call: (title: string, ...rest: readonly unknown[]) => void,
  each: Definer['each'],
  skip?: Definer,
): Definer {
  const made: Definer = Object.assign((title: string, ...rest: readonly unknown[]) => call(title, ...rest), {
    each,
    for: each,
    skipIf: (condition: unknown): Definer => (condition ? made.skip : made),
    runIf: (condition: unknown): Definer => (condition ? made : made.skip),
    get skip(): Definer {
      return skip ?? nothing
    },
  })
  return made
}

const nothing: Definer = definer(
  () => {},
  () => () => {},
)

export const test: Definer = definer(define, testEach)
export const it: Definer = test
export const describe: Definer = definer(group, describeEach)
export const beforeAll = (work: () => unknown): number => before.push(work)
export const afterAll = (work: () => unknown): number => after.push(work)
export const expect: typeof chai.expect = chai.expect

/** What the test files have defined, for scripts that run a part of it. */
export const plan: Readonly<
  Record<'before' | 'after', readonly (() => unknown)[]> & { cases: readonly Case[] }
> = {
  before,
  cases,
  after,
}

/** Runs what the test files have defined. */
export async function runAll(): Promise<{ passed: number; failures: string[] }> {
  for (const work of before) await work()
  const failures: string[] = []
  for (const { title, work } of cases) {
    try {
      await work()
    } catch (error) {
      failures.push(`${title}: ${error instanceof Error ? error.message : error}`)
    }
  }
  return { passed: cases.length - failures.length, failures }
}
