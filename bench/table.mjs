/**
 * One line of the table.
 *
 * @typedef {object} Line
 * @property {number} row The row of docs/performance.md to which it belongs.
 * @property {string} work What is done.
 * @property {number} ours What it takes, in `unit`.
 * @property {string} against What it is compared with.
 * @property {number} [theirs] What that takes, in `unit`.
 * @property {'ns' | 'B'} unit
 * @property {number} value What is asked about: a ratio, or `ours` itself.
 * @property {Requirement} [required]
 *
 * @typedef {object} Requirement
 * @property {'atMost' | 'timesFaster' | 'more' | 'in all'} kind `atMost`: our time is at most so many times theirs;
 * `timesFaster`: theirs is at least so many times ours; `more`: ours is at most so much above theirs; `in all`: ours is at most so
 * much.
 * @property {number} [value] None where a line is there to explain another one.
 */

/**
 * A line from a measurement: `ours` and `theirs` are its contestants' names.
 *
 * @param {number} row
 * @param {string} work
 * @param {{ time: (name: string) => number, ratio: (name: string, to: string) => number }} measured
 * @param {string} ours
 * @param {string} theirs
 * @param {Requirement} [required]
 * @returns {Line}
 */
export function line(row, work, measured, ours, theirs, required) {
  const faster = required?.kind === 'timesFaster'
  return {
    row,
    work,
    ours: measured.time(ours),
    against: theirs,
    theirs: measured.time(theirs),
    unit: 'ns',
    value: faster ? measured.ratio(theirs, ours) : measured.ratio(ours, theirs),
    ...(required && { required }),
  }
}

export const atMost = value => ({ kind: 'atMost', ...(value && { value }) })
export const timesFaster = value => ({ kind: 'timesFaster', ...(value && { value }) })

/** @param {Line} line */
export function holds({ required, value }) {
  if (required?.value === undefined) return undefined
  return required.kind === 'timesFaster' ? value >= required.value : value <= required.value
}

/** @param {readonly Line[]} lines */
export function tableOf(lines) {
  const head = ['row', 'work', 'ours', 'compared with', 'theirs', 'result', 'to reach', '']
  const body = lines.map(entry => [
    String(entry.row),
    entry.work,
    amount(entry.ours, entry.unit),
    entry.against,
    entry.theirs === undefined ? '' : amount(entry.theirs, entry.unit),
    resultOf(entry),
    requirementOf(entry),
    { true: 'holds', false: 'MISSED', undefined: '' }[String(holds(entry))],
  ])
  const widths = head.map((title, i) => Math.max(title.length, ...body.map(cells => cells[i].length)))
  const right = new Set([0, 2, 4, 5, 6])
  const print = cells =>
    cells
      .map((cell, i) => (right.has(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd()
  return [print(head), widths.map(width => '-'.repeat(width)).join('  '), ...body.map(print)].join('\n')
}

function resultOf({ required, value, unit }) {
  if (required?.kind === 'more') return `+ ${amount(value, unit)}`
  if (required?.kind === 'in all') return amount(value, unit)
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} x`
}

function requirementOf({ required, unit }) {
  if (required?.value === undefined) return ''
  const { kind, value } = required
  if (kind === 'timesFaster') return `>= ${value} x`
  if (kind === 'atMost') return `<= ${value} x`
  return `<= ${kind === 'more' ? '+ ' : ''}${amount(value, unit)}`
}

/** @param {number} value @param {'ns' | 'B'} unit */
function amount(value, unit) {
  const units = {
    ns: /** @type {const} */ ([
      ['s', 1e9],
      ['ms', 1e6],
      ['µs', 1e3],
      ['ns', 1],
    ]),
    B: /** @type {const} */ ([
      ['MB', 1e6],
      ['KB', 1e3],
      ['B', 1],
    ]),
  }[unit]
  const [name, size] = units.find(([, least]) => value >= least) ?? units.at(-1)
  const scaled = value / size
  return `${scaled >= 100 ? scaled.toFixed(0) : scaled.toPrecision(3)} ${name}`
}
