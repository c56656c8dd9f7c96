import { describe, expect, test } from 'vitest'
import { derBitString, derSequence } from '../../../src/asn1/index.js'
import { curveByName, defaultBackend } from '../../../src/crypto/index.js'
import type {
  ActiveAuthenticationEvidence,
  ChipAuthenticationEvidence,
  EvidenceFileName,
  PaceEvidence,
  ProtocolEvidence,
  UnreadFile,
} from '../../../src/evidence.js'
import { checkCardSecurity } from '../../../src/inspection/chip/check-card-security.js'
import { type DocumentFile, inspect, type PolicyName } from '../../../src/inspection/index.js'
import { findSecurityInfos, parseDg14, parseEfCardSecurity } from '../../../src/lds/index.js'
import { createTrustStore, parseCertificate } from '../../../src/pki/index.js'
import {
  standardizedAlgorithm,
  writeChipAuthenticationPublicKeyInfo,
} from '../../../src/testkit/chip/security-infos.js'
import {
  type ChipFault,
  createCountry,
  createVirtualChip,
  issueCardSecurity,
  issueDocument,
  type SecurityInfoContent,
  writeDg14,
  writeSecurityInfos,
} from '../../../src/testkit/index.js'
import type { Check } from '../../../src/verdict.js'

const at = new Date('2026-06-01T00:00:00Z')
const utopia = createCountry({ state: 'UTO', seed: 'chip' })
const trust = createTrustStore([{ name: 'csca', bytes: utopia.csca.certificate, trust: 'asGiven' }])
const issued = issueDocument(utopia, {
  activeAuthentication: { kind: 'ecdsa', curve: 'P-256', parameters: 'named', hash: 'SHA-256' },
  chipAuthentication: { curve: 'brainpoolP256r1', ciphers: ['AES-128'] },
})
const challenge = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)

async function activeRun(
  faults: readonly ChipFault[] = [],
  challengeBy: 'reader' | 'caller' = 'reader',
): Promise<ActiveAuthenticationEvidence> {
  const chip = createVirtualChip({ files: {}, ...issued.chipKeys, faults })
  const response = await chip.transmit(Uint8Array.of(0, 0x88, 0, 0, 8, ...challenge, 0))
  const signature = response.subarray(0, -2)
  return {
    protocol: 'ACTIVE_AUTHENTICATION',
    completed: true,
    challenge,
    challengeBy,
    signature,
    transcript: [],
  }
}

const [publicKeyInfo] = findSecurityInfos(
  parseDg14(issued.files['EF.DG14']!).securityInfos,
  'ChipAuthenticationPublicKeyInfo',
)
const chipRun = (change: Partial<ChipAuthenticationEvidence> = {}): ChipAuthenticationEvidence => ({
  protocol: 'CHIP_AUTHENTICATION',
  completed: true,
  oid: '0.4.0.127.0.7.2.2.3.2.2',
  publicKey: publicKeyInfo!.publicKeyBytes,
  transcript: [],
  ...change,
})

interface Case {
  readonly files?: Readonly<Partial<Record<EvidenceFileName, Uint8Array | undefined>>>
  readonly protocols?: readonly ProtocolEvidence[]
  readonly unread?: readonly UnreadFile[]
  readonly policy?: PolicyName
  readonly challenge?: Uint8Array
  readonly trusted?: boolean
}

function judge({ files = {}, protocols = [], unread = [], policy, challenge: ours, trusted = true }: Case) {
  const present = Object.entries({ ...issued.files, ...files }).flatMap(([name, bytes]) =>
    bytes === undefined ? [] : [{ name, bytes } as DocumentFile],
  )
  const inspection = inspect(
    { files: present, protocols, unread },
    { at, policy, challenge: ours, ...(trusted && { trust }) },
  )
  const of = (id: Check['id']): Check => inspection.checks.find(check => check.id === id)!
  return {
    verdict: inspection.verdict,
    chip: inspection.chip,
    active: of('CHIP.ACTIVE_AUTHENTICATION'),
    agreed: of('CHIP.CHIP_AUTHENTICATION'),
    cam: of('CHIP.PACE_CAM'),
    cardSecurity: of('CHIP.CARD_SECURITY'),
    cardAccess: of('CHIP.CARD_ACCESS'),
    whole: of('CHIP.AUTHENTICITY'),
  }
}

describe('a chip that proved itself', () => {
  test('by Active Authentication', async () => {
    const { active, agreed, whole, chip, verdict } = judge({ protocols: [await activeRun()] })
    expect(active).toMatchObject({ status: 'passed', advisory: true })
    expect(active.readersWord).toBeUndefined()
    expect(agreed).toMatchObject({ status: 'inconclusive', reason: 'PROTOCOL_NOT_PERFORMED' })
    expect(whole).toMatchObject({ status: 'passed', detail: 'ACTIVE_AUTHENTICATION' })
    expect(chip.authentic?.proofs).toEqual(chip.completed)
    expect(chip.completed).toMatchObject([
      { protocol: 'ACTIVE_AUTHENTICATION', keyFile: 'EF.DG15', readersWord: false },
    ])
    expect(verdict).toBe('valid')
  })

  test("by Chip Authentication, on the reader's word", () => {
    const { agreed, whole, chip } = judge({ protocols: [chipRun()] })
    expect(agreed).toMatchObject({ status: 'passed', readersWord: true })
    expect(whole).toMatchObject({ status: 'passed', detail: 'CHIP_AUTHENTICATION' })
    expect(chip.completed).toMatchObject([{ keyFile: 'EF.DG14', readersWord: true }])
  })

  test('is not authentic where nobody is trusted, though the protocols completed', async () => {
    const { active, agreed, whole, chip } = judge({
      protocols: [chipRun(), await activeRun()],
      trusted: false,
    })
    for (const check of [active, agreed, whole]) {
      expect(check).toMatchObject({ status: 'inconclusive', reason: 'CHIP_KEY_NOT_TRUSTED' })
      expect(check.readersWord).toBeUndefined()
    }
    expect(chip.completed).toHaveLength(2)
    expect(chip.authentic).toBeUndefined()
  })
})

describe('a copy', () => {
  const refused = (result: ReturnType<typeof judge>, reason: string) => {
    expect(result.whole).toMatchObject({ status: 'failed', reason })
    expect(result.chip.authentic).toBeUndefined()
    expect(result.verdict).toBe('invalid')
  }

  test('with another private key', async () => {
    refused(judge({ protocols: [await activeRun(['activeAuthenticationOtherKey'])] }), 'SIGNATURE_INVALID')
    const fault = { code: 'APDU_SECURE_MESSAGING', message: '' } as const
    refused(judge({ protocols: [chipRun({ completed: false, fault })] }), 'CHIP_KEY_NOT_PROVEN')
    const refusal = { code: 'APDU_STATUS', message: '', statusWord: 0x6a80 } as const
    refused(judge({ protocols: [chipRun({ completed: false, fault: refusal })] }), 'PROTOCOL_REFUSED')
  })

  test('with keys of its own in its files', async () => {
    const clone = issueDocument(createCountry({ state: 'UTO', seed: 'clone' }), {
      activeAuthentication: { kind: 'ecdsa', curve: 'P-256', parameters: 'named', hash: 'SHA-256' },
    })
    const chip = createVirtualChip({ files: {}, ...clone.chipKeys })
    const response = await chip.transmit(Uint8Array.of(0, 0x88, 0, 0, 8, ...challenge, 0))
    const run = { ...(await activeRun()), signature: response.subarray(0, -2) }
    const result = judge({ files: { 'EF.DG15': clone.files['EF.DG15'] }, protocols: [run] })
    refused(result, 'CHIP_KEY_NOT_SIGNED')
    expect(result.chip.completed).toHaveLength(1)
    // A whole document of its own: consistent in itself, trusted by nobody.
    const own = judge({ files: clone.files, protocols: [run] })
    expect(own.whole).toMatchObject({ status: 'inconclusive', reason: 'CHIP_KEY_NOT_TRUSTED' })
    expect(own.chip.authentic).toBeUndefined()
  })

  test('that keeps EF.DG14 or EF.DG15 back', async () => {
    const statusWord = 0x6a82
    for (const name of ['EF.DG14', 'EF.DG15'] as const) {
      const files = { [name]: undefined }
      const unread = [{ name, code: 'APDU_STATUS', message: '', statusWord } as const]
      refused(judge({ files, unread }), 'CHIP_KEY_WITHHELD')
      // Nobody says that it was asked; or the line broke.
      expect(judge({ files }).whole).toMatchObject({ status: 'inconclusive', advisory: true })
      const lost = [{ name, code: 'APDU_CHANNEL', message: '' } as const]
      expect(judge({ files, unread: lost }).whole.status).toBe('inconclusive')
      // What is kept back undoes nothing that was proved.
      const proof = name === 'EF.DG14' ? await activeRun() : chipRun()
      expect(judge({ files, unread, protocols: [proof] }).whole.status).toBe('passed')
    }
  })

  test('that plays back an old response', async () => {
    refused(judge({ protocols: [await activeRun(['activeAuthenticationReplayed'])] }), 'SIGNATURE_INVALID')
    const old = await activeRun([], 'caller')
    refused(judge({ protocols: [old], challenge: new Uint8Array(8) }), 'CHALLENGE_MISMATCH')
    expect(judge({ protocols: [old], challenge }).whole.status).toBe('passed')
    expect(judge({ protocols: [old] }).whole).toMatchObject({
      status: 'inconclusive',
      reason: 'CHALLENGE_NOT_COMPARED',
    })
  })

  test('with a Chip Authentication that was run with another key', () => {
    const publicKey = derSequence(derSequence(), derBitString(Uint8Array.of(4)))
    refused(judge({ protocols: [chipRun({ publicKey })] }), 'CHIP_KEY_MISMATCH')
  })
})

test("with a challenge of the inspection's own, the reader is not believed", async () => {
  const word = judge({ protocols: [chipRun()], challenge })
  expect(word.agreed).toMatchObject({ status: 'passed', readersWord: true })
  expect(word.whole).toMatchObject({ status: 'inconclusive' })
  expect(word.chip.authentic).toBeUndefined()
  const both = judge({ protocols: [chipRun(), await activeRun([], 'caller')], challenge })
  expect(both.whole).toMatchObject({ status: 'passed', detail: 'ACTIVE_AUTHENTICATION' })
  expect(() => judge({ challenge: new Uint8Array(7) })).toThrow(TypeError)
})

test('what the policy asks', () => {
  expect(judge({}).whole).toMatchObject({ status: 'inconclusive', advisory: true })
  expect(judge({ policy: 'onboarding' }).whole.advisory).toBeUndefined()
  const plain = issueDocument(utopia).files
  const files = { ...plain, 'EF.DG14': undefined, 'EF.DG15': undefined }
  expect(judge({ files }).whole.status).toBe('notApplicable')
  expect(judge({ files, policy: 'onboarding' }).whole.status).toBe('notApplicable')
  expect(judge({ files, policy: 'border' }).whole).toMatchObject({
    status: 'inconclusive',
    reason: 'CHIP_KEY_ABSENT',
  })
})

describe('EF.CardSecurity and EF.CardAccess', () => {
  const curve = curveByName('brainpoolP256r1')!
  const statics = { own: Uint8Array.of(5, 4, 3, 2, 1), other: Uint8Array.of(9, 9, 9) }
  const pace = (mapping: 'GM' | 'CAM') =>
    ({ kind: 'PACEInfo', keyAgreement: 'ECDH', mapping, cipher: 'AES-128', parameterId: 13 }) as const
  const offers = [pace('CAM'), pace('GM')]
  const camKey = (key: 'own' | 'other') =>
    writeChipAuthenticationPublicKeyInfo(
      'EC',
      standardizedAlgorithm(13),
      defaultBackend.ecMultiply(curve, statics[key]),
      13,
    )
  const cardAccess = writeSecurityInfos(offers)
  const cardSecurity = issueCardSecurity([...offers, camKey('own')], utopia.documentSigner)
  const issuedFor = (infos: readonly SecurityInfoContent[]) =>
    issueDocument(utopia, { dataGroups: { 14: writeDg14(infos) } }).files
  const document = { ...issuedFor(offers), 'EF.DG15': undefined }
  const files = { ...document, 'EF.CardAccess': cardAccess, 'EF.CardSecurity': cardSecurity }
  // Anybody who knows the public key can make such a pair: hence the reader's word.
  const camRun = (key: 'own' | 'other' = 'own'): PaceEvidence => {
    const chipAuthenticationData = Uint8Array.of(1, 2, 3, 4)
    const point = defaultBackend.ecMultiply(curve, statics[key])
    return {
      protocol: 'PACE',
      completed: true,
      oid: '0.4.0.127.0.7.2.2.4.6.2',
      mapping: 'CAM',
      cipher: 'AES-128',
      parameterId: 13,
      password: 'CAN',
      chipAuthenticationData,
      chipMappingKey: defaultBackend.ecMultiply(curve, chipAuthenticationData, point),
      transcript: [],
    }
  }

  test('chip authentication mapping', () => {
    const {
      cam,
      cardSecurity: file,
      cardAccess: access,
      whole,
      chip,
    } = judge({ files, protocols: [camRun()] })
    expect(cam).toMatchObject({ status: 'passed', readersWord: true })
    expect([file.status, access.status]).toEqual(['passed', 'passed'])
    expect(whole).toMatchObject({ status: 'passed', detail: 'PACE_CAM' })
    expect(chip.completed).toMatchObject([{ keyFile: 'EF.CardSecurity', readersWord: true }])
    expect(judge({ files, protocols: [camRun()], policy: 'onboarding' }).whole.status).toBe('passed')
  })

  test('with another key, or in one of two sessions with another key', () => {
    for (const protocols of [[camRun('other')], [camRun(), camRun('other')]]) {
      const { whole, chip, verdict } = judge({ files, protocols })
      expect(whole).toMatchObject({ status: 'failed', reason: 'CAM_DATA_MISMATCH' })
      expect(chip.authentic).toBeUndefined()
      expect(verdict).toBe('invalid')
    }
  })

  test('under an EF.CardSecurity that nobody trusts, that was changed, or that is of another state', () => {
    const stranger = createCountry({ state: 'UTO', seed: 'stranger' })
    const german = createCountry({ state: 'D', seed: 'chip' })
    const changed = cardSecurity.slice()
    changed[changed.length - 1]! ^= 1
    const cases = [
      [issueCardSecurity([...offers, camKey('own')], stranger.documentSigner), 'inconclusive'],
      [issueCardSecurity([...offers, camKey('own')], german.documentSigner), 'inconclusive'],
      [changed, 'failed'],
    ] as const
    for (const [file, status] of cases) {
      const result = judge({ files: { ...files, 'EF.CardSecurity': file }, protocols: [camRun()] })
      expect(result.cam).toMatchObject({ status, reason: 'CHIP_KEY_NOT_TRUSTED' })
      expect(result.whole.status).toBe(status)
      expect(result.chip.completed).toHaveLength(1)
      expect(result.chip.authentic).toBeUndefined()
    }
    const foreign = checkCardSecurity(
      true,
      parseEfCardSecurity(issueCardSecurity([...offers, camKey('own')], german.documentSigner)),
      parseCertificate(utopia.documentSigner.certificate),
      {
        at,
        backend: defaultBackend,
        trust: createTrustStore([{ name: 'csca', bytes: german.csca.certificate, trust: 'asGiven' }]),
      },
    )
    expect(foreign).toMatchObject({ status: 'failed', reason: 'ISSUING_STATE_MISMATCH' })
  })

  test('kept back', () => {
    const unread = [
      { name: 'EF.CardSecurity', code: 'APDU_STATUS', message: '', statusWord: 0x6a82 } as const,
    ]
    const result = judge({ files: { ...files, 'EF.CardSecurity': undefined }, protocols: [camRun()], unread })
    expect(result.whole).toMatchObject({ status: 'failed', reason: 'CHIP_KEY_WITHHELD' })
    expect(result.chip.authentic).toBeUndefined()
  })

  test('EF.CardAccess that was changed', () => {
    const access = (infos: readonly SecurityInfoContent[] | undefined, others: Case = {}) =>
      judge({
        ...others,
        files: {
          ...files,
          'EF.CardSecurity': undefined,
          'EF.CardAccess': infos && writeSecurityInfos(infos),
          ...others.files,
        },
      }).cardAccess
    const mismatch = { status: 'failed', reason: 'CARD_ACCESS_MISMATCH' }
    expect(access(offers).status).toBe('passed')
    expect(access([pace('GM')])).toMatchObject(mismatch)
    expect(access([...offers, { ...pace('GM'), cipher: '3DES' }])).toMatchObject(mismatch)
    const statusWord = 0x6a82
    const unread = [{ name: 'EF.CardAccess', code: 'APDU_STATUS', message: '', statusWord } as const]
    expect(access(undefined, { unread })).toMatchObject(mismatch)
    expect(access(undefined)).toMatchObject({ status: 'inconclusive', reason: 'DATA_GROUP_NOT_READ' })
    // A document without a signed copy, and one without PACE.
    const bare = issueDocument(utopia).files
    const none = { ...bare, 'EF.DG14': undefined }
    expect(access(offers, { files: none })).toMatchObject({ reason: 'CARD_ACCESS_NOT_SIGNED' })
    expect(access(undefined, { files: none }).status).toBe('notApplicable')
    expect(access([{ kind: 'TerminalAuthenticationInfo', version: 1 }]).status).toBe('failed')
    // EF.CardSecurity must hold all of it, and may hold more.
    const lacking = issueCardSecurity([pace('CAM'), camKey('own')], utopia.documentSigner)
    expect(access(offers, { files: { 'EF.CardSecurity': lacking } })).toMatchObject(mismatch)
    const more = issueCardSecurity(
      [...offers, camKey('own'), { kind: 'TerminalAuthenticationInfo', version: 2 }],
      utopia.documentSigner,
    )
    expect(access(offers, { files: { 'EF.CardSecurity': more } }).status).toBe('passed')
  })

  test('a chip that offers it and was opened otherwise proved nothing', () => {
    const { cam, whole } = judge({ files })
    expect(cam).toMatchObject({ status: 'inconclusive', reason: 'PROTOCOL_NOT_PERFORMED' })
    expect(whole.status).toBe('inconclusive')
  })
})
