// The table of faults in docs/conformance-pack.md, of the catalogue.

/** @param {readonly import('../src/testkit/index.js').Fault[]} faults */
export function faultsToMarkdown(faults) {
  const cell = text => text.replaceAll('|', '\\|')
  const rows = faults.map(({ id, change, sources, expected }) => {
    const { check, verdict, reading } = expected
    const about = [check.id, check.subject].filter(Boolean).join(' ')
    const how = [check.status, check.reason].filter(Boolean).join(' ')
    return `| \`${id}\` | ${cell(change)} | ${cell(sources.join(', '))} | ${verdict}${reading ? `, ${reading}` : ''} | ${about}: ${how} |`
  })
  return [
    '| id | what is wrong | sources | verdict | check |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
