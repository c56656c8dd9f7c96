import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { equalBytes, fromHex } from '../../src/bytes.js'
import type { CryptoBackend } from '../../src/crypto/backend.js'
import { curveByName } from '../../src/crypto/curves.js'
import { type HashName, hashAlgorithms } from '../../src/crypto/hashes.js'
import { ecdhSharedSecret } from '../../src/crypto/key-agreement.js'
import type { PublicKey } from '../../src/crypto/keys.js'
import { parsePublicKey } from '../../src/crypto/public-key.js'
import type { SignatureScheme } from '../../src/crypto/signature-algorithm.js'
import { verifySignature } from '../../src/crypto/verify-signature.js'
import { EmrtdError } from '../../src/errors.js'
import { corpora } from '../corpora.js'
import { backends } from './backends.js'

/*
 * C2SP Wycheproof: `valid` vectors are accepted, `invalid` ones refused, `acceptable` ones by the rule that stands
 * here for their flags.
 *
 * By default all but a fixed part of the costly valid vectors run, in some 20 seconds; with EMRTD_FULL=1 all do, in
 * some 80.
 */
const full = process.env['EMRTD_FULL'] === '1'

/** Vectors that ran when this was written; a number that falls is a failure. */
const least = {
  portable: full ? 27_513 : 16_032,
  native: 20_945,
} as const

interface Test {
  readonly tcId: number
  readonly flags: readonly string[]
  readonly result: 'valid' | 'invalid' | 'acceptable'
  readonly [field: string]: unknown
}

interface Group {
  readonly type: string
  readonly tests: readonly Test[]
  readonly [field: string]: unknown
}

interface File {
  readonly testGroups: readonly Group[]
}

/**
 * What is done with an `acceptable` vector, by flag; the first flag of the vector that is named here decides.
 */
const rules: Readonly<Record<string, 'accept' | 'refuse'>> = {
  // DigestInfo without NULL: a real master list is signed so, and BouncyCastle takes it.
  MissingNull: 'accept',
  // Doc 9303-12 §4.1.6.3: points are uncompressed.
  CompressedPoint: 'refuse',
  CompressedPublic: 'refuse',
  // Keys are DER.
  InvalidAsn: 'refuse',
  // Explicit parameters equal a known curve in every field that is given; only the cofactor may be absent.
  WrongOrder: 'refuse',
  ModifiedGenerator: 'refuse',
  ModifiedCofactor: 'refuse',
  ModifiedCurveParameter: 'refuse',
  NoCofactor: 'accept',
}

function isExpected(test: Test, group: Group): boolean {
  if (isContradicted(test, group)) return true
  if (test.result !== 'acceptable') return test.result === 'valid'
  const flag = test.flags.find(each => each in rules)
  if (flag === undefined) throw new Error(`no rule for the flags ${test.flags.join(', ')}`)
  return rules[flag] === 'accept'
}

const hex = (holder: Test | Group, field: string): Uint8Array => fromHex(holder[field] as string)

/** Whether a hash function is one of Doc 9303's. Vectors with SHA-512/224 and SHA-512/256 are not ours to run. */
const isKnownHash = (name: unknown): name is HashName => typeof name === 'string' && name in hashAlgorithms

/** Runs a vector: whether it is accepted. A coded error is a refusal, any other error a failure of the test. */
type Run = (test: Test) => boolean

/** How to run the vectors of a group; undefined for one that does not apply. */
function runnerOf(backend: CryptoBackend, group: Group): Run | undefined {
  const signature = (scheme: SignatureScheme, key: PublicKey): Run => {
    return test => verifySignature(backend, scheme, key, hex(test, 'msg'), hex(test, 'sig')).valid
  }
  switch (group.type) {
    case 'EcdsaVerify':
    case 'EcdsaP1363Verify': {
      if (!isKnownHash(group['sha'])) return undefined
      const encoding = group.type === 'EcdsaVerify' ? 'der' : 'plain'
      const key = parsePublicKey(hex(group, 'publicKeyDer'))
      return signature({ kind: 'ECDSA', hash: group['sha'], encoding }, key)
    }
    case 'RsassaPkcs1Verify':
      if (!isKnownHash(group['sha'])) return undefined
      return signature({ kind: 'RSA-PKCS1', hash: group['sha'] }, parsePublicKey(hex(group, 'publicKeyDer')))
    case 'RsassaPssVerify':
    case 'RsassaPssWithParametersVerify': {
      const { sha, mgfSha, sLen } = group
      if (!isKnownHash(sha) || !isKnownHash(mgfSha)) return undefined
      const key = parsePublicKey(hex(group, 'publicKeyDer'))
      return signature(
        { kind: 'RSA-PSS', hash: sha, mgfHash: mgfSha, saltLength: sLen as number, trailerField: 1 },
        key,
      )
    }
    case 'EcdhTest':
    case 'EcdhEcpointTest':
      return test => agree(backend, group, test)
    case 'MacTest':
      return test => {
        // A key that is no AES key is misuse by the caller, not input.
        if (![128, 192, 256].includes(group['keySize'] as number)) {
          expect(() => backend.aesCmac(hex(test, 'key'), hex(test, 'msg'))).toThrow(TypeError)
          return false
        }
        const mac = backend.aesCmac(hex(test, 'key'), hex(test, 'msg'))
        return equalBytes(mac.subarray(0, (group['tagSize'] as number) / 8), hex(test, 'tag'))
      }
    case 'IndCpaTest':
      return test => decryptsPadded(backend, test)
    default:
      throw new Error(`unknown kind of vector ${group.type}`)
  }
}

function agree(backend: CryptoBackend, group: Group, test: Test): boolean {
  const name = group['curve'] as string
  const curve = curveByName(name === 'secp256r1' ? 'prime256v1' : name)!
  const encoded = hex(test, 'public')
  let point = encoded
  if (group.type === 'EcdhTest') {
    const key = parsePublicKey(encoded)
    if (key.type !== 'EC' || key.curve !== curve) return false
    point = key.point
  }
  return equalBytes(ecdhSharedSecret(backend, curve, hex(test, 'private'), point), hex(test, 'shared'))
}

function decryptsPadded(backend: CryptoBackend, test: Test): boolean {
  const [key, iv, message, ciphertext] = ['key', 'iv', 'msg', 'ct'].map(field => hex(test, field))
  const padded = backend.aesCbcDecrypt(key!, iv!, ciphertext!)
  const count = padded[padded.length - 1]
  if (count === undefined || count < 1 || count > 16) return false
  if (padded.subarray(-count).some(byte => byte !== count)) return false
  expect(backend.aesCbcEncrypt(key!, iv!, padded)).toEqual(ciphertext)
  return equalBytes(padded.subarray(0, -count), message!)
}

/**
 * One in how many valid vectors runs. Portable elliptic curves take 1 to 10 ms a vector. The native backend's point
 * multiplication is the portable one, so nothing is gained from running all of ECDH with both.
 */
function stride(backend: CryptoBackend, group: Group): number {
  const kind = group.type.slice(0, 5)
  if (kind === 'EcdhT' || kind === 'EcdhE') return full && backend.name === 'portable' ? 1 : 16
  return kind === 'Ecdsa' && backend.name === 'portable' && !full ? 8 : 1
}

/**
 * ECDH keys without cofactor stand twice in each file, byte for byte the same: once `invalid`, once `acceptable`. The
 * cofactor is optional (RFC 3279 §2.3.5); we take it, and report it as a quirk of the key.
 */
function isContradicted(test: Test, group: Group): boolean {
  return (
    test.result === 'invalid' &&
    test.flags.includes('NoCofactor') &&
    group.tests.some(
      other =>
        other.result === 'acceptable' &&
        other['public'] === test['public'] &&
        other['shared'] === test['shared'],
    )
  )
}

const folder = corpora('wycheproof')
const files = folder === undefined ? [] : readdirSync(folder).filter(name => name.endsWith('.json'))

describe.skipIf(folder === undefined).each(backends)('Wycheproof, %s backend', (name, backend) => {
  let accepted = 0
  let refused = 0
  let otherHash = 0
  let left = 0

  it.each(files)('%s', file => {
    const { testGroups } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as File
    const wrong: string[] = []
    for (const group of testGroups) {
      const run = runnerOf(backend, group)
      if (run === undefined) {
        otherHash += group.tests.length
        continue
      }
      const every = stride(backend, group)
      for (const test of group.tests) {
        if (test.result === 'valid' && test.tcId % every !== 0) {
          left++
          continue
        }
        let outcome = false
        try {
          outcome = run(test)
        } catch (error) {
          if (!(error instanceof EmrtdError)) throw error
        }
        if (outcome) accepted++
        else refused++
        if (outcome !== isExpected(test, group)) {
          wrong.push(
            `${test.tcId} ${test.result} ${test.flags.join(' ')}: ${outcome ? 'accepted' : 'refused'}`,
          )
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('runs as many vectors as ever', () => {
    const total = accepted + refused
    console.log(
      `Wycheproof, ${name} backend: ${total} vectors in ${files.length} files, ${accepted} accepted, ${refused} ` +
        `refused; ${otherHash} with SHA-512/224 or SHA-512/256 are not ours, ${left} left to EMRTD_FULL=1`,
    )
    expect(files.length).toBeGreaterThanOrEqual(78)
    expect(total).toBeGreaterThanOrEqual(least[backend.name])
  })
})
