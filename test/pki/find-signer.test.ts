import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DerReader, derInteger, derSequence } from '../../src/asn1/index.js'
import { fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { cmsLeniencies, parseSignedData } from '../../src/pki/cms.js'
import { findSigners } from '../../src/pki/find-signer.js'
import { parseMasterList } from '../../src/pki/master-list.js'
import { createCountry, writeCertificate } from '../../src/testkit/index.js'
import { corpora } from '../corpora.js'

const german = corpora('master-lists/DE_ML_2026-05-28.ml')
const dutch = corpora('specimens/loes2006/ef011D.bin')

describe.skipIf(german === undefined || dutch === undefined)('the signer that an identifier names', () => {
  const list = () => parseMasterList(readFileSync(german!))
  const sod = () => {
    const cms = parseSignedData(new DerReader(readFileSync(dutch!)).content(0x77), {
      leniencies: cmsLeniencies,
    })
    const signer = parseCertificate(cms.certificates[0]!, { leniencies: fieldLeniencies })
    return { identifier: cms.signerInfos[0]!.identifier, signer }
  }

  test('is found among decoys', () => {
    const { identifier, signer } = sod()
    const found = findSigners(identifier, [...list().certificates, signer])
    expect(found).toEqual([{ certificate: signer, match: 'exact' }])
  })

  test('is found when its issuer is written in another order, and that is told', () => {
    const { identifier, signer } = sod()
    if (identifier.kind !== 'issuerAndSerialNumber') throw new Error('issuer and serial number expected')
    const issuer = { bytes: new Uint8Array(0), rdns: [...identifier.issuer.rdns].reverse() }
    expect(findSigners({ ...identifier, issuer }, [signer])).toEqual([
      { certificate: signer, match: 'issuerReordered' },
    ])
  })

  test('is nobody for another serial number or a key identifier of zeros', () => {
    const { identifier, signer } = sod()
    expect(
      findSigners({ ...identifier, serialNumber: Uint8Array.of(1) } as typeof identifier, [signer]),
    ).toEqual([])
    const zeros = { kind: 'subjectKeyIdentifier', keyIdentifier: new Uint8Array(32) } as const
    expect(findSigners(zeros, [signer])).toEqual([])
  })

  test('is found by the bytes of a key identifier of 32 bytes', () => {
    const { signer } = sod()
    const keyIdentifier = signer.subjectKeyIdentifier!
    expect(keyIdentifier).toHaveLength(32)
    expect(findSigners({ kind: 'subjectKeyIdentifier', keyIdentifier }, [signer])).toHaveLength(1)
  })
})

describe('certificates of the test kit', () => {
  const { documentSigner: signer, csca } = createCountry({ state: 'UTO', seed: 'signer info' })
  const certificate = parseCertificate(signer.certificate)
  const issued = (change: object) =>
    parseCertificate(writeCertificate({ ...signer.content, ...change }, csca.key))
  const { issuer, serialNumber } = certificate
  const byName = { kind: 'issuerAndSerialNumber', issuer, serialNumber } as const

  test('a certificate that cannot be read hides no other', () => {
    const broken = issued({ issuer: derSequence(derInteger(1)) })
    expect(findSigners(byName, [broken, certificate])).toEqual([{ certificate, match: 'exact' }])
    expect(findSigners(byName, [broken])).toEqual([])
    const noIdentifier = issued({
      extensions: [{ oid: '2.5.29.14', critical: false, value: Uint8Array.of(5, 0) }],
    })
    const keyIdentifier = certificate.subjectKeyIdentifier!
    const byKey = { kind: 'subjectKeyIdentifier', keyIdentifier } as const
    expect(findSigners(byKey, [noIdentifier, certificate])).toEqual([{ certificate, match: 'exact' }])
  })

  test('of the same serial number and another issuer is nobody', () => {
    const other = issued({ issuer: csca.content.subject.with(-1, 0x41) })
    expect(findSigners(byName, [other])).toEqual([])
    expect(findSigners(byName, [other, certificate])).toEqual([{ certificate, match: 'exact' }])
  })
})
