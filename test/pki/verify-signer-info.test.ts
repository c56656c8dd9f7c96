import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../../src/asn1/index.js'
import { equalBytes } from '../../src/bytes.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { EmrtdError } from '../../src/errors.js'
import { fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { cmsLeniencies, cmsOid, parseSignedData, type SignedData } from '../../src/pki/cms.js'
import { verifySignerInfo } from '../../src/pki/verify-signer-info.js'
import { corpora } from '../corpora.js'

const backends = [nativeBackend, portableBackend] as const
const dutch = corpora('specimens/loes2006/ef011D.bin')
const bsi = corpora('specimens/tr03105-5/EF_SOD.bin')
const german = corpora('master-lists/DE_ML_2026-05-28.ml')

const sodOf = (file: string) => new DerReader(readFileSync(file)).content(0x77)
const parsed = (bytes: Uint8Array) => parseSignedData(bytes, { leniencies: cmsLeniencies })
const signerOf = (cms: SignedData) => parseCertificate(cms.certificates[0]!, { leniencies: fieldLeniencies })

describe.each(backends.map(backend => [backend.name, backend] as const))('%s', (_, backend) => {
  test.skipIf(dutch === undefined || bsi === undefined)('published EF.SODs: RSA PKCS#1 and RSA-PSS', () => {
    for (const file of [dutch!, bsi!]) {
      const cms = parsed(sodOf(file))
      expect(verifySignerInfo(cms, cms.signerInfos[0]!, signerOf(cms), backend)).toMatchObject({
        status: 'passed',
      })
    }
  })

  test.skipIf(german === undefined)('the German master list by the signer that it names', () => {
    const cms = parsed(readFileSync(german!))
    const [signerInfo] = cms.signerInfos
    const certificates = cms.certificates.map(bytes =>
      parseCertificate(bytes, { leniencies: fieldLeniencies }),
    )
    const results = certificates.map(certificate => verifySignerInfo(cms, signerInfo!, certificate, backend))
    expect(results.filter(result => result.status === 'passed')).toHaveLength(1)
  })

  test.skipIf(dutch === undefined)(
    'any changed byte of content, signed attributes or signature is refused',
    () => {
      const original = sodOf(dutch!)
      const cms = parsed(original)
      const signer = signerOf(cms)
      const [signerInfo] = cms.signerInfos
      for (const part of [cms.content, signerInfo!.signedAttributesBytes!, signerInfo!.signature]) {
        for (let i = 0; i < part.length; i += part === cms.content ? 1 : 3) {
          const changed = Uint8Array.from(original)
          changed[part.byteOffset - original.byteOffset + i]! ^= 0x01
          let status = 'refused'
          try {
            const other = parsed(changed)
            status = verifySignerInfo(other, other.signerInfos[0]!, signer, backend).status
          } catch (error) {
            expect(error).toBeInstanceOf(EmrtdError)
          }
          expect(status).not.toBe('passed')
        }
      }
    },
  )
})

describe.skipIf(dutch === undefined)('refusals by reason', () => {
  const cms = (): SignedData => parsed(sodOf(dutch!))
  const judge = (
    change: (info: SignedData['signerInfos'][number]) => object,
    content?: Partial<SignedData>,
  ) => {
    const original = { ...cms(), ...content }
    const info = { ...original.signerInfos[0]!, ...change(original.signerInfos[0]!) }
    return verifySignerInfo(original, info, signerOf(original), nativeBackend).reason
  }

  test('signed attributes absent', () => {
    expect(judge(() => ({ signedAttributesBytes: undefined, signedAttributes: [] }))).toBe(
      'SIGNED_ATTRIBUTES_MISSING',
    )
  })

  test.each([
    [cmsOid.contentType, 'CONTENT_TYPE_ATTRIBUTE_BAD'],
    [cmsOid.messageDigest, 'MESSAGE_DIGEST_ATTRIBUTE_BAD'],
  ])('attribute %s absent, twice, or with two values', (oid, reason) => {
    expect(
      judge(info => ({ signedAttributes: info.signedAttributes.filter(other => other.oid !== oid) })),
    ).toBe(reason)
    expect(judge(info => ({ signedAttributes: [...info.signedAttributes, ...info.signedAttributes] }))).toBe(
      'CONTENT_TYPE_ATTRIBUTE_BAD',
    )
    const doubled = (info: SignedData['signerInfos'][number]) => ({
      signedAttributes: info.signedAttributes.map(other =>
        other.oid === oid ? { ...other, values: [...other.values, ...other.values] } : other,
      ),
    })
    expect(judge(doubled)).toBe(reason)
  })

  test('content of another type, other content, an unknown digest', () => {
    expect(judge(() => ({}), { contentType: cmsOid.data })).toBe('CONTENT_TYPE_ATTRIBUTE_BAD')
    expect(judge(() => ({}), { content: Uint8Array.of(1) })).toBe('MESSAGE_DIGEST_MISMATCH')
    const md5 = Uint8Array.of(0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05)
    expect(judge(() => ({ digestAlgorithm: md5 }))).toBe('ALGORITHM_UNSUPPORTED')
  })

  test('attributes out of order are verified in the order of DER, and that is noted', () => {
    const original = cms()
    const [info] = original.signerInfos
    const reversed = { ...info!, signedAttributes: [...info!.signedAttributes].reverse() }
    expect(equalBytes(reversed.signedAttributes[0]!.bytes, info!.signedAttributes[0]!.bytes)).toBe(false)
    expect(verifySignerInfo(original, reversed, signerOf(original), nativeBackend)).toEqual({
      status: 'passed',
      notes: ['signedAttributesUnsorted'],
    })
  })
})
