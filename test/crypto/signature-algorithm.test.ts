import { describe, expect, it } from 'vitest'
import { DerReader, derInteger, derNull, derOid, derSequence, encodeTlv } from '../../src/asn1/index.js'
import { concatBytes } from '../../src/bytes.js'
import { parseDigestAlgorithm } from '../../src/crypto/digest-algorithm.js'
import { hashAlgorithms } from '../../src/crypto/hashes.js'
import { parsePssParameters } from '../../src/crypto/pss-parameters.js'
import {
  describeSignatureScheme,
  parseSignatureAlgorithm,
  resolveSignerInfoAlgorithm,
} from '../../src/crypto/signature-algorithm.js'

const code = (name: string) => expect.objectContaining({ code: name })
const algorithm = (oid: string, ...parameters: Uint8Array[]) => derSequence(derOid(oid), ...parameters)
const pss = '1.2.840.113549.1.1.10'
const mgf1 = '1.2.840.113549.1.1.8'
const sha256 = hashAlgorithms['SHA-256'].oid

describe('parseSignatureAlgorithm', () => {
  it.each([
    ['1.2.840.113549.1.1.5', 'RSASSA-PKCS1-v1_5, SHA-1'],
    ['1.2.840.113549.1.1.11', 'RSASSA-PKCS1-v1_5, SHA-256'],
    ['1.2.840.113549.1.1.12', 'RSASSA-PKCS1-v1_5, SHA-384'],
    ['1.2.840.113549.1.1.13', 'RSASSA-PKCS1-v1_5, SHA-512'],
    ['1.2.840.113549.1.1.14', 'RSASSA-PKCS1-v1_5, SHA-224'],
    ['1.2.840.10045.4.1', 'ECDSA, SHA-1'],
    ['1.2.840.10045.4.3.1', 'ECDSA, SHA-224'],
    ['1.2.840.10045.4.3.2', 'ECDSA, SHA-256'],
    ['1.2.840.10045.4.3.3', 'ECDSA, SHA-384'],
    ['1.2.840.10045.4.3.4', 'ECDSA, SHA-512'],
    ['0.4.0.127.0.7.1.1.4.1.1', 'ECDSA, SHA-1, plain signature'],
    ['0.4.0.127.0.7.1.1.4.1.2', 'ECDSA, SHA-224, plain signature'],
    ['0.4.0.127.0.7.1.1.4.1.3', 'ECDSA, SHA-256, plain signature'],
    ['0.4.0.127.0.7.1.1.4.1.4', 'ECDSA, SHA-384, plain signature'],
    ['0.4.0.127.0.7.1.1.4.1.5', 'ECDSA, SHA-512, plain signature'],
    ['1.2.840.10040.4.3', 'DSA, SHA-1'],
    ['2.16.840.1.101.3.4.3.1', 'DSA, SHA-224'],
    ['2.16.840.1.101.3.4.3.2', 'DSA, SHA-256'],
  ])('knows %s', (oid, description) => {
    expect(describeSignatureScheme(parseSignatureAlgorithm(algorithm(oid)))).toBe(description)
    expect(parseSignatureAlgorithm(algorithm(oid, derNull()))).toEqual(
      parseSignatureAlgorithm(algorithm(oid)),
    )
  })

  it.each([
    ['md5WithRSAEncryption', '1.2.840.113549.1.1.4'],
    ['md2WithRSAEncryption', '1.2.840.113549.1.1.2'],
    ['sha512-256WithRSAEncryption', '1.2.840.113549.1.1.16'],
    ['Ed25519', '1.3.101.112'],
    ['ecdsa-plain with RIPEMD-160', '0.4.0.127.0.7.1.1.4.1.6'],
    ['rsaEncryption, which names no hash', '1.2.840.113549.1.1.1'],
    ['ecPublicKey, which names no hash', '1.2.840.10045.2.1'],
  ])('refuses %s as unsupported', (_name, oid) => {
    expect(() => parseSignatureAlgorithm(algorithm(oid, derNull()))).toThrow(
      code('CRYPTO_UNSUPPORTED_ALGORITHM'),
    )
  })

  it('refuses parameters that the algorithm does not have', () => {
    const withParameters = algorithm('1.2.840.10045.4.3.2', derSequence(derOid(sha256)))
    expect(() => parseSignatureAlgorithm(withParameters)).toThrow(code('CRYPTO_BAD_PARAMETERS'))
    const twice = algorithm('1.2.840.113549.1.1.11', derNull(), derNull())
    expect(() => parseSignatureAlgorithm(twice)).toThrow(code('ASN1_TRAILING_BYTES'))
    const behind = concatBytes(algorithm('1.2.840.113549.1.1.11'), derNull())
    expect(() => parseSignatureAlgorithm(behind)).toThrow(code('ASN1_TRAILING_BYTES'))
  })

  it('reads on from a reader, which stays behind the structure', () => {
    const reader = new DerReader(concatBytes(algorithm('1.2.840.10045.4.3.2'), derInteger(5)))
    expect(parseSignatureAlgorithm(reader)).toEqual({ kind: 'ECDSA', hash: 'SHA-256', encoding: 'der' })
    expect(reader.integer()).toBe(5n)
  })
})

describe('RSASSA-PSS parameters', () => {
  const hash = (oid: string, ...parameters: Uint8Array[]) => encodeTlv(0xa0, algorithm(oid, ...parameters))
  const mgf = (oid: string, of = mgf1) => encodeTlv(0xa1, algorithm(of, algorithm(oid, derNull())))
  const salt = (length: number | bigint) => encodeTlv(0xa2, derInteger(length))
  const trailer = (value: number) => encodeTlv(0xa3, derInteger(value))
  const sha512 = hashAlgorithms['SHA-512'].oid
  const defaults = { hash: 'SHA-1', mgfHash: 'SHA-1', saltLength: 20 }

  it('have the defaults of RFC 4055, each field for itself', () => {
    const scheme = { kind: 'RSA-PSS', ...defaults, trailerField: 1 }
    expect(parseSignatureAlgorithm(algorithm(pss))).toEqual(scheme)
    expect(parseSignatureAlgorithm(algorithm(pss, derNull()))).toEqual(scheme)
    expect(parseSignatureAlgorithm(algorithm(pss, derSequence()))).toEqual(scheme)
    // as IL and EE sign: SHA-256 and SHA-512 with the salt length left at its default
    expect(parsePssParameters(derSequence(hash(sha256), mgf(sha256)))).toEqual({
      hash: 'SHA-256',
      mgfHash: 'SHA-256',
      saltLength: 20,
    })
    expect(parsePssParameters(derSequence(hash(sha512, derNull())))).toEqual({ ...defaults, hash: 'SHA-512' })
    expect(parsePssParameters(derSequence(mgf(sha512)))).toEqual({ ...defaults, mgfHash: 'SHA-512' })
    expect(parsePssParameters(derSequence(salt(0)))).toEqual({ ...defaults, saltLength: 0 })
  })

  it('may write a default out', () => {
    const sha1 = hashAlgorithms['SHA-1'].oid
    expect(parsePssParameters(derSequence(hash(sha1), mgf(sha1), salt(20), trailer(1)))).toEqual(defaults)
  })

  it.each([
    ['trailer field 2', 'CRYPTO_BAD_PARAMETERS', derSequence(trailer(2))],
    ['trailer field 188', 'CRYPTO_BAD_PARAMETERS', derSequence(trailer(188))],
    ['a negative salt', 'ASN1_BAD_VALUE', derSequence(salt(-1))],
    ['a salt longer than any key', 'CRYPTO_BAD_PARAMETERS', derSequence(salt(1025))],
    ['a salt beyond numbers', 'ASN1_BAD_VALUE', derSequence(salt(1n << 70n))],
    ['MD5', 'CRYPTO_UNSUPPORTED_ALGORITHM', derSequence(hash('1.2.840.113549.2.5'))],
    ['another mask generation function', 'CRYPTO_UNSUPPORTED_ALGORITHM', derSequence(mgf(sha256, pss))],
    ['MGF1 with MD5', 'CRYPTO_UNSUPPORTED_ALGORITHM', derSequence(mgf('1.2.840.113549.2.5'))],
    ['fields in another order', 'ASN1_TRAILING_BYTES', derSequence(salt(20), hash(sha256))],
    ['a field twice', 'ASN1_TRAILING_BYTES', derSequence(salt(20), salt(32))],
    ['an unknown field', 'ASN1_TRAILING_BYTES', derSequence(encodeTlv(0xa4, derInteger(1)))],
    ['no SEQUENCE', 'ASN1_UNEXPECTED_TAG', derInteger(1)],
  ])('refuse %s', (_name, expected, parameters) => {
    expect(() => parsePssParameters(parameters)).toThrow(code(expected))
  })
})

describe('resolveSignerInfoAlgorithm', () => {
  it('takes the hash from digestAlgorithm where only the key is named', () => {
    const resolve = (oid: string) => resolveSignerInfoAlgorithm(algorithm(oid, derNull()), 'SHA-384')
    expect(resolve('1.2.840.113549.1.1.1')).toEqual({ kind: 'RSA-PKCS1', hash: 'SHA-384' })
    expect(resolve('1.2.840.10045.2.1')).toEqual({ kind: 'ECDSA', hash: 'SHA-384', encoding: 'der' })
    expect(resolve('1.2.840.10040.4.1')).toEqual({ kind: 'DSA', hash: 'SHA-384' })
  })

  it('leaves a hash that signatureAlgorithm names as it is', () => {
    const scheme = resolveSignerInfoAlgorithm(algorithm('1.2.840.113549.1.1.11'), 'SHA-1')
    expect(scheme).toEqual({ kind: 'RSA-PKCS1', hash: 'SHA-256' })
    expect(resolveSignerInfoAlgorithm(algorithm(pss), 'SHA-256')).toMatchObject({
      hash: 'SHA-1',
      saltLength: 20,
    })
  })

  it('refuses the same as parseSignatureAlgorithm', () => {
    const md5 = algorithm('1.2.840.113549.1.1.4', derNull())
    expect(() => resolveSignerInfoAlgorithm(md5, 'SHA-1')).toThrow(code('CRYPTO_UNSUPPORTED_ALGORITHM'))
  })
})

describe('parseDigestAlgorithm', () => {
  it('knows the five hash functions, with NULL and without', () => {
    for (const { name, oid } of Object.values(hashAlgorithms)) {
      expect(parseDigestAlgorithm(algorithm(oid))).toBe(name)
      expect(parseDigestAlgorithm(algorithm(oid, derNull()))).toBe(name)
    }
  })

  it('refuses MD5 and parameters', () => {
    expect(() => parseDigestAlgorithm(algorithm('1.2.840.113549.2.5'))).toThrow(
      code('CRYPTO_UNSUPPORTED_ALGORITHM'),
    )
    expect(() => parseDigestAlgorithm(algorithm(sha256, derInteger(1)))).toThrow(
      code('CRYPTO_BAD_PARAMETERS'),
    )
  })
})
