import { describe, expect, test } from 'vitest'
import { type CardChannel, sendCommand } from '../../../src/apdu/index.js'
import { encodeTlv } from '../../../src/asn1/index.js'
import {
  type CompletedChipAuthentication,
  compressPublicKey,
  documentNumberIdentifier,
  findChipAuthenticationOffers,
  parseCvCertificate,
  performChipAuthentication,
  performTerminalAuthentication,
  type TerminalBinding,
  type TerminalCredential,
  verifyCvChain,
} from '../../../src/authentication/index.js'
import { concatBytes, latin1ToBytes } from '../../../src/bytes.js'
import { parseDg14, parseEfCvca } from '../../../src/lds/index.js'
import {
  createTerminalPki,
  type KeyAlgorithm,
  type TerminalPki,
  terminalSigner,
  type VirtualChipOptions,
  writeCvCertificate,
} from '../../../src/testkit/index.js'
import { scripted, upper } from '../../access/scripted.js'
import { backends } from '../../crypto/backends.js'
import { openByBac, openByPace } from '../open-chip.js'

const crypto = backends.find(([name]) => name === 'native')![1]
const dg3 = encodeTlv(0x63, new Uint8Array(30).fill(3))
const dg4 = encodeTlv(0x76, new Uint8Array(30).fill(4))
const identifier = documentNumberIdentifier('L898902C<3')

const pki = createTerminalPki({ country: 'UT', seed: 'terminal' })
const credentialOf = (
  { documentVerifier, terminal }: Pick<TerminalPki, 'documentVerifier' | 'terminal'>,
  ...links: readonly Uint8Array[]
): TerminalCredential => ({
  certificate: parseCvCertificate(terminal.certificate),
  certificates: [documentVerifier.certificate, ...links].map(parseCvCertificate),
  sign: terminalSigner(terminal.key),
})

const read = async (channel: CardChannel, file: number) =>
  (await sendCommand(channel, { cla: 0, ins: 0xb0, p1: 0x80 | file, p2: 0, le: 200 })).sw

async function chipAuthenticated(
  trustPoints: readonly Uint8Array[],
  options: Partial<VirtualChipOptions> & { readonly today?: string; readonly parameters?: number } = {},
): Promise<CompletedChipAuthentication & { readonly references: TerminalBinding['references'] }> {
  const { today, parameters = 13 } = options
  const { channel } = await openByBac(crypto, {
    files: { 'EF.DG3': dg3, 'EF.DG4': dg4 },
    chipAuthentication: [{ parameters, ciphers: ['AES-128'] }],
    terminalAuthentication: { trustPoints, today },
    ...options,
  })
  const bytes: number[] = []
  for (let more = true; more; ) {
    const [p1, p2] = bytes.length === 0 ? [0x8e, 0] : [bytes.length >> 8, bytes.length & 0xff]
    const { data } = await sendCommand(channel, { cla: 0, ins: 0xb0, p1: p1!, p2: p2!, le: 200 })
    bytes.push(...data)
    more = data.length === 200
  }
  const [offer] = findChipAuthenticationOffers(parseDg14(Uint8Array.from(bytes)).securityInfos)
  const run = await performChipAuthentication(channel, offer!, { crypto })
  if (!run.completed) throw run.error
  const { data } = await sendCommand(run.channel, { cla: 0, ins: 0xb0, p1: 0x9c, p2: 0, le: 36 })
  return { ...run, references: parseEfCvca(data).references }
}

const ec = (curve: string, hash: 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512'): KeyAlgorithm => ({
  kind: 'ecdsa',
  curve,
  parameters: 'explicit',
  hash,
})
const rsa = (padding: 'pkcs1' | 'pss', hash: 'SHA-1' | 'SHA-256' | 'SHA-512', bits = 1536): KeyAlgorithm => ({
  kind: 'rsa',
  bits,
  padding,
  hash,
})

describe('the certificates that the test kit builds', () => {
  const rows: readonly (readonly [string, KeyAlgorithm])[] = [
    ...(
      ['P-224', 'P-256', 'P-384', 'P-521', 'brainpoolP224r1', 'brainpoolP320r1', 'brainpoolP512r1'] as const
    ).flatMap(curve =>
      (['SHA-224', 'SHA-256', 'SHA-512'] as const).map(
        hash => [`${curve} ${hash}`, ec(curve, hash)] as const,
      ),
    ),
    ['P-256 SHA-1', ec('P-256', 'SHA-1')],
    ['brainpoolP384r1 SHA-384', ec('brainpoolP384r1', 'SHA-384')],
    ...(['SHA-1', 'SHA-256', 'SHA-512'] as const).flatMap(hash =>
      (['pkcs1', 'pss'] as const).map(padding => [`RSA ${padding} ${hash}`, rsa(padding, hash)] as const),
    ),
  ]
  test.each(rows)('%s: chain, rights and terminal', async (_, algorithm) => {
    const made = createTerminalPki({ country: 'UT', seed: 'rows', algorithm, rights: 0x01 })
    const [cvca, documentVerifier, terminal] = [made.cvca, made.documentVerifier, made.terminal].map(
      ({ certificate }) => parseCvCertificate(certificate),
    )
    for (const [, backend] of backends) {
      const result = verifyCvChain(cvca!, [documentVerifier!, terminal!], { backend, on: '2026-06-01' })
      if (result.status !== 'passed') throw new Error(result.detail)
      expect(result.holder.effectiveAuthorization).toEqual(Uint8Array.of(0x01))
    }
    const { channel, terminalKey, references } = await chipAuthenticated([made.cvca.certificate])
    const run = await performTerminalAuthentication(
      channel,
      credentialOf(made),
      { references, chipIdentifier: identifier, terminalKey },
      { crypto },
    )
    if (!run.completed) throw run.error
    expect(await read(channel, 3)).toBe(0x6282)
    expect(await read(channel, 4)).toBe(0x6982)
  })
})

describe('the rights that are left', () => {
  const granted = async (made: TerminalPki, options: Parameters<typeof chipAuthenticated>[1] = {}) => {
    const { channel, terminalKey, references } = await chipAuthenticated([made.cvca.certificate], options)
    expect(await read(channel, 3)).toBe(0x6982)
    const binding = { references, chipIdentifier: identifier, terminalKey }
    const run = await performTerminalAuthentication(channel, credentialOf(made), binding, { crypto })
    return [run.completed, (await read(channel, 3)) === 0x6282, (await read(channel, 4)) === 0x6282]
  }
  test('fingers, irises, both, none', async () => {
    for (const rights of [0, 1, 2, 3]) {
      const made = createTerminalPki({ country: 'UT', seed: 'terminal', rights })
      expect(await granted(made)).toEqual([true, (rights & 1) !== 0, (rights & 2) !== 0])
    }
  })

  test('after Chip Authentication with DH, whose key is signed as its hash', async () => {
    expect(await granted(pki, { parameters: 0 })).toEqual([true, true, true])
  })

  test('without extended length the certificates go in parts', async () => {
    expect(await granted(pki, { faults: ['extendedLengthRefused'] })).toEqual([true, true, true])
  })
})

test('over a link certificate to the next CVCA, which the chip then trusts by itself', async () => {
  const { channel, terminalKey, references } = await chipAuthenticated([pki.cvca.certificate])
  const binding = { references, chipIdentifier: identifier, terminalKey }
  const withoutLink = await performTerminalAuthentication(channel, credentialOf(pki.next), binding, {
    crypto,
  })
  expect(withoutLink).toMatchObject({ completed: false, error: { code: 'AUTHENTICATION_UNSUPPORTED' } })
  expect(withoutLink.evidence.certificates).toEqual([])
  const credential = credentialOf(pki.next, pki.link.certificate, pki.nextCvca.certificate)
  const run = await performTerminalAuthentication(channel, credential, binding, { crypto })
  if (!run.completed) throw run.error
  expect(run.evidence.certificates).toHaveLength(3)
  const { data } = await sendCommand(channel, { cla: 0, ins: 0xb0, p1: 0x9c, p2: 0, le: 36 })
  expect(parseEfCvca(data).references.map(({ text }) => text)).toEqual(['UTCVCA00002', 'UTCVCA00001'])
})

test('after PACE: the chip is named by its ephemeral key; after chip authentication mapping no more is needed', async () => {
  for (const mapping of ['CAM', 'GM'] as const) {
    const opened = await openByPace(
      crypto,
      { mapping, cipher: 'AES-128', parameterId: 13 },
      { files: { 'EF.DG3': dg3 }, terminalAuthentication: { trustPoints: [pki.cvca.certificate] } },
    )
    const binding = {
      references: [{ text: 'UTCVCA00001' }],
      chipIdentifier: compressPublicKey(crypto, 'EC', opened.chipEphemeralKey),
      terminalKey: { type: 'EC', publicKey: opened.terminalEphemeralKey },
    } as const
    const run = await performTerminalAuthentication(opened.channel, credentialOf(pki), binding, { crypto })
    expect(run.completed).toBe(mapping === 'CAM')
    expect(await read(opened.channel, 3)).toBe(mapping === 'CAM' ? 0x6282 : 0x6982)
  }
})

describe('refused by the chip or by the terminal', () => {
  const attempt = async (
    change: Partial<TerminalBinding> = {},
    credential: TerminalCredential = credentialOf(pki),
    options: Parameters<typeof chipAuthenticated>[1] = {},
  ) => {
    const { channel, terminalKey, references } = await chipAuthenticated([pki.cvca.certificate], options)
    const binding = { references, chipIdentifier: identifier, terminalKey, ...change }
    const run = await performTerminalAuthentication(channel, credential, binding, { crypto })
    if (run.completed) throw new Error('completed')
    expect(run.evidence).toMatchObject({ completed: false, fault: { code: run.error.code } })
    // The session goes on, and nothing was opened.
    expect(await read(channel, 3)).toBe(0x6982)
    return [run.error.code, run.error.statusWord]
  }
  const parse = (bytes: Uint8Array) => parseCvCertificate(bytes)

  test('another document number, another ephemeral key', async () => {
    expect(await attempt({ chipIdentifier: documentNumberIdentifier('L898902C<4') })).toEqual([
      'APDU_STATUS',
      0x6300,
    ])
    const terminalKey = { type: 'EC', publicKey: new Uint8Array(65).fill(4) } as const
    expect(await attempt({ terminalKey })).toEqual(['APDU_STATUS', 0x6300])
  })

  test('certificates that lead nowhere, that are changed, that have expired', async () => {
    expect(await attempt({ references: [{ text: 'XXCVCA00001' }] })).toEqual([
      'AUTHENTICATION_UNSUPPORTED',
      undefined,
    ])
    expect(await attempt({ references: [] })).toEqual(['AUTHENTICATION_UNSUPPORTED', undefined])
    const lone = { ...credentialOf(pki), certificates: [] }
    expect(await attempt({}, lone)).toEqual(['AUTHENTICATION_UNSUPPORTED', undefined])
    for (const which of ['documentVerifier', 'terminal'] as const) {
      const bytes = pki[which].certificate.slice()
      bytes[bytes.length - 1]! ^= 1
      const broken = credentialOf({ ...pki, [which]: { ...pki[which], certificate: bytes } })
      expect(await attempt({}, broken)).toEqual(['APDU_STATUS', 0x6300])
    }
    expect(await attempt({}, undefined, { today: '2027-06-01' })).toEqual(['APDU_STATUS', 0x6300])
  })

  test('a terminal that plays document verifier', async () => {
    const content = {
      ...pki.terminal.content,
      authorityReference: 'UTTERM00001',
      holderReference: 'UTTERM00002',
    }
    const forged = writeCvCertificate(content, pki.terminal.key)
    const credential = {
      ...credentialOf(pki),
      certificate: parse(forged),
      certificates: [pki.documentVerifier.certificate, pki.terminal.certificate].map(parse),
    }
    expect(await attempt({}, credential)).toEqual(['APDU_STATUS', 0x6300])
  })

  test('a challenge of another length', async () => {
    const { channel, terminalKey, references } = await chipAuthenticated([pki.cvca.certificate], {
      // The first challenge was that of BAC.
      faults: [{ id: 'challengeShort', after: 1 }],
    })
    const binding = { references, chipIdentifier: identifier, terminalKey }
    const run = await performTerminalAuthentication(channel, credentialOf(pki), binding, { crypto })
    expect(run).toMatchObject({ completed: false, error: { code: 'AUTHENTICATION_BAD_RESPONSE' } })
  })

  test("a signer that fails, and one with another's key", async () => {
    const failing = { ...credentialOf(pki), sign: () => Promise.reject(new Error('HSM is down')) }
    expect(await attempt({}, failing)).toEqual(['AUTHENTICATION_SIGNER_FAILED', undefined])
    const other = { ...credentialOf(pki), sign: terminalSigner(pki.documentVerifier.key) }
    expect(await attempt({}, other)).toEqual(['APDU_STATUS', 0x6300])
  })

  test('faults of the chip', async () => {
    for (const [fault, word] of [
      ['terminalCertificateRefused', 0x6300],
      ['terminalSignatureRefused', 0x6982],
    ] as const) {
      expect(await attempt({}, undefined, { faults: [fault] })).toEqual(['APDU_STATUS', word])
    }
  })

  test('before Chip Authentication, and twice in a session', async () => {
    const { channel } = await openByBac(crypto, {
      files: { 'EF.DG3': dg3 },
      terminalAuthentication: { trustPoints: [pki.cvca.certificate] },
    })
    const terminalKey = { type: 'EC', publicKey: new Uint8Array(65).fill(4) } as const
    const binding = { references: [{ text: 'UTCVCA00001' }], chipIdentifier: identifier, terminalKey }
    const early = await performTerminalAuthentication(channel, credentialOf(pki), binding, { crypto })
    expect(early).toMatchObject({ completed: false, error: { statusWord: 0x6982 } })
    const opened = await chipAuthenticated([pki.cvca.certificate])
    const whole = {
      references: opened.references,
      chipIdentifier: identifier,
      terminalKey: opened.terminalKey,
    }
    const run = () => performTerminalAuthentication(opened.channel, credentialOf(pki), whole, { crypto })
    expect((await run()).completed).toBe(true)
    expect(await run()).toMatchObject({ completed: false, error: { statusWord: 0x6982 } })
  })
})

describe('the commands as they are sent', () => {
  const terminalKey = { type: 'EC', publicKey: new Uint8Array(65).fill(4) } as const
  const binding = { references: [{ text: 'UTCVCA00001' }], chipIdentifier: identifier, terminalKey }
  const sign = async () => Uint8Array.of(0xaa, 0xbb)
  const small = { ...credentialOf(pki), sign }
  const perform = async (
    answers: readonly string[],
    options: Parameters<typeof performTerminalAuthentication>[3] = {},
    credential: TerminalCredential = small,
    change: Partial<TerminalBinding> = {},
  ) => {
    const channel = scripted(...answers)
    const run = await performTerminalAuthentication(
      channel,
      credential,
      { ...binding, ...change },
      { crypto, ...options },
    )
    return { sent: channel.sent, run }
  }
  const challenge = '0102030405060708'
  const withLength = (header: string, data: Uint8Array) =>
    header + upper(Uint8Array.of(data.length)) + upper(data)
  const name = (header: string, text: string) => withLength(header, encodeTlv(0x83, latin1ToBytes(text)))
  const dst = (text: string) => name('002281B6', text)
  const certificate = (bytes: Uint8Array) => {
    const { bodyBytes, signatureBytes } = parseCvCertificate(bytes)
    return withLength('002A00BE', concatBytes(bodyBytes, signatureBytes))
  }

  test('a certificate after the name of its key, then the name of the terminal, its challenge, its signature', async () => {
    const { sent, run } = await perform(['9000', '9000', '9000', '9000', '9000', `${challenge}9000`, '9000'])
    expect(run.completed).toBe(true)
    expect(sent).toEqual([
      dst('UTCVCA00001'),
      certificate(pki.documentVerifier.certificate),
      dst('UTDV00001'),
      certificate(pki.terminal.certificate),
      name('002281A4', 'UTTERM00001'),
      '0084000008',
      '0082000002AABB',
    ])
    expect(run.evidence.transcript.map(({ command }) => upper(command))).toEqual(sent)
  })

  test('the first refusal ends it', async () => {
    const good = ['9000', '9000', '9000', '9000', '9000', `${challenge}9000`, '9000']
    for (let at = 0; at < good.length; at++) {
      const { sent, run } = await perform([...good.slice(0, at), '6A88', '9000'])
      expect(run).toMatchObject({ completed: false, error: { code: 'APDU_STATUS', statusWord: 0x6a88 } })
      expect(sent).toHaveLength(at + 1)
    }
  })

  test('long certificates by extended length unless it is ruled out, and in parts after 6700', async () => {
    const long = createTerminalPki({
      country: 'UT',
      seed: 'long',
      algorithm: { kind: 'rsa', bits: 1536, padding: 'pkcs1', hash: 'SHA-256' },
    })
    const credential = { ...credentialOf(long), sign }
    const first = async (answers: readonly string[], extendedLength?: boolean) =>
      (await perform(answers, { extendedLength }, credential)).sent
        .slice(1, 3)
        .map(command => command.slice(0, 10))
    expect(await first(['9000', '6300'])).toEqual([expect.stringMatching(/^002A00BE00/)])
    expect(await first(['9000', '6300'], true)).toEqual([expect.stringMatching(/^002A00BE00/)])
    expect(await first(['9000', '6300'], false)).toEqual(['102A00BEFF'])
    expect(await first(['9000', '6700', '6300'])).toEqual([
      expect.stringMatching(/^002A00BE00/),
      '102A00BEFF',
    ])
  })

  test('without references nothing is sent, and the message says what the chip trusts', async () => {
    const none = await perform(['9000'], {}, small, { references: [] })
    expect(none.sent).toEqual([])
    expect(none.run).toMatchObject({ error: { message: 'no certificates from no key on' } })
    const others = await perform(['9000'], {}, small, { references: [{ text: 'A' }, { text: 'B' }] })
    expect(others.run).toMatchObject({ error: { message: 'no certificates from A, B on' } })
  })

  test("an error of the channel's own, as a bug is, is not taken for the chip's answer", async () => {
    const broken = { transmit: () => Promise.reject(new RangeError('a bug')) }
    await expect(performTerminalAuthentication(broken, small, binding, { crypto })).rejects.toThrow(
      RangeError,
    )
  })
})
