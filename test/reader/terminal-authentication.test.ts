import { describe, expect, test } from 'vitest'
import { parseCvCertificate, type TerminalCredential } from '../../src/authentication/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { parseMrz } from '../../src/mrz/index.js'
import { readDocument } from '../../src/reader/index.js'
import {
  type CvParty,
  createCountry,
  createTerminalPki,
  createVirtualChip,
  issueDocument,
  type TerminalPki,
  terminalSigner,
  type VirtualChipOptions,
  writeEfCvca,
} from '../../src/testkit/index.js'

/*
 * Terminal Authentication of TR-03105-5.1 §ISO7816_E through the reader: what a chip refuses costs the guarded files, and no more.
 */

const crypto = nativeBackend
const utopia = createCountry({ state: 'UTO', seed: 'terminals', terminals: {} })
const terminals = utopia.terminals!
const { files, mrz, chipKeys } = issueDocument(utopia, {
  chipAuthentication: { curve: 'P-256' },
  dataGroups: { 3: Uint8Array.of(0x63, 2, 5, 5), 4: Uint8Array.of(0x76, 2, 5, 5) },
})
const unguarded = ['EF.SOD', 'EF.COM', 'EF.DG1', 'EF.DG2', 'EF.DG14'] as const

function credentialOf(chain: readonly Pick<CvParty, 'certificate'>[], terminal: CvParty): TerminalCredential {
  return {
    certificate: parseCvCertificate(terminal.certificate),
    certificates: chain.map(({ certificate }) => parseCvCertificate(certificate)),
    sign: terminalSigner(terminal.key),
  }
}

const usual = ({ documentVerifier, terminal }: TerminalPki): TerminalCredential =>
  credentialOf([documentVerifier], terminal)

async function read(
  terminal: TerminalCredential,
  chip: Partial<VirtualChipOptions> = {},
  pki: TerminalPki = terminals,
) {
  const card = createVirtualChip({
    files,
    ...chipKeys,
    mrz: mrz.join('\n'),
    access: { bac: true, pace: [{ mapping: 'GM', cipher: 'AES-128', parameterId: 12 }] },
    // EF.DG14 as issued says nothing of Terminal Authentication; the chip knows it all the same.
    terminalAuthentication: { trustPoints: [pki.cvca.certificate] },
    crypto,
    ...chip,
  })
  const password = { type: 'MRZ', mrz: parseMrz(mrz) } as const
  const evidence = await readDocument(card, { password, terminal, crypto })
  const run = evidence.protocols.find(({ protocol }) => protocol === 'TERMINAL_AUTHENTICATION')
  const names = evidence.files.map(({ name }) => name)
  expect(evidence.fault).toBeUndefined()
  expect(names).toEqual(expect.arrayContaining([...unguarded]))
  return {
    completed: run?.completed,
    guarded: names.filter(name => name === 'EF.DG3' || name === 'EF.DG4'),
  }
}

/** The certificate with a wrong last byte of its signature. */
function forged(party: CvParty): CvParty {
  const certificate = party.certificate.slice()
  certificate[certificate.length - 1]! ^= 1
  return { ...party, certificate }
}

describe('the chip grants what the certificates say', () => {
  test.each([
    ['both', 3, ['EF.DG3', 'EF.DG4']],
    ['ISO7816_E_15: not EF.DG4', 1, ['EF.DG3']],
    ['ISO7816_E_14: not EF.DG3', 2, ['EF.DG4']],
    ['ISO7816_E_16: neither', 0, []],
  ])('%s', async (_, rights, guarded) => {
    const pki = createTerminalPki({ country: 'UT', seed: 'terminals', rights })
    expect(await read(usual(pki), {}, pki)).toEqual({ completed: true, guarded })
  })

  test.each([
    ['ISO7816_E_05', 'SHA-1', 'brainpoolP256r1'],
    ['ISO7816_E_06', 'SHA-224', 'brainpoolP256r1'],
    ['ISO7816_E_07', 'SHA-256', 'P-256'],
    ['ISO7816_E_37', 'SHA-384', 'brainpoolP384r1'],
    ['ISO7816_E_38', 'SHA-512', 'brainpoolP512r1'],
  ] as const)('%s: ECDSA with %s on %s', async (_, hash, curve) => {
    const algorithm = { kind: 'ecdsa', curve, parameters: 'explicit', hash } as const
    const pki = createTerminalPki({ country: 'UT', seed: 'terminals', algorithm })
    expect((await read(usual(pki), {}, pki)).guarded).toEqual(['EF.DG3', 'EF.DG4'])
  })

  test('ISO7816_E_32: a trust anchor is updated by the link certificate', async () => {
    const { link, next } = terminals
    const terminal = credentialOf([link, next.documentVerifier], next.terminal)
    expect(await read(terminal)).toEqual({ completed: true, guarded: ['EF.DG3', 'EF.DG4'] })
  })
})

describe('what goes wrong costs the guarded files alone', () => {
  const { documentVerifier, terminal } = terminals
  const good = usual(terminals)
  test.each<[string, TerminalCredential, Partial<VirtualChipOptions>]>([
    ['ISO7816_E_08: EF.CVCA names a key that the chip lacks', good, withCvca('XXCVCA00009')],
    ['ISO7816_E_12: a challenge of 7 bytes', good, { faults: ['challengeShort'] }],
    ['ISO7816_E_13: a challenge of 9 bytes', good, { faults: ['challengeLong'] }],
    ['ISO7816_E_11: the chip refuses the signature', good, { faults: ['terminalSignatureRefused'] }],
    ['a refused certificate', good, { faults: ['terminalCertificateRefused'] }],
    ['ISO7816_E_17: a forged document verifier', credentialOf([forged(documentVerifier)], terminal), {}],
    ['ISO7816_E_18: a forged terminal', credentialOf([documentVerifier], forged(terminal)), {}],
    ['ISO7816_E_24: no document verifier', credentialOf([], terminal), {}],
    [
      'ISO7816_E_19: an expired chain',
      good,
      { terminalAuthentication: { trustPoints: [terminals.cvca.certificate], today: '2028-06-01' } },
    ],
  ])('%s', async (_, credential, chip) => {
    const { completed, guarded } = await read(credential, chip)
    expect([completed === true, guarded]).toEqual([false, []])
  })

  function withCvca(reference: string): Partial<VirtualChipOptions> {
    return { files: { ...files, 'EF.CVCA': writeEfCvca([reference]) } }
  }
})
