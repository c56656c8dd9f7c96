import { describe, expect, test } from 'vitest'
import { bytesToLatin1, toHex } from '../../../src/bytes.js'
import { curveByName, defaultBackend, hashAlgorithms } from '../../../src/crypto/index.js'
import { parseDg2 } from '../../../src/lds/dg2.js'
import { parseDg14 } from '../../../src/lds/dg14.js'
import { parseDg15 } from '../../../src/lds/dg15.js'
import { parseDg1, parseEfCom, parseEfSod } from '../../../src/lds/index.js'
import { findSigners, parseCertificate, verifySignerInfo } from '../../../src/pki/index.js'
import {
  createCountry,
  createVirtualChip,
  drawFace,
  encodeJpeg,
  issueDocument,
} from '../../../src/testkit/index.js'

const utopia = createCountry({ state: 'UTO', seed: 'utopia' })
const signer = parseCertificate(utopia.documentSigner.certificate)

function verified(files: ReturnType<typeof issueDocument>['files']) {
  const sod = parseEfSod(files['EF.SOD'])
  const [info] = sod.signedData.signerInfos
  expect(verifySignerInfo(sod.signedData, info!, signer, defaultBackend)).toMatchObject({ status: 'passed' })
  expect(findSigners(info!.identifier, [signer])).toMatchObject([{ match: 'exact' }])
  const { hash, dataGroupHashes } = sod.securityObject
  for (const entry of dataGroupHashes) {
    const file = files[`EF.DG${entry.dataGroup}`]
    expect(entry.hash).toEqual(defaultBackend.digest(hash!, file!))
  }
  return sod
}

test('the LDS security object lists each data group, in the chosen hash and version', () => {
  for (const hash of Object.values(hashAlgorithms)) {
    for (const ldsVersion of [0, 1] as const) {
      const { files } = issueDocument(utopia, { hash: hash.name, ldsVersion })
      const { securityObject } = verified(files)
      expect(securityObject).toMatchObject({ hash: hash.name, version: ldsVersion })
      expect(securityObject.ldsVersion).toBe(ldsVersion === 1 ? '0108' : undefined)
      expect(securityObject.dataGroupHashes.map(entry => entry.dataGroup)).toEqual([1, 2])
    }
  }
})

test('signer by key identifier, without certificate, with signing time and a digest of its own', () => {
  const signingTime = new Date('2024-04-16T09:00:00Z')
  const { files } = issueDocument(utopia, {
    signerIdentifier: 'subjectKeyIdentifier',
    embedCertificate: false,
    signingTime,
    digestAlgorithm: 'SHA-512',
  })
  const { signedData } = verified(files)
  expect(signedData.certificates).toEqual([])
  expect(signedData.signerInfos[0]!.identifier.kind).toBe('subjectKeyIdentifier')
  expect(signedData.signerInfos[0]!.signedAttributes).toHaveLength(3)
})

test.each(['TD1', 'TD2', 'TD3'] as const)('EF.DG1 of a %s holds the MRZ of its holder', format => {
  const { files, mrz } = issueDocument(utopia, { format, holder: { primaryIdentifier: 'Müller' } })
  verified(files)
  const dg1 = parseDg1(files['EF.DG1'])
  expect(dg1.mrz?.format).toBe(format)
  expect(bytesToLatin1(files['EF.DG1'])).toContain(mrz.join(''))
  expect(mrz.join('')).toContain('MUELLER<<ANNA<MARIA')
})

describe('data groups', () => {
  test('EF.DG2 is read without a finding', () => {
    const { files } = issueDocument(utopia)
    const dg2 = parseDg2(files['EF.DG2'])
    expect(dg2.findings).toEqual([])
    expect(dg2.portraits).toMatchObject([{ bytes: encodeJpeg(drawFace()) }])
  })

  test('given ones stand beside those that are made, or take their place', () => {
    const dg2 = Uint8Array.of(0x75, 0x00)
    const dg13 = Uint8Array.of(0x6d, 0x01, 0x00)
    const { files } = issueDocument(utopia, { dataGroups: { 2: dg2, 13: dg13 } })
    expect(files['EF.DG2']).toBe(dg2)
    expect(files['EF.DG13']).toBe(dg13)
    expect(verified(files).securityObject.dataGroupHashes).toHaveLength(3)
    expect(parseEfCom(files['EF.COM']).tags).toEqual([0x61, 0x75, 0x6d])
  })

  test.each([0, 17, 1.5])('%d is no data group', number => {
    expect(() => issueDocument(utopia, { dataGroups: { [number]: new Uint8Array(2) } })).toThrow(TypeError)
  })

  test.each([
    { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' },
    { kind: 'rsa', bits: 1024, padding: 'pkcs1', hash: 'SHA-1' },
  ] as const)(
    'EF.DG14 and EF.DG15 announce the keys that the chip is given ($kind)',
    activeAuthentication => {
      const { files, chipKeys } = issueDocument(utopia, {
        activeAuthentication,
        chipAuthentication: { curve: 'brainpoolP256r1' },
      })
      verified(files)
      const active = parseDg15(files['EF.DG15']!)
      expect(active.findings).toEqual([])
      const { activeAuthentication: key, chipAuthentication: [chipKey] = [] } = chipKeys
      if (key?.type === 'ECDSA') {
        expect(active.publicKey).toMatchObject({
          point: defaultBackend.ecMultiply(key.curve, key.privateKey),
        })
      } else {
        expect(active.publicKey).toMatchObject({ modulus: key!.modulus })
      }
      const chip = parseDg14(files['EF.DG14']!)
      expect(chip.findings).toEqual([])
      const curve = curveByName('brainpoolP256r1')!
      expect(toHex(files['EF.DG14']!)).toContain(toHex(defaultBackend.ecMultiply(curve, chipKey!.privateKey)))
      expect(createVirtualChip({ files, ...chipKeys, seed: new Uint8Array(8) })).toBeDefined()
    },
  )
})

test('a state without known letters needs them given', () => {
  expect(() => createCountry({ state: 'QQQ', seed: 'x' })).toThrow(TypeError)
  const given = createCountry({ state: 'QQQ', country: 'QQ', seed: 'x' })
  expect(parseCertificate(given.documentSigner.certificate).country).toBe('QQ')
})
