import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/bytes.js'
import { padIso9797, unpadIso9797 } from '../../src/crypto/iso9797-padding.js'
import { deriveKey, type KeyUse, type SymmetricCipher, withOddParity } from '../../src/crypto/kdf.js'
import { EmrtdError } from '../../src/errors.js'
import { backends, readVectors, type Vector } from './backends.js'

const { vectors } = readVectors('kdf')
const group = (prefix: string): readonly Vector[] => vectors.filter(vector => vector.id.startsWith(prefix))
const uses: Readonly<Record<string, KeyUse>> = {
  '00000001': 'encryption',
  '00000002': 'mac',
  '00000003': 'password',
}

describe.each(backends)('symmetric cryptography, %s backend', (_, backend) => {
  it.each(group('kdf-').map(vector => [vector.id, vector] as const))(
    'derives the key of %s',
    (_id, vector) => {
      const { K, counter, algorithm } = vector.inputs
      const key = deriveKey(backend, fromHex(K!), uses[counter!]!, algorithm as SymmetricCipher)
      expect(toHex(key).toUpperCase()).toBe(vector.expected['key'])
      const raw = vector.expected['key_before_parity_adjustment']
      if (raw !== undefined) expect(withOddParity(fromHex(raw))).toEqual(key)
    },
  )

  it('puts the nonce of Chip Authentication version 2 between secret and counter', () => {
    const secret = fromHex('791DA04273CCFE862E52DF60347E2557192E1F8D7517822CE3D306056C1CDEB4')
    const nonce = fromHex('4287B3072A3EDC60')
    expect(toHex(deriveKey(backend, secret, 'encryption', 'AES-128', { nonce }))).toBe(
      '94abcd271ab7d9a5590ba52cb518b831',
    )
    expect(toHex(deriveKey(backend, secret, 'mac', 'AES-128', { nonce }))).toBe(
      '78b5709e7abedb185b424d0ee3a82499',
    )
  })

  it.each(group('mac3-').map(vector => [vector.id, vector] as const))(
    'computes the retail MAC of %s',
    (_id, v) => {
      const data = fromHex(v.inputs['data']!)
      const padded = v.inputs['data_is_padded'] ? data : padIso9797(data, 8)
      expect(toHex(backend.retailMac(fromHex(v.inputs['key']!), padded)).toUpperCase()).toBe(
        v.expected['mac'],
      )
    },
  )

  it.each(group('cmac-').map(vector => [vector.id, vector] as const))('computes the CMAC of %s', (_id, v) => {
    const mac = backend.aesCmac(fromHex(v.inputs['key']!), fromHex(v.inputs['data']!))
    expect(toHex(mac).toUpperCase()).toBe(v.expected['full'])
    // printed whole, or cut to 8 bytes as an authentication token is
    expect(v.expected['full']?.startsWith(v.expected['mac']!)).toBe(true)
  })

  it.each(group('sm-bsi-').map(vector => [vector.id, vector] as const))(
    'encrypts the secure messaging data of %s',
    (_id, v) => {
      const key = fromHex(v.inputs['KSEnc']!)
      const counter = fromHex(Number(v.inputs['SSC_enc']).toString(16).padStart(32, '0'))
      const iv = backend.aesCbcEncrypt(key, new Uint8Array(16), counter)
      expect(toHex(iv).toUpperCase()).toBe(v.expected['IV'])
      const padded = padIso9797(fromHex(v.inputs['data']!), 16)
      const ciphertext = backend.aesCbcEncrypt(key, iv, padded)
      expect(toHex(ciphertext).toUpperCase()).toBe(v.expected['ciphertext'])
      expect(backend.aesCbcDecrypt(key, iv, ciphertext)).toEqual(padded)
    },
  )

  it('encrypts one block with single DES, as a Triple DES key of equal parts gives it', () => {
    const key = fromHex('133457799BBCDFF1'.repeat(2))
    const zero = new Uint8Array(8)
    const ciphertext = backend.tripleDesCbcEncrypt(key, zero, fromHex('0123456789ABCDEF'))
    expect(toHex(ciphertext)).toBe('85e813540f0ab405')
    expect(toHex(backend.tripleDesCbcDecrypt(key, zero, ciphertext))).toBe('0123456789abcdef')
  })

  it('encrypts with three-key Triple DES (NIST SP 800-67, appendix B.1)', () => {
    const key = fromHex('0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123')
    const zero = new Uint8Array(8)
    const blocks = ['5468652071756663', '6B2062726F776E20', '666F78206A756D70']
    const expected = ['a826fd8ce53b855f', 'cce21c8112256fe6', '68d5c05dd9b6b900']
    for (const [index, block] of blocks.entries()) {
      expect(toHex(backend.tripleDesCbcEncrypt(key, zero, fromHex(block)))).toBe(expected[index])
    }
  })

  it('chains over empty data', () => {
    const none = new Uint8Array(0)
    expect(backend.aesCbcEncrypt(new Uint8Array(16), new Uint8Array(16), none)).toEqual(none)
    expect(backend.tripleDesCbcDecrypt(new Uint8Array(24), new Uint8Array(8), none)).toEqual(none)
  })

  it('leaves key, initialization vector and data as they were', () => {
    const key = fromHex('000102030405060708090a0b0c0d0e0f')
    const iv = fromHex('101112131415161718191a1b1c1d1e1f')
    const data = fromHex('20'.repeat(32))
    backend.aesCbcEncrypt(key, iv, data)
    backend.aesCbcDecrypt(key, iv, data)
    backend.aesCmac(key, data)
    backend.retailMac(key, data)
    backend.tripleDesCbcEncrypt(key, iv.subarray(8), data)
    expect(toHex(key)).toBe('000102030405060708090a0b0c0d0e0f')
    expect(toHex(iv)).toBe('101112131415161718191a1b1c1d1e1f')
    expect(toHex(data)).toBe('20'.repeat(32))
  })

  it('refuses data that is not whole blocks with a code, keys and vectors of other lengths as misuse', () => {
    const code = expect.objectContaining({ code: 'CRYPTO_BAD_INPUT' })
    const k16 = new Uint8Array(16)
    const seven = new Uint8Array(7)
    expect(() => backend.aesCbcDecrypt(k16, k16, new Uint8Array(17))).toThrow(code)
    expect(() => backend.tripleDesCbcDecrypt(k16, new Uint8Array(8), seven)).toThrow(code)
    expect(() => backend.retailMac(k16, seven)).toThrow(code)
    expect(() => backend.retailMac(k16, new Uint8Array(0))).toThrow(code)
    expect(() => backend.aesCbcEncrypt(seven, k16, k16)).toThrow(TypeError)
    expect(() => backend.aesCbcEncrypt(k16, seven, k16)).toThrow(TypeError)
    expect(() => backend.aesCmac(new Uint8Array(15), k16)).toThrow(TypeError)
    expect(() => backend.tripleDesCbcEncrypt(new Uint8Array(8), new Uint8Array(8), k16)).toThrow(TypeError)
    expect(() => backend.retailMac(new Uint8Array(24), k16)).toThrow(TypeError)
  })

  it('hashes parts as it hashes the whole', () => {
    const abc = fromHex('616263')
    const digests = {
      'SHA-1': 'a9993e364706816aba3e25717850c26c9cd0d89d',
      'SHA-224': '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
      'SHA-256': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'SHA-384':
        'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
      'SHA-512':
        'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    } as const
    for (const [name, expected] of Object.entries(digests)) {
      const hash = name as keyof typeof digests
      expect(toHex(backend.digest(hash, abc))).toBe(expected)
      expect(toHex(backend.digest(hash, abc.subarray(0, 1), new Uint8Array(0), abc.subarray(1)))).toBe(
        expected,
      )
      expect(backend.digest(hash)).toEqual(backend.digest(hash, new Uint8Array(0)))
      expect(Object.getPrototypeOf(backend.digest(hash, abc))).toBe(Uint8Array.prototype)
    }
  })

  it('draws random bytes of any length', () => {
    expect(backend.randomBytes(0)).toHaveLength(0)
    const long = backend.randomBytes(200_000)
    expect(long).toHaveLength(200_000)
    expect(new Set(long.subarray(-1000)).size).toBeGreaterThan(200)
    expect(backend.randomBytes(16)).not.toEqual(backend.randomBytes(16))
  })
})

describe('padding method 2', () => {
  it.each(group('pad-').map(vector => [vector.id, vector] as const))('pads %s', (_id, vector) => {
    const data = fromHex(vector.inputs['data']!)
    const blockLength = Number(vector.inputs['block']) as 8 | 16
    const padded = padIso9797(data, blockLength)
    expect(toHex(padded).toUpperCase()).toBe(vector.expected['padded'])
    expect(unpadIso9797(padded, blockLength)).toEqual(data)
  })

  it.each([
    ['nothing', ''],
    ['no whole block', '1234567890ABCD80'.slice(2)],
    ['zeros only', '0000000000000000'],
    ['another last byte', '1234567890ABCD81'],
    ['the mark in an earlier block', '12345678901280000000000000000000'],
    ['no mark', '1234567890ABCDEF'],
  ])('refuses %s', (_name, hex) => {
    expect(() => unpadIso9797(fromHex(hex), 8)).toThrow(EmrtdError)
  })
})
