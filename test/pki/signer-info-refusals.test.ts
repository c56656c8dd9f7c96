import { describe, expect, test } from 'vitest'
import { derInteger, derNull, derOctetString, derOid, derSequence } from '../../src/asn1/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { type Certificate, parseCertificate } from '../../src/pki/certificate.js'
import { cmsOid, parseSignedData } from '../../src/pki/cms.js'
import { verifySignerInfo } from '../../src/pki/verify-signer-info.js'
import { attribute, forgeSignedData, type SignerForgery } from '../../src/testkit/faults/forge-signed-data.js'
import { createCountry, writeCertificate } from '../../src/testkit/index.js'

/*
 * One signature of a SignedData, each refusal by its reason.
 */
const { documentSigner: signer, csca } = createCountry({ state: 'UTO', seed: 'signer info' })
const type = '2.23.136.1.1.1'
const content = derSequence(derInteger(0))
const certificate = parseCertificate(signer.certificate)
const judge = (forgery: SignerForgery = {}, by: Certificate = certificate) => {
  const signedData = parseSignedData(forgeSignedData(type, content, signer, { signers: [forgery] }))
  return verifySignerInfo(signedData, signedData.signerInfos[0]!, by, nativeBackend)
}
const failed = (reason: string) => ({ status: 'failed', reason, notes: [] })
const undecided = { status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED', notes: [] }
const without = (oid: string) => (right: readonly Uint8Array[]) =>
  right.filter(each => !Buffer.from(each).includes(Buffer.from(derOid(oid))))

test('a sound one, attributes in the order of DER or not', () => {
  expect(judge()).toEqual({ status: 'passed', notes: [] })
  expect(judge({ attributes: right => [...right].reverse() })).toEqual({
    status: 'passed',
    notes: ['signedAttributesUnsorted'],
  })
  // Signed in the order in which they stand, which is not that of DER.
  const asTheyStand = (attributes: readonly Uint8Array[]) => {
    const body = Buffer.concat(attributes)
    return Uint8Array.from([0x31, body.length, ...body])
  }
  expect(judge({ attributes: right => [...right].reverse(), signed: asTheyStand })).toEqual(
    failed('SIGNATURE_INVALID'),
  )
  // Two attributes that are the same are in order.
  const extra = attribute('1.2.3', derNull())
  expect(judge({ attributes: right => [...right, extra, extra].sort(Buffer.compare) })).toEqual({
    status: 'passed',
    notes: [],
  })
})

describe('attributes', () => {
  test.each([
    ['none at all', { attributes: null }, 'SIGNED_ATTRIBUTES_MISSING'],
    ['no content type', { attributes: without(cmsOid.contentType) }, 'CONTENT_TYPE_ATTRIBUTE_BAD'],
    ['no digest', { attributes: without(cmsOid.messageDigest) }, 'MESSAGE_DIGEST_ATTRIBUTE_BAD'],
    [
      'another content type',
      {
        attributes: (right: readonly Uint8Array[]) => [
          ...without(cmsOid.contentType)(right),
          attribute(cmsOid.contentType, derOid(cmsOid.data)),
        ],
      },
      'CONTENT_TYPE_ATTRIBUTE_BAD',
    ],
    [
      'another digest',
      {
        attributes: (right: readonly Uint8Array[]) => [
          ...without(cmsOid.messageDigest)(right),
          attribute(cmsOid.messageDigest, derOctetString(new Uint8Array(32))),
        ],
      },
      'MESSAGE_DIGEST_MISMATCH',
    ],
    [
      'a digest that is no OCTET STRING',
      {
        attributes: (right: readonly Uint8Array[]) => [
          ...without(cmsOid.messageDigest)(right),
          attribute(cmsOid.messageDigest, derNull()),
        ],
      },
      'SIGNATURE_INVALID',
    ],
  ] as const)('%s', (_, forgery, reason) => {
    expect(judge(forgery)).toEqual(failed(reason))
  })
})

describe('algorithms and keys', () => {
  const md5 = derSequence(derOid('1.2.840.113549.2.5'), derNull())
  test('that nobody knows prove nothing either way', () => {
    expect(judge({ digestAlgorithm: md5 })).toEqual(undecided)
    expect(judge({ signatureAlgorithm: derSequence(derOid('1.2.3.4')) })).toEqual(undecided)
    const ed25519 = derSequence(
      derSequence(derOid('1.3.101.112')),
      Uint8Array.of(0x03, 33, 0, ...new Uint8Array(32)),
    )
    expect(judge({}, withKey(ed25519))).toEqual(undecided)
  })

  test('that are malformed fail', () => {
    expect(judge({ digestAlgorithm: derSequence(derInteger(1)) })).toEqual(failed('SIGNATURE_INVALID'))
    const off = signer.content.publicKeyInfo.slice()
    off[off.length - 1]! ^= 1
    expect(judge({}, withKey(off))).toEqual(failed('KEY_MALFORMED'))
  })

  const withKey = (publicKeyInfo: Uint8Array) =>
    parseCertificate(writeCertificate({ ...signer.content, publicKeyInfo }, csca.key))
})
