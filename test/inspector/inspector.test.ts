import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { zipSync } from 'fflate'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildInspector } from '../../scripts/build-inspector.mjs'
import { inspect, inspectionToHtml } from '../../src/inspection/index.js'
import type { LdsFileName } from '../../src/lds/index.js'
import { createTrustStore } from '../../src/pki/index.js'
import { buildMasterList, createCountry, issueDocument } from '../../src/testkit/index.js'
import { hasChromium, launchChromium, seriousFaults } from './chromium.js'

const utopia = createCountry({ state: 'UTO', seed: 'inspector' })
const { files } = issueDocument(utopia, { portraitFormat: 'jp2' })
const work = mkdtempSync(join(tmpdir(), 'emrtd-inspector-'))

function folder(name: string, content: Readonly<Record<string, Uint8Array>>): string {
  const path = join(work, name)
  mkdirSync(path)
  for (const [file, bytes] of Object.entries(content)) writeFileSync(join(path, file), bytes)
  return path
}

const parts = { 'EF_SOD.bin': files['EF.SOD'], 'EF_COM.bin': files['EF.COM'], 'DG1.bin': files['EF.DG1'] }
const changedDg2 = files['EF.DG2'].slice()
changedDg2[changedDg2.length - 20]! ^= 1
const sound = folder('sound', { ...parts, 'DG2.bin': files['EF.DG2'] })
const changed = folder('changed', { ...parts, 'DG2.bin': changedDg2 })
const masterList = join(work, 'utopia.ml')
writeFileSync(masterList, buildMasterList(utopia, [utopia.csca.certificate]))
const archive = zipSync({ 'sound/EF_SOD.bin': files['EF.SOD'], 'sound/DG1.bin': files['EF.DG1'] })

describe.skipIf(!hasChromium)('the inspector page in Chromium (skipped where it is not installed)', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let address: string
  let requests: string[]
  let sent: string[]
  let complaints: string[]

  beforeAll(async () => {
    const file = join(work, 'index.html')
    writeFileSync(file, await buildInspector())
    address = pathToFileURL(file).href
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
  })
  beforeEach(async () => {
    context = await browser.newContext()
    page = await context.newPage()
    requests = []
    sent = []
    complaints = []
    page.on('request', request => requests.push(request.url().slice(0, 60)))
    page.on('requestfinished', request => sent.push(request.url().slice(0, 60)))
    page.on('console', message => complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(String(error)))
    await open()
  })
  afterEach(async () => {
    await context.close()
  })

  async function open(): Promise<void> {
    await page.goto(address)
    await page.waitForSelector('body[data-ready]')
    await page.fill('#day', '2026-06-01')
  }
  /** Asks until it is true. A page with this policy evaluates no text, so playwright's own waiting cannot do it. */
  async function until(question: string): Promise<void> {
    await expect.poll(() => page.evaluate(question), { timeout: 40_000 }).toBe(true)
  }
  const verdict = (): Promise<string | null> => page.textContent('.emrtd-report h1')
  async function judged(): Promise<void> {
    await until(`document.getElementById('status').textContent.startsWith('Judged')`)
  }
  /** Lists and the document, as two choices. */
  async function choose(document: string): Promise<void> {
    await page.setInputFiles('#files', masterList)
    await until(`document.getElementById('trust').textContent.startsWith('1 CSCA')`)
    await page.setInputFiles('#folder', document)
    await judged()
  }

  test('the specimen is valid, its JPEG 2000 portrait seen, nothing requested, no complaint', async () => {
    await choose(sound)
    expect(await verdict()).toBe('Valid')
    const portrait = await page.evaluate(() => {
      const image = (
        globalThis as unknown as { document: { querySelector(name: string): unknown } }
      ).document.querySelector('.emrtd-report figure img') as {
        naturalWidth: number
        offsetWidth: number
        src: string
      }
      return { pixels: image.naturalWidth, shown: image.offsetWidth, kind: image.src.slice(0, 15) }
    })
    expect(portrait).toEqual({
      pixels: expect.any(Number),
      shown: expect.any(Number),
      kind: 'data:image/png;',
    })
    expect(portrait.pixels).toBeGreaterThan(50)
    expect(portrait.shown).toBeGreaterThan(50)
    expect(await page.textContent('.emrtd-report')).toContain('ERIKSSON')
    expect(requests.filter(url => !/^(data|blob):/.test(url))).toEqual([address.slice(0, 60)])
    expect(complaints).toEqual([])
  })

  test('a changed one is invalid, and says which file', async () => {
    await choose(changed)
    expect(await verdict()).toBe('Invalid')
    expect(await page.textContent('.emrtd-report header')).toContain('Hash: DG2')
  })

  test('without a list nothing is valid; with it the same document is', async () => {
    await page.setInputFiles('#folder', sound)
    await judged()
    expect(await verdict()).toBe('Inconclusive')
    await page.setInputFiles('#files', masterList)
    await until(`document.querySelector('.emrtd-report h1').textContent === 'Valid'`)
  })

  test('the lists are remembered, compiled, until they are forgotten', async () => {
    await choose(sound)
    await until(`new Promise(done => {
      const opening = indexedDB.open('emrtd-inspector', 1)
      opening.onsuccess = () => {
        const get = opening.result.transaction('trust').objectStore('trust').get('compiled')
        get.onsuccess = () => { opening.result.close(); done(get.result?.length > 0) }
      }
    })`)
    await open()
    expect(await page.textContent('#trust')).toContain('1 CSCA certificate')
    await page.setInputFiles('#folder', sound)
    await judged()
    expect(await verdict()).toBe('Valid')
    await page.click('#forget')
    await until(`document.querySelector('.emrtd-report h1').textContent === 'Inconclusive'`)
    await open()
    expect(await page.textContent('#trust')).toContain('None yet')
    expect(complaints).toEqual([])
  })

  test('a zip archive, a master list and a note dropped at once', async () => {
    const given = [
      { name: 'document.zip', bytes: [...archive] },
      { name: 'utopia.ml', bytes: [...buildMasterList(utopia, [utopia.csca.certificate])] },
      { name: 'notes.txt', bytes: [120] },
    ]
    await page.evaluate(`(() => {
      const transfer = new DataTransfer()
      for (const { name, bytes } of ${JSON.stringify(given)}) transfer.items.add(new File([Uint8Array.from(bytes)], name))
      document.getElementById('drop').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
    })()`)
    await judged()
    expect(await verdict()).toBe('Valid')
    expect(await page.textContent('#status')).toContain('Not used: notes.txt')
  })

  test('lists that are dropped one after the other are all there, now and later', async () => {
    const neighbour = createCountry({ state: 'D', seed: 'inspector' })
    const other = join(work, 'neighbour.cer')
    writeFileSync(other, neighbour.csca.certificate)
    await page.setInputFiles('#files', masterList)
    await page.setInputFiles('#files', other)
    await until(`document.getElementById('trust').textContent.startsWith('2 CSCA')`)
    await until(`new Promise(done => {
      const opening = indexedDB.open('emrtd-inspector', 1)
      opening.onsuccess = () => {
        const get = opening.result.transaction('trust').objectStore('trust').get('compiled')
        get.onsuccess = () => { opening.result.close(); done(get.result?.length > 0) }
      }
    })`)
    await open()
    const lists = await page.textContent('#lists')
    expect(await page.textContent('#trust')).toContain('2 CSCA certificates')
    expect(lists).toBe('utopia.ml: 1neighbour.cer: 1')
  })

  test('settings count: day, policy, printed zone, personal data', async () => {
    await choose(sound)
    await page.fill('#day', '2035-01-01')
    await page.selectOption('#policy', 'border')
    await until(`document.querySelector('.emrtd-report h1').textContent === 'Invalid'`)
    expect(await page.textContent('.emrtd-report header')).toContain('The document has expired')
    await page.fill('#printed', 'nonsense')
    await page.dispatchEvent('#printed', 'change')
    await until(`document.getElementById('status').textContent.includes('cannot be read')`)
    await page.check('#redact')
    expect(await page.textContent('.emrtd-report')).not.toContain('ERIKSSON')
    expect(await page.$('.emrtd-report img')).toBeNull()
  })

  test('the page cannot connect to anything, even if a script in it tried', async () => {
    const outcome = await page.evaluate(`(async () => {
      const refused = []
      document.addEventListener('securitypolicyviolation', event => refused.push(event.effectiveDirective))
      await fetch('https://example.invalid/').catch(() => {})
      new Image().src = 'https://example.invalid/x.png'
      navigator.sendBeacon?.('https://example.invalid/')
      const script = document.createElement('script')
      script.textContent = 'globalThis.ran = true'
      document.body.append(script)
      await new Promise(done => setTimeout(done, 200))
      return { refused, ran: globalThis.ran === true }
    })()`)
    expect(outcome).toMatchObject({ ran: false })
    expect((outcome as { refused: string[] }).refused).toEqual(
      expect.arrayContaining(['connect-src', 'img-src', 'script-src-elem']),
    )
    expect(sent.filter(url => url.startsWith('http'))).toEqual([])
  })

  test('saves the report as one file', async () => {
    await choose(sound)
    const download = page.waitForEvent('download')
    await page.click('#save')
    expect((await download).suggestedFilename()).toBe('inspection.html')
  })

  test.each(['light', 'dark'] as const)(
    'axe-core finds no serious fault in page and report, %s',
    async scheme => {
      await page.emulateMedia({ colorScheme: scheme })
      expect(await seriousFaults(page)).toEqual([])
      await choose(changed)
      await page.evaluate(`document.querySelectorAll('details').forEach(each => { each.open = true })`)
      expect(await seriousFaults(page)).toEqual([])
    },
  )

  test('nor in the report of the command line, on a narrow screen, which is not wider than that', async () => {
    const trust = createTrustStore([{ name: 'utopia', bytes: utopia.csca.certificate, trust: 'asGiven' }])
    const document = Object.entries(files).map(([name, bytes]) => ({
      name: name as LdsFileName,
      bytes: bytes!,
    }))
    const report = join(work, 'report.html')
    writeFileSync(
      report,
      inspectionToHtml(inspect({ files: document }, { trust, at: new Date('2026-06-01') })),
    )
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goto(pathToFileURL(report).href)
    expect(await seriousFaults(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    await page.goto(address)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  })
})
