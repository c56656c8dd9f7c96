import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { defaultBackend } from '../../../src/crypto/index.js'
import {
  findExtension,
  parseCertificate,
  parseMasterList,
  verifyCertificateSignature,
  verifySignerInfo,
} from '../../../src/pki/index.js'
import { buildMasterList, createCountry, linkCertificate } from '../../../src/testkit/index.js'
import { signingAlgorithms } from './algorithm-matrix.js'

const first = createCountry({ state: 'UTO', seed: 'utopia' })
const second = createCountry({ state: 'UTO', seed: 'utopia', generation: 2 })

test.each(signingAlgorithms)('a master list signed with $name', masterListSigner => {
  const country = createCountry({ state: 'UTO', seed: 'algorithm matrix', masterListSigner })
  const certificates = [first.csca.certificate, second.csca.certificate, country.csca.certificate]
  const list = parseMasterList(buildMasterList(country, certificates))
  expect(list.failures).toEqual([])
  const read = list.certificates.map(({ bytes }) => bytes)
  expect(read).toHaveLength(3)
  expect(read).toEqual(expect.arrayContaining(certificates))
  const cms = list.signedData!
  const signer = parseCertificate(cms.certificates[0]!)
  expect(signer.extendedKeyUsage).toEqual(['2.23.136.1.1.3'])
  expect(verifySignerInfo(cms, cms.signerInfos[0]!, signer, defaultBackend).status).toBe('passed')
})

describe('a link certificate', () => {
  const link = parseCertificate(linkCertificate(first, second))
  const oldRoot = parseCertificate(first.csca.certificate)
  const newRoot = parseCertificate(second.csca.certificate)

  test('carries the new key under the old one', () => {
    expect(verifyCertificateSignature(link, oldRoot, defaultBackend).status).toBe('passed')
    expect(verifyCertificateSignature(link, newRoot, defaultBackend).status).toBe('failed')
    expect(link.publicKeyInfo).toEqual(newRoot.publicKeyInfo)
    expect(link.subjectKeyIdentifier).toEqual(newRoot.subjectKeyIdentifier)
    expect(link.authorityKeyIdentifier?.keyIdentifier).toEqual(oldRoot.subjectKeyIdentifier)
    expect(link.serialNumber).not.toEqual(newRoot.serialNumber)
    expect(new X509Certificate(link.bytes).checkIssued(new X509Certificate(oldRoot.bytes))).toBe(true)
  })

  test('says nothing of a change of name unless there is one', () => {
    expect(findExtension(link, '2.23.136.1.1.6.1')).toBeUndefined()
    const renamed = createCountry({ state: 'RUR', country: 'UT', seed: 'ruritania' })
    const other = parseCertificate(linkCertificate(first, renamed))
    expect(findExtension(other, '2.23.136.1.1.6.1')?.critical).toBe(false)
  })
})
