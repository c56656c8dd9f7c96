import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { makeConformancePack } from '../../src/testkit/index.js'

/** Faults of each family, among them RSA keys, plain and PSS signatures, lists and pictures. */
const only = [
  'rsa-pss',
  'rsa-cube-with-garbage',
  'key-other-generator',
  'key-curve-p-521',
  'list-in-pem',
  'crl-signer-revoked',
  'path-link-loop',
  'dg2-image-cut',
  'mrz-format-td1',
  'known-deviation',
  'chip-sound',
  'certificate-for-tls',
]

const executablePath = '/usr/bin/chromium'
const present = existsSync(executablePath)
if (!present) console.log('skipped for want of chromium')

test.skipIf(!present)(
  'the same seed gives the same bytes on Node and in Chromium',
  async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { makeConformancePack } from './src/testkit/index.ts'
        globalThis.digests = async only => {
          const found = []
          for (const [path, bytes] of makeConformancePack({ only })) {
            const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
            found.push(path + ' ' + [...digest].map(byte => byte.toString(16).padStart(2, '0')).join(''))
          }
          return found
        }`,
        resolveDir: process.cwd(),
        loader: 'ts',
      },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
    })
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      // crypto.subtle is there in secure contexts only, and localhost is one.
      await page.route('http://localhost/**', route =>
        route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }),
      )
      await page.goto('http://localhost/')
      await page.addScriptTag({ content: outputFiles[0]!.text })
      const inBrowser = await page.evaluate(
        ids => (globalThis as unknown as { digests(ids: readonly string[]): Promise<string[]> }).digests(ids),
        only,
      )
      const here = [...makeConformancePack({ only })].map(
        ([path, bytes]) => `${path} ${createHash('sha256').update(bytes).digest('hex')}`,
      )
      expect(here.length).toBeGreaterThan(100)
      expect(inBrowser).toEqual(here)
    } finally {
      await browser.close()
    }
  },
  60_000,
)
