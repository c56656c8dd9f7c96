// The reference out of the docstrings, by typedoc: `npm run docs` writes it as pages into the folder `reference`, `--check` writes nothing.
// A warning is a failure: a public symbol without a docstring, a link that leads nowhere, a type that a signature names and nobody can
// import. Beyond typedoc, each function and class must show an example, and name the clause that it follows unless its file is excused below.
// Properties and enumerated values need a docstring only where their name does not say it, which no program can tell.
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, Comment, ReflectionKind, TSConfigReader, TypeDocReader } from 'typedoc'
import { readEntries } from './public-entries.mjs'

const standards =
  /Doc 9303|TR-0\d{4}|ISO\/IEC \d|RFC \d|X\.\d{3}|T\.8\d|FIPS \d|SP 800-|SEC [12]|APPNOTE|IAFIS-IC|W3C PNG|vsmartcard/

/** Files whose functions follow no standard, and why. */
const ours = {
  'src/bytes.ts': 'bytes',
  'src/errors.ts': 'errors',
  'src/verdict.ts': 'how checks add up',
  'src/evidence-json.ts': 'docs/evidence.md',
  'src/apdu/record-exchanges.ts': 'recording',
  'src/batch/': 'folders and threads',
  'src/crypto/signature-algorithm.ts': 'words for persons',
  'src/images/image-for-browser.ts': 'what browsers show',
  'src/images/open-jpeg.ts': 'a package',
  'src/inspection/collect-document.ts': 'files as tools leave them',
  'src/inspection/list-warnings.ts': 'how checks add up',
  'src/inspection/policy.ts': 'what Doc 9303 leaves open',
  'src/inspection/report/': 'reports',
  'src/inspection/watch-list/': 'watch lists',
  'src/pki/compile-trust-store.ts': 'docs/compiled-store.md',
  'src/pki/compiled-store-index.ts': 'docs/compiled-store.md',
  'src/pki/load-compiled-trust-store.ts': 'docs/compiled-store.md',
  'src/pki/read-trust-source.ts': 'files as they are published',
  'src/pki/trust-item.ts': 'words for persons',
  'src/reader/guard-channel.ts': 'bounds',
  'src/reader/transports/': 'connections',
  'src/testkit/faults/': 'docs/conformance-pack.md',
  'src/testkit/issuer/draw-': 'pictures of nobody',
  'src/testkit/issuer/make-specimens.ts': 'vectors/specimens',
  'src/testkit/issuer/seeded-bytes.ts': 'keys out of seeds',
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const entries = readEntries()
const app = await Application.bootstrapWithPlugins({ entryPoints: entries.map(({ file }) => file) }, [
  new TypeDocReader(),
  new TSConfigReader(),
])
const project = await app.convert()
if (project === undefined) process.exit(1)
// Modules by the names by which they are imported.
for (const { subpath, file } of entries) {
  const module = project.children.find(({ sources }) => sources[0].fullFileName === file)
  module.name = `emrtd${subpath.slice(1)}`
}
app.validate(project)

const faults = []
const used = new Set()
let functions = 0
for (const symbol of project.getReflectionsByKind(ReflectionKind.Function | ReflectionKind.Class)) {
  const fileName = relative('', symbol.sources[0].fullFileName)
  const comments = (symbol.signatures ?? [symbol]).flatMap(({ comment }) => comment ?? [])
  const text = comments
    .map(({ summary, blockTags }) =>
      [summary, ...blockTags.map(({ content }) => content)].map(Comment.combineDisplayParts).join('\n'),
    )
    .join('\n')
  functions++
  const where = `${symbol.getFullName()} (${fileName})`
  if (!comments.some(({ blockTags }) => blockTags.some(({ tag }) => tag === '@example')))
    faults.push(`${where} has no @example`)
  const excuse = Object.keys(ours).find(path => fileName.startsWith(path))
  if (excuse !== undefined) used.add(excuse)
  else if (!standards.test(text)) faults.push(`${where} names no clause`)
}
for (const path of Object.keys(ours)) if (!used.has(path)) faults.push(`${path} is excused for nothing`)
for (const fault of faults) console.error(fault)

if (faults.length > 0 || app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1
else if (process.argv.includes('--check'))
  console.log(
    `reference: ${entries.length} modules, ${functions} functions and classes with example, no warning`,
  )
else {
  await app.generateDocs(project, 'reference')
  if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1
}
