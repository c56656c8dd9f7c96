// Builds the inspector page (docs/inspector) as one HTML file that needs nothing beside itself: `npm run build:inspector`
// writes docs/inspector/dist/index.html. Script and style stand in the page and are named in its content security policy by their
// hash, so that nothing else can run and nothing can be fetched, wherever the file is opened from.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const folder = new URL('../docs/inspector/', import.meta.url)

export async function buildInspector() {
  const bundle = await build({
    entryPoints: [new URL('inspector.ts', folder).pathname],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    charset: 'ascii',
    write: false,
    // The codec is built for Node too, and asks for these only there.
    external: ['fs', 'path', 'node:fs', 'node:path', 'url', 'module'],
    logLevel: 'error',
  })
  // What would end the script element early.
  const script = bundle.outputFiles[0].text.replace(/<\/script/gi, '<\\/script').replace(/<!--/g, '<\\!--')
  const styles = await build({
    stdin: {
      contents: `export { reportStyles } from ${JSON.stringify(new URL('../src/inspection/report/report-styles.ts', import.meta.url).pathname)}`,
      resolveDir: folder.pathname,
    },
    bundle: true,
    format: 'esm',
    write: false,
  })
  const { reportStyles } = await import(
    `data:text/javascript,${encodeURIComponent(styles.outputFiles[0].text)}`
  )
  const style = readFileSync(new URL('page.css', folder), 'utf8') + reportStyles
  const hash = text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const parts = {
    '/* style */': style,
    "'style-hash'": hash(style),
    "'script-hash'": hash(script),
    '/* script */': script,
  }
  const page = readFileSync(new URL('page.html', folder), 'utf8')
  return Object.entries(parts).reduce((text, [place, part]) => text.replace(place, () => part), page)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const page = await buildInspector()
  mkdirSync(new URL('dist/', folder), { recursive: true })
  writeFileSync(new URL('dist/index.html', folder), page)
  console.log(`docs/inspector/dist/index.html: ${Math.round(page.length / 1024)} KiB`)
}
