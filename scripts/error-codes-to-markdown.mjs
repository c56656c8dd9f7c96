// The page docs/error-codes.md out of the comments in src/errors.ts and the docstrings of what throws: for make-error-codes.mjs and the test
// that it is up to date.
const rooms = {
  asn1: 'Malformed DER or data objects, in whatever file: every function that reads bytes throws these, written `ASN1_…` in their docstrings.',
  crypto: 'Keys, algorithms and parameters.',
  mrz: 'The machine readable zone.',
  pki: 'Certificates, signed lists and the files in which they come. A function that reads a whole source reports its parts as items instead.',
  lds: 'Files of the chip.',
  images: 'Portraits, fingers, irises.',
  apdu: 'Commands and responses.',
  access: 'Basic Access Control and PACE.',
  authentication: 'Active, Chip and Terminal Authentication.',
  reader:
    'Reading a chip, and what was kept of it. `readDocument` throws only what ends the whole reading; what concerns one file or protocol is part of the evidence.',
  inspection: 'Files beside the document.',
  testkit: 'Documents for tests.',
}

/** The codes of `src/errors.ts` with the room that throws them and what they mean. */
export function listErrorCodes(errors) {
  const codes = []
  let room = ''
  for (const [, comment, meaning, code] of errors.matchAll(
    /^ {2}(?:\/\/ (\w+)|(?:\/\*\* (.+?) \*\/\n {2})?\| '(\w+)')$/gm,
  )) {
    if (comment !== undefined) room = comment
    else codes.push({ code, room, meaning })
  }
  return codes
}

/** Names of exported functions whose docstring names `code`, by the text of the sources. */
export function throwersOf(code, sources) {
  const docstrings =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:async )?function\*? (\w+)|\/\*\*(?:(?!\*\/)[\s\S])*\*\//g
  const named = new RegExp(`\\b${code}\\b`)
  return sources
    .flatMap(text => [...text.matchAll(docstrings)])
    .filter(([, doc, name]) => name !== undefined && named.test(doc.split('@example')[0]))
    .map(([, , name]) => name)
    .sort()
}

export function errorCodesToMarkdown({ errors, sources, report }) {
  const cell = text => text.replaceAll('|', '\\|')
  const isPublic = name => new RegExp(`^(async )?function ${name}\\b`, 'm').test(report)
  const codes = listErrorCodes(errors)
  const sections = Object.entries(rooms).map(([room, text]) => {
    const rows = codes
      .filter(each => each.room === room)
      .map(({ code, meaning }) => {
        const names = throwersOf(code, sources).filter(isPublic)
        return `| \`${code}\` | ${cell(meaning)} | ${names.map(name => `\`${name}\``).join(', ')} |`
      })
    const table = ['| code | what it means | named in the docstring of |', '| --- | --- | --- |', ...rows]
    return [`## ${room}`, '', text, '', ...table, ''].join('\n')
  })
  return [
    '# Error codes',
    '',
    'Bytes that cannot be read, and a chip that does not answer as it should, throw `EmrtdError`: `code` is stable, `offset` is the place in the',
    'input where one is known, `statusWord` is what a chip answered, `cause` the error behind it. Misuse by the caller is a `TypeError`. What is wrong',
    'with a document is no error but a reason of a check: [checks.md](checks.md).',
    '',
    'This page is made of the comments in `src/errors.ts` and the docstrings of the functions by `scripts/make-error-codes.mjs`. The list is closed;',
    'a new code is a minor version.',
    '',
    ...sections,
  ].join('\n')
}
