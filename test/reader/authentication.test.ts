import { describe, expect, test } from 'vitest'
import { parseCvCertificate, type TerminalCredential } from '../../src/authentication/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import type { DocumentEvidence } from '../../src/evidence.js'
import { loadEvidence, saveEvidence } from '../../src/evidence-json.js'
import { type Inspection, type InspectOptions, inspect } from '../../src/inspection/index.js'
import { parseMrz } from '../../src/mrz/index.js'
import { createTrustStore } from '../../src/pki/index.js'
import { type ReadDocumentOptions, readDocument } from '../../src/reader/index.js'
import { dg14Infos } from '../../src/testkit/chip/authentication-files.js'
import { writePaceInfos } from '../../src/testkit/chip/security-infos.js'
import {
  type ChipFault,
  type ChipFaultSetting,
  type ChipPaceOffer,
  createCountry,
  createTerminalPki,
  createVirtualChip,
  issueDocument,
  terminalSigner,
  type VirtualChipOptions,
  writeDg14,
} from '../../src/testkit/index.js'
import type { Check } from '../../src/verdict.js'

const crypto = nativeBackend
const at = new Date('2026-06-01T00:00:00Z')
const utopia = createCountry({ state: 'UTO', seed: 'authentication' })
const trust = createTrustStore([{ name: 'csca', bytes: utopia.csca.certificate, trust: 'asGiven' }])
const terminals = createTerminalPki({ country: 'UT', seed: 'authentication' })
const cam: ChipPaceOffer = { mapping: 'CAM', cipher: 'AES-128', parameterId: 13 }
const gm: ChipPaceOffer = { mapping: 'GM', cipher: 'AES-128', parameterId: 13 }
const { key: signerKey, certificate } = utopia.documentSigner

/** A document that offers some of the protocols, and its chip. */
function personalise(protocols: readonly ('AA' | 'CA' | 'CAM')[], seed = utopia) {
  const keys = issueDocument(seed, {
    activeAuthentication: { kind: 'ecdsa', curve: 'P-256', parameters: 'named', hash: 'SHA-256' },
    chipAuthentication: { curve: 'brainpoolP256r1', ciphers: ['AES-128'] },
  })
  const { activeAuthentication, chipAuthentication = [] } = keys.chipKeys
  const active = protocols.includes('AA') ? activeAuthentication : undefined
  const agreed = protocols.includes('CA') ? chipAuthentication : []
  const pace = protocols.includes('CAM') ? [cam, gm] : [gm]
  const dg14 = writeDg14([
    ...pace.flatMap(writePaceInfos),
    ...dg14Infos(
      crypto,
      agreed.map(key => ({ ...key, keyId: undefined })),
      active,
      agreed.length > 0 ? {} : undefined,
    ),
  ])
  const { files, mrz } = issueDocument(seed, {
    dataGroups: {
      3: Uint8Array.of(0x63, 2, 5, 5),
      14: dg14,
      ...(active && { 15: keys.files['EF.DG15']! }),
    },
  })
  const options: VirtualChipOptions = {
    files,
    mrz: mrz.join('\n'),
    access: { bac: true, pace },
    ...(active && { activeAuthentication: active }),
    chipAuthentication: agreed,
    camKeys: { 13: Uint8Array.of(2, 7, 1, 8, 2, 8) },
    terminalAuthentication: { trustPoints: [terminals.cvca.certificate] },
    cardSecuritySigner: {
      certificate,
      signatureAlgorithm: signerKey.signatureAlgorithm,
      hash: signerKey.algorithm.hash,
      sign: signerKey.sign,
    },
    crypto,
  }
  return { options, mrz: parseMrz(mrz, { referenceDate: at }) }
}

type Document = ReturnType<typeof personalise>
const full = personalise(['AA', 'CA', 'CAM'])
const activeOnly = personalise(['AA'])
const agreedOnly = personalise(['CA'])
const camOnly = personalise(['CAM'])

async function read(
  { options, mrz }: Document,
  change: Partial<VirtualChipOptions> = {},
  how: ReadDocumentOptions = {},
): Promise<DocumentEvidence> {
  const chip = createVirtualChip({ ...options, ...change })
  return readDocument(chip, { password: { type: 'MRZ', mrz }, crypto, ...how })
}

/** Judges evidence at once, and as it was saved and loaded: that must be the same. */
function judge(evidence: DocumentEvidence, options: Partial<InspectOptions> = {}) {
  const inspection: Inspection = inspect(evidence, { trust, at, ...options })
  expect(inspect(loadEvidence(saveEvidence(evidence)), { trust, at, ...options })).toEqual(inspection)
  const of = (id: Check['id']) => inspection.checks.find(check => check.id === id)!
  return {
    verdict: inspection.verdict,
    whole: of('CHIP.AUTHENTICITY'),
    of,
    authentic: inspection.chip.authentic?.proofs.map(({ protocol }) => protocol),
    completed: inspection.chip.completed.map(({ protocol }) => protocol),
  }
}

const credential: TerminalCredential = {
  certificate: parseCvCertificate(terminals.terminal.certificate),
  certificates: [parseCvCertificate(terminals.documentVerifier.certificate)],
  sign: terminalSigner(terminals.terminal.key),
}

describe('what the document offers is performed, in the order of Doc 9303-11 appendix J.1', () => {
  test('PACE-CAM, Chip, Active and Terminal Authentication', async () => {
    const evidence = await read(full, {}, { terminal: credential })
    expect(evidence.fault).toBeUndefined()
    expect(evidence.protocols.map(({ protocol, completed }) => [protocol, completed])).toEqual([
      ['PACE', true],
      ['CHIP_AUTHENTICATION', true],
      ['ACTIVE_AUTHENTICATION', true],
      ['TERMINAL_AUTHENTICATION', true],
    ])
    const steps = evidence.steps.map(({ name }) => name)
    const order = [
      'PACE',
      'EF.CardSecurity',
      'EF.SOD',
      'EF.DG14',
      'Chip Authentication',
      'Active Authentication',
    ]
    const rest = ['EF.DG1', 'EF.CVCA', 'Terminal Authentication', 'EF.DG3']
    expect(steps.filter(name => [...order, ...rest].includes(name))).toEqual([...order, ...rest])
    expect(evidence.files.map(({ name }) => name)).toContain('EF.DG3')
    const { verdict, authentic, of } = judge(evidence)
    expect(verdict).toBe('valid')
    expect(authentic).toEqual(['ACTIVE_AUTHENTICATION', 'CHIP_AUTHENTICATION', 'PACE_CAM'])
    expect(of('CHIP.CARD_ACCESS').status).toBe('passed')
    expect(of('CHIP.CARD_SECURITY').status).toBe('passed')
  })

  test('after BAC, whose terminal signs the document number', async () => {
    const evidence = await read(agreedOnly, { access: { bac: true } }, { terminal: credential })
    expect(evidence.protocols.map(({ protocol, completed }) => [protocol, completed])).toEqual([
      ['BAC', true],
      ['CHIP_AUTHENTICATION', true],
      ['TERMINAL_AUTHENTICATION', true],
    ])
    expect(evidence.files.map(({ name }) => name)).toContain('EF.DG3')
  })

  test('without a terminal guarded files stay closed, and the rest is read', async () => {
    const evidence = await read(full)
    expect(evidence.unread.find(({ name }) => name === 'EF.DG3')).toMatchObject({ statusWord: 0x6982 })
    expect(judge(evidence).verdict).toBe('valid')
  })

  test('frames that are lost: the session is opened anew and bound to the chip again', async () => {
    let reads = 0
    await read(agreedOnly, {
      onExchange: ({ command }) => {
        if (command[1] === 0xb0) reads += 1
      },
    })
    // One of the last, long after Chip Authentication.
    const lost: ChipFaultSetting = { id: 'commandLost', ins: 0xb0, after: reads - 2, times: 1 }
    const evidence = await read(agreedOnly, { faults: [lost] })
    expect(evidence.fault).toBeUndefined()
    expect(evidence.protocols.map(({ protocol }) => protocol)).toEqual([
      'PACE',
      'CHIP_AUTHENTICATION',
      'PACE',
      'CHIP_AUTHENTICATION',
    ])
    expect(judge(evidence).authentic).toEqual(['CHIP_AUTHENTICATION'])
    const inProtocol = await read(activeOnly, { faults: [{ id: 'responseLost', ins: 0x88, times: 1 }] })
    expect(judge(inProtocol).authentic).toEqual(['ACTIVE_AUTHENTICATION'])
    const gone = await read(activeOnly, { faults: [{ id: 'cardRemoved', ins: 0x88 }] })
    expect(judge(gone).of('CHIP.ACTIVE_AUTHENTICATION')).toMatchObject({
      status: 'inconclusive',
      reason: 'PROTOCOL_INTERRUPTED',
    })
  })
})

describe('copies: each is refused with its own reason, and none is ever authentic', () => {
  const other = personalise(['AA', 'CA'], createCountry({ state: 'UTO', seed: 'clone' }))
  const { activeAuthentication } = activeOnly.options
  if (activeAuthentication?.type !== 'ECDSA') throw new Error('ECDSA')
  const without = (...names: readonly ('EF.DG14' | 'EF.DG15')[]): readonly ChipFaultSetting[] =>
    names.map(file => ({ id: 'fileNotFound', file }))
  const swapped = (file: 'EF.DG14' | 'EF.DG15', document: Document): VirtualChipOptions['files'] => ({
    ...document.options.files,
    [file]: other.options.files[file]!,
  })
  const rows: readonly (readonly [
    string,
    Document,
    Partial<VirtualChipOptions> & { readonly faults?: readonly (ChipFault | ChipFaultSetting)[] },
    Check['id'],
    Check['reason'],
  ])[] = [
    [
      'another key of Active Authentication',
      activeOnly,
      { faults: ['activeAuthenticationOtherKey'] },
      'CHIP.ACTIVE_AUTHENTICATION',
      'SIGNATURE_INVALID',
    ],
    [
      'another key of Chip Authentication',
      agreedOnly,
      { faults: ['chipAuthenticationOtherKey'] },
      'CHIP.CHIP_AUTHENTICATION',
      'CHIP_KEY_NOT_PROVEN',
    ],
    [
      'the old session goes on',
      agreedOnly,
      { faults: ['chipAuthenticationOldKeys'] },
      'CHIP.CHIP_AUTHENTICATION',
      'CHIP_KEY_NOT_PROVEN',
    ],
    [
      'Chip Authentication is refused',
      agreedOnly,
      { faults: ['chipAuthenticationRefused'] },
      'CHIP.CHIP_AUTHENTICATION',
      'PROTOCOL_REFUSED',
    ],
    [
      'no signature',
      activeOnly,
      { faults: ['activeAuthenticationStatusOnly'] },
      'CHIP.ACTIVE_AUTHENTICATION',
      'PROTOCOL_REFUSED',
    ],
    [
      'its own EF.DG15',
      activeOnly,
      { files: swapped('EF.DG15', activeOnly), ...pick(other, 'activeAuthentication') },
      'CHIP.ACTIVE_AUTHENTICATION',
      'CHIP_KEY_NOT_SIGNED',
    ],
    [
      'its own EF.DG14',
      agreedOnly,
      { files: swapped('EF.DG14', agreedOnly), ...pick(other, 'chipAuthentication') },
      'CHIP.CHIP_AUTHENTICATION',
      'CHIP_KEY_NOT_SIGNED',
    ],
    [
      'no EF.DG15',
      activeOnly,
      { faults: without('EF.DG15') },
      'CHIP.ACTIVE_AUTHENTICATION',
      'CHIP_KEY_WITHHELD',
    ],
    [
      'no EF.DG14, and an EF.COM without it',
      agreedOnly,
      { faults: [...without('EF.DG14'), 'comWithoutKeys'] },
      'CHIP.CHIP_AUTHENTICATION',
      'CHIP_KEY_WITHHELD',
    ],
    [
      'an old response',
      activeOnly,
      { faults: ['activeAuthenticationReplayed'] },
      'CHIP.ACTIVE_AUTHENTICATION',
      'SIGNATURE_INVALID',
    ],
    [
      'another hash than announced',
      activeOnly,
      { activeAuthentication: { ...activeAuthentication, hash: 'SHA-384' } },
      'CHIP.ACTIVE_AUTHENTICATION',
      'ALGORITHM_MISMATCH',
    ],
    [
      'a point off its curve',
      agreedOnly,
      { faults: ['chipAuthenticationKeyOffCurve'] },
      'CHIP.CHIP_AUTHENTICATION',
      'KEY_MALFORMED',
    ],
    [
      'a point of small order',
      agreedOnly,
      { faults: ['chipAuthenticationKeySmallOrder'] },
      'CHIP.CHIP_AUTHENTICATION',
      'KEY_MALFORMED',
    ],
    [
      'another key of chip authentication mapping',
      camOnly,
      { faults: ['camOtherKey'] },
      'CHIP.PACE_CAM',
      'CAM_DATA_MISMATCH',
    ],
    [
      'a relay that ends PACE itself',
      camOnly,
      { faults: ['camRelayed'] },
      'CHIP.PACE_CAM',
      'CAM_DATA_MISMATCH',
    ],
    [
      'no EF.CardSecurity',
      camOnly,
      { faults: [{ id: 'fileNotFound', file: 'EF.CardSecurity' }] },
      'CHIP.PACE_CAM',
      'CHIP_KEY_WITHHELD',
    ],
  ]
  test.each(rows)('%s', async (_, document, clone, id, reason) => {
    const original = judge(await read(document))
    expect(original.whole.status).toBe('passed')
    expect(original.authentic).toBeDefined()
    const copy = judge(await read(document, clone))
    expect(copy.of(id)).toMatchObject({ status: 'failed', reason })
    expect(copy.whole).toMatchObject({ status: 'failed', reason })
    expect(copy.authentic).toBeUndefined()
    expect(copy.verdict).toBe('invalid')
  })

  test('a signer of its own: nobody trusts it, whatever completed', async () => {
    const { verdict, whole, authentic, completed } = judge(await read(other))
    expect([verdict, whole.status, whole.reason]).toEqual([
      'inconclusive',
      'inconclusive',
      'CHIP_KEY_NOT_TRUSTED',
    ])
    expect(authentic).toBeUndefined()
    expect(completed).toEqual(['ACTIVE_AUTHENTICATION', 'CHIP_AUTHENTICATION'])
  })

  test('an EF.CardAccess without chip authentication mapping, against EF.DG14', async () => {
    const evidence = await read(camOnly, { faults: ['cardAccessWithoutCam'] })
    const { of, authentic } = judge(evidence, { policy: 'onboarding' })
    expect(of('CHIP.CARD_ACCESS')).toMatchObject({ status: 'failed', reason: 'CARD_ACCESS_MISMATCH' })
    expect(of('CHIP.PACE_CAM').status).toBe('inconclusive')
    expect(authentic).toBeUndefined()
  })

  test('all at once, everything stripped: nothing is left that could be authentic', async () => {
    const faults = [...without('EF.DG14', 'EF.DG15'), 'comWithoutKeys', 'cardAccessWithoutCam'] as const
    const { of, authentic, verdict } = judge(await read(full, { faults }))
    expect(of('CHIP.ACTIVE_AUTHENTICATION').reason).toBe('CHIP_KEY_WITHHELD')
    expect(of('CHIP.CHIP_AUTHENTICATION').reason).toBe('CHIP_KEY_WITHHELD')
    expect(of('CHIP.CARD_ACCESS').reason).toBe('CHIP_KEY_WITHHELD')
    expect(of('LDS.COM_CONSISTENCY').reason).toBe('COM_MISMATCH')
    expect([authentic, verdict]).toEqual([undefined, 'invalid'])
  })

  // A relay that passes every frame on is the original chip's own voice: each protocol completes with its key, and Doc 9303 has
  // nothing against it. One that ends PACE itself, as it must to change anything, is caught by chip authentication mapping (above);
  // Active Authentication is bound to no session and would pass through it.
  test('a relay that passes everything on is not told from the chip', async () => {
    const { options, mrz } = full
    const original = createVirtualChip(options)
    const relay = { transmit: (command: Uint8Array) => original.transmit(command) }
    const evidence = await readDocument(relay, { password: { type: 'MRZ', mrz }, crypto })
    expect(judge(evidence).authentic).toHaveLength(3)
  })
})

describe('a challenge that came from a server', () => {
  const challenge = Uint8Array.of(1, 1, 2, 3, 5, 8, 13, 21)
  test('is signed, and compared by who asked for it', async () => {
    const evidence = await read(full, {}, { challenge })
    expect(judge(evidence, { challenge }).authentic).toEqual(['ACTIVE_AUTHENTICATION'])
    const replayed = judge(evidence, { challenge: new Uint8Array(8) })
    expect(replayed.whole).toMatchObject({ status: 'failed', reason: 'CHALLENGE_MISMATCH' })
    expect(replayed.authentic).toBeUndefined()
    expect(judge(evidence).of('CHIP.ACTIVE_AUTHENTICATION').reason).toBe('CHALLENGE_NOT_COMPARED')
    await expect(read(full, {}, { challenge: new Uint8Array(9) })).rejects.toThrow(TypeError)
  })
  test("the reader's word alone is not enough", async () => {
    const evidence = await read(agreedOnly)
    expect(judge(evidence, { challenge }).whole).toMatchObject({
      status: 'inconclusive',
      reason: 'READERS_WORD_ONLY',
    })
  })
})

function pick<Key extends keyof VirtualChipOptions>(
  { options }: Document,
  key: Key,
): Pick<VirtualChipOptions, Key> {
  return { [key]: options[key] } as Pick<VirtualChipOptions, Key>
}
