// Runs every example: the `@example` of each public docstring and each code block of README and docs, as a user of the built package
// would. All are type-checked in one strict program and executed, each as a module of its own, in a folder that holds the specimens under
// the names that the documents use. `expression // value` is compared where the comment is a value. Shell blocks are run with `emrtd` on
// the PATH. What cannot run here says why, in a comment before the block: `<!-- not run: needs a reader -->`.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
// Inside the package, so that it can be imported by its own name.
const workshop = join(root, '.examples')
const commandLine = join(root, 'dist/node/cli/main.js')
/** Exit statuses that say that the command could not do what it was told. */
const refusals = [64, 65, 69, 70, 73, 74, 126, 127]

const filesIn = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true })
    .map(name => join(folder, name))
    .filter(name => name.endsWith(ending))
    .sort()

/** The examples of the docstrings of a source file. */
function examplesOfSource(path) {
  const text = readFileSync(join(root, path), 'utf8')
  return [...text.matchAll(/\* @example\n\s*\* ```ts\n([\s\S]*?)\n\s*\* ```/g)].map(
    ({ 1: block, index }) => ({
      where: `${path}:${text.slice(0, index).split('\n').length}`,
      language: 'ts',
      code: block.replace(/^\s*\* ?/gm, ''),
    }),
  )
}

/** The code blocks of a document. */
function examplesOfDocument(path) {
  const text = readFileSync(join(root, path), 'utf8')
  const blocks = /(<!-- not run: (.+?) -->\n+)?^```(ts|js|sh)\n([\s\S]*?)^```$/gm
  return [...text.matchAll(blocks)].map(({ 2: excuse, 3: language, 4: code, index }) => ({
    where: `${path}:${text.slice(0, index).split('\n').length}`,
    language,
    code,
    excuse,
  }))
}

/** Whether a comment states a value, and is no prose. Bytes stand in hex, which is none: `// 02`. */
function isValue(comment) {
  if (/^0\d/.test(comment)) return false
  if (!/^(['"`[{\d-]|(true|false|undefined|null)$|new (Map|Set|Uint8Array|Date)\b)/.test(comment))
    return false
  try {
    new Function(`return (${comment})`)()
    return true
  } catch {
    return false
  }
}

/** Puts a comparison behind each statement that says its value. */
function withComparisons(code, where) {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true)
  const edits = []
  for (const statement of source.statements) {
    const comment = ts.getTrailingCommentRanges(code, statement.end)?.[0]
    if (comment === undefined) continue
    const stated = code.slice(comment.pos + 2, comment.end).trim()
    if (!isValue(stated)) continue
    if (ts.isExpressionStatement(statement)) {
      const { expression } = statement
      edits.push({
        start: expression.getStart(),
        end: expression.end,
        text: `__same(await (${expression.getText()}), (${stated}), ${JSON.stringify(where)})`,
      })
    } else if (ts.isVariableStatement(statement)) {
      const { name, initializer } = statement.declarationList.declarations[0]
      // Of a function the comment tells the result.
      if (!ts.isIdentifier(name) || (initializer !== undefined && ts.isArrowFunction(initializer))) continue
      const text = `\n__same(await ${name.text}, (${stated}), ${JSON.stringify(where)})`
      edits.push({ start: comment.end, end: comment.end, text })
    }
  }
  const changed = edits.sort((a, b) => b.start - a.start)
  return {
    code: changed.reduce(
      (text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end),
      code,
    ),
    comparisons: edits.length,
  }
}

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...filesIn('docs', '.md').filter(path => !path.includes('node_modules')),
]
const all = [
  ...filesIn('src', '.ts').flatMap(examplesOfSource),
  ...documents.flatMap(examplesOfDocument),
].map((example, i) => ({ ...example, file: join(workshop, `example-${i}.ts`) }))
const scripts = all.filter(({ language, excuse }) => language !== 'sh' && !(excuse ?? '').startsWith('types'))
const shells = all.filter(({ language }) => language === 'sh')

rmSync(workshop, { recursive: true, force: true })
mkdirSync(workshop)
const failures = []
try {
  typeCheck()
  const field = makeField()
  const chip = await serveChip(field)
  let comparisons = 0
  let commands = 0
  try {
    saveEvidence(field, chip.port)
    comparisons = await execute(field, chip.port)
    commands = runShells(field, chip.port)
  } finally {
    chip.process.kill()
    rmSync(field, { recursive: true, force: true })
  }
  const excused = all.filter(({ excuse }) => excuse !== undefined)
  for (const { where, excuse } of excused) console.log(`not run: ${where}: ${excuse}`)
  console.log(
    `examples: ${scripts.length} type-checked, ${scripts.filter(({ excuse }) => excuse === undefined).length} executed, ` +
      `${comparisons} values compared, ${commands} shell blocks run, ${failures.length} failed`,
  )
} finally {
  rmSync(workshop, { recursive: true, force: true })
}
for (const failure of failures) console.error(`\n${failure}`)
process.exitCode = failures.length === 0 ? 0 : 1

/** As strict as the strictest user: of Node.js, and of the bundlers that make programs for phones. */
function typeCheck() {
  for (const { file, code } of scripts) {
    writeFileSync(file, /^\s*(import|export) /m.test(code) ? code : `${code}\nexport {}\n`)
  }
  const forPhones = scripts.filter(({ excuse }) => excuse === 'needs a phone')
  check(
    scripts.filter(script => !forPhones.includes(script)),
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  )
  check(
    forPhones,
    { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
    'node_modules/react-native-nfc-manager/index.d.ts',
    'scripts/native-modules.d.ts',
  )
}

function check(examples, resolution, ...declarations) {
  const program = ts.createProgram(
    [...examples.map(({ file }) => file), ...declarations.map(path => join(root, path))],
    {
      ...resolution,
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      types: ['node'],
      noEmit: true,
      skipLibCheck: true,
    },
  )
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const example = scripts.find(each => each.file === file?.fileName)
    const line = file === undefined ? '' : `line ${file.getLineAndCharacterOfPosition(start).line + 1}: `
    failures.push(
      `${example?.where ?? file?.fileName}: ${line}${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  }
}

/** The folder in which the documents' examples find what they read. */
function makeField() {
  const field = mkdtempSync(join(tmpdir(), 'emrtd-examples-'))
  const specimens = join(root, 'vectors/specimens')
  cpSync(join(specimens, 'utopia-passport'), join(field, 'passport'), { recursive: true })
  cpSync(join(specimens, 'utopia-csca.cer'), join(field, 'csca.cer'))
  cpSync(join(specimens, 'utopia-csca.cer'), join(field, 'DE_CSCA.cer'))
  cpSync(join(specimens, 'utopia-master-list.ml'), join(field, 'DE_ML.ml'))
  cpSync(join(specimens, 'utopia.crl'), join(field, 'crl.der'))
  // A folder of documents, a compiled store, a list that the specimen is on.
  for (const name of ['first', 'second']) {
    cpSync(join(specimens, 'utopia-passport'), join(field, 'passports', name), { recursive: true })
  }
  run(field, 'trust', 'build', 'csca.cer', '--out', 'trust.store', '--at', '2026-06-01')
  writeFileSync(
    join(field, 'watch-list.csv'),
    'documentNumber,issuingState,reason\nL898902C3,UTO,stolen\nX0000000,UTO,lost\n',
  )
  writeFileSync(join(field, 'emrtd'), `#!/bin/sh\nexec '${process.execPath}' '${commandLine}' "$@"\n`)
  chmodSync(join(field, 'emrtd'), 0o755)
  return field
}

function run(field, ...words) {
  const { status, stderr } = spawnSync(process.execPath, [commandLine, ...words], {
    cwd: field,
    encoding: 'utf8',
    timeout: 60_000,
  })
  assert.equal(status, 0, `emrtd ${words.join(' ')}: ${stderr}`)
}

/** A chip behind TCP. Where the documents say port 9303, examples get the port on which it listens. */
async function serveChip(field) {
  const chip = spawn(process.execPath, [commandLine, 'chip', 'serve', 'passport', '--tcp', '0'], {
    cwd: field,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(chip.stdout, 'data')
  return { process: chip, port: /port (\d+)/.exec(line)[1] }
}

function onPort(code, port) {
  return code.replace(/(?<=port: |localhost:|--tcp )9303\b/g, port)
}

function saveEvidence(field, port) {
  const secret = ['--document-number', 'L898902C3', '--birth', '740812', '--expiry', '340415']
  run(field, 'read', '--tcp', `localhost:${port}`, ...secret, '--out', 'evidence')
  cpSync(join(field, 'evidence/evidence.json'), join(field, 'evidence.json'))
}

async function execute(field, port) {
  globalThis.__same = (actual, expected, where) => assert.deepEqual(plain(actual), plain(expected), where)
  process.chdir(field)
  let comparisons = 0
  for (const { where, file, code, excuse } of scripts) {
    if (excuse !== undefined) continue
    const compared = withComparisons(onPort(code, port), where)
    comparisons += compared.comparisons
    const { outputText } = ts.transpileModule(compared.code, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    })
    const script = file.replace(/\.ts$/, '.mjs')
    writeFileSync(script, outputText)
    const log = console.log
    console.log = () => {}
    try {
      await import(pathToFileURL(script).href)
    } catch (error) {
      failures.push(`${where}: ${error.stack}`)
    } finally {
      console.log = log
    }
  }
  process.chdir(root)
  return comparisons
}

/** Bytes compare as bytes, whatever class they have. */
function plain(value) {
  return ArrayBuffer.isView(value) ? Array.from(value) : value
}

function runShells(field, port) {
  let count = 0
  for (const { where, code, excuse } of shells) {
    if (excuse !== undefined) continue
    count++
    const { status, stderr } = spawnSync('sh', ['-c', onPort(code, port)], {
      cwd: field,
      encoding: 'utf8',
      timeout: 120_000,
      env: { ...process.env, PATH: `${field}:${process.env.PATH}` },
    })
    if (status === null || refusals.includes(status)) failures.push(`${where}: exit ${status}\n${stderr}`)
  }
  return count
}
