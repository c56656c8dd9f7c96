import { describe, expect, test } from 'vitest'
import { curveByName, defaultBackend } from '../../src/crypto/index.js'
import type { ProtocolEvidence } from '../../src/evidence.js'
import {
  type CheckRoom,
  checkIds,
  type DocumentFile,
  type DocumentFiles,
  type InspectOptions,
  inspect,
  type WatchListAnswer,
} from '../../src/inspection/index.js'
import { findSecurityInfos, type LdsFileName, parseDg14 } from '../../src/lds/index.js'
import { parseMrz } from '../../src/mrz/index.js'
import { createTrustStore, parseCrl } from '../../src/pki/index.js'
import {
  standardizedAlgorithm,
  writeChipAuthenticationPublicKeyInfo,
} from '../../src/testkit/chip/security-infos.js'
import {
  buildCrl,
  type Country,
  createCountry,
  createVirtualChip,
  type DocumentOptions,
  extension,
  issueCardSecurity,
  issueDocument,
  type SecurityInfoContent,
  writeCertificate,
  writeDg11,
  writeDg12,
  writeDg14,
  writeSecurityInfos,
} from '../../src/testkit/index.js'
import type { CheckId } from '../../src/verdict.js'

const at = new Date('2026-06-01T00:00:00Z')
const utopia = createCountry({ state: 'UTO', seed: 'every check' })

/** What is inspected: an issued document, with files taken away or put in place of others, and how it is judged. */
interface Specimen {
  readonly country?: Country
  readonly issued?: DocumentOptions
  readonly files?: Readonly<Partial<Record<LdsFileName, Uint8Array | undefined>>>
  readonly document?: Omit<DocumentFiles, 'files'>
  /** A file that is given beside the one that is there. */
  readonly twice?: DocumentFile
  readonly options?: Omit<Partial<InspectOptions>, 'at'> & { readonly at?: Date }
}

/** Why no document can end so. */
interface Impossible {
  readonly impossible: string
}

interface Row {
  readonly passed: Specimen | Impossible
  readonly failed: Specimen | Impossible
  readonly inconclusive: Specimen | Impossible
  /** Of a check that is made several times. */
  readonly subject?: string
}

const trust = createTrustStore([{ name: 'csca', bytes: utopia.csca.certificate, trust: 'asGiven' }])
const signingTime = new Date('2024-04-16T09:00:00Z')
const ordinary: Specimen = { issued: { signingTime } }
const noTrust: Specimen = { options: { trust: undefined } }
const withoutSod: Specimen = { files: { 'EF.SOD': undefined } }
const withoutDg1: Specimen = { files: { 'EF.DG1': undefined } }
const { files: sound, mrz: lines } = issueDocument(utopia, { signingTime })

const changed = (file: Uint8Array, position = file.length - 20): Uint8Array => {
  const bytes = file.slice()
  bytes[position]! ^= 1
  return bytes
}
const crl = (serialNumber: bigint): Specimen => ({
  options: {
    crls: [
      parseCrl(
        buildCrl(utopia, {
          revoked: [{ serialNumber, date: new Date('2026-01-01T00:00:00Z') }],
          thisUpdate: new Date('2026-05-01T00:00:00Z'),
          nextUpdate: new Date('2026-07-01T00:00:00Z'),
        }),
      ),
    ],
  },
})
const signer = utopia.documentSigner
const withSignerExtension = (oid: string): Country => {
  const added = { oid, critical: true, value: Uint8Array.of(5, 0) }
  const content = { ...signer.content, extensions: [...signer.content.extensions, added] }
  const certificate = writeCertificate(content, utopia.csca.key)
  return { ...utopia, documentSigner: { ...signer, content, certificate } }
}
const forMasterLists = (): Country => {
  const purpose = extension.extendedKeyUsage('2.23.136.1.1.3')
  const content = { ...signer.content, extensions: [...signer.content.extensions, purpose] }
  return {
    ...utopia,
    documentSigner: { ...signer, content, certificate: writeCertificate(content, utopia.csca.key) },
  }
}
const weak = createCountry({
  state: 'UTO',
  seed: 'every check, SHA-1',
  documentSigner: { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-1' },
})
const trustIn = (country: Country): NonNullable<Specimen['options']> => ({
  trust: createTrustStore([{ name: 'csca', bytes: country.csca.certificate, trust: 'asGiven' }]),
})
const only = (...documentTypes: readonly string[]): Country =>
  createCountry({ state: 'UTO', seed: 'every check', documentTypes })
const printed = (change: (line: string) => string): Specimen => ({
  options: { printedMrz: parseMrz([lines[0]!, change(lines[1]!)], { referenceDate: at }) },
})
const dg11 = (content: Parameters<typeof writeDg11>[0]): Specimen => ({
  issued: { dataGroups: { 11: writeDg11(content) } },
})
const dg12 = (dateOfIssue: string): Specimen => ({
  issued: { dataGroups: { 12: writeDg12({ dateOfIssue }) } },
})
const list = (answer: Omit<WatchListAnswer, 'list'>): Specimen => ({
  options: { watchLists: [{ list: 'stolen', ...answer } as WatchListAnswer] },
})
const wrongDigit = (): Uint8Array => {
  const file = sound['EF.DG1'].slice()
  // The check digit of the document number stands behind the nine characters that begin the second line.
  const position = file.length - 44 + 9
  file[position] = file[position] === 0x39 ? 0x30 : file[position]! + 1
  return file
}
const withoutCertificate: Specimen = { issued: { embedCertificate: false } }

// The chip: keys of its own, and ways of PACE with chip authentication mapping.
const withKeys: DocumentOptions = {
  activeAuthentication: { kind: 'ecdsa', curve: 'P-256', parameters: 'named', hash: 'SHA-256' },
  chipAuthentication: { curve: 'brainpoolP256r1' },
}
const issuedWithKeys = issueDocument(utopia, { signingTime, ...withKeys })
const challenge = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
const answered = await createVirtualChip({ files: {}, ...issuedWithKeys.chipKeys }).transmit(
  Uint8Array.of(0, 0x88, 0, 0, 8, ...challenge, 0),
)
const signature = answered.slice(0, -2)
const activeRun = (bytes: Uint8Array): ProtocolEvidence => ({
  protocol: 'ACTIVE_AUTHENTICATION',
  completed: true,
  challenge,
  challengeBy: 'reader',
  signature: bytes,
  transcript: [],
})
const [keyInfo] = findSecurityInfos(
  parseDg14(issuedWithKeys.files['EF.DG14']!).securityInfos,
  'ChipAuthenticationPublicKeyInfo',
)
const agreedRun = (publicKey: Uint8Array): ProtocolEvidence => ({
  protocol: 'CHIP_AUTHENTICATION',
  completed: true,
  oid: '0.4.0.127.0.7.2.2.3.2.2',
  publicKey,
  transcript: [],
})
const withRun = (...protocols: readonly ProtocolEvidence[]): Specimen => ({
  issued: withKeys,
  document: { protocols },
})
const chip = {
  proven: withRun(activeRun(signature)),
  forged: withRun(activeRun(changed(signature, 40))),
  silent: withRun(),
  agreed: withRun(agreedRun(keyInfo!.publicKeyBytes)),
  agreedWithAnother: withRun(agreedRun(changed(keyInfo!.publicKeyBytes))),
}
const curve = curveByName('brainpoolP256r1')!
const statics = { own: Uint8Array.of(5, 4, 3, 2, 1), other: Uint8Array.of(9, 9, 9) }
const offers: readonly SecurityInfoContent[] = (['CAM', 'GM'] as const).map(mapping => ({
  kind: 'PACEInfo',
  keyAgreement: 'ECDH',
  mapping,
  cipher: 'AES-128',
  parameterId: 13,
}))
const camKey = writeChipAuthenticationPublicKeyInfo(
  'EC',
  standardizedAlgorithm(13),
  defaultBackend.ecMultiply(curve, statics.own),
  13,
)
const stranger = createCountry({ state: 'UTO', seed: 'stranger' })
const cardSecurity = issueCardSecurity([...offers, camKey], signer)
function camRun(key: 'own' | 'other'): ProtocolEvidence {
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
const card = (given: {
  readonly run?: ProtocolEvidence
  readonly security?: Uint8Array
  readonly access?: readonly SecurityInfoContent[]
}): Specimen => ({
  issued: { dataGroups: { 14: writeDg14(offers) } },
  files: {
    'EF.CardAccess': writeSecurityInfos(given.access ?? offers),
    'EF.CardSecurity': given.security ?? cardSecurity,
  },
  ...(given.run && { document: { protocols: [given.run] } }),
})

/** For every check a document that passes it, one that fails it, and one that leaves it open. */
const table: Readonly<Record<CheckId, Row>> = {
  'PA.SOD_STRUCTURE': {
    passed: ordinary,
    failed: { files: { 'EF.SOD': sound['EF.SOD'].subarray(0, 100) } },
    inconclusive: withoutSod,
  },
  'PA.SOD_SIGNATURE': {
    passed: ordinary,
    failed: { files: { 'EF.SOD': changed(sound['EF.SOD'], sound['EF.SOD'].length - 1) } },
    inconclusive: withoutCertificate,
  },
  'PA.DATA_GROUP_HASH': {
    subject: 'DG2',
    passed: ordinary,
    failed: { files: { 'EF.DG2': changed(sound['EF.DG2']) } },
    inconclusive: { files: { 'EF.DG2': undefined } },
  },
  'PA.CERTIFICATE_PATH': {
    passed: ordinary,
    failed: { country: withSignerExtension('1.3.6.1.4.1.99999.1') },
    inconclusive: noTrust,
  },
  'PA.VALIDITY': {
    passed: ordinary,
    failed: { options: { at: new Date('2199-01-01T00:00:00Z') } },
    inconclusive: noTrust,
  },
  'PA.REVOCATION': {
    passed: crl(signer.content.serialNumber + 1n),
    failed: crl(signer.content.serialNumber),
    inconclusive: ordinary,
  },
  'PA.SIGNING_PERIOD': {
    passed: ordinary,
    failed: { issued: { signingTime: new Date('2025-02-01T00:00:00Z') } },
    inconclusive: { impossible: 'without a time of signing, or a period, there is nothing to check' },
  },
  'PA.DOCUMENT_TYPE': {
    passed: { country: only('P') },
    failed: { country: only('I') },
    inconclusive: { country: only('P'), files: { 'EF.DG1': undefined } },
  },
  'PA.ISSUING_STATE': {
    passed: ordinary,
    failed: { issued: { holder: { issuingState: 'D' } } },
    inconclusive: { issued: { holder: { issuingState: 'XOM' } } },
  },
  'PA.SIGNER_PROFILE': {
    passed: ordinary,
    failed: { country: forMasterLists() },
    inconclusive: withoutCertificate,
  },
  'PA.ALGORITHM_STRENGTH': {
    passed: ordinary,
    failed: { country: weak, options: trustIn(weak) },
    inconclusive: withoutSod,
  },
  'CHIP.ACTIVE_AUTHENTICATION': {
    passed: chip.proven,
    failed: chip.forged,
    inconclusive: chip.silent,
  },
  'CHIP.CHIP_AUTHENTICATION': {
    passed: chip.agreed,
    failed: chip.agreedWithAnother,
    inconclusive: chip.silent,
  },
  'CHIP.PACE_CAM': {
    passed: card({ run: camRun('own') }),
    failed: card({ run: camRun('other') }),
    inconclusive: card({}),
  },
  'CHIP.CARD_SECURITY': {
    subject: 'EF.CardSecurity',
    passed: card({}),
    failed: card({ security: changed(cardSecurity, cardSecurity.length - 1) }),
    inconclusive: card({ security: issueCardSecurity([...offers, camKey], stranger.documentSigner) }),
  },
  'CHIP.CARD_ACCESS': {
    passed: card({}),
    failed: card({ access: [offers[1]!] }),
    inconclusive: { files: { 'EF.CardAccess': writeSecurityInfos(offers) } },
  },
  'CHIP.AUTHENTICITY': {
    passed: chip.proven,
    failed: chip.forged,
    inconclusive: chip.silent,
  },
  'LDS.COM_CONSISTENCY': {
    passed: ordinary,
    failed: { issued: { efCom: { ldsVersion: '0107', dataGroups: [1] } } },
    inconclusive: withoutSod,
  },
  'LDS.FILE': {
    subject: 'DG1',
    passed: ordinary,
    failed: { files: { 'EF.DG1': Uint8Array.of(0x61, 0x05, 0x01) } },
    inconclusive: { twice: { name: 'EF.DG1', bytes: Uint8Array.of(0x61, 0) } },
  },
  'LDS.DG11_CONSISTENCY': {
    passed: dg11({ fullDateOfBirth: '19740812' }),
    failed: dg11({ fullDateOfBirth: '19740813' }),
    inconclusive: dg11({ fullName: 'ERIKSEN<<ANNA' }),
  },
  'LDS.DG12_CONSISTENCY': {
    passed: dg12('20240416'),
    failed: dg12('20350101'),
    inconclusive: {
      issued: { dataGroups: { 12: writeDg12({ dateOfIssue: '20240416' }) } },
      files: { 'EF.DG1': undefined },
    },
  },
  'MRZ.CHECK_DIGITS': {
    passed: ordinary,
    failed: { issued: { dataGroups: { 1: wrongDigit() } } },
    inconclusive: withoutDg1,
  },
  'MRZ.PRINTED': {
    passed: printed(line => line),
    failed: printed(line => line.replace('L898902C3', 'L898902C4')),
    inconclusive: printed(line => line.replace('ZE184226B', '<<<<<<<<<')),
  },
  'ACCESS.PROTOCOL': {
    passed: { document: { access: { protocol: 'BAC' } } },
    failed: {
      document: { access: { protocol: 'BAC', fallback: { code: 'ACCESS_DENIED', message: 'refused' } } },
    },
    inconclusive: { document: { access: { protocol: 'NONE' } } },
  },
  'INSPECTION.EXPIRY': {
    passed: ordinary,
    failed: { issued: { holder: { dateOfExpiry: '2026-05-31' } } },
    inconclusive: { issued: { holder: { dateOfExpiry: '<<<<<<' } } },
  },
  'INSPECTION.PLAUSIBILITY': {
    passed: ordinary,
    failed: { issued: { holder: { dateOfExpiry: '2040-01-01' } } },
    inconclusive: { issued: { holder: { dateOfBirth: '<<<<<<' } } },
  },
  'INSPECTION.WATCH_LIST': {
    subject: 'stolen',
    passed: list({ hits: [] }),
    failed: list({ hits: [{ reason: 'stolen' }] }),
    inconclusive: list({ hits: undefined, missing: 'timedOut' }),
  },
}

function make({
  country = utopia,
  issued = {},
  files: instead = {},
  document = {},
  twice,
  options = {},
}: Specimen) {
  const { files } = issueDocument(country, { signingTime, ...issued })
  const all = { ...files, ...instead }
  return inspect(
    {
      ...document,
      files: [
        ...Object.entries(all).flatMap(([name, bytes]) =>
          bytes === undefined ? [] : [{ name: name as LdsFileName, bytes }],
        ),
        ...(twice ? [twice] : []),
      ],
    },
    { trust, ...options, at: options.at ?? at },
  )
}

describe.each(checkIds)('%s', id => {
  const row = table[id]
  test('has a document for each way to end', () => {
    expect(row, `no specimen for ${id}`).toBeDefined()
  })
  test.each(['passed', 'failed', 'inconclusive'] as const)('%s', status => {
    const specimen = row![status]
    if ('impossible' in specimen) {
      expect(specimen.impossible).toMatch(/^\w/)
      return
    }
    const { checks } = make(specimen)
    const check = checks.find(each => each.id === id && each.subject === row!.subject)
    expect(check?.status, JSON.stringify(check)).toBe(status)
    // What does not pass says why, whatever room it is of.
    if (status !== 'passed') expect(check?.reason).toMatch(/^[A-Z][A-Z0-9_]+$/)
  })
})

test('every room of a check has words', () => {
  const rooms: readonly CheckRoom[] = ['PA', 'CHIP', 'LDS', 'MRZ', 'ACCESS', 'INSPECTION']
  expect([...new Set(checkIds.map(id => id.split('.')[0]))].sort()).toEqual([...rooms].sort())
})
