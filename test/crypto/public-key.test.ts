import { createDiffieHellman, createPublicKey, generateKeyPairSync, getDiffieHellman } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  derBitString,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derUnsigned,
  encodeTlv,
} from '../../src/asn1/index.js'
import { bigIntToBytes, concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { curveByName, type EcCurve, ecCurves } from '../../src/crypto/curves.js'
import { modpGroups } from '../../src/crypto/dh-groups.js'
import type { PublicKeyQuirk } from '../../src/crypto/domain-parameters.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { checkedRsaPublicKey, encodePublicKey, parsePublicKey } from '../../src/crypto/public-key.js'
import { bytes } from './backends.js'

const code = (name: string) => expect.objectContaining({ code: name })
const rsaEncryption = derOid('1.2.840.113549.1.1.1')
const ecPublicKey = derOid('1.2.840.10045.2.1')

/** The parts of ECParameters, each of which a test can replace. */
interface Parts {
  version: Uint8Array
  fieldId: Uint8Array
  a: Uint8Array
  b: Uint8Array
  seed: Uint8Array
  base: Uint8Array
  order: Uint8Array
  cofactor: Uint8Array
  behind: Uint8Array
}

function explicitSpki(curve: EcCurve, change: Partial<Parts> = {}): Uint8Array {
  const { p, a, b, gx, gy, n, fieldLength } = curve
  const element = (value: bigint) => bigIntToBytes(value, fieldLength)
  const none = new Uint8Array(0)
  const parts: Parts = {
    version: derInteger(1),
    fieldId: derSequence(derOid('1.2.840.10045.1.1'), derInteger(p)),
    a: derOctetString(element(a)),
    b: derOctetString(element(b)),
    seed: none,
    base: derOctetString(concatBytes(Uint8Array.of(4), element(gx), element(gy))),
    order: derInteger(n),
    cofactor: derInteger(1),
    behind: none,
    ...change,
  }
  const parameters = derSequence(
    parts.version,
    parts.fieldId,
    derSequence(parts.a, parts.b, parts.seed),
    parts.base,
    parts.order,
    parts.cofactor,
    parts.behind,
  )
  return ecSpki(parameters, portableBackend.ecMultiply(curve, Uint8Array.of(3)))
}

function ecSpki(parameters: Uint8Array, point: Uint8Array): Uint8Array {
  return derSequence(derSequence(ecPublicKey, parameters), derBitString(point))
}

function rsaSpki(modulus: bigint, exponent: bigint, algorithm = derSequence(rsaEncryption, derNull())) {
  return derSequence(algorithm, derBitString(derSequence(derInteger(modulus), derInteger(exponent))))
}

function quirksOf(spki: Uint8Array): readonly PublicKeyQuirk[] {
  const quirks: PublicKeyQuirk[] = []
  parsePublicKey(spki, { onQuirk: quirk => quirks.push(quirk) })
  return quirks
}

describe('RSA public keys', () => {
  it.each([1024, 1025, 1536, 2048, 4096])('reads a key of %i bits that OpenSSL made', modulusLength => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength })
    const spki = bytes(publicKey.export({ format: 'der', type: 'spki' }))
    const key = parsePublicKey(spki)
    const jwk = publicKey.export({ format: 'jwk' })
    expect(key).toEqual({
      type: 'RSA',
      modulus: bytes(Buffer.from(jwk.n!, 'base64url')),
      exponent: fromHex('010001'),
      bits: modulusLength,
    })
    expect(key.type === 'RSA' && encodePublicKey(key)).toEqual(spki)
    expect(quirksOf(spki)).toEqual([])
  })

  it('keeps the restrictions of a key for RSASSA-PSS', () => {
    const any = generateKeyPairSync('rsa-pss', { modulusLength: 1024 })
    const anyKey = parsePublicKey(bytes(any.publicKey.export({ format: 'der', type: 'spki' })))
    expect(anyKey).toMatchObject({ type: 'RSA', bits: 1024, pss: 'any' })
    const bound = generateKeyPairSync('rsa-pss', {
      modulusLength: 1024,
      hashAlgorithm: 'sha384',
      mgf1HashAlgorithm: 'sha256',
      saltLength: 24 as unknown as string, // a number, whatever @types/node says
    })
    const boundKey = parsePublicKey(bytes(bound.publicKey.export({ format: 'der', type: 'spki' })))
    expect(boundKey).toMatchObject({ pss: { hash: 'SHA-384', mgfHash: 'SHA-256', saltLength: 24 } })
  })

  const modulus = (1n << 1023n) + 12345n

  it.each([
    ['1023 bits', (1n << 1022n) + 1n, 3n],
    ['8193 bits', (1n << 8192n) + 1n, 3n],
    ['an even modulus', modulus + 1n, 3n],
    ['exponent 1', modulus, 1n],
    ['an even exponent', modulus, 65536n],
    ['exponent 0', modulus, 0n],
    ['an exponent as large as the modulus', modulus, modulus],
    ['an exponent larger than the modulus', modulus, modulus + 2n],
  ])('refuses %s', (_name, n, e) => {
    expect(() => parsePublicKey(rsaSpki(n, e))).toThrow(code('CRYPTO_BAD_KEY'))
  })

  it.each([3n, 38129n, 107903n, 56611n, (1n << 1000n) + 1n, modulus - 2n])('takes exponent %s', e => {
    expect(parsePublicKey(rsaSpki(modulus, e))).toMatchObject({ type: 'RSA' })
  })

  it('takes a key without the NULL parameters and reports it', () => {
    expect(quirksOf(rsaSpki(modulus, 3n, derSequence(rsaEncryption)))).toEqual(['rsaParametersAbsent'])
  })

  it('refuses other parameters, negative numbers and bytes behind', () => {
    expect(() => parsePublicKey(rsaSpki(modulus, 3n, derSequence(rsaEncryption, derInteger(1))))).toThrow(
      code('CRYPTO_BAD_PARAMETERS'),
    )
    expect(() => parsePublicKey(rsaSpki(-modulus, 3n))).toThrow(code('ASN1_BAD_VALUE'))
    const spki = rsaSpki(modulus, 3n)
    expect(() => parsePublicKey(concatBytes(spki, Uint8Array.of(0)))).toThrow(code('ASN1_TRAILING_BYTES'))
    const inner = concatBytes(derSequence(derInteger(modulus), derInteger(3)), derNull())
    const behind = derSequence(derSequence(rsaEncryption, derNull()), derBitString(inner))
    expect(() => parsePublicKey(behind)).toThrow(code('ASN1_TRAILING_BYTES'))
  })

  it('drops leading zeros of plain numbers', () => {
    const n = bigIntToBytes(modulus, 130)
    const key = checkedRsaPublicKey(n, fromHex('00010001'))
    expect(key.modulus).toHaveLength(128)
    expect(toHex(key.exponent)).toBe('010001')
    expect(key.bits).toBe(1024)
  })
})

describe('EC public keys', () => {
  it.each(ecCurves.map(curve => [curve.name, curve] as const))(
    'reads %s named and explicit, as OpenSSL writes it',
    (_name, curve) => {
      for (const paramEncoding of ['named', 'explicit'] as const) {
        const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve.opensslName, paramEncoding })
        const spki = bytes(publicKey.export({ format: 'der', type: 'spki' }))
        const key = parsePublicKey(spki)
        expect(key).toMatchObject({ type: 'EC', explicitParameters: paramEncoding === 'explicit' })
        if (key.type !== 'EC') throw new Error('EC expected')
        expect(key.curve).toBe(curve)
        expect(quirksOf(spki)).toEqual([])
        const named = createPublicKey({ key: Buffer.from(encodePublicKey(key)), format: 'der', type: 'spki' })
        // The same key under the curve's name: OpenSSL keeps the encoding, so compare points.
        expect(bytes(named.export({ format: 'der', type: 'spki' })).slice(-key.point.length)).toEqual(
          key.point,
        )
      }
    },
  )

  const p256 = curveByName('P-256')!
  const p384 = curveByName('P-384')!

  it('reads our own explicit encoding without remark', () => {
    for (const curve of ecCurves) {
      expect(parsePublicKey(explicitSpki(curve))).toMatchObject({ curve, explicitParameters: true })
      expect(quirksOf(explicitSpki(curve))).toEqual([])
    }
  })

  it('passes over a seed and a hash function for it', () => {
    const seed = derBitString(fromHex('c49d360886e704936a6678e1139d26b7819f7e90'))
    expect(quirksOf(explicitSpki(p256, { seed }))).toEqual([])
    const behind = derSequence(derOid('1.3.14.3.2.26'))
    expect(quirksOf(explicitSpki(p256, { seed, version: derInteger(3), behind }))).toEqual([])
  })

  it('takes field elements with a leading zero (49 bytes for P-384: AE, TR, HU) and reports them', () => {
    const a = derOctetString(bigIntToBytes(p384.a, 49))
    const b = derOctetString(bigIntToBytes(p384.b, 49))
    expect(parsePublicKey(explicitSpki(p384, { a, b }))).toMatchObject({ curve: p384 })
    expect(quirksOf(explicitSpki(p384, { a, b }))).toEqual(['fieldElementLength'])
    const p512 = curveByName('brainpoolP512r1')!
    expect(quirksOf(explicitSpki(p512, { a: derOctetString(bigIntToBytes(p512.a, 65)) }))).toEqual([
      'fieldElementLength',
    ])
  })

  it('takes field elements without their leading zeros and reports them', () => {
    const p521 = curveByName('P-521')!
    const b = derOctetString(bigIntToBytes(p521.b, 65))
    expect(quirksOf(explicitSpki(p521, { b }))).toEqual(['fieldElementLength'])
  })

  it('takes a compressed generator and a missing cofactor and reports them', () => {
    const form = p256.gy % 2n === 0n ? 2 : 3
    const x = bigIntToBytes(p256.gx, 32)
    const base = derOctetString(concatBytes(Uint8Array.of(form), x))
    expect(quirksOf(explicitSpki(p256, { base }))).toEqual(['generatorCompressed'])
    expect(quirksOf(explicitSpki(p256, { cofactor: new Uint8Array(0) }))).toEqual(['cofactorAbsent'])
    const other = derOctetString(concatBytes(Uint8Array.of(5 - form), x))
    expect(() => parsePublicKey(explicitSpki(p256, { base: other }))).toThrow(code('CRYPTO_BAD_PARAMETERS'))
  })

  const doubled = portableBackend.ecMultiply(p256, Uint8Array.of(2))
  const element = (value: bigint) => derOctetString(bigIntToBytes(value, 32))
  it.each<[string, Partial<Parts>]>([
    ['another generator (CVE-2020-0601)', { base: derOctetString(doubled) }],
    ['another order', { order: derInteger(p256.n + 2n) }],
    ['another cofactor', { cofactor: derInteger(2) }],
    ['cofactor 0', { cofactor: derInteger(0) }],
    ['another a', { a: element(p256.a - 1n) }],
    ['a plus p', { a: derOctetString(bigIntToBytes(p256.a + p256.p, 33)) }],
    ['another b', { b: element(p256.b + 1n) }],
    ['another p', { fieldId: derSequence(derOid('1.2.840.10045.1.1'), derInteger(p256.p + 2n)) }],
    [
      'a generator in hybrid form',
      { base: derOctetString(concatBytes(Uint8Array.of(6), doubled.subarray(1))) },
    ],
    ['no generator', { base: derOctetString(new Uint8Array(0)) }],
    ['a generator of the point at infinity', { base: derOctetString(Uint8Array.of(0)) }],
    ['version 0', { version: derInteger(0) }],
    ['version 4', { version: derInteger(4) }],
    ['a field element of 200 bytes', { a: derOctetString(bigIntToBytes(p256.a, 200)) }],
    ['an order of 10000 bytes', { order: derInteger(1n << 80000n) }],
  ])('refuses %s', (_name, change) => {
    expect(() => parsePublicKey(explicitSpki(p256, change))).toThrow(code('CRYPTO_BAD_PARAMETERS'))
  })

  it('refuses a binary field, an unknown curve, no parameters and implicit ones', () => {
    const fieldId = derSequence(derOid('1.2.840.10045.1.2'), derInteger(p256.p))
    expect(() => parsePublicKey(explicitSpki(p256, { fieldId }))).toThrow(
      code('CRYPTO_UNSUPPORTED_ALGORITHM'),
    )
    expect(() => parsePublicKey(ecSpki(derOid('1.3.132.0.10'), doubled))).toThrow(
      code('CRYPTO_UNSUPPORTED_ALGORITHM'),
    )
    expect(() => parsePublicKey(ecSpki(new Uint8Array(0), doubled))).toThrow(code('CRYPTO_BAD_PARAMETERS'))
    expect(() => parsePublicKey(ecSpki(derNull(), doubled))).toThrow(code('CRYPTO_BAD_PARAMETERS'))
  })

  const named = derOid(p256.oid)
  const changed = doubled.slice()
  changed[64]! ^= 1
  it.each([
    ['no bytes', new Uint8Array(0)],
    ['the point at infinity', Uint8Array.of(0)],
    ['a compressed point', concatBytes(Uint8Array.of(2 + (doubled[64]! & 1)), doubled.subarray(1, 33))],
    ['a hybrid point', concatBytes(Uint8Array.of(6 + (doubled[64]! & 1)), doubled.subarray(1))],
    ['a point that is not on the curve', changed],
    ['zeros', concatBytes(Uint8Array.of(4), new Uint8Array(64))],
    ['a point that is too short', doubled.subarray(0, 64)],
    ['a point that is too long', concatBytes(doubled, Uint8Array.of(0))],
    ['a point of another curve', portableBackend.ecMultiply(p384, Uint8Array.of(2))],
  ])('refuses %s', (_name, point) => {
    expect(() => parsePublicKey(ecSpki(named, point))).toThrow(code('CRYPTO_BAD_KEY'))
  })

  it('refuses coordinates that are not reduced', () => {
    // x = 0 is on the curve if b is a square; x = p would be the same point
    const curve = ecCurves.find(each => hasZero(each))!
    const y = zeroY(curve)
    const good = concatBytes(
      Uint8Array.of(4),
      bigIntToBytes(0n, curve.fieldLength),
      bigIntToBytes(y, curve.fieldLength),
    )
    expect(parsePublicKey(ecSpki(derOid(curve.oid), good))).toMatchObject({ curve })
    const bad = concatBytes(
      Uint8Array.of(4),
      bigIntToBytes(curve.p, curve.fieldLength),
      bigIntToBytes(y, curve.fieldLength),
    )
    expect(() => parsePublicKey(ecSpki(derOid(curve.oid), bad))).toThrow(code('CRYPTO_BAD_KEY'))
  })

  it('reads a key under standardized domain parameters', () => {
    const curve = curveByName('brainpoolP256r1')!
    const point = portableBackend.ecMultiply(curve, Uint8Array.of(9))
    const algorithm = derSequence(derOid('0.4.0.127.0.7.1.2'), derInteger(13))
    const key = parsePublicKey(derSequence(algorithm, derBitString(point)))
    expect(key).toEqual({ type: 'EC', curve, point, explicitParameters: false })
  })
})

function zeroY(curve: EcCurve): bigint {
  return BigInt(
    `0x${toHex(
      portableBackend.modPow(
        bigIntToBytes(curve.b, curve.fieldLength),
        bigIntToBytes((curve.p + 1n) / 4n, curve.fieldLength),
        bigIntToBytes(curve.p, curve.fieldLength),
      ),
    )}`,
  )
}

function hasZero(curve: EcCurve): boolean {
  return curve.p % 4n === 3n && (zeroY(curve) ** 2n - curve.b) % curve.p === 0n
}

describe('DH public keys', () => {
  const group = modpGroups[2]!
  const value = portableBackend.modPow(group.generator, Uint8Array.of(77), group.prime)
  const x942 = (y: Uint8Array, order = group.order, ...more: Uint8Array[]) =>
    derSequence(
      derSequence(
        derOid('1.2.840.10046.2.1'),
        derSequence(derUnsigned(group.prime), derUnsigned(group.generator), derUnsigned(order), ...more),
      ),
      derBitString(derUnsigned(y)),
    )
  const pkcs3 = (y: Uint8Array, prime = group.prime, ...more: Uint8Array[]) =>
    derSequence(
      derSequence(
        derOid('1.2.840.113549.1.3.1'),
        derSequence(derUnsigned(prime), derUnsigned(group.generator), ...more),
      ),
      derBitString(derUnsigned(y)),
    )

  it('reads PKCS#3, X9.42 and a standardized id to the same key', () => {
    const key = parsePublicKey(x942(value))
    const { prime, generator, order } = group
    expect(key).toEqual({ type: 'DH', prime, generator, order, value })
    expect(parsePublicKey(pkcs3(value))).toEqual(key)
    expect(parsePublicKey(pkcs3(value, group.prime, derInteger(256)))).toEqual(key)
    const validation = derSequence(derBitString(Uint8Array.of(1)), derInteger(5))
    expect(parsePublicKey(x942(value, group.order, derInteger(2), validation))).toEqual(key)
    const algorithm = derSequence(derOid('0.4.0.127.0.7.1.2'), derInteger(2))
    expect(parsePublicKey(derSequence(algorithm, derBitString(derUnsigned(value))))).toEqual(key)
  })

  it('reads the key of a group whose order is not known', () => {
    const dh = createDiffieHellman(getDiffieHellman('modp14').getPrime(), 2)
    const y = bytes(dh.generateKeys())
    const algorithm = derSequence(
      derOid('1.2.840.113549.1.3.1'),
      derSequence(derUnsigned(dh.getPrime()), derInteger(2)),
    )
    expect(parsePublicKey(derSequence(algorithm, derBitString(derUnsigned(y))))).toMatchObject({
      type: 'DH',
      order: undefined,
    })
  })

  const p = BigInt(`0x${toHex(group.prime)}`)
  it.each([0n, 1n, p - 1n, p, p + 5n])('refuses the value %s', y => {
    expect(() => parsePublicKey(pkcs3(bigIntToBytes(y, 260)))).toThrow(code('CRYPTO_BAD_KEY'))
  })

  it('refuses small and even primes, orders that divide nothing, missing parameters', () => {
    const bad = code('CRYPTO_BAD_PARAMETERS')
    expect(() => parsePublicKey(pkcs3(value, fromHex('fb')))).toThrow(bad)
    expect(() => parsePublicKey(pkcs3(value, bigIntToBytes(p - 1n, 256)))).toThrow(bad)
    expect(() => parsePublicKey(x942(value, fromHex('07')))).toThrow(/160 bits/) // it divides p - 1
    expect(() => parsePublicKey(x942(value, modpGroups[1]!.order))).toThrow(/divide/)
    const none = derSequence(derSequence(derOid('1.2.840.10046.2.1')), derBitString(derUnsigned(value)))
    expect(() => parsePublicKey(none)).toThrow(bad)
  })
})

describe('DSA public keys', () => {
  it.each([
    [1024, 160],
    [2048, 224],
    [2048, 256],
  ])('reads a key of %i and %i bits that OpenSSL made', (modulusLength, divisorLength) => {
    const { publicKey } = generateKeyPairSync('dsa', { modulusLength, divisorLength })
    const key = parsePublicKey(bytes(publicKey.export({ format: 'der', type: 'spki' })))
    if (key.type !== 'DSA') throw new Error('DSA expected')
    expect(key.prime).toHaveLength(modulusLength / 8)
    expect(key.order).toHaveLength(divisorLength / 8)
  })

  it('refuses a key without parameters', () => {
    const spki = derSequence(derSequence(derOid('1.2.840.10040.4.1')), derBitString(derInteger(5)))
    expect(() => parsePublicKey(spki)).toThrow(code('CRYPTO_BAD_PARAMETERS'))
  })
})

describe('what is no public key', () => {
  it('is refused by code', () => {
    const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' })
    expect(() => parsePublicKey(bytes(ed25519))).toThrow(code('CRYPTO_UNSUPPORTED_ALGORITHM'))
    expect(() => parsePublicKey(new Uint8Array(0))).toThrow(code('ASN1_TRUNCATED'))
    expect(() => parsePublicKey(derSequence())).toThrow(code('ASN1_TRUNCATED'))
    const bits = derSequence(derSequence(rsaEncryption, derNull()), encodeTlv(0x03, fromHex('0780')))
    expect(() => parsePublicKey(bits)).toThrow(code('ASN1_BAD_VALUE'))
  })
})
