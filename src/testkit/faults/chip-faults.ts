import {
  type ChipFault,
  type ChipFaultDescription,
  type ChipFaultSetting,
  type ChipPaceOffer,
  chipFaults as chipFaultCatalogue,
} from '../chip/index.js'
import { type Expectation, type FaultRow, fault, invalid, shown, undecided, valid } from './fault.js'
import { reissued, type SpecimenChip } from './specimen.js'
import { inChip, withTerminal } from './specimen-in-chip.js'

const gm: ChipPaceOffer = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 }
const im: ChipPaceOffer = { mapping: 'IM', cipher: 'AES-128', parameterId: 12 }
const cam: ChipPaceOffer = { mapping: 'CAM', cipher: 'AES-128', parameterId: 12 }

const p256 = { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' } as const

const nothingRead = undecided('PA.SOD_STRUCTURE', 'SOD_MISSING', { reading: 'refused' })
const readWhole = valid('PA.SOD_SIGNATURE', { reading: 'complete' })
const portraitNotRead = shown('PA.DATA_GROUP_HASH', 'inconclusive', 'DATA_GROUP_NOT_READ', {
  subject: 'DG2',
  reading: 'partial',
})

/** What the chip keeps for terminals of its state was not read: the document is judged by the rest. */
export const guardedNotRead: Expectation = shown(
  'PA.DATA_GROUP_HASH',
  'inconclusive',
  'DATA_GROUP_NOT_READ',
  {
    subject: 'DG3',
    reading: 'partial',
  },
)

/** Where a row of the chip's catalogue leads elsewhere than its outcome says. */
const expectations: Readonly<Partial<Record<ChipFault, Expectation>>> = {
  oddInsRefused: shown('PA.DATA_GROUP_HASH', 'inconclusive', 'DATA_GROUP_NOT_READ', {
    subject: 'DG13',
    reading: 'partial',
  }),
  fileClaimsTooLittle: invalid('PA.DATA_GROUP_HASH', 'HASH_MISMATCH', {
    subject: 'DG2',
    reading: 'complete',
  }),
  fileWrongTag: invalid('PA.DATA_GROUP_HASH', 'HASH_MISMATCH', { subject: 'DG2', reading: 'complete' }),
  comWithoutKeys: shown('LDS.COM_CONSISTENCY', 'failed', 'COM_MISMATCH', { reading: 'complete' }),
  chipAuthenticationKeyOffCurve: invalid('PA.DATA_GROUP_HASH', 'HASH_MISMATCH', { subject: 'DG14' }),
  chipAuthenticationKeySmallOrder: invalid('PA.DATA_GROUP_HASH', 'HASH_MISMATCH', { subject: 'DG14' }),
  camOtherKey: invalid('CHIP.AUTHENTICITY', 'CAM_DATA_MISMATCH', { reading: 'complete' }),
  camRelayed: invalid('CHIP.AUTHENTICITY', 'CAM_DATA_MISMATCH', { reading: 'complete' }),
  chipAuthenticationOtherKey: invalid('CHIP.AUTHENTICITY', 'CHIP_KEY_NOT_PROVEN'),
  chipAuthenticationRefused: invalid('CHIP.AUTHENTICITY', 'PROTOCOL_REFUSED'),
  chipAuthenticationOldKeys: invalid('CHIP.AUTHENTICITY', 'CHIP_KEY_NOT_PROVEN'),
  terminalCertificateRefused: guardedNotRead,
  terminalSignatureRefused: guardedNotRead,
  activeAuthenticationOtherKey: invalid('CHIP.AUTHENTICITY', 'SIGNATURE_INVALID'),
  activeAuthenticationReplayed: invalid('CHIP.AUTHENTICITY', 'SIGNATURE_INVALID'),
  activeAuthenticationWrongTrailer: invalid('CHIP.AUTHENTICITY', 'ALGORITHM_NOT_PERMITTED'),
  activeAuthenticationStatusOnly: invalid('CHIP.AUTHENTICITY', 'PROTOCOL_REFUSED'),
}

/** The lines of `securityCases` and the test cases that a row belongs to, by the beginning of its id. */
const sources: readonly (readonly [prefix: string, ...sources: string[]])[] = [
  ['selectMf', 'field 8'],
  ['cardAccess6', 'field 8'],
  ['cardAccessNotDer', 'ISO7816_G_27'],
  ['cardAccessUnknownInfos', 'ISO7816_G_05'],
  ['cardAccessUnknownParameters', 'ISO7816_G_28'],
  ['applicationNotFound', 'ISO7816_A_03'],
  ['applicationLocked', 'field 8'],
  ['shortIdentifiersRefused', 'field 8'],
  ['paceNeedsParameterReference', 'field 8'],
  ['longLe', 'S61', 'field 8'],
  ['shortBlocks', 'S61', 'field 8', 'ISO7816_C_02'],
  ['responseInParts', 'S61'],
  ['extendedLengthRefused', 'field 8'],
  ['endOfFile6B00', 'S61', 'ISO7816_C_04'],
  ['endOfFile6Cxx', 'S61', 'ISO7816_C_06'],
  ['endOfFile6282', 'S61', 'ISO7816_C_05'],
  ['oddIns', 'S61', 'field 9', 'ISO7816_C_07'],
  ['bacKeyMissing', 'field 8'],
  ['bacFails', 'S57', 'ISO7816_B_03'],
  ['bacWrongMac', 'S57', 'ISO7816_B_01'],
  ['bacWrong', 'S57', 'ISO7816_B_02'],
  ['bac', 'S57'],
  ['challenge', 'S57', 'Doc 9303-11 §4.3'],
  ['passwordBlocked', 'field 8'],
  ['lastTry', 'field 8'],
  ['paceRefused', 'ISO7816_G_08'],
  ['paceNonce', 'ISO7816_G_09', 'ISO7816_G_11'],
  ['paceMappingReflected', 'S53'],
  ['paceMapping', 'S54', 'ISO7816_G_16', 'ISO7816_G_17'],
  ['paceEphemeralReflected', 'S53', 'ISO7816_G_23'],
  ['paceEphemeral', 'S54', 'ISO7816_G_21', 'ISO7816_G_22'],
  ['paceToken', 'S55', 'ISO7816_G_24', 'ISO7816_G_25'],
  ['pace', 'S55', 'ISO7816_G_10'],
  ['camDataUnexpected', 'ISO7816_G_35', 'Doc 9303-11 §4.4.4.2'],
  ['cam', 'S55', 'ISO7816_G_29', 'ISO7816_G_31', 'ISO7816_G_32', 'ISO7816_G_33'],
  ['leadingZeroSecret', 'field 9'],
  ['smPadding', 'S60', 'ISO7816_B_09'],
  ['smPlain', 'S59', 'Doc 9303-11 §9.8.3'],
  ['smMacMissing', 'S58', 'ISO7816_B_05'],
  ['smStatusMissing', 'S58', 'ISO7816_B_07'],
  ['smCryptogramMissing', 'S58', 'ISO7816_B_06'],
  ['smWrongMac', 'S58', 'ISO7816_B_08'],
  ['sm', 'S58', 'ISO7816_B_04'],
  ['file', 'S62', 'field 9'],
  ['comWithoutKeys', 'S06', 'S50'],
  ['cardAccessWithoutCam', 'S56'],
  ['chipAuthenticationKey', 'S43', 'ISO7816_D_07', 'ISO7816_D_08'],
  ['chipAuthenticationOldKeys', 'S52', 'ISO7816_D_09'],
  ['chipAuthentication', 'S50', 'Doc 9303-11 §6.2'],
  ['terminalCertificate', 'Doc 9303-11 §7.1.5.2'],
  ['terminalSignature', 'ISO7816_E_11', 'Doc 9303-11 §7.1.5.5'],
  ['activeAuthenticationReplayed', 'S49', 'Doc 9303-11 §6.1.2.1'],
  ['activeAuthenticationWrongTrailer', 'S46', 'ISO7816_F_08'],
  ['activeAuthenticationShort', 'S46', 'field 10'],
  ['activeAuthenticationDer', 'S48', 'field 10'],
  ['activeAuthentication', 'Doc 9303-11 §6.1'],
]

/** `smWrongMac` as `chip-sm-wrong-mac`. */
const folderOf = (id: string): string =>
  `chip-${id.replace(/(?<=[a-z0-9])[A-Z]|6(?=[0-9A-Z])/g, letter => `-${letter.toLowerCase()}`)}`.toLowerCase()

/** A chip on which the fault shows. */
function chipFor({ id, phase, needs }: ChipFaultDescription): Partial<SpecimenChip> {
  const setting: ChipFaultSetting = phase === 'file' ? { id, file: 'EF.DG2' } : { id }
  const both = needs.includes('PACE') && needs.includes('BAC')
  const pace = needs.includes('IM')
    ? [im]
    : needs.includes('CAM')
      ? [cam]
      : needs.some(need => ['PACE', 'GM', 'ECDH'].includes(need))
        ? [gm]
        : []
  // Short blocks, so that what shows in the middle of a file does.
  const extendedLength = !(phase === 'secureMessaging' || phase === 'file')
  return { pace, bac: both || pace.length === 0, extendedLength, faults: [setting] }
}

function rowOf(description: ChipFaultDescription): FaultRow {
  const { id, phase, outcome, needs } = description
  const [, ...from] = sources.find(([prefix]) => id.startsWith(prefix)) ?? ['', 'Doc 9303-11']
  const usual = outcome === 'read' ? readWhole : outcome === 'refused' ? nothingRead : portraitNotRead
  return fault(
    folderOf(id),
    description.description,
    phase === 'transport' ? ['field 8', 'S61'] : from,
    expectations[id] ?? usual,
    specimen => {
      const chip = chipFor(description)
      if (phase === 'terminalAuthentication') return withTerminal(specimen, { chip })
      if (phase === 'activeAuthentication') {
        const activeAuthentication = needs.includes('RSA')
          ? ({ kind: 'rsa', bits: 1024, padding: 'pkcs1', hash: 'SHA-1' } as const)
          : p256
        return inChip(reissued(specimen, { choices: { activeAuthentication } }), chip)
      }
      if (phase === 'chipAuthentication' || (phase === 'clone' && needs.includes('CA'))) {
        return inChip(reissued(specimen, { choices: { chipAuthentication: { curve: 'P-256' } } }), chip)
      }
      if (id.startsWith('oddIns')) {
        const large = reissued(specimen, { choices: { dataGroups: { 13: largeFile() } } })
        return inChip(large, chip)
      }
      return inChip(specimen, chip)
    },
  )
}

/** EF.DG13 of more than 32,768 bytes, which only READ BINARY with odd INS reaches the end of. */
function largeFile(): Uint8Array {
  const file = new Uint8Array(34_004).fill(0x93)
  file.set([0x6d, 0x82, 0x84, 0xd0])
  return file
}

/** What a chip does while it is read. */
export const wireFaults: readonly FaultRow[] = chipFaultCatalogue.map(rowOf)
