// The page docs/lint-rules.md out of the linter's tables: for make-lint-rules.mjs and the test that it is up to date.
const subjects = {
  csca: 'CSCA',
  link: 'link',
  documentSigner: 'DS',
  masterListSigner: 'MLS',
  deviationListSigner: 'DLS',
  barCodeSigner: 'BCS',
  lds2Signer: 'LDS2',
  communication: 'communication',
  crl: 'CRL',
  masterList: 'master list',
  deviationList: 'deviation list',
  efSod: 'EF.SOD',
}

export function lintRulesToMarkdown(rules) {
  const row = ({ id, clause, level, appliesTo, text, later }) => {
    const kinds = appliesTo.map(subject => subjects[subject]).join(', ')
    return `| \`${id}\`${later ? ' †' : ''} | ${clause} | ${level} | ${kinds} | ${text} |`
  }
  return [
    '# Rules of the linter',
    '',
    'What `emrtd trust lint`, `lintCertificate`, `lintCrl`, `lintMasterList` and `lintEfSod` hold certificates and lists against. This',
    'page is made of the tables in `src/pki/lint` and `src/lds` by `scripts/make-lint-rules.mjs`.',
    '',
    'CSCA is a self-signed root, link a link certificate, DS a document signer, MLS and DLS the signers of master lists and',
    'deviation lists, BCS a bar code signer. A rule marked † came with the Seventh Edition of Doc 9303: a certificate with neither',
    'alternative name, as the Sixth Edition had them (Doc 9303-12 Appendix C), that breaks it is reported as such.',
    '',
    '| rule | clause | level | applies to | what it asks for |',
    '| --- | --- | --- | --- | --- |',
    ...rules.map(row),
    '',
  ].join('\n')
}
