import type { EmrtdError } from '../errors.js'

/** A run of a protocol that came to its end. That says nothing of the chip's authenticity. */
export interface CompletedRun<Evidence> {
  readonly completed: true
  readonly evidence: Evidence
}

/** A run of a protocol that did not. */
export interface FailedRun<Evidence> {
  readonly completed: false
  /** Why. */
  readonly error: EmrtdError
  readonly evidence: Evidence
}
