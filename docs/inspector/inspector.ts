import openJpegFactory from '@cornerstonejs/codec-openjpeg/decode'
import { EmrtdError } from '../../src/errors.js'
import {
  type BrowserImage,
  imageForBrowser,
  loadOpenJpeg,
  type OpenJpegFactory,
} from '../../src/images/index.js'
import {
  collectDocument,
  type DocumentFiles,
  type Inspection,
  inspect,
  inspectionToHtml,
  inspectionToHtmlPart,
  type NamedFile,
  type PolicyName,
} from '../../src/inspection/index.js'
import { type Mrz, parseMrz } from '../../src/mrz/index.js'
import {
  createTrustStore,
  loadCompiledTrustStore,
  type TrustSource,
  type TrustStore,
} from '../../src/pki/index.js'
import { compile, compilesFor } from './compile-in-worker.js'
import { filesOf, type GivenFile, singleDocument } from './given-files.js'
import { forgetStore, rememberedStore, rememberStore } from './remembered-store.js'

/** The inspector: files in, a report out, and nothing over any wire. */
function start(): void {
  const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T
  const day = element<HTMLInputElement>('day')
  const policy = element<HTMLSelectElement>('policy')
  const printed = element<HTMLTextAreaElement>('printed')
  const redact = element<HTMLInputElement>('redact')
  const status = element('status')
  const today = new Date().toISOString().slice(0, 10)
  day.value = today

  let given: DocumentFiles | undefined
  let trust: TrustStore | undefined
  /** What the trust store is made of: the remembered one first, then what was dropped since. */
  let sources: readonly TrustSource[] = []
  let shown: { readonly inspection: Inspection; readonly portrait: BrowserImage | undefined } | undefined

  const moment = (): Date =>
    day.value === '' || day.value === today ? new Date() : new Date(`${day.value}T00:00:00Z`)

  function showTrust(): void {
    const anchors = trust?.anchors ?? []
    const counts = new Map<string, number>()
    for (const { sources } of anchors)
      for (const name of sources) counts.set(name, (counts.get(name) ?? 0) + 1)
    element('trust').textContent =
      anchors.length === 0
        ? 'None yet: drop a master list or CSCA certificates. Without them no document is valid.'
        : `${plural(anchors.length, 'CSCA certificate')}${trust && trust.crls.length > 0 ? ` and ${plural(trust.crls.length, 'CRL')}` : ''}, remembered on this device.`
    element('lists').replaceChildren(
      ...[...counts].map(([name, count]) => {
        const item = document.createElement('li')
        item.textContent = `${name}: ${count}`
        return item
      }),
    )
    element('forget').hidden = anchors.length === 0
  }

  async function judge(): Promise<void> {
    if (given === undefined) return
    let printedMrz: Mrz | undefined
    let remark = ''
    try {
      if (printed.value.trim() !== '') printedMrz = parseMrz(printed.value, { referenceDate: moment() })
    } catch (error) {
      remark = ` The printed MRZ cannot be read: ${messageOf(error)}.`
    }
    const inspection = inspect(given, { trust, at: moment(), policy: policy.value as PolicyName, printedMrz })
    shown = { inspection, portrait: await portraitOf(inspection) }
    show()
    status.textContent = `Judged: ${inspection.verdict}.${remark}`
  }

  function show(): void {
    if (shown === undefined) return
    const { inspection, portrait } = shown
    element('report').innerHTML = inspectionToHtmlPart(inspection, { portrait, redact: redact.checked })
    element('tools').hidden = false
  }

  async function take(files: readonly GivenFile[]): Promise<void> {
    if (files.length === 0) return
    status.textContent = 'Reading…'
    const { chosen, note } = singleDocument(files)
    const { document: found, others } = collectDocument(chosen)
    const notes = [note]
    if (others.length > 0) notes.push(await takeLists(others))
    if (found.files.length > 0) given = found
    await judge()
    if (found.files.length > 0) status.scrollIntoView({ block: 'start' })
    status.textContent = [status.textContent === 'Reading…' ? '' : status.textContent, ...notes]
      .filter(Boolean)
      .join(' ')
  }

  async function takeLists(files: readonly NamedFile[]): Promise<string> {
    const dropped: TrustSource[] = files.map(({ name, bytes }) => ({ name, bytes, trust: 'asGiven' }))
    const useless = createTrustStore(dropped)
      .sources.filter(
        ({ certificates, crls, documentSigners, lists }) =>
          certificates + crls + documentSigners + lists.length === 0,
      )
      .map(({ name }) => name)
    const useful = dropped.filter(({ name }) => !useless.includes(name))
    if (useful.length > 0) {
      sources = [...sources, ...useful]
      trust = createTrustStore(sources)
      showTrust()
      void remember(sources)
    }
    return useless.length === 0 ? '' : `Not used: ${useless.join(', ')}.`
  }

  async function remember(these: readonly TrustSource[]): Promise<void> {
    try {
      const compiled = await compile(these)
      // More was dropped, or all was forgotten, in the meantime.
      if (these === sources) await rememberStore(compiled)
    } catch {
      element('trust').textContent += ' They could not be kept: they are gone when the page is closed.'
    }
  }

  async function recall(): Promise<void> {
    try {
      const bytes = await rememberedStore()
      if (bytes !== undefined) {
        trust = loadCompiledTrustStore(bytes)
        sources = [{ name: '', bytes, trust: 'asGiven' }]
      }
    } catch {
      // Damaged, of another version, or a browser that keeps nothing: as if there were none.
      trust = undefined
    }
    showTrust()
    document.body.dataset['ready'] = 'true'
  }

  const guarded = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => {
      status.textContent = `That did not work: ${messageOf(error)}.`
    })
  }

  const drop = element('drop')
  // Dropped anywhere, a file is for the inspector: a browser would open it in place of the page.
  document.addEventListener('dragover', event => {
    event.preventDefault()
    drop.classList.add('over')
  })
  document.addEventListener('dragleave', () => drop.classList.remove('over'))
  document.addEventListener('drop', event => {
    event.preventDefault()
    drop.classList.remove('over')
    const { dataTransfer } = event
    if (dataTransfer !== null) guarded(async () => take(await filesOf(dataTransfer)))
  })
  for (const id of ['files', 'folder']) {
    const input = element<HTMLInputElement>(id)
    input.addEventListener('change', () => {
      const list = [...(input.files ?? [])]
      guarded(async () => {
        await take(await filesOf(list))
        input.value = ''
      })
    })
  }
  for (const input of [day, policy, printed]) input.addEventListener('change', () => guarded(judge))
  redact.addEventListener('change', show)
  element('print').addEventListener('click', () => window.print())
  element('save').addEventListener('click', () => {
    if (shown === undefined) return
    const { inspection, portrait } = shown
    const page = inspectionToHtml(inspection, { portrait, redact: redact.checked })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([page], { type: 'text/html' }))
    link.download = 'inspection.html'
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  })
  element('forget').addEventListener('click', () => {
    trust = undefined
    sources = []
    showTrust()
    guarded(async () => {
      await forgetStore()
      await judge()
    })
  })
  guarded(recall)
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function portraitOf({ portrait }: Inspection): Promise<BrowserImage | undefined> {
  if (portrait === undefined) return undefined
  try {
    const { format, bytes } = portrait.image
    const encoded = format === 'jpeg2000' || format === 'jp2'
    return imageForBrowser(
      bytes,
      encoded ? { openJpeg: await loadOpenJpeg(openJpegFactory as OpenJpegFactory) } : {},
    )
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

// The page's script is its worker's too.
if (typeof document === 'undefined') compilesFor(self)
else start()
