import { describe, expect, test } from 'vitest'
import { derInteger, derOid, derSequence, derSetOf, encodeTlv } from '../../../src/asn1/index.js'
import {
  type ActiveAuthenticationFiles,
  verifyActiveAuthentication,
} from '../../../src/authentication/active/verify-active-authentication.js'
import { bigIntToBytes, bytesToBigInt, concatBytes, fromHex } from '../../../src/bytes.js'
import {
  checkedRsaPublicKey,
  ecCurves,
  encodePublicKey,
  type HashName,
  hashAlgorithms,
} from '../../../src/crypto/index.js'
import { parseDg14, parseDg15 } from '../../../src/lds/index.js'
import { backends, readVectors } from '../../crypto/backends.js'
import { ecKey, filesOf, respond, rsaKey, rsaSizes } from './active-authentication-keys.js'

const challenge = fromHex('0102030405060708')
const hashes = Object.keys(hashAlgorithms) as HashName[]
const flipped = (bytes: Uint8Array, at = bytes.length >> 1, mask = 1): Uint8Array => {
  const changed = bytes.slice()
  changed[at]! ^= mask
  return changed
}

describe.each(backends)('%s backend', (_, backend) => {
  const verify = (signature: Uint8Array, files: ActiveAuthenticationFiles, nonce = challenge) =>
    verifyActiveAuthentication({ challenge: nonce, signature }, files, { backend })

  describe('RSA: every size with every hash and trailer', () => {
    const forms = hashes.flatMap(hash =>
      (hash === 'SHA-1' ? ['BC', '33CC'] : ['']).map(form => [hash, form] as const),
    )
    const rows = rsaSizes.flatMap(bits => forms.map(([hash, form]) => [bits, hash, form] as const))
    test.each(rows)('%i bits, %s %s', async (bits, hash, trailer) => {
      const key = rsaKey(bits, hash, trailer === '33CC' ? 'explicit' : undefined)
      const files = filesOf(key)
      const signature = await respond(key, challenge)
      const trailers = {
        'SHA-1': trailer,
        'SHA-224': '38CC',
        'SHA-256': '34CC',
        'SHA-384': '36CC',
        'SHA-512': '35CC',
      }
      expect(verify(signature, files)).toMatchObject({
        status: 'passed',
        hash,
        trailer: trailers[hash],
        notes: trailer === '33CC' ? ['explicitTrailerOfSha1'] : [],
      })
      expect(verify(flipped(signature), files).status).toBe('failed')
      expect(verify(signature, files, flipped(challenge)).status).toBe('failed')
      const dg15 = parseDg15(flipped(files.dg15.bytes, files.dg15.bytes.length - 40))
      expect(verify(signature, { dg15 }).status).toBe('failed')
    })
  })

  describe('ECDSA: every curve with every hash', () => {
    const rows = ecCurves.flatMap(curve => hashes.map(hash => [curve.name, hash, curve] as const))
    test.each(rows)('%s, %s', async (_name, hash, curve) => {
      const key = ecKey(curve, hash)
      const { dg15, dg14 } = filesOf(key)
      const signature = await respond(key, challenge)
      const announced = verify(signature, { dg15, dg14 })
      const unannounced = verify(signature, { dg15 })
      const fits = hashAlgorithms[hash].length * 8 <= curve.n.toString(2).length
      if (hash === 'SHA-1') {
        expect(announced).toMatchObject({ status: 'failed', reason: 'ALGORITHM_NOT_PERMITTED' })
        expect(unannounced).toMatchObject({ status: 'failed', reason: 'ALGORITHM_NOT_PERMITTED' })
        return
      }
      expect(announced).toMatchObject({ status: 'passed', hash, notes: fits ? [] : ['hashLongerThanKey'] })
      expect(unannounced).toMatchObject(
        fits
          ? { status: 'passed', hash, notes: ['hashNotAnnounced'] }
          : { status: 'failed', reason: 'ALGORITHM_NOT_PERMITTED' },
      )
      expect(verify(flipped(signature), { dg15, dg14 }).status).toBe('failed')
      // A curve of few bits sees only the beginning of a challenge's hash; any bit of the challenge changes it.
      expect(verify(signature, { dg15, dg14 }, flipped(challenge)).reason).toBe('SIGNATURE_INVALID')
      expect(
        verify(signature, { dg15: parseDg15(flipped(dg15.bytes, dg15.bytes.length - 1)), dg14 }).reason,
      ).toBe('KEY_MALFORMED')
    })
  })

  describe('Doc 9303-11 Appendix F', () => {
    const { vectors } = readVectors('aa')
    const byId = (id: string) => vectors.find(vector => vector.id === id)!

    test('its representative, signed with the key of the BSI reference data set', () => {
      const { inputs, expected } = byId('bsi-key-appF')
      const dg15 = parseDg15(fromHex(inputs['EF_DG15']!))
      const nonce = fromHex(inputs['RND_IFD']!)
      const signature = fromHex(expected['signature']!)
      const options = { backend, expectedChallenge: nonce }
      expect(verifyActiveAuthentication({ challenge: nonce, signature }, { dg15 }, options)).toMatchObject({
        status: 'passed',
        hash: 'SHA-1',
        trailer: 'BC',
        notes: [],
      })
    })

    test('its command is what is sent', () => {
      const { inputs } = byId('F')
      expect(inputs['command']).toBe(`0088000008${inputs['RND_IFD']}00`)
    })

    test.each(['sha1', 'sha224', 'sha256', 'sha384', 'sha512'])(
      'representatives with the trailer for %s',
      name => {
        const { inputs, expected } = byId(`decodeF-${name}`)
        const hash = `SHA-${name.slice(3)}` as HashName
        const m1 = fromHex(expected['M1']!)
        const nonce = fromHex(inputs['RND_IFD']!)
        expect(backend.digest(hash, m1, nonce)).toEqual(fromHex(expected['digest']!))
        // The published representatives are shorter than any modulus: the same M1 in the frame of one, with nibbles B.
        const f = fromHex(inputs['F']!)
        const key = rsaKey(1024, hash)
        if (key.type !== 'RSA') throw new Error('RSA expected')
        const block = concatBytes(
          Uint8Array.of(0x6b),
          new Uint8Array(128 - f.length - 1).fill(0xbb),
          Uint8Array.of(0xba),
          f.subarray(1),
        )
        const signature = backend.modPow(block, key.privateExponent, key.modulus)
        expect(verify(signature, filesOf(key), nonce)).toMatchObject({
          status: 'passed',
          hash,
          notes: expect.arrayContaining(['shortNonce']),
        })
      },
    )
  })

  test('what chips do: a leading zero stripped, DER, n - s', async () => {
    const rsa = rsaKey(1024, 'SHA-256')
    const short = await respond(rsa, challenge, ['activeAuthenticationShort'])
    expect(short.length).toBeLessThan(128)
    expect(verify(short, filesOf(rsa))).toMatchObject({ status: 'passed', notes: ['leadingZerosRestored'] })
    const signature = await respond(rsa, challenge)
    if (rsa.type !== 'RSA') throw new Error('RSA expected')
    const other = bigIntToBytes(bytesToBigInt(rsa.modulus) - bytesToBigInt(signature), 128)
    expect(verify(other, filesOf(rsa))).toMatchObject({ status: 'passed', notes: ['complement'] })
    const ec = ecKey(ecCurves.find(({ name }) => name === 'P-384')!, 'SHA-256')
    const der = await respond(ec, challenge, ['activeAuthenticationDer'])
    expect(verify(der, { dg15: filesOf(ec).dg15 })).toMatchObject({
      status: 'passed',
      hash: 'SHA-256',
      notes: ['derSignature', 'hashNotAnnounced'],
    })
  })

  test('refused, each with its reason', async () => {
    const rsa = rsaKey(1024, 'SHA-256')
    const ec = ecKey(ecCurves.find(({ name }) => name === 'P-256')!, 'SHA-256')
    const announced = filesOf(ecKey(ecCurves.find(({ name }) => name === 'P-256')!, 'SHA-224'))
    const signature = await respond(rsa, challenge)
    const files = filesOf(rsa)
    const reason = (result: { readonly reason?: string }) => result.reason
    for (const key of [rsa, ec]) {
      for (const fault of ['activeAuthenticationReplayed', 'activeAuthenticationOtherKey'] as const) {
        expect(reason(verify(await respond(key, challenge, [fault]), filesOf(key)))).toBe('SIGNATURE_INVALID')
      }
      expect(reason(verify(new Uint8Array(0), filesOf(key)))).toBe('PROTOCOL_REFUSED')
      expect(reason(verifyActiveAuthentication({ challenge }, filesOf(key), { backend }))).toBe(
        'PROTOCOL_REFUSED',
      )
    }
    expect(reason(verify(await respond(rsa, challenge, ['activeAuthenticationWrongTrailer']), files))).toBe(
      'ALGORITHM_NOT_PERMITTED',
    )
    expect(reason(verify(await respond(ec, challenge), announced))).toBe('ALGORITHM_MISMATCH')
    expect(reason(verify(signature, files, challenge.subarray(0, 7)))).toBe('CHALLENGE_MISMATCH')
    const expectedChallenge = flipped(challenge)
    expect(
      reason(verifyActiveAuthentication({ challenge, signature }, files, { backend, expectedChallenge })),
    ).toBe('CHALLENGE_MISMATCH')
    const broken = parseDg15(encodeTlv(0x6f, encodeTlv(0x30, Uint8Array.of(5, 0))))
    expect(reason(verify(signature, { dg15: broken }))).toBe('KEY_MALFORMED')
    // A key of a kind that nobody here can use, as Ed25519, says nothing against the document.
    const ed25519 = fromHex(`302a300506032b6570032100${'5a'.repeat(32)}`)
    expect(verify(signature, { dg15: parseDg15(encodeTlv(0x6f, ed25519)) })).toMatchObject({
      status: 'inconclusive',
      reason: 'ALGORITHM_UNSUPPORTED',
    })
    // What EF.DG14 announces for an EC key: a scheme of another kind of key, or one that nobody here knows.
    const announcing = (algorithm: string) =>
      parseDg14(
        encodeTlv(0x6e, derSetOf(derSequence(derOid('2.23.136.1.1.5'), derInteger(1), derOid(algorithm)))),
      )
    const { dg15 } = filesOf(ec)
    const ecSignature = await respond(ec, challenge)
    expect(verify(ecSignature, { dg15, dg14: announcing('1.2.840.113549.1.1.11') }).status).not.toBe('passed')
    const rsaScheme = {
      kind: 'ActiveAuthenticationInfo',
      signatureScheme: { kind: 'RSA-PKCS1', hash: 'SHA-256' },
    }
    const dg14 = { securityInfos: [rsaScheme] } as unknown as NonNullable<ActiveAuthenticationFiles['dg14']>
    expect(verify(ecSignature, { dg15, dg14 })).toMatchObject({
      status: 'failed',
      reason: 'ALGORITHM_MISMATCH',
    })
    expect(verify(ecSignature, { dg15, dg14: announcing('1.2.3.4') })).toMatchObject({
      status: 'inconclusive',
      reason: 'ALGORITHM_UNSUPPORTED',
    })
    // s + n opens to the same number; it is longer or not below n.
    if (rsa.type !== 'RSA') throw new Error('RSA expected')
    const sum = bytesToBigInt(signature) + bytesToBigInt(rsa.modulus)
    expect(verify(bigIntToBytes(sum, 129), files).status).toBe('failed')
    expect(verify(concatBytes(Uint8Array.of(0), signature), files).status).toBe('failed')
  })

  test('keys of another kind than their signatures, or of a kind nobody has for this', async () => {
    const rsa = rsaKey(1024, 'SHA-256')
    const signature = await respond(rsa, challenge)
    const withKey = (change: object): ActiveAuthenticationFiles => ({
      dg15: { ...filesOf(rsa).dg15, ...change } as ActiveAuthenticationFiles['dg15'],
    })
    const { publicKey } = filesOf(rsa).dg15
    // The signature holds; the key says that it makes others only.
    const pss = { hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32, trailerField: 1 }
    const mismatch = { status: 'failed', reason: 'ALGORITHM_MISMATCH' }
    expect(verify(signature, withKey({}))).toMatchObject({ status: 'passed' })
    expect(verify(signature, withKey({ publicKey: { ...publicKey, pss } }))).toMatchObject(mismatch)
    for (const type of ['DSA', 'DH']) {
      expect(verify(signature, withKey({ publicKey: { type } }))).toMatchObject(mismatch)
    }
    // One finding among several suffices to say that the algorithm, not the key, is the reason.
    const findings = [{ detail: 'something else' }, { detail: 'CRYPTO_UNSUPPORTED_ALGORITHM' }]
    expect(verify(signature, withKey({ publicKey: undefined, findings }))).toMatchObject({
      status: 'inconclusive',
      reason: 'ALGORITHM_UNSUPPORTED',
    })
  })

  test('M1 one byte shorter than there is room for is noted, one of full length is not', () => {
    const key = rsaKey(1024, 'SHA-1')
    if (key.type !== 'RSA') throw new Error('RSA expected')
    const notesFor = (head: string, length: number) => {
      const m1 = new Uint8Array(length).fill(0x11)
      const digest = backend.digest('SHA-1', m1, challenge)
      const block = concatBytes(fromHex(head), m1, digest, Uint8Array.of(0xbc))
      return verify(backend.modPow(block, key.privateExponent, key.modulus), filesOf(key))
    }
    expect(notesFor('6a', 106)).toMatchObject({ status: 'passed', notes: [] })
    expect(notesFor('6bba', 105)).toMatchObject({ status: 'passed', notes: ['shortNonce'] })
  })

  test('no hash and no trailer that the first byte or the last could hide', async () => {
    const key = rsaKey(1024, 'SHA-1')
    if (key.type !== 'RSA') throw new Error('RSA expected')
    const m1 = new Uint8Array(106).fill(0x11)
    const digest = backend.digest('SHA-1', m1, challenge)
    const dg15 = parseDg15(
      encodeTlv(0x6f, encodePublicKey(checkedRsaPublicKey(key.modulus, key.publicExponent))),
    )
    const opened = (block: Uint8Array) =>
      verify(backend.modPow(block, key.privateExponent, key.modulus), { dg15 })
    const block = concatBytes(Uint8Array.of(0x6a), m1, digest, Uint8Array.of(0xbc))
    expect(opened(block).status).toBe('passed')
    expect(opened(flipped(block, 0, 0x20)).status).toBe('failed')
    expect(opened(flipped(block, 0, 0x01)).status).toBe('failed')
    expect(opened(flipped(block, 127, 0x80)).status).toBe('failed')
    expect(opened(flipped(block, 126)).status).toBe('failed')
    expect(opened(flipped(block, 5)).status).toBe('failed')
  })
})
