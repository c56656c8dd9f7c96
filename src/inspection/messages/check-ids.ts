import type { CheckId, ReasonCode } from '../../verdict.js'
import type { WarningCode } from '../inspection.js'
import { english } from './english.js'

/** Every id of a check, as a list: the message table is complete, or it would not compile. */
export const checkIds: readonly CheckId[] = Object.keys(english.checks) as readonly CheckId[]

/** Every reason of a check, as a list. */
export const reasonCodes: readonly ReasonCode[] = Object.keys(english.reasons) as readonly ReasonCode[]

/** Every code of a warning, as a list. */
export const warningCodes: readonly WarningCode[] = Object.keys(english.warnings) as readonly WarningCode[]
