import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { DerReader } from '../../../src/asn1/index.js'
import { defaultBackend } from '../../../src/crypto/index.js'
import { parseCertificate, parseSignedData, verifySignerInfo } from '../../../src/pki/index.js'
import { createCountry, issueDocument } from '../../../src/testkit/index.js'

const utopia = createCountry({ state: 'UTO', seed: 'utopia' })

test('the same seed gives the same bytes, another seed or generation others', () => {
  const again = createCountry({ state: 'UTO', seed: new TextEncoder().encode('utopia') })
  expect(again.csca.certificate).toEqual(utopia.csca.certificate)
  expect(again.masterListSigner.certificate).toEqual(utopia.masterListSigner.certificate)
  expect(issueDocument(again)).toEqual(issueDocument(utopia))
  for (const other of [
    createCountry({ state: 'UTO', seed: 'ruritania' }),
    createCountry({ state: 'UTO', seed: 'utopia', generation: 2 }),
  ]) {
    expect(other.csca.key.publicKeyInfo).not.toEqual(utopia.csca.key.publicKeyInfo)
    expect(other.documentSigner.content.serialNumber).not.toBe(utopia.documentSigner.content.serialNumber)
  }
})

test('node:crypto reads and verifies each certificate', () => {
  const csca = new X509Certificate(utopia.csca.certificate)
  for (const party of [utopia.csca, utopia.documentSigner, utopia.masterListSigner]) {
    const certificate = new X509Certificate(party.certificate)
    expect(certificate.verify(csca.publicKey)).toBe(true)
    expect(certificate.checkIssued(csca)).toBe(true)
    expect(certificate.ca).toBe(party === utopia.csca)
    expect(certificate.subject).toContain('C=UT')
  }
})

test('EF.SOD is signed by the document signer', () => {
  const { files } = issueDocument(utopia)
  const cms = parseSignedData(new DerReader(files['EF.SOD']).content(0x77))
  const signer = parseCertificate(cms.certificates[0]!)
  expect(verifySignerInfo(cms, cms.signerInfos[0]!, signer, defaultBackend)).toEqual({
    status: 'passed',
    notes: [],
  })
})
