import type { CryptoBackend } from '../../crypto/index.js'
import type { ChipPasswords } from './chip-passwords.js'
import type { ChipRandom } from './chip-randomness.js'
import type { FaultPlan } from './fault-plan.js'
import type { ResolvedPaceOffer } from './pace-offer.js'

/** What the protocols of a chip need from it. */
export interface ChipSurroundings {
  readonly backend: CryptoBackend
  readonly random: ChipRandom
  readonly faults: FaultPlan
  readonly passwords: ChipPasswords
  readonly offers: readonly ResolvedPaceOffer[]
  /** The static private key for chip authentication mapping in the group of an offer. */
  readonly staticKey: (offer: ResolvedPaceOffer) => Uint8Array
}
