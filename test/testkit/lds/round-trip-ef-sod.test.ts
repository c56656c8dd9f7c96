import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultBackend } from '../../../src/crypto/index.js'
import { ldsSecurityObjectType, parseEfSod } from '../../../src/lds/index.js'
import { fieldLeniencies, parseCertificate, verifySignerInfo } from '../../../src/pki/index.js'
import { createCountry, type EfSodChoices, writeEfSod } from '../../../src/testkit/index.js'

const { documentSigner, csca } = createCountry({ state: 'UTO', seed: 'EF.SOD' })
const certificate = parseCertificate(documentSigner.certificate, { leniencies: fieldLeniencies })
const hash = fc.constantFrom('SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512')

test('EF.SOD, with every choice: read back and verified', () => {
  const choices = fc.record(
    {
      hash,
      digestAlgorithm: hash,
      ldsVersion: fc.constantFrom(0, 1),
      embedCertificate: fc.boolean(),
      otherCertificates: fc.constantFrom([], [csca.certificate]),
      signerIdentifier: fc.constantFrom('issuerAndSerialNumber', 'subjectKeyIdentifier'),
      signingTime: fc
        .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
        .map(date => new Date(Math.floor(date.getTime() / 1000) * 1000)),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<EfSodChoices>
  const files = fc.dictionary(fc.integer({ min: 1, max: 16 }).map(String), fc.uint8Array({ maxLength: 20 }), {
    minKeys: 1,
  })
  fc.assert(
    fc.property(files, choices, (dataGroups, given) => {
      const numbered = new Map(Object.entries(dataGroups).map(([number, file]) => [Number(number), file]))
      const { securityObject, signedData, findings } = parseEfSod(writeEfSod(numbered, documentSigner, given))
      expect(findings).toEqual([])
      const { hash: function_ = 'SHA-256', ldsVersion = 0, embedCertificate = true } = given
      expect(securityObject).toMatchObject({
        version: ldsVersion,
        hash: function_,
        ldsVersion: ldsVersion === 1 ? '0108' : undefined,
        unicodeVersion: ldsVersion === 1 ? '040000' : undefined,
        dataGroupHashes: [...numbered]
          .sort(([a], [b]) => a - b)
          .map(([dataGroup, file]) => ({ dataGroup, hash: defaultBackend.digest(function_, file) })),
      })
      expect(signedData).toMatchObject({
        version: 3,
        contentType: ldsSecurityObjectType,
        certificates: [
          ...(given.otherCertificates ?? []),
          ...(embedCertificate ? [documentSigner.certificate] : []),
        ],
        signerInfos: [{ version: given.signerIdentifier === 'subjectKeyIdentifier' ? 3 : 1 }],
      })
      const signer = signedData.signerInfos[0]!
      expect(verifySignerInfo(signedData, signer, certificate, defaultBackend).status).toBe('passed')
    }),
    { numRuns: 40 },
  )
})
