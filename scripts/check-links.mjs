// Every relative link of the documents leads to a file that is in the repository, and every anchor to a heading. Addresses on the web are
// not asked: a test must not depend on them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const documents = [
  ...readdirSync(root).filter(name => name.endsWith('.md')),
  ...['docs', 'vectors'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true })
      .filter(name => name.endsWith('.md'))
      .map(name => join(folder, name)),
  ),
]

/** What GitHub makes of a heading: lower case, punctuation left out, hyphens for spaces; a number behind one that occurs again. */
function anchorsOf(path) {
  const seen = new Map()
  const text = withoutCode(readFileSync(path, 'utf8'))
  return [...text.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replace(/ /g, '-')
    const before = seen.get(slug) ?? 0
    seen.set(slug, before + 1)
    return before === 0 ? slug : `${slug}-${before}`
  })
}

function withoutCode(text) {
  return text.replace(/^```[\s\S]*?^```$/gm, block => block.replace(/[^\n]/g, ' '))
}

const broken = []
let count = 0
for (const document of documents) {
  const text = withoutCode(readFileSync(join(root, document), 'utf8')).replace(/`[^`\n]*`/g, code =>
    ' '.repeat(code.length),
  )
  for (const { 1: target, index } of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/i.test(target)) continue
    count++
    const [path, anchor] = target.split('#')
    const file = path === '' ? join(root, document) : join(root, dirname(document), decodeURIComponent(path))
    const where = `${document}:${text.slice(0, index).split('\n').length}: ${target}`
    if (relative(root, file).startsWith('..') || !existsSync(file)) broken.push(`${where}: no such file`)
    else if (anchor && file.endsWith('.md') && !anchorsOf(file).includes(anchor))
      broken.push(`${where}: no such heading`)
  }
}
for (const line of broken) console.error(line)
console.log(`links: ${count} in ${documents.length} documents, ${broken.length} broken`)
process.exitCode = broken.length === 0 ? 0 : 1
