import { describe, expect, test } from 'vitest'
import { encodeTlv, readTlv } from '../../../src/asn1/index.js'
import { latin1ToBytes, toHex } from '../../../src/bytes.js'
import { curveByName, defaultBackend, standardizedDomainParameters } from '../../../src/crypto/index.js'
import { randomFromSeed } from '../../../src/testkit/chip/chip-randomness.js'
import {
  type ChipFault,
  type ChipFaultDescription,
  type ChipFaultSetting,
  type ChipPaceOffer,
  chipFaults,
  createVirtualChip,
} from '../../../src/testkit/chip/index.js'
import { resolvePaceOffer } from '../../../src/testkit/chip/pace-offer.js'
import { createTerminalPki } from '../../../src/testkit/issuer/index.js'
import { backends } from '../../crypto/backends.js'
import { files, information, mrz } from './document.js'
import { Terminal } from './terminal.js'

type Kind = 'BAC' | 'ECDH-GM' | 'DH-GM' | 'ECDH-IM' | 'DH-IM' | 'CAM'
const kinds: readonly Kind[] = ['BAC', 'ECDH-GM', 'DH-GM', 'ECDH-IM', 'DH-IM', 'CAM']
const offers: Readonly<Record<Kind, ChipPaceOffer | undefined>> = {
  BAC: undefined,
  'ECDH-GM': { mapping: 'GM', cipher: 'AES-128', parameterId: 13 },
  'DH-GM': { mapping: 'GM', cipher: 'AES-128', parameterId: 0 },
  'ECDH-IM': { mapping: 'IM', cipher: 'AES-128', parameterId: 13 },
  'DH-IM': { mapping: 'IM', cipher: 'AES-128', parameterId: 0 },
  CAM: { mapping: 'CAM', cipher: 'AES-128', parameterId: 13 },
}

const native = backends.find(([name]) => name === 'native')![1]
const pki = createTerminalPki({ country: 'UT', seed: 'faults' })

/** A chip with everything, and a terminal that goes through everything, both with random bytes that repeat. */
async function dialogue(
  kind: Kind,
  faults: readonly (ChipFault | ChipFaultSetting)[],
  aa: 'RSA' | 'ECDSA' = 'ECDSA',
) {
  const lines: string[] = []
  const offer = offers[kind]
  const chip = createVirtualChip({
    files,
    mrz,
    can: '123456',
    access: offer === undefined ? { bac: true } : { bac: true, pace: [offer] },
    seed: Uint8Array.of(4, 2),
    chipAuthentication: [{ parameters: 12, privateKey: Uint8Array.of(77), ciphers: ['AES-128'] }],
    activeAuthentication: aa === 'ECDSA' ? ecdsa : rsa,
    terminalAuthentication: { trustPoints: [pki.cvca.certificate] },
    crypto: native,
    faults,
    onExchange: ({ command, response }) =>
      lines.push(`${toHex(command.subarray(0, 4))} ${response === undefined ? '-' : toHex(response)}`),
  })
  const terminal = new Terminal(
    chip,
    randomFromSeed(defaultBackend, Uint8Array.of(1)) as (n: number) => Uint8Array,
  )
  const attempt = async (step: () => Promise<unknown>): Promise<void> => {
    // A silent chip never answers, and a terminal that met a fault may stumble over it.
    const patience = new Promise(resolve => setTimeout(resolve, 20, 'silence'))
    const done = await Promise.race([step().catch(error => `${error}`), patience])
    if (typeof done === 'string') lines.push(done)
  }
  await attempt(() => terminal.send(0xa4, 0, 0x0c))
  await attempt(() => terminal.send(0xb0, 0x9c, 0, undefined, 0x100))
  await attempt(() => terminal.send(0xa4, 0x02, 0x0c, Uint8Array.of(1, 0x1c)))
  if (offer === undefined) {
    await attempt(() => terminal.selectApplication())
    await attempt(() => terminal.bac(information))
  } else {
    const { oid, mapping, cipher, parameters } = resolvePaceOffer(offer)
    await attempt(() => terminal.pace({ oid, mapping, cipher, parameters, password: 2, secret: '123456' }))
    await attempt(() => terminal.selectApplication())
  }
  for (let i = 0; i < 8; i++) await attempt(() => terminal.send(0xa4, 0x02, 0x0c, Uint8Array.of(1, 0x1e)))
  await attempt(() => terminal.send(0xb0, 0, 0, undefined, 0x100))
  await attempt(() => terminal.send(0xb0, 0x81, 0, undefined, 4))
  await attempt(() => terminal.send(0xb0, 0, 8, undefined, 0xf0))
  await attempt(() => terminal.send(0xb0, 0, 60, undefined, 1))
  await attempt(() => terminal.send(0xb0, 0x9d, 0, undefined, 0x100))
  await attempt(() => terminal.send(0xb0, 0, 0, undefined, 600, { extended: true }))
  await attempt(() => terminal.send(0xb1, 0, 0, Uint8Array.of(0x54, 1, 4), 0x20))
  await attempt(() => terminal.send(0x88, 0, 0, new Uint8Array(8), 0x100))
  const p256 = standardizedDomainParameters(12)!
  const publicKey = defaultBackend.ecMultiply(curveByName('P-256')!, Uint8Array.of(77))
  await attempt(() => terminal.chipAuthentication('0.4.0.127.0.7.2.2.3.2.2', 'AES-128', p256, publicKey))
  await attempt(() => terminal.send(0xb0, 0x81, 0, undefined, 4))
  await attempt(() => terminal.send(0xb0, 0x8e, 0, undefined, 0x100))
  await attempt(() => terminal.send(0xb0, 1, 0, undefined, 0x100))
  for (const { certificate, content } of [pki.documentVerifier, pki.terminal]) {
    const name = encodeTlv(0x83, latin1ToBytes(content.authorityReference))
    await attempt(() => terminal.send(0x22, 0x81, 0xb6, name))
    await attempt(() => terminal.send(0x2a, 0x00, 0xbe, readTlv(certificate).value))
  }
  const name = encodeTlv(0x83, latin1ToBytes(pki.terminal.content.holderReference))
  await attempt(() => terminal.send(0x22, 0x81, 0xa4, name))
  await attempt(() => terminal.send(0x84, 0, 0, undefined, 8))
  // The terminal of the test signs nothing: whether the chip would have taken a signature is for other tests.
  await attempt(() => terminal.send(0x82, 0, 0, new Uint8Array(64).fill(1)))
  if (kind !== 'BAC') {
    chip.reset()
    terminal.forget()
    await attempt(() => terminal.selectApplication())
    await attempt(() => terminal.bac(information))
  }
  return lines
}

const ecdsa = {
  type: 'ECDSA',
  curve: curveByName('P-256')!,
  privateKey: Uint8Array.of(5),
  hash: 'SHA-256',
} as const
// n = (2^521 - 1)(2^607 - 1): both are prime, and no key was ever worse.
const [p, q] = [2n ** 521n - 1n, 2n ** 607n - 1n] as const
const number = (value: bigint): Uint8Array =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(282, '0'), 'hex'))
const rsa = {
  type: 'RSA',
  modulus: number(p * q),
  publicExponent: Uint8Array.of(1, 0, 1),
  privateExponent: number(inverse(65537n, (p - 1n) * (q - 1n))),
  hash: 'SHA-1',
} as const

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, u, v] = [value, modulus, 1n, 0n]
  while (b !== 0n) [a, b, u, v] = [b, a % b, v, u - (a / b) * v]
  return ((u % modulus) + modulus) % modulus
}

/** Where a fault shows, by what it needs. */
function kindsOf({ id, phase, needs }: ChipFaultDescription): readonly Kind[] {
  // With chip authentication mapping they are expected.
  if (id === 'camDataUnexpected') return ['DH-GM', 'ECDH-GM']
  const possible = phase === 'pace' || phase === 'clone' ? kinds : (['BAC', 'ECDH-GM'] as const)
  return possible.filter(kind =>
    needs.every(need => {
      if (need === 'BAC' || need === 'CA' || need === 'AA' || need === 'TA') return true
      if (need === 'RSA' || need === 'ECDSA' || need === 'AES') return true
      if (need === 'PACE') return kind !== 'BAC'
      if (need === 'ECDH') return kind.startsWith('ECDH') || kind === 'CAM'
      return need === 'GM' ? kind.endsWith('GM') || kind === 'CAM' : kind.endsWith(need)
    }),
  )
}

const quiet = new Map<string, Promise<readonly string[]>>()
function without(kind: Kind, aa: 'RSA' | 'ECDSA'): Promise<readonly string[]> {
  const key = kind + aa
  if (!quiet.has(key)) quiet.set(key, dialogue(kind, [], aa))
  return quiet.get(key)!
}

describe('every fault of the catalogue shows in the dialogue', () => {
  test('without faults two dialogues are the same', async () => {
    for (const kind of kinds) expect(await dialogue(kind, [])).toEqual(await without(kind, 'ECDSA'))
  })

  test.each(chipFaults.flatMap(fault => kindsOf(fault).map(kind => [fault.id, kind, fault] as const)))(
    '%s with %s',
    async (id, kind, { needs }) => {
      const aa = needs.includes('RSA') ? 'RSA' : 'ECDSA'
      expect(await dialogue(kind, [id], aa)).not.toEqual(await without(kind, aa))
    },
  )
})

describe('circumstances of a fault', () => {
  test('after and times', async () => {
    const right = await without('BAC', 'ECDSA')
    const once = await dialogue('BAC', [{ id: 'emptyResponse', after: 2, times: 1 }])
    const changed = once.flatMap((line, index) => (line === right[index] ? [] : [index]))
    expect(changed[0]).toBe(2)
    expect(once[2]).toBe('00a4020c ')
  })

  test('ins and file', async () => {
    const chip = createVirtualChip({ files, faults: [{ id: 'fileRefused', file: 'EF.DG2', status: 0x6a88 }] })
    const terminal = new Terminal(chip)
    await terminal.selectApplication()
    expect((await terminal.send(0xb0, 0x81, 0, undefined, 4)).status).toBe(0x9000)
    expect((await terminal.send(0xb0, 0x82, 0, undefined, 4)).status).toBe(0x6a88)
    const lost = createVirtualChip({ files, faults: [{ id: 'commandLost', ins: 0xb0 }] })
    const other = new Terminal(lost)
    expect((await other.selectApplication()).status).toBe(0x9000)
    await expect(other.send(0xb0, 0x81, 0, undefined, 4)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
  })

  test('limit', async () => {
    const chip = createVirtualChip({ files, faults: [{ id: 'longLe6Cxx', limit: 192 }] })
    const terminal = new Terminal(chip)
    await terminal.selectApplication()
    expect((await terminal.send(0xb0, 0x82, 0, undefined, 193)).status).toBe(0x6cc0)
    expect((await terminal.send(0xb0, 0x82, 0, undefined, 192)).data.length).toBe(192)
  })

  test('an unknown fault is a mistake of the caller', () => {
    expect(() => createVirtualChip({ files, faults: ['noSuchFault' as ChipFault] })).toThrow(TypeError)
  })
})

describe('what the faults leave right', () => {
  async function opened(faults: readonly (ChipFault | ChipFaultSetting)[], extendedLength = true) {
    const chip = createVirtualChip({ files, mrz, faults, extendedLength })
    const terminal = new Terminal(chip)
    await terminal.selectApplication()
    await terminal.bac(information)
    return { chip, terminal }
  }

  test.each(['longLe6700', 'longLe6Cxx', 'longLe61xx', 'longLe6282', 'longLe6B00'] as const)(
    '%s: the session goes on once the terminal takes its counter back',
    async id => {
      const { chip, terminal } = await opened([id])
      const command = terminal.protect(0xb0, 0x82, 0, new Uint8Array(0), 0x100)
      const refused = await chip.transmit(command)
      expect(refused.length).toBe(2)
      terminal.uncount()
      expect(await terminal.readFile(2, 223)).toEqual(files['EF.DG2'])
    },
  )

  test('responseInParts: the parts make a protected response', async () => {
    const { chip, terminal } = await opened([{ id: 'responseInParts', limit: 50 }])
    const parts: number[] = []
    let response = await chip.transmit(terminal.protect(0xb0, 0x82, 0, new Uint8Array(0), 200))
    while (response[response.length - 2] === 0x61) {
      parts.push(...response.subarray(0, -2))
      response = await chip.transmit(Uint8Array.of(0x00, 0xc0, 0, 0, response[response.length - 1]!))
    }
    const whole = Uint8Array.of(...parts, ...response)
    expect(terminal.unprotect(whole).data).toEqual(files['EF.DG2']!.subarray(0, 200))
  })

  test('oddInsFromBeginningRefused: even INS below 32768, odd INS from there', async () => {
    const { terminal } = await opened(['oddInsFromBeginningRefused'])
    expect(await terminal.readFile(3, 223)).toEqual(files['EF.DG3'])
  })

  test('commandLost leaves the session where it was, responseLost does not', async () => {
    const { terminal } = await opened([{ id: 'commandLost', ins: 0xb0, times: 1 }])
    await expect(terminal.send(0xb0, 0x81, 0, undefined, 4)).rejects.toThrow()
    terminal.uncount()
    expect((await terminal.send(0xb0, 0x81, 0, undefined, 4)).status).toBe(0x9000)
    const other = await opened([{ id: 'responseLost', ins: 0xb0, times: 1 }])
    await expect(other.terminal.send(0xb0, 0x81, 0, undefined, 4)).rejects.toThrow()
    other.terminal.uncount()
    expect((await other.terminal.send(0xb0, 0x81, 0, undefined, 4)).status).toBe(0x6988)
  })

  test('leadingZeroSecret: the secret keeps its zeros and the session works', async () => {
    const offer = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 } as const
    const { oid } = resolvePaceOffer(offer)
    const chip = createVirtualChip({
      files,
      can: '1',
      access: { pace: [offer] },
      faults: ['leadingZeroSecret'],
    })
    const terminal = new Terminal(chip)
    const last = await terminal.pace({ ...offer, oid, parameters: 12, password: 2, secret: '1' })
    expect(last.status).toBe(0x9000)
    expect((await terminal.selectApplication()).status).toBe(0x9000)
  })

  test('endless faults never settle on one answer that ends it', async () => {
    const chip = createVirtualChip({ files, faults: ['endlessWrongLe'] })
    const seen = new Set<string>()
    for (let i = 0; i < 50; i++) seen.add(toHex(await chip.transmit(Uint8Array.of(0, 0xb0, 0x81, 0, i + 1))))
    expect(seen.size).toBe(50)
  })
})
