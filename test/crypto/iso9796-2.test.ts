import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectTlv } from '../../src/asn1/index.js'
import { bigIntToBytes, bytesToBigInt, concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { type HashName, hashAlgorithms } from '../../src/crypto/hashes.js'
import { verifyIso9796Part2 } from '../../src/crypto/iso9796-2.js'
import type { RsaPublicKey } from '../../src/crypto/keys.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { checkedRsaPublicKey, parsePublicKey } from '../../src/crypto/public-key.js'
import { backends, bytes, readVectors } from './backends.js'

const { vectors } = readVectors('aa')
const nonce = fromHex('0102030405060708')

interface StoredKey {
  readonly bits: number
  readonly modulus: string
  readonly publicExponent: string
  readonly privateExponent: string
}

interface Pair {
  readonly key: RsaPublicKey
  readonly privateExponent: Uint8Array
}

function makePair(modulusLength: number): Pair {
  const jwk = generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ format: 'jwk' })
  const number = (text: string | undefined) => bytes(Buffer.from(text!, 'base64url'))
  return { key: checkedRsaPublicKey(number(jwk.n), number(jwk.e)), privateExponent: number(jwk.d) }
}

const stored: { readonly keys: readonly StoredKey[] } = JSON.parse(
  readFileSync(new URL('../../vectors/keys/rsa.json', import.meta.url), 'utf8'),
)

function storedPair(size: number): Pair | undefined {
  const key = stored.keys.find(({ bits }) => bits === size)
  return (
    key && {
      key: checkedRsaPublicKey(fromHex(key.modulus), fromHex(key.publicExponent)),
      privateExponent: fromHex(key.privateExponent),
    }
  )
}

const signBlock = ({ key, privateExponent }: Pair, block: Uint8Array): Uint8Array =>
  portableBackend.modPow(block, privateExponent, key.modulus)

const trailers: readonly (readonly [string, HashName])[] = [
  ['BC', 'SHA-1'],
  ['33CC', 'SHA-1'],
  ['34CC', 'SHA-256'],
  ['35CC', 'SHA-512'],
  ['36CC', 'SHA-384'],
  ['38CC', 'SHA-224'],
]

/** A message representative: header and padding nibbles up to M1, which takes the room that `m1Length` leaves. */
function representative(
  bits: number,
  trailer: string,
  hash: HashName,
  m1Length?: number,
  signedNonce = nonce,
) {
  const tail = fromHex(trailer)
  const nibbles = Math.ceil(bits / 8) * 2
  const lead = bits % 8 === 0 ? '' : '0'
  const free = nibbles / 2 - tail.length - hashAlgorithms[hash].length
  const length = m1Length ?? free - (lead === '' ? 1 : 2)
  const padding = 2 * (free - length) - lead.length - 2
  const m1 = new Uint8Array(length).map((_, index) => index * 7 + 1)
  const digest = portableBackend.digest(hash, m1, signedNonce)
  const header = fromHex(`${lead}6${'b'.repeat(padding)}a`)
  return { block: concatBytes(header, m1, digest, tail), m1 }
}

/** The search for primes takes time: pairs of the repository where there are some of that size. */
const made = new Map<number, Pair>()
const sizes = [1024, 1028, 1536, 1792, 2048]
function pairOf(bits: number): Pair {
  const pair = made.get(bits) ?? storedPair(bits) ?? makePair(bits)
  made.set(bits, pair)
  return pair
}

describe.each(backends)('ISO/IEC 9796-2 digital signature scheme 1, %s backend', (_, backend) => {
  const open = (pair: Pair, signature: Uint8Array, m2 = nonce) =>
    verifyIso9796Part2(backend, pair.key, m2, signature)

  it('verifies the representative of Doc 9303-11 appendix F under a published key', () => {
    const { inputs, expected } = vectors.find(vector => vector.id === 'bsi-key-appF')!
    const key = parsePublicKey(expectTlv(fromHex(inputs['EF_DG15']!), 0x6f).value)
    if (key.type !== 'RSA') throw new Error('RSA expected')
    const signature = fromHex(expected['signature']!)
    const result = verifyIso9796Part2(backend, key, fromHex(inputs['RND_IFD']!), signature)
    expect(result).toEqual({
      valid: true,
      hash: 'SHA-1',
      trailer: 'BC',
      recovered: fromHex(inputs['M1']!),
      notes: [],
    })
  })

  it.each(
    vectors.filter(vector => vector.id.startsWith('decodeF')).map(vector => [vector.id, vector] as const),
  )('reads the representative of %s, made longer to fill a key', (_id, { inputs, expected }) => {
    const pair = pairOf(1024)
    const short = fromHex(inputs['F']!)
    const filler = `6${'b'.repeat(2 * (128 - short.length))}a`
    const block = concatBytes(fromHex(filler), short.subarray(1))
    expect(block).toHaveLength(128)
    const result = open(pair, signBlock(pair, block), fromHex(inputs['RND_IFD']!))
    expect(result).toMatchObject({
      valid: true,
      hash: expected['hash']!.toUpperCase().replace('SHA', 'SHA-'),
    })
    if (result.valid) expect(toHex(result.recovered).toUpperCase()).toBe(expected['M1'])
  })

  describe.each(sizes)('with a modulus of %i bits', bits => {
    const pair = pairOf(bits)

    it.each(trailers)('takes trailer %s for %s and refuses every change', (trailer, hash) => {
      const { block, m1 } = representative(bits, trailer, hash)
      const signature = signBlock(pair, block)
      expect(open(pair, signature)).toEqual({ valid: true, hash, trailer, recovered: m1, notes: [] })
      expect(open(pair, signature, fromHex('0102030405060709'))).toMatchObject({
        valid: false,
        reason: 'SIGNATURE_INVALID',
        trailer,
      })
      const changed = signature.slice()
      changed[changed.length - 1]! ^= 1
      expect(open(pair, changed).valid).toBe(false)
      // the other of the two signatures that open alike
      const n = bytesToBigInt(pair.key.modulus)
      const complement = bigIntToBytes(n - bytesToBigInt(signature), signature.length)
      expect(open(pair, complement)).toEqual({
        valid: true,
        hash,
        trailer,
        recovered: m1,
        notes: ['complement'],
      })
    })

    it('takes M1 that leaves room, behind nibbles B', () => {
      const { block, m1 } = representative(bits, '34CC', 'SHA-256', 8)
      expect(open(pair, signBlock(pair, block))).toMatchObject({ valid: true, recovered: m1 })
      const empty = representative(bits, '34CC', 'SHA-256', 0).block
      expect(open(pair, signBlock(pair, empty))).toMatchObject({ valid: true, recovered: new Uint8Array(0) })
    })
  })

  it('puts leading zeros back that the chip dropped', () => {
    const pair = pairOf(1024)
    for (let i = 0; ; i++) {
      const m2 = bigIntToBytes(BigInt(i), 8)
      const signature = signBlock(pair, representative(1024, 'BC', 'SHA-1', undefined, m2).block)
      if (signature[0] !== 0) continue
      expect(open(pair, signature, m2)).toMatchObject({ valid: true, notes: [] })
      expect(open(pair, signature.subarray(1), m2)).toMatchObject({
        valid: true,
        notes: ['leadingZerosRestored'],
      })
      break
    }
  })

  const whole = representative(1024, 'BC', 'SHA-1').block
  const change = (at: number, byte: number) => {
    const changed = whole.slice()
    changed[at] = byte
    return changed
  }
  const padded = representative(1024, '34CC', 'SHA-256', 20).block
  it.each([
    ['total recovery, which does not cover the nonce', change(0, 0x4a), 'SIGNATURE_INVALID'],
    ['no header', change(0, 0x0a), 'SIGNATURE_INVALID'],
    ['another padding nibble', change(0, 0x6c), 'SIGNATURE_INVALID'],
    [
      'padding without an end',
      concatBytes(Uint8Array.of(0x6b), new Uint8Array(126).fill(0xbb), fromHex('bc')),
      'SIGNATURE_INVALID',
    ],
    ['padding that ends inside a byte', change(0, 0x6b), 'SIGNATURE_INVALID'],
    ['another last byte', change(127, 0xac), 'SIGNATURE_INVALID'],
    ['RIPEMD-160', concatBytes(padded.subarray(0, 126), fromHex('31cc')), 'ALGORITHM_UNSUPPORTED'],
    ['Whirlpool', concatBytes(padded.subarray(0, 126), fromHex('37cc')), 'ALGORITHM_UNSUPPORTED'],
    [
      'another hash than the trailer says',
      concatBytes(padded.subarray(0, 126), fromHex('38cc')),
      'SIGNATURE_INVALID',
    ],
    [
      'nothing but a header',
      concatBytes(Uint8Array.of(0x6a), new Uint8Array(126), fromHex('bc')),
      'SIGNATURE_INVALID',
    ],
  ])('refuses %s', (_name, block, reason) => {
    const pair = pairOf(1024)
    expect(open(pair, signBlock(pair, block))).toMatchObject({ valid: false, reason })
  })

  // Each is what its one rule refuses and nothing else would: the hash is right for M1 as a lax reader would take it.
  const withDigest = (head: string, length: number, from: number) => {
    const m1 = concatBytes(fromHex(head), new Uint8Array(length - head.length / 2).fill(0x11))
    const digest = portableBackend.digest('SHA-1', m1.subarray(from), nonce)
    return concatBytes(m1, digest, fromHex('bc'))
  }
  it.each([
    ['another header, with M1 from the first byte on', 1024, withDigest('4a', 107, 0)],
    ['padding that ends inside a byte, with M1 from that byte on', 1024, withDigest('6ba1', 107, 1)],
    ['a modulus of no whole nibbles', 1030, withDigest('06ba', 108, 2)],
  ])('refuses %s', (_name, bits, block) => {
    const pair = pairOf(bits)
    expect(open(pair, signBlock(pair, block))).toEqual({
      valid: false,
      reason: 'SIGNATURE_INVALID',
      trailer: 'BC',
      notes: [],
    })
  })

  it('refuses padding that runs into the hash', () => {
    const pair = pairOf(1024)
    for (let i = 0; ; i++) {
      const m2 = bigIntToBytes(BigInt(i), 8)
      const digest = portableBackend.digest('SHA-1', m2)
      if (digest[0] !== 0xba) continue
      const block = concatBytes(Uint8Array.of(0x6b), new Uint8Array(106).fill(0xbb), digest, fromHex('bc'))
      expect(open(pair, signBlock(pair, block), m2)).toMatchObject({
        valid: false,
        reason: 'SIGNATURE_INVALID',
      })
      break
    }
  })

  it('notes zeros that were put back only where some byte was there', () => {
    const pair = pairOf(1024)
    expect(open(pair, new Uint8Array(0)).notes).toEqual([])
    expect(open(pair, Uint8Array.of(9)).notes).toContain('leadingZerosRestored')
  })

  it('refuses signatures that are empty, too long or not below the modulus', () => {
    const pair = pairOf(1024)
    const signature = signBlock(pair, whole)
    for (const bad of [
      new Uint8Array(0),
      new Uint8Array(128),
      concatBytes(Uint8Array.of(0), signature),
      pair.key.modulus,
      new Uint8Array(128).fill(0xff),
    ]) {
      expect(open(pair, bad)).toMatchObject({ valid: false, reason: 'SIGNATURE_INVALID' })
    }
  })

  it('refuses a key that is none', () => {
    const key: RsaPublicKey = { ...pairOf(1024).key, exponent: Uint8Array.of(1) }
    expect(verifyIso9796Part2(backend, key, nonce, whole)).toMatchObject({
      valid: false,
      reason: 'KEY_MALFORMED',
    })
  })
})
