import { describe, expect, test } from 'vitest'
import {
  type DocumentFiles,
  type InspectOptions,
  inspect,
  inspectionPolicies,
  optionalCheckIds,
  policyDeviations,
  toTr03135,
} from '../../src/inspection/index.js'
import type { LdsFileName } from '../../src/lds/index.js'
import { createTrustStore, parseCertificate, type TrustSource } from '../../src/pki/index.js'
import {
  buildDeviationList,
  buildMasterList,
  createCountry,
  type DeviationContent,
  type DocumentOptions,
  issueDocument,
  writeDg11,
  writeDg12,
} from '../../src/testkit/index.js'

const at = new Date('2026-06-01T00:00:00Z')
const utopia = createCountry({ state: 'UTO', seed: 'record' })
const german = createCountry({ state: 'D', seed: 'record' })
const utopiaCsca = parseCertificate(utopia.csca.certificate)
const csca: TrustSource = { name: 'csca', bytes: utopia.csca.certificate, trust: 'asGiven' }

interface Given {
  readonly issued?: DocumentOptions
  readonly files?: Readonly<Partial<Record<LdsFileName, Uint8Array | undefined>>>
  readonly document?: Omit<DocumentFiles, 'files'>
  readonly sources?: readonly TrustSource[]
  readonly policy?: InspectOptions['policy']
}

function make({ issued = {}, files = {}, document = {}, sources = [csca], policy }: Given = {}) {
  const all = { ...issueDocument(utopia, issued).files, ...files }
  return inspect(
    {
      ...document,
      files: Object.entries(all).flatMap(([name, bytes]) =>
        bytes === undefined ? [] : [{ name: name as LdsFileName, bytes }],
      ),
    },
    { trust: createTrustStore(sources), at, policy },
  )
}

function changedDg2(): Uint8Array {
  const bytes = issueDocument(utopia).files['EF.DG2'].slice()
  bytes[bytes.length - 20]! ^= 1
  return bytes
}

describe('data of holder and document', () => {
  const issued = {
    dataGroups: {
      11: writeDg11({ placeOfBirth: 'Zenith<Utopia', permanentAddress: '1 Main St<Zenith' }),
      12: writeDg12({ issuingAuthority: 'Passport Office', dateOfIssue: '20240416' }),
    },
  }
  test('each with the file that it comes from, and whether the state has signed it', () => {
    const { details, portrait, document } = make({ issued })
    const say = (field: string) => {
      const detail = details.find(each => each.field === field)
      return detail && [detail.value, detail.source, detail.authenticated]
    }
    expect(say('documentNumber')).toEqual(['L898902C3', 'EF.DG1', true])
    expect(say('dateOfBirth')).toEqual(['1974-08-12', 'EF.DG1', true])
    expect(say('placeOfBirth')).toEqual(['Zenith, Utopia', 'EF.DG11', true])
    expect(say('dateOfIssue')).toEqual(['2024-04-16', 'EF.DG12', true])
    expect(portrait).toMatchObject({ source: 'EF.DG2', authenticated: true, image: { format: 'jpeg' } })
    expect(document?.authenticated).toBe(true)
  })
  test('one changed file costs its own data the mark, and no other', () => {
    const changed = writeDg12({ issuingAuthority: 'Somebody else', dateOfIssue: '20240416' })
    const { details, portrait } = make({ issued, files: { 'EF.DG12': changed } })
    const authenticated = (source: string) =>
      details.filter(each => each.source === source && each.authenticated)
    expect(authenticated('EF.DG12')).toEqual([])
    expect(authenticated('EF.DG11')).toHaveLength(2)
    expect(portrait?.authenticated).toBe(true)
  })
})

describe('deviation lists', () => {
  const list = (...deviations: readonly DeviationContent[]): TrustSource => ({
    name: 'deviations',
    bytes: buildDeviationList(utopia, deviations),
    trust: { anchors: [utopiaCsca], at },
  })
  const signer = { keyIdentifier: utopia.documentSigner.key.keyIdentifier }
  const hashWrong = (field: number) => ({ type: '2.23.136.1.1.7.2.2', text: 'wrong in one batch', field })
  const files = { 'EF.DG2': changedDg2() }
  const hash = ({ checks }: ReturnType<typeof make>) =>
    checks.find(({ id, subject }) => id === 'PA.DATA_GROUP_HASH' && subject === 'DG2')

  test('turn what they announce from failed into inconclusive, never into passed', () => {
    expect(make({ files }).verdict).toBe('invalid')
    const known = make({ files, sources: [csca, list({ signer, descriptions: [hashWrong(2)] })] })
    expect(known.verdict).toBe('inconclusive')
    expect(hash(known)).toMatchObject({
      status: 'inconclusive',
      reason: 'KNOWN_DEVIATION',
      detail: 'LDS-DGHashWrong; wrong in one batch; without it: HASH_MISMATCH; SHA-256',
    })
    expect(known.deviations).toMatchObject([{ match: 'certain', sources: ['deviations'] }])
    expect(known.warnings).toContainEqual({
      code: 'DEVIATION_KNOWN',
      subject: 'LDS-DGHashWrong',
      detail: 'wrong in one batch',
    })
    expect(known.portrait?.authenticated).toBe(false)
  })
  test('leave alone what they do not announce, and what passes', () => {
    const sources = [csca, list({ signer, descriptions: [hashWrong(3)] })]
    expect(hash(make({ files, sources }))?.status).toBe('failed')
    expect(make({ sources: [csca, list({ signer, descriptions: [hashWrong(2)] })] }).verdict).toBe('valid')
    const others = { documentNumbers: ['X00000001'], descriptions: [hashWrong(2)] }
    expect(hash(make({ files, sources: [csca, list(others)] }))?.status).toBe('failed')
  })
  test('of another state, or with a signature that does not hold, count for nothing', () => {
    const deviations = [{ documentType: 'P', descriptions: [hashWrong(2)] }]
    const foreign: TrustSource = {
      name: 'foreign',
      bytes: buildDeviationList(german, deviations),
      trust: { anchors: [parseCertificate(german.csca.certificate)], at },
    }
    expect(hash(make({ files, sources: [csca, foreign] }))?.status).toBe('failed')
    const bytes = buildDeviationList(utopia, deviations)
    bytes[bytes.length - 1]! ^= 1
    const forged: TrustSource = { ...foreign, bytes, trust: { anchors: [utopiaCsca], at } }
    expect(hash(make({ files, sources: [csca, forged] }))?.status).toBe('failed')
  })
})

describe('warnings', () => {
  const codes = (given: Given) =>
    make(given).warnings.map(({ code, subject = '' }) => `${code} ${subject}`.trim())
  test('of a sound document: the anchor is as given, the chip not proven', () => {
    expect(codes({})).toEqual(['ANCHOR_AS_GIVEN', 'CHIP_NOT_PROVEN'])
  })
  test('a CSCA out of a signed list needs none', () => {
    const bytes = buildMasterList(utopia, [utopia.csca.certificate])
    const source: TrustSource = { name: 'list', bytes, trust: { anchors: [utopiaCsca], at } }
    expect(codes({ sources: [source] })).toEqual(['CHIP_NOT_PROVEN'])
  })
  test('files that were refused or left aside, and a reading that broke off', () => {
    const given = codes({
      files: { 'EF.DG2': undefined, 'EF.DG1': undefined },
      document: {
        unread: [{ name: 'EF.DG2', code: 'APDU_STATUS', message: 'refused' }],
        fault: { code: 'APDU_STATUS', message: 'gone' },
      } as Given['document'] & object,
    })
    expect(given).toContain('FILE_REFUSED EF.DG2')
    expect(given).toContain('READING_BROKEN_OFF')
    expect(given).not.toContain('FILE_NOT_READ EF.DG2')
    expect(codes({ files: { 'EF.DG2': undefined } })).toContain('FILE_NOT_READ EF.DG2')
  })
  test('what failed without deciding', () => {
    const given = codes({ issued: { efCom: { ldsVersion: '0107', dataGroups: [1] } } })
    expect(given).toContain('FAILED_WITHOUT_DECIDING LDS.COM_CONSISTENCY')
    const deciding = { issued: { holder: { dateOfExpiry: '2026-05-31' } } }
    expect(codes(deciding)).toContain('FAILED_WITHOUT_DECIDING INSPECTION.EXPIRY')
    expect(codes({ ...deciding, policy: 'border' })).not.toContain(
      'FAILED_WITHOUT_DECIDING INSPECTION.EXPIRY',
    )
  })
})

describe('policies', () => {
  test('each deviation from border is in the record', () => {
    expect(make({ policy: 'border' }).policyDeviations).toEqual([])
    const { policyDeviations: found } = make({ policy: 'laboratory' })
    expect(found.map(({ setting }) => setting)).toEqual([
      'revocation',
      'chipAuthenticity',
      ...optionalCheckIds,
    ])
    expect(policyDeviations({ ...inspectionPolicies.border, algorithms: [] })).toEqual([
      { setting: 'algorithms', strict: 'the default table', actual: 'a table of its own' },
    ])
  })
  test('an expired document is valid data, and no valid document at a border', () => {
    const issued = { holder: { dateOfExpiry: '2026-05-31' } }
    expect(make({ issued, policy: 'laboratory' }).verdict).toBe('valid')
    expect(make({ issued, policy: 'onboarding' }).verdict).toBe('invalid')
    expect(make({ issued, policy: 'border' }).verdict).toBe('invalid')
  })
})

describe('the words of TR-03135', () => {
  const words = (given: Given) =>
    Object.fromEntries(toTr03135(make(given).checks).map(({ check, result }) => [check, result]))
  test('of a sound document', () => {
    expect(words({})).toMatchObject({
      "security object's hash value": 'successful',
      "security object's signature": 'successful',
      'DS certificate signature': 'successful',
      'validity of CSCA and DS certificates': 'successful',
      'revocation state of the DS certificate': 'undetermined',
      'trust status of the DS certificate': 'trusted',
      'EF.SOD against EF.COM': 'successful',
      'integrity of DG1': 'identical',
      'issuing state of EF.DG1 and DS certificate': 'successful',
      'expiration of the document': 'successful',
      'optical against electronic biographic data': 'not supported',
    })
  })
  test('of others', () => {
    expect(words({ files: { 'EF.DG2': changedDg2() } })).toMatchObject({
      'integrity of DG2': 'not identical',
    })
    expect(words({ files: { 'EF.DG2': undefined } })).toMatchObject({ 'integrity of DG2': 'present' })
    expect(words({ files: { 'EF.COM': undefined } })).toMatchObject({
      'EF.SOD against EF.COM': 'not supported',
    })
    expect(words({ sources: [] })).toMatchObject({
      'DS certificate signature': 'undetermined',
      'trust status of the DS certificate': 'undetermined',
    })
    expect(words({ document: { access: { protocol: 'BAC' } } })).toMatchObject({
      'chip access': 'successful',
    })
  })
})
