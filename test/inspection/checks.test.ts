import { describe, expect, test } from 'vitest'
import {
  checkAccess,
  checkAlgorithmStrength,
  checkExpiry,
  checkMrzDigits,
  checkPersonalDetails,
  checkPlausibility,
  checkPrintedMrz,
  defaultAlgorithmPolicy,
} from '../../src/inspection/index.js'
import { parseDg11, parseDg12, parseEfSod, parseSecurityInfos } from '../../src/lds/index.js'
import { buildMrz, type Mrz, parseMrz } from '../../src/mrz/index.js'
import { parseCertificate } from '../../src/pki/index.js'
import { createCountry, issueDocument } from '../../src/testkit/index.js'
import { writeDg11, writeDg12 } from '../../src/testkit/lds/index.js'

const at = new Date('2026-06-01T12:00:00Z')

/** A passport's zone with some fields as given. */
function zone(fields: Partial<Parameters<typeof buildMrz>[0]> = {}): Mrz {
  const lines = buildMrz({
    format: 'TD3',
    documentCode: 'PP',
    issuingState: 'UTO',
    primaryIdentifier: 'ERIKSSON',
    secondaryIdentifier: 'ANNA MARIA',
    documentNumber: 'L898902C3',
    nationality: 'UTO',
    dateOfBirth: '740812',
    sex: 'female',
    dateOfExpiry: '340415',
    optionalData: 'ZE184226B',
    ...fields,
  })
  return parseMrz(lines, { referenceDate: at })
}

describe('check digits of the MRZ', () => {
  test('right ones pass, a wrong one fails and says which, without DG1 it is open', () => {
    expect(checkMrzDigits(zone()).status).toBe('passed')
    const { lines } = zone()
    const wrong = parseMrz([lines[0]!, lines[1]!.replace('L898902C36', 'L898902C37')])
    expect(checkMrzDigits(wrong)).toMatchObject({
      status: 'failed',
      reason: 'CHECK_DIGIT_WRONG',
      detail: 'documentNumber, composite',
    })
    expect(checkMrzDigits(undefined)).toMatchObject({ status: 'inconclusive', reason: 'DG1_MISSING' })
  })
})

describe('the printed MRZ', () => {
  test('passes if it is that of DG1', () => {
    expect(checkPrintedMrz(zone(), zone()).status).toBe('passed')
  })
  test('fails if a name differs', () => {
    expect(checkPrintedMrz(zone(), zone({ primaryIdentifier: 'ERIKSEN' }))).toMatchObject({
      status: 'failed',
      reason: 'PRINTED_MRZ_DIFFERS',
      detail: 'name',
    })
  })
  test('is open if nothing but optional data differs', () => {
    expect(checkPrintedMrz(zone(), zone({ optionalData: '' })).reason).toBe('PRINTED_OPTIONAL_DATA_DIFFERS')
  })
  test('has nothing to check if nobody read it', () => {
    expect(checkPrintedMrz(zone(), undefined).status).toBe('notApplicable')
  })
})

describe('expiry', () => {
  test.each([
    ['260601', 'passed'],
    ['260602', 'passed'],
    ['260531', 'failed'],
    ['2605<<', 'failed'],
    ['2607<<', 'passed'],
    ['2606<<', 'inconclusive'],
    ['<<<<<<', 'inconclusive'],
  ] as const)('%s on 1 June 2026: %s', (dateOfExpiry, status) => {
    expect(checkExpiry(zone({ dateOfExpiry }), at).status).toBe(status)
  })
})

describe('plausibility', () => {
  const issued = (date: string) => parseDg12(writeDg12({ dateOfIssue: date }))
  test.each([
    [{}, '20240416', 'passed', undefined],
    [{}, undefined, 'passed', undefined],
    [{}, '19700101', 'failed', 'BORN_AFTER_ISSUE'],
    [{}, '20260602', 'failed', 'ISSUED_AFTER_INSPECTION'],
    [{ dateOfExpiry: '240101' }, '20240416', 'failed', 'ISSUED_AFTER_EXPIRY'],
    [{ dateOfExpiry: '400101' }, '20240416', 'failed', 'VALIDITY_TOO_LONG'],
    [{ dateOfExpiry: '400101' }, undefined, 'failed', 'VALIDITY_TOO_LONG'],
    [{ dateOfBirth: '<<<<<<' }, '20240416', 'inconclusive', 'DATE_UNKNOWN'],
  ] as const)('%j, issued %s: %s', (fields, issue, status, reason) => {
    const check = checkPlausibility(zone(fields), issue && issued(issue), at)
    expect([check.status, check.reason]).toEqual([status, reason])
  })
  test('31 February is impossible', () => {
    const { lines } = zone()
    const changed = parseMrz([lines[0]!, lines[1]!.replace('7408122', '7402316')], { referenceDate: at })
    expect(checkPlausibility(changed, undefined, at).reason).toBe('DATE_IMPOSSIBLE')
  })
})

describe('DG11 against DG1', () => {
  const details = (content: Parameters<typeof writeDg11>[0]) => parseDg11(writeDg11(content))
  test.each([
    [{ fullDateOfBirth: '19740812' }, 'passed', undefined],
    [{ fullDateOfBirth: '18740812' }, 'passed', undefined],
    [{ fullDateOfBirth: '19740813' }, 'failed', 'date of birth'],
    [{ personalNumber: 'ZE 184226 B' }, 'passed', undefined],
    [{ personalNumber: 'ZE184226C' }, 'inconclusive', 'personal number'],
    [{ fullName: 'ERIKSSON<<ANNA<MARIA' }, 'passed', undefined],
    [{ fullName: 'Eriksson<<Anna<Maria<Luisa' }, 'passed', undefined],
    [{ fullName: 'Эрикссон<<Анна<Мария' }, 'inconclusive', 'name'],
    [{ fullName: 'エリクソン<<アンナ' }, 'passed', undefined],
  ] as const)('%j: %s', (content, status, detail) => {
    const check = checkPersonalDetails(zone(), details(content))
    expect([check.status, check.detail]).toEqual([status, detail])
  })
})

describe('access', () => {
  const offer = parseSecurityInfos(
    Uint8Array.from(Buffer.from('31143012060A04007F0007020204020202010202010D', 'hex')),
  ).securityInfos
  test.each([
    [{ protocol: 'PACE' }, offer, 'passed', undefined],
    [{ protocol: 'BAC' }, undefined, 'passed', undefined],
    [{ protocol: 'BAC' }, offer, 'failed', 'ACCESS_DOWNGRADED'],
    [
      { protocol: 'BAC', fallback: { code: 'ACCESS_DENIED', message: '' } },
      undefined,
      'failed',
      'ACCESS_DOWNGRADED',
    ],
    [{ protocol: 'NONE' }, undefined, 'inconclusive', 'ACCESS_OPEN'],
    [undefined, offer, 'notApplicable', undefined],
  ] as const)('%j: %#', (access, infos, status, reason) => {
    const check = checkAccess(access, infos)
    expect([check.status, check.reason]).toEqual([status, reason])
  })
})

describe('strength of algorithms', () => {
  const old = { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-1' } as const
  test.each([
    ['2009-01-01', 'passed'],
    ['2024-01-01', 'failed'],
  ])('signatures with SHA-1 in %s: %s', (signingTime, status) => {
    const country = createCountry({ state: 'UTO', seed: 'strength', documentSigner: old })
    const { files } = issueDocument(country)
    const sod = parseEfSod(files['EF.SOD']!)
    const signer = parseCertificate(country.documentSigner.certificate)
    const check = checkAlgorithmStrength(sod, new Date(signingTime), [signer], defaultAlgorithmPolicy)
    expect(check.status).toBe(status)
    if (status === 'failed')
      expect(check).toMatchObject({ reason: 'ALGORITHM_WEAK', detail: expect.stringContaining('SHA-1') })
  })
  test('without a signer or EF.SOD it is open', () => {
    expect(checkAlgorithmStrength(undefined, undefined, [], []).reason).toBe('SOD_MISSING')
  })
})
