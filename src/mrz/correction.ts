import type { MrzFieldName, MrzPosition } from './layout.js'
import type { Mrz } from './mrz.js'

/**
 * What speaks for a change. `characterSet`: no MRZ holds what was there. `lineLength`: with it the line has its length.
 * `fieldType`: the field cannot hold what was there, a letter in a date say. `stateCode`: of what it can have been, this is
 * an assigned code. `fillers`: behind the name there are fillers only. `checkDigit`, `compositeCheckDigit`: with it that
 * check digit is right, and without it would not be.
 */
export type MrzChangeSupport =
  | 'characterSet'
  | 'lineLength'
  | 'fieldType'
  | 'stateCode'
  | 'fillers'
  | 'checkDigit'
  | 'compositeCheckDigit'

/** One change that a proposal makes. */
export interface MrzChange {
  /** Where the result stands in the proposal's lines. */
  readonly position: MrzPosition
  /** The field at the position; undefined for changes of a whole line's length. */
  readonly field: MrzFieldName | undefined
  readonly from: string
  readonly to: string
  readonly support: readonly MrzChangeSupport[]
}

/** A zone as it may have been printed. */
export interface MrzProposal {
  readonly mrz: Mrz
  /** Everything in which it differs from the input, but for line breaks and white space around the lines. */
  readonly changes: readonly MrzChange[]
}

/** What `correctMrz` found. */
export interface MrzCorrection {
  /**
   * `clean`: nothing to correct. `corrected`: one proposal, all check digits hold. `ambiguous`: several proposals with
   * equally few changes, in all of which the check digits hold: a person must choose. `uncorrected`: one proposal, which
   * goes as far as field types allow; check digits still fail.
   */
  readonly status: 'clean' | 'corrected' | 'ambiguous' | 'uncorrected'
  /** At least one. The input itself is never changed. */
  readonly proposals: readonly MrzProposal[]
}
