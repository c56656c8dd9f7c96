import { describe, expect, test } from 'vitest'
import { derInteger, derNull, derOid, derSequence, readTlv, readTlvs } from '../../../src/asn1/index.js'
import { verifySodSignature } from '../../../src/authentication/passive/verify-sod-signature.js'
import { nativeBackend } from '../../../src/crypto/native/index.js'
import { type Certificate, fieldLeniencies, parseCertificate } from '../../../src/pki/certificate.js'
import { parseSignedData } from '../../../src/pki/index.js'
import { forgeSignedData, type SignedDataForgery } from '../../../src/testkit/faults/forge-signed-data.js'
import { createCountry, writeCertificate, writeName } from '../../../src/testkit/index.js'

/*
 * Which certificate a signature is verified with, and what several SignerInfos come to.
 */
const utopia = createCountry({ state: 'UTO', seed: 'sod signature' })
const other = createCountry({ state: 'UTO', seed: 'another sod signature' }).documentSigner
const { documentSigner: signer, csca } = utopia
const type = '2.23.136.1.1.1'
const content = derSequence(derInteger(0))
const signedAt = new Date('2026-03-01T00:00:00Z')

const parse = (bytes: Uint8Array) => parseCertificate(bytes, { leniencies: fieldLeniencies })
const signed = (forgery: SignedDataForgery = {}) =>
  parseSignedData(forgeSignedData(type, content, signer, forgery, signedAt))
const judge = (forgery: SignedDataForgery = {}, documentSigners: readonly Certificate[] = []) =>
  verifySodSignature(signed(forgery), documentSigners, nativeBackend)

/** A name for a signer that no certificate here carries. */
const nobody = derSequence(writeName({ country: 'UT', commonName: 'Nobody' }), derInteger(7))
const md5 = derSequence(derOid('1.2.840.113549.2.5'), derNull())
const unnamed = { status: 'inconclusive', reason: 'SIGNER_NOT_FOUND' } as const

describe('the signer that the signature names', () => {
  test('embedded, or given beside it', () => {
    const expected = { status: 'passed', signer: { bytes: signer.certificate }, signedAt }
    expect(judge()).toMatchObject(expected)
    expect(judge().detail).toBeUndefined()
    expect(judge({ certificates: [] }, [parse(signer.certificate)])).toMatchObject(expected)
    expect(judge({ certificates: [] })).toEqual({
      ...unnamed,
      detail: '0 certificates embedded, none is the one that the signature names',
      signer: undefined,
      signedAt,
    })
  })

  test('of several with its name the one whose key it is; of none, the first', () => {
    const twin = writeCertificate({ ...signer.content, publicKeyInfo: other.content.publicKeyInfo }, csca.key)
    for (const certificates of [
      [twin, signer.certificate],
      [signer.certificate, twin],
    ]) {
      expect(judge({ certificates })).toMatchObject({
        status: 'passed',
        signer: { bytes: signer.certificate },
      })
    }
    const third = writeCertificate({ ...signer.content, publicKeyInfo: csca.content.publicKeyInfo }, csca.key)
    expect(judge({ certificates: [third, twin] })).toMatchObject({
      status: 'failed',
      reason: 'SIGNATURE_INVALID',
      signer: { bytes: third },
    })
  })

  test('with its issuer in another order, which is told', () => {
    const parts = { country: 'UT', organization: 'State of Utopia', commonName: 'CSCA' }
    const content = { ...signer.content, issuer: writeName(parts) }
    const embedded = writeCertificate(content, csca.key)
    const names = readTlvs(readTlv(content.issuer).value).map(({ bytes }) => bytes)
    const reversed = derSequence(derSequence(...names.reverse()), derInteger(content.serialNumber))
    const exact = derSequence(content.issuer, derInteger(content.serialNumber))
    const by = { ...signer, content }
    expect(judge({ certificates: [embedded], signers: [{ by, identifier: reversed }] })).toMatchObject({
      status: 'passed',
      detail: 'issuer reordered',
    })
    const right = judge({ certificates: [embedded], signers: [{ by, identifier: exact }] })
    expect([right.status, right.detail]).toEqual(['passed', undefined])
  })

  test('remarks on a signature that holds are put into words', () => {
    expect(judge({ signers: [{ attributes: right => [...right].reverse() }] })).toMatchObject({
      status: 'passed',
      detail: 'signed attributes unsorted',
    })
  })
})

describe('a signature that names nobody here', () => {
  const naming = (change: object, certificates = [signer.certificate]) =>
    judge({ certificates, signers: [{ identifier: nobody, ...change }] })

  test('verifies under the only certificate: that one signed it, and is not the one named', () => {
    expect(naming({})).toEqual({
      ...unnamed,
      detail: 'the signature names another certificate, and verifies under the only one that is embedded',
      signer: parse(signer.certificate),
      signedAt,
    })
  })

  test('does not verify under it, or by an algorithm that nobody knows: nothing is proved', () => {
    const expected = {
      ...unnamed,
      detail: 'the signature names another certificate than the only one that is embedded',
      signer: undefined,
    }
    expect(naming({ by: other })).toMatchObject(expected)
    expect(naming({ digestAlgorithm: md5 })).toMatchObject(expected)
  })

  test('what needs no key fails all the same: the digest is of other content', () => {
    const wrong = signed({ signers: [{ identifier: nobody }] })
    expect(verifySodSignature({ ...wrong, content: Uint8Array.of(1) }, [], nativeBackend)).toMatchObject({
      status: 'failed',
      reason: 'MESSAGE_DIGEST_MISMATCH',
    })
    expect(naming({ attributes: null })).toMatchObject({
      status: 'failed',
      reason: 'SIGNED_ATTRIBUTES_MISSING',
    })
  })

  test('among several certificates none is tried', () => {
    expect(naming({}, [signer.certificate, other.certificate])).toMatchObject({
      ...unnamed,
      detail: '2 certificates embedded, none is the one that the signature names',
    })
  })

  test('a certificate whose names cannot be read is none', () => {
    const unreadable = writeCertificate({ ...signer.content, subject: derSequence(derInteger(1)) }, csca.key)
    expect(naming({}, [unreadable])).toMatchObject({
      ...unnamed,
      detail: '0 certificates embedded, none is the one that the signature names',
    })
    expect(judge({ certificates: [unreadable, signer.certificate] }).status).toBe('passed')
  })
})

describe('several SignerInfos', () => {
  const good = {}
  const bad = { sign: () => Uint8Array.of(0x30, 0) }
  const open = { identifier: nobody }
  const both = { certificates: [signer.certificate, other.certificate] }
  test.each([
    ['good and good', [good, { by: other }], 'passed', undefined],
    ['good and bad', [good, bad], 'failed', 'SIGNATURE_INVALID'],
    ['bad and good', [bad, good], 'failed', 'SIGNATURE_INVALID'],
    ['good and undecided', [good, open], 'inconclusive', 'SIGNER_NOT_FOUND'],
    ['undecided and good', [open, good], 'inconclusive', 'SIGNER_NOT_FOUND'],
    ['undecided and bad', [open, bad], 'failed', 'SIGNATURE_INVALID'],
  ])('%s: %s', (_, signers, status, reason) => {
    const result = judge({ ...both, signers })
    expect([result.status, result.reason]).toEqual([status, reason])
  })

  test('none at all', () => {
    expect(verifySodSignature({ ...signed(), signerInfos: [] }, [], nativeBackend)).toEqual({
      status: 'failed',
      reason: 'NO_SIGNER_INFO',
      signer: undefined,
    })
  })
})
