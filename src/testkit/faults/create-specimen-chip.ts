import { createVirtualChip, type VirtualChip, type VirtualChipOptions } from '../chip/index.js'
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
  const { chip, document, country } = specimen
  const { 'EF.CVCA': _, ...files } = specimen.files
  const { certificate, key } = country.documentSigner
  return createVirtualChip({
    files,
    ...(chip?.keys ?? document.chipKeys),
    mrz: document.mrz.join(''),
    ...(chip?.can !== undefined && { can: chip.can }),
    access: { bac: chip?.bac ?? true, pace: chip?.pace ?? [] },
    extendedLength: chip?.extendedLength ?? true,
    faults: chip?.faults ?? [],
    cardSecuritySigner: {
      certificate,
      signatureAlgorithm: key.signatureAlgorithm,
      hash: key.algorithm.hash,
      sign: key.sign,
    },
    seed: new TextEncoder().encode('specimen chip'),
    ...options,
  })
}
