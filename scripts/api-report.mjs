// The public API as text, a section for each subpath: docs/api-report.txt. `--check` compares in place of writing, so that no
// change of the API goes unseen: whoever makes one renews the report, and the reviewer reads it in the diff.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { readEntries } from './public-entries.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const reportPath = join(root, 'docs/api-report.txt')

/** The declarations of the sources, without comments, by path. */
function emitDeclarations(files) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const program = ts.createProgram(files, {
    ...options,
    noEmit: false,
    emitDeclarationOnly: true,
    removeComments: true,
  })
  const declarations = new Map()
  program.emit(undefined, (path, text) => declarations.set(resolve(path), text))
  return { declarations, options }
}

/** A program over declarations that are in memory only. */
function programOver(declarations, options, files) {
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = path => declarations.get(resolve(path)) ?? readFile(path)
  host.fileExists = path => declarations.has(resolve(path)) || fileExists(path)
  const getSourceFile = host.getSourceFile.bind(host)
  host.getSourceFile = (path, version, ...more) => {
    const text = declarations.get(resolve(path))
    return text === undefined
      ? getSourceFile(path, version, ...more)
      : ts.createSourceFile(path, text, version, true)
  }
  // The sources beside the declarations must not be taken in their place.
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) => {
      const path = resolve(dirname(containing), text).replace(/\.js$/, '.d.ts')
      return text.startsWith('.') && declarations.has(path)
        ? { resolvedModule: { resolvedFileName: path, extension: '.d.ts', isExternalLibraryImport: false } }
        : ts.resolveModuleName(text, containing, options, host)
    })
  return ts.createProgram(files, { ...options, skipLibCheck: true }, host)
}

function describe(checker, symbol) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const texts = (target.declarations ?? []).map(declaration => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
    return statement
      .getText()
      .replace(/^export (default )?(declare )?/, '')
      .replace(/^declare /, '')
  })
  const name = target.name === symbol.name ? '' : `// as ${symbol.name}\n`
  return name + texts.join('\n')
}

const entries = readEntries()
const { declarations, options } = emitDeclarations(entries.map(({ file }) => file))
const declarationOf = file => file.replace(/\.ts$/, '.d.ts')
const program = programOver(
  declarations,
  options,
  entries.map(({ file }) => declarationOf(file)),
)
const checker = program.getTypeChecker()
const sections = entries.map(({ subpath, file }) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(declarationOf(file)))
  const symbols = [...checker.getExportsOfModule(module)].sort((a, b) => (a.name < b.name ? -1 : 1))
  return `## emrtd${subpath.slice(1)}\n\n${symbols.map(symbol => describe(checker, symbol)).join('\n\n')}\n`
})
const report = `The public API, made by \`npm run api\`. A diff of this file is a change of the API.\n\n${sections.join('\n')}`

if (process.argv.includes('--check')) {
  if (report !== readFileSync(reportPath, 'utf8')) {
    console.error(
      'The public API is not what docs/api-report.txt says. Run `npm run api`, and read its diff.',
    )
    process.exit(1)
  }
} else {
  writeFileSync(reportPath, report)
}
