import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  DerReader,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  encodeTlv,
  readTlv,
  readTlvs,
} from '../../src/asn1/index.js'
import { latin1ToBytes, toHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { type Certificate, fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { cmsLeniencies, parseSignedData } from '../../src/pki/cms.js'
import {
  decodeAuthorityKeyIdentifier,
  decodeCrlDistributionPoints,
  decodeDocumentTypeList,
  decodeGeneralNames,
  decodePrivateKeyUsagePeriod,
} from '../../src/pki/extensions.js'
import { createCountry } from '../../src/testkit/index.js'
import { corpora } from '../corpora.js'

const list = corpora('master-lists/DE_ML_2026-05-28.ml')
const specimen = corpora('specimens/loes2006/ef011D.bin')
const indonesian = corpora('master-lists/IDN')

function certificatesOf(file: string): Certificate[] {
  const signedData = parseSignedData(readFileSync(file), { leniencies: cmsLeniencies })
  const masterList = new DerReader(signedData.content).sequence()
  masterList.smallInteger()
  const set = masterList.set()
  const certificates: Certificate[] = []
  while (!set.atEnd) certificates.push(parseCertificate(set.raw(), { leniencies: fieldLeniencies }))
  return certificates
}

describe.skipIf(list === undefined)('the certificates of the German master list', () => {
  test('are 588, and every part of each can be decoded', () => {
    const certificates = certificatesOf(list!)
    expect(certificates).toHaveLength(588)
    for (const certificate of certificates) {
      expect(certificate.notBefore.getTime()).toBeLessThan(certificate.notAfter.getTime())
      expect(['RSA', 'EC']).toContain(certificate.publicKey.type)
      certificate.basicConstraints
      certificate.keyUsage
      certificate.extendedKeyUsage
      certificate.authorityKeyIdentifier
      certificate.subjectKeyIdentifier
    }
  })

  test('read as node:crypto reads them', () => {
    let compared = 0
    for (const certificate of certificatesOf(list!)) {
      const other = new X509Certificate(certificate.bytes)
      expect(certificate.notAfter.getTime()).toBe(new Date(other.validTo).getTime())
      const negative = certificate.serialNumber[0]! >= 0x80
      if (!negative)
        expect(BigInt(`0x${toHex(certificate.serialNumber)}`)).toBe(BigInt(`0x${other.serialNumber}`))
      compared++
    }
    expect(compared).toBe(588)
  })
})

describe.skipIf(indonesian === undefined)('Indonesian CSCA certificates', () => {
  test('five of ID, strictly DER', () => {
    const files = readdirSync(indonesian!).filter(name => name.endsWith('.cer'))
    const certificates = files.map(name => parseCertificate(readFileSync(`${indonesian}/${name}`)))
    expect(certificates.map(certificate => certificate.country)).toEqual(Array(5).fill('ID'))
  })
})

describe.skipIf(specimen === undefined)('an EF.SOD', () => {
  const signedData = () => {
    const file = readFileSync(specimen!)
    return parseSignedData(new DerReader(file).content(0x77))
  }

  test('holds one signer, its certificate and the LDS security object', () => {
    const { contentType, certificates, signerInfos, deviations } = signedData()
    expect(contentType).toBe('2.23.136.1.1.1')
    expect(certificates).toHaveLength(1)
    expect(signerInfos).toHaveLength(1)
    expect(signerInfos[0]?.signedAttributes.map(attribute => attribute.oid)).toEqual([
      '1.2.840.113549.1.9.3',
      '1.2.840.113549.1.9.4',
    ])
    expect(deviations).toEqual([])
  })

  test('cut at any length is refused with a coded error', () => {
    const bytes = signedData().bytes
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => parseSignedData(bytes.subarray(0, length))).toThrow(EmrtdError)
    }
  })
})

describe('a certificate of the test kit', () => {
  const utopia = createCountry({ state: 'UTO', seed: 'certificate' })
  const whole = readTlvs(readTlv(utopia.csca.certificate).value).map(({ bytes }) => bytes)
  const body = readTlvs(readTlv(whole[0]!).value).map(({ bytes }) => bytes)
  const withBody = (...parts: readonly Uint8Array[]) =>
    parseCertificate(derSequence(derSequence(...parts), whole[1]!, whole[2]!))

  test('of version 1 has neither a version nor extensions', () => {
    const certificate = withBody(...body.slice(1, 7))
    expect(certificate.version).toBe(1)
    expect(certificate.extensions).toEqual([])
    expect(certificate.subjectKeyIdentifier).toBeUndefined()
    expect(certificate.basicConstraints).toBeUndefined()
    expect(withBody(...body).version).toBe(3)
  })

  test('of version 4 is none', () => {
    const version = (value: number) => encodeTlv(0xa0, derInteger(value))
    expect(withBody(version(2), ...body.slice(1)).version).toBe(3)
    expect(() => withBody(version(3), ...body.slice(1))).toThrow(EmrtdError)
  })

  test('may have unique identifiers before its extensions, each once and in order', () => {
    const [issuerId, subjectId] = [0x81, 0x82].map(tag => encodeTlv(tag, Uint8Array.of(0, 1))) as [
      Uint8Array,
      Uint8Array,
    ]
    const [before, after] = [body.slice(0, 7), body.slice(7)]
    for (const ids of [[issuerId], [subjectId], [issuerId, subjectId]]) {
      expect(withBody(...before, ...ids, ...after).extensions.length).toBeGreaterThan(0)
    }
    for (const ids of [[subjectId, issuerId], [issuerId, issuerId], [encodeTlv(0x83, Uint8Array.of(0, 1))]]) {
      expect(() => withBody(...before, ...ids, ...after)).toThrow(EmrtdError)
    }
    expect(() => withBody(...before, encodeTlv(0xa2, Uint8Array.of(0x30, 0)))).toThrow(EmrtdError)
  })

  test('says which of its parts cannot be read', () => {
    const validity = derSequence(derInteger(1), derInteger(2))
    const certificate = withBody(...body.slice(0, 4), validity, ...body.slice(5))
    expect(() => certificate.notBefore).toThrow(
      expect.objectContaining({
        code: 'PKI_BAD_CERTIFICATE',
        message: expect.stringMatching(/^certificate's validity cannot be read: /),
        cause: expect.objectContaining({ code: 'ASN1_UNEXPECTED_TAG' }),
      }),
    )
    // An extension that stands twice is named itself.
    const extension = derSequence(derOid('1.2.3'), derOctetString(Uint8Array.of(5, 0)))
    const doubled = withBody(...body.slice(0, 7), encodeTlv(0xa3, derSequence(extension, extension)))
    expect(() => doubled.extensions).toThrow(
      expect.objectContaining({ code: 'PKI_BAD_CERTIFICATE', message: 'extension 1.2.3 stands twice' }),
    )
  })

  test('gives dates that the caller may change', () => {
    const certificate = parseCertificate(utopia.csca.certificate)
    const before = certificate.notAfter.getTime()
    certificate.notAfter.setFullYear(1999)
    expect(certificate.notAfter.getTime()).toBe(before)
  })

  test('decodes each extension once', () => {
    const certificate = parseCertificate(utopia.csca.certificate)
    expect(certificate.authorityKeyIdentifier).toBe(certificate.authorityKeyIdentifier)
    expect(certificate.subjectKeyIdentifier).toBe(certificate.subjectKeyIdentifier)
  })
})

describe('extensions', () => {
  test('authorityKeyIdentifier: the key and the serial number, each where it stands', () => {
    const [key, serial] = [encodeTlv(0x80, Uint8Array.of(1)), encodeTlv(0x82, Uint8Array.of(2))] as const
    const issuer = encodeTlv(0xa1)
    expect(decodeAuthorityKeyIdentifier(derSequence(key, issuer, serial))).toEqual({
      keyIdentifier: Uint8Array.of(1),
      serialNumber: Uint8Array.of(2),
    })
    expect(decodeAuthorityKeyIdentifier(derSequence(issuer, serial))).toEqual({
      keyIdentifier: undefined,
      serialNumber: Uint8Array.of(2),
    })
    expect(decodeAuthorityKeyIdentifier(derSequence(issuer))).toEqual({
      keyIdentifier: undefined,
      serialNumber: undefined,
    })
  })

  test('alternative names of every kind', () => {
    const text = (tag: number, value: string) => encodeTlv(tag, latin1ToBytes(value))
    const name = derSequence()
    const names = decodeGeneralNames(
      derSequence(
        text(0x81, 'a@b.ut'),
        text(0x82, 'b.ut'),
        encodeTlv(0xa4, name),
        text(0x86, 'http://b.ut'),
        text(0x87, '1234'),
      ),
    )
    expect(names).toEqual([
      { kind: 'rfc822Name', text: 'a@b.ut' },
      { kind: 'dNSName', text: 'b.ut' },
      { kind: 'directoryName', name: { bytes: name, rdns: [] } },
      { kind: 'uniformResourceIdentifier', text: 'http://b.ut' },
      { kind: 'other', tag: 0x87, bytes: text(0x87, '1234') },
    ])
  })

  test('distribution points: the addresses of all of them, and of nothing else', () => {
    const uri = (value: string) => encodeTlv(0x86, latin1ToBytes(value))
    const full = (...names: readonly Uint8Array[]) => derSequence(encodeTlv(0xa0, encodeTlv(0xa0, ...names)))
    const relative = derSequence(encodeTlv(0xa0, encodeTlv(0xa1)))
    const reasonsOnly = derSequence(encodeTlv(0x81, Uint8Array.of(0)))
    const points = derSequence(
      full(uri('a'), encodeTlv(0x82, latin1ToBytes('host')), uri('b')),
      relative,
      reasonsOnly,
      full(uri('c')),
    )
    expect(decodeCrlDistributionPoints(points)).toEqual(['a', 'b', 'c'])
  })

  test('document types, and nothing behind them', () => {
    const types = (...behind: readonly Uint8Array[]) =>
      derSequence(derInteger(0), derSetOf(encodeTlv(0x13, latin1ToBytes('P'))), ...behind)
    expect(decodeDocumentTypeList(types())).toEqual(['P'])
    expect(() => decodeDocumentTypeList(types(derInteger(1)))).toThrow(EmrtdError)
  })

  test('the period of a key with one end', () => {
    const time = latin1ToBytes('20260102030405Z')
    const moment = new Date('2026-01-02T03:04:05Z')
    expect(decodePrivateKeyUsagePeriod(derSequence(encodeTlv(0x81, time)))).toEqual({
      notBefore: undefined,
      notAfter: moment,
    })
    expect(decodePrivateKeyUsagePeriod(derSequence(encodeTlv(0x80, time)))).toEqual({
      notBefore: moment,
      notAfter: undefined,
    })
  })
})
