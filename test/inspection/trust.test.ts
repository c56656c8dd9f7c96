import { describe, expect, test } from 'vitest'
import { inspect } from '../../src/inspection/index.js'
import type { LdsFileName } from '../../src/lds/index.js'
import { createTrustStore, parseCrl, type TrustPolicy } from '../../src/pki/index.js'
import {
  buildCrl,
  type CertificateExtension,
  type Country,
  type CrlContent,
  createCountry,
  type DocumentOptions,
  extension,
  type IssuerParty,
  issueDocument,
  linkCertificate,
  writeCertificate,
} from '../../src/testkit/index.js'
import type { CheckId } from '../../src/verdict.js'

const at = new Date('2026-06-01T00:00:00Z')
const signingTime = new Date('2024-04-16T09:00:00Z')
const utopia = createCountry({ state: 'UTO', seed: 'trust' })
const german = createCountry({ state: 'D', seed: 'trust' })

interface Case {
  readonly country?: Country
  readonly document?: DocumentOptions
  /** Instead of the country's own CSCA certificate. */
  readonly anchors?: readonly Uint8Array[]
  readonly crls?: readonly Uint8Array[]
  readonly policy?: Partial<TrustPolicy>
}

/** The verdict on a document, and how the checks ended that did not pass and are not advisory. */
function judge({ country = utopia, document = {}, anchors, crls = [], policy }: Case = {}) {
  const { files } = issueDocument(country, { signingTime, ...document })
  const trust = createTrustStore(
    (anchors ?? [country.csca.certificate]).map((bytes, i) => ({
      name: `csca ${i}`,
      bytes,
      trust: 'asGiven' as const,
    })),
  )
  const inspection = inspect(
    {
      files: Object.entries(files).flatMap(([name, bytes]) =>
        bytes === undefined ? [] : [{ name: name as LdsFileName, bytes }],
      ),
    },
    { trust, at, policy, crls: crls.map(bytes => parseCrl(bytes)) },
  )
  const { verdict, checks } = inspection
  const open = checks.filter(({ status, advisory }) => status !== 'passed' && !advisory)
  return {
    verdict,
    reasons: open.map(({ id, reason }) => `${id} ${reason ?? '-'}`),
    check: (id: CheckId) => checks.find(check => check.id === id),
    authenticated: inspection.document?.authenticated,
  }
}

/** A country whose party has other extensions, or was signed otherwise. */
function withParty(
  country: Country,
  role: 'csca' | 'documentSigner',
  change: (extensions: readonly CertificateExtension[]) => readonly CertificateExtension[],
  signer = country.csca.key,
): Country {
  const content = { ...country[role].content, extensions: change(country[role].content.extensions) }
  const party: IssuerParty = { ...country[role], content, certificate: writeCertificate(content, signer) }
  return { ...country, [role]: party }
}
const without =
  (...oids: readonly string[]) =>
  (extensions: readonly CertificateExtension[]) =>
    extensions.filter(({ oid }) => !oids.includes(oid))

const crlOf = (country: Country, content: Partial<CrlContent> = {}): Uint8Array =>
  buildCrl(country, {
    revoked: [],
    thisUpdate: new Date('2026-05-01T00:00:00Z'),
    nextUpdate: new Date('2026-07-30T00:00:00Z'),
    ...content,
  })
const listing = (serialNumber: bigint) => [{ serialNumber, date: new Date('2026-04-01T00:00:00Z') }]

test('a sound document with a current CRL passes every check, under the strictest policy', () => {
  const policy = { validity: 'both', caFlag: 'required', revocation: 'required' } as const
  const { verdict, reasons, check, authenticated } = judge({ crls: [crlOf(utopia)], policy })
  expect([verdict, reasons, authenticated]).toEqual(['valid', [], true])
  expect(check('PA.REVOCATION')).toMatchObject({
    status: 'passed',
    detail: 'CRL of 2026-05-01T00:00:00.000Z, next due 2026-07-30T00:00:00.000Z',
  })
  expect(check('PA.SIGNING_PERIOD')?.status).toBe('passed')
  expect(check('PA.DOCUMENT_TYPE')?.status).toBe('passed')
})

describe('the binding of document, signer and CSCA', () => {
  test('a signer of one state under an MRZ of another', () => {
    const document = { holder: { issuingState: 'D' } }
    expect(judge({ document })).toMatchObject({
      verdict: 'invalid',
      reasons: ['PA.ISSUING_STATE ISSUING_STATE_MISMATCH'],
    })
    // Nor does it help that the store has the other state's CSCA too.
    const anchors = [utopia.csca.certificate, german.csca.certificate]
    expect(judge({ document, anchors }).reasons).toEqual(['PA.ISSUING_STATE ISSUING_STATE_MISMATCH'])
  })

  test('a document type that its signer may not sign', () => {
    const only = (...documentTypes: readonly string[]) =>
      createCountry({ state: 'UTO', seed: 'trust', documentTypes })
    const reason = (country: Country, document: DocumentOptions = {}) =>
      judge({ country, document }).check('PA.DOCUMENT_TYPE')?.reason
    expect(reason(only('I', 'A'))).toBe('DOCUMENT_TYPE_MISMATCH')
    expect(judge({ country: only('I') }).verdict).toBe('invalid')
    expect(reason(only('P'))).toBeUndefined()
    expect(reason(only('P<'))).toBeUndefined()
    expect(reason(only('PO'))).toBe('DOCUMENT_TYPE_MISMATCH')
    const diplomatic = { holder: { documentCode: 'PD' } }
    expect(reason(only('P'), diplomatic)).toBeUndefined()
    expect(reason(only('PD'), diplomatic)).toBeUndefined()
    expect(reason(only('PP'), diplomatic)).toBe('DOCUMENT_TYPE_MISMATCH')
    const older = withParty(utopia, 'documentSigner', without('2.23.136.1.1.6.2'))
    expect(judge({ country: older }).check('PA.DOCUMENT_TYPE')?.status).toBe('notApplicable')
    expect(judge({ country: older }).verdict).toBe('valid')
  })

  test('a signature outside the key period is shown and does not decide', () => {
    const late = judge({ document: { signingTime: new Date('2025-02-01T00:00:00Z') } })
    expect(late.check('PA.SIGNING_PERIOD')).toMatchObject({
      status: 'failed',
      reason: 'SIGNED_OUTSIDE_KEY_PERIOD',
      advisory: true,
    })
    expect(late.verdict).toBe('valid')
  })
})

describe('the certificate path', () => {
  const unknown = { oid: '1.3.6.1.4.1.99999.1', critical: true, value: Uint8Array.of(5, 0) }
  test.each<[string, () => Case]>([
    [
      'PA.VALIDITY CERTIFICATE_EXPIRED',
      () => ({
        country: createCountry({
          state: 'UTO',
          seed: 'trust',
          dates: { csca: { notAfter: new Date('2025-12-31T00:00:00Z') } },
        }),
      }),
    ],
    [
      'PA.CERTIFICATE_PATH NOT_A_CA',
      () => ({ country: withParty(utopia, 'csca', without('2.5.29.19')), policy: { caFlag: 'required' } }),
    ],
    [
      'PA.CERTIFICATE_PATH CRITICAL_EXTENSION_UNKNOWN',
      () => ({ country: withParty(utopia, 'documentSigner', all => [...all, unknown]) }),
    ],
    [
      'PA.CERTIFICATE_PATH CRITICAL_EXTENSION_UNKNOWN',
      () => ({ country: withParty(utopia, 'csca', all => [...all, unknown]) }),
    ],
    [
      'PA.SIGNER_PROFILE EXTENDED_KEY_USAGE_BAD',
      () => ({
        country: withParty(utopia, 'documentSigner', all => [
          ...all,
          extension.extendedKeyUsage('2.23.136.1.1.3'),
        ]),
      }),
    ],
  ])('is refused: %s', (reason, make) => {
    const { verdict, reasons } = judge(make())
    expect(reasons).toContain(reason)
    expect(verdict).toBe('invalid')
  })

  test('over an expired CSCA holds when judged at signing, and a missing CA flag by the default', () => {
    const expired = createCountry({
      state: 'UTO',
      seed: 'trust',
      dates: {
        csca: { notAfter: new Date('2025-12-31T00:00:00Z') },
        documentSigner: { notAfter: new Date('2025-12-31T00:00:00Z') },
      },
    })
    expect(judge({ country: expired, policy: { validity: 'atSigning' } }).verdict).toBe('valid')
    expect(judge({ country: expired, policy: { validity: 'both' } }).verdict).toBe('invalid')
    const untimed = { signingTime: undefined }
    expect(judge({ country: expired, document: untimed, policy: { validity: 'atSigning' } })).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['PA.VALIDITY SIGNING_TIME_UNKNOWN'],
    })
    expect(judge({ country: withParty(utopia, 'csca', without('2.5.29.19')) }).verdict).toBe('valid')
  })
})

describe('revocation', () => {
  const signer = utopia.documentSigner.content.serialNumber
  const next = createCountry({ state: 'UTO', seed: 'trust', generation: 2 })
  const both = [utopia.csca.certificate, next.csca.certificate]
  const policies = ['required', 'ifGiven', 'accepted'] as const
  const verdicts = (crls: readonly Uint8Array[], anchors?: readonly Uint8Array[]) =>
    policies.map(revocation => judge({ crls, policy: { revocation }, ...(anchors && { anchors }) }).verdict)
  const reason = (crls: readonly Uint8Array[], anchors?: readonly Uint8Array[]) =>
    judge({ crls, ...(anchors && { anchors }) }).check('PA.REVOCATION')?.reason

  test('of the document signer fails under every policy, and nothing is authenticated', () => {
    const crls = [crlOf(utopia, { revoked: listing(signer) })]
    expect(verdicts(crls)).toEqual(['invalid', 'invalid', 'invalid'])
    expect(judge({ crls })).toMatchObject({
      reasons: ['PA.REVOCATION CERTIFICATE_REVOKED'],
      authenticated: false,
    })
    expect(reason([crlOf(utopia, { revoked: listing(signer + 1n) })])).toBeUndefined()
  })

  test('by the newer key of the same state counts', () => {
    expect(reason([crlOf(next, { revoked: listing(signer) })], both)).toBe('CERTIFICATE_REVOKED')
    expect(verdicts([crlOf(next)], both)).toEqual(['valid', 'valid', 'valid'])
  })

  test('of the CSCA takes the keys after it along', () => {
    const link = linkCertificate(utopia, next)
    const anchors = [...both, link]
    const crls = [crlOf(utopia, { revoked: listing(utopia.csca.content.serialNumber) })]
    const after = judge({ country: next, crls, anchors })
    expect(after.reasons).toEqual(['PA.REVOCATION CERTIFICATE_REVOKED'])
    expect(after.check('PA.REVOCATION')?.detail).toMatch(/^with .*CSCA UTO/)
    expect(judge({ country: next, crls, anchors: both }).verdict).toBe('valid')
  })

  test.each<[string, () => readonly Uint8Array[], readonly string[]]>([
    ['CRL_MISSING', () => [], ['inconclusive', 'valid', 'valid']],
    ['CRL_MISSING', () => [crlOf(german, { revoked: listing(signer) })], ['inconclusive', 'valid', 'valid']],
    [
      'CRL_NOT_VERIFIED',
      () => [crlOf(next, { revoked: listing(signer) })],
      ['inconclusive', 'inconclusive', 'valid'],
    ],
    [
      'CRL_NOT_CURRENT',
      () => [crlOf(utopia, { nextUpdate: new Date('2026-05-31T00:00:00Z') })],
      ['inconclusive', 'inconclusive', 'valid'],
    ],
  ])('unknown for %s is decided by the policy and shown under each', (code, crls, expected) => {
    expect(verdicts(crls())).toEqual(expected)
    for (const revocation of policies) {
      const { check } = judge({ crls: crls(), policy: { revocation } })
      expect(check('PA.REVOCATION')).toMatchObject({ status: 'inconclusive', reason: code })
    }
  })
})
