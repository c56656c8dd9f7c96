import { certificateFaults } from './certificate-faults.js'
import { wireFaults } from './chip-faults.js'
import { crlFaults } from './crl-faults.js'
import { dataGroupFaults } from './data-group-faults.js'
import type { Fault, FaultFamily, FaultRow } from './fault.js'
import { keyFaults } from './key-faults.js'
import { listFaults } from './list-faults.js'
import { mrzFaults } from './mrz-faults.js'
import { pathFaults } from './path-faults.js'
import { protocolFaults } from './protocol-faults.js'
import { signatureFaults } from './signature-faults.js'
import { sodFaults } from './sod-faults.js'
import type { Specimen } from './specimen.js'
import { terminalFaults } from './terminal-faults.js'

const families: readonly (readonly [FaultFamily, readonly FaultRow[]])[] = [
  ['certificates', certificateFaults],
  ['keys', keyFaults],
  ['paths', pathFaults],
  ['crls', crlFaults],
  ['lists', listFaults],
  ['sod', sodFaults],
  ['signatures', signatureFaults],
  ['dataGroups', dataGroupFaults],
  ['mrz', mrzFaults],
  ['chip', wireFaults],
  ['protocols', [...protocolFaults, ...terminalFaults]],
]

const rows = families.flatMap(([family, own]) => own.map(row => ({ ...row, family })))
const byId: ReadonlyMap<string, FaultRow> = new Map(rows.map(row => [row.id, row]))

/**
 * Every way in which a specimen can be made wrong, or odd, in exactly one point, and what a right verifier makes of it: the verdict, the
 * check that shows it, its reason, and what follows for other checks. The expectations come from the standards, not from this
 * library's verifier. Ids are stable.
 *
 * @example
 * ```ts
 * import { faults } from 'emrtd/testkit'
 *
 * faults.find(({ id }) => id === 'sod-no-signer-info')?.expected.verdict // 'invalid'
 * ```
 */
export const faults: readonly Fault[] = Object.freeze(
  rows.map(({ id, family, change, sources, expected }) =>
    Object.freeze({ id, family, change, sources, expected }),
  ),
)

/**
 * The specimen, made wrong in one way. The specimen that is given is not changed.
 *
 * @param id one of {@link faults}.
 * @throws {TypeError} for an id that is none.
 *
 * @example
 * ```ts
 * import { applyFault, createSpecimen } from 'emrtd/testkit'
 *
 * const { files } = applyFault(createSpecimen(), 'sod-no-signer-info')
 * files['EF.SOD'] // no right verifier accepts it
 * ```
 */
export function applyFault(specimen: Specimen, id: string): Specimen {
  const row = byId.get(id)
  if (row === undefined) throw new TypeError(`no such fault: ${id}`)
  return row.apply(specimen)
}
