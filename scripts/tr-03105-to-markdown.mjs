// The table of docs/tr-03105.md: which test case of BSI TR-03105-5.1 is covered by what.

/** How many cases each group has: `LDS_A_01` to `LDS_A_10`. */
export const groups = {
  ISO7816_A: 3,
  ISO7816_B: 10,
  ISO7816_C: 8,
  ISO7816_D: 15,
  ISO7816_E: 38,
  ISO7816_F: 9,
  ISO7816_G: 41,
  LDS_A: 10,
  LDS_B: 28,
  LDS_C: 28,
  LDS_D: 16,
  LDS_E: 14,
  LDS_F: 7,
  LDS_G: 2,
  LDS_H: 98,
  LDS_I: 3,
  LDS_J: 4,
  LDS_K: 4,
}

/** `LDS_A_01-03` as three names. */
export function casesOf(range) {
  const [, group, first, last = first] = /^(.+)_(\d\d)(?:-(\d\d))?$/.exec(range)
  return Array.from(
    { length: Number(last) - Number(first) + 1 },
    (_, i) => `${group}_${String(Number(first) + i).padStart(2, '0')}`,
  )
}

/**
 * Every case with its state and what covers it.
 *
 * @param {readonly import('../src/testkit/index.js').Fault[]} faults
 * @param {readonly { cases: string, state: string, by: readonly string[], why?: string }[]} others
 */
export function coverage(faults, others) {
  const rows = new Map(
    Object.entries(groups).flatMap(([group, count]) =>
      casesOf(`${group}_01-${String(count).padStart(2, '0')}`).map(id => [id, undefined]),
    ),
  )
  for (const { id, sources, expected } of faults) {
    for (const source of sources) {
      if (!rows.has(source)) continue
      const row = rows.get(source) ?? { state: 'covered', by: [] }
      rows.set(source, { ...row, by: [...row.by, `fault \`${id}\`: ${expected.verdict}`] })
    }
  }
  for (const { cases, state, by, why } of others) {
    for (const id of casesOf(cases)) {
      if (!rows.has(id)) throw new Error(`no such case: ${id}`)
      const more = by.map(each => each.replace(/(\S+)$/, '`$1`'))
      const row = rows.get(id)
      // What a fault covers is covered, whatever else was said of it.
      rows.set(id, row === undefined ? { state, by: more, why } : { ...row, by: [...row.by, ...more] })
    }
  }
  return rows
}

/** @param {ReturnType<typeof coverage>} rows */
export function coverageToMarkdown(rows) {
  const count = state => [...rows.values()].filter(row => row?.state === state).length
  const lines = [...rows].map(([id, row]) => {
    const what = [...(row?.by ?? []), ...(row?.why ? [row.why] : [])].join('; ')
    return `| ${id} | ${row?.state ?? ''} | ${what.replaceAll('|', '\\|')} |`
  })
  const states = ['covered', 'in part', 'open', 'not applicable']
  return [
    `${rows.size} cases: ${states.map(state => `${count(state)} ${state}`).join(', ')}.`,
    '',
    '| case | state | by, and why |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n')
}

/**
 * The questions of security with the faults that ask them.
 *
 * @param {Readonly<Record<string, string>>} securityCases
 * @param {readonly import('../src/testkit/index.js').Fault[]} faults
 * @param {readonly { case: string, by: readonly string[] }[]} chipFaults
 */
export function securityCasesToMarkdown(securityCases, faults, chipFaults) {
  const lines = Object.entries(securityCases).map(([id, title]) => {
    const own = faults
      .filter(({ sources }) => sources.includes(id))
      .map(({ id: fault, expected: { verdict, check } }) =>
        check.status === 'passed'
          ? `\`${fault}\`: ${verdict}`
          : `\`${fault}\`: ${verdict}, ${[check.id, check.status, check.reason].filter(Boolean).join(' ')}`,
      )
    const chip = chipFaults
      .filter(({ case: name }) => name === id)
      .flatMap(({ by }) => by)
      .map(each => each.replace(/(\S+)$/, '`$1`'))
    return `| ${id} | ${title} | ${[...own, ...chip].join('<br>')} |`
  })
  return [
    '| | about | fault and what a right verifier makes of it |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n')
}
