import { derBitString, derSequence } from '../../asn1/index.js'
import { curveByName, defaultBackend } from '../../crypto/index.js'
import { chipAuthenticationOid } from '../chip/chip-authentication.js'
import {
  explicitAlgorithm,
  writeActiveAuthenticationInfo,
  writeChipAuthenticationInfo,
  writeChipAuthenticationPublicKeyInfo,
} from '../chip/security-infos.js'
import { buildDeviationList } from '../issuer/build-deviation-list.js'
import { createChipKeys } from '../issuer/chip-keys.js'
import { writeDg14, writeDg15 } from '../lds/index.js'
import { type FaultRow, fault, invalid, undecided, valid } from './fault.js'
import { withForgedSigner } from './forge-signed-data.js'
import { reissued, type Specimen, withFiles, withoutFiles } from './specimen.js'
import { inChip, withChipKeys } from './specimen-in-chip.js'

const p256 = { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' } as const
const curve = curveByName('P-256')!

/** A SubjectPublicKeyInfo on P-256. */
const publicKeyInfoOf = (privateKey: Uint8Array): Uint8Array =>
  derSequence(
    explicitAlgorithm({ type: 'EC', curve }),
    derBitString(defaultBackend.ecMultiply(curve, privateKey)),
  )

/** EF.DG14 with the chip's key under one identifier, and its protocol under another. */
function withKeyIds(specimen: Specimen, infoId: number, keyId: number): Specimen {
  const keys = createChipKeys(specimen.country, 'L898902C3', { chipAuthentication: { curve: 'P-256' } })
  const [key] = keys.chipAuthentication!
  const point = defaultBackend.ecMultiply(curve, key!.privateKey)
  const dg14 = writeDg14([
    writeChipAuthenticationInfo(chipAuthenticationOid('EC', 'AES-128'), infoId),
    writeChipAuthenticationPublicKeyInfo('EC', explicitAlgorithm(key!.parameters), point, keyId),
  ])
  const chipKeys = { chipAuthentication: [{ ...key!, keyId }] }
  return inChip(reissued(specimen, { choices: { dataGroups: { 14: dg14 } } }), { keys: chipKeys })
}

/** Who the chip is, by its keys and the files that hold them. */
export const protocolFaults: readonly FaultRow[] = [
  fault(
    'chip-sound',
    'A chip with keys for Active and Chip Authentication, and nothing wrong.',
    ['Doc 9303-11 §6'],
    valid('CHIP.AUTHENTICITY', { reading: 'complete' }),
    specimen => withChipKeys(specimen),
  ),
  fault(
    'chip-clone-with-own-dg15',
    'A copy with a key of its own and an EF.DG15 that fits it; EF.SOD holds the hash of the original.',
    ['S50', 'Doc 9303-11 §6.1'],
    invalid('PA.DATA_GROUP_HASH', 'HASH_MISMATCH', { subject: 'DG15' }),
    specimen => {
      const original = reissued(specimen, { choices: { activeAuthentication: p256 } })
      const own = createChipKeys(specimen.country, 'clone', { activeAuthentication: p256 })
      const key = own.activeAuthentication!
      if (key.type !== 'ECDSA') throw new TypeError('a key on a curve expected')
      const dg15 = writeDg15(publicKeyInfoOf(key.privateKey))
      return inChip(withFiles(original, { 'EF.DG15': dg15 }), { keys: own })
    },
  ),
  fault(
    'chip-clone-without-dg15',
    'A copy that has no EF.DG15, which EF.SOD names.',
    ['S50', 'S04', 'Doc 9303-11 §6.1'],
    invalid('CHIP.AUTHENTICITY', 'CHIP_KEY_WITHHELD', { reading: 'partial' }),
    specimen =>
      inChip(withoutFiles(reissued(specimen, { choices: { activeAuthentication: p256 } }), 'EF.DG15'), {
        keys: {},
      }),
  ),
  fault(
    'chip-active-authentication-hash-unannounced',
    'The key for Active Authentication is on P-384, the hash is SHA-256, and no EF.DG14 announces it.',
    ['S47', 'field 10'],
    valid('CHIP.AUTHENTICITY', { reading: 'complete' }),
    specimen => {
      const issued = reissued(specimen, {
        choices: {
          activeAuthentication: { ...p256, curve: 'P-384' },
          dataGroups: { 14: writeDg14([{ kind: 'Unknown', oid: '1.3.6.1.4.1.99999.14', data: [] }]) },
        },
      })
      return inChip(issued, {})
    },
  ),
  fault(
    'chip-active-authentication-sha-1',
    'EF.DG14 announces SHA-1 for Active Authentication, which Doc 9303-11 rules out with ECDSA.',
    ['S47', 'Doc 9303-11 §6.1.2.3'],
    invalid('CHIP.AUTHENTICITY', 'ALGORITHM_NOT_PERMITTED'),
    specimen =>
      inChip(
        reissued(specimen, {
          choices: {
            activeAuthentication: { ...p256, hash: 'SHA-1' },
            dataGroups: { 14: writeDg14([writeActiveAuthenticationInfo('SHA-1')]) },
          },
        }),
        {},
      ),
  ),
  fault(
    'chip-authentication-key-id',
    'EF.DG14 names the key of Chip Authentication by number; everything fits.',
    ['ISO7816_D_03', 'field 6'],
    valid('CHIP.AUTHENTICITY', { reading: 'complete' }),
    specimen => withKeyIds(specimen, 1, 1),
  ),
  fault(
    'chip-authentication-key-id-mismatch',
    'EF.DG14 names key 1 in its ChipAuthenticationInfo, and holds key 2 only.',
    ['S51', 'ISO7816_D_13'],
    invalid('CHIP.AUTHENTICITY', 'CHIP_KEY_MISMATCH'),
    specimen => withKeyIds(specimen, 1, 2),
  ),
  fault(
    'known-deviation',
    'The signature of EF.SOD is wrong, and a deviation list of the state says so of its documents.',
    ['S70', 'Doc 9303-12 §10'],
    undecided('PA.SOD_SIGNATURE', 'KNOWN_DEVIATION'),
    specimen => {
      const { documentSigner } = specimen.country
      const wrong = withForgedSigner(specimen, {
        sign: message =>
          documentSigner.key.sign(message).map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte)),
      })
      const list = buildDeviationList(specimen.country, [
        {
          signer: { keyIdentifier: documentSigner.key.keyIdentifier },
          descriptions: [{ type: '2.23.136.1.1.7.2.3' }],
        },
      ])
      return { ...wrong, trust: [...wrong.trust, { name: 'deviations.dl', bytes: list }] }
    },
  ),
]
