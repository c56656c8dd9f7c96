import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../../src/asn1/index.js'
import { toHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { type Certificate, fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { cmsLeniencies, parseSignedData } from '../../src/pki/cms.js'
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
