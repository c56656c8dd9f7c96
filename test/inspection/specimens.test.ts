import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspectionToText } from '../../src/cli/inspection-to-text.js'
import {
  collectDocument,
  type InspectOptions,
  inspect,
  inspectionToHtml,
  type PolicyName,
} from '../../src/inspection/index.js'
import { parseMrz } from '../../src/mrz/index.js'
import { createTrustStore, parseCertificate, parseCrl } from '../../src/pki/index.js'
import type { Verdict } from '../../src/verdict.js'

const at = new Date('2026-06-01T00:00:00Z')
const folder = new URL('../../vectors/specimens/', import.meta.url).pathname
const read = (path: string): Uint8Array => new Uint8Array(readFileSync(join(folder, path)))
const trust = createTrustStore([
  {
    name: "Utopia's master list",
    bytes: read('utopia-master-list.ml'),
    trust: { anchors: [parseCertificate(read('utopia-csca.cer'))], at },
  },
])

function documentOf(path: string) {
  const whole = join(folder, path)
  const names = statSync(whole).isDirectory() ? readdirSync(whole).map(name => join(path, name)) : [path]
  return collectDocument(names.map(name => ({ name: basename(name), bytes: read(name) }))).document
}

/** A report as it is read: the head of the page, the whole page, and the terminal's text. */
function report(path: string, policy: PolicyName, options: Partial<InspectOptions> = {}) {
  const inspection = inspect(documentOf(path), {
    trust,
    at,
    policy,
    crls: [parseCrl(read('utopia.crl'))],
    ...options,
  })
  const plain = (html: string): string =>
    html
      .replace(/<style>[\s\S]*?<\/style>/g, '')
      .replace(/<\/?(?:span|strong)\b[^>]*>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
  const page = inspectionToHtml(inspection)
  return {
    inspection,
    head: plain(/<header[\s\S]*?<\/header>/.exec(page)?.[0] ?? ''),
    page: plain(page),
    text: inspectionToText(inspection, { trust, ignored: [], style: { colour: false, width: 80 } }).replace(
      /\s+/g,
      ' ',
    ),
  }
}

/** What a reader of Doc 9303 expects: the verdict, what is said at the top of the page, and what at the end of the terminal's text. */
const expected: readonly (readonly [
  string,
  PolicyName,
  Verdict,
  head: readonly string[],
  notHead: readonly string[],
])[] = [
  [
    'utopia-passport',
    'laboratory',
    'valid',
    ['What this does not say', 'That the person present is the holder', 'That the chip is the original'],
    ['not revoked', 'Why'],
  ],
  [
    'utopia-passport',
    'border',
    'inconclusive',
    ['What is open', 'The chip is the original: open. The document offers the protocol, and it was not run.'],
    ['Why'],
  ],
  ['utopia-chip.json', 'onboarding', 'valid', ['What this does not say'], ['That the chip is the original']],
  [
    'utopia-changed-portrait',
    'laboratory',
    'invalid',
    ['Why', 'DG2: failed. The data were changed after the state signed them.'],
    ['What this does not say'],
  ],
  [
    'utopia-foreign-signer',
    'laboratory',
    'inconclusive',
    ['What is open', 'Certificate path to a CSCA: open. No trusted certificate of the issuing state fits.'],
    ['Why'],
  ],
  [
    'utopia-copied-chip.json',
    'laboratory',
    'invalid',
    ['Why', 'The chip is the original: failed. The signature does not hold. (Active Authentication)'],
    ['What this does not say'],
  ],
  ['utopia-expired', 'laboratory', 'valid', [], ['The document has expired']],
  [
    'utopia-expired',
    'onboarding',
    'invalid',
    ['Document not expired: failed. The document has expired.'],
    [],
  ],
]

describe.each(expected)('%s, policy %s: %s', (path, policy, verdict, says, saysNot) => {
  const { inspection, head, page, text } = report(path, policy)
  test('page and terminal say the same, and the right thing', () => {
    expect(inspection.verdict).toBe(verdict)
    expect(text.trimEnd().endsWith(` ${verdict}`)).toBe(true)
    for (const sentence of says) {
      expect(head).toContain(sentence)
      // The terminal writes "of DG2" where the page writes ": DG2".
      expect(text).toContain(sentence.replace(/^DG2: failed. /, ''))
    }
    for (const sentence of saysNot) expect(head).not.toContain(sentence)
    expect(page).toContain('ERIKSSON')
  })
})

test('at a border with everything at hand, the original is valid without reserve', () => {
  const lines = documentOf('utopia-chip.json').files.find(({ name }) => name === 'EF.DG1')!
  const zone = String.fromCharCode(...lines.bytes.subarray(-88))
  const { inspection, head } = report('utopia-chip.json', 'border', {
    printedMrz: parseMrz(zone, { referenceDate: at }),
    watchLists: [{ list: 'stolen', hits: [] }],
  })
  expect(inspection.checks.filter(({ status }) => status === 'failed')).toEqual([])
  expect(inspection.verdict).toBe('valid')
  expect(inspection.policyDeviations).toEqual([])
  expect(head).toContain('That the person present is the holder')
  for (const reserve of ['original', 'not revoked', 'printed page', 'asks for less']) {
    expect(head).not.toContain(reserve)
  }
})

test('what nobody has signed is never said to be signed', () => {
  const foreign = report('utopia-foreign-signer', 'laboratory')
  expect(foreign.inspection.details.every(({ authenticated }) => !authenticated)).toBe(true)
  expect(foreign.page).not.toContain('signed by the state')
  expect(foreign.text).toContain('not authenticated')
  const changed = report('utopia-changed-portrait', 'laboratory')
  expect(changed.inspection.portrait?.authenticated).toBe(false)
  expect(changed.page).toContain('from EF.DG2 not authenticated')
  expect(changed.page).toContain('From EF.DG1 signed by the state')
})
