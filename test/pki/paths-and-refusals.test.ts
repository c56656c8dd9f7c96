import { describe, expect, test } from 'vitest'
import { verifyIssuingState } from '../../src/authentication/passive/verify-issuing-state.js'
import type { CryptoBackend } from '../../src/crypto/index.js'
import {
  type Certificate,
  createTrustStore,
  defaultTrustPolicy,
  parseCertificate,
  parseCrl,
  parseMasterList,
  type TrustPolicy,
  verifyCertificatePath,
  verifyMasterList,
  verifyRevocation,
} from '../../src/pki/index.js'
import {
  buildCrl,
  buildMasterList,
  type CertificateContent,
  type CertificateExtension,
  type Country,
  type CrlContent,
  createCountry,
  extension,
  linkCertificate,
  writeCertificate,
  writeName,
} from '../../src/testkit/index.js'
import { backends } from '../crypto/backends.js'

/**
 * What a trust store must tell apart, each kind of path and each refusal in one line: a certificate of a document signer, or a list, against
 * the CSCAs that are trusted. The tests of each verb go further.
 */
const at = new Date('2026-06-15T00:00:00Z')
const utopia = createCountry({ state: 'UTO', seed: 'paths' })
const second = createCountry({ state: 'UTO', seed: 'paths', generation: 2 })
const third = createCountry({ state: 'UTO', seed: 'paths', generation: 3 })
const germany = createCountry({ state: 'D', seed: 'paths' })

const changed = (country: Country, role: 'csca' | 'documentSigner', change: Partial<CertificateContent>) =>
  writeCertificate({ ...country[role].content, ...change }, country.csca.key)
const extensionsOf = (
  country: Country,
  role: 'csca' | 'documentSigner',
  change: (all: readonly CertificateExtension[]) => readonly CertificateExtension[],
) => changed(country, role, { extensions: change(country[role].content.extensions) })
const without =
  (...oids: readonly string[]) =>
  (all: readonly CertificateExtension[]) =>
    all.filter(({ oid }) => !oids.includes(oid))
const withExtension =
  (...added: readonly CertificateExtension[]) =>
  (all: readonly CertificateExtension[]) => [
    ...all.filter(({ oid }) => !added.some(each => each.oid === oid)),
    ...added,
  ]
const authority = '2.5.29.35'
const unknown = { oid: '1.3.6.1.4.1.99999.1', critical: true, value: Uint8Array.of(5, 0) }
const newName = writeName({ country: 'UT', commonName: 'Utopia CSCA 2' })
const renamed: Country = {
  ...second,
  csca: { ...second.csca, content: { ...second.csca.content, subject: newName } },
}
const otherSpelling = writeName({ country: 'ut', organization: ' state of  UTO', commonName: 'csca uto ' })
const subCa = (issuedBy: Country): Uint8Array =>
  writeCertificate(
    {
      ...second.csca.content,
      subject: writeName({ country: 'UT', commonName: 'Sub CA' }),
      issuer: issuedBy.csca.content.subject,
      extensions: withExtension(extension.authorityKeyIdentifier(issuedBy.csca.key.keyIdentifier))(
        second.csca.content.extensions,
      ),
    },
    issuedBy.csca.key,
  )
const belowSubCa = writeCertificate(
  { ...second.documentSigner.content, issuer: writeName({ country: 'UT', commonName: 'Sub CA' }) },
  second.csca.key,
)

interface PathCase {
  readonly signer?: Uint8Array
  readonly anchors?: readonly Uint8Array[]
  readonly links?: readonly Uint8Array[]
  readonly policy?: Partial<TrustPolicy>
}
const path = (
  backend: CryptoBackend,
  {
    signer = utopia.documentSigner.certificate,
    anchors = [utopia.csca.certificate],
    links = [],
    policy,
  }: PathCase,
) =>
  verifyCertificatePath(parseCertificate(signer), storeOf(anchors), {
    backend,
    at,
    policy,
    intermediates: links.map(bytes => parseCertificate(bytes)),
  })
const storeOf = (anchors: readonly Uint8Array[]) =>
  createTrustStore(anchors.map((bytes, i) => ({ name: `${i}`, bytes, trust: 'asGiven' as const })))
const crlOf = (country: Country, content: Partial<CrlContent> = {}) =>
  parseCrl(
    buildCrl(country, {
      revoked: [{ serialNumber: utopia.documentSigner.content.serialNumber, date: at }],
      thisUpdate: new Date('2026-06-01T00:00:00Z'),
      nextUpdate: new Date('2026-08-01T00:00:00Z'),
      ...content,
    }),
  )

describe.each(backends)('%s', (_, backend) => {
  test.each<[string, PathCase, number]>([
    ['a document signer under its CSCA', {}, 2],
    [
      'a CSCA with a new key: the signer under the new one',
      {
        signer: second.documentSigner.certificate,
        anchors: [utopia.csca.certificate, second.csca.certificate],
      },
      2,
    ],
    [
      'a CSCA with a new key that only a link certificate of the store has',
      {
        signer: second.documentSigner.certificate,
        anchors: [utopia.csca.certificate, linkCertificate(utopia, second)],
      },
      2,
    ],
    [
      'over two untrusted link certificates to the CSCA that is trusted',
      {
        signer: third.documentSigner.certificate,
        links: [linkCertificate(second, third), linkCertificate(utopia, second)],
      },
      4,
    ],
    [
      'over a link certificate that gives the CSCA a new name',
      {
        signer: writeCertificate({ ...second.documentSigner.content, issuer: newName }, second.csca.key),
        links: [linkCertificate(utopia, renamed)],
      },
      3,
    ],
    [
      'a renamed CSCA of which the store has the new name only, found by its key identifier',
      { anchors: [changed(utopia, 'csca', { subject: newName, issuer: newName })] },
      2,
    ],
    [
      'a name in another case, with other white space',
      {
        signer: extensionsOf(
          {
            ...utopia,
            documentSigner: {
              ...utopia.documentSigner,
              content: { ...utopia.documentSigner.content, issuer: otherSpelling },
            },
          },
          'documentSigner',
          without(authority),
        ),
      },
      2,
    ],
    [
      'several keys under one name',
      { anchors: [third, second, utopia].map(({ csca }) => csca.certificate) },
      2,
    ],
    [
      'several keys under one name, and no authorityKeyIdentifier',
      {
        signer: extensionsOf(utopia, 'documentSigner', without(authority)),
        anchors: [third, second, utopia].map(({ csca }) => csca.certificate),
      },
      2,
    ],
    [
      'another key under the same subjectKeyIdentifier',
      {
        anchors: [
          extensionsOf(
            second,
            'csca',
            withExtension(extension.subjectKeyIdentifier(utopia.csca.key.keyIdentifier)),
          ),
          utopia.csca.certificate,
        ],
      },
      2,
    ],
    ['a document signer that is trusted itself', { anchors: [utopia.documentSigner.certificate] }, 1],
    [
      'a CSCA without basicConstraints, where the policy allows it',
      { anchors: [extensionsOf(utopia, 'csca', without('2.5.29.19'))] },
      2,
    ],
  ])('holds: %s', (_, given, length) => {
    const { path: outcome, validity, certificates } = path(backend, given)
    expect([outcome, validity]).toMatchObject([{ status: 'passed' }, { status: 'passed' }])
    expect(certificates).toHaveLength(length)
  })

  test.each<[string, string, () => { readonly status: string; readonly reason?: string | undefined }]>([
    [
      'a signer of one state under an MRZ of another',
      'failed ISSUING_STATE_MISMATCH',
      () => {
        const { certificates } = path(backend, {
          anchors: [utopia.csca.certificate, germany.csca.certificate],
        })
        return verifyIssuingState('D', certificates[0], certificates)
      },
    ],
    [
      'link certificates in a loop',
      'inconclusive NO_TRUST_ANCHOR',
      () =>
        path(backend, {
          signer: third.documentSigner.certificate,
          anchors: [germany.csca.certificate],
          links: [linkCertificate(second, third), linkCertificate(third, second), third.csca.certificate],
        }).path,
    ],
    [
      'no CSCA that signed it',
      'inconclusive NO_TRUST_ANCHOR',
      () => path(backend, { anchors: [germany.csca.certificate] }).path,
    ],
    [
      'one byte of the signer changed',
      'failed ISSUER_SIGNATURE_INVALID',
      () => {
        const signer = utopia.documentSigner.certificate.slice()
        signer[signer.length - 1]! ^= 1
        return path(backend, { signer }).path
      },
    ],
    [
      'a CSCA that has expired',
      'failed CERTIFICATE_EXPIRED',
      () =>
        path(backend, { anchors: [changed(utopia, 'csca', { notAfter: new Date('2026-06-01T00:00:00Z') })] })
          .validity,
    ],
    [
      'a signer that is not valid yet',
      'failed CERTIFICATE_NOT_YET_VALID',
      () =>
        path(backend, {
          signer: changed(utopia, 'documentSigner', { notBefore: new Date('2026-07-01T00:00:00Z') }),
        }).validity,
    ],
    [
      'a CSCA without the CA flag, where the policy demands it',
      'failed NOT_A_CA',
      () =>
        path(backend, {
          anchors: [extensionsOf(utopia, 'csca', without('2.5.29.19'))],
          policy: { caFlag: 'required' },
        }).path,
    ],
    [
      'a CSCA whose keyUsage does not let it sign certificates',
      'failed KEY_USAGE_BAD',
      () =>
        path(backend, {
          anchors: [extensionsOf(utopia, 'csca', withExtension(extension.keyUsage('digitalSignature')))],
        }).path,
    ],
    [
      'a CA between signer and CSCA',
      'failed PATH_LENGTH_EXCEEDED',
      () => path(backend, { signer: belowSubCa, links: [subCa(utopia)] }).path,
    ],
    [
      'an unknown critical extension of the signer',
      'failed CRITICAL_EXTENSION_UNKNOWN',
      () => path(backend, { signer: extensionsOf(utopia, 'documentSigner', withExtension(unknown)) }).path,
    ],
    [
      'an unknown critical extension of the CSCA',
      'failed CRITICAL_EXTENSION_UNKNOWN',
      () => path(backend, { anchors: [extensionsOf(utopia, 'csca', withExtension(unknown))] }).path,
    ],
    [
      'a signer whose extKeyUsage is for lists',
      'failed EXTENDED_KEY_USAGE_BAD',
      () => path(backend, { signer: utopia.masterListSigner.certificate }).profile,
    ],
    [
      'a signer that is a CA',
      'failed SIGNER_IS_CA',
      () => path(backend, { signer: linkCertificate(utopia, second) }).profile,
    ],
    ['a signer that is revoked', 'failed CERTIFICATE_REVOKED', () => revocation([crlOf(utopia)])],
    [
      'a signer that a newer key of its state revokes',
      'failed CERTIFICATE_REVOKED',
      () => revocation([crlOf(second)], [utopia.csca.certificate, second.csca.certificate]),
    ],
    [
      'a CRL that the CSCA did not sign',
      'inconclusive CRL_NOT_VERIFIED',
      () => revocation([crlOf({ ...utopia, csca: { ...utopia.csca, key: second.csca.key } })]),
    ],
    [
      'a CRL of another state',
      'inconclusive CRL_MISSING',
      () => revocation([crlOf(germany)], [utopia.csca.certificate, germany.csca.certificate]),
    ],
    [
      'a CRL that is out of date',
      'inconclusive CRL_NOT_CURRENT',
      () => revocation([crlOf(utopia, { revoked: [], nextUpdate: new Date('2026-06-14T00:00:00Z') })]),
    ],
    [
      'a master list that a document signer signed',
      'failed EXTENDED_KEY_USAGE_BAD',
      () => list({ masterListSigner: utopia.documentSigner }),
    ],
    [
      'a master list with one byte of a certificate changed',
      'failed MESSAGE_DIGEST_MISMATCH',
      () =>
        list({}, bytes => {
          const end = Buffer.from(bytes).indexOf(germany.csca.certificate) + germany.csca.certificate.length
          bytes[end - 1]! ^= 1
        }),
    ],
    [
      'a master list with one byte of its signature changed',
      'failed SIGNATURE_INVALID',
      () =>
        list({}, bytes => {
          bytes[bytes.length - 1]! ^= 1
        }),
    ],
    ['a master list of a state that is not trusted', 'inconclusive NO_TRUST_ANCHOR', () => list(germany)],
    [
      'a master list whose signer is revoked',
      'failed CERTIFICATE_REVOKED',
      () => list({}, undefined, [{ serialNumber: utopia.masterListSigner.content.serialNumber, date: at }]),
    ],
  ])('refused: %s: %s', (_, expected, judge) => {
    const { status, reason } = judge()
    expect(`${status} ${reason}`).toBe(expected)
  })

  const revocation = (crls: readonly ReturnType<typeof crlOf>[], anchors = [utopia.csca.certificate]) =>
    verifyRevocation(parseCertificate(utopia.documentSigner.certificate), crls, storeOf(anchors), {
      backend,
      at,
    })

  function list(
    by: Partial<Country>,
    change?: (bytes: Uint8Array) => void,
    revoked: CrlContent['revoked'] = [],
  ): ReturnType<typeof verifyMasterList> {
    const bytes = buildMasterList({ ...utopia, ...by }, [utopia.csca.certificate, germany.csca.certificate])
    change?.(bytes)
    const anchors: readonly Certificate[] = [parseCertificate(utopia.csca.certificate)]
    return verifyMasterList(parseMasterList(bytes), anchors, {
      backend,
      at,
      crls: [crlOf(utopia, { revoked })],
    })
  }
})

test('the default policy is the lenient one', () => {
  expect(defaultTrustPolicy).toEqual({ validity: 'atInspection', caFlag: 'lenient', revocation: 'ifGiven' })
})
