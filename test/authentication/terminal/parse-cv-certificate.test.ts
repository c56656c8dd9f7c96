import { describe, expect, test } from 'vitest'
import { encodeOid, encodeTlv } from '../../../src/asn1/index.js'
import {
  parseCvCertificate,
  parseCvPublicKey,
  resolveCvPublicKey,
} from '../../../src/authentication/index.js'
import { bigIntToBytes, concatBytes, latin1ToBytes } from '../../../src/bytes.js'
import { curveByName } from '../../../src/crypto/index.js'
import { nativeBackend } from '../../../src/crypto/native/index.js'
import { refusal } from '../../refusal.js'

/*
 * Card-verifiable certificates at the limits of their form: each data object absent, doubled, out of place, too long.
 */
const oid = (arcs: string) => encodeTlv(0x06, encodeOid(arcs))
const text = (tag: number, value: string) => encodeTlv(tag, latin1ToBytes(value))
const digits = (tag: number, date: string) => encodeTlv(tag, Uint8Array.from(date, Number))
const terminalAuthentication = '0.4.0.127.0.7.2.2.2'
const curve = curveByName('brainpoolP256r1')!
const point = nativeBackend.ecMultiply(curve, Uint8Array.of(7))
const publicKey = (...objects: readonly Uint8Array[]) => encodeTlv(0x7f49, ...objects)
const ecKey = publicKey(oid(`${terminalAuthentication}.2.3`), encodeTlv(0x86, point))

const right: Readonly<
  Record<
    | 'profile'
    | 'authority'
    | 'publicKey'
    | 'holder'
    | 'authorization'
    | 'effective'
    | 'expiration'
    | 'extensions',
    Uint8Array
  >
> = {
  profile: encodeTlv(0x5f29, Uint8Array.of(0)),
  authority: text(0x42, 'UTCVCA00001'),
  publicKey: ecKey,
  holder: text(0x5f20, 'UTTERM00001'),
  authorization: encodeTlv(0x7f4c, oid('0.4.0.127.0.7.3.1.2.1'), encodeTlv(0x53, Uint8Array.of(3))),
  effective: digits(0x5f25, '260101'),
  expiration: digits(0x5f24, '261231'),
  extensions: new Uint8Array(0),
}
const body = (change: Partial<typeof right> = {}) =>
  encodeTlv(0x7f4e, ...Object.values({ ...right, ...change }))
const signature = encodeTlv(0x5f37, Uint8Array.of(1, 2))
const parse = (change: Partial<typeof right>) =>
  parseCvCertificate(encodeTlv(0x7f21, body(change), signature))

const bad = (message: string) => `AUTHENTICATION_BAD_CERTIFICATE: ${message}`

test('a sound certificate, and the parts of its names', () => {
  expect(parse({})).toMatchObject({
    authorityReference: {
      text: 'UTCVCA00001',
      countryCode: 'UT',
      holderMnemonic: 'CVCA',
      sequenceNumber: '00001',
    },
    holderReference: { text: 'UTTERM00001' },
    effectiveDate: '2026-01-01',
    expirationDate: '2026-12-31',
    authorization: { terminalType: 'inspection', role: 'terminal' },
    extensions: [],
  })
})

describe('the data objects', () => {
  const whole = encodeTlv(0x7f21, body(), signature)
  const empty = new Uint8Array(0)
  test.each([
    [
      'another tag',
      () => parseCvCertificate(encodeTlv(0x7f20, body(), signature)),
      'tag 7F21 expected, 7F20 found',
    ],
    [
      'bytes behind it',
      () => parseCvCertificate(concatBytes(whole, Uint8Array.of(0x80, 0))),
      'bytes behind the certificate',
    ],
    ['no signature', () => parseCvCertificate(encodeTlv(0x7f21, body())), 'data object 5F37 is missing'],
    [
      'two signatures',
      () => parseCvCertificate(encodeTlv(0x7f21, body(), signature, signature)),
      'data object 5F37 out of place',
    ],
    [
      'the signature first',
      () => parseCvCertificate(encodeTlv(0x7f21, signature, body())),
      'data object 5F37 out of place',
    ],
    ['no profile', () => parse({ profile: empty }), 'data object 42 out of place'],
    [
      'profile 1',
      () => parse({ profile: encodeTlv(0x5f29, Uint8Array.of(1)) }),
      'certificate profile 0 expected',
    ],
    [
      'profile of two bytes',
      () => parse({ profile: encodeTlv(0x5f29, Uint8Array.of(0, 0)) }),
      'certificate profile 0 expected',
    ],
    ['no expiration', () => parse({ expiration: empty }), 'data object 5F24 is missing'],
    [
      'dates the other way round',
      () => parse({ effective: right.expiration, expiration: right.effective }),
      'data object 5F24 out of place',
    ],
    [
      'something behind the dates',
      () => parse({ extensions: encodeTlv(0x66) }),
      'data object 66 out of place',
    ],
    [
      'rights before their type',
      () => parse({ authorization: encodeTlv(0x7f4c, encodeTlv(0x53, Uint8Array.of(3)), oid('1.2.3')) }),
      'data object 53 out of place',
    ],
    [
      'an extension of another tag',
      () => parse({ extensions: encodeTlv(0x65, encodeTlv(0x74, oid('1.2.3'))) }),
      'extension (73) expected, 74 found',
    ],
    [
      'an extension without a name',
      () => parse({ extensions: encodeTlv(0x65, encodeTlv(0x73, encodeTlv(0x80))) }),
      'object identifier of the extension expected',
    ],
  ])('%s', (_, work, message) => {
    expect(refusal(work)).toBe(bad(message))
  })

  test('extensions are read, and the data behind their names kept', () => {
    const data = encodeTlv(0x80, Uint8Array.of(9))
    const { extensions } = parse({ extensions: encodeTlv(0x65, encodeTlv(0x73, oid('1.2.3'), data)) })
    expect(extensions).toEqual([{ oid: '1.2.3', value: data }])
  })

  test('a certificate of 16,384 bytes is read, a longer one is not', () => {
    const withSignature = (length: number) =>
      encodeTlv(0x7f21, body(), encodeTlv(0x5f37, new Uint8Array(length)))
    const room = 16_384 - withSignature(10_000).length + 10_000
    expect(refusal(() => parseCvCertificate(withSignature(room)))).toBe('')
    expect(refusal(() => parseCvCertificate(withSignature(room + 1)))).toBe(bad('16385 bytes'))
  })
})

describe('their values', () => {
  test('names of 8 to 16 characters, none of which controls anything', () => {
    const holder = (name: string) => refusal(() => parse({ holder: text(0x5f20, name) }))
    expect(holder('UTA00001')).toBe('')
    expect(holder('UTABCDEFGHI00001')).toBe('')
    expect(holder('UT00001')).toBe(bad('reference of 7 bytes'))
    expect(holder('UTABCDEFGHIJ00001')).toBe(bad('reference of 17 bytes'))
    for (const character of ['\x00', '\x1f', '\x7f', '\x9f']) {
      expect(holder(`UTA${character}00001`)).toBe(
        bad('reference with a character that ISO 8859-1 does not have'),
      )
    }
    expect(holder('UTÄ00001')).toBe('')
  })

  test('rights of 1 to 64 bytes', () => {
    const rights = (length: number) =>
      refusal(() =>
        parse({
          authorization: encodeTlv(0x7f4c, oid('1.2.3'), encodeTlv(0x53, new Uint8Array(length))),
        }),
      )
    expect([rights(1), rights(64)]).toEqual(['', ''])
    const message = bad('authorization of no byte, or too many')
    expect([rights(0), rights(65)]).toEqual([message, message])
  })

  test('days of the calendar, years 2000 to 2099', () => {
    const day = (date: string) => refusal(() => parse({ effective: digits(0x5f25, date) }))
    for (const date of ['000229', '240229', '120229', '990131', '261231', '260430'])
      expect(day(date)).toBe('')
    const none = bad('date that the calendar does not have')
    for (const date of ['010230', '230229', '260431', '260001', '261301', '260100', '260132', '260631']) {
      expect(day(date)).toBe(none)
    }
    expect(day('26010')).toBe(bad('date of six digits expected'))
    expect(day('2601010')).toBe(bad('date of six digits expected'))
    const ten = encodeTlv(0x5f25, Uint8Array.of(2, 10, 0, 1, 0, 1))
    expect(refusal(() => parse({ effective: ten }))).toBe(bad('date of six digits expected'))
  })
})

describe('public keys', () => {
  const ec = `${terminalAuthentication}.2.3`
  const rsa = `${terminalAuthentication}.1.2`
  const unsigned = (value: bigint) => bigIntToBytes(value, Math.ceil(value.toString(16).length / 2))
  const parameters = {
    p: encodeTlv(0x81, unsigned(curve.p)),
    a: encodeTlv(0x82, unsigned(curve.a)),
    b: encodeTlv(0x83, unsigned(curve.b)),
    g: encodeTlv(0x84, nativeBackend.ecMultiply(curve, Uint8Array.of(1))),
    n: encodeTlv(0x85, unsigned(curve.n)),
    point: encodeTlv(0x86, point),
    h: encodeTlv(0x87, Uint8Array.of(1)),
  }
  const complete = (change: Partial<typeof parameters> = {}) =>
    parseCvPublicKey(publicKey(oid(ec), ...Object.values({ ...parameters, ...change })))
  const empty = new Uint8Array(0)
  const modulus = encodeTlv(0x81, Uint8Array.of(0xc0, ...new Uint8Array(126), 1))
  const exponent = encodeTlv(0x82, Uint8Array.of(1, 0, 1))

  test('with domain parameters, with a cofactor or without', () => {
    for (const change of [{}, { h: empty }]) {
      const { key } = complete(change)
      expect(key).toMatchObject({ type: 'EC', curve: { name: 'brainpoolP256r1' }, point })
    }
  })

  test('on a curve named by parameters, without any the one that is inherited', () => {
    const alone = parseCvPublicKey(ecKey)
    expect(alone).toMatchObject({ key: undefined, point })
    expect(alone.keyFault).toBeUndefined()
    expect(resolveCvPublicKey(alone, curve)).toMatchObject({ type: 'EC', point })
    expect(refusal(() => resolveCvPublicKey(alone, undefined))).toBe(
      bad('public key without domain parameters'),
    )
    // A key that has its own inherits none.
    const p384 = curveByName('brainpoolP384r1')!
    expect(resolveCvPublicKey(complete(), p384)).toMatchObject({ curve: { name: 'brainpoolP256r1' } })
  })

  test('that cannot be used say why, and are never used on an inherited curve instead', () => {
    const off = complete({ point: encodeTlv(0x86, Uint8Array.of(4, ...new Uint8Array(64).fill(7))) })
    expect(off).toMatchObject({ key: undefined, keyFault: 'CRYPTO_BAD_KEY' })
    expect(refusal(() => resolveCvPublicKey({ ...off, point }, curve))).toBe(
      'CRYPTO_BAD_KEY: the public key cannot be used',
    )
    const otherCurve = complete({ b: encodeTlv(0x83, Uint8Array.of(7)) })
    expect(otherCurve).toMatchObject({ key: undefined, keyFault: 'CRYPTO_BAD_PARAMETERS' })
    const cofactor = complete({ h: encodeTlv(0x87, Uint8Array.of(2)) })
    expect(cofactor).toMatchObject({ key: undefined, keyFault: 'CRYPTO_BAD_PARAMETERS' })
  })

  test.each([
    ['a parameter is missing', () => complete({ b: empty }), 'domain parameter 83 is missing'],
    ['no prime', () => complete({ p: empty }), 'domain parameter 81 is missing'],
    [
      'a compressed base point',
      () => complete({ g: encodeTlv(0x84, Uint8Array.of(2, ...new Uint8Array(64))) }),
      'uncompressed base point expected',
    ],
    [
      'a base point of another length',
      () => complete({ g: encodeTlv(0x84, Uint8Array.of(4, ...new Uint8Array(63))) }),
      'uncompressed base point expected',
    ],
    ['no point', () => complete({ point: empty }), 'public point (86) expected'],
    [
      'an object twice',
      () => complete({ h: concatBytes(parameters.h, parameters.h) }),
      'data object 87 out of place',
    ],
    [
      'objects in another order',
      () => complete({ p: parameters.a, a: parameters.p }),
      'data object 81 out of place',
    ],
    [
      'an object that no key has',
      () => complete({ h: encodeTlv(0x88, Uint8Array.of(1)) }),
      'data object 88 out of place',
    ],
    [
      'a number of 1,101 bytes',
      () => complete({ a: encodeTlv(0x82, new Uint8Array(1101)) }),
      'data object 82 of 1101 bytes',
    ],
    [
      'RSA without an exponent',
      () => parseCvPublicKey(publicKey(oid(rsa), modulus)),
      'modulus (81) and exponent (82) expected',
    ],
    [
      'RSA without a modulus',
      () => parseCvPublicKey(publicKey(oid(rsa), exponent)),
      'modulus (81) and exponent (82) expected',
    ],
    [
      'RSA with a point',
      () => parseCvPublicKey(publicKey(oid(rsa), modulus, exponent, parameters.point)),
      'modulus (81) and exponent (82) expected',
    ],
    [
      'another tag',
      () => parseCvPublicKey(encodeTlv(0x7f48, oid(ec), parameters.point)),
      'public key (7F49) expected',
    ],
    [
      'bytes behind it',
      () => parseCvPublicKey(concatBytes(ecKey, Uint8Array.of(0x80, 0))),
      'public key (7F49) expected',
    ],
    [
      'no name',
      () => parseCvPublicKey(publicKey(parameters.point)),
      'object identifier of the public key expected',
    ],
    ['nothing', () => parseCvPublicKey(publicKey()), 'object identifier of the public key expected'],
  ])('%s', (_, work, message) => {
    expect(refusal(work)).toBe(bad(message))
  })

  test('a number of 1,100 bytes is one of no known curve', () => {
    expect(complete({ a: encodeTlv(0x82, new Uint8Array(1100)) }).keyFault).toBe('CRYPTO_BAD_PARAMETERS')
  })

  test('of RSA, and of a kind that nobody here knows', () => {
    expect(parseCvPublicKey(publicKey(oid(rsa), modulus, exponent)).key?.type).toBe('RSA')
    expect(parseCvPublicKey(publicKey(oid('1.2.3'), modulus))).toMatchObject({
      oid: '1.2.3',
      scheme: undefined,
      key: undefined,
    })
  })
})
