import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { derInteger, derSequence, derSetOf } from '../../src/asn1/index.js'
import { EmrtdError } from '../../src/errors.js'
import { parseDocumentSignerList, parseMasterList } from '../../src/pki/master-list.js'
import { createCountry } from '../../src/testkit/index.js'
import { writeSignedData } from '../../src/testkit/issuer/write-signed-data.js'
import { corpora } from '../corpora.js'

const german = corpora('master-lists/DE_ML_2026-05-28.ml')

describe.skipIf(german === undefined)('the German master list', () => {
  test('holds 588 certificates of 112 states, none of them broken', () => {
    const { version, certificates, failures } = parseMasterList(readFileSync(german!))
    expect(version).toBe(0)
    expect(certificates).toHaveLength(588)
    expect(failures).toEqual([])
    expect(new Set(certificates.map(certificate => certificate.country)).size).toBe(112)
  })

  test('is the same list without its signature', () => {
    const signed = parseMasterList(readFileSync(german!))
    const bare = parseMasterList(signed.signedData!.content)
    expect(bare.signedData).toBeUndefined()
    expect(bare.certificates).toHaveLength(588)
  })

  test('loses one certificate, not the list, when one is broken', () => {
    const whole = parseMasterList(readFileSync(german!)).certificates.slice(0, 3)
    const broken = derSequence(derInteger(1))
    const list = derSequence(derInteger(0), derSetOf(...whole.map(certificate => certificate.bytes), broken))
    const { certificates, failures } = parseMasterList(list)
    expect(certificates).toHaveLength(3)
    expect(failures.map(failure => failure.bytes)).toEqual([broken])
    expect(failures[0]?.error.code).toMatch(/^ASN1_/)
  })
})

test.each([new Uint8Array(0), Uint8Array.of(0x30, 0x80), Uint8Array.of(0x05, 0), Uint8Array.of(0x30, 1, 2)])(
  'what is no master list is refused (%#)',
  bytes => {
    expect(() => parseMasterList(bytes)).toThrow(EmrtdError)
  },
)

test('another CMS is refused by its content, and what is broken in a list is numbered', () => {
  const { documentSigner, csca } = createCountry({ state: 'UTO', seed: 'master list' })
  const broken = derSequence(derInteger(1))
  const content = derSequence(derInteger(0), derSetOf(csca.certificate, broken))
  const cms = (type: string) => writeSignedData(type, content, documentSigner, [])
  const { certificates, failures } = parseMasterList(cms('2.23.136.1.1.2'))
  expect([certificates.length, failures.map(({ index, bytes }) => [index, bytes])]).toEqual([
    1,
    [[0, broken]],
  ])
  expect(() => parseMasterList(cms('2.23.136.1.1.7'))).toThrow(
    expect.objectContaining({
      code: 'PKI_BAD_MASTER_LIST',
      message: 'content type 2.23.136.1.1.7, master list expected',
    }),
  )
  expect(() => parseDocumentSignerList(cms('2.23.136.1.1.2'))).toThrow(
    expect.objectContaining({ code: 'PKI_BAD_MASTER_LIST' }),
  )
})
