import { generateKeyPairSync, type KeyObject, verify as nodeVerify, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bigIntToBytes, bytesToBigInt, concatBytes } from '../../src/bytes.js'
import type { CryptoBackend } from '../../src/crypto/backend.js'
import { type EcCurve, ecCurves } from '../../src/crypto/curves.js'
import { modpGroups } from '../../src/crypto/dh-groups.js'
import { parseDomainParameters } from '../../src/crypto/domain-parameters.js'
import { type HashName, hashAlgorithms } from '../../src/crypto/hashes.js'
import { verifyIso9796Part2 } from '../../src/crypto/iso9796-2.js'
import type { PublicKey } from '../../src/crypto/keys.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { modPow } from '../../src/crypto/portable/mod-pow.js'
import { checkedRsaPublicKey, parsePublicKey } from '../../src/crypto/public-key.js'
import { parseSignatureAlgorithm, type SignatureScheme } from '../../src/crypto/signature-algorithm.js'
import { verifySignature } from '../../src/crypto/verify-signature.js'
import { EmrtdError } from '../../src/errors.js'
import { bytes } from './backends.js'

const hashes = Object.keys(hashAlgorithms) as readonly HashName[]
const anyHash = fc.constantFrom(...hashes)
const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const blocks = (length: number, least = 0) =>
  fc.integer({ min: least, max: 12 }).chain(count => bytesOf(length * count))

/** What both backends give, results and error codes alike. */
function same<T>(run: (backend: CryptoBackend) => T): T | string {
  const outcome = (backend: CryptoBackend): T | string => {
    try {
      return run(backend)
    } catch (error) {
      if (error instanceof EmrtdError) return error.code
      throw error
    }
  }
  const portable = outcome(portableBackend)
  expect(outcome(nativeBackend)).toEqual(portable)
  return portable
}

describe('portable and native backend agree', () => {
  it('on hashes', () => {
    fc.assert(
      fc.property(anyHash, fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (hash, parts) => {
        expect(same(backend => backend.digest(hash, ...parts))).toHaveLength(hashAlgorithms[hash].length)
      }),
    )
  })

  it('on block ciphers and MACs', () => {
    const aesKey = fc.constantFrom(16, 24, 32).chain(bytesOf)
    const desKey = fc.constantFrom(16, 24).chain(bytesOf)
    fc.assert(
      fc.property(
        aesKey,
        bytesOf(16),
        blocks(16),
        fc.uint8Array({ maxLength: 100 }),
        (key, iv, data, text) => {
          const encrypted = same(backend => backend.aesCbcEncrypt(key, iv, data)) as Uint8Array
          expect(same(backend => backend.aesCbcDecrypt(key, iv, encrypted))).toEqual(data)
          same(backend => backend.aesCmac(key, text))
          same(backend => backend.aesCbcDecrypt(key, iv, text))
        },
      ),
    )
    fc.assert(
      fc.property(desKey, bytesOf(8), blocks(8), fc.uint8Array({ maxLength: 40 }), (key, iv, data, text) => {
        const encrypted = same(backend => backend.tripleDesCbcEncrypt(key, iv, data)) as Uint8Array
        expect(same(backend => backend.tripleDesCbcDecrypt(key, iv, encrypted))).toEqual(data)
        same(backend => backend.retailMac(key.subarray(0, 16), data))
        same(backend => backend.retailMac(key.subarray(0, 16), text))
      }),
    )
  })

  it('on the RSA public operation, for any odd modulus and exponent', () => {
    const odd = (length: number) =>
      bytesOf(length).map(value => value.map((byte, i) => (i === length - 1 ? byte | 1 : byte)))
    const modulus = fc.integer({ min: 128, max: 400 }).chain(odd)
    const exponent = fc.integer({ min: 1, max: 40 }).chain(odd)
    fc.assert(
      fc.property(modulus, exponent, fc.bigInt({ min: 0n, max: 1n << 3200n }), (n, e, number) => {
        n[0]! |= 0x80
        e[0]! |= 4
        const key = checkedRsaPublicKey(n, e)
        const input = bigIntToBytes(number % bytesToBigInt(n), n.length)
        const opened = same(backend => backend.rsaPublicOperation(key, input)) as Uint8Array
        expect(opened).toHaveLength(n.length)
        same(backend => backend.rsaPublicOperation(key, n))
      }),
      { numRuns: 60 },
    )
  })

  it.each(ecCurves.map(curve => [curve.name, curve] as const))(
    'on ECDSA over %s, right and wrong',
    (_name, curve) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve.opensslName })
      const key = parsed(publicKey)
      const length = curve.orderLength
      fc.assert(
        fc.property(
          anyHash,
          fc.uint8Array({ maxLength: 60 }),
          mutation(2 * length),
          (hash, message, mutate) => {
            const scheme: SignatureScheme = { kind: 'ECDSA', hash, encoding: 'plain' }
            const signature = bytes(
              sign(hash.replace('-', ''), message, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
            )
            const verifiedBy = (text: Uint8Array) =>
              same(backend => verifySignature(backend, scheme, key, message, text).valid)
            expect(verifiedBy(signature)).toBe(true)
            const changed = mutate(signature)
            expect(verifiedBy(changed)).toBe(
              changed.every((byte, i) => byte === signature[i]) && changed.length === signature.length,
            )
          },
        ),
        { numRuns: 4 },
      )
      extremes(curve, key)
    },
  )

  /** r and s at the ends of their range, for which no signature holds by chance; hashes of zeros do not matter here. */
  function extremes(curve: EcCurve, key: PublicKey): void {
    const { n, orderLength } = curve
    const top = (1n << BigInt(8 * orderLength)) - 1n
    for (const r of [0n, 1n, n - 1n, n, top]) {
      for (const s of [0n, 1n, n - 1n, n, top]) {
        const signature = concatBytes(bigIntToBytes(r, orderLength), bigIntToBytes(s, orderLength))
        const scheme: SignatureScheme = { kind: 'ECDSA', hash: 'SHA-1', encoding: 'plain' }
        expect(same(backend => verifySignature(backend, scheme, key, signature, signature).valid)).toBe(false)
      }
    }
  }

  it('on DER signatures with any byte changed, and with node:crypto on the ones that are valid', () => {
    const pairs = [
      generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
      generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }),
      generateKeyPairSync('rsa', { modulusLength: 1024 }),
    ].map(pair => ({ ...pair, key: parsed(pair.publicKey) }))
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.uint8Array({ maxLength: 20 }),
        mutation(140),
        (pair, message, mutate) => {
          const signature = mutate(bytes(sign('sha256', message, pair.privateKey)))
          const kind = ({ EC: 'ECDSA', DSA: 'DSA', RSA: 'RSA-PKCS1', DH: 'DSA' } as const)[pair.key.type]
          const scheme = { kind, hash: 'SHA-256', encoding: 'der' } as SignatureScheme
          const { valid } = same(backend =>
            verifySignature(backend, scheme, pair.key, message, signature),
          ) as { readonly valid: boolean }
          expect(valid).toBe(nodeVerify('sha256', message, pair.publicKey, signature))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('on Active Authentication signatures of random bytes', () => {
    const key = parsed(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)
    if (key.type !== 'RSA') throw new Error('RSA expected')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 130 }), bytesOf(8), (signature, nonce) => {
        const result = same(backend => verifyIso9796Part2(backend, key, nonce, signature))
        expect(result).toMatchObject({ valid: false })
      }),
    )
  })
})

describe('modPow', () => {
  it('agrees with the definition', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 1n << 90n }),
        fc.bigInt({ min: 0n, max: 1n << 90n }),
        fc.bigInt({ min: 1n, max: 1n << 90n }),
        (base, exponent, half) => {
          const modulus = 2n * half + 1n
          let expected = 1n % modulus
          for (const bit of exponent.toString(2)) {
            expected = (expected * expected) % modulus
            if (bit === '1') expected = (expected * base) % modulus
          }
          expect(modPow(base, exponent, modulus)).toBe(expected)
        },
      ),
    )
  })

  it('satisfies the laws of powers in a real group', () => {
    const p = bytesToBigInt(modpGroups[0]!.prime)
    const g = bytesToBigInt(modpGroups[0]!.generator)
    const exponent = fc.bigInt({ min: 0n, max: 1n << 1024n })
    fc.assert(
      fc.property(exponent, exponent, (a, b) => {
        expect((modPow(g, a, p) * modPow(g, b, p)) % p).toBe(modPow(g, a + b, p))
      }),
      { numRuns: 10 },
    )
  })
})

describe('hostile bytes', () => {
  const spkis = [
    ['rsa', { modulusLength: 1024 }],
    ['rsa-pss', { modulusLength: 1024, hashAlgorithm: 'sha256', saltLength: 32 }],
    ['ec', { namedCurve: 'prime256v1', paramEncoding: 'explicit' }],
    ['ec', { namedCurve: 'brainpoolP384r1', paramEncoding: 'named' }],
    ['dsa', { modulusLength: 1024, divisorLength: 160 }],
  ].map(([kind, options]) => {
    const { publicKey } = (
      generateKeyPairSync as unknown as (kind: unknown, options: unknown) => { publicKey: KeyObject }
    )(kind, options)
    return bytes(publicKey.export({ format: 'der', type: 'spki' }))
  })

  it('give a key, or a coded error and nothing else', () => {
    const mutated = fc
      .tuple(fc.constantFrom(...spkis), mutation(600), mutation(600))
      .map(([spki, first, second]) => second(first(spki)))
    for (const parse of [parsePublicKey, parseSignatureAlgorithm, parseDomainParameters]) {
      fc.assert(
        fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), input => {
          try {
            parse(input)
          } catch (error) {
            expect(error).toBeInstanceOf(EmrtdError)
          }
        }),
        { numRuns: 1500 },
      )
    }
  })

  it('verify to nothing under whatever key they give', () => {
    const mutated = fc.tuple(fc.constantFrom(...spkis), mutation(600)).map(([spki, mutate]) => mutate(spki))
    const schemes: readonly SignatureScheme[] = [
      { kind: 'RSA-PKCS1', hash: 'SHA-256' },
      { kind: 'RSA-PSS', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32, trailerField: 1 },
      { kind: 'ECDSA', hash: 'SHA-256', encoding: 'der' },
      { kind: 'DSA', hash: 'SHA-256' },
    ]
    fc.assert(
      fc.property(mutated, fc.uint8Array({ maxLength: 140 }), (spki, signature) => {
        let key: PublicKey
        try {
          key = parsePublicKey(spki)
        } catch {
          return
        }
        for (const scheme of schemes) {
          expect(same(backend => verifySignature(backend, scheme, key, spki, signature).valid)).toBe(false)
        }
      }),
      { numRuns: 100 },
    )
  })
})

function parsed(key: KeyObject): PublicKey {
  return parsePublicKey(bytes(key.export({ format: 'der', type: 'spki' })))
}

/** A change of a byte string: another byte, one less, one more, cut short. */
function mutation(length: number): fc.Arbitrary<(value: Uint8Array) => Uint8Array> {
  return fc
    .tuple(
      fc.constantFrom('change', 'remove', 'insert', 'cut'),
      fc.nat(length - 1),
      fc.integer({ min: 1, max: 255 }),
    )
    .map(([kind, place, mask]) => (value: Uint8Array) => {
      const at = place % Math.max(1, value.length)
      if (kind === 'change') return value.map((byte, i) => (i === at ? byte ^ mask : byte))
      if (kind === 'remove') return concatBytes(value.subarray(0, at), value.subarray(at + 1))
      if (kind === 'insert')
        return concatBytes(value.subarray(0, at), Uint8Array.of(mask), value.subarray(at))
      return value.subarray(0, at)
    })
}
