import { readFileSync, writeFileSync } from 'node:fs'

/** What one run of the fuzzer did with one target. */
interface Run {
  readonly target: string
  readonly executions: number
  readonly blocksOfRoom: number
  readonly room: string
}

const heading = '| target | executions | blocks reached, most |\n| --- | ---: | --- |\n'

/** The executions of each target that a document's table has. */
export function readTotals(path: string): ReadonlyMap<string, number> {
  const { rows } = readTable(path)
  return new Map([...rows].map(([target, { executions }]) => [target, executions]))
}

/** Adds a run to the table of a document: executions are summed up, of the blocks reached the most are kept. */
export function recordTotals(path: string, run: Run): void {
  const { before: text, rows } = readTable(path)
  const before = rows.get(run.target)
  rows.set(run.target, {
    target: run.target,
    executions: run.executions + (before?.executions ?? 0),
    blocksOfRoom: Math.max(run.blocksOfRoom, before?.blocksOfRoom ?? 0),
    room: run.room === '' ? (before?.room ?? '') : run.room,
  })
  const lines = [...rows.values()]
    .sort((a, b) => (a.target < b.target ? -1 : 1))
    .map(
      ({ target, executions, blocksOfRoom, room }) =>
        `| ${target} | ${executions} | ${blocksOfRoom} in src/${room} |\n`,
    )
  writeFileSync(path, text + lines.join(''))
}

/** The table's rows, and what stands before them. */
function readTable(path: string): { readonly before: string; readonly rows: Map<string, Run> } {
  const text = readFileSync(path, 'utf8')
  const at = text.indexOf(heading)
  if (at < 0) throw new Error(`${path} has no table of totals`)
  const from = at + heading.length
  const rows = new Map<string, Run>()
  for (const line of text.slice(from).split('\n')) {
    const row = /^\| (.+?) \| (\d+) \| (\d+) in src\/(\S*) \|$/.exec(line)
    if (row === null) continue
    rows.set(row[1]!, {
      target: row[1]!,
      executions: Number(row[2]),
      blocksOfRoom: Number(row[3]),
      room: row[4]!,
    })
  }
  return { before: text.slice(0, from), rows }
}
