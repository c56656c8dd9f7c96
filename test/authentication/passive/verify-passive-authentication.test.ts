import { describe, expect, test } from 'vitest'
import { derInteger, derSequence, encodeTlv } from '../../../src/asn1/index.js'
import { verifyPassiveAuthentication } from '../../../src/authentication/index.js'
import { nativeBackend } from '../../../src/crypto/native/index.js'
import type { LdsFileName } from '../../../src/lds/index.js'
import { createTrustStore, fieldLeniencies, parseCertificate } from '../../../src/pki/index.js'
import {
  type CertificateContent,
  createCountry,
  issueDocument,
  writeCertificate,
} from '../../../src/testkit/index.js'
import type { CheckId } from '../../../src/verdict.js'

/*
 * How the parts of Passive Authentication come together: what cannot be read is a check that failed, never an error.
 */
const utopia = createCountry({ state: 'UTO', seed: 'passive' })
const { csca, documentSigner } = utopia
const trust = createTrustStore([{ name: 'csca', bytes: csca.certificate, trust: 'asGiven' }])
const at = new Date('2026-06-01T00:00:00Z')

/** A document signer that differs, certified by the CSCA all the same. */
function signerWith(change: (right: CertificateContent) => Partial<CertificateContent>) {
  const content = { ...documentSigner.content, ...change(documentSigner.content) }
  return { ...documentSigner, content, certificate: writeCertificate(content, csca.key) }
}

const filesOf = (signer: typeof documentSigner, choices: Parameters<typeof issueDocument>[1] = {}) => {
  const { files } = issueDocument({ ...utopia, documentSigner: signer }, choices)
  return new Map(Object.entries(files)) as Map<LdsFileName, Uint8Array>
}
const judge = (
  files: ReadonlyMap<LdsFileName, Uint8Array>,
  options: Partial<Parameters<typeof verifyPassiveAuthentication>[1]> = {},
) => {
  const result = verifyPassiveAuthentication(files, { trust, at, backend: nativeBackend, ...options })
  const of = (id: CheckId) => result.checks.find(check => check.id === id)
  return { ...result, of }
}
const pathIds = ['PA.CERTIFICATE_PATH', 'PA.VALIDITY', 'PA.SIGNER_PROFILE'] as const

test('a sound document: no check says more than it needs to', () => {
  const { of, path, signer, signedAt } = judge(filesOf(documentSigner))
  for (const id of ['PA.SOD_STRUCTURE', 'PA.SOD_SIGNATURE', ...pathIds] as const) {
    expect(of(id)).toMatchObject({ status: 'passed' })
  }
  expect(of('PA.SOD_STRUCTURE')?.detail).toBeUndefined()
  expect(of('PA.SOD_SIGNATURE')?.detail).toBeUndefined()
  expect(path?.certificates).toHaveLength(2)
  expect(signer?.bytes).toEqual(documentSigner.certificate)
  expect(signedAt).toBeUndefined()
})

describe('EF.SOD', () => {
  test('that is no EF.SOD: nothing else is judged, and the place and kind of the fault are told', () => {
    const { checks, sod, path, signer } = judge(new Map([['EF.SOD', encodeTlv(0x77, Uint8Array.of(4, 0))]]))
    expect(checks).toEqual([
      {
        id: 'PA.SOD_STRUCTURE',
        clause: expect.any(String),
        status: 'failed',
        reason: 'SOD_MALFORMED',
        detail: expect.stringMatching(/^ASN1_[A-Z_]+: /),
      },
    ])
    expect([sod, path, signer]).toEqual([undefined, undefined, undefined])
  })

  test('whose signature nobody made: its path is not looked for', () => {
    const files = filesOf(documentSigner, { embedCertificate: false } as never)
    const { of, path } = judge(files)
    expect(of('PA.SOD_SIGNATURE')).toMatchObject({
      status: 'inconclusive',
      reason: 'SIGNER_NOT_FOUND',
      detail: expect.stringContaining('0 certificates'),
    })
    for (const id of pathIds) {
      expect(of(id)).toMatchObject({ status: 'inconclusive', reason: 'SIGNER_NOT_ESTABLISHED' })
    }
    expect(path).toBeUndefined()
  })

  test('with something that EF.SODs do not have is read, and the structure says what', () => {
    const files = filesOf(documentSigner)
    const sod = files.get('EF.SOD')!
    const { of, sod: read } = judge(new Map([...files, ['EF.SOD', Uint8Array.of(...sod, 0, 0)]]))
    expect(read?.findings.length).toBeGreaterThan(0)
    expect(of('PA.SOD_STRUCTURE')?.detail).toBe(
      [...new Set(read!.findings.map(({ code, detail }) => [code, detail].filter(Boolean).join(' ')))].join(
        '; ',
      ),
    )
  })
})

test('a signer that was given and cannot be read', () => {
  const broken = signerWith(() => ({ issuer: derSequence(derInteger(1)) }))
  const files = filesOf(broken, {
    embedCertificate: false,
    signerIdentifier: 'subjectKeyIdentifier',
  } as never)
  const documentSigners = [parseCertificate(broken.certificate, { leniencies: fieldLeniencies })]
  const { of, path } = judge(files, { documentSigners })
  expect(of('PA.SOD_SIGNATURE')?.status).toBe('passed')
  const malformed = { status: 'failed', reason: 'CERTIFICATE_MALFORMED' }
  expect(of('PA.CERTIFICATE_PATH')).toMatchObject(malformed)
  expect(of('PA.SIGNER_PROFILE')).toMatchObject(malformed)
  expect(of('PA.REVOCATION')).toMatchObject(malformed)
  expect(of('PA.VALIDITY')).toMatchObject({ status: 'inconclusive', reason: 'PATH_NOT_ESTABLISHED' })
  expect(path?.certificates).toEqual([])
})

describe('certificates that EF.SOD brings along beside its signer', () => {
  const stranger = createCountry({ state: 'UTO', seed: 'passive, a stranger' })
  /** A signer that `issuer` certified, in an EF.SOD with `others`. */
  const certifiedBy = (issuer: Pick<typeof csca, 'content' | 'key'>, ...others: readonly Uint8Array[]) => {
    const extensions = documentSigner.content.extensions.filter(({ oid }) => oid !== '2.5.29.35')
    const content = { ...documentSigner.content, issuer: issuer.content.subject, extensions }
    const signer = { ...documentSigner, content, certificate: writeCertificate(content, issuer.key) }
    return judge(filesOf(signer, { otherCertificates: others }))
  }

  test('show that somebody issued it who may not', () => {
    // A document signer of the CSCA that signs certificates as if it were a CSCA.
    const between = stranger.documentSigner
    const content = { ...between.content, issuer: csca.content.subject }
    const middle = { ...between, content, certificate: writeCertificate(content, csca.key) }
    expect(certifiedBy(middle).of('PA.CERTIFICATE_PATH')).toMatchObject({
      reason: 'NO_TRUST_ANCHOR',
      detail: 'the trust store has no certificate of C=UT, O=State of UTO, CN=Document Signer UTO 1',
    })
    expect(certifiedBy(middle, middle.certificate).of('PA.CERTIFICATE_PATH')).toMatchObject({
      status: 'failed',
      reason: 'NOT_A_CA',
    })
  })

  test('make nobody trusted: a root among them is not looked at, nor one that cannot be read', () => {
    const unreadable = writeCertificate({ ...csca.content, subject: derSequence(derInteger(1)) }, csca.key)
    const { of, path } = certifiedBy(stranger.csca, stranger.csca.certificate, unreadable)
    expect(of('PA.CERTIFICATE_PATH')).toMatchObject({ status: 'inconclusive', reason: 'NO_TRUST_ANCHOR' })
    expect(path?.candidates.map(({ certificate }) => certificate.bytes)).not.toContainEqual(
      stranger.csca.certificate,
    )
  })
})

test('a list of document types that cannot be read', () => {
  const signer = signerWith(({ extensions }) => ({
    extensions: [
      ...extensions.filter(({ oid }) => oid !== '2.23.136.1.1.6.2'),
      { oid: '2.23.136.1.1.6.2', critical: false, value: Uint8Array.of(4, 0) },
    ],
  }))
  expect(judge(filesOf(signer)).of('PA.DOCUMENT_TYPE')).toMatchObject({
    status: 'failed',
    reason: 'CERTIFICATE_MALFORMED',
    detail: expect.stringMatching(/^ASN1_UNEXPECTED_TAG: /),
  })
})

test('an EF.DG1 that cannot be read leaves open what depends on the MRZ', () => {
  const files = filesOf(documentSigner)
  const { of } = judge(new Map([...files, ['EF.DG1', Uint8Array.of(0x61, 1, 0)]]))
  expect(of('PA.ISSUING_STATE')).toMatchObject({ status: 'inconclusive', reason: 'DG1_MISSING' })
  expect(of('PA.DATA_GROUP_HASH')).toMatchObject({ status: 'failed', reason: 'HASH_MISMATCH' })
})
