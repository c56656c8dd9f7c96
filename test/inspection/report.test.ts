import { describe, expect, test } from 'vitest'
import {
  english,
  type InspectOptions,
  inspect,
  inspectionToHtml,
  inspectionToHtmlPart,
  type Messages,
  type ReportOptions,
} from '../../src/inspection/index.js'
import type { LdsFileName } from '../../src/lds/index.js'
import { createTrustStore } from '../../src/pki/index.js'
import {
  createCountry,
  type DocumentOptions,
  issueDocument,
  writeDg11,
  writeDg12,
} from '../../src/testkit/index.js'

const at = new Date('2026-06-01T00:00:00Z')
const utopia = createCountry({ state: 'UTO', seed: 'report' })
const trust = createTrustStore([{ name: 'utopia.cer', bytes: utopia.csca.certificate, trust: 'asGiven' }])

function make(
  issued: DocumentOptions = {},
  files: Readonly<Partial<Record<LdsFileName, Uint8Array | undefined>>> = {},
  options: Partial<InspectOptions> = {},
) {
  const all = { ...issueDocument(utopia, issued).files, ...files }
  return inspect(
    {
      files: Object.entries(all).flatMap(([name, bytes]) =>
        bytes === undefined ? [] : [{ name: name as LdsFileName, bytes }],
      ),
    },
    { trust, at, ...options },
  )
}

const personal: DocumentOptions = {
  dataGroups: {
    11: writeDg11({
      placeOfBirth: 'Zenith',
      profession: 'A <b>bold</b> one',
      personalNumber: 'ZE184226B',
    }),
    12: writeDg12({ issuingAuthority: 'Passport Office', dateOfIssue: '20240416' }),
  },
}

/** What a person sees: no tags, no folds. */
const text = (page: string): string =>
  page
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<\/?(?:span|strong)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

describe('the page of an inspection', () => {
  const page = inspectionToHtml(make(personal))
  test('says verdict, data with origin, path, every check, what was not checked', () => {
    const seen = text(page)
    for (const expected of [
      'Valid Every check that decides has passed.',
      'What this does not say',
      english.report.limits.holder,
      english.report.limits.chip,
      'From EF.DG1 signed by the state',
      'Primary identifier ERIKSSON',
      'Issuing state UTO (Utopia)',
      'Place of birth Zenith',
      'CSCA, trusted',
      'utopia.cer',
      'Signature of EF.SOD: passed',
      'What was not checked',
      english.reasons.CRL_MISSING,
      'Policy: laboratory',
      'Printed MRZ agrees with DG1',
    ]) {
      expect(seen).toContain(expected)
    }
    for (const { id } of make(personal).checks) expect(page).toContain(`<code>${id}</code>`)
    expect(page).toMatch(/<img alt="[^"]+" src="data:image\/jpeg;base64,\/9j\//)
  })

  test('needs nothing from elsewhere and runs nothing', () => {
    expect(page).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'`)
    expect(page).not.toMatch(/<script|<link|<iframe|\son\w+=|javascript:|@import|url\(/i)
    expect(page.match(/(?:src|href)="[^"]{0,11}/g)).toEqual(['src="data:image/'])
    expect(page).not.toMatch(/https?:/)
  })

  test('what the chip says is text, never markup', () => {
    expect(page).toContain('A &lt;b&gt;bold&lt;/b&gt; one')
    const hostile = writeDg11({ title: '<script>alert(1)</script>', profession: '" onload="x\u0001' })
    const attacked = inspectionToHtml(make({ dataGroups: { 11: hostile } }))
    expect(attacked).not.toMatch(/<script/i)
    expect(attacked).toContain('&quot; onload=&quot;x')
  })

  test('the same inspection gives the same text, and a part for another page', () => {
    expect(inspectionToHtml(make(personal))).toBe(page)
    const part = inspectionToHtmlPart(make(personal))
    expect(part).toMatch(/^<main class="emrtd-report"[\s\S]*<\/main>$/)
    expect(page).toContain(part)
  })

  test('redacted it says nothing of the holder, and all of the checks', () => {
    const inspection = make(personal)
    const redacted = inspectionToHtml(inspection, { redact: true })
    for (const { field, value } of inspection.details) {
      if (['documentCode', 'issuingState', 'issuingAuthority', 'nationality', 'sex'].includes(field)) continue
      expect(redacted, field).not.toContain(value)
    }
    expect(redacted).not.toContain('<img')
    expect(redacted).not.toContain('P&lt;UTO')
    expect(redacted).toContain('Personal data is left out')
    for (const { id } of inspection.checks) expect(redacted).toContain(`<code>${id}</code>`)
  })
})

describe('verdicts', () => {
  const why = (page: string): string => text(/<header[\s\S]*?<\/header>/.exec(page)?.[0] ?? '')
  test('invalid: the failed check stands above, and unfolded', () => {
    const dg2 = issueDocument(utopia).files['EF.DG2'].slice()
    dg2[dg2.length - 20]! ^= 1
    const page = inspectionToHtml(make({}, { 'EF.DG2': dg2 }))
    expect(why(page)).toContain(`Why Hash: DG2: failed. ${english.reasons.HASH_MISMATCH}`)
    expect(why(page)).not.toContain('What this does not say')
    expect(page.match(/<details open>/g)).toHaveLength(1)
    // The picture is shown, and that anybody can have put it there.
    expect(text(page)).toContain('Portrait of the holder, from EF.DG2 not authenticated')
    expect(page).toMatch(/<title>Invalid/)
  })
  test('inconclusive: what is open stands above', () => {
    const page = inspectionToHtml(make({}, {}, { trust: undefined }))
    expect(why(page)).toContain(
      `What is open Certificate path to a CSCA: open. ${english.reasons.NO_TRUST_STORE}`,
    )
    expect(text(page)).toContain(english.report.pathMissing)
    expect(text(page)).toContain(english.report.unsignedExplanation)
  })
  test.each<[string, ReturnType<typeof make>]>([
    ['nothing at all', inspect({ files: [] }, { at })],
    ['no EF.SOD', make({}, { 'EF.SOD': undefined })],
    ['no EF.DG1', make({}, { 'EF.DG1': undefined })],
    ['no trust', make({}, {}, { trust: undefined })],
    ['no embedded signer', make({ embedCertificate: false })],
  ])('%s has a page as well', (_, inspection) => {
    for (const redact of [false, true]) {
      expect(text(inspectionToHtml(inspection, { redact }))).toContain(english.verdicts.inconclusive)
    }
  })
})

describe('portraits', () => {
  const image = (options: ReportOptions) => inspectionToHtml(make({ portraitFormat: 'jp2' }), options)
  test('JPEG 2000 is shown as the caller has converted it, and named where he has not', () => {
    const portrait = {
      mediaType: 'image/png',
      fileExtension: 'png',
      bytes: Uint8Array.of(0x89, 0x50),
    } as const
    expect(image({ portrait })).toContain('src="data:image/png;base64,iVA="')
    expect(image({})).not.toContain('<img')
    expect(image({})).toContain(english.report.portraitNotShown)
  })
})

describe('the policy', () => {
  test('each deviation from the strict one is shown; the strict one has none', () => {
    const strict = text(inspectionToHtml(make({}, {}, { policy: 'border' })))
    expect(strict).toContain(english.report.policyStrict)
    const lax = text(inspectionToHtml(make({}, {}, { policy: 'laboratory' })))
    expect(lax).toContain('Revocation ifGiven, where the strictest says required')
    expect(lax).toContain('Document not expired shown, does not decide the verdict')
  })
})

test('a translation has its say everywhere', () => {
  const german: Messages = {
    ...english,
    language: 'de',
    verdicts: { ...english.verdicts, valid: 'Gültig' },
    fields: { ...english.fields, documentNumber: 'Dokumentennummer' },
  }
  const page = inspectionToHtml(make(), { messages: german })
  expect(page).toContain('<html lang="de">')
  expect(text(page)).toContain('Gültig')
  expect(text(page)).toContain('Dokumentennummer L898902C3')
})
