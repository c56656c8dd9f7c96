export type { ActiveAuthenticationKey } from './active-authentication.js'
export type { ExtendedLength } from './answer-to-reset.js'
export type { CardSecuritySigner } from './card-security.js'
export type { ChipCommand } from './chip-command.js'
export {
  type ChipFault,
  type ChipFaultDescription,
  type ChipFaultOutcome,
  type ChipFaultPhase,
  type ChipFaultSetting,
  chipFaults,
} from './chip-faults.js'
export { type ChipFileName, type ChipFilePlace, chipFilePlaces, ldsApplication } from './chip-files.js'
export type { ChipPassword, ChipRetries } from './chip-passwords.js'
export type { ChipRandom, ChipRandomPurpose } from './chip-randomness.js'
export {
  type ChipAccess,
  type ChipAuthenticationKey,
  createVirtualChip,
  type VirtualChipOptions,
} from './create-virtual-chip.js'
export type { ChipPaceOffer, PaceMapping } from './pace-offer.js'
export { type ChipPrivateKey, parseChipPrivateKey } from './parse-private-key.js'
export { chipAuthenticationOf, paceOffersOf } from './read-security-infos.js'
export { writeEfCardAccess } from './security-infos.js'
export type { ChipTerminalAuthentication } from './terminal-authentication.js'
export { type ChipExchange, VirtualChip } from './virtual-chip.js'
export { encodeVpcdFrame, type VpcdMessage, VpcdMessages, vpcdPort } from './vpcd-frames.js'
