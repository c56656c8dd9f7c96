import { constants, generateKeyPairSync, type KeyObject, privateEncrypt, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { derInteger, derNull, derOctetString, derOid, derSequence } from '../../src/asn1/index.js'
import { bigIntToBytes, bytesToBigInt, concatBytes, fromHex } from '../../src/bytes.js'
import type { CryptoBackend } from '../../src/crypto/backend.js'
import { ecCurves } from '../../src/crypto/curves.js'
import { plainFromDerSignature } from '../../src/crypto/ecdsa.js'
import { type HashName, hashAlgorithms } from '../../src/crypto/hashes.js'
import type { DsaPublicKey, EcPublicKey, PublicKey, RsaPublicKey } from '../../src/crypto/keys.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { checkedRsaPublicKey, parsePublicKey } from '../../src/crypto/public-key.js'
import type { SignatureScheme } from '../../src/crypto/signature-algorithm.js'
import { verifySignature } from '../../src/crypto/verify-signature.js'
import { backends, bytes } from './backends.js'

const hashes = Object.keys(hashAlgorithms) as readonly HashName[]
const nodeHash = (hash: HashName) => hash.replace('-', '').toLowerCase()
const message = fromHex('54686973206973207369676e6564')
const invalid = { valid: false, reason: 'SIGNATURE_INVALID', notes: [] }
const mismatch = { valid: false, reason: 'ALGORITHM_MISMATCH', notes: [] }
const valid = { valid: true, notes: [] }

const publicOf = (key: KeyObject): PublicKey =>
  parsePublicKey(bytes(key.export({ format: 'der', type: 'spki' })))
const flip = (value: Uint8Array, bit: number): Uint8Array => {
  const changed = value.slice()
  changed[bit >>> 3]! ^= 0x80 >>> (bit & 7)
  return changed
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
const rsaKey = publicOf(rsa.publicKey) as RsaPublicKey
const odd = generateKeyPairSync('rsa', { modulusLength: 1030 })
const oddKey = publicOf(odd.publicKey) as RsaPublicKey
const byteMore = generateKeyPairSync('rsa', { modulusLength: 1025 })
const byteMoreKey = publicOf(byteMore.publicKey) as RsaPublicKey
const cubic = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
const cubicKey = publicOf(cubic.publicKey) as RsaPublicKey

/** Signs a block that is made by hand. */
function signBlock(pair: { readonly privateKey: KeyObject }, block: Uint8Array): Uint8Array {
  return bytes(privateEncrypt({ key: pair.privateKey, padding: constants.RSA_NO_PADDING }, block))
}

describe.each(backends)('verifySignature, %s backend', (_, backend) => {
  const verify = (scheme: SignatureScheme, key: PublicKey, signature: Uint8Array, text = message) =>
    verifySignature(backend, scheme, key, text, signature)

  describe('RSASSA-PKCS1-v1_5', () => {
    it.each(hashes)('takes a signature with %s, and no other', hash => {
      const scheme: SignatureScheme = { kind: 'RSA-PKCS1', hash }
      for (const [pair, key] of [
        [rsa, rsaKey],
        [odd, oddKey],
        [byteMore, byteMoreKey],
        [cubic, cubicKey],
      ] as const) {
        const signature = bytes(sign(nodeHash(hash), message, pair.privateKey))
        expect(verify(scheme, key, signature)).toEqual(valid)
        expect(verify(scheme, key, flip(signature, signature.length * 8 - 1))).toEqual(invalid)
        expect(verify(scheme, key, signature, concatBytes(message, message))).toEqual(invalid)
        for (const other of hashes) {
          if (other !== hash)
            expect(verify({ kind: 'RSA-PKCS1', hash: other }, key, signature)).toEqual(invalid)
        }
      }
    })

    const scheme: SignatureScheme = { kind: 'RSA-PKCS1', hash: 'SHA-256' }
    const digest = portableBackend.digest('SHA-256', message)
    const oid = derOid(hashAlgorithms['SHA-256'].oid)
    const withNull = derSequence(derSequence(oid, derNull()), derOctetString(digest))
    const withoutNull = derSequence(derSequence(oid), derOctetString(digest))
    const block = (
      info: Uint8Array,
      head = '0001',
      filler = 0xff,
      length = 128,
      behind: Uint8Array = new Uint8Array(0),
    ) => {
      const start = concatBytes(fromHex(head))
      const end = concatBytes(Uint8Array.of(0), info, behind)
      return concatBytes(start, new Uint8Array(length - start.length - end.length).fill(filler), end)
    }

    it('takes DigestInfo with NULL, and without it with a note', () => {
      expect(verify(scheme, rsaKey, signBlock(rsa, block(withNull)))).toEqual(valid)
      expect(verify(scheme, rsaKey, signBlock(rsa, block(withoutNull)))).toEqual({
        valid: true,
        notes: ['digestInfoWithoutNull'],
      })
    })

    const emptyParameters = derSequence(derSequence(oid, derSequence()), derOctetString(digest))
    const sha512 = derSequence(
      derSequence(derOid(hashAlgorithms['SHA-512'].oid), derNull()),
      derOctetString(digest),
    )
    const longLength = concatBytes(fromHex('308131'), withNull.subarray(2))
    it.each([
      ['block type 2', block(withNull, '0002')],
      ['block type 0', block(withNull, '0000', 0)],
      ['a first byte 01', block(withNull, '0101')],
      ['another filler', block(withNull, '0001', 0xfe)],
      ['a zero in the filler', block(withNull, '0001ffffffffffffffffffff00ff')],
      ['bytes behind', block(withNull, '0001', 0xff, 128, fromHex('0000'))],
      ['the bare digest', block(digest)],
      ['other parameters', block(emptyParameters)],
      ['another hash function', block(sha512)],
      ['a length in two octets', block(longLength)],
      ['no DigestInfo', block(new Uint8Array(0))],
      ['zeros', new Uint8Array(128)],
    ])('refuses %s', (_name, bad) => {
      expect(verify(scheme, rsaKey, signBlock(rsa, bad))).toEqual(invalid)
    })

    it('refuses a cube root that only begins well (e = 3)', () => {
      // 00 01 FF FF FF FF FF FF FF FF 00 DigestInfo, then whatever the cube has
      const prefix = concatBytes(fromHex('0001ffffffffffffffff00'), withNull)
      const target = bytesToBigInt(concatBytes(prefix, new Uint8Array(256 - prefix.length).fill(0x80)))
      const root = cubeRoot(target)
      const forged = bigIntToBytes(root, 256)
      const opened = bigIntToBytes(root ** 3n, 256)
      expect(opened.subarray(0, prefix.length)).toEqual(prefix)
      expect(verify(scheme, cubicKey, forged)).toEqual(invalid)
    })

    it('refuses a signature of another length, or not below the modulus', () => {
      const signature = bytes(sign('sha256', message, rsa.privateKey))
      const n = bytesToBigInt(rsaKey.modulus)
      expect(verify(scheme, rsaKey, new Uint8Array(0))).toEqual(invalid)
      expect(verify(scheme, rsaKey, signature.subarray(1))).toEqual(invalid)
      expect(verify(scheme, rsaKey, concatBytes(Uint8Array.of(0), signature))).toEqual(invalid)
      expect(verify(scheme, rsaKey, concatBytes(signature, Uint8Array.of(0)))).toEqual(invalid)
      expect(verify(scheme, rsaKey, rsaKey.modulus)).toEqual(invalid)
      const sum = bytesToBigInt(signature) + n
      const wide = bigIntToBytes(sum, sum >> 1024n === 0n ? 128 : 129)
      expect(verify(scheme, rsaKey, wide)).toEqual(invalid)
      expect(verify(scheme, rsaKey, bigIntToBytes(0n, 128))).toEqual(invalid)
      expect(verify(scheme, rsaKey, bigIntToBytes(1n, 128))).toEqual(invalid)
      expect(verify(scheme, rsaKey, bigIntToBytes(n - 1n, 128))).toEqual(invalid)
    })

    it('verifies under any odd exponent, also those that OpenSSL refuses', () => {
      // d and e change places: the public exponent is as long as the modulus
      for (const modulusLength of [2048, 3200]) {
        const jwk = generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ format: 'jwk' })
        const number = (text: string | undefined) => bytes(Buffer.from(text!, 'base64url'))
        const key = checkedRsaPublicKey(number(jwk.n), number(jwk.d))
        const padded = block(withNull, '0001', 0xff, modulusLength / 8)
        const signature = backend.modPow(padded, number(jwk.e), key.modulus)
        expect(verify(scheme, key, signature)).toEqual(valid)
        expect(verify(scheme, key, flip(signature, 77))).toEqual(invalid)
      }
    })

    it('refuses a hash for which the key is too short', () => {
      // 1024 bits are enough for SHA-512: 00 01, 8 FF, 00, 83 bytes; a hand-made short key is not a key at all
      const short: RsaPublicKey = { ...rsaKey, modulus: rsaKey.modulus.subarray(0, 64), bits: 512 }
      expect(verify(scheme, short, new Uint8Array(64))).toMatchObject({
        valid: false,
        reason: 'KEY_MALFORMED',
      })
    })
  })

  describe('RSASSA-PSS', () => {
    const pss = (hash: HashName, saltLength: number, mgfHash = hash): SignatureScheme => ({
      kind: 'RSA-PSS',
      hash,
      mgfHash,
      saltLength,
      trailerField: 1,
    })
    const signPss = (pair: { readonly privateKey: KeyObject }, hash: HashName, saltLength: number) =>
      bytes(
        sign(nodeHash(hash), message, {
          key: pair.privateKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength,
        }),
      )

    it.each(hashes)('takes a signature with %s and the salt that was said', hash => {
      // 1025 bits: the encoded message is a byte shorter than the modulus; 1030: bits at its front do not count
      for (const [pair, key] of [
        [rsa, rsaKey],
        [odd, oddKey],
        [byteMore, byteMoreKey],
      ] as const) {
        const room = Math.ceil((key.bits - 1) / 8) - hashAlgorithms[hash].length - 2
        for (const saltLength of [0, 20, room]) {
          if (saltLength > room) continue
          const signature = signPss(pair, hash, saltLength)
          expect(verify(pss(hash, saltLength), key, signature)).toEqual(valid)
          expect(verify(pss(hash, saltLength), key, signature, flip(message, 3))).toEqual(invalid)
          expect(verify(pss(hash, saltLength + 1), key, signature)).toEqual(invalid)
          if (saltLength > 0) expect(verify(pss(hash, saltLength - 1), key, signature)).toEqual(invalid)
          expect(
            verify(pss(hash, saltLength, hash === 'SHA-1' ? 'SHA-256' : 'SHA-1'), key, signature),
          ).toEqual(invalid)
          expect(verify({ kind: 'RSA-PKCS1', hash }, key, signature)).toEqual(invalid)
          expect(verify(pss(hash, saltLength), key, signature.subarray(1))).toEqual(invalid)
          expect(verify(pss(hash, 1024), key, signature)).toEqual(invalid)
        }
      }
    })

    it('refuses a message whose first byte is more than its bits allow', () => {
      // With 1025 bits the encoded message is 128 bytes behind a byte that must be 0; 1 there is still below some moduli.
      const n = bytesToBigInt(byteMoreKey.modulus)
      for (let tries = 0; tries < 10_000; tries++) {
        const signature = signPss(byteMore, 'SHA-256', 20)
        const opened = bytesToBigInt(backend.rsaPublicOperation(byteMoreKey, signature)) + (1n << 1024n)
        if (opened >= n) continue
        expect(verify(pss('SHA-256', 20), byteMoreKey, signature)).toEqual(valid)
        const forged = signBlock(byteMore, bigIntToBytes(opened, 129))
        expect(verify(pss('SHA-256', 20), byteMoreKey, forged)).toEqual(invalid)
        return
      }
      expect.unreachable('no message below the modulus')
    })

    it('refuses a key that is none', () => {
      const signature = signPss(rsa, 'SHA-256', 20)
      const key: RsaPublicKey = { ...rsaKey, exponent: Uint8Array.of(1) }
      expect(verify(pss('SHA-256', 20), key, signature)).toMatchObject({ reason: 'KEY_MALFORMED' })
      expect(verify({ kind: 'RSA-PKCS1', hash: 'SHA-256' }, key, signature)).toMatchObject({
        reason: 'KEY_MALFORMED',
      })
    })

    it('takes MGF1 with a hash of its own', () => {
      const pair = generateKeyPairSync('rsa-pss', {
        modulusLength: 1024,
        hashAlgorithm: 'sha256',
        mgf1HashAlgorithm: 'sha1',
        saltLength: 20 as unknown as string,
      })
      const signature = bytes(sign('sha256', message, { key: pair.privateKey, saltLength: 22 }))
      const key = publicOf(pair.publicKey) as RsaPublicKey
      expect(verify(pss('SHA-256', 22, 'SHA-1'), key, signature)).toEqual(valid)
      expect(verify(pss('SHA-256', 22), { type: 'RSA', ...withoutPss(key) }, signature)).toEqual(invalid)
      // the key says SHA-256, MGF1 with SHA-1 and 20 bytes at least
      expect(verify(pss('SHA-256', 22), key, signature)).toEqual(mismatch)
      expect(verify(pss('SHA-512', 22, 'SHA-1'), key, signature)).toEqual(mismatch)
      expect(verify(pss('SHA-256', 19, 'SHA-1'), key, signature)).toEqual(mismatch)
      expect(verify({ kind: 'RSA-PKCS1', hash: 'SHA-256' }, key, signature)).toEqual(mismatch)
    })

    const withoutPss = ({ modulus, exponent, bits }: RsaPublicKey) => ({ modulus, exponent, bits })

    it('refuses every single-bit change of the encoded message', () => {
      const { privateKey } = rsa
      const encoded = backend.rsaPublicOperation(rsaKey, signPss(rsa, 'SHA-256', 8))
      expect(encoded[127]).toBe(0xbc)
      for (let bit = 0; bit < 1024; bit += 7) {
        const changed = flip(encoded, bit)
        if (bytesToBigInt(changed) >= bytesToBigInt(rsaKey.modulus)) continue
        expect(verify(pss('SHA-256', 8), rsaKey, signBlock({ privateKey }, changed))).toEqual(invalid)
      }
    })
  })

  describe('ECDSA', () => {
    it.each(ecCurves.map(curve => [curve.name, curve] as const))(
      'takes signatures on %s, DER and plain',
      (_name, curve) => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve.opensslName })
        const key = publicOf(publicKey)
        for (const hash of hashes) {
          const der = bytes(sign(nodeHash(hash), message, privateKey))
          const plain = bytes(sign(nodeHash(hash), message, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
          expect(verify({ kind: 'ECDSA', hash, encoding: 'der' }, key, der)).toEqual(valid)
          expect(verify({ kind: 'ECDSA', hash, encoding: 'plain' }, key, plain)).toEqual(valid)
        }
        const scheme = { kind: 'ECDSA', hash: 'SHA-256' } as const
        const plain = bytes(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
        const half = curve.orderLength
        const r = plain.subarray(0, half)
        const s = bytesToBigInt(plain.subarray(half))
        const of = (first: Uint8Array, second: bigint) =>
          verify({ ...scheme, encoding: 'plain' }, key, concatBytes(first, bigIntToBytes(second, half)))
        expect(of(r, curve.n - s)).toEqual(valid) // s and n - s are both signatures
        expect(of(r, 0n)).toEqual(invalid)
        expect(of(r, curve.n)).toEqual(invalid)
        expect(of(new Uint8Array(half), s)).toEqual(invalid)
        expect(of(bigIntToBytes(curve.n, half), s)).toEqual(invalid)
        if (s + curve.n < 1n << BigInt(8 * half)) expect(of(r, s + curve.n)).toEqual(invalid)
        expect(verify({ ...scheme, encoding: 'der' }, key, plain)).toEqual(invalid)
        expect(verify({ ...scheme, encoding: 'plain' }, key, plain.subarray(1))).toEqual(invalid)
        expect(verify({ ...scheme, encoding: 'plain' }, key, concatBytes(plain, r))).toEqual(invalid)
        expect(verify({ ...scheme, encoding: 'plain' }, key, flip(plain, 100))).toEqual(invalid)
        expect(verify({ ...scheme, encoding: 'plain' }, key, new Uint8Array(0))).toEqual(invalid)
        expect(verify({ ...scheme, encoding: 'plain' }, key, plain, flip(message, 0))).toEqual(invalid)
      },
    )

    it('takes a point that is not on the curve for a malformed signature or key, whoever made the record', () => {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
      const key = publicOf(publicKey) as EcPublicKey
      const broken: EcPublicKey = { ...key, point: flip(key.point, 400) }
      const short: EcPublicKey = { ...key, point: key.point.subarray(0, 12) }
      for (const each of [broken, short]) {
        const signature = new Uint8Array(64).fill(1)
        const scheme: SignatureScheme = { kind: 'ECDSA', hash: 'SHA-256', encoding: 'plain' }
        expect(verify(scheme, each, signature).valid).toBe(false)
      }
    })
  })

  describe('DSA', () => {
    it.each([
      [1024, 160],
      [2048, 256],
    ])('takes signatures of %i, %i bits', (modulusLength, divisorLength) => {
      const { privateKey, publicKey } = generateKeyPairSync('dsa', { modulusLength, divisorLength })
      const key = publicOf(publicKey) as DsaPublicKey
      for (const hash of hashes) {
        const scheme: SignatureScheme = { kind: 'DSA', hash }
        const signature = bytes(sign(nodeHash(hash), message, privateKey))
        expect(verify(scheme, key, signature)).toEqual(valid)
        expect(verify(scheme, key, signature, flip(message, 9))).toEqual(invalid)
        expect(verify(scheme, key, flip(signature, 80))).toEqual(invalid)
        expect(verify(scheme, key, signature.subarray(1))).toEqual(invalid)
      }
      const q = bytesToBigInt(key.order)
      for (const [r, s] of [
        [0n, 1n],
        [1n, 0n],
        [q, 1n],
        [1n, q],
        [-1n, 1n],
      ] as const) {
        const signature = derSequence(derInteger(r), derInteger(s))
        expect(verify({ kind: 'DSA', hash: 'SHA-1' }, key, signature)).toEqual(invalid)
      }
    })
  })

  it('refuses a key of another kind', () => {
    const ec = publicOf(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey)
    const signature = new Uint8Array(128)
    expect(verify({ kind: 'RSA-PKCS1', hash: 'SHA-256' }, ec, signature)).toEqual(mismatch)
    expect(verify({ kind: 'ECDSA', hash: 'SHA-256', encoding: 'der' }, rsaKey, signature)).toEqual(mismatch)
    expect(verify({ kind: 'DSA', hash: 'SHA-256' }, ec, signature)).toEqual(mismatch)
    const scheme: SignatureScheme = {
      kind: 'RSA-PSS',
      hash: 'SHA-256',
      mgfHash: 'SHA-256',
      saltLength: 32,
      trailerField: 1,
    }
    expect(verify(scheme, ec, signature)).toEqual(mismatch)
  })
})

describe('backends where the caller makes a mistake', () => {
  it.each(backends)(
    'the %s one refuses numbers that are out of range with a code',
    (_, backend: CryptoBackend) => {
      const bad = expect.objectContaining({ code: 'CRYPTO_BAD_INPUT' })
      expect(() => backend.rsaPublicOperation(rsaKey, new Uint8Array(127))).toThrow(bad)
      expect(() => backend.rsaPublicOperation(rsaKey, rsaKey.modulus)).toThrow(bad)
      expect(() => backend.modPow(fromHex('02'), fromHex('03'), fromHex('08'))).toThrow(bad)
      expect(() => backend.modPow(fromHex('02'), fromHex('03'), fromHex('01'))).toThrow(bad)
      expect(() => backend.modPow(fromHex('02'), fromHex('03'), new Uint8Array(0))).toThrow(bad)
      expect(backend.modPow(fromHex('02'), new Uint8Array(0), fromHex('0007'))).toEqual(fromHex('0001'))
      expect(backend.modPow(new Uint8Array(0), fromHex('05'), fromHex('07'))).toEqual(fromHex('00'))
    },
  )
})

describe('plainFromDerSignature', () => {
  it.each([
    ['a negative number', '3006020105020186'],
    ['a superfluous zero', '300702020005020106'],
    ['a missing number', '3003020105'],
    ['a third number', '3009020105020106020107'],
    ['bytes behind', '300602010502010600'],
    ['a length in two octets', '308106020105020106'],
    ['an indefinite length', '30800201050201060000'],
    ['an empty number', '30050200020106'],
    ['a number that is too long', '30080203010000020106'],
    ['a SET', '3106020105020106'],
    ['nothing', ''],
    ['half of it', '30060201'],
  ])('refuses %s', (_name, hex) => {
    expect(plainFromDerSignature(fromHex(hex), 2)).toBeUndefined()
  })

  it('pads', () => {
    expect(plainFromDerSignature(fromHex('30070201050202 0086'), 3)).toEqual(fromHex('000005000086'))
  })
})

/** The least number whose cube is not below `value`. */
function cubeRoot(value: bigint): bigint {
  let low = 0n
  let high = 1n << BigInt(Math.ceil(value.toString(2).length / 3) + 1)
  while (low < high) {
    const middle = (low + high) >> 1n
    if (middle ** 3n < value) low = middle + 1n
    else high = middle
  }
  return low
}
