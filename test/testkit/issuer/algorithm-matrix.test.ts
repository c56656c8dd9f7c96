import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { DerReader } from '../../../src/asn1/index.js'
import { ecCurves } from '../../../src/crypto/index.js'
import {
  parseCertificate,
  parseSignedData,
  verifyCertificateSignature,
  verifySignerInfo,
} from '../../../src/pki/index.js'
import type { KeyAlgorithm } from '../../../src/testkit/index.js'
import { backends } from '../../crypto/backends.js'
import { matrixSpecimen, signingAlgorithms } from './algorithm-matrix.js'

/** Both signatures of a specimen, on each backend: what is not `passed`. */
function refusals(csca: KeyAlgorithm, documentSigner: KeyAlgorithm): readonly string[] {
  const specimen = matrixSpecimen(csca, documentSigner)
  const root = parseCertificate(specimen.csca)
  const cms = parseSignedData(new DerReader(specimen.files['EF.SOD']).content(0x77))
  const signer = parseCertificate(cms.certificates[0]!)
  return backends.flatMap(([name, backend]) =>
    [
      verifyCertificateSignature(root, root, backend),
      verifyCertificateSignature(signer, root, backend),
      verifySignerInfo(cms, cms.signerInfos[0]!, signer, backend),
    ]
      .filter(result => result.status !== 'passed')
      .map(result => `${name}: ${result.status} ${result.reason}`),
  )
}

// Each pair of them, as a whole document on both backends: test/inspection/algorithms.test.ts.
test.each(signingAlgorithms)('CSCA and document signer $name', algorithm => {
  expect(refusals(algorithm, algorithm)).toEqual([])
})

test.each(ecCurves.map(curve => curve.name))('%s, named and explicit', curve => {
  for (const parameters of ['named', 'explicit'] as const) {
    const algorithm = { kind: 'ecdsa', curve, parameters, hash: 'SHA-256' } as const
    expect(refusals(algorithm, algorithm)).toEqual([])
  }
})

test.each([3, 17, 38129, 107903])('RSA with the public exponent %d', exponent => {
  const algorithm = { kind: 'rsa', bits: 1024, exponent, padding: 'pkcs1', hash: 'SHA-256' } as const
  expect(refusals(algorithm, algorithm)).toEqual([])
})

test.each([1024, 1025, 1031, 1792])('RSA-PSS with a modulus of %d bits', bits => {
  const algorithm = { kind: 'rsa', bits, padding: 'pss', hash: 'SHA-256', saltLength: 20 } as const
  expect(refusals(algorithm, algorithm)).toEqual([])
})

test.each(signingAlgorithms)('node:crypto verifies the certificates of a CSCA $name', csca => {
  const { country } = matrixSpecimen(csca, csca)
  const root = new X509Certificate(country.csca.certificate)
  for (const party of [country.csca, country.documentSigner, country.masterListSigner]) {
    const certificate = new X509Certificate(party.certificate)
    expect(certificate.verify(root.publicKey)).toBe(true)
    expect(certificate.checkIssued(root)).toBe(true)
  }
})
