import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveCvPublicKey } from '../../../src/authentication/terminal/cv-public-key.js'
import { findCvChain } from '../../../src/authentication/terminal/find-cv-chain.js'
import {
  type CvCertificate,
  parseCvCertificate,
} from '../../../src/authentication/terminal/parse-cv-certificate.js'
import {
  compressPublicKey,
  documentNumberIdentifier,
  terminalAuthenticationData,
} from '../../../src/authentication/terminal/terminal-authentication-data.js'
import { verifyCvChain } from '../../../src/authentication/terminal/verify-cv-chain.js'
import { fromHex, toHex } from '../../../src/bytes.js'
import { curveByName, verifySignature } from '../../../src/crypto/index.js'
import { EmrtdError } from '../../../src/errors.js'
import { backends, readVectors } from '../../crypto/backends.js'

const { vectors } = readVectors('cvc')
const isCertificate = ({ inputs }: (typeof vectors)[number]) => inputs['certificate'] !== undefined
const certificates = vectors.filter(isCertificate)
const parsed = (id: string): CvCertificate =>
  parseCvCertificate(fromHex(certificates.find(vector => vector.id === id)!.inputs['certificate']!))
const hex = (bytes: Uint8Array) => toHex(bytes).toUpperCase()

describe('parseCvCertificate', () => {
  test.each(certificates.map(({ id, inputs, expected }) => [id, inputs, expected] as const))(
    '%s',
    (_, inputs, expected) => {
      const certificate = parseCvCertificate(fromHex(inputs['certificate']!))
      expect(certificate.authorityReference.text).toBe(expected['CAR'])
      expect(certificate.holderReference.text).toBe(expected['CHR'])
      expect(certificate.publicKey.oid).toBe(expected['public_key_oid'])
      expect(certificate.authorization.oid).toBe(expected['chat_oid'])
      expect(hex(certificate.authorization.template)).toBe(expected['chat'])
      expect(certificate.effectiveDate).toBe(expected['effective'])
      expect(certificate.expirationDate).toBe(expected['expiration'])
      expect(hex(certificate.bodyBytes)).toBe(expected['body'])
      expect(hex(certificate.signature)).toBe(expected['signature'])
      const extensions = expected['extensions'] ?? ''
      expect(certificate.extensions.length).toBe(extensions === '' ? 0 : 2)
      const values = expected['public_key'] as unknown as Readonly<Record<string, string>>
      const { key, point } = certificate.publicKey
      if (values['86'] !== undefined) expect(hex(point!)).toBe(values['86'])
      else if (key?.type === 'RSA') {
        expect(hex(key.modulus)).toBe(values['81'])
        expect(hex(key.exponent)).toBe(values['82'])
      } else expect.unreachable('a key of another kind')
    },
  )

  test('a point that is not on the curve is a key that cannot be used', () => {
    const { publicKey } = parsed('openpace-cvc2')
    expect(publicKey).toMatchObject({ key: undefined, keyFault: 'CRYPTO_BAD_KEY' })
    expect(() => resolveCvPublicKey(publicKey, undefined)).toThrow(EmrtdError)
  })

  test('nothing but EmrtdError for bytes that are changed, cut or drawn', () => {
    const original = parsed('ecdh-CVCA').bytes
    const refuses = (bytes: Uint8Array) => {
      try {
        parseCvCertificate(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(EmrtdError)
      }
    }
    for (let end = 0; end < original.length; end++) {
      expect(() => parseCvCertificate(original.subarray(0, end))).toThrow(EmrtdError)
    }
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = original.slice()
        changed[at]! ^= mask
        refuses(changed)
      }),
      { numRuns: 500 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), refuses))
  })
})

describe.each(backends)('%s backend', (_, backend) => {
  test.each([
    ['ecdh', '2010-10-01'],
    ['dh', '2010-04-01'],
  ])('the %s chain of the worked example', (name, on) => {
    const [cvca, dv, terminal] = [`${name}-CVCA`, `${name}-DV`, `${name}-terminal`].map(parsed)
    const result = verifyCvChain(cvca!, [dv!, terminal!], { backend, on })
    expect(result.status).toBe('passed')
    const late = verifyCvChain(cvca!, [dv!, terminal!], { backend, on: '2012-01-01' })
    expect(late).toMatchObject({ reason: 'CERTIFICATE_EXPIRED', at: 0 })
    const early = verifyCvChain(cvca!, [dv!, terminal!], { backend, on: '2010-01-01' })
    expect(early).toMatchObject({ reason: 'CERTIFICATE_NOT_YET_VALID', at: 0 })
    expect(verifyCvChain(cvca!, [terminal!], { backend })).toMatchObject({ reason: 'PATH_NOT_ESTABLISHED' })
    expect(verifyCvChain(dv!, [terminal!], { backend }).status).toBe('failed')
    const bytes = terminal!.bytes.slice()
    bytes[bytes.length - 1]! ^= 1
    expect(verifyCvChain(cvca!, [dv!, parseCvCertificate(bytes)], { backend })).toMatchObject({
      reason: 'ISSUER_SIGNATURE_INVALID',
      at: 1,
    })
    expect(findCvChain([{ text: cvca!.holderReference.text }], [cvca!, dv!], terminal!)).toEqual([
      dv,
      terminal,
    ])
    expect(findCvChain([{ text: 'DECVCAAT00009' }], [cvca!, dv!], terminal!)).toBeUndefined()
  })

  test.each([
    ['openpace-kba_dvca_cert', ['openpace-kba_cert']],
    [
      'openpace-kba_dvca_cert_2',
      ['kba_cert_2', 'kba_cert_3', 'kba_cert_4', 'schufa_cert', 'allianz_cert', 'mein_cockpit_cert']
        .concat(['service_bw_cert', 'service_bw_cert_2', 'service_bw_cert_3', 'service_bw_cert_4'])
        .map(id => `openpace-${id}`),
    ],
  ])('certificates of %s, whose curve is inherited', (issuer, ids) => {
    const { publicKey } = parsed(issuer)
    const key = resolveCvPublicKey(publicKey, curveByName('brainpoolP256r1'))
    for (const id of ids) {
      const { bodyBytes, signature } = parsed(id)
      expect(verifySignature(backend, publicKey.scheme!, key, bodyBytes, signature).valid).toBe(true)
    }
  })

  test.each([
    ['ta-v2-ecdh', 'ecdh', 'EC'],
    ['ta-v2-dh', 'dh', 'DH'],
  ] as const)('the signature of the terminal: %s', (id, chain, type) => {
    const { inputs, expected } = readVectors('ta').vectors.find(vector => vector.id === id)!
    const identifier = compressPublicKey(backend, type, fromHex(inputs['PACE_PK_PICC']!))
    const compressed = compressPublicKey(backend, type, fromHex(inputs['CA_PK_PCD']!))
    expect(hex(identifier)).toBe(expected['ID_PICC_computed'])
    expect(hex(compressed)).toBe(expected['Comp_PK_PCD_computed'])
    const data = terminalAuthenticationData(identifier, fromHex(inputs['r_PICC']!), compressed)
    expect(hex(data)).toBe(expected['signed_data_computed'])
    const { publicKey, holderReference } = parsed(`${chain}-terminal`)
    expect(holderReference.text).toBe(inputs['terminal_certificate_CHR'])
    const cvca = parsed('ecdh-CVCA').publicKey.key
    const curve = type === 'EC' && cvca?.type === 'EC' ? cvca.curve : undefined
    const key = resolveCvPublicKey(publicKey, curve)
    const signature = fromHex(expected['signature']!)
    expect(verifySignature(backend, publicKey.scheme!, key, data, signature).valid).toBe(true)
    data[0]! ^= 1
    expect(verifySignature(backend, publicKey.scheme!, key, data, signature).valid).toBe(false)
  })
})

test('ID.IC after BAC is the document number with its check digit', () => {
  expect(hex(documentNumberIdentifier('L898902C<3'))).toBe('4C383938393032433C33')
  expect(() => documentNumberIdentifier('L898902C')).toThrow(TypeError)
})
