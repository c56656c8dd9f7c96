import { defaultBackend, standardizedDomainParameters } from '../../crypto/index.js'
import {
  type ChipPaceOffer,
  createVirtualChip,
  type VirtualChip,
  type VirtualChipOptions,
} from '../chip/index.js'
import {
  standardizedAlgorithm,
  writeChipAuthenticationPublicKeyInfo,
  writePaceInfos,
} from '../chip/security-infos.js'
import type { Country } from '../issuer/create-country.js'
import { issueCardSecurity } from '../issuer/issue-card-security.js'
import { createIssuerKey } from '../issuer/issuer-key.js'
import type { Specimen } from './specimen.js'

/**
 * The chip that holds a specimen's files, with its keys, its ways in, and its faults. A specimen without a chip of its own gets one with
 * Basic Access Control.
 *
 * @example
 * ```ts
 * import { applyFault, createSpecimen, createSpecimenChip } from 'emrtd/testkit'
 *
 * const chip = createSpecimenChip(applyFault(createSpecimen(), 'chip-sm-wrong-mac'))
 * chip.atr[0] // 0x3b
 * ```
 */
export function createSpecimenChip(
  specimen: Specimen,
  options: Pick<VirtualChipOptions, 'onExchange' | 'seed'> = {},
): VirtualChip {
  return createVirtualChip({
    ...specimenChipOptions(specimen),
    seed: new TextEncoder().encode('specimen chip'),
    ...options,
  })
}

/** What the chip of a specimen is made of, with every private key and signed file that it needs. */
export function specimenChipOptions(specimen: Specimen): VirtualChipOptions {
  const { chip, document, country } = specimen
  const { 'EF.CVCA': _, ...files } = specimen.files
  const pace = chip?.pace ?? []
  const ids = new Set(pace.filter(({ mapping }) => mapping === 'CAM').map(({ parameterId }) => parameterId))
  const camKeys = Object.fromEntries([...ids].map(id => [id, mappingKey(country, id)]))
  const needsCardSecurity = ids.size > 0 && files['EF.CardSecurity'] === undefined
  return {
    files: {
      ...files,
      ...chip?.files,
      ...(needsCardSecurity && { 'EF.CardSecurity': cardSecurityOf(country, pace, camKeys) }),
    },
    ...(chip?.keys ?? document.chipKeys),
    mrz: document.mrz.join(''),
    ...(chip?.can !== undefined && { can: chip.can }),
    access: { bac: chip?.bac ?? true, pace },
    extendedLength: chip?.extendedLength ?? true,
    faults: chip?.faults ?? [],
    camKeys,
    ...(chip?.terminalAuthentication && { terminalAuthentication: chip.terminalAuthentication }),
  }
}

/** The static key of chip authentication mapping on one of the standardized curves. */
function mappingKey(country: Country, parameterId: number): Uint8Array {
  const parameters = standardizedDomainParameters(parameterId)
  if (parameters?.type !== 'EC') throw new TypeError('chip authentication mapping on a curve expected')
  const curve = parameters.curve.name
  const { secret } = createIssuerKey(country.seed, `CAM ${parameterId}`, {
    kind: 'ecdsa',
    curve,
    parameters: 'named',
    hash: 'SHA-256',
  })
  if (secret.type !== 'EC') throw new TypeError('a key on a curve expected')
  return secret.scalar
}

/** EF.CardSecurity with what EF.CardAccess offers and the public keys, signed by the document signer. Doc 9303-10 §3.11.4. */
function cardSecurityOf(
  country: Country,
  pace: readonly ChipPaceOffer[],
  keys: Readonly<Record<number, Uint8Array>>,
): Uint8Array {
  const publicKeys = Object.entries(keys).map(([id, privateKey]) => {
    const parameters = standardizedDomainParameters(Number(id))
    if (parameters?.type !== 'EC') throw new TypeError('a curve expected')
    const point = defaultBackend.ecMultiply(parameters.curve, privateKey)
    return writeChipAuthenticationPublicKeyInfo('EC', standardizedAlgorithm(Number(id)), point, Number(id))
  })
  return issueCardSecurity([...pace.flatMap(writePaceInfos), ...publicKeys], country.documentSigner)
}
