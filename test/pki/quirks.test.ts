import { expect, test } from 'vitest'
import {
  DerReader,
  derBoolean,
  derInteger,
  derOctetString,
  derSequence,
  derUtf8String,
  encodeTlv,
} from '../../src/asn1/index.js'
import { verifyIssuingState } from '../../src/authentication/passive/verify-issuing-state.js'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import {
  createTrustStore,
  fieldLeniencies,
  parseCertificate,
  parseMasterList,
  verifyCertificatePath,
  verifyMasterList,
} from '../../src/pki/index.js'
import {
  buildMasterList,
  type Country,
  createCountry,
  extension,
  type IssuerParty,
  type KeyAlgorithm,
  writeCertificate,
} from '../../src/testkit/index.js'
import { backends } from '../crypto/backends.js'
import {
  bits,
  critical,
  type Edit,
  field,
  generalized,
  place,
  printable,
  renamedAttribute,
  replace,
  without,
} from './lint/certificate-edits.js'
import { resigned, withPart, withPartAt } from './lint/rewrite.js'

/** What certificates of real states and lists show, made by the testkit: each must work all the same, and is told where it breaks DER. */
const at = new Date('2026-06-15T00:00:00Z')
const utopia = createCountry({ state: 'UTO', seed: 'quirks' })
const of = (csca: KeyAlgorithm): Country => createCountry({ state: 'UTO', seed: 'quirks', csca })
const rsa = (exponent: number): Country =>
  of({ kind: 'rsa', bits: 1024, exponent, padding: 'pkcs1', hash: 'SHA-256' })
const edited = (edit: Edit): Uint8Array => resigned(utopia.csca.certificate, utopia.csca.key, edit)
const constraints = (...content: readonly Uint8Array[]): Edit =>
  replace('2.5.29.19', { critical: true, value: derSequence(...content) })

/** A field element of the curve's parameters with an octet of zero before it. */
const longElement =
  (which: 0 | 1): Edit =>
  signed =>
    withPartAt(signed, [place.key, 0, 1, 2, which], element =>
      derOctetString(concatBytes(Uint8Array.of(0), new DerReader(element).octetString())),
    )
const country = '2.5.4.6'

test.each<[string, Uint8Array, readonly string[], Country?]>([
  ['serial number 0 (Holy See)', edited(field(place.serial, () => derInteger(0))), []],
  [
    'a negative serial number (Albania, Mozambique, Kazakhstan)',
    edited(field(place.serial, () => derInteger(-129))),
    [],
  ],
  ['no basicConstraints (Belgium)', edited(without('2.5.29.19')), []],
  ['empty basicConstraints (Cameroon, Turkey)', edited(constraints()), []],
  ['basicConstraints with a path length only (Portugal, Luxembourg)', edited(constraints(derInteger(0))), []],
  [
    'BOOLEAN TRUE as 01 (Ukraine)',
    edited(constraints(Uint8Array.of(1, 1, 1), derInteger(0))),
    ['booleanNot255'],
  ],
  ['a path length of 2 (Vatican)', edited(constraints(derBoolean(true), derInteger(2))), []],
  ['no keyUsage (China)', edited(without('2.5.29.15')), []],
  ['keyUsage that is not critical', edited(critical('2.5.29.15', undefined)), []],
  [
    'keyUsage with trailing zero bits (China, Ivory Coast)',
    edited(replace('2.5.29.15', { critical: true, value: bits(0, 0x06) })),
    ['namedBitsTrailingZeros'],
  ],
  [
    'GeneralizedTime before 2050 (Kazakhstan, Chile)',
    edited(field(place.validity, v => withPart(v, 0, () => generalized('20200101000000Z')))),
    [],
  ],
  ['no authorityKeyIdentifier', edited(without('2.5.29.35')), []],
  [
    'an empty subjectKeyIdentifier (Lithuania)',
    edited(replace('2.5.29.14', { value: derOctetString(new Uint8Array(0)) })),
    [],
  ],
  ['the country in lower case, issuer and subject', edited(signed => bothNames(signed, printable('ut'))), []],
  ['the country as UTF8String', edited(signed => bothNames(signed, derUtf8String('UT'))), []],
  ['a curve parameter a of 49 bytes for 48 (Emirates, Turkey)', edited(longElement(0)), []],
  ['a curve parameter b of 49 bytes for 48', edited(longElement(1)), []],
  ...[3, 38129, 107903, 56611].map((exponent): [string, Uint8Array, readonly string[], Country] => {
    const made = rsa(exponent)
    return [`an RSA exponent of ${exponent}`, made.csca.certificate, [], made]
  }),
  ...(['SHA-256', 'SHA-512'] as const).map((hash): [string, Uint8Array, readonly string[], Country] => {
    const made = of({ kind: 'rsa', bits: 1152, padding: 'pss', hash, saltLength: 20 })
    return [
      `RSASSA-PSS with the default salt under ${hash} (Israel, Estonia)`,
      made.csca.certificate,
      [],
      made,
    ]
  }),
])('a CSCA certificate with %s', (_, csca, deviations, by = utopia) => {
  const certificate = parseCertificate(csca, { leniencies: fieldLeniencies })
  for (const [, backend] of backends) {
    const store = createTrustStore([{ name: 'csca', bytes: csca, trust: 'asGiven' }], { backend })
    expect(store.sources[0]?.failures).toEqual([])
    const signer = parseCertificate(by.documentSigner.certificate)
    const { path, validity, certificates } = verifyCertificatePath(signer, store, { backend, at })
    expect([path.status, validity.status]).toEqual(['passed', 'passed'])
    expect(certificates[1]?.bytes).toEqual(csca)
  }
  void [certificate.keyUsage, certificate.basicConstraints]
  expect(certificate.deviations.map(({ leniency }) => leniency)).toEqual(deviations)
})

function bothNames(signed: Uint8Array, value: Uint8Array): Uint8Array {
  const rename = renamedAttribute(country, value)
  return [place.issuer, place.subject].reduce((made, at) => withPart(made, at, rename), signed)
}

test('a field element of 65 bytes for 64 (Hungary), and one whose extra octet is not zero', () => {
  const big = of({ kind: 'ecdsa', curve: 'brainpoolP512r1', parameters: 'explicit', hash: 'SHA-512' })
  const make = (edit: Edit) => parseCertificate(resigned(big.csca.certificate, big.csca.key, edit))
  const key = make(longElement(0)).publicKey
  expect(key.type === 'EC' && key.curve.name).toBe('brainpoolP512r1')
  const wrong = make(signed =>
    withPartAt(signed, [place.key, 0, 1, 2, 0], element =>
      derOctetString(concatBytes(Uint8Array.of(1), new DerReader(element).octetString())),
    ),
  )
  expect(() => wrong.publicKey).toThrow()
})

test('a signer of a list with a key identifier of 32 bytes (Netherlands) is found by its bytes', () => {
  const keyIdentifier = Uint8Array.from({ length: 32 }, (_, i) => i)
  const { content, key } = utopia.masterListSigner
  const own = extension.subjectKeyIdentifier(keyIdentifier)
  const changed = {
    ...content,
    extensions: content.extensions.map(each => (each.oid === own.oid ? own : each)),
  }
  const masterListSigner: IssuerParty = {
    certificate: writeCertificate(changed, utopia.csca.key),
    content: changed,
    key: { ...key, keyIdentifier },
  }
  const bytes = buildMasterList({ ...utopia, masterListSigner }, [utopia.csca.certificate], {
    signerIdentifier: 'subjectKeyIdentifier',
  })
  for (const [, backend] of backends) {
    const anchors = [parseCertificate(utopia.csca.certificate)]
    expect(verifyMasterList(parseMasterList(bytes), anchors, { backend, at })).toMatchObject({
      status: 'passed',
    })
  }
})

test('times and names that no reading can save cost their certificate only', () => {
  const broken = edited(
    field(place.validity, v => withPart(v, 0, () => encodeTlv(0x17, latin1ToBytes('never')))),
  )
  const store = createTrustStore([
    { name: 'list', bytes: concatBytes(broken, utopia.csca.certificate), trust: 'asGiven' },
  ])
  const { path } = verifyCertificatePath(parseCertificate(utopia.documentSigner.certificate), store, {
    backend: backends[0]![1],
    at,
  })
  expect(path.status).toBe('passed')
})

test.each([
  ['D', 'DE', 'passed'],
  ['D<<', 'de', 'passed'],
  ['D', 'UT', 'ISSUING_STATE_MISMATCH'],
  ['UNO', 'UN', 'passed'],
  ['UNA', 'UN', 'passed'],
  ['UNO', 'ZZ', 'passed'],
  ['UNK', 'UN', 'passed'],
  ['UNK', 'KS', 'ISSUING_STATE_MISMATCH'],
  ['EUE', 'EU', 'passed'],
  ['EUE', 'DE', 'ISSUING_STATE_MISMATCH'],
  ['RKS', 'KS', 'passed'],
  ['GBD', 'GB', 'passed'],
  ['GBR', 'GB', 'passed'],
  ['UTO', 'UTO', 'passed'],
  ['XXA', 'UT', 'ISSUING_STATE_UNKNOWN'],
  ['QQQ', 'QQ', 'ISSUING_STATE_UNKNOWN'],
])('a document of %s under certificates of %s: %s', (issuingState, code, expected) => {
  const signer = parseCertificate(
    resigned(utopia.documentSigner.certificate, utopia.csca.key, signed =>
      withPart(signed, place.subject, renamedAttribute(country, printable(code))),
    ),
  )
  const { status, reason } = verifyIssuingState(issuingState, signer, [signer])
  expect(reason ?? status).toBe(expected)
})
