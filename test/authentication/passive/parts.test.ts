import { describe, expect, test } from 'vitest'
import { derSequence, encodeTlv } from '../../../src/asn1/index.js'
import {
  checkRevocation,
  checkSigningPeriod,
  verifyDataGroupHashes,
  verifyDocumentType,
  verifyIssuingState,
  verifyKeyFile,
} from '../../../src/authentication/index.js'
import { latin1ToBytes } from '../../../src/bytes.js'
import { nativeBackend } from '../../../src/crypto/native/index.js'
import type { LdsFileName, LdsSecurityObject } from '../../../src/lds/index.js'
import { createTrustStore, parseCertificate, parseCrl } from '../../../src/pki/index.js'
import {
  buildCrl,
  type CertificateExtension,
  createCountry,
  extension,
  writeCertificate,
  writeName,
} from '../../../src/testkit/index.js'
import { writeStateName } from '../../../src/testkit/issuer/write-name.js'
import type { Check } from '../../../src/verdict.js'

/*
 * Each part of Passive Authentication on its own, at the limits of what it accepts: what whole documents reach only by chance.
 */
const utopia = createCountry({ state: 'UTO', seed: 'parts' })
const at = new Date('2026-06-15T00:00:00Z')

const signerWith = (...extensions: readonly CertificateExtension[]) =>
  parseCertificate(
    writeCertificate(
      {
        ...utopia.documentSigner.content,
        extensions: [
          ...utopia.documentSigner.content.extensions.filter(
            ({ oid }) => oid !== '2.5.29.16' && oid !== '2.23.136.1.1.6.2',
          ),
          ...extensions,
        ],
      },
      utopia.csca.key,
    ),
  )
const nameOf = (country: string | undefined, commonName: string) =>
  country === undefined ? writeStateName(commonName) : writeName({ country, commonName })
const signerOf = (country: string | undefined) =>
  parseCertificate(
    writeCertificate(
      {
        ...utopia.documentSigner.content,
        subject: nameOf(country, 'Signer'),
        issuer: nameOf(country, 'Signer of signers'),
      },
      utopia.csca.key,
    ),
  )

describe('checkSigningPeriod', () => {
  const first = new Date('2026-01-01T00:00:00Z')
  const last = new Date('2026-04-01T00:00:00Z')
  const signer = signerWith(extension.privateKeyUsagePeriod(first, last))
  const shifted = (date: Date, seconds: number) => new Date(date.getTime() + 1000 * seconds)
  test.each([
    ['before the first second', shifted(first, -1), 'failed'],
    ['in the first second', first, 'passed'],
    ['between', shifted(first, 1), 'passed'],
    ['in the last second', last, 'passed'],
    ['after the last second', shifted(last, 1), 'failed'],
  ])('%s', (_, signedAt, status) => {
    const check = checkSigningPeriod(signer, signedAt)
    expect(check).toMatchObject({ id: 'PA.SIGNING_PERIOD', advisory: true, status })
    expect(check.reason).toBe(status === 'failed' ? 'SIGNED_OUTSIDE_KEY_PERIOD' : undefined)
  })

  test('says when it was signed and what the key was used for, also where one end is open', () => {
    const oneEnd = (tag: number, time: string) => {
      const value = derSequence(encodeTlv(tag, latin1ToBytes(time)))
      return checkSigningPeriod(signerWith({ oid: '2.5.29.16', critical: false, value }), first)
    }
    const [open, ended] = [oneEnd(0x80, '20260101000000Z'), oneEnd(0x81, '20260401000000Z')]
    const begin = 'signed at 2026-01-01T00:00:00.000Z, key used from'
    expect(checkSigningPeriod(signer, first).detail).toBe(
      `${begin} 2026-01-01T00:00:00.000Z to 2026-04-01T00:00:00.000Z`,
    )
    expect(open.detail).toBe(`${begin} 2026-01-01T00:00:00.000Z to any time`)
    expect(ended.detail).toBe(`${begin} any time to 2026-04-01T00:00:00.000Z`)
  })

  test('nothing to say without a signer, a time or the extension; a malformed extension is a fault', () => {
    expect(checkSigningPeriod(undefined, first).status).toBe('notApplicable')
    expect(checkSigningPeriod(signer, undefined).status).toBe('notApplicable')
    expect(checkSigningPeriod(signerWith(), first).status).toBe('notApplicable')
    const broken = { oid: '2.5.29.16', critical: false, value: Uint8Array.of(4, 0) }
    expect(checkSigningPeriod(signerWith(broken), first)).toMatchObject({
      status: 'failed',
      reason: 'CERTIFICATE_MALFORMED',
      advisory: true,
    })
  })
})

describe('verifyDocumentType', () => {
  const signer = signerWith(extension.documentTypeList(['P', 'ID']))
  test.each([
    ['P', 'passed'],
    ['P<', 'passed'],
    // A single letter stands for all documents that begin with it.
    ['PM', 'passed'],
    ['ID', 'passed'],
    ['id', 'passed'],
    // Two letters stand for themselves alone.
    ['I', 'failed'],
    ['I<', 'failed'],
    ['IR', 'failed'],
    ['AP', 'failed'],
  ])('%s of P and ID: %s', (code, status) => {
    const check = verifyDocumentType(code, signer)
    expect(check).toMatchObject({ id: 'PA.DOCUMENT_TYPE', status })
    expect(check.reason).toBe(status === 'failed' ? 'DOCUMENT_TYPE_MISMATCH' : undefined)
  })

  test('undecided without a signer or a code; nothing to say without a list; a list of none permits none', () => {
    expect(verifyDocumentType('P', undefined)).toMatchObject({
      status: 'inconclusive',
      reason: 'SIGNER_NOT_ESTABLISHED',
    })
    expect(verifyDocumentType(undefined, signer)).toMatchObject({
      status: 'inconclusive',
      reason: 'DG1_MISSING',
    })
    expect(verifyDocumentType('P', signerWith()).status).toBe('notApplicable')
    expect(verifyDocumentType(undefined, signerWith()).status).toBe('notApplicable')
    const none = verifyDocumentType('P', signerWith(extension.documentTypeList([])))
    expect(none).toMatchObject({ status: 'failed', detail: 'P in the MRZ, none in the certificate' })
  })
})

describe('verifyIssuingState', () => {
  const [german, french, three, nowhere] = [
    signerOf('DE'),
    signerOf('fr'),
    signerOf('DEU'),
    signerOf(undefined),
  ]
  test.each([
    ['the state of every certificate', 'D', [german, german], 'passed', undefined],
    ['a country in small letters', 'FRA', [french], 'passed', undefined],
    ['the three letters of the state', 'D<<', [three], 'passed', undefined],
    [
      'the one letter of the state, where two are meant',
      'D',
      [signerOf('D')],
      'failed',
      'ISSUING_STATE_MISMATCH',
    ],
    ['another country', 'D', [french, french], 'failed', 'ISSUING_STATE_MISMATCH'],
    ['a foreign CSCA', 'D', [german, french], 'failed', 'ISSUING_STATE_MISMATCH'],
    ['three letters of another', 'FRA', [three], 'failed', 'ISSUING_STATE_MISMATCH'],
    ['no country', 'D', [nowhere, german], 'inconclusive', 'ISSUING_STATE_UNKNOWN'],
    ['no country above a foreign signer', 'D', [french, nowhere], 'failed', 'ISSUING_STATE_MISMATCH'],
    ['a state that there is not', 'QQQ', [german], 'inconclusive', 'ISSUING_STATE_UNKNOWN'],
  ] as const)('%s', (_, state, path, status, reason) => {
    const check = verifyIssuingState(state, path[0], path)
    expect(check).toMatchObject({ id: 'PA.ISSUING_STATE', status })
    expect(check.reason).toBe(reason)
  })

  test('without a path the signer alone can be against it, never for it', () => {
    expect(verifyIssuingState('D', german, [])).toMatchObject({
      status: 'inconclusive',
      reason: 'PATH_NOT_ESTABLISHED',
    })
    expect(verifyIssuingState('D', french, []).status).toBe('failed')
    expect(verifyIssuingState('D', undefined, [])).toMatchObject({
      status: 'inconclusive',
      reason: 'SIGNER_NOT_ESTABLISHED',
    })
    expect(verifyIssuingState(undefined, german, [german])).toMatchObject({
      status: 'inconclusive',
      reason: 'DG1_MISSING',
    })
  })

  test('a difference names the state and each country once', () => {
    expect(verifyIssuingState('D', french, [french, french, nowhere]).detail).toMatch(
      /^D in the MRZ, FR and none in the certificates$/i,
    )
  })
})

describe('verifyDataGroupHashes', () => {
  const one = Uint8Array.of(0x61, 0)
  const two = Uint8Array.of(0x75, 0)
  const digest = (bytes: Uint8Array) => nativeBackend.digest('SHA-256', bytes)
  const object = (change: Partial<LdsSecurityObject> = {}) =>
    ({
      hash: 'SHA-256',
      hashOid: '2.16.840.1.101.3.4.2.1',
      dataGroupHashes: [
        { dataGroup: 2, hash: digest(two) },
        { dataGroup: 1, hash: digest(one) },
      ],
      ...change,
    }) as LdsSecurityObject
  const verdicts = (
    files: readonly (readonly [LdsFileName, Uint8Array])[],
    change?: Partial<LdsSecurityObject>,
  ) =>
    verifyDataGroupHashes(object(change), new Map(files), nativeBackend).map(
      ({ subject, status, reason, advisory }) =>
        [subject, status, reason, ...(advisory === true ? ['advisory'] : [])].filter(Boolean).join(' '),
    )

  test('each data group that is signed or read, in their order, and EF.DG1 in any case', () => {
    expect(
      verdicts([
        ['EF.DG2', two],
        ['EF.DG1', one],
        ['EF.COM', one],
      ]),
    ).toEqual(['DG1 passed', 'DG2 passed'])
    const fourteen = { dataGroup: 14, hash: digest(one) } as const
    const later = { dataGroupHashes: [fourteen, ...object().dataGroupHashes] }
    expect(verdicts([], later).map(line => line.split(' ')[0])).toEqual(['DG1', 'DG2', 'DG14'])
    expect(verdicts([], { dataGroupHashes: [] })).toEqual(['DG1 inconclusive DG1_MISSING'])
    expect(verdicts([['EF.DG2', two]])).toEqual(['DG1 inconclusive DG1_MISSING', 'DG2 passed'])
  })

  test('one that was not read decides nothing, unless it is EF.DG1', () => {
    expect(verdicts([['EF.DG1', one]])).toEqual([
      'DG1 passed',
      'DG2 inconclusive DATA_GROUP_NOT_READ advisory',
    ])
  })

  test('one that is changed, not signed, or under a hash that nobody knows', () => {
    expect(
      verdicts([
        ['EF.DG1', two],
        ['EF.DG2', two],
        ['EF.DG14', one],
      ]),
    ).toEqual(['DG1 failed HASH_MISMATCH', 'DG2 passed', 'DG14 failed DATA_GROUP_NOT_IN_SOD'])
    expect(verdicts([['EF.DG1', one]], { hash: undefined, hashOid: '1.2.3' })[0]).toBe(
      'DG1 inconclusive ALGORITHM_UNSUPPORTED',
    )
  })
})

describe('verifyKeyFile', () => {
  const needed = [
    'PA.SOD_STRUCTURE',
    'PA.SOD_SIGNATURE',
    'PA.CERTIFICATE_PATH',
    'PA.VALIDITY',
    'PA.SIGNER_PROFILE',
    'PA.REVOCATION',
    'PA.ISSUING_STATE',
    'PA.DOCUMENT_TYPE',
  ] as const
  const hash = (subject: string, change: Partial<Check> = {}): Check => ({
    id: 'PA.DATA_GROUP_HASH',
    clause: 'here',
    subject,
    status: 'passed',
    ...change,
  })
  const all = (id?: Check['id'], change: Partial<Check> = {}): readonly Check[] => [
    hash('DG15'),
    ...needed.map(
      (each): Check => ({ id: each, clause: 'here', status: 'passed', ...(each === id && change) }),
    ),
  ]

  test('trusted where its hash and all that it rests on passed, or was nothing to ask', () => {
    expect(verifyKeyFile(15, all())).toEqual({ status: 'passed' })
    expect(verifyKeyFile(15, all('PA.DOCUMENT_TYPE', { status: 'notApplicable' })).status).toBe('passed')
  })

  test.each(needed)('not trusted where %s failed or is open; an advisory decides nothing', id => {
    expect(verifyKeyFile(15, all(id, { status: 'failed', reason: 'HASH_MISMATCH' }))).toEqual({
      status: 'failed',
      reason: 'CHIP_KEY_NOT_TRUSTED',
      detail: `${id}: HASH_MISMATCH`,
    })
    expect(verifyKeyFile(15, all(id, { status: 'inconclusive' }))).toEqual({
      status: 'inconclusive',
      reason: 'CHIP_KEY_NOT_TRUSTED',
      detail: `${id}: inconclusive`,
    })
    expect(verifyKeyFile(15, all(id, { status: 'inconclusive', advisory: true })).status).toBe('passed')
  })

  test('what failed stands before what is open, and other checks say nothing of it', () => {
    const checks = all('PA.REVOCATION', { status: 'failed' }).map(
      (check): Check => (check.id === 'PA.VALIDITY' ? { ...check, status: 'inconclusive' } : check),
    )
    expect(verifyKeyFile(15, checks)).toMatchObject({ status: 'failed', detail: 'PA.REVOCATION: failed' })
    const other: Check = { id: 'PA.SIGNING_PERIOD', clause: 'here', status: 'failed' }
    expect(verifyKeyFile(15, [...all(), other]).status).toBe('passed')
  })

  test('not signed where its own hash is open, wrong or absent', () => {
    const unsigned = 'CHIP_KEY_NOT_SIGNED'
    const others = all().slice(1)
    expect(
      verifyKeyFile(15, [hash('DG15', { status: 'failed', reason: 'HASH_MISMATCH' }), ...others]),
    ).toEqual({
      status: 'failed',
      reason: unsigned,
      detail: 'DG15: HASH_MISMATCH',
    })
    expect(verifyKeyFile(15, [hash('DG15', { status: 'inconclusive' }), ...others])).toEqual({
      status: 'inconclusive',
      reason: unsigned,
    })
    // The hash of the other file is no hash of this one.
    expect(verifyKeyFile(15, [hash('DG14'), ...others])).toMatchObject({
      status: 'inconclusive',
      reason: unsigned,
    })
    expect(verifyKeyFile(14, all())).toMatchObject({ status: 'inconclusive', reason: unsigned })
  })
})

describe('checkRevocation', () => {
  const trust = createTrustStore([{ name: 'utopia', bytes: utopia.csca.certificate, trust: 'asGiven' }])
  const signer = parseCertificate(utopia.documentSigner.certificate)
  const crls = [
    parseCrl(
      buildCrl(utopia, {
        revoked: [],
        thisUpdate: new Date('2026-06-01T00:00:00Z'),
        nextUpdate: new Date('2026-08-01T00:00:00Z'),
      }),
    ),
  ]
  const ask = (change: object = {}) =>
    checkRevocation(signer, trust, { backend: nativeBackend, at, crls, ...change })

  test('a list that covers the signer decides', () => {
    const detail = 'CRL of 2026-06-01T00:00:00.000Z, next due 2026-08-01T00:00:00.000Z'
    expect(ask()).toMatchObject({ id: 'PA.REVOCATION', status: 'passed', detail })
    expect(ask().advisory).toBeUndefined()
  })

  test('the lists that the trust store holds count as those that are given', () => {
    const withCrls = { ...trust, crls } as typeof trust
    expect(checkRevocation(signer, withCrls, { backend: nativeBackend, at })).toMatchObject({
      status: 'passed',
    })
    expect(checkRevocation(signer, trust, { backend: nativeBackend, at }).detail).toBe(
      'no CRL of the state of its issuer',
    )
  })

  test.each([
    ['required', undefined],
    ['ifGiven', true],
    ['accepted', true],
  ] as const)('no list, where the policy says %s', (revocation, advisory) => {
    const check = ask({ crls: [], policy: { revocation } })
    expect(check).toMatchObject({ status: 'inconclusive', reason: 'CRL_MISSING' })
    expect(check.advisory).toBe(advisory)
  })

  test.each([
    ['required', undefined],
    ['ifGiven', undefined],
    ['accepted', true],
  ] as const)('a list that is out of date, where the policy says %s', (revocation, advisory) => {
    const check = ask({ at: new Date('2060-01-01T00:00:00Z'), policy: { revocation } })
    expect(check.status).toBe('inconclusive')
    expect(check.reason).not.toBe('CRL_MISSING')
    expect(check.advisory).toBe(advisory)
  })

  test('undecided without a signer or anchors', () => {
    const options = { backend: nativeBackend, at, crls }
    expect(checkRevocation(undefined, trust, options)).toMatchObject({
      status: 'inconclusive',
      reason: 'SIGNER_NOT_ESTABLISHED',
    })
    for (const none of [undefined, createTrustStore([])]) {
      expect(checkRevocation(signer, none, options)).toMatchObject({
        status: 'inconclusive',
        reason: 'NO_TRUST_STORE',
      })
    }
  })
})
