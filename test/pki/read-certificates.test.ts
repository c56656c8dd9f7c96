import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { readCertificates } from '../../src/pki/read-certificates.js'
import { readPem } from '../../src/pki/read-pem.js'
import { makeCertificate, makeDocumentSigner, makeKeys } from './make-certificate.js'

const keys = makeKeys()
const csca = makeCertificate({ keys })
const signer = makeDocumentSigner({ keys: makeKeys(), signer: keys })

const pem = (bytes: Uint8Array, label = 'CERTIFICATE', newline = '\n') =>
  [
    `-----BEGIN ${label}-----`,
    ...(Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []),
    `-----END ${label}-----`,
    '',
  ].join(newline)

describe('certificates of a file', () => {
  test('one in DER', () => {
    const { certificates, failures } = readCertificates(csca.bytes)
    expect(certificates.map(certificate => certificate.bytes)).toEqual([csca.bytes])
    expect(failures).toEqual([])
  })

  test('any number in PEM, with text around, blocks of other kinds and either line end', () => {
    const text = `subject=Utopia ä\n${pem(csca.bytes)}and\n${pem(Uint8Array.of(1, 2), 'X509 CRL')}${pem(signer.bytes, 'CERTIFICATE', '\r\n')}bye`
    const { certificates, failures } = readCertificates(latin1ToBytes(text))
    expect(certificates.map(certificate => certificate.bytes)).toEqual([csca.bytes, signer.bytes])
    expect(failures).toEqual([])
  })

  test('a broken one is reported with its place, the others are used', () => {
    const broken = [
      pem(csca.bytes.subarray(0, 100)),
      '-----BEGIN CERTIFICATE-----\n?!\n-----END CERTIFICATE-----\n',
      '-----BEGIN CERTIFICATE-----\nMAA=\n',
      '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CMS-----\n',
    ]
    const text = `${pem(csca.bytes)}${broken.join('')}${pem(signer.bytes)}-----BEGIN CERTIFICATE-----`
    const { certificates, failures } = readCertificates(latin1ToBytes(text))
    expect(certificates).toHaveLength(2)
    expect(failures.map(failure => failure.index)).toEqual([1, 2, 3, 4, 6])
    expect(failures.map(failure => failure.offset)).toEqual([
      pem(csca.bytes).length,
      ...[1, 2, 3].map(count => pem(csca.bytes).length + broken.slice(0, count).join('').length),
      text.lastIndexOf('-----BEGIN'),
    ])
  })

  test('a broken one in DER, one with bytes behind it', () => {
    for (const bytes of [csca.bytes.subarray(0, 50), concatBytes(csca.bytes, Uint8Array.of(0))]) {
      const { certificates, failures } = readCertificates(bytes)
      expect(certificates).toEqual([])
      expect(failures).toMatchObject([{ index: 0, offset: 0 }])
    }
  })

  test.each([new Uint8Array(0), Uint8Array.of(0x31, 0), latin1ToBytes(pem(Uint8Array.of(1), 'X509 CRL'))])(
    'what holds no certificate is refused (%#)',
    bytes => {
      expect(() => readCertificates(bytes)).toThrow(EmrtdError)
    },
  )

  test('hostile text is read in linear time', () => {
    const begins = latin1ToBytes('-----BEGIN CERTIFICATE-----'.repeat(20_000))
    const started = performance.now()
    expect(readPem(begins)).toHaveLength(20_000)
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('any bytes give certificates, failures or an EmrtdError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        try {
          readCertificates(bytes)
          readCertificates(latin1ToBytes(pem(bytes)))
        } catch (error) {
          expect(error).toBeInstanceOf(EmrtdError)
        }
      }),
    )
  })
})
