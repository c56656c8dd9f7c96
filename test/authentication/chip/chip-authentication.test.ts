import { describe, expect, test } from 'vitest'
import {
  derBitString,
  derInteger,
  derOid,
  derSequence,
  derSetOf,
  derUnsigned,
} from '../../../src/asn1/index.js'
import {
  agreeWithChip,
  chipAuthenticationToken,
  deriveChipSessionKeys,
} from '../../../src/authentication/chip/agree-chip-authentication.js'
import { findChipAuthenticationOffers } from '../../../src/authentication/chip/find-chip-authentication-offers.js'
import { verifyCardSecurity } from '../../../src/authentication/chip/verify-card-security.js'
import { verifyChipAuthentication } from '../../../src/authentication/chip/verify-chip-authentication.js'
import { verifyPaceCam } from '../../../src/authentication/chip/verify-pace-cam.js'
import { compressPublicKey } from '../../../src/authentication/terminal/terminal-authentication-data.js'
import {
  bigIntToBytes,
  bytesToBigInt,
  concatBytes,
  fromHex,
  stripLeadingZeros,
  toHex,
} from '../../../src/bytes.js'
import { curveByName, type EcPublicKey, modpGroups } from '../../../src/crypto/index.js'
import {
  findSecurityInfos,
  parseDg14,
  parseEfCardSecurity,
  parseSecurityInfos,
  type SecurityInfo,
} from '../../../src/lds/index.js'
import { createTrustStore } from '../../../src/pki/index.js'
import { withRandom } from '../../access/scripted.js'
import { backends, readVectors } from '../../crypto/backends.js'

const byId = (file: string, id: string) => {
  const vector = readVectors(file).vectors.find(each => each.id === id)!
  const bytes = (values: Readonly<Record<string, string>>, name: string) => fromHex(values[name]!)
  return {
    ...vector,
    input: (name: string) => bytes(vector.inputs, name),
    value: (name: string) => bytes(vector.expected, name),
  }
}
const hex = (bytes: Uint8Array) => toHex(bytes).toUpperCase()

const id = (suffix: string) => derOid(`0.4.0.127.0.7.2.2.${suffix}`)
const standardized = (parameters: number) => derSequence(derOid('0.4.0.127.0.7.1.2'), derInteger(parameters))
const info = (protocol: string, keyId?: number) =>
  derSequence(id(`3.${protocol}`), derInteger(1), ...(keyId === undefined ? [] : [derInteger(keyId)]))
const key = (type: 'EC' | 'DH', parameters: number, value: Uint8Array, keyId?: number) =>
  derSequence(
    id(`1.${type === 'EC' ? 2 : 1}`),
    derSequence(standardized(parameters), derBitString(type === 'EC' ? value : derUnsigned(value))),
    ...(keyId === undefined ? [] : [derInteger(keyId)]),
  )
const infosOf = (...infos: readonly Uint8Array[]): readonly SecurityInfo[] =>
  parseSecurityInfos(derSetOf(...infos)).securityInfos

describe.each(backends)('%s backend', (_, backend) => {
  describe('published values', () => {
    test.each([
      ['ca-v2-ecdh', 'EC'],
      ['ca-v2-dh', 'DH'],
    ] as const)('%s', (name, type) => {
      const { inputs, input, value, expected } = byId('ca', name)
      const { securityInfos } = parseEfCardSecurity(input('EF_CardSecurity'))
      const keys = findSecurityInfos(securityInfos, 'ChipAuthenticationPublicKeyInfo')
      const publicKey = keys[0]!.publicKey!
      expect(hex(publicKey.type === 'EC' ? publicKey.point : publicKey.value)).toBe(inputs['PK_PICC'])
      const agreement = agreeWithChip(backend, publicKey, input('SK_PCD'))
      expect(hex(agreement.ephemeralPublicKey)).toBe(expected['PK_PCD'])
      expect(hex(agreement.sharedSecret)).toBe(expected['shared_secret_K'])
      expect(hex(compressPublicKey(backend, type, agreement.ephemeralPublicKey))).toBe(
        expected['compressed_PK_PCD_computed'],
      )
      const session = deriveChipSessionKeys(backend, agreement.sharedSecret, 'AES-128', input('nonce_r_PICC'))
      expect(session.encryptionKey).toEqual(value('K_Enc'))
      expect(session.macKey).toEqual(value('K_MAC'))
      const oid = inputs['oid']!
      const token = chipAuthenticationToken(backend, oid, type, agreement.ephemeralPublicKey, session)
      expect(hex(token)).toBe(expected['T_PICC'])
      const computed = expected as unknown as Readonly<Record<string, Readonly<Record<string, string>>>>
      const first = deriveChipSessionKeys(backend, agreement.sharedSecret, 'AES-128')
      expect(hex(first.encryptionKey)).toBe(computed['v1_keys_computed']!['KSEnc'])
      expect(hex(first.macKey)).toBe(computed['v1_keys_computed']!['KSMAC'])
      const des = deriveChipSessionKeys(backend, agreement.sharedSecret, '3DES')
      expect(hex(des.encryptionKey)).toBe(computed['v1_3des_keys_computed']!['KSEnc'])
      expect(hex(des.macKey)).toBe(computed['v1_3des_keys_computed']!['KSMAC'])
      expect(
        verifyChipAuthentication(
          { completed: true, publicKey: keys[0]!.publicKeyBytes },
          securityInfos,
          backend,
        ),
      ).toMatchObject({ status: 'passed' })
    })

    test('the key of the BSI reference data set', () => {
      const { input, value, expected } = byId('ca', 'bsi-dg14')
      const { securityInfos } = parseDg14(input('EF_DG14'))
      const [offer, ...others] = findChipAuthenticationOffers(securityInfos)
      expect(others).toEqual([])
      expect(offer).toMatchObject({
        oid: '0.4.0.127.0.7.2.2.3.2.1',
        cipher: '3DES',
        version: 1,
        keyId: undefined,
        inferred: false,
      })
      expect(hex((offer!.publicKey as EcPublicKey).point)).toBe(expected['PK_IC'])
      const agreement = agreeWithChip(backend, offer!.publicKey, input('SK_IFD_chosen_here'))
      expect(hex(agreement.ephemeralPublicKey)).toBe(expected['PK_IFD'])
      expect(hex(agreement.sharedSecret)).toBe(expected['shared_secret_K'])
      const session = deriveChipSessionKeys(backend, agreement.sharedSecret, '3DES')
      expect(session.encryptionKey).toEqual(value('KSEnc'))
      expect(session.macKey).toEqual(value('KSMAC'))
    })

    test('PACE-CAM of Doc 9303-11 Appendix I.1', () => {
      const { input, value } = byId('pace_cam', 'I.1')
      const point = (bytes: Uint8Array) => concatBytes(Uint8Array.of(4), bytes)
      const securityInfos = infosOf(input('ChipAuthenticationPublicKeyInfo'))
      const [publicKeyInfo] = findSecurityInfos(securityInfos, 'ChipAuthenticationPublicKeyInfo')
      expect((publicKeyInfo!.publicKey as EcPublicKey).point).toEqual(point(input('CA_PK_IC')))
      const response = {
        parameterId: 13,
        chipAuthenticationData: value('decrypted_CA_data'),
        chipMappingKey: point(value('map_PK_IC')),
      }
      expect(verifyPaceCam(response, securityInfos, backend)).toEqual({ status: 'passed', publicKeyInfo })
      const changes = [
        {
          chipAuthenticationData: response.chipAuthenticationData.map((byte, i) =>
            i === 31 ? byte ^ 1 : byte,
          ),
        },
        { chipAuthenticationData: new Uint8Array(32) },
        { chipAuthenticationData: new Uint8Array(33).fill(1) },
        { chipMappingKey: point(value('map_PK_IFD')) },
        { chipMappingKey: point(value('eph_PK_IC')) },
      ]
      for (const change of changes) {
        expect(verifyPaceCam({ ...response, ...change }, securityInfos, backend)).toMatchObject({
          status: 'failed',
          reason: 'CAM_DATA_MISMATCH',
        })
      }
      expect(verifyPaceCam({ parameterId: 13 }, securityInfos, backend).reason).toBe('PROTOCOL_REFUSED')
      expect(verifyPaceCam(response, [], backend).reason).toBe('CHIP_KEY_MISMATCH')
      const point2 = point(input('CA_PK_IC')).map((byte, i) => (i === 64 ? byte ^ 1 : byte))
      expect(verifyPaceCam(response, infosOf(key('EC', 13, point2, 13)), backend).reason).toBe(
        'KEY_MALFORMED',
      )
    })

    test.each(['cardsecurity-ecdh', 'cardsecurity-dh'])('the signature of %s, whom nobody trusts', name => {
      const { input } = byId('ca', name)
      const file = parseEfCardSecurity(input('EF_CardSecurity'))
      const options = { at: new Date('2010-01-01T00:00:00Z'), backend }
      expect(verifyCardSecurity(file, options).check).toMatchObject({
        status: 'inconclusive',
        reason: 'NO_TRUST_STORE',
      })
      const [signer] = file.signedData.certificates
      const trust = createTrustStore([{ name: 'signer', bytes: signer!, trust: 'asGiven' }])
      expect(verifyCardSecurity(file, { ...options, trust }).check.status).toBe('passed')
      const bytes = input('EF_CardSecurity')
      bytes[bytes.length - 1]! ^= 1
      expect(verifyCardSecurity(parseEfCardSecurity(bytes), { ...options, trust }).check).toMatchObject({
        status: 'failed',
        reason: 'SIGNATURE_INVALID',
      })
    })
  })

  test('a static key of small order, or none at all, is refused', () => {
    const group = modpGroups[0]!
    const secret = Uint8Array.of(1, 2, 3)
    // (p - 1) / q is far above 1, so a power of it lies in the subgroup of that order.
    const small = backend.modPow(Uint8Array.of(2), group.order, group.prime)
    const minusOne = group.prime.slice()
    minusOne[minusOne.length - 1]! -= 1
    for (const value of [small, minusOne, Uint8Array.of(1)]) {
      const publicKey = { type: 'DH', ...group, value } as const
      expect(() => agreeWithChip(backend, publicKey, secret)).toThrow(/value/)
      const infos = infosOf(info('1.2'), key('DH', 0, value))
      const [offer] = findChipAuthenticationOffers(infos)
      const [keyInfo] = findSecurityInfos(infos, 'ChipAuthenticationPublicKeyInfo')
      const used = { completed: true, publicKey: keyInfo!.publicKeyBytes }
      expect(verifyChipAuthentication(used, infos, backend).reason).toBe('KEY_MALFORMED')
      if (offer !== undefined) expect(() => agreeWithChip(backend, offer.publicKey, secret)).toThrow()
    }
    const off = concatBytes(Uint8Array.of(4), new Uint8Array(64).fill(7))
    const infos = infosOf(info('2.2'), key('EC', 12, off))
    expect(findChipAuthenticationOffers(infos)).toEqual([])
  })
})

describe('the terminal as it agrees and checks', () => {
  const [[, backend]] = backends as [(typeof backends)[number]]
  const { prime, generator, order } = modpGroups[0]!
  const value = backend.modPow(generator, Uint8Array.of(7), prime)

  test('a private key of DH is drawn below the order, or below p - 1 where the order is not known', () => {
    // The first number that the reduction folds back to the key 1, whose public key is the generator.
    const folded = (bound: bigint) => bigIntToBytes(bound - 1n, Math.ceil(bound.toString(16).length / 2) + 8)
    const rows = [
      [{ type: 'DH', prime, generator, order, value }, bytesToBigInt(order)],
      [{ type: 'DH', prime, generator, value }, bytesToBigInt(prime) - 1n],
    ] as const
    for (const [publicKey, bound] of rows) {
      const { ephemeralPublicKey, sharedSecret } = agreeWithChip(
        withRandom(backend, folded(bound)),
        publicKey as Parameters<typeof agreeWithChip>[1],
      )
      expect(ephemeralPublicKey).toEqual(stripLeadingZeros(generator))
      expect(sharedSecret).toEqual(value)
    }
  })

  test('the token of 3DES is the retail MAC over the padded key', () => {
    const keys = deriveChipSessionKeys(backend, Uint8Array.of(1), '3DES')
    const data = fromHex('7F4910060A04007F000702020302018602AABB')
    const token = chipAuthenticationToken(
      backend,
      '0.4.0.127.0.7.2.2.3.2.1',
      'EC',
      Uint8Array.of(0xaa, 0xbb),
      keys,
    )
    expect(token).toEqual(backend.retailMac(keys.macKey, fromHex(`${toHex(data)}8000000000`)))
  })
})

describe('findChipAuthenticationOffers', () => {
  const [[, backend]] = backends as [(typeof backends)[number]]
  const point = (parameters: 12 | 13) =>
    backend.ecMultiply(curveByName(parameters === 12 ? 'P-256' : 'brainpoolP256r1')!, Uint8Array.of(7))
  const groupValue = (group: 0 | 1) => {
    const { generator, prime } = modpGroups[group]!
    return backend.modPow(generator, Uint8Array.of(7), prime)
  }
  const summary = (...infos: readonly Uint8Array[]) =>
    findChipAuthenticationOffers(infosOf(...infos)).map(({ oid, keyId, inferred }) =>
      [oid.slice('0.4.0.127.0.7.2.2.3.'.length), keyId, inferred].join(' '),
    )

  test('the strongest first', () => {
    expect(summary(info('2.1'), info('2.4'), info('2.2'), key('EC', 12, point(12)))).toEqual([
      '2.4  false',
      '2.2  false',
      '2.1  false',
    ])
  })

  test('of one cipher the key on a curve first, then the longer one, then as they stand in the file', () => {
    const dh = (group: 0 | 1, keyId: number) => key('DH', group, groupValue(group), keyId)
    const long = backend.ecMultiply(curveByName('brainpoolP384r1')!, Uint8Array.of(7))
    const infos = [info('1.2', 1), info('1.2', 2), info('2.2', 3), info('2.2', 4), info('2.2', 5)]
    const keys = [
      dh(0, 1),
      dh(1, 2),
      key('EC', 12, point(12), 3),
      key('EC', 16, long, 4),
      key('EC', 13, point(13), 5),
    ]
    expect(summary(...infos, ...keys)).toEqual([
      '2.2 4 false',
      '2.2 3 false',
      '2.2 5 false',
      '1.2 2 false',
      '1.2 1 false',
    ])
  })

  test('keys by their ids; an id that no key carries offers nothing', () => {
    const keys = [key('EC', 12, point(12), 1), key('EC', 13, point(13), 2)]
    expect(summary(info('2.2', 1), info('2.4', 2), ...keys)).toEqual(['2.4 2 false', '2.2 1 false'])
    expect(summary(info('2.2', 3), ...keys)).toEqual([])
    expect(summary(info('2.2'), ...keys)).toEqual([])
    expect(summary(info('2.2'), key('EC', 12, point(12), 5))).toEqual(['2.2 5 false'])
    expect(summary(info('2.2', 4), key('EC', 12, point(12), 5))).toEqual([])
  })

  test('3DES where nothing names a cipher', () => {
    expect(summary(key('EC', 12, point(12)))).toEqual(['2.1  true'])
    expect(summary(key('EC', 12, point(12), 1), key('EC', 13, point(13), 2))).toEqual([
      '2.1 1 true',
      '2.1 2 true',
    ])
    expect(summary(info('1.2'), key('EC', 12, point(12)))).toEqual([])
  })
})
