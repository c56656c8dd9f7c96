import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The source of each subpath, from the lists that the build works by. */
export function readEntries() {
  const config = readFileSync(join(root, 'tsup.config.ts'), 'utf8')
  const listed = [...config.matchAll(/^ {2}'?([\w/-]+)'?: '(src\/[\w/-]+\.ts)',$/gm)]
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const subpaths = Object.keys(exports).filter(subpath => subpath !== './package.json')
  return subpaths.map(subpath => {
    const name = subpath === '.' ? 'index' : subpath.slice(2)
    const entry = listed.find(([, key]) => key === name)
    if (entry === undefined) throw new Error(`tsup.config.ts has no entry for ${subpath}`)
    return { subpath, file: join(root, entry[2]) }
  })
}
