// The page docs/checks.md out of the message table and the policies: for make-checks.mjs and the test that it is up to date.
export function checksToMarkdown({ english, inspectionPolicies, optionalCheckIds }) {
  const row = cells => `| ${cells.map(cell => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)]
  const names = Object.keys(inspectionPolicies)
  const settings = Object.keys(english.report.settings)
  const asked = (name, setting) =>
    setting === 'algorithms' ? 'the default table' : `\`${inspectionPolicies[name][setting]}\``
  const limits = inspectionPolicies.border.algorithms
  return [
    '# Checks, reasons, policies',
    '',
    'Everything that an inspection can say. This page is made of the message table in `src/inspection/messages/english.ts` and the',
    'policies in `src/inspection/policy.ts` by `scripts/make-checks.mjs`. The lists are closed: a program can rely on the ids, and a',
    'translation is another such table (`Messages`).',
    '',
    'A check ends `passed`, `failed`, `inconclusive` (it could not be decided) or `notApplicable` (the document does not have what',
    'it checks). The verdict is `invalid` if a check that decides failed, otherwise `inconclusive` if one is open, otherwise `valid`.',
    '',
    '## Checks',
    '',
    'Those marked † decide the verdict only where the policy says so.',
    '',
    ...table(
      ['check', 'title', 'why it is made'],
      Object.entries(english.checks).map(([id, { title, explanation }]) => [
        `\`${id}\`${optionalCheckIds.includes(id) ? ' †' : ''}`,
        title,
        explanation,
      ]),
    ),
    '',
    '## Reasons',
    '',
    ...table(
      ['reason', 'what it means'],
      Object.entries(english.reasons).map(([code, text]) => [`\`${code}\``, text]),
    ),
    '',
    '## Warnings',
    '',
    'What does not decide the verdict, and who reads it should know.',
    '',
    ...table(
      ['warning', 'what it means'],
      Object.entries(english.warnings).map(([code, text]) => [`\`${code}\``, text]),
    ),
    '',
    '## Policies',
    '',
    'What Doc 9303 leaves to who inspects. `border` is the strictest: each deviation from it stands in the report. `laboratory` is what',
    '`inspect` and `emrtd verify` use unless told otherwise.',
    '',
    ...table(
      ['setting', ...names.map(name => `\`${name}\``)],
      [
        ...settings.map(setting => [`\`${setting}\``, ...names.map(name => asked(name, setting))]),
        ...optionalCheckIds.map(id => [
          `\`${id}\``,
          ...names.map(name => (inspectionPolicies[name].deciding.includes(id) ? 'decides' : 'is shown')),
        ]),
      ],
    ),
    '',
    'The default table of algorithms (`defaultAlgorithmPolicy`) takes these for weak in signatures made after a day:',
    '',
    ...table(
      ['algorithm', 'strong until'],
      limits.map(({ kind, hash, bits, until }) => [
        kind === 'hash' ? hash : `${kind.toUpperCase()} keys below ${bits} bits`,
        until,
      ]),
    ),
    '',
  ].join('\n')
}
