import type { SecureMessaging } from '../apdu/index.js'
import type { EmrtdError } from '../errors.js'

/** A run of BAC or PACE that came to its end: the chip is open. That says nothing of its authenticity. */
export interface CompletedAccess<Evidence> {
  readonly completed: true
  /** The chip under secure messaging. */
  readonly channel: SecureMessaging
  readonly evidence: Evidence
}

/** A run of BAC or PACE that did not: the session keys are gone, the channel is as it was. */
export interface FailedAccess<Evidence> {
  readonly completed: false
  /** Why. A status word 63Cx in it tells how many tries are left: `triesLeft(error.statusWord)`. */
  readonly error: EmrtdError
  readonly evidence: Evidence
}
