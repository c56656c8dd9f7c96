import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { DerReader, encodeTlv } from '../../../src/asn1/index.js'
import { fromHex, toHex } from '../../../src/bytes.js'
import {
  curveByName,
  defaultBackend,
  type HashName,
  parsePublicKey,
  plainFromDerSignature,
  standardizedDomainParameters,
  verifyIso9796Part2,
} from '../../../src/crypto/index.js'
import { type ActiveAuthenticationKey, createVirtualChip } from '../../../src/testkit/chip/index.js'
import { bytes, readVectors } from '../../crypto/backends.js'
import { files, information, mrz } from './document.js'
import { Terminal } from './terminal.js'

const seed = Uint8Array.of(7)
const ciphers = ['3DES', 'AES-128', 'AES-192', 'AES-256'] as const
const arcs = { '3DES': 1, 'AES-128': 2, 'AES-192': 3, 'AES-256': 4 } as const

async function opened(options: object) {
  const chip = createVirtualChip({ files, mrz, seed, ...options })
  const terminal = new Terminal(chip)
  await terminal.selectApplication()
  await terminal.bac(information)
  return terminal
}

/** The public key for Chip Authentication of EF.DG14, by its type and key id. */
async function publicKeyOf(terminal: Terminal, keyId: bigint | undefined): Promise<Uint8Array> {
  const infos = new DerReader((await terminal.readFile(0x0e)).subarray(0)).wrapped(0x6e).set()
  while (!infos.atEnd) {
    const info = infos.sequence()
    if (!info.oid().startsWith('0.4.0.127.0.7.2.2.1.')) continue
    const key = parsePublicKey(info.raw())
    const id = info.atEnd ? undefined : info.integer()
    if (id === keyId) return key.type === 'EC' ? key.point : key.type === 'DH' ? key.value : new Uint8Array(0)
  }
  throw new Error('no key')
}

describe('Chip Authentication', () => {
  const keys = [0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18].flatMap(id =>
    ciphers.map(c => [id, c] as const),
  )
  test.each(keys)('parameters %i with %s', async (id, cipher) => {
    const parameters = standardizedDomainParameters(id)!
    const terminal = await opened({ chipAuthentication: [{ parameters: id, ciphers: [cipher] }] })
    const publicKey = await publicKeyOf(terminal, undefined)
    const oid = `0.4.0.127.0.7.2.2.3.${parameters.type === 'EC' ? 2 : 1}.${arcs[cipher]}`
    const done = await terminal.chipAuthentication(oid, cipher, parameters, publicKey)
    expect(done.status).toBe(0x9000)
    expect(await terminal.readFile(1)).toEqual(files['EF.DG1'])
    if (cipher !== '3DES' || parameters.type === 'DH') return
    const again = await opened({ chipAuthentication: [{ parameters: id, ciphers: [cipher] }] })
    await again.chipAuthentication(oid, cipher, parameters, publicKey, { kat: true })
    expect(await again.readFile(1)).toEqual(files['EF.DG1'])
  })

  test('two keys: the reference chooses and must be there', async () => {
    const terminal = await opened({
      chipAuthentication: [
        { parameters: 12, keyId: 1, ciphers: ['AES-128'] },
        { parameters: 13, keyId: 2, ciphers: ['AES-128'] },
      ],
    })
    const oid = '0.4.0.127.0.7.2.2.3.2.2'
    const parameters = standardizedDomainParameters(13)!
    const publicKey = await publicKeyOf(terminal, 2n)
    const run = (options?: object) =>
      terminal.chipAuthentication(oid, 'AES-128', parameters, publicKey, options)
    expect((await run()).status).toBe(0x6a88)
    expect((await run({ reference: 3 })).status).toBe(0x6a88)
    expect((await run({ reference: 2 })).status).toBe(0x9000)
    expect(await terminal.readFile(1)).toEqual(files['EF.DG1'])
  })

  test('a point off the curve is refused and the old session goes on', async () => {
    const terminal = await opened({ chipAuthentication: [{ parameters: 12, ciphers: ['3DES'] }] })
    const wrong = new Uint8Array(65).fill(4)
    expect((await terminal.send(0x22, 0x41, 0xa6, Uint8Array.of(0x91, 65, ...wrong))).status).toBe(0x6a80)
    expect(await terminal.readFile(1)).toEqual(files['EF.DG1'])
  })

  test('before access control it is refused', async () => {
    const chip = createVirtualChip({
      files,
      mrz,
      chipAuthentication: [{ parameters: 12, ciphers: ['3DES'] }],
    })
    expect(toHex(await chip.transmit(fromHex('002241A403840100')))).toBe('6982')
  })

  test("the key of BSI's reference data set", async () => {
    const { inputs, expected } = readVectors('ca').vectors.find(vector => vector.id === 'bsi-dg14')!
    const key = { parameters: 11, ciphers: ['3DES'], privateKey: fromHex(inputs['SK_IC']!) }
    const terminal = await opened({
      files: { ...files, 'EF.DG14': fromHex(inputs['EF_DG14']!) },
      chipAuthentication: [key],
    })
    expect(await publicKeyOf(terminal, undefined)).toEqual(fromHex(expected['PK_IC']!))
    const own = fromHex(expected['PK_IFD']!)
    expect((await terminal.send(0x22, 0x41, 0xa6, encodeTlv(0x91, own))).status).toBe(0x9000)
    terminal.start('3DES', fromHex(expected['shared_secret_K']!))
    expect(await terminal.readFile(1)).toEqual(files['EF.DG1'])
  })
})

function rsaKey(bits: number, hash: HashName, trailer?: 'explicit'): ActiveAuthenticationKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  const jwk = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })).export({ format: 'jwk' })
  const number = (text: string | undefined) => bytes(Buffer.from(text!, 'base64url'))
  return {
    type: 'RSA',
    modulus: number(jwk.n),
    publicExponent: number(jwk.e),
    privateExponent: number(jwk.d),
    hash,
    ...(trailer && { trailer }),
  }
}

describe('Active Authentication', () => {
  const challenge = fromHex('0102030405060708')
  const sign = async (terminal: Terminal) => terminal.send(0x88, 0, 0, challenge, 0x10000, { extended: true })
  const key15 = async (terminal: Terminal) =>
    parsePublicKey(new DerReader(await terminal.readFile(0x0f)).wrapped(0x6f).raw())

  test.each([
    [1024, 'SHA-1', undefined, 'BC'],
    [1024, 'SHA-1', 'explicit', '33CC'],
    [1280, 'SHA-224', undefined, '38CC'],
    [1792, 'SHA-256', undefined, '34CC'],
    [2048, 'SHA-384', undefined, '36CC'],
    [2048, 'SHA-512', undefined, '35CC'],
  ] as const)('RSA %i with %s (%s)', async (bits, hash, trailer, expected) => {
    const terminal = await opened({ activeAuthentication: rsaKey(bits, hash, trailer) })
    const key = await key15(terminal)
    if (key.type !== 'RSA') throw new Error('RSA expected')
    const { data, status } = await sign(terminal)
    expect(status).toBe(0x9000)
    expect(verifyIso9796Part2(defaultBackend, key, challenge, data)).toMatchObject({
      valid: true,
      hash,
      trailer: expected,
    })
    expect(verifyIso9796Part2(defaultBackend, key, fromHex('0102030405060709'), data).valid).toBe(false)
  })

  test.each([
    ['P-224', 'SHA-224'],
    ['brainpoolP256r1', 'SHA-256'],
    ['P-384', 'SHA-256'],
    ['P-521', 'SHA-512'],
  ] as const)('ECDSA on %s with %s', async (name, hash) => {
    const curve = curveByName(name)!
    const terminal = await opened({
      activeAuthentication: { type: 'ECDSA', curve, privateKey: Uint8Array.of(3, 1, 4), hash },
    })
    const key = await key15(terminal)
    if (key.type !== 'EC') throw new Error('EC expected')
    const { data } = await sign(terminal)
    expect(defaultBackend.verifyEcdsa(key, hash, challenge, data)).toBe(true)
    expect((await terminal.readFile(0x0e)).length).toBeGreaterThan(20)
  })

  test('leading zeros are stripped, and signatures are DER, where a fault says so', async () => {
    const rsa = rsaKey(1024, 'SHA-1')
    const short = await opened({ activeAuthentication: rsa, faults: ['activeAuthenticationShort'] })
    const key = await key15(short)
    const { data } = await sign(short)
    expect(data.length).toBeLessThan(128)
    if (key.type !== 'RSA') throw new Error('RSA expected')
    expect(verifyIso9796Part2(defaultBackend, key, challenge, data)).toMatchObject({
      valid: true,
      notes: ['leadingZerosRestored'],
    })
    const curve = curveByName('P-256')!
    const ecdsa = { type: 'ECDSA', curve, privateKey: Uint8Array.of(5), hash: 'SHA-256' } as const
    const der = await opened({ activeAuthentication: ecdsa, faults: ['activeAuthenticationDer'] })
    const plain = plainFromDerSignature((await sign(der)).data, 32)!
    const point = defaultBackend.ecMultiply(curve, ecdsa.privateKey)
    const publicKey = { type: 'EC', curve, point, explicitParameters: true } as const
    expect(defaultBackend.verifyEcdsa(publicKey, 'SHA-256', challenge, plain)).toBe(true)
  })

  test('challenges of another length, and terminals that are not in, are refused', async () => {
    const activeAuthentication = {
      type: 'ECDSA',
      curve: curveByName('P-256')!,
      privateKey: Uint8Array.of(5),
      hash: 'SHA-256',
    } as const
    const terminal = await opened({ activeAuthentication })
    expect((await terminal.send(0x88, 0, 0, new Uint8Array(7), 0x100)).status).toBe(0x6700)
    const chip = createVirtualChip({ files, mrz, activeAuthentication })
    expect(toHex(await chip.transmit(fromHex('0088000008010203040506070800')))).toBe('6982')
    expect(toHex(await createVirtualChip({ files }).transmit(fromHex('0088000008010203040506070800')))).toBe(
      '6d00',
    )
  })
})
