import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../../src/asn1/index.js'
import { fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { cmsLeniencies, parseSignedData } from '../../src/pki/cms.js'
import { findSigners } from '../../src/pki/find-signer.js'
import { parseMasterList } from '../../src/pki/master-list.js'
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
