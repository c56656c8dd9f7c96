import { describe, expect, test } from 'vitest'
import { inspect } from '../../../src/inspection/index.js'
import { parseDg2, parseDg3, parseDg4 } from '../../../src/lds/index.js'
import { parseMrz } from '../../../src/mrz/index.js'
import { createTrustStore } from '../../../src/pki/index.js'
import { readDocument } from '../../../src/reader/index.js'
import {
  type Country,
  createCountry,
  createVirtualChip,
  type DocumentOptions,
  issueDocument,
} from '../../../src/testkit/index.js'

const p256 = { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' } as const
const options = {
  state: 'UTO',
  seed: 'options',
  csca: p256,
  documentSigner: p256,
  masterListSigner: p256,
  furtherDocumentSigners: [
    {},
    { algorithm: { ...p256, curve: 'P-384', hash: 'SHA-384' }, documentTypes: ['I'] },
  ],
  terminals: { algorithm: p256 },
} as const
const country = createCountry(options)

function judge(country: Country, choices: DocumentOptions) {
  const { files } = issueDocument(country, choices)
  const evidence = {
    files: Object.entries(files).map(([name, bytes]) => ({ name: name as keyof typeof files, bytes })),
  }
  const trust = createTrustStore([{ name: 'csca', bytes: country.csca.certificate, trust: 'asGiven' }])
  return inspect(evidence, { trust, at: new Date('2026-06-01T00:00:00Z') })
}

const passes = (inspection: ReturnType<typeof judge>, id: string): string | undefined =>
  inspection.checks.find(check => check.id === id)?.status

describe('a country with several document signers', () => {
  test('each has a key and a certificate of its own, under the one CSCA', () => {
    const all = [country.documentSigner, ...country.furtherDocumentSigners]
    expect(new Set(all.map(({ certificate }) => `${certificate}`)).size).toBe(3)
    expect(new Set(all.map(({ content }) => content.serialNumber)).size).toBe(3)
    for (const signer of all) {
      const format = signer.content === all[2]!.content ? 'TD1' : 'TD3'
      const inspection = judge(country, { signer, format })
      expect([passes(inspection, 'PA.SOD_SIGNATURE'), passes(inspection, 'PA.CERTIFICATE_PATH')]).toEqual([
        'passed',
        'passed',
      ])
      expect(passes(inspection, 'PA.DOCUMENT_TYPE')).toBe('passed')
    }
  })

  test('a signer for cards vouches for no passport', () => {
    const inspection = judge(country, { signer: country.furtherDocumentSigners[1]! })
    expect(passes(inspection, 'PA.DOCUMENT_TYPE')).toBe('failed')
  })

  test('the others stay as they are, and the same options give the same bytes', () => {
    const alone = createCountry({ ...options, furtherDocumentSigners: undefined, terminals: undefined })
    expect(alone.documentSigner.certificate).toEqual(country.documentSigner.certificate)
    expect([alone.furtherDocumentSigners, alone.terminals]).toEqual([[], undefined])
    const again = createCountry(options)
    expect(again.furtherDocumentSigners.map(({ certificate }) => certificate)).toEqual(
      country.furtherDocumentSigners.map(({ certificate }) => certificate),
    )
    expect(again.terminals?.terminal.certificate).toEqual(country.terminals?.terminal.certificate)
  })

  test('its terminals are those of its state', () => {
    expect(country.terminals?.cvca.content.holderReference).toBe('UTCVCA00001')
    expect(country.terminals?.terminal.content.authorityReference).toBe('UTDV00001')
  })
})

describe('a document with every data group', () => {
  test.each(['19794', '39794'] as const)(
    'biometrics of ISO/IEC %s: all are signed, and nothing is odd',
    biometrics => {
      const choices = { everyDataGroup: true, biometrics }
      const { files } = issueDocument(country, choices)
      const numbers = Array.from({ length: 16 }, (_, index) => index + 1)
      expect(Object.keys(files).sort()).toEqual(['EF.COM', 'EF.SOD', ...numbers.map(n => `EF.DG${n}`)].sort())
      const inspection = judge(country, choices)
      expect(passes(inspection, 'PA.SOD_SIGNATURE')).toBe('passed')
      const hashes = inspection.checks.filter(({ id }) => id === 'PA.DATA_GROUP_HASH')
      expect([hashes.length, new Set(hashes.map(({ status }) => status))]).toEqual([16, new Set(['passed'])])
      expect(
        inspection.checks.filter(({ id, status }) => id.startsWith('LDS.') && status === 'failed'),
      ).toEqual([])
      for (const [file, parse] of [
        [files['EF.DG2'], parseDg2],
        [files['EF.DG3'], parseDg3],
        [files['EF.DG4'], parseDg4],
      ] as const) {
        expect(
          JSON.stringify(parse(file!), (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
        ).toContain(biometrics)
      }
      expect(issueDocument(country, choices).files).toEqual(files)
    },
  )

  test('chip authentication with Diffie-Hellman is read and passes', async () => {
    const document = issueDocument(country, { chipAuthentication: { parameterId: 1 } })
    const mrz = document.mrz.join('')
    const chip = createVirtualChip({ files: document.files, ...document.chipKeys, mrz })
    const evidence = await readDocument(chip, { password: { type: 'MRZ', mrz: parseMrz(document.mrz) } })
    expect(evidence.protocols.map(({ protocol }) => protocol)).toContain('CHIP_AUTHENTICATION')
    const trust = createTrustStore([{ name: 'csca', bytes: country.csca.certificate, trust: 'asGiven' }])
    const { checks } = inspect(evidence, { trust, at: new Date('2026-06-01T00:00:00Z') })
    expect(checks.find(({ id }) => id === 'CHIP.AUTHENTICITY')?.status).toBe('passed')
  })
})
