import { describe, expect, test } from 'vitest'
import { type DocumentFile, inspect } from '../../src/inspection/index.js'
import type { LdsFileName } from '../../src/lds/index.js'
import { createTrustStore } from '../../src/pki/index.js'
import { createCountry, type IssuedDocument, issueDocument } from '../../src/testkit/index.js'
import type { Check } from '../../src/verdict.js'

const utopia = createCountry({ state: 'UTO', seed: 'inspect' })
const { files } = issueDocument(utopia)
const at = new Date('2026-06-01T00:00:00Z')
const trustIn = (...certificates: readonly Uint8Array[]) =>
  createTrustStore(
    certificates.map((bytes, index) => ({ name: `csca ${index}`, bytes, trust: 'asGiven' as const })),
  )
const trust = trustIn(utopia.csca.certificate)

const asFiles = (record: IssuedDocument['files']): readonly DocumentFile[] =>
  Object.entries(record).flatMap(([name, bytes]) =>
    bytes === undefined ? [] : [{ name: name as LdsFileName, bytes }],
  )
const without = (name: string): readonly DocumentFile[] => asFiles(files).filter(file => file.name !== name)
const of = (checks: readonly Check[], id: Check['id'], subject?: string): Check | undefined =>
  checks.find(check => check.id === id && check.subject === subject)

describe('inspect', () => {
  test('a sound document is valid, and every check passed but those that had nothing to go by', () => {
    const { verdict, checks, document, signer } = inspect({ files: asFiles(files) }, { trust, at })
    expect(checks.filter(({ status }) => status !== 'passed')).toMatchObject([
      { id: 'PA.REVOCATION', status: 'inconclusive', reason: 'CRL_MISSING', advisory: true },
      { id: 'PA.SIGNING_PERIOD', status: 'notApplicable', advisory: true },
      { id: 'CHIP.ACTIVE_AUTHENTICATION', status: 'notApplicable' },
      { id: 'CHIP.CHIP_AUTHENTICATION', status: 'notApplicable' },
      { id: 'CHIP.PACE_CAM', status: 'notApplicable' },
      { id: 'CHIP.CARD_SECURITY', status: 'notApplicable' },
      { id: 'CHIP.CARD_ACCESS', status: 'notApplicable' },
      { id: 'CHIP.AUTHENTICITY', status: 'notApplicable' },
      { id: 'MRZ.PRINTED', status: 'notApplicable' },
      { id: 'LDS.DG11_CONSISTENCY', status: 'notApplicable' },
      { id: 'LDS.DG12_CONSISTENCY', status: 'notApplicable' },
      { id: 'ACCESS.PROTOCOL', status: 'notApplicable' },
    ])
    expect(verdict).toBe('valid')
    expect(document?.authenticated).toBe(true)
    expect(document?.mrz.issuingState).toBe('UTO')
    expect(signer?.path).toHaveLength(2)
    expect(signer?.anchor?.sources).toEqual(['csca 0'])
  })

  test('without a trust store, or with another CSCA, it is inconclusive and nothing is authenticated', () => {
    const other = createCountry({ state: 'UTO', seed: 'another' })
    for (const store of [undefined, trustIn(), trustIn(other.csca.certificate)]) {
      const { verdict, checks, document } = inspect({ files: asFiles(files) }, { trust: store, at })
      expect(verdict).toBe('inconclusive')
      expect(of(checks, 'PA.CERTIFICATE_PATH')?.status).toBe('inconclusive')
      expect(of(checks, 'PA.VALIDITY')?.reason).toBe('PATH_NOT_ESTABLISHED')
      expect(document?.authenticated).toBe(false)
    }
  })

  test.each(Object.keys(files).filter(name => name.startsWith('EF.DG')))('a changed byte of %s', name => {
    const changed = asFiles(files).map(file => {
      if (file.name !== name) return file
      const bytes = file.bytes.slice()
      bytes[bytes.length - 1]! ^= 1
      return { name: file.name, bytes }
    })
    const { verdict, checks } = inspect({ files: changed }, { trust, at })
    expect(verdict).toBe('invalid')
    expect(of(checks, 'PA.DATA_GROUP_HASH', name.slice(3))?.reason).toBe('HASH_MISMATCH')
  })

  test('no changed bit of EF.SOD leaves it valid', () => {
    const sod = files['EF.SOD']!
    for (let position = 0; position < sod.length; position += 3) {
      const bytes = sod.slice()
      bytes[position]! ^= 0x10
      const changed = asFiles({ ...files, 'EF.SOD': bytes })
      const { verdict, document } = inspect({ files: changed }, { trust, at })
      // The signature value and what CMS does not sign may be encoded otherwise; what is signed may not.
      if (verdict === 'valid') expect(document?.authenticated).toBe(true)
      else expect(['invalid', 'inconclusive']).toContain(verdict)
    }
  })

  test('before and after the period of the certificates', () => {
    for (const [moment, reason] of [
      ['1999-01-01', 'CERTIFICATE_NOT_YET_VALID'],
      ['2199-01-01', 'CERTIFICATE_EXPIRED'],
    ] as const) {
      const { verdict, checks } = inspect({ files: asFiles(files) }, { trust, at: new Date(moment) })
      expect(verdict).toBe('invalid')
      expect(of(checks, 'PA.VALIDITY')?.reason).toBe(reason)
      expect(of(checks, 'PA.SOD_SIGNATURE')?.status).toBe('passed')
    }
  })

  test('a document of one state under the signer of another', () => {
    const { files: foreign } = issueDocument(utopia, { holder: { issuingState: 'D' } })
    const { verdict, checks } = inspect({ files: asFiles(foreign) }, { trust, at })
    expect(verdict).toBe('invalid')
    expect(of(checks, 'PA.ISSUING_STATE')?.reason).toBe('ISSUING_STATE_MISMATCH')
  })

  test('missing files', () => {
    const noSod = inspect({ files: without('EF.SOD') }, { trust, at })
    expect(noSod.verdict).toBe('inconclusive')
    expect(of(noSod.checks, 'PA.SOD_STRUCTURE')?.reason).toBe('SOD_MISSING')
    const noDg1 = inspect({ files: without('EF.DG1') }, { trust, at })
    expect(noDg1.verdict).toBe('inconclusive')
    expect(of(noDg1.checks, 'PA.DATA_GROUP_HASH', 'DG1')?.reason).toBe('DG1_MISSING')
    expect(of(noDg1.checks, 'PA.ISSUING_STATE')?.reason).toBe('DG1_MISSING')
    expect(inspect({ files: without('EF.COM') }, { trust, at }).verdict).toBe('valid')
    const noDg2 = inspect({ files: without('EF.DG2') }, { trust, at })
    expect(of(noDg2.checks, 'PA.DATA_GROUP_HASH', 'DG2')).toMatchObject({
      status: 'inconclusive',
      reason: 'DATA_GROUP_NOT_READ',
      advisory: true,
    })
    expect(inspect({ files: [] }, { trust, at }).verdict).toBe('inconclusive')
  })

  test('malformed files', () => {
    const broken = inspect(
      { files: asFiles({ ...files, 'EF.SOD': Uint8Array.of(0x77, 5, 1) }) },
      { trust, at },
    )
    expect(broken.verdict).toBe('invalid')
    expect(of(broken.checks, 'PA.SOD_STRUCTURE')?.reason).toBe('SOD_MALFORMED')
    const com = inspect({ files: asFiles({ ...files, 'EF.COM': Uint8Array.of(0x30) }) }, { trust, at })
    expect(com.verdict).toBe('valid')
    expect(of(com.checks, 'LDS.FILE', 'EF.COM')).toMatchObject({ status: 'failed', advisory: true })
  })

  test('EF.COM that disagrees is shown and decides nothing', () => {
    const com = Uint8Array.of(0x60, 0x03, 0x5c, 0x01, 0x61)
    const { verdict, checks } = inspect({ files: asFiles({ ...files, 'EF.COM': com }) }, { trust, at })
    expect(of(checks, 'LDS.COM_CONSISTENCY')).toMatchObject({ status: 'failed', reason: 'COM_MISMATCH' })
    expect(verdict).toBe('valid')
  })

  test('a file given twice', () => {
    const same = inspect({ files: [...asFiles(files), ...asFiles(files)] }, { trust, at })
    expect(same.verdict).toBe('valid')
    const other = { name: 'EF.DG1', bytes: Uint8Array.of(0x61, 0) } as const
    const twice = inspect({ files: [...asFiles(files), other] }, { trust, at })
    expect(twice.verdict).toBe('inconclusive')
    expect(of(twice.checks, 'LDS.FILE', 'DG1')?.reason).toBe('FILE_DUPLICATE')
  })

  test('a moment that is none is misuse', () => {
    expect(() => inspect({ files: [] }, { at: new Date('never') })).toThrow(TypeError)
  })
})
