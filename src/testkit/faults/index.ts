export { applyFault, faults } from './apply-fault.js'
export { type DescribedChip, describeChip, parseChipDescription } from './chip-description.js'
export { createSpecimenChip } from './create-specimen-chip.js'
export type { Expectation, ExpectedCheck, ExpectedReading, Fault, FaultFamily } from './fault.js'
export { makeConformancePack } from './make-conformance-pack.js'
export { securityCases } from './security-cases.js'
export {
  createSpecimen,
  type Specimen,
  type SpecimenChip,
  type SpecimenDemands,
  type SpecimenFile,
  type SpecimenOptions,
  type SpecimenTerminal,
} from './specimen.js'
