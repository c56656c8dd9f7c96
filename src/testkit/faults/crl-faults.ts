import { derBitString, derInteger, derSequence, encodeTlv } from '../../asn1/index.js'
import { buildCrl, type CrlContent } from '../issuer/build-crl.js'
import { type Country, createCountry } from '../issuer/create-country.js'
import type { IssuerKey } from '../issuer/issuer-key.js'
import { linkCertificate } from '../issuer/link-certificate.js'
import { type CertificateExtension, extension, writeExtension } from '../issuer/write-certificate.js'
import { writeName } from '../issuer/write-name.js'
import { writeTime } from '../issuer/write-time.js'
import { certifiedAnew, fields, withDocumentSigner } from './certified-anew.js'
import { type FaultRow, fault, invalid, shown, undecided, valid } from './fault.js'
import { reissued, relativeOf, type Specimen, withParty } from './specimen.js'

const notVerified = undecided('PA.REVOCATION', 'CRL_NOT_VERIFIED')
const notCurrent = undecided('PA.REVOCATION', 'CRL_NOT_CURRENT')
const revoked = invalid('PA.REVOCATION', 'CERTIFICATE_REVOKED')
const missing = shown('PA.REVOCATION', 'inconclusive', 'CRL_MISSING')
const holds = valid('PA.REVOCATION')

const period = { thisUpdate: new Date('2026-05-01T00:00:00Z'), nextUpdate: new Date('2026-07-30T00:00:00Z') }
const listing = (...serialNumbers: readonly bigint[]): CrlContent['revoked'] =>
  serialNumbers.map(serialNumber => ({ serialNumber, date: new Date('2026-04-01T00:00:00Z') }))

const withCrls = (specimen: Specimen, ...crls: readonly Uint8Array[]): Specimen => ({
  ...specimen,
  crls: crls.map((bytes, i) => ({ name: `${i + 1}.crl`, bytes })),
})
const withCrlOf = (specimen: Specimen, country: Country, content: Partial<CrlContent> = {}): Specimen =>
  withCrls(specimen, buildCrl(country, { revoked: [], ...period, ...content }))

/** What a CRL has that {@link buildCrl} does not write. */
interface CrlForgery {
  readonly issuer?: Uint8Array
  readonly signer?: IssuerKey
  readonly sign?: (body: Uint8Array) => Uint8Array
  readonly withoutNextUpdate?: boolean
  readonly extensions?: readonly CertificateExtension[]
  readonly entries?: readonly Uint8Array[]
}

function forgeCrl(country: Country, forgery: CrlForgery): Uint8Array {
  const { signer = country.csca.key, issuer = country.csca.content.subject, entries = [] } = forgery
  const extensions = [
    extension.authorityKeyIdentifier(signer.keyIdentifier),
    { oid: '2.5.29.20', value: derInteger(1) },
    ...(forgery.extensions ?? []),
  ]
  const body = derSequence(
    derInteger(1),
    signer.signatureAlgorithm,
    issuer,
    writeTime(period.thisUpdate),
    ...(forgery.withoutNextUpdate ? [] : [writeTime(period.nextUpdate)]),
    ...(entries.length === 0 ? [] : [derSequence(...entries)]),
    encodeTlv(0xa0, derSequence(...extensions.map(writeExtension))),
  )
  return derSequence(body, signer.signatureAlgorithm, derBitString((forgery.sign ?? signer.sign)(body)))
}

/** An entry of a CRL, with extensions of its own. */
const entry = (serialNumber: bigint, ...extensions: readonly CertificateExtension[]): Uint8Array =>
  derSequence(
    derInteger(serialNumber),
    writeTime(new Date('2026-04-01T00:00:00Z')),
    ...(extensions.length === 0 ? [] : [derSequence(...extensions.map(writeExtension))]),
  )
const reason = (code: number): CertificateExtension => ({
  oid: '2.5.29.21',
  value: encodeTlv(0x0a, Uint8Array.of(code)),
})

const signerOf = (specimen: Specimen): bigint => specimen.country.documentSigner.content.serialNumber

/** A specimen of the next CSCA, and what belongs to it. */
function nextGeneration(specimen: Specimen): { readonly next: Country; readonly under: Specimen } {
  const next = relativeOf(specimen.country, { generation: 2 })
  const trust = [
    ...specimen.trust,
    { name: 'link.cer', bytes: linkCertificate(specimen.country, next) },
    { name: 'second.cer', bytes: next.csca.certificate },
  ]
  return { next, under: { ...reissued(specimen, { country: next }), trust } }
}

/** What revocation lists say, and who says it. */
export const crlFaults: readonly FaultRow[] = [
  fault(
    'crl-signer-revoked',
    'The CRL lists the document signer.',
    ['S31', 'Doc 9303-12 D.1.2'],
    revoked,
    specimen => withCrlOf(specimen, specimen.country, { revoked: listing(1n, signerOf(specimen), 99n) }),
  ),
  fault(
    'crl-signer-revoked-unspecified',
    'The CRL lists the document signer for the reason 0, unspecified.',
    ['S31'],
    revoked,
    specimen =>
      withCrls(specimen, forgeCrl(specimen.country, { entries: [entry(signerOf(specimen), reason(0))] })),
  ),
  fault(
    'crl-signer-revoked-serial-zero',
    'The serial number of the document signer is 0, and the CRL lists it.',
    ['S31', 'field 2'],
    revoked,
    specimen =>
      withCrlOf(withDocumentSigner(specimen, fields({ serialNumber: 0n })), specimen.country, {
        revoked: listing(0n),
      }),
  ),
  fault(
    'crl-signer-revoked-serial-negative',
    'The serial number of the document signer is negative, and the CRL lists it.',
    ['S31', 'field 2'],
    revoked,
    specimen =>
      withCrlOf(withDocumentSigner(specimen, fields({ serialNumber: -9303n })), specimen.country, {
        revoked: listing(-9303n),
      }),
  ),
  fault(
    'crl-signer-revoked-by-stale-crl',
    'A CRL that is out of date lists the document signer: it stays revoked.',
    ['S31', 'S32'],
    revoked,
    specimen =>
      withCrlOf(specimen, specimen.country, {
        revoked: listing(signerOf(specimen)),
        nextUpdate: new Date('2026-05-20T00:00:00Z'),
      }),
  ),
  fault('crl-missing', 'There is no CRL.', ['S32', 'Doc 9303-12 D.1.2.3'], missing, specimen =>
    withCrls(specimen),
  ),
  fault(
    'crl-missing-required',
    'There is no CRL, and the inspection asks for one.',
    ['S32', 'Doc 9303-12 D.1.2.3'],
    undecided('PA.REVOCATION', 'CRL_MISSING'),
    specimen => ({
      ...withCrls(specimen),
      demands: { revocation: 'required' },
    }),
  ),
  fault(
    'crl-stale',
    'The next CRL was due the day before the inspection.',
    ['S32', 'Doc 9303-12 D.1.2.3'],
    notCurrent,
    specimen => withCrlOf(specimen, specimen.country, { nextUpdate: new Date('2026-05-31T00:00:00Z') }),
  ),
  fault('crl-of-tomorrow', 'The CRL is of the day after the inspection.', ['S32'], notCurrent, specimen =>
    withCrlOf(specimen, specimen.country, { thisUpdate: new Date('2026-06-02T00:00:00Z') }),
  ),
  fault(
    'crl-without-next-update',
    'The CRL does not say when the next one is due.',
    ['S32', 'Doc 9303-12 §7.1.4'],
    notCurrent,
    specimen => withCrls(specimen, forgeCrl(specimen.country, { withoutNextUpdate: true })),
  ),
  fault('crl-of-another-state', 'The only CRL is of another state.', ['S32'], missing, specimen => {
    const german = createCountry({
      state: 'D',
      seed: specimen.country.seed,
      csca: specimen.country.csca.key.algorithm,
      documentSigner: specimen.country.documentSigner.key.algorithm,
    })
    return withCrlOf(specimen, german)
  }),
  fault(
    'crl-of-another-state-lists-signer',
    'A CRL of another state, which is trusted, lists the serial number of the document signer.',
    ['S32', 'Doc 9303-12 D.1.2.3'],
    missing,
    specimen => {
      const german = createCountry({
        state: 'D',
        seed: specimen.country.seed,
        csca: specimen.country.csca.key.algorithm,
        documentSigner: specimen.country.documentSigner.key.algorithm,
      })
      const trust = [...specimen.trust, { name: 'german.cer', bytes: german.csca.certificate }]
      return { ...withCrlOf(specimen, german, { revoked: listing(signerOf(specimen)) }), trust }
    },
  ),
  fault(
    'crl-signature-wrong',
    'One bit of the signature of the CRL is wrong.',
    ['S32'],
    notVerified,
    specimen =>
      withCrls(
        specimen,
        forgeCrl(specimen.country, {
          sign: body =>
            specimen.country.csca.key
              .sign(body)
              .map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte)),
        }),
      ),
  ),
  fault(
    'crl-by-stranger',
    'The CRL is signed by a CSCA of the same name that nobody trusts, and lists the document signer.',
    ['S32'],
    notVerified,
    specimen =>
      withCrlOf(specimen, relativeOf(specimen.country, { stranger: true }), {
        revoked: listing(signerOf(specimen)),
      }),
  ),
  fault(
    'crl-by-document-signer',
    'The CRL is signed by the document signer.',
    ['S32', 'Doc 9303-12 §7.1.4'],
    notVerified,
    specimen =>
      withCrls(specimen, forgeCrl(specimen.country, { signer: specimen.country.documentSigner.key })),
  ),
  fault(
    'crl-csca-may-not-sign',
    'keyUsage of the CSCA has keyCertSign and no cRLSign.',
    ['S32', 'RFC 5280 §6.3.3'],
    notVerified,
    specimen => {
      const csca = certifiedAnew(
        specimen.country,
        'csca',
        fields(({ extensions }) => ({
          extensions: extensions.map(each =>
            each.oid === '2.5.29.15' ? { ...each, value: encodeTlv(0x03, Uint8Array.of(0x02, 0x04)) } : each,
          ),
        })),
      )
      return reissued(specimen, { country: withParty(specimen.country, 'csca', csca) })
    },
  ),
  fault(
    'crl-delta',
    'The CRL is a delta CRL, which Doc 9303-12 does not permit.',
    ['Doc 9303-12 D.1.2'],
    notVerified,
    specimen =>
      withCrls(
        specimen,
        forgeCrl(specimen.country, {
          extensions: [{ oid: '2.5.29.27', critical: true, value: derInteger(1) }],
        }),
      ),
  ),
  fault(
    'crl-partitioned',
    'The CRL has an issuingDistributionPoint, which Doc 9303-12 does not permit.',
    ['Doc 9303-12 D.1.2'],
    notVerified,
    specimen =>
      withCrls(
        specimen,
        forgeCrl(specimen.country, {
          extensions: [
            { oid: '2.5.29.28', critical: true, value: derSequence(Uint8Array.of(0x81, 1, 0xff)) },
          ],
        }),
      ),
  ),
  fault('crl-empty', 'The CRL lists nobody.', ['Doc 9303-12 §7.1.4'], holds, specimen =>
    withCrlOf(specimen, specimen.country),
  ),
  fault(
    'crl-by-next-csca',
    'The CRL is signed with the key of the next CSCA, which is trusted.',
    ['S33', 'Doc 9303-12 D.1.2.3'],
    holds,
    specimen => {
      const next = relativeOf(specimen.country, { generation: 2 })
      const trust = [...specimen.trust, { name: 'second.cer', bytes: next.csca.certificate }]
      return { ...withCrlOf(specimen, next), trust }
    },
  ),
  fault(
    'crl-by-renamed-csca',
    'The CRL is signed by the next CSCA of the state, which has another name, and lists the document signer.',
    ['S33', 'Doc 9303-12 D.1.2.3'],
    revoked,
    specimen => {
      const next = relativeOf(specimen.country, { generation: 2 })
      const name = writeName({ country: next.country, commonName: 'Passport Authority CSCA' })
      const renamed = withParty(
        next,
        'csca',
        certifiedAnew(next, 'csca', fields({ subject: name, issuer: name })),
      )
      const trust = [...specimen.trust, { name: 'second.cer', bytes: renamed.csca.certificate }]
      return { ...withCrlOf(specimen, renamed, { revoked: listing(signerOf(specimen)) }), trust }
    },
  ),
  fault(
    'crl-csca-revoked',
    'The CRL of the next CSCA lists the CSCA that issued the document signer.',
    ['S34', 'Doc 9303-12 §4.1.5.1'],
    revoked,
    specimen => {
      const { next, under } = nextGeneration(specimen)
      const crl = buildCrl(next, { revoked: listing(specimen.country.csca.content.serialNumber), ...period })
      return withCrls({ ...specimen, trust: under.trust }, crl)
    },
  ),
  fault(
    'crl-first-csca-revoked',
    'The CRL lists the first CSCA; the document is signed under the next one, whose key it certified by a link certificate.',
    ['S34', 'Doc 9303-12 §4.1.5.1'],
    revoked,
    specimen => {
      const { next, under } = nextGeneration(specimen)
      return withCrls(
        under,
        buildCrl(next, { revoked: listing(specimen.country.csca.content.serialNumber), ...period }),
      )
    },
  ),
  fault(
    'crl-next-csca-revoked',
    'The CRL lists the next CSCA; the document is signed under the first one, which does not depend on it.',
    ['S34', 'Doc 9303-12 §4.1.5.1'],
    holds,
    specimen => {
      const { next, under } = nextGeneration(specimen)
      const crl = buildCrl(specimen.country, { revoked: listing(next.csca.content.serialNumber), ...period })
      return withCrls({ ...specimen, trust: under.trust }, crl)
    },
  ),
]
