import { certificateReadable } from './field-rules.js'
import { certificateRules } from './lint-certificate.js'
import { crlReadable, crlRules } from './lint-crl.js'
import { deviationListRules } from './lint-deviation-list.js'
import { masterListRules } from './lint-master-list.js'
import type { LintRule } from './lint-rule.js'
import { signedDataRules } from './lint-signed-data.js'

const withoutCheck = ({ id, clause, level, appliesTo, text, later }: LintRule): LintRule =>
  Object.freeze({ id, clause, level, appliesTo, text, ...(later && { later }) })

/** Every rule of the linter but those on the content of EF.SOD, which `emrtd/lds` has. */
export const lintRules: readonly LintRule[] = Object.freeze(
  [
    certificateReadable,
    ...certificateRules,
    crlReadable,
    ...crlRules,
    ...signedDataRules,
    ...masterListRules,
    ...deviationListRules,
  ].map(withoutCheck),
)
